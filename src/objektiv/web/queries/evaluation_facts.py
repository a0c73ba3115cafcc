"""What the system already knows for an evaluation sheet: proposals with their grounds.

A proposal is never a score: the school takes it over or writes its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate
from django.urls import reverse

from objektiv.profiles import Criterion, evaluation_rules
from objektiv.recommendations import KINDS
from objektiv.russian import share
from objektiv.web.models import (
    Measure,
    Meeting,
    MeetingDecision,
    Organisation,
    PlaceReport,
    Plan,
    Procedure,
    Protocol,
    Review,
    SchoolYear,
    Upload,
)
from objektiv.web.queries.holding.observation import coverage

S = Measure.State
DONE = (S.DONE, S.CHECKED)


@dataclass(frozen=True)
class Fact:
    """A proposed score, what it rests on in words, and the page where that is seen."""

    score: int
    ground: str
    path: str


def proposals(
    school: Organisation, year: SchoolYear, criteria: tuple[Criterion, ...], today: date
) -> dict[str, Fact]:
    """What can be proposed, by code of the criterion; unknown things are not proposed."""
    wanted = {one.fact.split(":")[0] for one in criteria if one.fact}
    found: dict[str, Fact] = {}
    for name, fact in FACTS.items():
        if name in wanted and (known := fact(school, year, today)):
            found[name] = known
    kinds = _kinds(school, year) if "measure" in wanted else {}
    made = {}
    for one in criteria:
        name, _, of = one.fact.partition(":")
        known = _measure(kinds, of.split(",")) if name == "measure" else found.get(name)
        if known:
            made[one.code] = known
    return made


def _share(part: int, whole: int, words: str, path: str) -> Fact | None:
    if not whole:
        return None
    return Fact(evaluation_rules().proposed(part, whole), f"{words}: {part} из {whole}.", path)


def _due(school: Organisation, year: SchoolYear, today: date, expects: Any):
    return Procedure.objects.filter(
        organiser__in=school.line(),
        expects=expects,
        from_whom=Procedure.From.SCHOOL,
        due__gte=year.starts,
        due__lte=min(year.ends, today),
    )


def _results(school: Organisation, year: SchoolYear, today: date) -> Fact | None:
    due = list(_due(school, year, today, Procedure.Expects.RESULTS))
    came = {
        (kind, of): day
        for kind, of, day in Protocol.objects.filter(school=school)
        .values_list("work__procedure", "work__year")
        .annotate(day=Min(TruncDate("accepted_at")))
        .order_by()
    }
    in_time = sum(
        (day := came.get((one.kind, one.year))) is not None and day <= one.due for one in due
    )
    return _share(in_time, len(due), "Результаты принесены в срок, процедур",
                  reverse("procedures", args=[school.pk]))  # fmt: skip


def _documents(school: Organisation, year: SchoolYear, today: date) -> Fact | None:
    due = list(_due(school, year, today, Procedure.Expects.DOCUMENTS))
    came = dict(
        Upload.objects.filter(organisation=school, procedure__in=due, state=Upload.State.KEPT)
        .values_list("procedure")
        .annotate(day=Min(TruncDate("brought_at")))
        .order_by()
    )
    in_time = sum((day := came.get(one.pk)) is not None and day <= one.due for one in due)
    return _share(in_time, len(due), "Документы принесены в срок, запросов",
                  reverse("procedures", args=[school.pk]))  # fmt: skip


def _journal(school: Organisation, year: SchoolYear, today: date) -> Fact | None:
    facts = PlaceReport.objects.filter(
        analysis__current=True, organisation=school, analysis__work__year=year.start + 1
    ).values_list("facts__n", "facts__journal")
    known = [(n, sum(marks)) for n, marks in facts if n and marks is not None]
    whole, part = sum(n for n, _ in known), sum(marks for _, marks in known)
    if not whole:
        return None
    return Fact(
        evaluation_rules().proposed(part, whole),
        f"Журнальные отметки есть у {share(part / whole, 0)} участников.",
        reverse("internal", args=[school.pk]),
    )


def _replies(school: Organisation, year: SchoolYear, today: date) -> Fact | None:
    asked = list(
        Review.objects.filter(
            school=school, reply_by__gte=year.starts, reply_by__lte=min(year.ends, today)
        )
        .annotate(said=Min(TruncDate("replies__at")))
        .values_list("reply_by", "said")
    )
    in_time = sum(said is not None and said <= by for by, said in asked)
    return _share(in_time, len(asked), "Пояснения даны в срок, запросов",
                  reverse("findings", args=[school.pk]))  # fmt: skip


def _plan(school: Organisation, year: SchoolYear, today: date) -> Fact | None:
    plans = list(Plan.objects.filter(organisation=school, school_year=year, kind=Plan.Kind.PLAN))
    approved = next((one for one in plans if one.order_number), None)
    if approved:
        ground = f"Утверждён «{approved}», приказ № {approved.order_number}."
        return Fact(2, ground, reverse("plan", args=[approved.pk]))
    if plans:
        return Fact(
            1, f"Составлен «{plans[0]}», не утверждён.", reverse("plan", args=[plans[0].pk])
        )
    return None


def _in_force(school: Organisation, year: int):
    return Measure.objects.filter(
        direction__plan__organisation=school,
        direction__plan__school_year__start=year,
        direction__plan__state__in=(Plan.State.APPROVED, Plan.State.CLOSED),
    ).exclude(state=S.CANCELLED)


def _measures(school: Organisation, year: SchoolYear, today: date) -> Fact | None:
    counts = (
        _in_force(school, year.start)
        .filter(Q(ends__lt=today) | Q(state__in=DONE))
        .aggregate(whole=Count("pk"), part=Count("pk", filter=Q(state__in=DONE)))
    )
    return _share(counts["part"], counts["whole"], "Выполнено мероприятий, срок которых наступил",
                  reverse("plans", args=[school.pk]))  # fmt: skip


def _last_year(school: Organisation, year: SchoolYear, today: date) -> Fact | None:
    ended = (S.CHECKED, S.CANCELLED)
    counts = Measure.objects.filter(
        direction__plan__organisation=school,
        direction__plan__school_year__start=year.start - 1,
        direction__plan__state__in=(Plan.State.APPROVED, Plan.State.CLOSED),
    ).aggregate(
        whole=Count("pk", distinct=True),
        part=Count("pk", distinct=True, filter=Q(state__in=ended) | Q(taken__origin="last_year")),
    )
    return _share(counts["part"], counts["whole"], "Проверено, отменено или перенесено мероприятий",
                  reverse("plans", args=[school.pk]))  # fmt: skip


def _meetings(school: Organisation, year: SchoolYear, today: date) -> Fact | None:
    held = list(
        Meeting.objects.filter(organisation=school, school_year=year, state=Meeting.State.HELD)
        .exclude(kind=Meeting.Kind.INTERVIEW)
        .order_by("day")
    )
    if not held:
        return None
    said = "; ".join(f"протокол № {one.number} от {one.dated:%d.%m.%Y}" for one in held[:4])
    return Fact(min(2, len(held)), f"Заседаний с протоколами: {len(held)} ({said}).",
                reverse("meetings", args=[school.pk]))  # fmt: skip


def _decisions(school: Organisation, year: SchoolYear, today: date) -> Fact | None:
    counts = MeetingDecision.objects.filter(
        meeting__organisation=school,
        meeting__school_year=year,
        meeting__state=Meeting.State.HELD,
    ).aggregate(
        whole=Count("pk", distinct=True),
        part=Count("pk", distinct=True, filter=Q(measures__isnull=False)),
    )
    return _share(counts["part"], counts["whole"], "Внесено в план решений",
                  reverse("meetings", args=[school.pk]))  # fmt: skip


def _observed(school: Organisation, year: SchoolYear, today: date) -> Fact | None:
    whole = coverage(school, year.starts, min(year.ends, today)).whole
    return _share(whole.observed, whole.sites, "Прошли под наблюдением, дней процедур",
                  reverse("coverage", args=[school.pk]))  # fmt: skip


def _kinds(school: Organisation, year: SchoolYear) -> dict[str, list[Measure]]:
    kinds: dict[str, list[Measure]] = {}
    for one in _in_force(school, year.start).exclude(kind="").order_by("pk"):
        kinds.setdefault(one.kind, []).append(one)
    return kinds


def _measure(kinds: dict[str, list[Measure]], of: list[str]) -> Fact | None:
    """A measure of one of the kinds in the plan: done, or planned."""
    found = [one for kind in of for one in kinds.get(kind, ())]
    if not found:
        return None
    best = next((one for one in found if one.state in DONE), found[0])
    done = best.state in DONE
    title = KINDS.get(best.kind, best.kind)
    return Fact(2 if done else 1,
                f"В плане ({title}): {best}. Состояние: {best.get_state_display()}.",
                reverse("measure", args=[best.pk]))  # fmt: skip


FACTS: dict[str, Callable[[Organisation, SchoolYear, date], Fact | None]] = {
    "results": _results,
    "documents": _documents,
    "journal": _journal,
    "replies": _replies,
    "plan": _plan,
    "measures": _measures,
    "last_year": _last_year,
    "meetings": _meetings,
    "decisions": _decisions,
    "observed": _observed,
}
