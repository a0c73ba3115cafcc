"""Pages of tasks, criteria and control ask the database as often for three rows as for one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse


def more(case) -> None:
    """Two more of everything that the pages list."""
    made = case["objects"]
    paper = made["test_paper"]
    for n in (2, 3):
        for name in ("task", "criteria_set", "criterial_mark", "control_item", "visit"):
            row = type(made[name]).objects.get(pk=made[name].pk)
            row.pk = None
            if name == "criteria_set":
                row.title = f"Набор {n}"
            row.save()
            made[f"{name}{n}"] = row
        place = paper.places.first()
        place.pk, place.place, place.task = None, n, made[f"task{n}"]
        place.save()
        picture = type(made["task_picture"]).objects.get(pk=made["task_picture"].pk)
        picture.pk, picture.task = None, made[f"task{n}"]
        picture.save()
        step = made["task"].steps.first()
        step.pk = None
        step.save()


@pytest.mark.parametrize(
    ("name", "key"),
    [("tasks", "place"), ("papers", "place"), ("task", "task"), ("paper", "test_paper"),
     ("criteria", "place"), ("criteria_set", "criteria_set"), ("control", "place"),
     ("control_item", "control_item"), ("visits", "place"), ("visit", "visit")],
)  # fmt: skip
def test_lists_ask_once(name, key, as_, case):
    page = reverse(name, args=[case[key]])
    client = as_("deputy")
    client.get(page)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    before = asked()
    more(case)

    assert asked() <= before
