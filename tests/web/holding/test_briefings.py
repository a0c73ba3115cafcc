"""Briefings: called, signed, in time or late; who has not signed is not assigned."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from objektiv.web.actions.holding.briefings import (
    call_briefing,
    call_more,
    cancel_briefing,
    record_signature,
    send_holding_reminders,
    sign_briefing,
)
from objektiv.web.actions.holding.days import (
    NewDay,
    add_day,
    leave_out_step,
    move_day,
    open_holding,
)
from objektiv.web.models import Notice
from objektiv.web.queries.holding.briefings import briefed, states_at, term_of, unbriefed
from objektiv.web.queries.today import everything

WEDNESDAY = date(2027, 4, 21)


@pytest.fixture
def day(world):
    procedure = open_holding(
        world.north, technology="mpr", kind="МПР", year=2027, by=world.people["north"]
    )
    return add_day(
        procedure, NewDay("Математика", 5, WEDNESDAY, time(9)), [world.first],
        by=world.people["north"],
    )  # fmt: skip


@pytest.fixture
def briefing(world, day):
    return call_briefing(
        day.procedure, world.first, role="organiser", title="Инструктаж организаторов",
        text="Телефоны сданы.", people=[world.people["organiser"]], others="Ладова А. В., учитель",
        by=world.people["deputy"],
    )  # fmt: skip


def test_who_has_not_signed_cannot_be_assigned(world, day, briefing):
    organiser, technician = world.people["organiser"], world.people["technician"]

    assert not briefed(organiser, day, "organiser")
    sign_briefing(briefing, by=organiser)

    assert briefed(organiser, day, "organiser")
    assert not briefed(organiser, day, "expert")  # another role is another briefing
    assert unbriefed([organiser, technician], day, "organiser") == [technician]
    cancel_briefing(briefing, by=world.people["deputy"])
    assert not briefed(organiser, day, "organiser")


def test_a_role_without_a_briefing_in_the_technology_may_be_assigned(world, day):
    assert not briefed(world.people["observer"], day, "observer")
    day.procedure.own_steps = [{"left_out": "brief_observers"}]
    assert briefed(world.people["observer"], day, "observer")
    assert not briefed(world.people["technician"], day, "technician")
    leave_out_step(day.procedure, "brief_people", by=world.people["north"])
    assert briefed(world.people["technician"], day, "technician")


def test_the_term_is_a_working_day_before_and_follows_the_day(world, day, briefing):
    assert term_of(briefing) == date(2027, 4, 20)

    move_day(day, to=date(2027, 5, 4), starts=None, reason="Карантин", by=world.people["north"])

    assert term_of(briefing) == date(2027, 4, 30)  # 1 and 3 May are days off
    [item] = [
        one
        for one in everything(world.people["organiser"], WEDNESDAY)
        if one.key == f"briefing:{briefing.pk}"
    ]
    assert item.due == date(2027, 4, 30)


def test_only_who_is_called_signs_and_nobody_for_another(world, briefing):
    with pytest.raises(PermissionDenied):
        sign_briefing(briefing, by=world.people["technician"])
    with pytest.raises(PermissionDenied):
        record_signature(briefing.people.first(), by=world.people["organiser"])


def test_a_signature_on_paper_is_written_down_by_the_office(world, briefing, as_):
    outside = briefing.people.get(person=None)
    page = reverse("briefing_paper", args=[briefing.pk, outside.pk])

    assert as_("office").post(page).status_code == 302

    outside.refresh_from_db()
    assert outside.signed_at
    assert outside.recorded_by == world.people["office"]


def test_the_page_says_who_is_missing(world, day, briefing, as_):
    shown = as_("office").get(reverse("briefings", args=[world.first.pk])).content.decode()
    roles = {one.role: one for one in states_at(world.first, [day.procedure])}

    assert roles["organiser"].waiting == [world.people["organiser"]]
    assert roles["organiser"].term == date(2027, 4, 20)
    assert world.people["organiser"].initials in shown
    assert "Инструктаж не прошли" in shown


def test_a_person_reads_and_signs_on_the_page(world, briefing, as_):
    client = as_("organiser")
    page = reverse("briefing", args=[briefing.pk])

    assert "Телефоны сданы" in client.get(page).content.decode()
    client.post(reverse("briefing_sign", args=[briefing.pk]))

    shown = client.get(page).content.decode()
    assert "вы расписались" in shown
    assert "Ладова" not in shown  # who else is called is seen by who holds it


def test_reminders_come_once_a_day_and_stop_with_the_signature(world, briefing):
    before = Notice.objects.count()

    assert send_holding_reminders(date(2027, 4, 16)) == 1  # two working days before the 20th
    assert send_holding_reminders(date(2027, 4, 16)) == 0
    assert Notice.objects.count() == before + 1
    sign_briefing(briefing, by=world.people["organiser"])
    assert send_holding_reminders(date(2027, 4, 19)) == 0


def test_the_office_hears_on_the_working_day_before_what_is_open(world, day):
    told = send_holding_reminders(date(2027, 4, 20))

    assert told == 3  # head, deputy, school coordinator
    text = Notice.objects.filter(person=world.people["office"]).latest("id").text
    assert "Распечатать варианты" in text


def test_more_people_are_called_once(world, briefing):
    call_more(briefing, people=[world.people["organiser"], world.people["head"]],
              others="Ладова А. В., учитель", by=world.people["office"])  # fmt: skip

    assert briefing.people.count() == 3


def test_a_briefing_needs_somebody(world, day):
    with pytest.raises(ValidationError, match="хотя бы одного"):
        call_briefing(day.procedure, world.first, role="organiser", title="…",
                      by=world.people["office"])  # fmt: skip
