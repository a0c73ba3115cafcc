"""«Сегодня»: what waits, by term; subjects plug in one function each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from objektiv.web.models import Procedure
from objektiv.web.queries import today as queries
from objektiv.web.queries.waiting import Waiting

TODAY = timezone.localdate()


def titles(person, day=TODAY) -> dict[str, list[str]]:
    return {
        group.title: [one.what for one in group.items] for group in queries.waiting_for(person, day)
    }


def test_terms_fall_into_their_groups(world, case):
    Procedure.objects.all().delete()
    for name, days in (("А", -1), ("Б", 0), ("В", 7), ("Г", 8), ("Д", 21), ("Е", 22)):
        Procedure.objects.create(
            kind=name, year=2026, organiser=world.north, due=TODAY + timedelta(days=days)
        )

    found = titles(world.people["neighbour"])

    assert found == {
        "Просрочено": ["Принести результаты: А 2026"],
        "Сегодня": ["Принести результаты: Б 2026"],
        "На неделе": ["Принести результаты: В 2026"],
        "Позже": ["Принести результаты: Г 2026", "Принести результаты: Д 2026"],
    }


def test_a_subject_adds_one_function(world, monkeypatch):
    def mine(person, today):
        yield Waiting("Провести совещание", "Школа", "/", today, key="meeting:1")
        yield Waiting("Скоро", "Школа", "/", today, shown_from=today + timedelta(days=1))

    monkeypatch.setattr(queries, "SUBJECTS", (mine,))

    assert titles(world.people["head"]) == {"Сегодня": ["Провести совещание"]}
    assert len(queries.everything(world.people["head"], TODAY)) == 2


@pytest.mark.parametrize("who", ["parent", "pupil", "teacher"])
def test_nothing_waits_for_those_who_bring_nothing(world, case, who):
    said = [what for group in titles(world.people[who]).values() for what in group]
    assert not any("результаты:" in what or "документы" in what for what in said)
