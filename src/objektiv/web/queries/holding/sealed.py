"""Personal keys, parcels that a person may see, and people to seal for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import sealing_bound
from objektiv.web.models import (
    AuditEntry,
    Organisation,
    Person,
    PersonalKey,
    ProcedureDay,
    ProcedureSite,
    Role,
    RoleAssignment,
    SealedParcel,
    SealedRecipient,
    SealingOrder,
)
from objektiv.web.permissions import COORDINATORS, assignments, places
from objektiv.web.queries.waiting import SHOWN_BEFORE, Waiting

# Whom one seals for: at a school of the day, and at the organiser when a school sends back.
SCHOOL_ROLES = (
    Role.SCHOOL_COORDINATOR,
    Role.TECHNICAL_SPECIALIST,
    Role.ORGANISER,
    Role.DEPUTY,
    Role.HEAD,
)
ORGANISER_ROLES = (*COORDINATORS, Role.EXPERT)


def key_of_person(person: Person) -> PersonalKey | None:
    """The key that counts today."""
    return PersonalKey.objects.filter(person=person, ended_at=None).first()


def keys_of(person: Person):
    return PersonalKey.objects.filter(person=person)


@dataclass(frozen=True)
class Asked:
    """Somebody to seal for; without a key nothing can be."""

    person: Person
    organisation: Organisation
    key: PersonalKey | None

    @property
    def label(self) -> str:
        return f"{self.organisation.title} · {self.person.initials}"


def roles_to_choose(organisation: Organisation) -> tuple[Any, ...]:
    return ORGANISER_ROLES if organisation.is_school else SCHOOL_ROLES


def people_asked(
    organisation: Organisation, day: ProcedureDay, roles: Iterable[str]
) -> list[Asked]:
    """People with the roles today at the day's schools below, or at the organiser of a school's."""
    if organisation.is_school:
        at = Organisation.objects.filter(pk=day.procedure.organiser_id)
    else:
        at = Organisation.objects.within(organisation.path).filter(procedure_sites__day=day)
    found = (
        RoleAssignment.objects.on(timezone.localdate())
        .filter(
            organisation__in=at,
            role__in=[one for one in roles if one in roles_to_choose(organisation)],
            person__is_active=True,
        )
        .select_related("person", "organisation")
        .prefetch_related(
            Prefetch(
                "person__keys", PersonalKey.objects.filter(ended_at=None), to_attr="keys_today"
            )
        )
        .order_by("organisation__name", "person__surname", "person__name", "id")
    )
    once = {one.person_id: one for one in reversed(found)}  # the first row of a person counts
    return [
        Asked(one.person, one.organisation, next(iter(one.person.keys_today), None))
        for one in reversed(once.values())
    ]


def days_to_seal_for(organisation: Organisation):
    """Days not yet past of procedures held by the organisation or above it, and recent ones."""
    since = timezone.localdate() - timedelta(days=30)
    found = ProcedureDay.objects.filter(
        procedure__organiser__in=organisation.line(), day__gte=since
    ).select_related("procedure")
    if organisation.is_school:
        found = found.filter(sites__school=organisation)
    return found.annotate(
        places=Count("sites", filter=Q(sites__school__path__startswith=organisation.path))
    ).order_by("day", "subject", "grade")


def usual_opening(day: ProcedureDay) -> datetime:
    """So many minutes before the day begins, by the profile."""
    starts = day.starts or time(sealing_bound("starts_at"))
    begins = timezone.make_aware(datetime.combine(day.day, starts))
    return begins - timedelta(minutes=sealing_bound("opens_before"))


def sealed_visible_to(person: Person):
    """Parcels sent from or addressed to organisations the person looks after, and own ones."""
    within = Organisation.objects.within(*places(person, "sealed.view"))
    return (
        SealedParcel.objects.filter(
            Q(organisation__in=within)
            | Q(recipients__organisation__in=within)
            | Q(recipients__person=person)
        )
        .select_related("organisation", "sender", "sender_key", "day__procedure")
        .distinct()
    )


def sealed_at(person: Person, place: Organisation):
    """Parcels sent by the place or somebody below it, or addressed there."""
    return (
        sealed_visible_to(person)
        .filter(
            Q(organisation__path__startswith=place.path)
            | Q(recipients__organisation__path__startswith=place.path)
        )
        .annotate(
            people=Count("recipients", filter=Q(recipients__ended_at=None), distinct=True),
            opened=Count(
                "recipients",
                filter=Q(recipients__ended_at=None) & Q(recipients__key_given_at__isnull=False),
                distinct=True,
            ),
        )
        .order_by("-opens_at", "-id")
    )


def orders_visible_to(person: Person):
    """What is to be sealed in the name of places whose parcels the person looks after."""
    within = Organisation.objects.within(*places(person, "sealed.view"))
    return SealingOrder.objects.filter(organisation__in=within).select_related(
        "organisation", "day__procedure", "asked_by", "job", "parcel"
    )


def recipients_seen(person: Person, parcel: SealedParcel):
    """All of them for who sent, for who looks after the sender; else the own school's, oneself."""
    found = parcel.recipients.select_related("person", "organisation", "key")
    mine = places(person, "sealed.view")
    if any(parcel.organisation.path.startswith(one) for one in mine):
        return found
    return found.filter(Q(organisation__in=Organisation.objects.within(*mine)) | Q(person=person))


