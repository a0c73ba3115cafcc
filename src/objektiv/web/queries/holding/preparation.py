"""How far a procedure is prepared at a place: its stages in their order, each with the next act.

A stage says in one sentence what stands, where it is seen and what to do next. Nothing is kept:
everything is asked of the tables of the stage itself, a fixed number of times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from objektiv.web.models import Organisation, Person, Procedure
from objektiv.web.queries.holding import preparation_after as after
from objektiv.web.queries.holding import preparation_before as before
from objektiv.web.queries.holding.days import technology_of
from objektiv.web.queries.holding.preparation_stage import Asked, Stage, numbers_of
from objektiv.web.queries.holding.steps import steps_of

# In the order in which they come.
STAGES: tuple[Callable[[Asked], Iterator[Stage]], ...] = (
    before.days,
    before.schedule,
    before.experts,
    before.briefings,
    before.observers,
    before.materials,
    after.day,
    after.marking,
    after.results,
    after.recheck,
)


def preparation_of(
    procedure: Procedure, place: Organisation, person: Person, today: date
) -> list[Stage]:
    """Stages that concern the place, as far as the person may see them."""
    asked = Asked(
        procedure,
        place,
        person,
        today,
        technology_of(procedure),
        numbers_of(procedure, place, today),
        list(
            procedure.days.filter(sites__school__path__startswith=place.path)
            .distinct()
            .order_by("day", "starts", "id")
        ),
        {one.code: one for one in steps_of(procedure)},
    )
    if not asked.numbers["sites"]:
        return []
    return [stage for make in STAGES for stage in make(asked)]


def next_of(stages: list[Stage]) -> Stage | None:
    """What to do now: the open stage with the earliest term, else the first open one."""
    return min(
        (one for one in stages if one.state == "open"),
        key=lambda one: one.due or date.max,
        default=None,
    )
