"""People and invitations that a person may see."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from objektiv.web.models import (
    AuditEntry,
    Invitation,
    Organisation,
    Person,
    RoleAssignment,
)
from objektiv.web.permissions import COORDINATORS, STAFF, assignments, places


def lacks_second_factor(person: Person) -> bool:
    """Does the site ask this person for a second factor that is not there yet?"""
    return bool(
        settings.MFA_REQUIRED
        and any(one.role in COORDINATORS for one in assignments(person))
        and not is_mfa_enabled(person)
    )


def people_at(person: Person, place: Organisation):
    """People with a role at or below the place, each with those of the roles one may see."""
    seen = RoleAssignment.objects.filter(
        organisation__in=Organisation.objects.within(place.path)
    ).select_related("organisation", "school_class")
    allowed = Organisation.objects.within(*places(person, "people.view"))
    return (
        Person.objects.filter(
            pk__in=seen.filter(organisation__in=allowed).values("person"), is_active=True
        )
        .prefetch_related(
            Prefetch(
                "assignments",
                queryset=seen.filter(organisation__in=allowed).on(timezone.localdate()),
                to_attr="current",
            )
        )
        .order_by("surname", "name", "patronymic")
    )


def roles_of(person: Person):
    """Own roles of today."""
    return person.assignments.on(timezone.localdate()).select_related(
        "organisation", "school_class"
    )


def staff_of(place: Organisation):
    """Who works at the place today and may answer for a measure."""
    at_place = RoleAssignment.objects.on(timezone.localdate()).filter(
        organisation=place, role__in=STAFF
    )
    return Person.objects.filter(pk__in=at_place.values("person"), is_active=True)


def assignments_visible_to(person: Person):
    return RoleAssignment.objects.filter(
        organisation__in=Organisation.objects.within(*places(person, "people.view"))
    ).select_related("organisation", "person", "school_class")


def open_invitations(person: Person, place: Organisation):
    """Invitations not yet followed, at or below the place."""
    return Invitation.objects.filter(
        organisation__in=Organisation.objects.within(place.path),
        accepted__isnull=True,
        withdrawn__isnull=True,
        expires__gt=timezone.now(),
    ).select_related("organisation", "invited_by")


def invitations_visible_to(person: Person):
    return Invitation.objects.filter(
        organisation__in=Organisation.objects.within(*places(person, "people.view"))
    ).select_related("organisation")


def history_of(place: Organisation):
    """The journal of a place and of everything below it, newest first."""
    return AuditEntry.objects.filter(
        organisation__in=Organisation.objects.within(place.path)
    ).select_related("actor", "organisation")
