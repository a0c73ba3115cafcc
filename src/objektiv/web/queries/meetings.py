"""Meetings that a person may see, their minutes as data, and what became of decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import meeting_rules
from objektiv.russian import working_days_before
from objektiv.web.models import (
    AgendaItem,
    Measure,
    Meeting,
    MeetingDecision,
    Organisation,
    Participant,
    Person,
)
from objektiv.web.permissions import (
    COORDINATORS,
    METHODISTS,
    SCHOOL_MANAGERS,
    SCHOOL_OFFICE,
    assignments,
    places,
)
from objektiv.web.queries.waiting import SHOWN_BEFORE, Waiting

K, S, D = Meeting.Kind, Meeting.State, Participant.Duty
OPEN = (S.PLANNED, S.INVITED)
ENDED = (Measure.State.CHECKED, Measure.State.CANCELLED)
RUNNING = (*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS)
LENGTH = timedelta(hours=1)  # in calendars: the end of a meeting is not asked for


def meetings_visible_to(person: Person):
    """Held ones at or below the places, plans of the own place, and those one is called to.

    An interview is seen by the own managers and by who was talked to, and by nobody above.
    """
    own = [one.organisation_id for one in assignments(person)]
    within = Organisation.objects.within(*places(person, "meetings.view"))
    called = Participant.objects.filter(person=person).exclude(invited_at=None, came=None)
    return Meeting.objects.filter(
        (
            ~Q(kind=K.INTERVIEW)
            & Q(organisation__in=within)
            & (Q(state=S.HELD) | Q(organisation__in=own))
        )
        | Q(kind=K.INTERVIEW, organisation__in=managed_schools(person))
        | Q(pk__in=called.values("meeting"))
    ).select_related("organisation", "school_year", "body")


def managed_schools(person: Person) -> list[int]:
    return [one.organisation_id for one in assignments(person) if one.role in SCHOOL_MANAGERS]


def meetings_at(person: Person, place: Organisation, kind: str = ""):
    """Meetings of the place itself without interviews, the latest first."""
    found = meetings_visible_to(person).filter(organisation=place).exclude(kind=K.INTERVIEW)
    if kind in K.values:
        found = found.filter(kind=kind)
    return found.annotate(
        questions=Count("agenda", distinct=True), decided=Count("decisions", distinct=True)
    ).order_by("-day", "-id")


def participants_of(meeting: Meeting) -> list[Participant]:
    """Chair and secretary first, then by name."""
    order = {D.CHAIR: 0, D.SECRETARY: 1, D.MEMBER: 2, D.GUEST: 3}
    return sorted(
        meeting.participants.select_related("person"),
        key=lambda one: (order[D(one.duty)], one.name),
    )


def decisions_of(meetings: Iterable[Meeting]) -> list[MeetingDecision]:
    """Decisions in their order, each with `measure`: the newest one that carries it, or None."""
    found = list(
        MeetingDecision.objects.filter(meeting__in=meetings)
        .select_related("meeting__organisation", "item")
        .prefetch_related(
            "people",
            Prefetch(
                "measures",
                Measure.objects.select_related("direction__plan").order_by("-id"),
            ),
        )
        .order_by("-meeting__day", "meeting_id", "position", "id")
    )
    for one in found:
        one.measure = next(iter(one.measures.all()), None)
    return found


def open_decisions(place: Organisation) -> list[MeetingDecision]:
    """Decisions of held meetings of the place that nobody has checked as done yet."""
    held = Meeting.objects.filter(organisation=place, state=S.HELD).exclude(kind=K.INTERVIEW)
    return [
        one for one in decisions_of(held) if one.measure is None or one.measure.state not in ENDED
    ]


def agenda_visible_to(person: Person):
    return AgendaItem.objects.filter(meeting__in=meetings_visible_to(person)).select_related(
        "meeting__organisation"
    )


def decisions_visible_to(person: Person):
    return MeetingDecision.objects.filter(meeting__in=meetings_visible_to(person)).select_related(
        "meeting__organisation"
    )


# --- Minutes as data ----------------------------------------------------------------------


@dataclass(frozen=True)
class MinutesDecision:
    number: str  # «2.1»
    text: str
    level: str
    sort: str
    term: str
    responsibles: str
    expected_result: str


@dataclass(frozen=True)
class MinutesItem:
    """A question: «Слушали», «Выступили», «Решили»."""

    number: int
    title: str
    speaker: str
    heard: str
    decisions: tuple[MinutesDecision, ...]


@dataclass(frozen=True)
class Minutes:
    """The minutes of a meeting as plain data: what a document out is made of."""

    organisation: str
    body: str
    kind: str
    title: str
    number: str
    dated: date | None
    day: date
    where: str
    chair: str
    secretary: str
    present: tuple[tuple[str, str], ...]  # name, position
    absent: tuple[tuple[str, str], ...]
    guests: tuple[tuple[str, str], ...]
    items: tuple[MinutesItem, ...]


def minutes_of(meeting: Meeting) -> Minutes:
    """Everything the form of minutes has; decisions without a question stand at the end."""
    people = participants_of(meeting)
    decisions = decisions_of([meeting])
    items = list(meeting.agenda.all())
    made = [
        _item(n, one, [d for d in decisions if d.item_id == one.pk])
        for n, one in enumerate(items, 1)
    ]
    others = [one for one in decisions if one.item_id is None]
    if others:
        made.append(_item(len(items) + 1, AgendaItem(title="Разное"), others))
    came = [one for one in people if one.came]
    return Minutes(
        organisation=meeting.organisation.name,
        body=meeting.body.name if meeting.body else "",
        kind=meeting.get_kind_display(),
        title=meeting.title,
        number=meeting.number,
        dated=meeting.dated,
        day=meeting.day,
        where=meeting.where,
        chair=next((one.name for one in people if one.duty == D.CHAIR), ""),
        secretary=next((one.name for one in people if one.duty == D.SECRETARY), ""),
        present=tuple((one.name, one.position) for one in came if one.duty != D.GUEST),
        absent=tuple((one.name, one.position) for one in people if one.came is False),
        guests=tuple((one.name, one.position) for one in came if one.duty == D.GUEST),
        items=tuple(made),
    )


def _item(number: int, item: AgendaItem, decisions: list[MeetingDecision]) -> MinutesItem:
    return MinutesItem(
        number,
        item.title,
        item.speaker,
        item.heard,
        tuple(
            MinutesDecision(
                f"{number}.{n}",
                one.text,
                one.get_level_display(),
                one.get_sort_display(),
                one.term,
                ", ".join(answering(one)),
                one.expected_result,
            )
            for n, one in enumerate(decisions, 1)
        ),
    )


def answering(decision: MeetingDecision) -> list[str]:
    """Who answers for a decision, people of the system first."""
    words = [one.strip() for one in decision.responsibles.split(",") if one.strip()]
    return [*(one.initials for one in decision.people.all()), *words]


# --- What waits ---------------------------------------------------------------------------


def meetings_waiting(person: Person, today: date) -> Iterator[Waiting]:
    """Meetings one is called to; for who runs them also invitations to send, minutes to write
    and decisions that stand in no plan yet."""
    running = {one.organisation_id for one in assignments(person) if one.role in RUNNING}
    managed = managed_schools(person)
    invited = Participant.objects.filter(
        meeting=OuterRef("pk"), person=person, invited_at__isnull=False
    )
    mine = Q(organisation__in=running) & (~Q(kind=K.INTERVIEW) | Q(organisation__in=managed))
    found = (
        Meeting.objects.annotate(
            called=Exists(invited),
            loose=Exists(MeetingDecision.objects.filter(meeting=OuterRef("pk"), measures=None)),
        )
        .filter(Q(called=True, state=S.INVITED) | (mine & (Q(state__in=OPEN) | _loose())))
        .select_related("organisation")
    )
    for one in found:
        runs = one.organisation_id in running and (
            not one.is_interview or one.organisation_id in managed
        )
        if one.called and one.state == S.INVITED and one.day >= today:
            yield _to_attend(one)
        elif runs:
            yield from _to_run(one, today)


def _loose() -> Q:
    return Q(state=S.HELD, loose=True)


def _to_attend(meeting: Meeting) -> Waiting:
    starts = None
    if meeting.starts:
        starts = timezone.make_aware(datetime.combine(meeting.day, meeting.starts))
    return Waiting(
        f"{meeting.get_kind_display().capitalize()}: {meeting}",
        ", ".join(filter(None, [meeting.organisation.title, meeting.where])),
        reverse("meeting", args=[meeting.pk]),
        meeting.day,
        key=f"meeting:{meeting.pk}",
        shown_from=meeting.day - SHOWN_BEFORE,
        starts=starts,
        ends=starts + LENGTH if starts else None,
    )


def _to_run(one: Meeting, today: date) -> Iterator[Waiting]:
    where, url = one.organisation.title, reverse("meeting", args=[one.pk])
    if one.state == S.HELD:
        yield Waiting(f"Внести решения в план: {one}", where, url, None)
    elif one.day <= today:
        what = "Записать собеседование" if one.is_interview else "Оформить протокол"
        yield Waiting(f"{what}: {one}", where, url, one.day)
    elif one.state == S.PLANNED and today >= working_days_before(
        one.day, meeting_rules().invitation_days
    ):
        yield Waiting(f"Разослать приглашения: {one}", where, url, one.day)
