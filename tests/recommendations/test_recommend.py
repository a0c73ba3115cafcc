"""Recommendations: a rule for every ground, numbers in it, calm words, no people rated."""

import dataclasses
import re
import string

import numpy as np
import polars as pl
import pytest

from objektiv.engines import count
from objektiv.profiles import load_profile, survey_rules
from objektiv.recommendations import grounds, recommend, recommend_all, rules
from objektiv.reports import reports
from objektiv.schema import (
    COLUMNS,
    NOT_TAUGHT,
    Finding,
    Findings,
    Item,
    Level,
    Scale,
    School,
    Sittings,
    Verdict,
    Work,
    item_column,
)

PROFILE = load_profile(2026)
WORK = Work(
    "ВПР",
    2026,
    5,
    "Математика",
    (
        Item("1", 1, Level.BASE, skills=("5.1",)),
        Item("2", 1, Level.BASE, skills=("5.1",)),
        Item("3", 2, Level.ADVANCED, skills=("5.2",)),
        Item("4", 2, Level.HIGH, skills=("5.2",)),
    ),
    Scale(((0, 1, 2), (2, 3, 3), (4, 4, 4), (5, 6, 5))),
)
GOOD = (1, 1, 2, 2)
FORBIDDEN = re.compile(
    r"наруш|завыш|заниж|необъектив|виновн|фальсиф|рейтинг|!|лучши[йе] учител|худш", re.IGNORECASE
)


def sittings(*groups, work=WORK):
    """Groups: (school, n, items, mark, journal)."""
    rows = []
    for school, n, items, mark, journal in groups:
        for _ in range(n):
            codes = zip(work.items, items, strict=True)
            rows.append(
                {
                    "region": "Приморье",
                    "municipality": "Озёрский район",
                    "school": school,
                    "class": "5А",
                    "pupil": f"{school}-{len(rows):05}",
                    "variant": "",
                    "sex": "",
                    "participated": True,
                    "score": sum(points for points in items if points < NOT_TAUGHT),
                    "mark": mark,
                    "journal_mark": journal,
                    "prior_score": None,
                }
                | {item_column(item.code): points for item, points in codes}
            )
    schema = {name: getattr(pl, kind) for name, kind in COLUMNS.items()}
    schema |= {item_column(item.code): pl.UInt8 for item in work.items}
    frame = pl.DataFrame(rows, schema=schema)
    return Sittings(work, frame.sort("region", "municipality", "school", "class", "pupil"))


def built(*groups, last=None, work=WORK):
    before = dataclasses.replace(work, year=work.year - 1)
    earlier = (count(sittings(*last, work=before)),) if last else ()
    return reports(count(sittings(*groups, work=work)), PROFILE, earlier=earlier)


def finding(verdict, school="edu01", **more):
    one = Finding("Приморье", "Озёрский район", school, "", 40, 0.0004, 0.02, verdict, (), **more)
    return Findings(WORK, (one,), (), 0.05, "метод", "профиль", "0" * 64, 1)


def codes(made, block="school"):
    return [one.rule for one in made if one.block == block]


SCHOOL = School("edu01", "Школа № 1", "Озёрский район", "Приморье")
PEACE = ("edu01", 40, GOOD, 5, 5)
CASES = {
    "journal.far": [("edu01", 39, GOOD, 5, 5), ("edu01", 1, GOOD, 3, 5)],
    "journal.lowered": [("edu01", 24, GOOD, 5, 5), ("edu01", 16, GOOD, 4, 5)],
    "journal.raised": [("edu01", 24, GOOD, 5, 5), ("edu01", 16, GOOD, 5, 4)],
    "journal.sparse": [("edu01", 31, GOOD, 5, 5), ("edu01", 9, GOOD, 5, 0)],
    "items.low": [("edu01", 22, GOOD, 5, 5), ("edu01", 18, (0, 1, 2, 2), 5, 5)],
    "items.border": [("edu01", 23, GOOD, 5, 5), ("edu01", 17, (0, 1, 2, 2), 5, 5)],
    "sample.limited": [("edu01", 19, GOOD, 5, 5)],
    "groups.anomaly": [("edu01", 40, (1, 1, 2, 2), 4, 4), ("edu01", 20, (1, 1, 2, 1), 5, 5)],
}


@pytest.mark.parametrize("code", CASES)
def test_each_ground_gives_its_rule_and_only_it(code):
    made = recommend(SCHOOL, (), (built(*CASES[code]),), PROFILE)
    assert codes(made) == [code]
    assert re.search(r"\d", made[0].ground)
    assert made[0].ground.startswith("Математика, 5 класс: ")


def test_systemic_deficit_names_the_skill_and_its_items():
    report = built(("edu01", 40, (0, 0, 2, 2), 4, 4), ("edu02", 60, GOOD, 5, 5))
    made = recommend(SCHOOL, (), (report,), PROFILE)
    assert codes(made) == ["skills.deficit", "items.low"]
    assert "5.1 (в зоне «недостаточно» 2 из 2\xa0заданий)" in made[0].ground
    assert "1 (0,0\xa0%, в регионе 60,0\xa0%)" in made[1].ground


def test_growth_of_failing_share():
    last = [("edu01", 40, GOOD, 5, 5)]
    now = [("edu01", 36, GOOD, 5, 5), ("edu01", 4, GOOD, 2, 2)]
    made = recommend(SCHOOL, (), (built(*now, last=last),), PROFILE)
    assert "marks.failing" in codes(made)
    assert "была 0,0\xa0%, стала 10,0\xa0%" in made[0].ground


