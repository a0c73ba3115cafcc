"""Pages of schedules and experts ask the database as often for many rows as for one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from objektiv.web.models import Expert, Script, ScriptMark

pytestmark = pytest.mark.django_db
PAGES = [
    ("schedule", "head", "place"),
    ("schedule_version", "head", "schedule_version"),
    ("schedule_works", "head", "schedule"),
    ("schedule", "north", "district"),
    ("experts", "head", "place"),
    ("commission", "head", "commission"),
    ("marking", "head", "marking"),
    ("marking_codes", "head", "marking"),
    ("my_marking", "expert", ""),
]


def more(world, case, *numbers: int) -> None:
    """More entries, works, experts and scripts with marks."""
    made = case["objects"]
    for number in numbers:
        for version in (made["schedule_version"], made["schedule_published"]):
            version.entries.create(
                day=timezone.localdate() + timedelta(days=90 + 20 * number),
                class_name=f"{number}Б", subject="Химия", procedure="Срез",
            )  # fmt: skip
        made["schedule"].works.create(procedure="Срез", subject="Химия", classes="5")
        expert = Expert.objects.create(
            organisation=world.first, person=world.person(f"more{number}"), status="confirmed",
            since=timezone.localdate(), school=world.second,
        )  # fmt: skip
        expert.subjects.add(made["subject"])
        made["commission"].members.add(expert)
        script = Script.objects.create(
            round=made["marking"], code=f"MR{number}", school=world.second, class_name="5А"
        )
        ScriptMark.objects.create(script=script, turn=1, expert=made["expert"], points=[1, 1])
        ScriptMark.objects.create(script=script, turn=2, expert=expert, points=[1, 1])


@pytest.mark.parametrize(("name", "who", "about"), PAGES)
def test_queries_do_not_grow_with_rows(name, who, about, world, case, client):
    known = {"place": world.first.pk, "district": world.north.pk}
    address = reverse(name, args=[known.get(about, case.get(about))] if about else [])
    more(world, case, 1)
    client.force_login(world.people[who])
    client.get(address)  # caches of the process

    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    more(world, case, 2, 3)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200

    assert len(many) <= len(few), "\n".join(one["sql"][:160] for one in many.captured_queries)
    assert len(many) <= 35
