"""Own rules of the schedule at a place, and what a draft of them would change."""

from __future__ import annotations

from dataclasses import dataclass

from objektiv.planning.schedule import check_schedule
from objektiv.web.models import Organisation, ScheduleRuleSet, ScheduleVersion, SchoolYear
from objektiv.web.queries.holding.schedule import entries_of, hours_of, rules_of

State = ScheduleRuleSet.State
SHOWN = 30  # schedules a preview looks at


def rules_in_force(place: Organisation) -> ScheduleRuleSet | None:
    return ScheduleRuleSet.objects.filter(organisation=place, state=State.ACTIVE).first()


def draft_rules(place: Organisation) -> ScheduleRuleSet | None:
    return ScheduleRuleSet.objects.filter(organisation=place, state=State.DRAFT).first()


@dataclass(frozen=True)
class Preview:
    """How many entries of a school's schedule do not fit the rules now and by the draft."""

    version: ScheduleVersion
    now: int
    then: int
    problem: str = ""


def previews(place: Organisation, year: SchoolYear, draft: ScheduleRuleSet) -> list[Preview]:
    """Schedules in force at or below the place (at the school itself also the one in work)."""
    S = ScheduleVersion.State
    states = [S.PUBLISHED, S.DRAFT, S.APPROVED] if place.is_school else [S.PUBLISHED]
    found = []
    for version in (
        ScheduleVersion.objects.filter(
            schedule__school__in=Organisation.objects.within(place.path),
            schedule__school_year=year,
            state__in=states,
        )
        .select_related("schedule__school", "schedule__school_year")
        .prefetch_related("entries")
        .order_by("schedule__school__name", "-number")[:SHOWN]
    ):
        school, entries = version.schedule.school, entries_of(version)
        hours = hours_of(version.schedule)
        try:
            now = check_schedule(entries, rules_of(school, year), hours).broken
            instead = {draft.organisation_id: draft.text}
            then = check_schedule(entries, rules_of(school, year, instead=instead), hours).broken
        except ValueError as error:
            found.append(Preview(version, 0, 0, str(error)))
        else:
            found.append(Preview(version, len(now), len(then)))
    return found
