"""Who may what: every rule of the web system stands in this file.

A person acts through role assignments. An assignment reaches the organisation it names and
everything below it, never sideways or above. `may(person, "results.bring", place)` asks one
question; `place` is an organisation. Rules say what the law and the order of work say, and
`tests/web/test_permissions.py` walks through every role for every rule.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import rules
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Coalesce
from django.utils import timezone

from objektiv.web.models import Organisation, Person, Role, SchoolClass, Work

COORDINATORS = (Role.REGIONAL_COORDINATOR, Role.MUNICIPAL_COORDINATOR)
SCHOOL_MANAGERS = (Role.HEAD, Role.DEPUTY)
SCHOOL_OFFICE = (*SCHOOL_MANAGERS, Role.SCHOOL_COORDINATOR)
METHODISTS = (Role.METHOD_HEAD,)
TEACHERS = (Role.TEACHER, Role.CLASS_TEACHER)
FAMILY = (Role.PARENT, Role.PUPIL)
STAFF = (
    *COORDINATORS,
    *SCHOOL_OFFICE,
    *METHODISTS,
    *TEACHERS,
    Role.EXPERT,
    Role.ORGANISER,
    Role.TECHNICAL_SPECIALIST,
)

# On which level of the tree a role exists.
LEVELS = {
    Role.REGIONAL_COORDINATOR: (Organisation.Kind.REGION,),
    Role.MUNICIPAL_COORDINATOR: (Organisation.Kind.MUNICIPALITY,),
    Role.METHOD_HEAD: (Organisation.Kind.MUNICIPALITY, Organisation.Kind.SCHOOL),
    Role.EXPERT: tuple(Organisation.Kind),
    Role.OBSERVER: tuple(Organisation.Kind),
}
# Roles that one may give: at or below the giver's own place.
GIVEN_BY_SCHOOL = tuple(set(Role.values) - {*COORDINATORS, Role.HEAD})


def role(*roles: Any):
    """A predicate: the person has one of the roles at the place or above it."""

    @rules.predicate(f"role:{'|'.join(roles)}")
    def holds(person: Person, place: Organisation | None) -> bool:
        if place is None:
            return any(one.role in roles for one in assignments(person))
        return any(
            one.role in roles and place.path.startswith(one.path) for one in assignments(person)
        )

    return holds


@rules.predicate
def in_own_school(person: Person, place: Organisation) -> bool:
    """The right of reply is the school's own: nobody speaks for it from above."""
    return any(
        one.role in SCHOOL_MANAGERS and one.path == place.path for one in assignments(person)
    )


@rules.predicate
def from_above(person: Person, place: Organisation) -> bool:
    """Nobody decides about a finding of the own school."""
    return any(
        one.role in COORDINATORS and place.path.startswith(one.path) and place.path != one.path
        for one in assignments(person)
    )


OWN_MANAGERS = {
    Organisation.Kind.REGION: (Role.REGIONAL_COORDINATOR,),
    Organisation.Kind.MUNICIPALITY: (Role.MUNICIPAL_COORDINATOR,),
    Organisation.Kind.SCHOOL: SCHOOL_OFFICE,
}


@rules.predicate
def manages_own(person: Person, place: Organisation) -> bool:
    """Who keeps the organisation's own plan; nobody from above writes it for a school."""
    return any(
        one.role in OWN_MANAGERS[Organisation.Kind(place.kind)] and one.path == place.path
        for one in assignments(person)
    )


@rules.predicate
def leads_association(person: Person, place: Organisation) -> bool:
    """Heads of method associations hold the meetings of their own place."""
    return any(one.role in METHODISTS and one.path == place.path for one in assignments(person))


@rules.predicate
def heads_own(person: Person, place: Organisation) -> bool:
    """Who signs for the organisation: its managers, not the whole office."""
    return any(
        one.role in (*COORDINATORS, *SCHOOL_MANAGERS) and one.path == place.path
        for one in assignments(person)
    )


@rules.predicate
def links_families(person: Person, place: Organisation) -> bool:
    """Whose child has which code is known in the school's own office and nowhere else."""
    return any(one.role in SCHOOL_OFFICE and one.path == place.path for one in assignments(person))


@rules.predicate
def expert_from_above(person: Person, place: Organisation) -> bool:
    """Who marks works a second time is no expert of the school itself."""
    return any(place.path.startswith(path) and place.path != path for path in expert_places(person))


@rules.predicate
def is_school(person: Person, place: Organisation) -> bool:
    return place.kind == Organisation.Kind.SCHOOL


