"""The schedule of a school: taken from above, checked, solved, approved, published, seen."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from objektiv.web.actions.holding import schedule as act
from objektiv.web.actions.holding import schedule_rules as rules_act
from objektiv.web.actions.holding import schedule_solving as solving
from objektiv.web.actions.jobs import carry_out
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    AuditEntry,
    Job,
    Notice,
    Procedure,
    ProcedureDay,
    ProcedureSite,
    ScheduleSolution,
    SchoolClass,
)
from objektiv.web.queries.holding import schedule as query
from objektiv.web.queries.holding.schedule_days import states_below
from objektiv.web.queries.holding.schedule_own import children_schedules, days_of_classes
from objektiv.web.queries.holding.schedule_rules import draft_rules, previews
from objektiv.web.queries.holding.schedule_sheet import TYPES, schedule_file
from objektiv.web.tasks import WORK

pytestmark = pytest.mark.django_db
TUESDAY = date(2027, 2, 9)


@pytest.fixture
def year(world):
    found = school_year_at(TUESDAY)
    SchoolClass.objects.create(school=world.first, school_year=found, grade=5, name="5А")
    SchoolClass.objects.create(school=world.first, school_year=found, grade=5, name="5Б")
    return found


@pytest.fixture
def draft(world, year):
    return act.start_version(world.first, year, by=world.people["office"])


def add(version, world, day, class_name="5А", procedure="Контрольная работа", **more):
    values = {"subject": "Математика", "lesson": 3, "last_lesson": 6} | more
    return act.save_entry(
        version, None, by=world.people["office"], day=day, class_name=class_name,
        procedure=procedure, **values,
    )  # fmt: skip


def municipal_day(world, day=TUESDAY, **more) -> ProcedureDay:
    procedure, _ = Procedure.objects.get_or_create(
        kind="МПР", year=2027, organiser=world.north, defaults={"due": day}
    )
    values = {"subject": "Математика", "grade": 5, "minutes": 60} | more
    return ProcedureDay.objects.create(procedure=procedure, day=day, **values)


def published(version, world, **more):
    given = {"order_number": "7", "order_date": date(2026, 8, 31)} | more
    act.approve_version(version, by=world.people["head"], **given)
    return act.publish_version(version, by=world.people["office"])


def solved(version, world, **given) -> ScheduleSolution:
    asked = solving.ask_solution(
        version, by=world.people["office"], **({"move_all": True, "effort": 4.0} | given)
    )
    carry_out(asked.job_id, WORK["solve_schedule"])
    asked.refresh_from_db()
    return asked


def test_days_of_those_above_come_in_and_move_with_them(world, year):
    day = municipal_day(world)
    municipal_day(world, subject="Физика", grade=9)
    elsewhere = municipal_day(world, subject="История")
    ProcedureSite.objects.create(day=elsewhere, school=world.second)

    version = act.start_version(world.first, year, by=world.people["office"])
    rows = [(one.class_name, one.subject, one.level, one.lessons) for one in version.entries.all()]

    assert rows == [("5А", "Математика", "municipal", 2), ("5Б", "Математика", "municipal", 2)]

    ProcedureDay.objects.filter(pk=day.pk).update(day=date(2027, 2, 16))
    assert act.take_days(version, by=world.people["office"]) == 2
    assert {one.day for one in version.entries.all()} == {date(2027, 2, 16)}

    with pytest.raises(ValidationError, match="организатор"):
        act.remove_entry(version.entries.first(), by=world.people["office"])
    day.delete()
    assert act.take_days(version, by=world.people["office"]) == 0  # the rows stay as typed
    assert version.entries.count() == 2


def test_each_broken_rule_is_told_at_its_entry_with_source_and_advice(world, draft, as_):
    add(draft, world, TUESDAY)
    near = add(draft, world, date(2027, 2, 16), procedure="Срез")
    sunday = add(draft, world, date(2027, 3, 14), subject="История")

    looked = query.look_at(draft)
    told = {row.entry.pk: [one.rule for one, _ in row.broken] for row in looked.wrong}

    assert told == {near.pk: ["interval"], sunday.pk: ["holiday"]}
    page = as_("office").get(reverse("schedule_version", args=[draft.pk])).content.decode()
    page = page.replace("\xa0", " ")
    assert "между датами 7 дней" in page
    assert "СК-228/03" in page
    assert "Перенесите работу на учебный день" in page
    page = as_("office").get(reverse("schedule_entry", args=[sunday.pk])).content.decode()
    assert "13 марта" in page.replace("\xa0", " ")  # a free Saturday beside the Sunday


def test_solving_moves_only_what_has_to_and_waits_to_be_accepted(world, draft):
    kept = add(draft, world, TUESDAY)
    moved = add(draft, world, date(2027, 2, 16), procedure="Срез")

    found = solved(draft, world)

    assert found.state == "found"
    assert [one.kind for one in solving.changes_of(found)] == ["moved"]
    assert {one.day for one in draft.entries.all()} == {kept.day, moved.day}
    solving.accept_solution(found, by=world.people["office"])
    assert query.look_at(draft).wrong == []
    assert draft.entries.filter(day__in=(kept.day, moved.day)).count() == 1


def test_works_of_the_year_get_days_that_break_no_rule(world, draft):
    municipal_day(world)
    act.take_days(draft, by=world.people["office"])
    solving.save_work(
        draft.schedule, None, by=world.people["office"], procedure="Контрольная работа",
        subject="Математика", classes="5", count=3, lessons=1,
    )  # fmt: skip

    solving.accept_solution(solved(draft, world), by=world.people["office"])

    names = sorted(set(draft.entries.values_list("procedure", flat=True)))
    assert names == ["Контрольная работа № 1", "Контрольная работа № 2",
                     "Контрольная работа № 3", "МПР"]  # fmt: skip
    assert draft.entries.count() == 8
    assert query.look_at(draft).wrong == []
    assert draft.entries.filter(taken_from__isnull=False, day=TUESDAY).count() == 2


def test_what_cannot_be_names_the_rules_and_changes_nothing(world, draft):
    for name in ("Срез", "Диктант"):
        solving.save_work(
            draft.schedule, None, by=world.people["office"], procedure=name, lessons=1,
            subject="Русский язык", classes="5А", start=TUESDAY, end=date(2027, 2, 12), count=1,
        )  # fmt: skip

    found = solved(draft, world)

    assert found.state == "impossible"
    assert "2,5 недели по предмету" in found.said[0]
    assert "строка 1" in found.said[0]
    assert "строка 2" in found.said[0]
    assert draft.entries.count() == 0


def test_a_solution_of_an_older_draft_is_not_accepted(world, draft):
    add(draft, world, TUESDAY)
    found = solved(draft, world)
    add(draft, world, date(2027, 4, 6))

    with pytest.raises(ValidationError, match="изменился"):
        solving.accept_solution(found, by=world.people["office"])


def test_a_cancelled_search_leaves_nothing(world, draft):
    add(draft, world, TUESDAY)
    asked = solving.ask_solution(draft, move_all=True, effort=4.0, by=world.people["office"])
    Job.objects.filter(pk=asked.job_id).update(state=Job.State.CANCELLED)
    carry_out(asked.job_id, WORK["solve_schedule"])
    asked.refresh_from_db()

    assert asked.state == "waiting"
    assert asked.entries == []


def test_versions_are_approved_by_the_head_published_and_replaced(world, draft, year):
    add(draft, world, TUESDAY)
    with pytest.raises(PermissionDenied):
        act.approve_version(draft, order_number="1", order_date=TUESDAY, by=world.people["office"])
    published(draft, world)
    second = act.start_version(world.first, year, by=world.people["office"])
    act.save_entry(second, second.entries.get(), by=world.people["office"],
                   day=date(2027, 2, 10))  # fmt: skip

    with pytest.raises(ValidationError, match="родители"):
        act.approve_version(second, order_number="8", order_date=TUESDAY, by=world.people["head"])
    published(second, world, reason="Карантин", order_number="8")
    draft.refresh_from_db()

    assert (draft.state, second.number, query.published_of(world.first, year)) == (
        "past", 2, second)  # fmt: skip
    with pytest.raises(ValidationError, match="черновик"):
        add(second, world, TUESDAY)
    assert Notice.objects.filter(person=world.people["parent"]).count() == 2
    assert AuditEntry.objects.filter(verb="schedule.published").count() == 2


def test_a_family_sees_its_own_class_and_the_event_moves(world, draft, year, as_):
    five = SchoolClass.objects.get(school=world.first, school_year=year, name="5А")
    world.people["parent"].assignments.update(school_class=five)
    add(draft, world, TUESDAY)
    add(draft, world, TUESDAY, class_name="5Б")
    assert children_schedules(world.people["parent"])[0].version is None
    published(draft, world)

    page = as_("parent").get(reverse("my_schedule")).content.decode().replace("\xa0", " ")
    assert "9 февраля 2027" in page
    assert "5Б" not in page
    calendar = as_("parent").get(reverse("my_schedule_calendar") + f"?class={five.pk}")
    first = calendar.content.decode()
    before = list(days_of_classes(world.people["parent"], date(2027, 1, 11)))
    second = act.start_version(world.first, year, by=world.people["office"])
    row = second.entries.get(class_name="5А")
    act.save_entry(second, row, by=world.people["office"], day=date(2027, 2, 11))
    published(second, world, reason="Карантин")
    again = as_("parent").get(reverse("my_schedule_calendar") + f"?class={five.pk}")
    after = list(days_of_classes(world.people["parent"], date(2027, 1, 11)))

    def line(text: str, name: str) -> str:
        return next(one for one in text.split("\r\n") if one.startswith(name))

    assert line(first, "UID") == line(again.content.decode(), "UID")
    assert line(again.content.decode(), "DTSTART") == "DTSTART;VALUE=DATE:20270211"
    assert [one.due for one in before] == [TUESDAY]
    assert [(one.due, one.url, one.key) for one in after] == [
        (date(2027, 2, 11), before[0].url, before[0].key)
    ]
    for address in ("schedule", "schedule_calendar"):
        assert as_("parent").get(reverse(address, args=[world.first.pk])).status_code == 404


def test_teachers_see_their_classes_and_no_draft(world, draft, year, as_):
    five = SchoolClass.objects.get(school=world.first, school_year=year, name="5А")
    world.people["teacher"].assignments.update(school_class=five)
    add(draft, world, TUESDAY)
    add(draft, world, TUESDAY, class_name="5Б", subject="Химия")
    address = reverse("schedule", args=[world.first.pk]) + f"?year={year.start}"
    assert "ещё не опубликован" in as_("teacher").get(address).content.decode()
    published(draft, world)

    page = as_("teacher").get(address).content.decode()
    assert "Математика" in page
    assert "Химия" not in page
    assert "Изменить график" not in page
    assert "5Б" in as_("head").get(address).content.decode()


def test_a_table_comes_in_whole_or_with_every_complaint(world, draft, as_):
    good = "Дата,Урок,Класс,Предмет,Процедура,Уровень\n09.02.2027,3,5А,Химия,Срез,школьный\n"
    bad = good + "31.02.2027,3,5А,Химия,Срез,школьный\n10.02.2027,3,А,Химия,Срез,свой\n"
    address = reverse("schedule_bring", args=[draft.pk])
    refused = as_("office").post(address, {"file": SimpleUploadedFile("г.csv", bad.encode())})

    assert refused.status_code == 422
    assert draft.entries.count() == 0
    for said in ("31.02.2027", "не класс", "уровень «свой»"):
        assert said in refused.content.decode()
    as_("office").post(
        address, {"file": SimpleUploadedFile("г.csv", good.encode()), "instead": "on"}
    )
    assert list(draft.entries.values_list("subject", "lesson")) == [("Химия", 3)]
    assert draft.schedule.files.get().name == "г.csv"


def test_the_municipality_sees_who_published_and_what_does_not_fit(world, draft, year, as_):
    add(draft, world, TUESDAY, subject="Химия")
    published(draft, world)
    municipal_day(world)

    first, second = states_below(world.north, [world.first, world.second], year)

    assert first.published == draft
    assert second.published is None
    assert not second.begun
    assert [one.replace("\xa0", " ") for one in first.conflicts] == [
        "МПР, Математика, 09.02.2027: в графике нет у классов 5А, 5Б.",
        "МПР, Математика, 09.02.2027: в этот день стоит и другая работа у классов 5А.",
    ]
    page = as_("north").get(reverse("schedule", args=[world.north.pk]) + f"?year={year.start}")
    assert "График опубликовали 1 из 2 школ" in page.content.decode().replace("\xa0", " ")
    page = as_("coordinator").get(
        reverse("schedule", args=[world.region.pk]) + f"?year={year.start}"
    )
    assert "1 из 3 школ" in page.content.decode().replace("\xa0", " ")


def test_own_rules_are_tried_before_they_apply(world, draft, year):
    add(draft, world, TUESDAY)
    add(draft, world, date(2027, 3, 2), procedure="Срез")  # 21 days later
    text = '[interval]\ndays = 25\nsource = "Положение, п. 4"\n'
    with pytest.raises(ValidationError, match="источник"):
        rules_act.save_rules(world.first, "[interval]\ndays = 25\n", by=world.people["head"])
    rules_act.save_rules(world.first, text, by=world.people["head"])

    (seen,) = previews(world.first, year, draft_rules(world.first))
    assert (seen.now, seen.then) == (0, 1)
    assert query.look_at(draft).wrong == []
    rules_act.apply_rules(draft_rules(world.first), by=world.people["head"])
    (row,) = query.look_at(draft).wrong
    assert row.broken[0][0].source == "Положение, п. 4"


@pytest.mark.parametrize("form", TYPES)
def test_the_published_form(form, world, draft):
    add(draft, world, TUESDAY)
    published(draft, world)

    content, _ = schedule_file(draft, form, TUESDAY)

    assert content[:2] in (b"PK", b"%P", b"<!")
    assert schedule_file(draft, form, TUESDAY)[0] == content
    if form == "html":
        assert "09.02.2027, вт" in content.decode()
        assert "№ 7" in content.decode()
    assert schedule_file(draft, "exe", TUESDAY) is None
