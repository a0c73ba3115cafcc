"""Organisations that a person may see."""

from __future__ import annotations

from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from objektiv.web.models import (
    Organisation,
    OrganisationChange,
    Person,
    Role,
    SchoolClass,
    SchoolYear,
    Term,
)
from objektiv.web.permissions import FAMILY, ON_DAY, assignments, places, require

# Roles that a person has beside the work, or for a day.
BESIDES = (*ON_DAY, Role.OBSERVER, *FAMILY)


def visible_to(person: Person, rule: str = "organisation.view"):
    """Own organisations and everything below them; nothing sideways, nothing above."""
    return Organisation.objects.within(*places(person, rule))


def enter(person: Person, place: int, rule: str) -> Organisation:
    """An organisation with the right to something there, or a refusal.

    What a person may not see is not there (404); what one may see but not do is refused (403).
    """
    organisation = get_object_or_404(visible_to(person), pk=place)
    require(person, rule, organisation)
    return organisation


def home_of(person: Person) -> Organisation | None:
    """The highest organisation in which the person works; where nowhere, has a role.

    A teacher who is an expert of the district or a parent somewhere comes home to the own school.
    """
    own = assignments(person)
    if not own:
        return None
    highest = min(
        own, key=lambda one: (one.absorbed, one.role in BESIDES, one.path.count("/"), one.path)
    )
    return Organisation.objects.get(pk=highest.organisation_id)


def line_of(person: Person, place: Organisation) -> list[Organisation]:
    """The breadcrumb: from the highest organisation the person may see down to the place."""
    roots = [one.path for one in assignments(person)]
    return [one for one in place.line() if any(one.path.startswith(root) for root in roots)]


def children_of(place: Organisation):
    """Organisations directly below, each with its open schools and its own people of today."""
    today = timezone.localdate()
    holds = Q(assignments__starts__lte=today) & (
        Q(assignments__ends__isnull=True) | Q(assignments__ends__gte=today)
    )
    return (
        Organisation.objects.filter(parent=place)
        .annotate(
            below=Count("children", filter=Q(children__closed_on__isnull=True), distinct=True),
            people=Count(
                "assignments__person",
                filter=holds & ~Q(assignments__role__in=FAMILY),
                distinct=True,
            ),
        )
        .order_by("closed_on", "name")
    )


def schools_below(place: Organisation):
    """Open schools at or below a place."""
    return Organisation.objects.within(place.path).filter(
        kind=Organisation.Kind.SCHOOL, closed_on__isnull=True
    )


def classes_at(place: Organisation, school_year: int | None = None):
    """Classes of the schools at or below a place, of one school year or of all."""
    found = SchoolClass.objects.filter(
        school__in=Organisation.objects.within(place.path)
    ).select_related("school_year")
    if school_year is not None:
        found = found.filter(school_year__start=school_year)
    return found.order_by("-school_year__start", "school__name", "grade", "name")


def school_years():
    """School years with the terms that hold for all, the newest first."""
    common = Term.objects.filter(organisation__isnull=True)
    return SchoolYear.objects.prefetch_related(Prefetch("terms", common)).order_by("-start")


def changes_of(place: Organisation):
    """Moves, mergers and closings of a place, and schools that came to it."""
    return (
        OrganisationChange.objects.filter(Q(organisation=place) | Q(to=place))
        .filter(withdrawn_at__isnull=True)
        .select_related("organisation", "before", "to", "by")
    )


def targets_of(person: Person, place: Organisation, kind: str):
    """Where a school may be moved, or into which school it may go, as far as one may decide."""
    own = visible_to(person, "organisation.manage").filter(closed_on__isnull=True)
    if kind == OrganisationChange.Kind.MOVED:
        return own.filter(kind=Organisation.Kind.MUNICIPALITY).exclude(pk=place.parent_id)
    return own.filter(kind=Organisation.Kind.SCHOOL).exclude(pk=place.pk)
