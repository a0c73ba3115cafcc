"""Stages of the day and after it: participation, marking by code, results, re-check."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse

from objektiv.web.models import Finding, Incident, MarkingRound, Protocol, Recheck
from objektiv.web.models.findings import Verdict
from objektiv.web.queries.holding.preparation_stage import Asked, Stage


def day(asked: Asked) -> Iterator[Stage]:
    passed, reported = asked.numbers["passed"], asked.numbers["reported"]
    happened = Incident.objects.filter(site__in=asked.sites).count()
    said = "Дни впереди."
    if passed:
        said = f"Участие записано: {reported} из {asked.days_said(passed)}."
    if happened:
        said += f" Происшествий: {happened}."
    late = passed > reported
    yield Stage(
        "day",
        "День проведения",
        "open" if late else "done" if passed and not asked.numbers["ahead"] else "ahead",
        said,
        reverse("holding_participation", args=[asked.place.pk, asked.procedure.pk]),
        None,
        *(_to_report(asked) if late else ("", "")),
    )


def _to_report(asked: Asked) -> tuple[str, str]:
    """A school reports its first day that it has not; who is above asks the schools."""
    if not asked.place.is_school:
        return asked.reminding("participation")
    site = asked.sites.filter(day__day__lte=asked.today, reported_at=None).order_by("day__day")
    if not asked.may("holding.prepare"):
        return "", ""
    return "Записать участие", reverse("participation", args=[site[0].pk])


def results(asked: Asked) -> Iterator[Stage]:
    if not asked.may("results.bring"):
        return
    total = asked.numbers["schools"]
    came = (
        Protocol.objects.filter(
            state=Protocol.State.ACCEPTED,
            work__procedure=asked.procedure.kind,
            work__year=asked.procedure.year,
            school__in=asked.schools,
        )
        .order_by()
        .aggregate(n=Count("school", distinct=True))["n"]
    )
    said = f"Результаты принесли {asked.of(came, total)}."
    if asked.place.is_school:
        said = "Результаты приняты." if came else "Результатов ещё нет."
    yield Stage(
        "results",
        "Результаты",
        "done" if came >= total else "open" if asked.began else "ahead",
        said,
        reverse("procedures", args=[asked.place.pk]),
        asked.procedure.due if asked.began and came < total else None,
    )


def marking(asked: Asked) -> Iterator[Stage]:
    if asked.place.is_school or not asked.may("experts.view"):
        return
    states = list(
        MarkingRound.objects.filter(
            Q(day__procedure=asked.procedure)
            | Q(work__procedure=asked.procedure.kind, work__year=asked.procedure.year),
            commission__organisation__path__startswith=asked.place.path,
            recheck=None,
        ).values_list("state", flat=True)
    )
    closed = states.count(MarkingRound.State.CLOSED)
    said = "Проверок по кодам ещё не начато."
    if states:
        said = f"Проверок по кодам: {len(states)}, окончено {closed}."
    yield Stage(
        "marking",
        "Проверка работ",
        "ahead" if not states else "done" if closed == len(states) else "open",
        said,
        reverse("experts", args=[asked.place.pk]),
    )


def recheck(asked: Asked) -> Iterator[Stage]:
    if not asked.may("findings.view"):
        return
    about = {
        "work__procedure": asked.procedure.kind,
        "work__year": asked.procedure.year,
        "school__path__startswith": asked.place.path,
    }
    ask = {
        f"analysis__{name}" if name.startswith("work") else name: value
        for name, value in about.items()
    }
    verify = Finding.objects.filter(
        **ask, class_name="", analysis__current=True, verdict=Verdict.VERIFY
    ).count()
    ordered = Recheck.objects.filter(**{f"review__{name}": value for name, value in about.items()})
    numbers = ordered.aggregate(n=Count("id"), told=Count("id", filter=~Q(outcome="")))
    if not verify and not numbers["n"]:
        said, state = "Перепроверять пока нечего.", "ahead"
    else:
        said = (
            f"Требуют проверки: {verify}; перепроверок {numbers['n']}, с итогом {numbers['told']}."
        )
        state = "open" if numbers["told"] < max(numbers["n"], 1) else "done"
    yield Stage(
        "recheck",
        "Перепроверка",
        state,
        said,
        reverse("findings", args=[asked.place.pk]) + "?verdict=verify",
    )
