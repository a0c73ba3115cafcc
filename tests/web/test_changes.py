"""Moves, mergers and closings: rights follow, results stay, the day counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions import changes
from objektiv.web.actions.jobs import carry_out
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    Job,
    Organisation,
    OrganisationChange,
    Person,
    PlaceReport,
    Protocol,
    SchoolClass,
    Work,
)
from objektiv.web.permissions import assignments, may
from objektiv.web.queries.organisations import home_of
from objektiv.web.queries.results import sittings_of
from objektiv.web.tasks import WORK

from .campaign import csv
from .test_uploads import accepted

Kind = OrganisationChange.Kind


def fresh(world, name) -> Person:
    return Person.objects.get(pk=world.people[name].pk)


def change(world, place, kind, to=None, days=0, who="coordinator", reason="Приказ № 7"):
    return changes.plan_change(
        place, kind, on=timezone.localdate() + timedelta(days=days), reason=reason, to=to,
        by=world.people[who],
    )  # fmt: skip


def test_after_a_move_the_new_district_sees_the_school_and_the_old_one_does_not(world):
    change(world, world.first, Kind.MOVED, world.south)

    school = Organisation.objects.get(pk=world.first.pk)
    assert school.path == f"{world.south.path}{school.pk}/"
    assert may(fresh(world, "south"), "results.bring", school)
    assert not may(fresh(world, "north"), "results.bring", school)
    assert may(fresh(world, "head"), "findings.reply", school)
    assert may(fresh(world, "coordinator"), "organisation.manage", school)


def test_reports_of_both_districts_are_made_again(world):
    accepted(world, "north", world.north, csv("edu900101", "edu900102"))
    before = sittings_of(Work.objects.get(), world.first)

    _, jobs = change(world, world.first, Kind.MOVED, world.south)
    for job in jobs:
        carry_out(job.pk, WORK[job.kind])

    school = Organisation.objects.get(pk=world.first.pk)
    places = set(PlaceReport.objects.values_list("organisation__name", flat=True))
    assert {"Северный район", "Южный район"} <= places
    after = sittings_of(Work.objects.get(), school)
    assert set(after.frame["municipality"]) == {"Южный район"}
    assert after.frame.drop("municipality").equals(before.frame.drop("municipality"))
    assert Job.objects.filter(state=Job.State.FAILED).count() == 0


def test_a_coming_change_waits_for_its_day_and_may_be_withdrawn(world, as_):
    planned, jobs = change(world, world.first, Kind.MOVED, world.south, days=10)
    assert (planned.waits, jobs) == (True, [])
    assert "Запланировано" in as_("north").get(reverse("place", args=[world.first.pk])).text

    changes.carry_out_due(timezone.localdate())
    assert Organisation.objects.get(pk=world.first.pk).parent == world.north
    with pytest.raises(ValidationError, match="другое изменение"):
        change(world, world.first, Kind.CLOSED)
    changes.withdraw_change(planned, by=world.people["coordinator"])
    changes.carry_out_due(timezone.localdate() + timedelta(days=30))

    assert Organisation.objects.get(pk=world.first.pk).parent == world.north


def test_a_change_whose_day_came_is_carried_out_once(world):
    change(world, world.first, Kind.CLOSED, days=3)
    day = timezone.localdate() + timedelta(days=3)

    changes.carry_out_due(day)
    changes.carry_out_due(day)

    assert Organisation.objects.get(pk=world.first.pk).closed_on == day


def test_a_change_that_became_impossible_says_why(world):
    change(world, world.first, Kind.MOVED, world.south, days=3)
    Organisation.objects.create(kind="school", parent=world.south, name=world.first.name.upper())

    changes.carry_out_due(timezone.localdate() + timedelta(days=3))

    planned = OrganisationChange.objects.get()
    assert planned.waits
    assert "уже есть" in planned.problem


def test_after_a_merger_the_other_school_answers_for_both(world, case, client):
    """People, classes and records go on; results are not rewritten."""
    current = SchoolClass.objects.create(
        school=world.first, grade=6, name="6А",
        school_year=school_year_at(timezone.localdate()),
        first=SchoolClass.objects.get(school=world.first, name="5А"),
    )  # fmt: skip
    world.people["classteacher"].assignments.update(
        school_class=current, starts=timezone.localdate() - timedelta(days=60)
    )
    OrganisationChange.objects.all().delete()

    change(world, world.first, Kind.MERGED, world.second)

    old = Organisation.objects.get(pk=world.first.pk)
    assert (old.merged_into, old.closed_on) == (world.second, timezone.localdate())
    assert Protocol.objects.get().school == old
    neighbour = fresh(world, "neighbour")
    assert may(neighbour, "findings.reply", old)  # the head of the other school
    assert may(neighbour, "results.view_pupils", old)
    assert home_of(neighbour) == world.second
    teacher = fresh(world, "classteacher")
    assert [one.path for one in assignments(teacher)] == [world.second.path, old.path]
    new = teacher.assignments.get(organisation=world.second)
    assert (new.school_class.name, new.school_class.line) == ("6А", current.line)
    assert teacher.assignments.filter(organisation=old, ends__isnull=False).count() == 1
    head = fresh(world, "head")
    assert not may(head, "results.bring", world.second)
    client.force_login(neighbour)
    assert client.get(reverse("result", args=[old.pk, case["work"]])).status_code == 200
    client.force_login(teacher)
    assert client.get(reverse("result", args=[old.pk, case["work"]])).status_code == 200


def test_classes_of_one_name_are_told_before_anything_happens(world):
    year = school_year_at(timezone.localdate())
    for school in (world.first, world.second):
        SchoolClass.objects.create(school=school, school_year=year, name="7Б", grade=7)

    with pytest.raises(ValidationError, match="7Б"):
        change(world, world.first, Kind.MERGED, world.second)
    assert Organisation.objects.get(pk=world.first.pk).closed_on is None


def test_nobody_moves_a_school_out_of_the_own_reach(world):
    with pytest.raises(PermissionDenied):
        change(world, world.first, Kind.MOVED, world.south, who="north")
    with pytest.raises(PermissionDenied):
        change(world, world.third, Kind.MOVED, world.north, who="north")


def test_a_change_without_grounds_is_refused_and_what_was_typed_stays(world, as_):
    page = as_("coordinator").post(
        reverse("place_move", args=[world.first.pk]),
        {"to": world.south.pk, "on": "2026-09-01", "reason": ""},
    )

    assert page.status_code == 422
    assert "Укажите основание" in page.text
    assert "2026-09-01" in page.text
