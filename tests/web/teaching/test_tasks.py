"""The task bank: nobody reviews the own task, origins are named, secrets are kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from objektiv.tasks.exchange import read_tasks
from objektiv.tasks.model import Option, Task
from objektiv.web.actions.teaching import bank as act
from objektiv.web.actions.teaching import papers
from objektiv.web.models import AuditEntry, BankTask, Notice, PaperTask, Subject, TestPaper
from objektiv.web.queries.teaching import bank as query

OWN = {"origin": "own", "declared": True}
MOODLE = Path(__file__).parents[2] / "tasks/files/moodle.xml"


@pytest.fixture
def subject(world) -> Subject:
    return Subject.objects.get(name="Математика")


def one(world, subject, n: int = 1, *, place=None, by="teacher", **more) -> BankTask:
    task = Task(f"Сколько будет {n} + {n}?", "number", answers=(str(2 * n),), skills=("5.1",))
    return act.write_task(place or world.first, task, subject=subject, grade=5,
                          by=world.people[by], **{**OWN, **more})  # fmt: skip


def approved(world, subject, n: int, **more) -> BankTask:
    row = one(world, subject, n, **more)
    act.send_to_review(row, by=world.people[more.get("by", "teacher")])
    return act.decide_task(row, approve=True, text="", by=world.people["methodist"])


def test_a_task_without_a_declared_origin_is_not_taken(world, subject):
    for given, where in (
        ({"declared": False}, "declared"),
        ({"origin": ""}, "origin"),
        ({"origin": "open"}, "source"),
        ({"origin": "open", "source": "Сборник"}, "licence"),
    ):
        with pytest.raises(ValidationError) as refusal:
            one(world, subject, **given)
        assert where in refusal.value.message_dict
    assert not BankTask.objects.exists()


def test_the_path_of_a_task_and_who_may_walk_it(world, subject):
    row = one(world, subject)
    with pytest.raises(ValidationError):
        act.decide_task(row, approve=True, text="", by=world.people["methodist"])
    act.send_to_review(row, by=world.people["teacher"])
    assert Notice.objects.filter(person=world.people["methodist"]).exists()
    with pytest.raises(PermissionDenied):
        act.decide_task(row, approve=True, text="", by=world.people["teacher"])
    with pytest.raises(ValidationError, match="что исправить"):
        act.decide_task(row, approve=False, text=" ", by=world.people["methodist"])
    act.decide_task(row, approve=False, text="Неясно, чего сколько", by=world.people["methodist"])
    assert row.state == "draft"
    act.send_to_review(row, by=world.people["teacher"])
    act.decide_task(row, approve=True, text="", by=world.people["methodist"])
    act.withdraw_task(row, text="Устарело", by=world.people["deputy"])

    assert [step.act for step in row.steps.all()] == [
        "written", "sent", "returned", "sent", "approved", "withdrawn"
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="Изъятое"):
        act.write_task(world.first, Task("?", "short", answers=("да",)), subject=subject, grade=5,
                       row=row, by=world.people["teacher"], **OWN)  # fmt: skip


def test_nobody_reviews_the_own_task_even_with_the_right(world, subject):
    row = one(world, subject, by="methodist")
    act.send_to_review(row, by=world.people["methodist"])

    with pytest.raises(PermissionDenied):
        act.decide_task(row, approve=True, text="", by=world.people["methodist"])
    act.decide_task(row, approve=True, text="", by=world.people["deputy"])


def test_a_changed_task_is_a_draft_again_and_the_old_version_stays(world, subject):
    row = approved(world, subject, 1)

    act.write_task(
        world.first, Task("Сколько будет 3?", "number", answers=("3",)), subject=subject,
        grade=5, row=row, by=world.people["teacher"], **OWN,
    )  # fmt: skip

    assert (row.state, row.version) == ("draft", 2)
    versions = [step.content["answers"] for step in row.steps.all() if step.content]
    assert versions == [["2"], ["3"]]


def test_a_secret_task_is_seen_by_few_and_opening_it_is_written_down(world, subject, as_):
    soon = timezone.localdate() + timedelta(days=3)
    row = approved(world, subject, 1, secret_until=soon)
    page = reverse("task", args=[row.pk])

    assert as_("classteacher").get(page).status_code == 404
    assert as_("north").get(page).status_code == 404
    assert as_("teacher").get(page).status_code == 200
    assert not AuditEntry.objects.filter(verb="pupils.read").exists()
    assert as_("deputy").get(page).status_code == 200
    assert AuditEntry.objects.filter(verb="pupils.read", text__contains="закрытое").count() == 1
    export = reverse("tasks_export", args=[world.first.pk, "qti"])
    assert as_("deputy").get(export).status_code == 302
    BankTask.objects.update(secret_until=timezone.localdate())
    assert as_("classteacher").get(page).status_code == 200


def test_schools_see_approved_tasks_of_their_municipality_and_no_drafts_of_others(world, subject):
    world.person("gmo", ("method_head", world.north))
    above = one(world, subject, 5, place=world.north, by="gmo")
    draft = one(world, subject, 6)
    assert not query.tasks_visible_to(world.people["neighbour"]).exists()

    act.send_to_review(above, by=world.people["gmo"])
    act.decide_task(above, approve=True, text="", by=world.people["north"])

    assert list(query.tasks_visible_to(world.people["neighbour"])) == [above]
    assert draft not in query.tasks_visible_to(world.people["gmo"])


def test_a_file_of_moodle_becomes_drafts_with_everything_said(world, subject, as_):
    page = reverse("tasks_bring", args=[world.first.pk])
    content = MOODLE.read_bytes()
    given = {"subject": subject.pk, "grade": 5, "origin": "open", "source": "Банк лицея",
             "licence": "CC BY 4.0", "declared": "on"}  # fmt: skip

    response = as_("teacher").post(
        page, given | {"file": SimpleUploadedFile("в.xml", content)}, follow=True
    )

    text = response.content.decode()
    assert "Взято 7" in text
    assert "«Пропуски» не перенесён" in text
    assert "Добавьте критерии" in text or "Перепишите в критерии" in text
    assert BankTask.objects.filter(state="draft", licence="CC BY 4.0").count() == 7
    bad = as_("teacher").post(page, given | {"file": SimpleUploadedFile("в.xml", b"<a/>")})
    assert bad.status_code == 422
    assert "не выгрузка вопросов Moodle" in bad.content.decode()


def test_what_is_exported_is_read_back(world, subject, as_):
    approved(world, subject, 1)
    one(world, subject, 2)
    for form in ("qti", "moodle"):
        response = as_("teacher").get(reverse("tasks_export", args=[world.first.pk, form]))
        brought = read_tasks(b"".join(response), "банк")
        assert [found.task.answers for found in brought.found] == [("2",)]


def order(world, subject, *, tasks: int, variants: int = 2) -> TestPaper:
    return papers.order_paper(
        world.first, subject=subject, grade=5, title="Входная", minutes=45,
        blueprint={"cells": [{"tasks": tasks, "skills": ["5.1"]}], "variants": variants,
                   "minutes": 45, "points": None, "common": 0, "most_uses": 3},
        by=world.people["methodist"],
    )  # fmt: skip


def carry_out(paper: TestPaper) -> TestPaper:
    papers.assemble_paper(paper.job, lambda *_: None, paper=paper.pk)
    paper.refresh_from_db()
    return paper


def test_variants_are_assembled_of_approved_tasks_only(world, subject, as_):
    rows = [approved(world, subject, n) for n in range(1, 5)]
    one(world, subject, 9)

    paper = carry_out(order(world, subject, tasks=2))

    assert paper.state == "ready"
    used = set(PaperTask.objects.values_list("task", flat=True))
    assert used == {row.pk for row in rows}
    text = as_("teacher").get(reverse("paper", args=[paper.pk])).content.decode()
    assert "Собраны 2\u00a0варианта одинаковой трудности" in text
    docx = as_("teacher").get(reverse("paper_print", args=[paper.pk, "key", "docx"]))
    assert b"".join(docx).startswith(b"PK")
    assert as_("north").get(
        reverse("paper_print", args=[paper.pk, "key", "pdf"])
    ).status_code == 403  # fmt: skip


def test_too_small_a_bank_says_what_is_missing(world, subject, as_):
    approved(world, subject, 1)

    paper = carry_out(order(world, subject, tasks=2))

    assert paper.state == "impossible"
    text = as_("methodist").get(reverse("paper", args=[paper.pk])).content.decode()
    assert "нужно 4\u00a0задания, а в банке подходит 1" in text


def test_results_come_back_into_the_tasks(world, subject, case, monkeypatch):
    """Results of an accepted work of the school give numbers to the tasks of its places."""
    rows = [approved(world, subject, n) for n in range(1, 2)]
    paper = carry_out(order(world, subject, tasks=1, variants=1))
    work = case["objects"]["work"]

    assert papers.feed_back(paper, work, by=world.people["methodist"]) == 1

    found = query.figures_of(rows[0] if rows[0].figures.exists() else BankTask.objects.get(
        figures__paper=paper
    ))  # fmt: skip
    assert found.whole.n == 2
    assert found.whole.share is None  # two pupils say nothing
    with pytest.raises(PermissionDenied):
        papers.feed_back(paper, work, by=world.people["teacher"])


def test_the_form_keeps_what_was_typed(world, subject, as_):
    page = reverse("task_add", args=[world.first.pk])
    given = {"subject": subject.pk, "grade": 5, "text": "Найдите $x", "kind": "choice",
             "answer": "* да\nнет", "level": "П", "points": 1, "minutes": 2, "origin": "own",
             "declared": "on"}  # fmt: skip
    wrong = as_("teacher").post(page, given)
    assert wrong.status_code == 422
    assert "без пары" in wrong.content.decode()
    assert "Найдите $x" in wrong.content.decode()

    right = as_("teacher").post(page, given | {"text": "Найдите $x$"}, follow=True)

    row = BankTask.objects.get()
    assert Task.read(row.content).options == (Option("да", True), Option("нет"))
    assert "<math" in right.content.decode()
    again = as_("teacher").get(reverse("task_edit", args=[row.pk])).content.decode()
    assert "* да" in again


@pytest.mark.parametrize(
    ("values", "seen"),
    [({}, False), ({"demo": True}, True), ({"secret_until": -1}, True),
     ({"secret_until": 1}, False),
     ({"demo": True, "state": "waiting"}, False)],
)  # fmt: skip
def test_a_paper_of_the_district_reaches_the_school_when_it_is_given_out(
    world, subject, as_, values, seen
):
    given = {"state": "ready"} | values
    if "secret_until" in given:
        given["secret_until"] = timezone.localdate() + timedelta(days=given["secret_until"])
    paper = TestPaper.objects.create(
        organisation=world.north, subject=subject, grade=5, title="Единая", minutes=45,
        blueprint={}, made_by=world.people["north"],
        said={"bank": 0, "shares": [], "points": [], "minutes": [], "spread": 0.0,
              "equivalent": True, "proven": True, "seed": 1, "measured": 0},
        **given,
    )  # fmt: skip

    assert query.papers_at(world.first, world.people["teacher"]).exists() is seen
    status = as_("teacher").get(reverse("paper", args=[paper.pk])).status_code
    assert status == (200 if seen else 404)
    assert not query.papers_visible_to(world.people["parent"]).exists()
