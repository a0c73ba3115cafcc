"""Participation as schools wrote it down on the day, beside the results of the same work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from objektiv.profiles import holding_rules
from objektiv.russian import number
from objektiv.schema import Column, Table
from objektiv.web.models import (
    Absence,
    Incident,
    Organisation,
    ProcedureSite,
    Protocol,
    SchoolClass,
    SchoolYear,
    Work,
)
from objektiv.web.queries.holding.schedule import in_order


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


def classes_on(site: ProcedureSite) -> list[str]:
    """Classes of the day's grade at the school, and those that were written down already."""
    day = site.day
    known = SchoolClass.objects.filter(
        school=site.school,
        school_year__start=SchoolYear.start_of(day.day),
        grade=day.grade,
        closed_on=None,
    ).values_list("name", flat=True)
    return in_order({*known, *(one.class_name for one in site.classes.all())})


@dataclass(frozen=True)
class Took:
    """A class (or, without a name, the school): how many took part, who was absent and why."""

    name: str
    enrolled: int
    took_part: int
    absent: tuple[tuple[str, tuple[str, ...]], ...]  # reason in words -> numbers

    @property
    def missing(self) -> int:
        return self.enrolled - self.took_part


def taken_on(site: ProcedureSite) -> list[Took]:
    """What was written down: one row per class where classes are told apart; [] before that.

    `site.classes` and `site.absences` may be prefetched.
    """
    if site.reported_at is None:
        return []
    codes: dict[tuple[str, str], list[str]] = {}
    for one in site.absences.all():
        codes.setdefault((one.class_name, one.reason), []).append(one.code)
    rows = {one.class_name: (one.enrolled, one.took_part) for one in site.classes.all()}
    rows = rows or {"": (site.enrolled or 0, site.took_part or 0)}
    return [
        Took(
            name,
            *rows[name],
            tuple(
                (title, tuple(sorted(codes[name, reason], key=lambda code: (len(code), code))))
                for reason, title in holding_rules().absences.items()
                if (name, reason) in codes
            ),
        )
        for name in in_order(rows)
    ]


def absences_of(site: ProcedureSite) -> list[tuple[str, list[str]]]:
    """Reason in words -> numbers of participants in their order, with the class where known."""
    found: dict[str, list[str]] = {}
    for took in taken_on(site):
        for title, codes in took.absent:
            of = f"{took.name}: " if took.name else ""
            found.setdefault(title, []).append(f"{of}{', '.join(codes)}")
    order = list(holding_rules().absences.values())
    return [(title, found[title]) for title in order if title in found]


def table_of_participation(sites: Sequence[ProcedureSite]) -> Table:
    """A row for each class, or for the school where classes are not told apart.

    `sites` with school, day, classes and absences. A reason that nobody had takes no column.
    """
    taken = {site.pk: taken_on(site) for site in sites}
    every = [one for found in taken.values() for one in found]
    named = {title for one in every for title, _ in one.absent}
    reasons = {code: one for code, one in holding_rules().absences.items() if one in named}
    columns = (
        Column("unit", "Школа"),
        Column("about", "Работа"),
        Column("day", "День"),
        Column("class", "Класс"),
        Column("enrolled", "По списку", "int"),
        Column("took_part", "Участвовали", "int"),
        Column("absent", "Не участвовали", "int"),
        *(Column(code, title[:1].upper() + title[1:], "int") for code, title in reasons.items()),
        Column("unsaid", "Причина не записана", "int"),
        Column("note", "Пояснение"),
    )
    rows = []
    for site in sites:
        known = (site.school.title, str(site.day), site.day.day.strftime("%d.%m.%Y"))
        for one in taken[site.pk]:
            counts = {title: len(codes) for title, codes in one.absent}
            absent = [counts.get(title, 0) for title in reasons.values()]
            rows.append((*known, one.name, one.enrolled, one.took_part, one.missing, *absent,
                         one.missing - sum(absent), ""))  # fmt: skip
        if not taken[site.pk]:
            held = site.state != ProcedureSite.State.NOT_HELD
            said = "ещё не записано" if held else f"не проводилась: {site.note}"
            rows.append((*known, "", *(None for _ in range(len(columns) - 5)), said))
    return Table("participation", "Участие по школам", "", columns, tuple(rows))


def reasons_said(sites: Sequence[ProcedureSite]) -> str:
    """«Не участвовали 9: болезнь — 2, причина не записана — 7.»; "" where everybody did."""
    took = [one for site in sites for one in taken_on(site)]
    missing = sum(one.missing for one in took)
    if not missing:
        return ""
    counts = Counter(dict.fromkeys(holding_rules().absences.values(), 0))
    for one in took:
        counts.update({title: len(codes) for title, codes in one.absent})
    counts["причина не записана"] = missing - counts.total()
    said = ", ".join(f"{title} — {number(n, 0)}" for title, n in counts.items() if n)
    return f"Не участвовали {number(missing, 0)}: {said}."


def _counted(rows, column: str, words) -> tuple[tuple[str, int], ...]:
    counts = rows.order_by().values_list(column).annotate(n=Count("id"))
    return tuple(
        sorted(((words.get(code, code), n) for code, n in counts), key=lambda one: (-one[1], one))
    )
