"""Meetings: who was called, the agenda, the minutes, what became of the decisions."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from objektiv.profiles import meeting_rules
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import Hour, OrganisationRef, PersonRef, choice
from objektiv.web.models import Meeting, MeetingDecision, Participant, Scope
from objektiv.web.queries import meetings
from objektiv.web.queries.interviews import talks_of
from objektiv.web.queries.organisations import enter

router = Router(tags=["Заседания"])
read = Key(Scope.MEETINGS_READ)


class MeetingRow(Schema):
    """Заседание."""

    id: int
    organisation: OrganisationRef
    kind: str = choice(Meeting.Kind, "Вид")
    title: str
    day: date
    starts: Hour | None
    where: str
    state: str = choice(Meeting.State, "Состояние")
    number: str = Field(description="Номер протокола")
    dated: date | None = Field(description="Дата протокола")


class ParticipantRow(Schema):
    """Кого звали и пришёл ли."""

    name: str
    position: str
    duty: str = choice(Participant.Duty, "Обязанность")
    came: bool | None


class AgendaRow(Schema):
    """Вопрос повестки."""

    id: int
    title: str
    speaker: str
    ground: str = Field(description="Основание вопроса")
    heard: str = Field(description="Слушали, выступили")


class MeetingDecisionRow(Schema):
    """Решение заседания."""

    id: int
    item_id: int | None = Field(description="Номер вопроса")
    level: str = choice(MeetingDecision.Level, "Уровень")
    sort: str = choice(MeetingDecision.Sort, "Направленность")
    text: str
    term: str
    responsibles: list[str]
    expected_result: str
    measure_id: int | None = Field(description="Мероприятие плана, которое его выполняет")

    @staticmethod
    def resolve_responsibles(obj) -> list[str]:
        return meetings.answering(obj)

    @staticmethod
    def resolve_measure_id(obj) -> int | None:
        return obj.measure.pk if obj.measure else None


class MeetingDetail(MeetingRow):
    """Заседание целиком: люди, повестка, решения."""

    cancelled_because: str
    participants: list[ParticipantRow]
    agenda: list[AgendaRow]
    decisions: list[MeetingDecisionRow]


@router.get(
    "/organisations/{int:place}/meetings",
    response=list[MeetingRow],
    auth=read,
    summary="Заседания организации, последние первыми",
)
@paginated
def list_meetings(
    request: HttpRequest,
    place: int,
    kind: Literal["", "council", "pedagogical", "conference", "association"] = Query(
        "", description="Вид"
    ),
):
    """Без собеседований: их видят только те, кого они касаются."""
    organisation = enter(request.user, place, "meetings.view")
    return meetings.meetings_at(request.user, organisation, kind)


class Talk(Schema):
    """Человек и его собеседование в каждом туре."""

    person: PersonRef
    roles: str
    meetings: list[int | None] = Field(description="Номер собеседования по турам; пусто — не было")


class Interviews(Schema):
    """Собеседования учебного года."""

    rounds: list[date] = Field(description="С какого дня начинается тур")
    source: str = Field(description="Откуда туры")
    people: list[Talk]


@router.get(
    "/organisations/{int:place}/interviews",
    response=Interviews,
    auth=read,
    summary="Собеседования: с кем и когда, по турам",
)
def list_interviews(request: HttpRequest, place: int):
    """Видят директор и заместитель школы, выше школы не видны."""
    organisation = enter(request.user, place, "meetings.interview")
    year, rules = school_year_at(timezone.localdate()), meeting_rules()
    talks = talks_of(organisation, year)
    return {
        "rounds": list(rules.rounds(year.start)),
        "source": rules.interview_source,
        "people": [
            {"person": one.person, "roles": one.roles,
             "meetings": [held.pk if held else None for held in one.rounds]}
            for one in talks
        ],
    }  # fmt: skip


@router.get(
    "/meetings/{int:meeting}", response=MeetingDetail, auth=read, summary="Заседание и решения"
)
def show_meeting(request: HttpRequest, meeting: int):
    found = get_object_or_404(meetings.meetings_visible_to(request.user), pk=meeting)
    names = [*MeetingRow.model_fields, "cancelled_because"]
    return {name: getattr(found, name) for name in names} | {
        "participants": meetings.participants_of(found),
        "agenda": list(found.agenda.all()),
        "decisions": meetings.decisions_of([found]),
    }
