"""The individual route: tasks of the bank by skills, secrets kept, points and what they come to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from objektiv.tasks.model import Task
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.teaching import helping
from objektiv.web.actions.teaching import routes as act
from objektiv.web.models import (
    AuditEntry,
    BankTask,
    GivenTask,
    HelpCase,
    PaperTask,
    RoleAssignment,
    RouteTask,
    Subject,
    TestPaper,
)
from objektiv.web.queries.teaching import routes as query
from objektiv.web.queries.teaching.helping import help_waiting

TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def path(world) -> HelpCase:
    return helping.open_case(
        world.first, school_year_at(date(2026, 4, 1)), class_name="5А", subject="Математика",
        pupil="12", by=world.people["teacher"],
    )  # fmt: skip


def bank_task(world, n: int, *, skills="|5.1|", points=1, **more) -> BankTask:
    task = Task(f"Сколько будет {n} + {n}?", "number", points, answers=(str(2 * n),))
    values = {
        "organisation": world.first, "subject": Subject.objects.get(name="Математика"), "grade": 5,
        "state": "approved", "title": f"Сумма {n}", "kind": "number", "level": "Б",
        "points": points, "minutes": 3, "skills": skills, "content": task.plain(),
        "origin": "own", "made_by": world.people["teacher"],
    }  # fmt: skip
    return BankTask.objects.create(**values | more)


def line_of(path, **more) -> RouteTask:
    values = {"topic": "Дроби", "skills": "5.1, 5.2"} | more
    return act.plan_route(path, by=path.opened_by, **values)


def titles(path, person, **asked) -> list[str]:
    return [str(one) for one in query.offered(path.route.get(), person, asked)]


def test_the_bank_offers_open_tasks_of_the_skills_the_easiest_first(world, path):
    line_of(path)
    secret = {"secret_until": TOMORROW}
    bank_task(world, 1, level="П")
    bank_task(world, 2, skills="|5.2|")
    bank_task(world, 3, skills="|5.9|")
    bank_task(world, 4, state="draft")
    bank_task(world, 5, grade=6)
    bank_task(world, 6, organisation=world.second)
    bank_task(world, 7, subject=Subject.objects.create(name="Черчение"))
    bank_task(world, 8, **secret)  # of this very teacher
    bank_task(world, 9, secret_until=TODAY)
    bank_task(world, 10, skills="|15.1|5.12|")

    assert titles(path, world.people["teacher"]) == ["Сумма 2", "Сумма 9", "Сумма 1"]
    assert titles(path, world.people["teacher"], level="П") == ["Сумма 1"]
    assert titles(path, world.people["teacher"], skill="5.9") == ["Сумма 3"]


@pytest.mark.parametrize(("until", "offered"), [(TOMORROW, []), (TODAY, ["Сумма 1"])])
def test_a_task_of_a_closed_paper_is_given_to_nobody_before_its_day(world, path, until, offered):
    line = line_of(path)
    row = bank_task(world, 1)
    paper = TestPaper.objects.create(
        organisation=world.first, subject=row.subject, grade=5, title="Входная", minutes=45,
        blueprint={}, secret_until=until, made_by=world.people["methodist"],
    )  # fmt: skip
    PaperTask.objects.create(paper=paper, variant=1, place=1, task=row, version=1, content={})

    assert titles(path, world.people["head"]) == offered
    if not offered:
        with pytest.raises(ValidationError, match="закрыты"):
            act.give_tasks(line, [row.pk], by=world.people["head"])
        assert not GivenTask.objects.exists()


def test_one_click_takes_the_first_few_and_never_the_same_twice(world, path):
    line = line_of(path)
    rows = [bank_task(world, n) for n in range(1, 6)]
    teacher = world.people["teacher"]

    first = act.take_fitting(line, by=teacher)
    second = act.take_fitting(line_of(path, topic="Ещё"), by=teacher)

    assert [one.task for one in [*first, *second]] == rows
    with pytest.raises(ValidationError, match="Открытых заданий"):
        act.take_fitting(line, by=teacher)
    entry = AuditEntry.objects.filter(verb="help.route_tasks").earliest("pk")
    assert entry.detail["tasks"] == [one.pk for one in rows[:3]]


def test_what_was_given_stays_as_it_was(world, path):
    line = line_of(path)
    row = bank_task(world, 1)
    (given,) = act.take_fitting(line, by=world.people["teacher"])
    BankTask.objects.update(content={"text": "Другое"})

    given.refresh_from_db()
    assert given.content["text"] == "Сколько будет 1 + 1?"
    assert given.task == row


@pytest.mark.parametrize(
    ("points", "state"), [(33, "not_yet"), (34, "partly"), (66, "partly"), (67, "mastered")]
)
def test_the_result_of_a_line_has_the_borders_of_the_profile(points, state):
    given = [GivenTask(points=points, content={"points": 100})]

    assert query.progress_of(given, 2027).state == state


def test_a_result_is_said_when_every_task_is_done():
    done, waiting = GivenTask(points=1, content={"points": 2}), GivenTask(content={"points": 1})

    assert query.progress_of([done, waiting], 2027).words.replace("\xa0", " ") == (
        "Сделано 1 из 2 заданий, 1 из 2 баллов"
    )
    waiting.points = 1
    assert query.progress_of([done, waiting], 2027).words.replace("\xa0", " ") == (
        "Сделано 2 из 2 заданий, 2 из 3 баллов: получается частично"
    )


def test_points_are_within_the_task_and_all_or_none_are_kept(world, path):
    line = line_of(path)
    bank_task(world, 1)
    bank_task(world, 2, points=2)
    teacher = world.people["teacher"]
    one, two = act.take_fitting(line, by=teacher)

    with pytest.raises(ValidationError, match="от 0 до 2"):
        act.note_points(line, {one.pk: 1, two.pk: 3}, by=teacher)
    assert not line.given.exclude(points=None).exists()
    act.note_points(line, {one.pk: 1}, by=teacher)
    with pytest.raises(ValidationError, match="баллы"):
        act.take_back(line.given.get(pk=one.pk), by=teacher)
    act.take_back(two, by=teacher)
    assert query.progress_of(line.given.all(), 2026).state == "mastered"


def test_the_pages_take_note_and_propose_the_result(world, path, as_):
    line = line_of(path)
    bank_task(world, 1)
    bank_task(world, 2, points=2)
    client, show = as_("teacher"), reverse("help_case", args=[path.pk])
    assert "Взять 2 из банка" in client.get(show).content.decode().replace("\xa0", " ")
    choose = reverse("route_tasks", args=[line.pk])
    assert "Сколько будет 2 + 2?" in client.get(choose).content.decode().replace("\xa0", " ")
    client.post(choose, {"fit": "1"})
    one, two = line.given.all()
    client.post(
        reverse("route_points", args=[line.pk]), {f"task{one.pk}": "1", f"task{two.pk}": "1"}
    )

    said = "Сделано 2 из 2 заданий, 2 из 3 баллов: получается частично"
    assert said in client.get(show).content.decode().replace("\xa0", " ")
    assert said in client.get(reverse("route_done", args=[line.pk])).content.decode().replace(
        "\xa0", " "
    )
    for name in ("variants.pdf", "variants.docx", "key.pdf"):
        part, form = name.split(".")
        page = client.get(reverse("route_paper", args=[path.pk, part, form]))
        assert page.status_code == 200, name
    assert as_("teacher").get(
        reverse("route_paper", args=[path.pk, "other", "pdf"])
    ).status_code == 404  # fmt: skip


def test_a_family_gets_the_tasks_of_its_own_child_without_a_key(world, path, as_):
    line = line_of(path)
    bank_task(world, 1)
    act.take_fitting(line, by=world.people["teacher"])
    address = reverse("my_route", args=[path.pk])
    assert as_("parent").get(address).status_code == 404  # linked with another code
    RoleAssignment.objects.filter(person=world.people["parent"]).update(pupil_code="12")

    page = as_("parent").get(address)
    assert b"".join(page.streaming_content)[:5] == b"%PDF-"
    key = reverse("route_paper", args=[path.pk, "key", "pdf"])
    assert as_("parent").get(key).status_code == 404
    assert "Сделано 0 из 1 задания" in as_("parent").get(
        reverse("my_help")
    ).content.decode().replace("\xa0", " ")


def test_who_does_not_teach_the_child_gives_nothing(world, path):
    line = line_of(path)
    bank_task(world, 1)

    for who in ("north", "methodist", "parent", "neighbour"):
        with pytest.raises(PermissionDenied):
            act.give_tasks(line, [], by=world.people[who])


def test_a_route_that_is_over_takes_nothing_more(world, path):
    line = line_of(path)
    row = bank_task(world, 1)
    act.finish_route(line, outcome="Решает", by=world.people["teacher"])

    with pytest.raises(ValidationError, match="Итог"):
        act.give_tasks(line, [row.pk], by=world.people["teacher"])


def test_the_term_of_a_topic_waits_for_who_began(world, path):
    line = line_of(path, due=TOMORROW)
    teacher = world.people["teacher"]

    (waiting,) = help_waiting(teacher, TODAY)
    assert (waiting.due, "Дроби" in waiting.what) == (TOMORROW, True)
    act.finish_route(line, outcome="Решает", by=teacher)
    assert list(help_waiting(teacher, TODAY)) == []


def test_a_route_asks_as_often_for_more_lines_and_tasks(world, path, as_):
    bank_task(world, 1)
    act.take_fitting(line_of(path), by=world.people["teacher"])
    line_of(path, topic="Вторая")
    pages = [(as_("teacher"), reverse("help_case", args=[path.pk]))]
    pages += [(as_("teacher"), reverse("route_print", args=[path.pk]))]

    def asked() -> list[int]:
        counts = []
        for client, page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    asked()
    before = asked()
    for n in range(2, 8):
        bank_task(world, n)
    act.take_fitting(line_of(path, topic="Третья"), by=world.people["teacher"])
    line_of(path, topic="Четвёртая")

    assert asked() == before
