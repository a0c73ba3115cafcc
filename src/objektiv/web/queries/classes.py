"""Classes of a school, school years and their terms."""

from __future__ import annotations

from django.db.models import Prefetch, Q
from django.utils import timezone

from objektiv.web.models import Organisation, RoleAssignment, SchoolClass, SchoolYear, Subject, Term
from objektiv.web.permissions import TEACHERS

YEARS_TO_NAME = 2


def classes_to_name(school: Organisation):
    """Classes that an assignment may name: of this school year and of the one before."""
    start = SchoolYear.start_of(timezone.localdate())
    return (
        SchoolClass.objects.filter(school=school, school_year__start__gt=start - YEARS_TO_NAME)
        .select_related("school_year")
        .order_by("-school_year__start", "grade", "name")
    )


def classes_of_year(school: Organisation, year: SchoolYear):
    """Classes of a school in a school year, each with the roles of those who teach it today."""
    teach = (
        RoleAssignment.objects.on(timezone.localdate())
        .filter(role__in=TEACHERS, person__is_active=True)
        .select_related("person", "subject")
        .order_by("role", "person__surname", "person__name")
    )
    return SchoolClass.objects.filter(school=school, school_year=year).prefetch_related(
        Prefetch("roleassignment_set", teach, to_attr="teachers")
    )


def years() -> list[SchoolYear]:
    return list(SchoolYear.objects.order_by("-start"))


def terms_of(place: Organisation, year: SchoolYear) -> tuple[list[Term], Organisation | None]:
    """The calendar that holds at a place and whose it is; None: the ordinary one of the country.

    The place's own, else that of the nearest organisation above it which has one.
    """
    above = [one.pk for one in place.line()]
    found = list(
        Term.objects.filter(school_year=year)
        .filter(Q(organisation__in=above) | Q(organisation__isnull=True))
        .select_related("organisation")
        .order_by("starts", "ends")
    )
    owners = {one.organisation_id for one in found}
    owner = next((one for one in reversed(above) if one in owners), None)
    own = [one for one in found if one.organisation_id == owner]
    return own, own[0].organisation if own else None


def subjects():
    """All subjects, those that are taught first."""
    return Subject.objects.order_by("closed", "name")
