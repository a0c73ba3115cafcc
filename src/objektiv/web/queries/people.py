"""People and invitations that a person may see."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils import timezone

from objektiv.web.models import (
    AuditEntry,
    Invitation,
    Organisation,
    Person,
    RoleAssignment,
)
from objektiv.web.permissions import (
    COORDINATORS,
    FAMILY,
    SCHOOL_MANAGERS,
    SCHOOL_OFFICE,
    STAFF,
    assignments,
    places,
)


def lacks_second_factor(person: Person) -> bool:
    """Does the site ask this person for a second factor that is not there yet?"""
    return bool(
        settings.MFA_REQUIRED
        and any(one.role in COORDINATORS for one in assignments(person))
        and not is_mfa_enabled(person)
    )


def people_at(person: Person, place: Organisation, *, families: bool = False):
    """People with a role at or below the place, each with those of the roles one may see.

    Families are a list of their own, of the school's office alone.
    """
    seen = assignments_visible_to(person).filter(
        organisation__in=Organisation.objects.within(place.path)
    )
    if families:
        seen = seen.filter(role__in=FAMILY, organisation=place)
    else:
        seen = seen.exclude(role__in=FAMILY)
    return (
        Person.objects.filter(pk__in=seen.values("person"), is_active=True)
        .prefetch_related(
            Prefetch("assignments", queryset=seen.on(timezone.localdate()), to_attr="current")
        )
        .order_by("surname", "name", "patronymic")
    )


def roles_of(person: Person):
    """Own roles of today."""
    return person.assignments.on(timezone.localdate()).select_related(
        "organisation", "school_class__school_year", "subject"
    )


def staff_of(place: Organisation):
    """Who works at the place today and may answer for a measure."""
    at_place = RoleAssignment.objects.on(timezone.localdate()).filter(
        organisation=place, role__in=STAFF
    )
    return Person.objects.filter(pk__in=at_place.values("person"), is_active=True)


def people_called_to(place: Organisation):
    """Who may be called to a meeting: staff of the place, and above a school the heads and
    deputies of its schools too."""
    today = RoleAssignment.objects.on(timezone.localdate())
    found = today.filter(organisation=place, role__in=STAFF)
    if not place.is_school:
        found = found | today.filter(
            organisation__path__startswith=place.path, role__in=(*COORDINATORS, *SCHOOL_MANAGERS)
        )
    return Person.objects.filter(pk__in=found.values("person"), is_active=True)


def _visible(person: Person, model):
    """Rows with a role at places where the person sees people; families only in the own school."""
    own = {one.organisation_id for one in assignments(person) if one.role in SCHOOL_OFFICE}
    return model.objects.filter(
        organisation__in=Organisation.objects.within(*places(person, "people.view"))
    ).exclude(~Q(organisation__in=own), role__in=FAMILY)


def assignments_visible_to(person: Person):
    return _visible(person, RoleAssignment).select_related(
        "organisation", "person", "school_class__school_year", "subject"
    )


def roles_known(reader: Person, person: int, place: Organisation):
    """All roles of a person at or below the place, also those that are over or to come."""
    return (
        assignments_visible_to(reader)
        .filter(person=person, organisation__in=Organisation.objects.within(place.path))
        .order_by("-starts", "-id")
    )


def open_invitations(person: Person, place: Organisation):
    """Invitations not yet followed, at or below the place."""
    return (
        _visible(person, Invitation)
        .filter(
            organisation__in=Organisation.objects.within(place.path),
            accepted__isnull=True,
            withdrawn__isnull=True,
            expires__gt=timezone.now(),
        )
        .select_related("organisation", "invited_by", "school_class__school_year", "subject")
    )


def invitations_visible_to(person: Person):
    return _visible(person, Invitation).select_related("organisation")


def history_of(place: Organisation):
    """The journal of a place and of everything below it, newest first."""
    return AuditEntry.objects.filter(
        organisation__in=Organisation.objects.within(place.path)
    ).select_related("actor", "organisation")
