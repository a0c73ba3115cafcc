"""What is ahead for a child, what its family is to read, which talks are free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles.guides import Guide, guide_for
from objektiv.web.models import (
    Acknowledgement,
    Acquaintance,
    Consultation,
    Organisation,
    Person,
    ProcedureDay,
    RoleAssignment,
    ScheduleEntry,
    SchoolClass,
)
from objektiv.web.permissions import FAMILY, SCHOOL_OFFICE, TEACHERS, assignments
from objektiv.web.queries.holding.schedule_own import children_schedules
from objektiv.web.queries.pupils import children_of, codes_of
from objektiv.web.queries.waiting import Waiting

AHEAD = timedelta(days=120)


@dataclass(frozen=True)
class Ahead:
    """A procedure or a work of the child's class that comes, with what it means."""

    day: date
    procedure: str
    subject: str
    guide: Guide


@dataclass(frozen=True)
class Slots:
    """Free times of one person on one day."""

    day: date
    person: Person
    subject: str
    place: str
    talks: tuple[Consultation, ...]


@dataclass(frozen=True)
class Child:
    """Everything the family of one child finds on its page."""

    link: RoleAssignment
    ahead: tuple[Ahead, ...]
    to_read: tuple[Acquaintance, ...]
    have_read: tuple[Acquaintance, ...]
    free: tuple[Slots, ...]


def family_page(person: Person, today: date) -> list[Child]:
    """For every child the person's roles name: nothing about another child.

    A child is in one class: what it was in last year is left to its results.
    """
    schedules = {
        (one.link.pk): one.rows for one in children_schedules(person) if one.version is not None
    }
    return [_child(link, schedules.get(link.pk, []), today) for link in _links_now(person, today)]


def _links_now(person: Person, today: date) -> list[RoleAssignment]:
    """Of each school the links to classes of this school year; without any, to the newest ones."""
    links = children_of(person)
    newest = {one.organisation_id: one.school_class.school_year.start for one in reversed(links)}
    return [
        one
        for one in links
        if one.school_class.school_year.ends >= today
        or one.school_class.school_year.start == newest[one.organisation_id]
    ]


def booked_by(person: Person):
    """Talks the person has booked that are still to come."""
    return Consultation.objects.filter(
        taken_by=person, cancelled_at=None, starts__gte=timezone.now()
    ).select_related("person", "school")


def _child(link: RoleAssignment, rows: list[ScheduleEntry], today: date) -> Child:
    school, school_class = link.organisation, link.school_class
    days = ProcedureDay.objects.filter(
        Q(sites__school=school) | Q(sites__isnull=True, procedure__organiser__in=school.line()),
        grade=school_class.grade,
        day__gte=today,
        day__lte=today + AHEAD,
        procedure__closed=False,
    )
    papers = list(Acquaintance.objects.filter(classes=school_class).order_by("due"))
    signed = set(
        school_class_signed(school_class, link.pupil_code).values_list("acquaintance_id", flat=True)
    )
    return Child(
        link,
        _ahead(days.select_related("procedure").distinct(), rows, school_class, today),
        tuple(one for one in papers if one.pk not in signed),
        tuple(one for one in papers if one.pk in signed),
        _slots(
            Consultation.objects.filter(
                school=school, taken_by=None, cancelled_at=None, starts__gt=timezone.now()
            ).select_related("person")[:60]
        ),
    )


def _ahead(
    days: Iterable[ProcedureDay],
    rows: Iterable[ScheduleEntry],
    school_class: SchoolClass,
    today: date,
) -> tuple[Ahead, ...]:
    """Days of procedures and works of the school's schedule by day, each work once."""
    found = {
        (one.day, one.subject.casefold()): Ahead(
            one.day, one.procedure.kind, one.subject, guide_for(one.procedure.kind, one.grade)
        )
        for one in days
    }
    for row in rows:
        if today <= row.day <= today + AHEAD:
            guide = guide_for(row.procedure, school_class.grade)
            one = Ahead(row.day, row.procedure, row.subject, guide)
            found.setdefault((row.day, row.subject.casefold()), one)
    return tuple(sorted(found.values(), key=lambda one: (one.day, one.subject))[:20])


def _slots(talks: Iterable[Consultation]) -> tuple[Slots, ...]:
    """Free talks, those of one person on one day together."""
    found: dict[tuple[date, int, str, str], list[Consultation]] = {}
    for one in talks:
        day = timezone.localtime(one.starts).date()
        found.setdefault((day, one.person_id, one.subject, one.place), []).append(one)
    return tuple(
        Slots(day, talks[0].person, subject, place, tuple(talks))
        for (day, _, subject, place), talks in found.items()
    )


