"""The yearly profile: everything has a source and a status; scales are whole."""

import re
from pathlib import Path

import pytest

from objektiv.profiles import load_profile
from objektiv.schema import Item, Scale, Work

SOURCES = Path(__file__).parents[2] / "src" / "objektiv"
PROFILE = load_profile(2026)


def test_guide_thresholds_are_those_of_the_guide():
    expected = {
        "items.base.sufficient": 60,
        "items.base.insufficient": 57,
        "items.advanced.sufficient": 30,
        "items.advanced.insufficient": 28.5,
        "marks.failing.negative": 10,
        "journal.gap": 2,
        "group.minimum": 10,
        "scores.informative": 50,
        "scores.rough": 20,
        "groups.anomaly": 5,
    }
    assert {name: PROFILE.value(name) for name in expected} == expected
    # The guide itself was not read: only code that quotes it.
    assert {PROFILE.thresholds[name].status for name in expected} == {"secondary"}


def test_every_threshold_says_where_it_is_from():
    for threshold in PROFILE.thresholds.values():
        assert threshold.source
        assert threshold.status in ("official", "secondary", "house")


@pytest.mark.parametrize("folder", ["reports", "recommendations"])
def test_every_threshold_the_code_names_exists(folder):
    code = "".join(path.read_text("utf-8") for path in (SOURCES / folder).glob("*.py"))
    kinds = "group|marks|journal|scores|items|skills|groups|peaks|markers|recommendations"
    named = set(re.findall(rf'"((?:{kinds})\.[a-z.]+)"', code))
    # A table prints the note of each threshold it names.
    assert all(PROFILE.thresholds[name].note for name in named if name in PROFILE.thresholds)
    unknown = {name for name in named if name not in PROFILE.thresholds}
    assert unknown <= {"items.low", "items.border", "groups.anomaly", "marks.failing"} | {
        "journal.far", "journal.lowered", "journal.raised", "journal.sparse", "skills.deficit"
    }  # fmt: skip


def test_scales_cover_their_scores_without_gaps():
    assert len(PROFILE.scales) >= 12
    for scale in PROFILE.scales.values():
        assert [mark for _, _, mark in scale.bands] == [2, 3, 4, 5]
        assert scale.bands[0][0] == 0
        for (_, high, _), (low, _, _) in zip(scale.bands, scale.bands[1:], strict=False):
            assert low == high + 1
        assert scale.source
        assert scale.status != "official"


@pytest.mark.parametrize(
    ("year", "subject", "grade", "score", "mark"),
    [
        (2026, "Русский язык", 4, 9, 2),
        (2026, "Русский язык", 4, 10, 3),
        (2026, "Русский язык", 4, 20, 4),
        (2026, "Русский язык", 4, 21, 5),
        (2025, "Русский язык", 4, 15, 3),
        (2025, "Русский язык", 4, 16, 4),
    ],
)
def test_known_scales(year, subject, grade, score, mark):
    work = Work("ВПР", year, grade, subject, (Item("1", 24),))
    assert PROFILE.scale(work).mark(score) == mark


def test_a_scale_of_another_version_of_the_work_is_not_its_scale():
    shorter = Work("ВПР", 2026, 4, "Русский язык", (Item("1", 23),))
    assert PROFILE.scale(shorter) is None


def test_scale_without_a_year_or_a_border_is_never_applied_by_itself():
    for year in range(2018, 2027):
        for grade in (4, 8):
            work = Work("ВПР", year, grade, "Математика", (Item("1", 25 if grade == 8 else 20),))
            assert PROFILE.scale(work) is None
    assert PROFILE.scales["ВПР", 0, "Математика", 8, ""].bands[-1] == (21, 25, 5)


def test_scale_of_the_work_comes_first():
    own = Scale(((0, 1, 2), (2, 3, 3), (4, 5, 4), (6, 7, 5)))
    work = Work("ВПР", 2026, 4, "Русский язык", (Item("1", 7),), own)
    assert PROFILE.scale(work) is own


def write(folder, year, text):
    (folder / f"{year}.toml").write_text(f'name = "П"\nversion = "1"\n{text}', encoding="utf-8")


ENTRY = '[thresholds.a]\nvalue = {}\nsource = "Приказ"\nstatus = "official"\n'


def test_nearest_earlier_year(tmp_path):
    for year in (2024, 2026):
        write(tmp_path, year, ENTRY.format(year))
    for asked, got in ((2023, 2024), (2024, 2024), (2025, 2024), (2026, 2026), (2030, 2026)):
        assert load_profile(asked, tmp_path).value("a") == got


@pytest.mark.parametrize("missing", ["source", "status"])
def test_threshold_without_source_or_status_is_refused(tmp_path, missing):
    lines = [line for line in ENTRY.format(1).splitlines() if not line.startswith(missing)]
    write(tmp_path, 2026, "\n".join(lines))
    with pytest.raises(ValueError, match="threshold a needs source and status"):
        load_profile(2026, tmp_path)


def test_no_profile_at_all(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_profile(2026, tmp_path)
