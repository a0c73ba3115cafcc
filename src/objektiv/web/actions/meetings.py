"""Meetings: plan, call, write the minutes, sign them, and carry decisions into the plan.

Signed minutes are never changed: neither people, agenda nor decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from objektiv.russian import long_date
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import write
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.plans import add_direction, add_measure, plan_in_work
from objektiv.web.actions.registers import enter_minutes
from objektiv.web.models import (
    AgendaItem,
    Body,
    BodyMember,
    Measure,
    Meeting,
    MeetingDecision,
    Organisation,
    Participant,
    Person,
)
from objektiv.web.models.notifications import Kind as Notice
from objektiv.web.permissions import require
from objektiv.web.queries.meetings import answering

K, S, D = Meeting.Kind, Meeting.State, Participant.Duty
# Who holds a duty in a body has it at its meetings.
DUTIES = {
    BodyMember.Duty.CHAIR: D.CHAIR,
    BodyMember.Duty.HEAD: D.CHAIR,
    BodyMember.Duty.SECRETARY: D.SECRETARY,
}
# Under which heading of the plan a decision goes, by what it is for.
DIRECTIONS = {
    MeetingDecision.Sort.SPREAD: "Распространение положительной практики",
    MeetingDecision.Sort.CORRECT: "Устранение отступлений от порядка",
    MeetingDecision.Sort.OVERCOME: "Преодоление отрицательных тенденций",
}


def rule_of(kind: str) -> str:
    """A talk with one teacher is held by the managers; everything else by who runs meetings."""
    return "meetings.interview" if kind == K.INTERVIEW else "meetings.manage"


def changeable(meeting: Meeting, by: Person) -> None:
    require(by, rule_of(meeting.kind), meeting.organisation)
    if not meeting.is_open:
        raise ValidationError(
            "Заседание отменено." if meeting.state == S.CANCELLED
            else "Протокол подписан, его не изменяют. Новое решение принимают на новом заседании."
        )  # fmt: skip


@transaction.atomic
def plan_meeting(
    *,
    organisation: Organisation,
    kind: str,
    title: str,
    day: date,
    starts: time | None = None,
    where: str = "",
    body: Body | None = None,
    by: Person,
) -> Meeting:
    """A meeting of the own place; members of its body are on the list at once."""
    require(by, rule_of(kind), organisation)
    if body and body.organisation_id != organisation.pk:
        raise ValidationError({"body": "Этот орган работает в другой организации."})
    meeting = Meeting.objects.create(
        organisation=organisation,
        school_year=school_year_at(day),
        kind=kind,
        title=" ".join(title.split()),
        day=day,
        starts=starts,
        where=where.strip(),
        body=body,
        made_by=by,
    )
    if body:
        _call_members(meeting, body)
    log("meeting.planned", meeting, f"Запланировано на {day:%d.%m.%Y}: {_what(meeting)}",
        by=by, at=organisation)  # fmt: skip
    return meeting


def _what(meeting: Meeting) -> str:
    """What the journal says; whom an interview is with stays in the interview."""
    return f"{meeting.get_kind_display()} «{meeting}»"


def _call_members(meeting: Meeting, body: Body) -> None:
    today = body.members.filter(starts__lte=meeting.day).exclude(ends__lt=meeting.day)
    known: set[int] = set()
    for one in today.select_related("person"):
        if one.person_id and one.person_id in known:
            continue
        known.add(one.person_id or 0)
        Participant.objects.create(
            meeting=meeting,
            person=one.person,
            who=one.who,
            position=one.position,
            duty=DUTIES.get(BodyMember.Duty(one.duty), D.MEMBER),
        )


@transaction.atomic
def change_meeting(
    meeting: Meeting, *, title: str, day: date, starts: time | None, where: str, by: Person
) -> Meeting:
    """Another day, hour, place or theme; who was invited already is told."""
    changeable(meeting, by)
    moved = (meeting.day, meeting.starts, meeting.where) != (day, starts, where.strip())
    meeting.title, meeting.day, meeting.starts = " ".join(title.split()), day, starts
    meeting.where, meeting.school_year = where.strip(), school_year_at(day)
    meeting.save()
    log("meeting.changed", meeting, f"Изменено, {_when(meeting)}: {_what(meeting)}",
        by=by, at=meeting.organisation)  # fmt: skip
    if moved and meeting.state == S.INVITED:
        _tell(meeting, "изменилось время или место заседания")
    return meeting


def _when(meeting: Meeting) -> str:
    return long_date(meeting.day) + (f", {meeting.starts:%H:%M}" if meeting.starts else "")


def _tell(meeting: Meeting, subject: str, only: Iterable[Participant] | None = None) -> int:
    called = meeting.participants.filter(person__is_active=True).select_related("person")
    people = [one.person for one in (called if only is None else only) if one.person]
    text = ". ".join(filter(None, [str(meeting), _when(meeting), meeting.where])) + "."
    return write(people, subject, text, reverse("meeting", args=[meeting.pk]), kind=Notice.MEASURE)


@transaction.atomic
def call_people(
    meeting: Meeting,
    *,
    people: Iterable[Person],
    others: Iterable[str] = (),
    chair: Person | None = None,
    secretary: Person | None = None,
    by: Person,
) -> None:
    """Who is to come: exactly these; who was invited and stays keeps the invitation."""
    changeable(meeting, by)
    wanted = {one.pk: one for one in [*people, *filter(None, [chair, secretary])]}
    names = [" ".join(one.split()) for one in others if one.strip()]
    known = {one.person_id: one for one in meeting.participants.exclude(person=None)}
    meeting.participants.exclude(person=None).exclude(person__in=wanted).delete()
    meeting.participants.filter(person=None).exclude(who__in=names).delete()
    for pk, person in wanted.items():
        row = known.get(pk) or Participant(meeting=meeting, person=person)
        duty = D.CHAIR if chair and pk == chair.pk else D.MEMBER
        row.duty = D.SECRETARY if secretary and pk == secretary.pk and duty != D.CHAIR else duty
        row.save()
    there = set(meeting.participants.filter(person=None).values_list("who", flat=True))
    Participant.objects.bulk_create(
        Participant(meeting=meeting, who=name[:200], duty=D.GUEST)
        for name in dict.fromkeys(names)
        if name not in there
    )
    log("meeting.called", meeting, f"Изменён список участников: {_what(meeting)}", by=by,
        at=meeting.organisation, people=len(wanted), others=len(names))  # fmt: skip


@transaction.atomic
def add_question(
    meeting: Meeting,
    *,
    title: str,
    speaker: str = "",
    ground: str = "",
    path: str = "",
    key: str = "",
    by: Person,
) -> AgendaItem:
    """A question at the end of the agenda; a proposed one (`key`) stands there once."""
    changeable(meeting, by)
    known = meeting.agenda.filter(key=key).first() if key else None
    if known:
        return known
    last = meeting.agenda.aggregate(last=Max("position"))["last"]
    return AgendaItem.objects.create(
        meeting=meeting,
        position=0 if last is None else last + 1,
        title=" ".join(title.split())[:500],
        speaker=speaker.strip(),
        ground=ground.strip(),
        path=path,
        key=key,
    )


@transaction.atomic
def add_questions(
    meeting: Meeting, questions: Iterable[Mapping[str, str]], *, by: Person
) -> list[AgendaItem]:
    return [add_question(meeting, **one, by=by) for one in questions]


@transaction.atomic
def change_question(
    item: AgendaItem, *, title: str, speaker: str, ground: str, by: Person
) -> AgendaItem:
    changeable(item.meeting, by)
    item.title, item.speaker, item.ground = title.strip(), speaker.strip(), ground.strip()
    item.save()
    return item


@transaction.atomic
def remove_question(item: AgendaItem, *, by: Person) -> None:
    changeable(item.meeting, by)
    item.delete()


@transaction.atomic
def invite(meeting: Meeting, *, by: Person) -> int:
    """Tell whoever has not been told yet; returns how many were."""
    changeable(meeting, by)
    if not meeting.participants.exists():
        raise ValidationError("Приглашать пока некого: сначала укажите участников.")
    if not meeting.is_interview and not meeting.agenda.exists():
        raise ValidationError("Повестка пуста. Добавьте хотя бы один вопрос.")
    new = list(
        meeting.participants.filter(invited_at=None, person__is_active=True).select_related(
            "person"
        )
    )
    now = timezone.now()
    meeting.participants.filter(invited_at=None).update(invited_at=now)
    meeting.state = S.INVITED
    meeting.save(update_fields=["state"])
    told = _tell(meeting, f"приглашение: {meeting.get_kind_display()}", new)
    log("meeting.invited", meeting, f"Разосланы приглашения: {_what(meeting)}", by=by,
        at=meeting.organisation, people=len(new))  # fmt: skip
    return told


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, by: Person) -> Meeting:
    changeable(meeting, by)
    if not reason.strip():
        raise ValidationError({"reason": "Напишите причину."})
    invited = meeting.state == S.INVITED
    meeting.state, meeting.cancelled_because = S.CANCELLED, reason.strip()
    meeting.save()
    log("meeting.cancelled", meeting, f"Отменено: {_what(meeting)}", by=by,
        at=meeting.organisation, reason=reason)  # fmt: skip
    if invited:
        _tell(meeting, "заседание отменено")
    return meeting


@transaction.atomic
def write_minutes(
    meeting: Meeting,
    *,
    number: str = "",
    dated: date | None = None,
    notes: str = "",
    came: Iterable[int] = (),
    heard: Mapping[int, str] | None = None,
    by: Person,
) -> Meeting:
    """Attendance (ids of participants) and what was said, as often as needed until signing."""
    changeable(meeting, by)
    meeting.number, meeting.dated, meeting.notes = number.strip(), dated, notes.strip()
    meeting.save()
    there = set(came)
    for one in meeting.participants.all():
        one.came = one.pk in there
        one.save(update_fields=["came"])
    for item in meeting.agenda.filter(pk__in=heard or {}):
        item.heard = (heard or {})[item.pk].strip()
        item.save(update_fields=["heard"])
    log("meeting.written", meeting, f"Записан ход: {_what(meeting)}", by=by,
        at=meeting.organisation)  # fmt: skip
    return meeting


@transaction.atomic
def sign_minutes(meeting: Meeting, *, by: Person) -> Meeting:
    """From now on the minutes stand. All that is missing is said at once."""
    changeable(meeting, by)
    problems = []
    if meeting.day > timezone.localdate():
        problems.append("Заседание ещё не состоялось: его день впереди.")
    if not meeting.is_interview and not (meeting.number and meeting.dated):
        problems.append("Укажите номер и дату протокола.")
    if not meeting.participants.filter(came=True).exists():
        problems.append("Отметьте, кто присутствовал.")
    if not meeting.is_interview and not meeting.agenda.exists():
        problems.append("В повестке нет ни одного вопроса.")
    if meeting.is_interview and not meeting.notes:
        problems.append("Запишите, о чём говорили.")
    if problems:
        raise ValidationError(problems)
    if not meeting.is_interview:
        enter_minutes(meeting, by=by)
    meeting.state, meeting.signed_by, meeting.signed_at = S.HELD, by, timezone.now()
    meeting.save()
    named = f", протокол № {meeting.number}" if meeting.number else ""
    log("meeting.signed", meeting, f"Подписано: {_what(meeting)}{named}", by=by,
        at=meeting.organisation)  # fmt: skip
    return meeting


# --- Decisions ----------------------------------------------------------------------------


@transaction.atomic
def decide(
    meeting: Meeting,
    *,
    by: Person,
    people: Iterable[Person] = (),
    decision: MeetingDecision | None = None,
    **values: Any,
) -> MeetingDecision:
    """A decision, or its other wording, until the minutes are signed."""
    changeable(meeting, by)
    if decision is None:
        last = meeting.decisions.aggregate(last=Max("position"))["last"]
        decision = MeetingDecision(meeting=meeting, position=0 if last is None else last + 1)
    for name, value in values.items():
        setattr(decision, name, value.strip() if isinstance(value, str) else value)
    decision.save()
    decision.people.set(people)
    return decision


@transaction.atomic
def remove_decision(decision: MeetingDecision, *, by: Person) -> None:
    changeable(decision.meeting, by)
    decision.delete()


@transaction.atomic
def into_plan(decision: MeetingDecision, *, by: Person) -> Measure:
    """The decision as a measure of the year's plan; what is there already stays single."""
    meeting = decision.meeting
    place = meeting.organisation
    require(by, "plans.manage", place)
    if meeting.state != S.HELD:
        raise ValidationError("Решение вносят в план после подписания протокола.")
    known = decision.measures.order_by("-id").first()
    if known:
        return known
    plan = plan_in_work(place, meeting.school_year, by=by)
    title = DIRECTIONS[MeetingDecision.Sort(decision.sort)]
    direction = plan.directions.filter(title=title).first() or add_direction(
        plan, title=title, by=by
    )
    people = list(decision.people.all())
    names = {one.initials for one in people}
    return add_measure(
        direction,
        text=decision.text,
        term=decision.term,
        responsibles=[*people, *(one for one in answering(decision) if one not in names)],
        expected_result=decision.expected_result,
        kind=decision.kind,
        origin=Measure.Origin.DECISION,
        decision=decision,
        by=by,
    )


@transaction.atomic
def all_into_plan(meeting: Meeting, *, by: Person) -> list[Measure]:
    return [into_plan(one, by=by) for one in meeting.decisions.filter(measures=None)]
