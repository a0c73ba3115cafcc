"""Observers that a person may see, and what is still missing before accreditation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q

from objektiv.profiles import Requirement, observer_rules
from objektiv.web.models import (
    Accreditation,
    Observer,
    ObserverTie,
    Organisation,
    Person,
    Role,
    RoleAssignment,
    TrainingTry,
)
from objektiv.web.permissions import COORDINATORS, places

S = Observer.State


@dataclass(frozen=True)
class Met:
    """A requirement and whether the data show that it is met."""

    requirement: Requirement
    met: bool


def observers_visible_to(person: Person):
    """Observers of the places where the person manages them."""
    within = Organisation.objects.within(*places(person, "observers.manage"))
    return with_training(Observer.objects.filter(place__in=within))


def observers_at(person: Person, place: Organisation, *, state: str = ""):
    """The corps around a place: applications that wait first, then by number."""
    found = observers_visible_to(person).around(place)
    if state in S.values:
        found = found.filter(state=state)
    return found.order_by("-id")


def own_observers(person: Person):
    """The person's own entries of the corps."""
    return with_training(Observer.objects.filter(person=person, state=S.ACCEPTED))


def with_training(observers):
    passed = TrainingTry.objects.filter(observer=OuterRef("pk"), passed=True)
    official = RoleAssignment.objects.filter(
        person=OuterRef("person"), role__in=COORDINATORS, ends=None
    )
    return (
        observers.annotate(trained=Exists(passed), official=Exists(official))
        .select_related("place", "person", "works_at", "invitation")
        .prefetch_related(
            Prefetch("ties", ObserverTie.objects.select_related("school")),
            Prefetch("accreditations", Accreditation.objects.order_by("-ends", "-id")),
        )
    )


def requirements_of(observer: Observer) -> list[Met]:
    """Every requirement; `observer` comes from one of the queries above."""
    known = {
        "adult": observer.adult,
        "consent": bool(observer.consent_at) and not observer.consent_withdrawn_at,
        "declared": observer.declared,
        "identity": observer.identity_seen is not None,
        "trained": observer.trained,
        "outside": observer.outside and not observer.official,
    }
    return [Met(one, known[one.check]) for one in observer_rules().requirements]


def missing_of(observer: Observer) -> list[Requirement]:
    return [one.requirement for one in requirements_of(observer) if not one.met]


def accreditation_on(observer: Observer, day: date) -> Accreditation | None:
    """The one in force on a day."""
    return next(
        (
            one
            for one in observer.accreditations.all()
            if one.starts <= day <= one.ends and not one.revoked_at
        ),
        None,
    )


def ready_at(place: Organisation, day: date) -> list[Observer]:
    """Accepted observers of the place who lack nothing but the accreditation, by name."""
    found = with_training(Observer.objects.filter(place=place, state=S.ACCEPTED))
    ready = [one for one in found if not missing_of(one) and not accreditation_on(one, day)]
    return sorted(ready, key=lambda one: (one.name, one.pk))


def next_number(place: Organisation, day: date) -> str:
    """«2026-007»: counted over the place and the year."""
    given = Accreditation.objects.filter(observer__place=place, given_at__year=day.year).count()
    return f"{day.year}-{given + 1:03}"


def same_contact(observers: Iterable[Observer]) -> dict[int, list[int]]:
    """Numbers of other open entries with the same address, by entry."""
    contacts = {one.contact for one in observers if one.contact}
    found: dict[str, list[int]] = {}
    for pk, contact in Observer.objects.filter(
        contact__in=contacts, state__in=(S.APPLIED, S.ACCEPTED)
    ).values_list("pk", "contact"):
        found.setdefault(contact, []).append(pk)
    return {one.pk: [pk for pk in found.get(one.contact, ()) if pk != one.pk] for one in observers}


def tries_of(observer: Observer, day: date) -> int:
    return TrainingTry.objects.filter(observer=observer, at__date=day).count()


def known_ties(observer: Observer) -> list[str]:
    """What the system itself knows of a person's ties: work and own children, in words."""
    if observer.person_id is None:
        return []
    roles = RoleAssignment.objects.filter(
        Q(ends__isnull=True), person=observer.person, organisation__kind="school"
    ).exclude(role__in=(Role.OBSERVER, Role.PUPIL))
    return [str(one) for one in roles.select_related("organisation")]


def badge(token: str) -> Accreditation | None:
    return Accreditation.objects.filter(token=token).select_related("observer").first()
