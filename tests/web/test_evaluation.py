"""The evaluation sheet: proposals with grounds, evidence, both sides, criteria by year."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import evaluation_rules, read_criteria
from objektiv.web.actions import evaluation as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    EvaluationSheet,
    Measure,
    Meeting,
    MeetingDecision,
    Notice,
    Organisation,
    Plan,
    Procedure,
    Reply,
    Review,
)
from objektiv.web.queries import evaluation as query
from objektiv.web.queries.evaluation_facts import proposals
from objektiv.web.queries.today import waiting_for

TODAY = timezone.localdate()
CRITERIA = evaluation_rules().criteria


@pytest.fixture
def year(world):
    return school_year_at(TODAY)


@pytest.fixture
def sheet(world, year) -> EvaluationSheet:
    return act.start_sheet(world.first, year, by=world.people["office"])


def filled(sheet, world, score=2) -> EvaluationSheet:
    for one in query.criteria_in(sheet):
        act.give_score(sheet, one.code, score=score, link="https://x.ru", by=world.people["office"])
    return act.submit_sheet(sheet, by=world.people["head"])


def facts(world, year) -> dict:
    return proposals(world.first, year, CRITERIA, TODAY)


def test_nothing_is_proposed_where_nothing_is_known(world, year):
    assert facts(world, year) == {}


def test_what_is_known_is_proposed_with_its_ground(world, year, case):
    """The case has an approved plan, a measure that is done, one procedure due, a reply."""
    Review.objects.update(reply_by=TODAY)
    Reply.objects.update(at=timezone.now())
    measure = Measure.objects.get()
    Measure.objects.filter(pk=measure.pk).update(kind="deficits", ends=TODAY - timedelta(days=1))

    known = facts(world, year)

    assert known["plan"].score == 2
    assert "приказ № 1" in known["plan"].ground
    assert (known["measures"].score, known["deficits"].score) == (2, 2)
    assert known["deficits"].path == reverse("measure", args=[measure.pk])
    assert known["replies"].ground == "Пояснения даны в срок, запросов: 1 из 1."
    assert "pupils" not in known  # no measure of that kind: nothing is said


@pytest.mark.parametrize(("days", "score"), [(0, 2), (-1, 0)])
def test_results_brought_late_are_seen_as_late(world, year, case, days, score):
    """The protocol of the case was accepted today."""
    Procedure.objects.update(due=TODAY + timedelta(days=days))
    if Procedure.objects.get().due < year.starts:
        pytest.skip("the first day of a school year")

    assert facts(world, year)["results"].score == score


def test_a_late_reply_and_a_measure_not_done_lower_the_proposal(world, year, case):
    late = max(year.starts, TODAY - timedelta(days=2))
    Review.objects.update(reply_by=late)
    Measure.objects.update(state="planned", ends=TODAY - timedelta(days=1))

    known = facts(world, year)

    assert known["measures"].score == 0
    assert known["replies"].score == (0 if late < TODAY else 2)


def test_meetings_and_their_decisions_count(world, year):
    head = world.people["head"]
    for number in (1, 2):
        meeting = Meeting.objects.create(
            organisation=world.first, school_year=year, kind="pedagogical", title="…", day=TODAY,
            state="held", number=str(number), dated=TODAY, made_by=head,
        )  # fmt: skip
        MeetingDecision.objects.create(
            meeting=meeting, level="teacher", sort="spread", text="…", term="апрель"
        )

    known = facts(world, year)

    assert known["discussed"].score == 2
    assert known["decisions"].score == 0
    assert "протокол № 1" in known["discussed"].ground


def test_journal_coverage_is_the_share_of_participants(world, year, case):
    from objektiv.web.models import PlaceReport, Work

    Work.objects.update(year=year.start + 1)
    PlaceReport.objects.update(facts={"n": 20, "journal": [5, 4, 3]})

    known = facts(world, year)["journal"]

    assert (known.score, known.ground) == (1, "Журнальные отметки есть у 60\xa0% участников.")


def test_a_score_needs_evidence_and_a_zero_does_not(world, sheet):
    office = world.people["office"]
    with pytest.raises(ValidationError, match="подтверждают"):
        act.give_score(sheet, "acts", score=1, ground="Есть приказ", by=office)
    act.give_score(sheet, "acts", score=0, by=office)
    file = SimpleUploadedFile("приказ.pdf", b"order")

    given = act.give_score(sheet, "acts", score=2, files=[file], by=office)
    again = act.give_score(sheet, "acts", score=1, by=office)  # its file is there already

    assert (again.pk, again.score) == (given.pk, 1)
    assert [one.name for one in again.files.all()] == ["приказ.pdf"]


def test_proposals_are_taken_by_tick_and_never_over_a_given_score(world, year, case):
    office, known = world.people["office"], facts(world, year)
    mine = act.start_sheet(world.second, year, by=world.people["neighbour"])
    act.give_score(mine, "plan", score=0, by=world.people["neighbour"])

    with pytest.raises(PermissionDenied):
        act.take_proposals(mine, known, ["plan"], by=office)
    taken = act.take_proposals(mine, known, ["plan", "measures", "none"],
                               by=world.people["neighbour"])  # fmt: skip

    assert taken == len({"measures"} & set(known))
    assert mine.scores.get(criterion="plan").score == 0


def test_both_sides_stand_side_by_side_and_the_way_ends(world, sheet, as_):
    north = world.people["north"]
    with pytest.raises(ValidationError, match="Не оценены критерии: 1, 2"):
        act.submit_sheet(sheet, by=world.people["head"])
    with pytest.raises(PermissionDenied):
        act.submit_sheet(sheet, by=world.people["office"])
    filled(sheet, world)
    assert any("Оценить" in one.what for g in waiting_for(north, TODAY) for one in g.items)
    with pytest.raises(PermissionDenied):  # handed in: the school does not write any more
        act.give_score(sheet, "acts", score=0, by=world.people["office"])
    with pytest.raises(ValidationError, match="напишите почему"):
        act.give_score(sheet, "acts", score=1, by=north)
    for one in query.criteria_in(sheet):
        act.give_score(sheet, one.code, score=1, ground="Акт прошлого года", by=north)

    act.close_sheet(sheet, by=north)

    whole = 2 * len(CRITERIA)
    assert query.years_of(world.first) == [(str(sheet.school_year), whole, len(CRITERIA), whole)]
    assert Notice.objects.filter(person=world.people["head"]).count() == 1
    with pytest.raises(ValidationError, match="не изменяют"):
        act.give_score(sheet, "acts", score=2, by=north)
    shown = as_("head").get(reverse("evaluation_sheet", args=[sheet.pk])).content.decode()
    assert "Акт прошлого года" in shown
    assert "Оценочный лист по годам" in shown
    printed = as_("head").get(reverse("evaluation_print", args=[sheet.pk])).content.decode()
    assert f"Всего из {whole}" in printed


def test_a_sheet_comes_back_with_a_reason_and_keeps_its_scores(world, sheet):
    filled(sheet, world)

    act.return_sheet(sheet, reason="Нет приказа", by=world.people["north"])

    assert sheet.state == "filling"
    assert sheet.scores.count() == len(CRITERIA)


def test_criteria_belong_to_a_year_and_sheets_handed_in_keep_theirs(world, year, sheet):
    north = world.people["north"]
    filled(sheet, world)
    values = {"section": "Новое", "text": "Свой критерий", "levels": ("нет", "есть", "полно")}

    act.keep_criterion(world.north, year, by=north, **values)
    act.drop_criterion(world.north, year, "acts", by=north)

    codes = [one.code for one in query.criteria_of(world.second, year)]
    assert "acts" not in codes
    assert codes[-1] == "own1"
    assert query.form_of(world.first, year).version == 2
    assert query.criteria_of(world.third, year) == CRITERIA  # another district
    other = school_year_at(year.starts - timedelta(days=9))
    assert query.criteria_of(world.first, other) == CRITERIA
    assert query.criteria_in(sheet) == CRITERIA
    assert act.start_sheet(world.second, year, by=world.people["neighbour"]).criteria == []


def test_the_district_sees_how_scores_are_spread_and_schools_by_name_without_sums(
    world, year, sheet, as_
):
    filled(sheet, world, score=1)
    for name in ("Б", "А"):
        Organisation.objects.create(kind="school", parent=world.north, name=f"Школа {name}")

    counts = query.spread_of(world.north, year, CRITERIA, "school")
    page = as_("north").get(reverse("evaluation", args=[world.north.pk]))

    assert set(counts.values()) == {(0, 1, 0)}
    names = [str(school) for school, _ in page.context["schools"]]
    assert names == sorted(names)
    body = page.content.decode()
    assert "Лист передали 1 из 4 школ" in body
    assert f"{len(CRITERIA)} из" not in body  # no sum of a school stands beside another's


def test_criteria_that_cannot_be_used_are_refused():
    one = CRITERIA[0].plain()

    with pytest.raises(ValueError, match="repeat"):
        read_criteria([one, one])
    with pytest.raises(ValueError, match="three levels"):
        read_criteria([one | {"levels": ["нет", "есть"]}])


def test_the_way_in_pages(as_, world, year):
    Plan.objects.create(
        organisation=world.first, school_year=year, title="План", state="approved",
        order_number="3", made_by=world.people["head"],
    )  # fmt: skip
    client = as_("head")
    client.post(reverse("evaluation_start", args=[world.first.pk]))
    sheet = EvaluationSheet.objects.get()
    client.post(reverse("evaluation_take", args=[sheet.pk]), {"take": ["plan"]})
    page = reverse("evaluation_score", args=[sheet.pk, "acts"])
    refused = client.post(page, {"score": "2", "ground": "Есть положение"})
    assert refused.status_code == 422
    assert "Есть положение" in refused.content.decode()
    bad = client.post(page, {"score": "2", "link": "javascript:alert(1)"})
    assert bad.status_code == 422
    client.post(page, {"score": "2", "link": "https://school.example"})

    assert {one.criterion: one.score for one in sheet.scores.all()} == {"plan": 2, "acts": 2}
    added = as_("north").post(
        reverse("criterion_add", args=[world.north.pk]),
        {"section": "Новое", "text": "Свой", "zero": "нет", "one": "есть", "two": "полно"},
    )
    assert added.status_code == 302
    assert query.criteria_of(world.first, year)[-1].text == "Свой"
