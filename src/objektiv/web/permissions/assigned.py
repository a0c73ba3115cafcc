"""The roles a person has today, asked of the database once per request."""

from __future__ import annotations

from typing import NamedTuple

from django.utils import timezone

from objektiv.web.models import Person, Role


class Assigned(NamedTuple):
    """An active assignment, as light as a rule needs it."""

    organisation_id: int
    path: str
    role: str
    class_id: int | None
    class_name: str | None
    subject: str | None
    absorbed: bool = False  # of a school that was merged into the organisation of the role


def assignments(person: Person) -> tuple[Assigned, ...]:
    """Today's assignments; asked of the database once per request.

    Who works in a school works with the records of the schools merged into it too.
    """
    if not getattr(person, "is_active", False):
        return ()
    known = getattr(person, "_assigned", None)
    if known is None:
        rows = (
            person.assignments.on(timezone.localdate())
            .order_by("organisation__path", "id", "organisation__absorbed__path")
            .values_list(
                "organisation_id",
                "organisation__path",
                "role",
                "school_class_id",
                "school_class__name",
                "subject__name",
                "organisation__absorbed__id",
                "organisation__absorbed__path",
                "id",
            )
        )
        own = {row[-1]: Assigned(*row[:6]) for row in rows}
        more = [Assigned(row[6], row[7], *row[2:6]) for row in rows if row[6] is not None]
        known = (*own.values(), *(one._replace(absorbed=True) for one in more))
        person._assigned = known
    return known


def expert_places(person: Person) -> tuple[str, ...]:
    """Paths of the organisations whose expert the person is."""
    return tuple(one.path for one in assignments(person) if one.role == Role.EXPERT)