def test_school_without_anything_notable_is_told_so():
    made = recommend(SCHOOL, (finding(Verdict.NONE),), (built(PEACE),), PROFILE)
    assert codes(made) == ["quiet"]
    assert made[0].ground == "Математика, 5 класс: особенностей, требующих внимания, нет."
    assert codes(made, "all") == [rule.code for rule in rules() if rule.block == "all"]
    assert len(codes(made, "all")) >= 5


@pytest.mark.parametrize(
    ("verdict", "rule"),
    [(Verdict.VERIFY, "objectivity.verify"), (Verdict.LOOK, "objectivity.look")],
)
def test_finding_gives_its_facts(verdict, rule):
    found = finding(
        verdict, facts=("9 учеников набрали 13–14 баллов, ожидалось 3–6.",), recheck_works=21
    )
    made = recommend(SCHOOL, (found,), (built(PEACE),), PROFILE)
    assert codes(made) == [rule]
    assert "ожидалось 3–6; вероятность" in made[0].ground
    assert "0,04\xa0%" in made[0].ground
    assert "достаточно 21\xa0работы" in made[0].ground


def test_insufficient_data_is_no_ground_for_verification():
    made = recommend(SCHOOL, (finding(Verdict.INSUFFICIENT),), (built(PEACE),), PROFILE)
    assert codes(made) == ["quiet"]


def test_finding_of_another_school_is_not_mine():
    other = finding(Verdict.VERIFY, school="edu02")
    assert codes(recommend(SCHOOL, (other,), (built(PEACE),), PROFILE)) == ["quiet"]
    same_login_elsewhere = dataclasses.replace(SCHOOL, region="Поморье")
    mine = finding(Verdict.VERIFY)
    assert codes(recommend(same_login_elsewhere, (mine,), (), PROFILE)) == ["quiet"]


def peaked():
    rng = np.random.default_rng(1)
    groups = []
    for school in ("edu02", "edu03", "edu04"):
        for score, n in enumerate(rng.multinomial(90, (0.1, 0.15, 0.2, 0.2, 0.15, 0.1, 0.1))):
            items = {0: (0, 0, 0, 0), 1: (1, 0, 0, 0), 2: (1, 1, 0, 0), 3: (1, 1, 1, 0)}
            items |= {4: (1, 1, 2, 0), 5: (1, 1, 2, 1), 6: GOOD}
            groups.append((school, int(n), items[score], WORK.scale.mark(score), 0))
    groups += [("edu01", 20, GOOD, 5, 0), ("edu01", 40, (1, 1, 2, 0), 4, 0)]
    return built(*groups)


def test_peak_is_a_ground_unless_the_controlled_decision_is_clear():
    report = peaked()
    assert "objectivity.peaks" in codes(recommend(SCHOOL, (), (report,), PROFILE))
    cleared = recommend(SCHOOL, (finding(Verdict.NONE),), (report,), PROFILE)
    assert "objectivity.peaks" not in codes(cleared)


def test_several_works_are_said_once_with_a_ground_each():
    russian = dataclasses.replace(WORK, subject="Русский язык", grade=4)
    limited = ("edu01", 12, GOOD, 5, 5)
    made = recommend(SCHOOL, (), (built(limited), built(limited, work=russian)), PROFILE)
    assert codes(made) == ["sample.limited"]
    assert made[0].ground == (
        "Математика, 5 класс: мало данных (n\xa0=\xa012). "
        "Русский язык, 4 класс: мало данных (n\xa0=\xa012)."
    )


def test_nothing_loaded_still_gives_the_general_block():
    made = recommend(SCHOOL, (), (), PROFILE)
    assert codes(made) == ["quiet"]
    assert codes(made, "all")


def test_every_rule_is_complete_calm_and_has_its_ground():
    known = {"year", "next", "coverage"}
    reachable = {"verify", "look", "peaks", "quiet", "marks.failing", "skills.deficit", *CASES}
    reachable |= {f"survey.{index}" for index in survey_rules().indices}  # of the web system
    assert {rule.ground for rule in rules() if rule.block == "school"} == reachable
    for rule in rules():
        for name in ("direction", "addressee", "text", "term", "expected_result", "checked_by"):
            words = getattr(rule, name)
            assert words
            assert not FORBIDDEN.search(words), (rule.code, words)
            assert {part[1] for part in string.Formatter().parse(words) if part[1]} <= known
        assert (rule.block == "all") == (rule.ground == "")


def test_terms_are_in_the_years_of_the_work():
    made = recommend(SCHOOL, (), (built(*CASES["items.low"]),), PROFILE)
    texts = " ".join(one.term + one.text + one.expected_result for one in made)
    assert "2026" in texts
    assert "{" not in texts


def test_grounds_are_of_the_school_only():
    report = built(PEACE, ("edu02", 40, (0, 0, 0, 0), 2, 5))
    known = grounds((), (report,), PROFILE)
    place = ("Приморье", "Озёрский район")
    assert known[*place, "edu01"].found == ()
    assert {one.code for one in known[*place, "edu02"].found} >= {
        "journal.far",
        "journal.lowered",
        "items.low",
        "skills.deficit",
    }


def test_many_schools_at_once_are_as_one_by_one():
    report = built(PEACE, ("edu02", 40, (0, 0, 0, 0), 2, 5), ("edu03", 12, GOOD, 5, 5))
    schools = [School(f"edu0{at}", f"Школа № {at}") for at in (1, 2, 3, 4)]
    made = recommend_all(schools, (finding(Verdict.LOOK),), (report,), PROFILE)
    assert made == {
        school.id: recommend(school, (finding(Verdict.LOOK),), (report,), PROFILE)
        for school in schools
    }
    assert codes(made["edu01"]) == ["objectivity.look"]
    assert codes(made["edu03"]) == ["sample.limited"]
    # A school that wrote nothing is not told about works of others.
    assert made["edu04"][0].ground == "особенностей, требующих внимания, нет."