def school_class_signed(school_class: SchoolClass, pupil_code: str):
    """Confirmations of one pupil's family."""
    return Acknowledgement.objects.filter(
        school_class=school_class, pupil_code=pupil_code, at__isnull=False
    )


def link_of(person: Person, school: Organisation, school_class: int | None = None):
    """The person's family role in a school (and class) today."""
    links = [one for one in children_of(person) if one.organisation_id == school.pk]
    if school_class is not None:
        links = [one for one in links if one.school_class_id == school_class]
    return links[0] if links else None


def own_schools(person: Person) -> list[int]:
    """Schools in which the person works."""
    return [
        one.organisation_id
        for one in assignments(person)
        if one.role in (*SCHOOL_OFFICE, *TEACHERS)
    ]


def acquaintances_for(person: Person):
    """Those the person may read: of the own school, or of the own child's class."""
    today = timezone.localdate()
    classes = [
        one.school_class_id
        for one in person.assignments.on(today).filter(role__in=FAMILY, school_class__isnull=False)
    ]
    return (
        Acquaintance.objects.filter(Q(school__in=own_schools(person)) | Q(classes__in=classes))
        .select_related("school")
        .distinct()
    )


def unsigned_of(acquaintance: Acquaintance, school_class: SchoolClass) -> tuple[int, list[str]]:
    """How many pupils of a class its results and journals know, and who has not confirmed."""
    codes = codes_of(school_class)
    signed = acquaintance.signed.filter(school_class=school_class, at__isnull=False)
    return len(codes), sorted(codes - set(signed.values_list("pupil_code", flat=True)))


def coverage_of(acquaintance: Acquaintance) -> list[tuple[SchoolClass, int]]:
    """Every class with how many families have confirmed."""
    signed: dict[int, int] = {}
    for pk in acquaintance.signed.filter(at__isnull=False).values_list(
        "school_class_id", flat=True
    ):
        signed[pk] = signed.get(pk, 0) + 1
    return [(one, signed.get(one.pk, 0)) for one in acquaintance.classes.order_by("grade", "name")]


def coverage_at(school: Organisation) -> list[tuple[Acquaintance, list[tuple[SchoolClass, int]]]]:
    """The school's papers, the newest first, with their coverage; two questions for all."""
    papers = list(school.acquaintances.prefetch_related("classes")[:100])
    signed = {
        (paper, school_class): n
        for paper, school_class, n in Acknowledgement.objects.filter(
            acquaintance__in=papers, at__isnull=False
        )
        .values_list("acquaintance_id", "school_class_id")
        .annotate(n=Count("pk"))
    }
    return [
        (
            one,
            [
                (each, signed.get((one.pk, each.pk), 0))
                for each in sorted(one.classes.all(), key=lambda each: (each.grade, each.name))
            ],
        )
        for one in papers
    ]


def families_waiting(person: Person, today: date) -> Iterator[Waiting]:
    """Papers a family is to read, and talks to come for both sides, with their hour."""
    roles = {one.role for one in assignments(person)}
    if roles & set(FAMILY):
        page = reverse("my_school")
        for child in _links_now(person, today):
            for one in _unread(child):
                yield Waiting(f"Ознакомиться: {one}", str(one.school), page, one.due)
    if not roles & {*FAMILY, *SCHOOL_OFFICE, *TEACHERS}:
        return
    talks = Consultation.objects.filter(
        Q(taken_by=person) | Q(person=person, taken_by__isnull=False),
        cancelled_at=None,
        starts__gte=timezone.now(),
    ).select_related("person", "school")
    for one in talks:
        family = one.taken_by_id == person.pk
        yield Waiting(
            f"Консультация: {one.subject or one.school}",
            str(one.person) if family else f"семья ученика {one.pupil_code}",
            reverse("my_school") if family else reverse("parents", args=[one.school_id]),
            timezone.localtime(one.starts).date(),
            key=f"consultation:{one.pk}",
            starts=one.starts,
            ends=one.starts + timedelta(minutes=one.minutes),
        )


def _unread(link: RoleAssignment) -> list[Acquaintance]:
    signed = school_class_signed(link.school_class, link.pupil_code).values("acquaintance")
    return list(
        Acquaintance.objects.filter(classes=link.school_class)
        .exclude(pk__in=signed)
        .select_related("school")
        .order_by("due")
    )


def talks_at(school: Organisation, *, reader: Person, whole: bool):
    """Talks to come: one's own, or all of them for the managers."""
    found = Consultation.objects.filter(
        school=school, cancelled_at=None, starts__gte=timezone.now()
    ).select_related("person")
    return found if whole else found.filter(person=reader)
