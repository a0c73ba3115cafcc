"""An outsider who keeps everything that was ever shown, whoever showed it and in whatever order."""

from __future__ import annotations

import random

import pytest
from django.core.exceptions import ValidationError

from objektiv.stats.suppression_audit import recoverable
from objektiv.stats.suppression_tables import Axis, cube
from objektiv.web.actions.openness import tables
from objektiv.web.models import Analysis, PlaceReport, PublicTable, Work

from .test_public import MARKS, release

SCHOOLS = {"first": "north", "second": "north", "third": "south"}
SHOWERS = {"first": "head", "second": "neighbour", "north": "north", "region": "coordinator"}


def counted(world, work, counts):
    """Reports of every level, in place of earlier ones."""
    work.analyses.update(current=False)
    analysis = Analysis.objects.create(
        work=work, organisation=world.region, data_hash="d" * 64, method="метод", profile="2026",
        seed=1, schools=len(counts), sittings=1, expected_false=0.05,
    )  # fmt: skip
    levels = dict(counts)
    for district in ("north", "south"):
        own = [marks for name, marks in counts.items() if SCHOOLS[name] == district]
        levels[district] = [sum(column) for column in zip(*own, strict=True)]
    levels["region"] = [sum(column) for column in zip(*counts.values(), strict=True)]
    for name, marks in levels.items():
        PlaceReport.objects.create(
            analysis=analysis, organisation=getattr(world, name), n=sum(marks),
            facts={"marks": list(marks)}, content=b"",
        )  # fmt: skip


def table(world, counts):
    """All numbers of all levels with their sums."""
    parents = {str(getattr(world, a).pk): str(getattr(world, b).pk) for a, b in SCHOOLS.items()}
    parents |= {str(one.pk): str(world.region.pk) for one in (world.north, world.south)}
    return cube(
        {
            (str(getattr(world, name).pk), mark): n
            for name, marks in counts.items()
            for mark, n in zip(MARKS, marks, strict=True)
        },
        (Axis(parents), Axis(dict.fromkeys(MARKS, "all"), results=True)),
    )


def shown(world, place, work):
    """A release of the place goes out, unless the system refuses."""
    by = world.people[SHOWERS[place]]
    made = release(getattr(world, place), [work], by)
    try:
        tables.show_release(made, by=by)
    except ValidationError:
        tables.drop_release(made, by=by)


def seen(cells, values):
    """What everybody has ever been shown of numbers that are as they are today."""
    found = dict.fromkeys(cells.keys)
    for one in PublicTable.objects.filter(release__shown_at__isnull=False):
        for mark, value in one.shown.items():
            key = (str(one.organisation_id), mark)
            if value is not None and value == values[key]:
                found[key] = value
    return found


@pytest.mark.parametrize("seed", range(8))
def test_whoever_shows_in_whatever_order_nobody_computes_a_hidden_number(world, seed):
    draw = random.Random(seed)
    work = Work.objects.create(procedure="ВПР", year=2026, grade=5, subject="Химия")
    counts = {name: [draw.choice((0, 4, 12, 25)) + draw.randint(0, 6) for _ in MARKS]
              for name in SCHOOLS}  # fmt: skip
    counted(world, work, counts)
    for place in draw.sample(sorted(SHOWERS), 3):
        shown(world, place, work)

    cells = table(world, counts)
    values = dict(zip(cells.keys, cells.values.tolist(), strict=True))
    back = recoverable(cells, seen(cells, values), width=10)
    small = {key for key, n in values.items() if 0 < n < 10}
    assert not small & set(back.narrow)
    assert back.certain == ()


def test_a_school_alone_does_not_give_away_its_neighbour(world):
    """The district hides a three of one school behind that of the other, which is large."""
    work = Work.objects.create(procedure="ВПР", year=2026, grade=5, subject="Химия")
    counts = {"first": [20, 30, 40, 30], "second": [3, 30, 40, 30], "third": [20, 20, 20, 20]}
    counted(world, work, counts)
    shown(world, "north", work)
    before = {one.organisation: one.shown for one in PublicTable.objects.all()}
    assert before[world.second]["2"] is None
    shown(world, "first", work)

    cells = table(world, counts)
    values = dict(zip(cells.keys, cells.values.tolist(), strict=True))
    assert recoverable(cells, seen(cells, values), width=10).narrow == ()


@pytest.mark.parametrize("seed", range(4))
def test_a_few_late_pupils_are_not_seen_between_two_releases(world, seed):
    draw = random.Random(seed)
    work = Work.objects.create(procedure="ВПР", year=2026, grade=5, subject="Химия")
    counts = {name: [draw.randint(10, 40) for _ in MARKS] for name in SCHOOLS}
    counted(world, work, counts)
    shown(world, "north", work)
    late = {name: list(marks) for name, marks in counts.items()}
    late["first"][1] += 1 + seed
    late["second"][2] -= 20  # a whole class was entered twice
    late["second"][2] = max(late["second"][2], 0)
    counted(world, work, late)
    shown(world, "north", work)

    told: dict[tuple[int, str], set[int]] = {}
    for one in PublicTable.objects.all():
        for mark, value in one.shown.items():
            if value is not None:
                told.setdefault((one.organisation_id, mark), set()).add(value)
    for key, numbers in told.items():
        steps = [b - a for a, b in zip(sorted(numbers), sorted(numbers)[1:], strict=False)]
        assert all(step >= 10 for step in steps), (key, numbers)
    cells = table(world, late)
    values = dict(zip(cells.keys, cells.values.tolist(), strict=True))
    back = recoverable(cells, seen(cells, values), width=10)
    assert not {key for key, n in values.items() if 0 < n < 10} & set(back.narrow)