def own_envelope(person: Person, parcel: SealedParcel) -> SealedRecipient | None:
    return (
        parcel.recipients.filter(person=person, ended_at=None)
        .select_related("parcel", "organisation", "key")
        .first()
    )


def recipients_managed_by(person: Person):
    """Recipients of parcels that the person's organisations sent."""
    return SealedRecipient.objects.filter(parcel__in=sealed_visible_to(person)).select_related(
        "parcel__organisation", "parcel__sender_key", "person", "organisation"
    )


def replacements(recipient: SealedRecipient):
    """Who may get an envelope in place of somebody: people with a key in the same place."""
    today = timezone.localdate()
    return (
        Person.objects.filter(
            is_active=True,
            keys__ended_at=None,
            keys__isnull=False,
            assignments__in=RoleAssignment.objects.on(today).filter(
                organisation=recipient.organisation, role__in=(*SCHOOL_ROLES, *ORGANISER_ROLES)
            ),
        )
        .exclude(pk__in=recipient.parcel.recipients.filter(
            ended_at=None, key__ended_at=None).values("person"))
        .distinct()
        .order_by("surname", "name")
    )  # fmt: skip


def log_of(parcel: SealedParcel):
    """What was done with it, newest first."""
    return AuditEntry.objects.filter(subject=f"sealedparcel:{parcel.pk}").select_related("actor")


def received_by(person: Person):
    """Parcels in which the person has an envelope."""
    return (
        SealedRecipient.objects.filter(person=person, ended_at=None)
        .select_related("parcel__organisation", "parcel__day", "key", "organisation")
        .order_by("-parcel__opens_at", "-id")
    )


def parcels_to_open(person: Person, today: date) -> Iterator[Waiting]:
    """Parcels to open and to confirm."""
    mine = received_by(person).filter(
        parcel__state=SealedParcel.State.SEALED, confirmed_at=None,
        parcel__opens_at__gte=timezone.now() - timedelta(days=30),
    )  # fmt: skip
    for one in mine:
        opens = timezone.localtime(one.parcel.opens_at)
        yield Waiting(
            f"Вскрыть с {opens:%H:%M}: {one.parcel}",
            one.organisation.title,
            reverse("sealed_parcel", args=[one.parcel_id]),
            opens.date(),
            key=f"sealedparcel:{one.parcel_id}",
            shown_from=opens.date() - SHOWN_BEFORE,
        )


def key_to_make(person: Person, today: date) -> Iterator[Waiting]:
    """For a coordinator whose school awaits sealed materials and who has no key yet."""
    schools = [
        one.organisation_id for one in assignments(person) if one.role == Role.SCHOOL_COORDINATOR
    ]
    if not schools or PersonalKey.objects.filter(person=person, ended_at=None).exists():
        return
    site = (
        ProcedureSite.objects.filter(
            school__in=schools, day__day__gte=today, day__sealed__isnull=False
        )
        .select_related("day", "school")
        .order_by("day__day")
        .first()
    )
    if site:
        yield Waiting(
            "Завести личный ключ для запечатанных материалов",
            site.school.title,
            reverse("sealed_key"),
            site.day.day,
            shown_from=site.day.day - SHOWN_BEFORE,
        )


def parcel_days_moved(person: Person, today: date) -> Iterator[Waiting]:
    """Parcels not yet opened whose day was moved after the time was set."""
    own = [one.organisation_id for one in assignments(person)]
    for parcel in (
        SealedParcel.objects.filter(
            sender=person,
            organisation__in=own,
            state=SealedParcel.State.SEALED,
            opens_at__gt=timezone.now(),
            day__moves__at__gt=F("timed_at"),
            day__moves__site=None,
        )
        .select_related("day", "organisation")
        .distinct()
    ):
        yield Waiting(
            f"День перенесён, проверить время вскрытия: {parcel}",
            parcel.organisation.title,
            reverse("sealed_parcel", args=[parcel.pk]),
            timezone.localdate(parcel.opens_at),
        )
