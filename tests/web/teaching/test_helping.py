"""From a reason to talk to conditional promotion: rights, steps kept, families told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.teaching import helping as act
from objektiv.web.models import AuditEntry, HelpCase, Notice, RoleAssignment
from objektiv.web.queries.teaching.helping import help_waiting, worth_a_talk

from . import journal

LOW = [
    ("12", f"2026-04-{day:02}", mark, "", "") for day, mark in ((6, "3"), (8, "2"), (10, "2"))
] + [("13", f"2026-04-{day:02}", "5", "", "") for day in (6, 8, 10)]
TODAY = timezone.localdate()


@pytest.fixture
def year(world):
    return school_year_at(date(2026, 4, 1))


@pytest.fixture
def path(world, year) -> HelpCase:
    return act.open_case(
        world.first, year, class_name="5А", subject="Математика", pupil="12",
        reasons=["последних отметок «2» подряд: 2"], by=world.people["teacher"],
    )  # fmt: skip


def step(case, kind, by, days_ago=0, **values):
    return act.add_step(case, kind=kind, day=TODAY - timedelta(days=days_ago), by=by, **values)


def test_a_reason_to_talk_leads_to_a_path_with_the_reasons_of_the_data(world, year, as_):
    journal.accepted(world, journal.csv(LOW))
    (found,) = worth_a_talk(world.people["teacher"], world.first, year, "5А", "4-я четверть")
    assert found.pupil == "12"

    page = as_("teacher").get(
        reverse("help", args=[world.first.pk]) + "?year=2025&period=4-я четверть"
    )
    assert "последних отметок «2» подряд: 2" in page.content.decode()
    sent = {"class_name": "5А", "subject": "Математика", "pupil": "12", "period": "4-я четверть",
            "reasons": "придумано"}  # fmt: skip
    begin = reverse("help_begin", args=[world.first.pk]) + "?year=2025"
    as_("teacher").post(begin, sent)

    assert any("подряд" in one for one in HelpCase.objects.get().reasons)
    as_("teacher").post(begin, sent | {"pupil": "13"})  # no reason in the data: no path
    as_("teacher").post(begin, sent)  # already open
    assert HelpCase.objects.count() == 1


def test_a_work_of_the_year_that_came_out_low_is_a_reason_too(world, year):
    """Marks of the journal alone give none: the pupil has three fives."""
    import polars as pl
    from django.conf import settings

    from objektiv import store
    from objektiv.schema import COLUMNS, Item, School, Sittings
    from objektiv.schema import Work as Described
    from objektiv.web.models import Protocol, Upload, Work

    journal.accepted(world, journal.csv(LOW))
    teacher = world.people["teacher"]

    def reasons():
        found = worth_a_talk(teacher, world.first, year, "5А", "4-я четверть")
        return {one.pupil: one.codes for one in found}

    assert "13" not in reasons()
    values = {"school": "edu900101", "class": "5А", "pupil": "13", "participated": True,
              "score": 0, "mark": 2}  # fmt: skip
    frame = pl.DataFrame(
        {**{name: [values.get(name)] for name in COLUMNS}, "item:1": [0]},
        {**{name: getattr(pl, kind) for name, kind in COLUMNS.items()}, "item:1": pl.UInt8},
    )
    described = Described("ВПР", 2026, 5, "Математика", (Item("1", 1),))
    kept = store.put(
        settings.STORE, Sittings(described, frame, {"edu900101": School("edu900101", "")})
    )
    Protocol.objects.create(
        school=world.first, class_name="5А", n=1, written=1, source_school="edu900101",
        store_path=str(kept.path.relative_to(settings.STORE)), accepted_at=timezone.now(),
        upload=Upload.objects.create(organisation=world.first, brought_by=teacher),
        work=Work.objects.create(procedure="ВПР", year=2026, grade=5, subject="Математика"),
    )  # fmt: skip

    assert reasons()["13"] == ("low_works",)


def test_another_teacher_and_everybody_above_see_nothing(world, path, as_):
    RoleAssignment.objects.filter(person=world.people["classteacher"]).update(school_class=None)

    for who in ("classteacher", "north", "coordinator", "methodist", "neighbour", "parent"):
        page = as_(who).get(reverse("help_case", args=[path.pk]))
        assert page.status_code == 404, who


def test_what_decides_is_the_managers_own(world, path):
    teacher = world.people["teacher"]
    step(path, "talk", teacher, text="Договорились о занятиях")

    for kind in act.DECISIONS:
        with pytest.raises(PermissionDenied):
            step(path, kind.value, teacher, basis="приказ")
    step(path, "debt", world.people["head"], basis="Педсовет № 3")
    path.refresh_from_db()
    assert path.state == "debt"
    assert path.deadline is not None


def test_from_a_debt_to_conditional_promotion_and_two_tries(world, path):
    head = world.people["head"]
    step(path, "debt", head, 300, basis="Педсовет № 3")
    step(path, "promoted", head, 299, basis="Приказ № 40")
    step(path, "set", head, 200, until=TODAY - timedelta(days=190))
    step(path, "held", head, 190, result="failed")
    with pytest.raises(ValidationError, match="комиссия"):
        step(path, "set", head, 100, until=TODAY - timedelta(days=90))
    step(path, "set", head, 100, until=TODAY - timedelta(days=90), commission="А\nБ\nВ")
    step(path, "held", head, 90, result="failed")

    path.refresh_from_db()
    assert path.state == "parents"
    with pytest.raises(ValidationError):
        step(path, "set", head, 80, until=TODAY, commission="А\nБ\nВ")
    step(path, "choice", head, 70, result="plan", basis="Заявление")
    path.refresh_from_db()
    assert path.is_over
    assert AuditEntry.objects.filter(verb__startswith="help.").count() == 8


def test_a_correction_keeps_the_original_with_its_basis_and_author(world, path):
    teacher = world.people["teacher"]
    with pytest.raises(ValidationError, match="основания"):
        step(path, "corrected", teacher, original_mark=2, new_mark=4, basis=" ")
    with pytest.raises(ValidationError, match="различаются"):
        step(path, "corrected", teacher, original_mark=4, new_mark=4, basis="Пересдача")
    made = step(path, "corrected", teacher, original_mark=2, new_mark=4, basis="Пересдача")

    assert (made.original_mark, made.new_mark, made.by) == (2, 4, teacher)
    assert path.steps.count() == 1


def test_nothing_that_is_still_to_come_is_written_down(world, path):
    with pytest.raises(ValidationError, match="ещё не наступил"):
        step(path, "talk", world.people["teacher"], -1, text="завтра")


def test_a_refused_step_leaves_no_trace(world, path):
    with pytest.raises(ValidationError, match="невозможен"):
        step(path, "held", world.people["head"], result="passed")

    assert path.steps.count() == 0


def test_a_debt_whose_year_is_over_goes_to_the_parents_by_itself(world, path):
    step(path, "debt", world.people["head"], 360, basis="Педсовет № 3")

    assert act.refresh_cases(TODAY) == 0
    assert act.refresh_cases(TODAY + timedelta(days=6)) == 1
    path.refresh_from_db()
    assert path.state == "parents"


def test_a_family_reads_and_confirms_and_no_other_family_does(world, path, as_):
    RoleAssignment.objects.filter(person=world.people["parent"]).update(pupil_code="12")
    notice = act.notify_family(
        path, subject="Приглашение", text="Приходите в пятницу", by=world.people["teacher"]
    )
    letter = Notice.objects.get(person=world.people["parent"])
    assert "Приходите" not in letter.text  # a letter may be read by anybody
    assert "5А" not in letter.text

    assert as_("pupil").post(reverse("help_notice_confirm", args=[notice.pk])).status_code == 404
    assert "Приходите в пятницу" in as_("parent").get(reverse("my_help")).content.decode()
    as_("parent").post(reverse("help_notice_confirm", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.confirmed_by == world.people["parent"]


def test_without_an_account_the_family_signs_on_paper(world, path):
    notice = act.notify_family(path, subject="О долге", text="…", by=world.people["deputy"])
    assert notice.told == 0

    with pytest.raises(ValidationError):
        act.confirm_on_paper(notice, on_paper=" ", by=world.people["deputy"])
    act.confirm_on_paper(notice, on_paper="Личное дело, 12.09", by=world.people["deputy"])
    assert notice.confirmed_at is not None


def test_terms_wait_for_the_managers_on_their_first_page(world, path):
    head = world.people["head"]
    step(path, "debt", head, 30, basis="Педсовет № 3")
    (debt,) = help_waiting(head, TODAY)
    path.refresh_from_db()
    assert debt.due == path.deadline

    step(path, "set", head, 20, until=TODAY + timedelta(days=5))
    act.notify_family(path, subject="О дне", text="…", by=head)
    found = {one.what.split(":")[0]: one.due for one in help_waiting(head, TODAY)}
    assert found["Записать итог аттестации"] == TODAY + timedelta(days=5)
    assert "Семья не подтвердила уведомление" in found
    assert list(help_waiting(world.people["teacher"], TODAY)) == []


def test_a_route_has_topics_tasks_and_what_came(world, path, as_):
    add = reverse("route_add", args=[path.pk])
    as_("teacher").post(add, {"topic": "Дроби", "tasks": "№ 1–10", "due": ""})
    task = path.route.get()
    as_("teacher").post(reverse("route_done", args=[task.pk]), {"outcome": "Решает"})

    task.refresh_from_db()
    assert (task.topic, task.outcome, task.done_on) == ("Дроби", "Решает", TODAY)
    page = as_("teacher").get(reverse("help_case", args=[path.pk])).content.decode()
    assert "Решает" in page
