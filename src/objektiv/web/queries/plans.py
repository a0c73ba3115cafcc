"""Plans and measures that a person may see, and how they go."""

from __future__ import annotations

from objektiv.web.models import Organisation, Plan, SchoolYear


def draft_plan_of(place: Organisation, school_year: SchoolYear) -> Plan | None:
    """The draft of the year's plan, new or the next version."""
    return (
        Plan.objects.filter(
            organisation=place, school_year=school_year, kind=Plan.Kind.PLAN, state=Plan.State.DRAFT
        )
        .order_by("-version", "-id")
        .first()
    )


def plan_in_force(place: Organisation, school_year: SchoolYear) -> Plan | None:
    return Plan.objects.filter(
        organisation=place, school_year=school_year, kind=Plan.Kind.PLAN, state=Plan.State.APPROVED
    ).first()
