"""The yearly public report: open numbers only, nothing of signs, checks or single people."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from objektiv.profiles import report_rules
from objektiv.web.actions.openness import page as pages
from objektiv.web.actions.openness import report as act
from objektiv.web.actions.openness import tables
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    AuditEntry,
    Course,
    Direction,
    Enrolment,
    Finding,
    Measure,
    Meeting,
    Person,
    Plan,
    PublicRelease,
    SchoolYear,
    YearReport,
)
from objektiv.web.queries.openness.report import HIDDEN, parts_of

from .test_public import release, results


@pytest.fixture
def year(world) -> SchoolYear:
    """The school year of the works of 2026."""
    return school_year_at(date(2026, 3, 1))


@pytest.fixture
def told(world, case, year):
    """Open tables, plans, meetings and trainings beside findings, re-checks and interviews."""
    head, first = world.people["head"], world.first
    PublicRelease.objects.all().delete()
    pages.arrange_page(first, address="told", opened=True, by=head)
    work = results(world, {"first": [1, 20, 30, 22], "second": [15, 25, 20, 18]}, "Физика")
    tables.show_release(release(first, [work], head), by=head)
    Finding.objects.filter(school=first).update(
        verdict="verify", headline="Результат требует проверки."
    )
    coming = school_year_at(date(2026, 10, 1))
    plan = Plan.objects.create(
        organisation=first, school_year=year, title="План", state="approved", made_by=head
    )
    for title, states in (
        ("Работа с педагогами", ("checked", "done", "planned")),
        ("Работа с признаками необъективности", ("checked",)),
    ):
        direction = Direction.objects.create(plan=plan, title=title)
        for state in states:
            Measure.objects.create(
                direction=direction, state=state, text="Перепроверка работ Ивановой Анны"
            )
    Plan.objects.create(
        organisation=first, school_year=coming, title="План", state="approved", made_by=head,
        goals="Единые критерии во всех классах\nСнизить число признаков необъективности",
    )  # fmt: skip
    for kind in ("pedagogical", "pedagogical", "interview"):
        Meeting.objects.create(
            organisation=first, school_year=year, kind=kind, title="О результатах Петровой",
            day="2026-03-01", state="held", made_by=head,
        )  # fmt: skip
    return first


def trained(world, number: int) -> None:
    course = Course.objects.create(
        organisation=world.north, kind="own", title="Риски необъективных результатов",
        made_by=world.people["north"],
    )  # fmt: skip
    for one in range(number):
        Enrolment.objects.create(
            course=course, school=world.first, state="attended", finished="2026-03-01",
            person=Person.objects.create(email=f"t{one}@test.example", surname="Учителев"),
        )  # fmt: skip


def test_the_whole_report_speaks_of_no_sign_no_check_and_nobody(world, told, year, client):
    trained(world, 12)
    report = act.draft_report(told, year, by=world.people["head"])
    item = act.publish_report(report, by=world.people["head"])

    page = client.get(reverse("open_report", args=["told", report.pk])).content.decode()
    main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    main = " ".join(main.split())
    for text in (main, str(report.parts)):
        assert report_rules().unwanted(text) == ""
        for one in Person.objects.exclude(surname=""):
            assert one.surname not in text
        for word in ("требует проверки", "пояснен", "рассмотрен", "собеседован", "Риски", "p-знач"):
            assert word.lower() not in text.lower()
    assert "Обучение прошли: 12 педагогов." in main
    assert "По планам года выполнено 3 из 4 мероприятий." in main
    assert "педагогический совет — 2" in main
    assert "Единые критерии во всех классах" in main
    assert "Другие направления" in main
    given = b"".join(client.get(reverse("open_file", args=["told", item.pk])).streaming_content)
    assert given.startswith(b"%PDF")
    assert b"pdfuaid:part>1<" in given
    assert AuditEntry.objects.filter(verb="report.published").exists()


def test_numbers_are_those_of_the_open_page_only(world, told, year):
    part = next(one for one in parts_of(told, year, year.ends) if one.code == "results")

    row = part.rows[0]
    assert HIDDEN in row  # the single «2» and what protects it
    assert "1" not in row
    assert not any("«2» — 1 " in line for line in part.lines)
    other = next(one for one in parts_of(world.second, year, year.ends) if one.code == "results")
    assert other.rows == ()  # its numbers exist and are not open


@pytest.mark.parametrize(("number", "seen"), [(9, False), (10, True)])
def test_few_people_are_not_counted(world, told, year, number, seen):
    trained(world, number)

    part = next(one for one in parts_of(told, year, year.ends) if one.code == "done")

    assert any("Обучение прошли" in one for one in part.lines) is seen


def test_words_stay_when_numbers_are_taken_again(world, told, year):
    head = world.people["head"]
    report = act.draft_report(told, year, by=head)
    act.write_report(report, {"done": ("Мы успели не всё.", True), "voices": ("", False)}, by=head)

    again = act.draft_report(told, year, by=head)

    assert again.pk == report.pk
    found = {one["code"]: one for one in again.parts}
    assert found["done"]["text"] == "Мы успели не всё."
    assert found["voices"]["shown"] is False


def test_changed_data_are_read_again_before_they_go_out(world, told, year):
    head = world.people["head"]
    report = act.draft_report(told, year, by=head)
    Measure.objects.filter(state="planned").update(state="done")

    with pytest.raises(ValidationError, match="Обновите числа"):
        act.publish_report(report, by=head)
    assert YearReport.objects.get(pk=report.pk).item is None
    act.publish_report(act.draft_report(told, year, by=head), by=head)


def test_words_about_checks_are_refused_and_not_lost(world, told, year, as_):
    report = act.draft_report(told, year, by=world.people["head"])
    address = reverse("year_report_write", args=[report.pk])

    answer = as_("head").post(address, {"done-text": "Провели перепроверку.", "done-shown": "on"})

    assert answer.status_code == 422
    assert "«перепроверку»" in answer.content.decode()
    assert "Провели перепроверку." in answer.content.decode()


def test_a_new_report_of_the_year_takes_the_place_of_the_old_one(world, told, year, client):
    head = world.people["head"]
    old = act.draft_report(told, year, by=head)
    act.publish_report(old, by=head)
    new = act.draft_report(told, year, by=head)
    act.publish_report(new, by=head)

    gone = client.get(reverse("open_report", args=["told", old.pk]))
    assert gone.status_code == 410
    assert reverse("open_report", args=["told", new.pk]) in gone.content.decode()
    assert "Что сделано" not in gone.content.decode()
    shown = client.get(reverse("open_page", args=["told"])).content.decode()
    assert reverse("open_report", args=["told", new.pk]) in shown
    with pytest.raises(ValidationError):
        act.write_report(new, {}, by=head)


def test_the_office_writes_and_the_head_publishes(world, told, year):
    report = act.draft_report(told, year, by=world.people["office"])

    with pytest.raises(PermissionDenied):
        act.publish_report(report, by=world.people["office"])
