"""Corrections of a work programme: within its hours, approved by the managers, tracked."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.teaching import programmes as act
from objektiv.web.models import Analysis, PlaceReport, Protocol, ReportPart, Upload, Work
from objektiv.web.models.packed import pack
from objektiv.web.queries.teaching.programmes import proposals_for

FACT = {"skill": "5.1", "topic": "Дроби", "zone": "low", "below": False, "systemic": False,
        "sure": True, "value": 0.3, "low": 0.2, "high": 0.4, "n": 25, "region": 0.6,
        "expected": 0.5}  # fmt: skip


@pytest.fixture
def change(world):
    year = school_year_at(date(2026, 9, 10))
    work = Work.objects.create(procedure="ВПР", year=2026, grade=5, subject="Математика")
    analysis = Analysis.objects.create(
        work=work, organisation=world.region, data_hash="d", method="метод 1", profile="2026",
        seed=1, schools=1, sittings=25, expected_false=0.05,
    )  # fmt: skip
    Protocol.objects.create(
        school=world.first, work=work, class_name="5А", n=25, written=25, store_path="results/x",
        upload=Upload.objects.create(organisation=world.first, brought_by=world.people["head"]),
        source_school="edu900101", accepted_at=timezone.now(),
    )  # fmt: skip
    report = PlaceReport.objects.create(
        analysis=analysis, organisation=world.first, n=25, answer="", facts={}, content=pack({})
    )
    mastered = FACT | {"topic": "Углы", "zone": "enough", "value": 0.9}
    skills = {"lines": [], "charts": [], "table": None, "facts": {"skills": [FACT, mastered]}}
    ReportPart.objects.create(report=report, kind="skills", content=pack(skills))
    return act.start_change(
        world.first, year, subject="Математика", grade=6, hours_left=40, by=world.people["deputy"]
    )


def test_hours_are_proposed_for_the_deficits_of_these_pupils(world, change):
    # The sixth grade of this year wrote the work of the fifth grade in spring.
    (found,) = proposals_for(change, reader=world.people["deputy"])

    assert (found.topic, found.hours) == ("Дроби", 4)
    assert "30" in found.ground


def test_what_is_ticked_is_taken_with_its_ground_and_not_proposed_again(world, change, as_):
    as_("deputy").post(reverse("programme_take", args=[change.pk]), {"take": "Дроби"})

    line = change.lines.get()
    assert line.hours == 4
    assert "регион" in line.ground
    assert proposals_for(change, reader=world.people["deputy"]) == []


def test_never_more_hours_than_are_left(world, change):
    deputy = world.people["deputy"]
    line = act.keep_line(change, topic="Дроби", hours=40, by=deputy)

    with pytest.raises(ValidationError, match="осталось 40"):
        act.keep_line(change, topic="Углы", hours=1, by=deputy)
    act.keep_line(change, line, topic="Дроби", hours=39, by=deputy)
    act.keep_line(change, topic="Углы", hours=1, by=deputy)


def test_managers_approve_then_it_is_only_tracked(world, change):
    deputy, teacher = world.people["deputy"], world.people["teacher"]
    with pytest.raises(ValidationError, match="хотя бы одну"):
        act.approve_change(change, basis="Приказ № 5", by=deputy)
    line = act.keep_line(change, topic="Дроби", hours=4, by=teacher)
    with pytest.raises(PermissionDenied):
        act.approve_change(change, basis="Приказ № 5", by=teacher)
    act.approve_change(change, basis="Приказ № 5", by=deputy)

    for refused in (
        lambda: act.keep_line(change, topic="Углы", hours=1, by=deputy),
        lambda: act.remove_line(line, by=deputy),
    ):
        with pytest.raises(ValidationError, match="Утверждённое"):
            refused()
    act.finish_line(line, outcome="Срез: 70 %", by=teacher)
    line.refresh_from_db()
    assert line.done_on is not None


def test_the_appendix_names_hours_grounds_and_the_order(world, change, as_):
    deputy = world.people["deputy"]
    act.take_proposals(change, ["Дроби"], by=deputy)
    act.approve_change(change, basis="Приказ № 5", by=deputy)

    page = as_("head").get(reverse("programme_print", args=[change.pk])).content.decode()
    assert "Приказ № 5" in page
    assert "Дроби" in page
