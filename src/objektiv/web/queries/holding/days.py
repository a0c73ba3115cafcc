"""Days of procedures, and the schools where they are held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q

from objektiv.profiles import Technology, holding_rules
from objektiv.web.models import (
    DayMove,
    Organisation,
    Person,
    Procedure,
    ProcedureDay,
    ProcedureSite,
    Role,
)
from objektiv.web.permissions import assignments, places

LEVEL = {
    Organisation.Kind.REGION: "regional",
    Organisation.Kind.MUNICIPALITY: "municipal",
    Organisation.Kind.SCHOOL: "school",
}
# Roles on the day -> the word of the technology.
ROLE_OF = {
    Role.ORGANISER: "organiser",
    Role.TECHNICAL_SPECIALIST: "technician",
    Role.EXPERT: "expert",
}


def technology_of(procedure: Procedure) -> Technology:
    """How the procedure is held: what was chosen, else what its kind says."""
    return holding_rules().technology(
        procedure.technology or procedure.source,
        procedure.kind,
        LEVEL[Organisation.Kind(procedure.organiser.kind)],
    )


def held_at(place: Organisation):
    """Procedures that are held at or below a place, or whose days it is to name; newest first."""
    opened = ~Q(technology="") & Q(organiser=place)
    chosen = [one.code for one in holding_rules().technologies if one.days_by == "school"]
    here = Q(days__sites__school__path__startswith=place.path)
    above = Q(organiser__in=place.line(), technology__in=chosen)
    return Procedure.objects.filter(here | opened | above).select_related("organiser").distinct()


def days_of(procedure: Procedure, place: Organisation):
    """Days of a procedure at or below a place, each with how many schools and reports."""
    here = Q(sites__school__path__startswith=place.path)
    found = procedure.days.annotate(
        schools=Count("sites", filter=here),
        reported=Count("sites", filter=here & Q(sites__reported_at__isnull=False)),
    )
    if procedure.organiser_id != place.pk:
        found = found.filter(schools__gt=0)
    return found.order_by("day", "starts", "subject", "grade", "id")


@dataclass(frozen=True)
class Held:
    """A procedure as one place sees it."""

    procedure: Procedure
    schools: int
    days: int
    following: date | None  # the nearest day from today on
    last: date | None
    reported: int  # school days with participation written down
    sites: int


def overview_of(place: Organisation, today: date) -> list[Held]:
    """Procedures of a place: those with a day ahead first, the nearest before; then the past."""
    procedures = list(held_at(place))
    known = {
        row["day__procedure"]: row
        for row in ProcedureSite.objects.filter(
            day__procedure__in=procedures, school__path__startswith=place.path
        )
        .values("day__procedure")
        .annotate(
            schools=Count("school", distinct=True),
            days=Count("day__day", distinct=True),
            following=Min("day__day", filter=Q(day__day__gte=today)),
            last=Max("day__day"),
            reported=Count("id", filter=Q(reported_at__isnull=False)),
            sites=Count("id"),
        )
        .order_by()
    }
    none = {"schools": 0, "days": 0, "following": None, "last": None, "reported": 0, "sites": 0}
    found = [
        Held(one, **{name: known.get(one.pk, none)[name] for name in none}) for one in procedures
    ]
    ahead = sorted(
        (one for one in found if one.following or not one.days),
        key=lambda one: (one.following or date.max, str(one.procedure)),
    )
    past = sorted(
        (one for one in found if one.days and not one.following),
        key=lambda one: (one.last or date.min, str(one.procedure)),
        reverse=True,
    )
    return ahead + past


def days_managed_by(person: Person):
    """Days that the person may move: of procedures organised by the own place."""
    return ProcedureDay.objects.filter(
        procedure__organiser__in=Organisation.objects.within(*places(person, "holding.organise"))
    ).select_related("procedure__organiser")


def sites_visible_to(person: Person):
    within = Organisation.objects.within(*places(person, "holding.view"))
    return ProcedureSite.objects.filter(school__in=within).select_related(
        "day__procedure__organiser", "school", "reported_by"
    )


def sites_of(place: Organisation, procedures: Iterable[Procedure] | None = None):
    """A school's days, in their order."""
    found = ProcedureSite.objects.filter(school=place).select_related("day__procedure__organiser")
    if procedures is not None:
        found = found.filter(day__procedure__in=procedures)
    return found.order_by("day__day", "day__starts", "day__subject", "day__grade", "id")


def sites_with_course(procedure: Procedure, place: Organisation, today: date):
    """Schools on days that came, with what was written down of them, by name."""
    return (
        ProcedureSite.objects.filter(
            day__procedure=procedure, school__path__startswith=place.path, day__day__lte=today
        )
        .select_related("school", "day")
        .prefetch_related("classes", "absences", "incidents")
        .order_by("school__name", "school_id", "day__day", "id")
    )


def moves_of(procedure: Procedure, place: Organisation) -> list[DayMove]:
    """Moved days that concern the place, the newest first."""
    return list(
        DayMove.objects.filter(day__procedure=procedure)
        .filter(Q(site=None) | Q(site__school__path__startswith=place.path))
        .select_related("day", "site__school", "by")
        .order_by("-id")
    )


def roles_on_day(person: Person, school: Organisation) -> set[str]:
    """Words of the technology for what the person does in the school on the day."""
    return {
        ROLE_OF[Role(one.role)]
        for one in assignments(person)
        if one.path == school.path and one.role in ROLE_OF
    }


def calendar_of(place: Organisation, start: date, end: date):
    """Days of all procedures at or below a place between two days, with their schools."""
    here = Q(sites__school__path__startswith=place.path)
    return (
        ProcedureDay.objects.filter(day__range=(start, end))
        .annotate(schools=Count("sites", filter=here))
        .filter(Q(schools__gt=0) | Q(procedure__organiser=place))
        .select_related("procedure__organiser")
        .order_by("day", "starts", "procedure__kind", "subject", "grade", "id")
    )
