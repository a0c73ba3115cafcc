"""Lists of openness, growth, observers and acts ask as often for three rows as for one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from .test_query_counts import AT_MOST


def another(row: Model, **differs: Any) -> Any:
    """A copy of a row with what must differ."""
    copy = type(row).objects.get(pk=row.pk)
    copy.pk = None
    for name, value in differs.items():
        setattr(copy, name, value)
    copy.save()
    return copy


def more(world, made) -> None:
    """Two more of everything that the pages list."""
    today = timezone.localdate()
    for n in (1, 2):
        survey = another(made["survey"])
        another(made["survey_group"], survey=survey, secret=f"secret{n}")
        another(made["survey_group"], label=f"{n}Б", secret=f"more{n}")
        another(made["public_item"], needed="", title=f"Документ {n}")
        course = another(made["course"], title=f"Курс {n}")
        person = world.person(f"teacher{n}")
        another(made["enrolment"], course=course)
        another(made["enrolment"], person=person)
        another(made["diagnosis"], person=person)
        another(made["diagnosis"], day=today - timedelta(days=n))
        another(made["mentoring"], learner=person)
        paper = another(made["acquaintance"], title=f"Порядок {n}", secret=f"paper{n}")
        paper.classes.add(made["school_class"])
        another(made["talk"], starts=timezone.now() + timedelta(days=2 + n))
        observer = another(made["observer"], person=None)
        another(made["accreditation"], observer=observer, number=f"{n}", token=f"badge{n}")
        another(made["remark"])
        act = another(made["local_act"], code="", title=f"Акт {n}")
        another(made["act_version"], act=act)
        another(made["act_version"])


PAGES = [
    ("surveys", "head", "place"),
    ("surveys", "north", "north"),
    ("survey", "head", "survey"),
    ("open_manage", "head", "place"),
    ("courses", "head", "place"),
    ("course", "head", "course"),
    ("growth", "head", "place"),
    ("growth", "north", "north"),
    ("my_growth", "teacher", ""),
    ("parents", "head", "place"),
    ("acquaintance", "head", "acquaintance"),
    ("my_school", "parent", ""),
    ("observers", "north", "north"),
    ("observer", "north", "observer"),
    ("observation", "north", "north"),
    ("coverage", "north", "north"),
    ("remarks", "north", "north"),
    ("acts", "head", "place"),
    ("acts", "north", "north"),
    ("act", "head", "local_act"),
]


@pytest.mark.parametrize(("name", "who", "about"), PAGES)
def test_lists_ask_as_often_for_more_rows(name, who, about, as_, world, case):
    known = {**case, "place": world.first.pk, "north": world.north.pk}
    place = [world.first.pk] if name == "survey" else []
    address = reverse(name, args=[*place, known[about]] if about else [])
    client = as_(who)
    client.get(address)  # caches of the process

    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    more(world, case["objects"])
    client.get(address)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200

    assert len(many) <= len(few), "\n".join(one["sql"][:160] for one in many.captured_queries)
    assert len(many) <= AT_MOST
