"""The list of preparation of a procedure: what stands, what is next; participation by class."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from objektiv.russian import add_working_days, working_days_before
from objektiv.web.actions.holding.briefings import call_briefing, sign_briefing
from objektiv.web.actions.holding.course import Taking, report_participation
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    Absence,
    ClassTaking,
    Incident,
    Notice,
    Procedure,
    ProcedureDay,
    ProcedureSite,
    SchoolClass,
)
from objektiv.web.queries.holding.papers import day_sheet
from objektiv.web.queries.holding.participation import table_of_participation
from objektiv.web.queries.holding.preparation import next_of, preparation_of

from .observing import observation_of, observer_of

TODAY = timezone.localdate()
AHEAD = add_working_days(TODAY, 12)


@pytest.fixture
def day(world) -> ProcedureDay:
    """A municipal work in the two schools of the north, well ahead."""
    procedure = Procedure.objects.create(
        kind="МПР", year=2027, organiser=world.north, technology="mpr"
    )
    day = ProcedureDay.objects.create(
        procedure=procedure, subject="Математика", grade=5, day=AHEAD, starts=time(9), minutes=45
    )
    for school in (world.first, world.second):
        ProcedureSite.objects.create(day=day, school=school)
    return day


def stages(world, day: ProcedureDay, who: str = "north", today: date = TODAY):
    place = world.north if who == "north" else world.first
    found = preparation_of(day.procedure, place, world.people[who], today)
    return {one.code: one for one in found}


def said(stage) -> str:
    return stage.said.replace("\xa0", " ")


def test_each_stage_says_how_far_it_is_and_what_is_next(world, day):
    before = stages(world, day)
    assert list(before) == [
        "days", "schedule", "experts", "briefings", "observers", "materials", "day", "marking",
        "results", "recheck",
    ]  # fmt: skip
    assert said(before["days"]) == "1 работа в 2 школах из 2."
    assert said(before["schedule"]) == "График опубликовали 0 из 2 школ."
    assert said(before["experts"]) == "Нет комиссии: Математика."
    assert before["observers"].act == "Назначить"
    assert before["observers"].due == working_days_before(AHEAD, 5)
    assert "Ключ для вскрытия есть в 0 из 2 школ." in said(before["materials"])
    assert {before[one].state for one in ("day", "marking", "results", "recheck")} == {"ahead"}
    first = next_of(list(before.values()))
    assert first is not None
    assert (first.code, first.due) == ("schedule", working_days_before(AHEAD, 14))

    watcher = observer_of(world, "watcher")
    for site in day.sites.all():
        observation_of(world, watcher, site)
    assert stages(world, day)["observers"].state == "done"


def test_a_briefing_that_is_open_leads_to_who_has_not_signed(world, day):
    place, office = world.north, world.people["office"]
    assert stages(world, day)["briefings"].address == reverse(
        "briefing_add", args=[place.pk, day.procedure_id, "coordinator"]
    )
    briefing = call_briefing(
        day.procedure, place, role="coordinator", title="Школьным координаторам",
        people=[office], by=world.people["north"],
    )  # fmt: skip
    opened = stages(world, day)["briefings"]
    assert (opened.act, opened.address) == (
        "Кто не расписался", reverse("briefing", args=[briefing.pk])
    )  # fmt: skip
    signed_before = opened.said
    sign_briefing(briefing, by=office)
    assert stages(world, day)["briefings"].said != signed_before


def test_after_the_day_nothing_is_asked_that_is_too_late(world, day):
    day.day = working_days_before(TODAY, 2)
    day.save()
    found = stages(world, day)
    assert found["observers"].said.replace("\xa0", " ") == "Листы сданы: 0 из 2 школ и дней."
    assert found["schedule"].state == "past"
    assert found["schedule"].due is None
    assert found["day"].state == "open"
    assert found["day"].address.endswith("?step=participation#open")
    mine = stages(world, day, "office")["day"]
    site = day.sites.get(school=world.first)
    assert (mine.act, mine.address) == (
        "Записать участие", reverse("participation", args=[site.pk])
    )  # fmt: skip
    assert found["day"].said.replace("\xa0", " ") == "Участие записано: 0 из 2 школ и дней."
    report_participation(
        day.sites.get(school=world.first), takings=[Taking("", 20, 19, {})],
        by=world.people["office"],
    )  # fmt: skip
    assert "1 из 2" in stages(world, day)["day"].said


def test_a_school_sees_its_own_stages_and_no_others(world, day):
    found = stages(world, day, "office")
    assert "days" not in found
    assert "marking" not in found
    assert found["schedule"].said == "График ещё не опубликован."
    assert "В школе ни у кого нет ключа" in found["materials"].said
    assert said(found["observers"]) == "Назначены на 0 из 1 дня."
    assert not found["observers"].act  # a school does not choose who observes it


def test_the_page_shows_the_list_and_asks_as_often_for_more_schools(world, day, as_):
    address = reverse("holding_procedure", args=[world.north.pk, day.procedure_id])
    as_("north").get(address)
    with CaptureQueriesContext(connection) as few:
        page = as_("north").get(address).content.decode().replace("\xa0", " ")
    assert "Готово 1 из 10; дальше — единый график" in page
    for n in range(3):
        more = world.first.__class__.objects.create(
            kind="school", parent=world.north, name=f"МБОУ «СОШ № {n + 10}»"
        )
        ProcedureSite.objects.create(day=day, school=more)
    with CaptureQueriesContext(connection) as many:
        as_("north").get(address)
    assert len(many) <= len(few)


# --- Participation by class ---------------------------------------------------------------


@pytest.fixture
def written(world, day) -> ProcedureSite:
    """The day is today, and the first school has two classes of the grade."""
    day.day = TODAY
    day.save()
    year = school_year_at(TODAY)
    for name, grade in (("5Б", 5), ("5А", 5), ("6А", 6)):
        SchoolClass.objects.create(school=world.first, school_year=year, grade=grade, name=name)
    return day.sites.get(school=world.first)


def test_participation_is_asked_class_by_class(world, written, as_):
    page = reverse("participation", args=[written.pk])
    shown = as_("office").get(page).content.decode()
    assert shown.index("5А") < shown.index("5Б")
    assert "6А" not in shown
    sent = {
        "enrolled-5А": 25, "took_part-5А": 23, "absent_illness-5А": "7, 12",
        "enrolled-5Б": 24, "took_part-5Б": 23, "absent_valid-5Б": "7", "started": "09:00",
    }  # fmt: skip
    assert as_("office").post(page, sent).status_code == 302

    written.refresh_from_db()
    assert (written.enrolled, written.took_part) == (49, 46)
    assert set(ClassTaking.objects.values_list("class_name", "enrolled", "took_part")) == {
        ("5А", 25, 23), ("5Б", 24, 23)
    }  # fmt: skip
    # The same number in two classes is two pupils.
    assert set(Absence.objects.values_list("class_name", "code", "reason")) == {
        ("5А", "7", "illness"), ("5А", "12", "illness"), ("5Б", "7", "valid")
    }  # fmt: skip
    again = as_("office").get(page).content.decode()
    assert 'value="7, 12"' in again
    shown = as_("office").get(reverse("site", args=[written.pk])).content.decode()
    assert "5А: 7, 12" in shown
    assert day_sheet(written).absent == (
        "Болезнь: 5А: 7, 12.", "Уважительная причина: 5Б: 7."
    )  # fmt: skip


def test_complaints_name_the_class_and_nothing_typed_is_lost(world, written, as_):
    page = reverse("participation", args=[written.pk])
    sent = {"enrolled-5А": 25, "took_part-5А": 26, "absent_illness-5Б": "Петров"}
    answer = as_("office").post(page, sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "5Б: сколько по списку?" in text
    assert 'value="Петров"' in text
    sent |= {"enrolled-5Б": 24, "took_part-5Б": 23}
    text = as_("office").post(page, sent).content.decode()
    assert "5А: участвовали больше, чем по списку" in text
    assert "5Б: Здесь только номера или коды" in text
    assert as_("office").post(page, {"started": ""}).status_code == 422
    assert not ClassTaking.objects.exists()


def test_a_class_that_did_not_write_stays_empty(world, written, as_):
    page = reverse("participation", args=[written.pk])
    as_("office").post(page, {"enrolled-5Б": 24, "took_part-5Б": 24})
    written.refresh_from_db()
    assert (written.enrolled, written.took_part) == (24, 24)
    assert ClassTaking.objects.get().class_name == "5Б"


def test_the_coordinator_has_it_in_one_table(world, written, as_):
    report_participation(
        written, by=world.people["office"],
        takings=[Taking("5А", 25, 23, {"illness": "7"}), Taking("5Б", 24, 24, {})],
    )  # fmt: skip
    Incident.objects.create(
        site=written, kind="phone", at=time(9, 10), text="Звонок", by=world.people["office"]
    )
    other = written.day.sites.get(school=world.second)
    table = table_of_participation([written, other])
    keys = [one.key for one in table.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in table.rows]
    assert [(one["class"], one["enrolled"], one["absent"], one["illness"], one["unsaid"])
            for one in rows] == [("5А", 25, 2, 1, 1), ("5Б", 24, 0, 0, 0), ("", None, None, None,
                                                                            None)]  # fmt: skip
    address = reverse("holding_participation", args=[world.north.pk, written.day.procedure_id])
    page = as_("north").get(address).content.decode().replace("\xa0", " ")
    assert "Участвовали 47 из 49 учеников." in page
    assert "Ещё не записали: 1 школа и день." in page
    assert "Не участвовали 2: болезнь — 1, причина не записана — 1." in page
    assert "Звонок" in page
    assert as_("north").get(address + "?format=xlsx").content[:2] == b"PK"
    written.day.day = TODAY + timedelta(days=1)
    written.day.save()
    assert "Дни процедуры впереди" in as_("north").get(address).content.decode()


def test_what_was_written_for_the_whole_school_stays_in_sight(world, written, as_):
    report_participation(
        written, takings=[Taking("", 49, 46, {"illness": "7, 12"})], by=world.people["office"]
    )
    page = as_("office").get(reverse("participation", args=[written.pk])).content.decode()
    assert "участвовали 46 из 49; болезнь — 7, 12" in page


def test_schools_are_reminded_of_an_open_step_once_a_day(world, day, as_):
    step = [world.north.pk, day.procedure_id, "order"]
    page = reverse("holding_procedure", args=step[:2]) + "?step=order"
    assert "Напомнить этим школам" in as_("north").get(page).content.decode()
    as_("north").post(reverse("step_remind", args=step))
    told = Notice.objects.filter(subject="ждём отметку: МПР 2027")
    assert {one.person for one in told} >= {world.people["office"], world.people["neighbour"]}
    n = told.count()
    answer = as_("north").post(reverse("step_remind", args=step), follow=True)
    assert "сегодня уже напоминали" in answer.content.decode()
    assert told.count() == n


def test_signatures_of_a_log_are_written_at_once(world, day, as_):
    people = [world.people[one] for one in ("office", "deputy", "neighbour")]
    briefing = call_briefing(
        day.procedure, world.north, role="coordinator", title="Координаторам", people=people,
        by=world.people["north"],
    )  # fmt: skip
    address = reverse("briefing_papers", args=[briefing.pk])
    assert as_("north").post(address, {"everybody": ""}).status_code == 422
    first = briefing.people.get(person=people[0])
    as_("north").post(address, {"people": [first.pk]})
    assert briefing.people.filter(signed_at=None).count() == 2
    as_("north").post(address, {"everybody": "on"})
    signed = briefing.people.filter(signed_at__isnull=False, recorded_by=world.people["north"])
    assert signed.count() == 3
    assert as_("office").post(address, {"everybody": "on"}).status_code in (403, 404)


def test_all_who_are_ready_are_accredited_with_numbers_in_a_row(world, as_):
    corps = [observer_of(world, f"ready{n}") for n in range(3)]
    for one in corps:
        one.accreditations.all().delete()
    corps[2].tries.all().delete()  # not trained
    address = reverse("observers_accredit", args=[world.north.pk])
    page = as_("north").get(address).content.decode()
    assert "Ready1" in page
    assert "Ready2" not in page
    sent = {"observers": [one.pk for one in corps[:2]], "starts": TODAY, "ends": AHEAD}
    as_("north").post(address, sent)
    numbers = [one.accreditations.get().number for one in corps[:2]]
    assert numbers == [f"{TODAY.year}-001", f"{TODAY.year}-002"]
    assert not corps[2].accreditations.exists()
    sent["observers"] = [corps[2].pk]
    as_("north").post(address, sent)
    assert not corps[2].accreditations.exists()
