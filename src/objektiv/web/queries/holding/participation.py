"""Participation as schools wrote it down on the day, beside the results of the same work."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from objektiv.profiles import holding_rules
from objektiv.web.models import Absence, Incident, Organisation, ProcedureSite, Protocol, Work


@dataclass(frozen=True)
class Participation:
    """A work at a place: expected and present on the day, pupils in the results."""

    days: int  # days of schools on which the work was to be held
    reported: int  # of them with participation written down
    not_held: int
    enrolled: int
    took_part: int
    in_results: int  # pupils who wrote it, in accepted protocols of the schools that reported
    reasons: tuple[tuple[str, int], ...]  # in words, most frequent first
    incidents: tuple[tuple[str, int], ...]

    @property
    def absent(self) -> int:
        return self.enrolled - self.took_part

    @property
    def unexplained(self) -> int:
        """Absent without a number and a reason."""
        return self.absent - sum(n for _, n in self.reasons)


def participation_of(work: Work, place: Organisation) -> Participation | None:
    """What is known of the days of a work at or below a place; None where no day was named."""
    sites = ProcedureSite.objects.filter(
        day__procedure__kind=work.procedure,
        day__procedure__year=work.year,
        day__subject__iexact=work.subject,
        day__grade=work.grade,
        school__path__startswith=place.path,
    ).order_by()
    told = Q(reported_at__isnull=False)
    known = sites.aggregate(
        days=Count("id"),
        reported=Count("id", filter=told),
        not_held=Count("id", filter=Q(state=ProcedureSite.State.NOT_HELD)),
        enrolled=Sum("enrolled", filter=told, default=0),
        took_part=Sum("took_part", filter=told, default=0),
    )
    if not known["days"]:
        return None
    results = Protocol.objects.filter(
        work=work,
        state=Protocol.State.ACCEPTED,
        school__in=sites.filter(told).values("school"),
    ).aggregate(n=Sum("written", default=0))
    rules = holding_rules()
    return Participation(
        **known,
        in_results=results["n"],
        reasons=_counted(Absence.objects.filter(site__in=sites), "reason", rules.absences),
        incidents=_counted(Incident.objects.filter(site__in=sites), "kind", rules.incidents),
    )


def absences_of(site: ProcedureSite) -> list[tuple[str, list[str]]]:
    """Reason in words -> numbers of participants in their order, as far as there are any."""
    codes: dict[str, list[str]] = {}
    for one in site.absences.all():
        codes.setdefault(one.reason, []).append(one.code)
    return [
        (title, sorted(codes[reason], key=lambda code: (len(code), code)))
        for reason, title in holding_rules().absences.items()
        if reason in codes
    ]


def _counted(rows, column: str, words) -> tuple[tuple[str, int], ...]:
    counts = rows.order_by().values_list(column).annotate(n=Count("id"))
    return tuple(
        sorted(((words.get(code, code), n) for code, n in counts), key=lambda one: (-one[1], one))
    )
