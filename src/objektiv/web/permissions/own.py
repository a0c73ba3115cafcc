"""What of a school's results a teacher sees: the own classes and subjects."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models.functions import Coalesce

from objektiv.web.models import Organisation, Person, Role, SchoolClass, Work
from objektiv.web.permissions.asking import may
from objektiv.web.permissions.assigned import assignments
from objektiv.web.permissions.predicates import TEACHERS


class Own(NamedTuple):
    """A piece of a school's results that a teacher answers for."""

    subject: str  # "": every subject
    classes: frozenset[tuple[int, str]]  # (year of the work, name of the class in that year)


def own_results(person: Person, place: Organisation) -> tuple[Own, ...] | None:
    """What of a school's results a teacher sees; None for who sees all of them.

    An assignment names a class, a subject, or both; the class is followed through the years.
    A teacher of a subject without a class sees the school's totals in it and no class. An
    assignment that names neither shows nothing.
    """
    if may(person, "results.view_all", place):
        return None
    named = [
        one
        for one in assignments(person)
        if one.path == place.path and one.role in TEACHERS and (one.class_id or one.subject)
    ]
    lines = dict(
        SchoolClass.objects.filter(pk__in={one.class_id for one in named if one.class_id})
        .annotate(line_id=Coalesce("first_id", "pk"))
        .values_list("pk", "line_id")
    )
    names: dict[int, set[tuple[int, str]]] = {}
    of_lines = SchoolClass.objects.annotate(line_id=Coalesce("first_id", "pk")).filter(
        line_id__in=set(lines.values()), school=place
    )
    for one in of_lines.select_related("school_year") if lines else ():
        # Results bear the calendar year in which their school year ends.
        names.setdefault(one.line_id, set()).update(
            (one.school_year.start + 1, name) for name in one.names
        )
    return tuple(
        Own(
            "" if one.role == Role.CLASS_TEACHER else one.subject or "",
            frozenset(names.get(lines.get(one.class_id, 0), ())),
        )
        for one in named
        if one.class_id or one.role == Role.TEACHER
    )


def classes_seen(person: Person, place: Organisation, work: Work) -> frozenset[str] | None:
    """Classes of the place whose rows in a work the person may see; None: every class."""
    own = own_results(person, place)
    if own is None:
        return None
    return frozenset(
        name
        for part in own
        if part.subject in ("", work.subject)
        for year, name in part.classes
        if year == work.year
    )


def pupils_seen(person: Person, place: Organisation, work: Work) -> frozenset[str] | None:
    """Classes whose pupils' rows the person may see; None: every class of the school."""
    if may(person, "results.view_pupils", place):
        return None
    if not place.is_school or may(person, "results.view_all", place):
        return frozenset()
    return classes_seen(person, place, work) or frozenset()