RULES = {
    "organisation.view": role(*STAFF),
    "organisation.manage": role(*COORDINATORS),
    "people.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "people.manage": role(*COORDINATORS, *SCHOOL_MANAGERS),
    "people.invite": role(*COORDINATORS, *SCHOOL_OFFICE),
    "people.families": is_school & links_families,
    "bodies.manage": role(*COORDINATORS, *SCHOOL_MANAGERS),
    "classes.view": is_school & role(*STAFF),
    "classes.manage": is_school & role(*COORDINATORS, *SCHOOL_OFFICE),
    "terms.manage": role(*COORDINATORS, *SCHOOL_MANAGERS),
    "subjects.manage": role(Role.REGIONAL_COORDINATOR),
    "procedure.manage": role(*COORDINATORS),
    "results.bring": role(*COORDINATORS, *SCHOOL_OFFICE),
    "results.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS, *TEACHERS),
    # All of a school's classes and subjects; a teacher sees the own ones (`own_results`).
    "results.view_all": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    # Journal marks against works, like schools: of the whole school, so not for a single teacher.
    "results.compare": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    # Rows of pupils stay in their school; above it people see counts. Teachers see those of
    # their own classes (`require_pupils`).
    "results.view_pupils": is_school & role(*SCHOOL_OFFICE),
    "findings.view": role(*COORDINATORS, *SCHOOL_OFFICE),
    "findings.ask": from_above,
    "findings.reply": is_school & in_own_school,
    "findings.decide": is_school & from_above,
    "findings.mark_again": is_school & (from_above | expert_from_above),
    "findings.confirm": is_school & from_above,
    "recommendations.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "recommendations.write": role(*COORDINATORS),
    "recommendations.answer": is_school & in_own_school,
    "outgoing.view": role(*COORDINATORS, *SCHOOL_OFFICE),
    "outgoing.write": manages_own,
    "plans.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS, *TEACHERS),
    "plans.manage": manages_own,
    "plans.approve": manages_own & heads_own,
    # Kinds of measures, never schools: everybody who plans may know what helped.
    "effect.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "measures.check": heads_own | from_above,
    "meetings.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "meetings.manage": manages_own | leads_association,
    # A talk with a single teacher stays between the teacher and the own managers.
    "meetings.interview": is_school & heads_own,
    "evaluation.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "evaluation.fill": is_school & manages_own,
    "evaluation.submit": is_school & in_own_school,
    "evaluation.assess": is_school & from_above,
    "evaluation.criteria": role(*COORDINATORS),
    "practices.view": role(*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS),
    "practices.write": is_school & manages_own,
    "practices.publish": is_school & from_above,
    # Terms of keeping, holds; the second person of a removal is a manager of the place.
    "keeping.view": role(*COORDINATORS, *SCHOOL_MANAGERS),
    "keeping.run": role(*COORDINATORS),
    "keeping.decide": role(*COORDINATORS, *SCHOOL_MANAGERS),
    "audit.view": role(*COORDINATORS, *SCHOOL_MANAGERS),
}
for _name, _predicate in RULES.items():
    if not rules.perm_exists(_name):
        rules.add_perm(_name, _predicate)


class Assigned(NamedTuple):
    """An active assignment, as light as a rule needs it."""

    organisation_id: int
    path: str
    role: str
    class_id: int | None
    class_name: str | None
    subject: str | None
    absorbed: bool = False  # of a school that was merged into the organisation of the role


class Own(NamedTuple):
    """A piece of a school's results that a teacher answers for."""

    subject: str  # "": every subject
    classes: frozenset[tuple[int, str]]  # (year of the work, name of the class in that year)


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


def may(person: Person, rule: str, place: Organisation | None = None) -> bool:
    """Does the rule allow the person this at the place (anywhere, without a place)?"""
    return bool(rules.has_perm(rule, person, place))


def require(person: Person, rule: str, place: Organisation | None = None) -> None:
    """Raise PermissionDenied where `may` says no."""
    if not may(person, rule, place):
        raise PermissionDenied(rule)


def places(person: Person, rule: str) -> tuple[str, ...]:
    """Paths at which the person's roles give the right; what lies below is included.

    Only for rules that are a plain `role(...)`: visibility of lists.
    """
    roles = set(RULES[rule].name.removeprefix("role:").split("|"))
    return tuple(one.path for one in assignments(person) if one.role in roles)


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


def may_give(giver: Person, role_: str, place: Organisation) -> bool:
    """May the giver let somebody have a role there? Nobody gives a role above the own."""
    if role_ in FAMILY:
        return may(giver, "people.families", place)
    if not may(giver, "people.manage", place):
        return False
    if place.kind not in LEVELS.get(Role(role_), (Organisation.Kind.SCHOOL,)):
        return False
    if may(giver, "organisation.manage", place):
        # A coordinator gives own rank only below or at the own place.
        return True
    return role_ in GIVEN_BY_SCHOOL


def roles_given(giver: Person, place: Organisation) -> list[str]:
    """Roles that the giver may let somebody have at the place or in an organisation below it."""
    kinds = list(Organisation.Kind)
    lower = set(kinds[kinds.index(Organisation.Kind(place.kind)) + 1 :])
    manages = may(giver, "people.manage", place)
    return [
        one
        for one in Role.values
        if may_give(giver, one, place)
        or (
            manages
            and one not in FAMILY
            and lower & set(LEVELS.get(Role(one), (Organisation.Kind.SCHOOL,)))
        )
    ]
