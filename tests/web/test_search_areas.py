"""Search over procedures and the task bank: what is found can be opened, secrets are not found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from objektiv.web.models import BankTask, Expert, TestPaper
from objektiv.web.queries.search import search

from .conftest import STAFF

WORDS = (
    "график", "эксперт", "наблюдатель", "наблюдение", "процедура", "математика", "сумма",
    "входная", "expert", "график сош 1",
)  # fmt: skip
SECRET = "тайная сумма дробей"


def urls(person, words: str) -> set[str]:
    return {one.url for one in search(person, words).documents}


def test_whatever_is_found_can_be_opened_by_who_found_it(world, case, as_):
    found = set()
    for name in STAFF:
        mine = {url for words in WORDS for url in urls(world.people[name], words)}
        for url in mine:
            assert as_(name).get(url).status_code == 200, (name, url)
        found |= mine
    observation, paper = case["observation"], case["test_paper"]
    assert found >= {
        reverse("schedule_version", args=[case["schedule_published"]]),
        reverse("experts", args=[world.first.pk]),
        reverse("observer", args=[case["observer"]]),
        reverse("observation_sheet", args=[observation]),
        reverse("task", args=[BankTask.objects.get().pk]),
        reverse("paper", args=[paper]),
    }


@pytest.mark.parametrize(
    ("words", "finders"),
    [
        ("наблюдатель", {"coordinator", "north"}),
        ("expert эксперт", {"coordinator", "north", "head", "deputy", "office", "methodist"}),
        ("график сош 1", {"coordinator", "north", "head", "deputy", "office", "methodist",
                          "teacher", "classteacher", "organiser"}),
    ],
)  # fmt: skip
def test_only_who_may_see_it_finds_it(world, case, words, finders):
    assert {name for name in STAFF if urls(world.people[name], words)} == finders


def test_an_expert_is_found_by_subject_and_nothing_is_found_of_another_school(world, case):
    subject = Expert.objects.get().subjects.get().name

    assert urls(world.people["head"], f"эксперт {subject}")
    assert not urls(world.people["head"], "эксперт астрономия")
    for words in WORDS:
        assert not urls(world.people["stranger"], words), words


@pytest.mark.parametrize("model", [BankTask, TestPaper])
def test_what_is_secret_is_found_by_those_alone_who_may_open_it(world, case, as_, model):
    row = model.objects.get()
    row.title, row.secret_until = SECRET, timezone.localdate() + timedelta(days=1)
    row.save()
    page = reverse("task" if model is BankTask else "paper", args=[row.pk])

    found = {name for name in STAFF if urls(world.people[name], "тайной суммы")}
    opens = {name for name in STAFF if as_(name).get(page).status_code == 200}

    assert found == opens
    assert found < {name for name in STAFF if may_see_open(world, model, row, name)}
    assert "deputy" in found
    assert not found & {"north", "coordinator", "neighbour", "stranger", "parent", "pupil"}


def may_see_open(world, model, row, name: str) -> bool:
    """Would this person find it on the day it is no secret any more?"""
    model.objects.filter(pk=row.pk).update(secret_until=timezone.localdate())
    found = bool(urls(world.people[name], "тайной суммы"))
    model.objects.filter(pk=row.pk).update(secret_until=row.secret_until)
    return found


def test_words_of_a_secret_task_correct_nobodys_slip(world, case):
    """What is put right comes of what the person sees: a slip must not give a secret away."""
    BankTask.objects.update(
        title="Ковариация", search=" ковариация ", secret_until=timezone.localdate()
        + timedelta(days=1),
    )  # fmt: skip

    assert search(world.people["classteacher"], "ковариацыя").corrected == ""
