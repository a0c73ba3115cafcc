"""Interviews of a round: planned for several people at once, one meeting each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from objektiv.profiles import meeting_rules
from objektiv.web.actions.meetings import call_people, invite, plan_meeting
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import Meeting, Organisation, Person
from objektiv.web.queries.interviews import round_of, talks_of


@transaction.atomic
def plan_interviews(
    school: Organisation, *, people: Iterable[Person], day: date, where: str = "", by: Person
) -> list[Meeting]:
    """An interview for each; who has one in the round already keeps that one."""
    chosen = list(people)
    if not chosen:
        raise ValidationError({"people": "Отметьте, с кем собеседование."})
    year = school_year_at(day)
    number = round_of(day, meeting_rules().rounds(year.start))
    known = {one.person.pk for one in talks_of(school, year) if one.rounds[number]}
    made = []
    for person in chosen:
        if person.pk in known:
            continue
        meeting = plan_meeting(
            organisation=school,
            kind=Meeting.Kind.INTERVIEW,
            title=meeting_rules().interview_title,
            day=day,
            where=where,
            by=by,
        )
        call_people(meeting, people=[person], by=by)
        invite(meeting, by=by)
        made.append(meeting)
    return made
