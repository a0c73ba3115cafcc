"""Surveys: which are there, how many have answered, what the answers say and to whom."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Count, F, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import survey_rules
from objektiv.profiles.surveys import SCALE
from objektiv.russian import counted
from objektiv.schema import Column, Table
from objektiv.stats.changes import Change
from objektiv.stats.reliability import alpha
from objektiv.stats.surveys import (
    NO_ANSWER,
    Index,
    Shares,
    Weighted,
    changed_index,
    chosen_shares,
    index_of,
    shares_of,
    shown_groups,
    weigh,
)
from objektiv.web.models import Organisation, Person, SchoolYear, Survey, SurveyGroup
from objektiv.web.permissions import COORDINATORS, SCHOOL_OFFICE, assignments
from objektiv.web.queries.organisations import visible_to
from objektiv.web.queries.waiting import SHOWN_BEFORE, Waiting


@dataclass(frozen=True)
class Asked:
    """A question with what was answered; `open`: answers by theme."""

    text: str
    kind: str
    options: tuple[str, ...] = ()
    shares: Shares | None = None
    themes: tuple[tuple[str, int], ...] = ()
    words: tuple[str, ...] = ()
    few: bool = False  # open answers: too few to say of what they speak

    @property
    def rows(self) -> list[tuple[str, float, float, float]]:
        """Option, share and its interval in per cent; nothing where few answered."""
        found = self.shares
        if found is None or found.n < survey_rules().minimum:
            return []
        return [
            (name, 100 * float(a), 100 * float(b), 100 * float(c))
            for name, a, b, c in zip(self.options, found.shares, found.low, found.high, strict=True)
        ]


@dataclass(frozen=True)
class Measured:
    """An index of the survey, how reliable it is, and the change since the survey before."""

    code: str
    title: str
    index: Index
    alpha: float
    reliable: bool
    change: Change | None = None


@dataclass(frozen=True)
class Told:
    """What a survey says about a place."""

    n: int
    population: int
    few: bool  # nothing is shown: too few answers, or the survey still runs
    weighted: Weighted | None = None
    indices: tuple[Measured, ...] = ()
    questions: tuple[Asked, ...] = ()
    before: Survey | None = None
    running: bool = False


def surveys_visible_to(person: Person):
    """Surveys of own organisations, of those below, and those that ask the own schools."""
    seen = visible_to(person, "surveys.view")
    return (
        Survey.objects.filter(organisation__in=seen)
        | Survey.objects.filter(groups__school__in=seen).exclude(state=Survey.State.DRAFT)
    ).distinct()


def surveys_at(place: Organisation, *, reader: Person):
    """Surveys held by the place or asking its schools, with the number of answers there."""
    return (
        surveys_visible_to(reader)
        .filter(pk__in=_of_place(place))
        .select_related("school_year", "organisation")
        .order_by("-made_at")
    )


def _of_place(place: Organisation):
    own = Survey.objects.filter(organisation=place).values("pk")
    asked = SurveyGroup.objects.filter(school__path__startswith=place.path).values("survey")
    return [*(one["pk"] for one in own), *(one["survey"] for one in asked)]


def groups_at(survey: Survey, place: Organisation):
    """Groups of the survey at the place: how many answered, are still wanted, have codes."""
    return (
        survey.groups.filter(school__path__startswith=place.path)
        .select_related("school")
        .annotate(
            answered=Count("answers", distinct=True), with_codes=Count("codes", distinct=True)
        )
        .annotate(short=Greatest(F("quota") - F("answered"), 0))
        .order_by("school__name", "label")
    )


def group_of(secret: str) -> SurveyGroup | None:
    """Whom a link asks."""
    return (
        SurveyGroup.objects.select_related("survey", "school", "subject")
        .filter(secret=secret)
        .first()
    )


def told(survey: Survey, place: Organisation, *, words: bool = False) -> Told:
    """Shares, indices and changes at the place; nothing below the smallest group.

    words: open answers themselves, for those who hold the survey. Nothing is shown while people
    answer: two looks, before and after one answer, would tell what that one was.
    """
    groups = list(groups_at(survey, place))
    n = sum(one.answered for one in groups)
    population = sum(one.population for one in groups)
    if not survey.over(timezone.localdate()):
        return Told(n, population, True, running=True)
    if n < survey_rules().minimum or not may_be_shown(
        survey, place, groups_at(survey, survey.organisation)
    ):
        return Told(n, population, True)
    rows = list(
        survey.groups.filter(pk__in=[one.pk for one in groups], answers__isnull=False)
        .order_by("answers__id")
        .values_list("pk", "answers__values")
    )
    weighted = weigh(
        [pk for pk, _ in rows],
        {one.pk: max(one.population, one.answered) for one in groups},
        most=survey_rules().heaviest,
    )
    values = [one for _, one in rows]
    before = earlier(survey, place)
    previous = {one.code: one.index for one in told(before, place).indices} if before else {}
    return Told(
        n,
        population,
        False,
        weighted,
        tuple(measured_indices(survey.questions, values, weighted.weights, previous)),
        tuple(_asked(survey.questions, values, weighted.weights, words=words)),
        before if previous else None,
    )


def earlier(survey: Survey, place: Organisation) -> Survey | None:
    """The last closed survey of the same form that asked the place in an earlier school year."""
    return (
        Survey.objects.filter(
            _over(),
            form=survey.form,
            school_year__start__lt=survey.school_year.start,
            groups__school__path__startswith=place.path,
        )
        .order_by("-school_year__start", "-id")
        .first()
    )


def _over() -> Q:
    """Surveys that nobody can answer any more."""
    states = Survey.State
    return Q(state=states.CLOSED) | Q(state=states.OPEN, closes__lt=timezone.localdate())


def may_be_shown(survey: Survey, place: Organisation, groups: Iterable[Any]) -> bool:
    """A place is shown beside the total above it only where others cannot be computed.

    From the holder down to the place: on every level the one on the way must be among those
    that `shown_groups` shows beside its neighbours. `groups`: all of the survey, with `answered`.
    """
    holder = survey.organisation
    if holder.pk == place.pk:
        return True
    counts = [(_below(holder, one.school), one.answered) for one in groups]
    way = _below(holder, place)
    for depth in range(len(way)):
        neighbours: dict[Hashable, int] = {}
        for one, answered in counts:
            if one[:depth] == way[:depth] and len(one) > depth:
                neighbours[one[depth]] = neighbours.get(one[depth], 0) + answered
        if way[depth] not in shown_groups(neighbours, survey_rules().minimum):
            return False
    return True


def _below(holder: Organisation, place: Organisation) -> tuple[str, ...]:
    """Keys of the organisations from below the holder to the place."""
    return tuple(place.path.removeprefix(holder.path).strip("/").split("/"))


def _column(questions: Mapping[str, Any], values: Iterable[dict[str, Any]]) -> np.ndarray:
    code, reverse = questions["code"], questions.get("reverse")
    found = np.array([one.get(code, NO_ANSWER) for one in values], float)
    return np.where((found >= 1) & bool(reverse), 6 - found, found)


def measured_indices(
    questions: list[dict[str, Any]],
    values: list[dict[str, Any]],
    weights: np.ndarray,
    previous: Mapping[str, Index],
) -> Iterable[Measured]:
    """Indices of answers, each with its reliability and the change since before."""
    rules = survey_rules()
    for code, title in rules.indices.items():
        own = [one for one in questions if one["kind"] == "scale" and one["index"] == code]
        if not own:
            continue
        matrix = np.column_stack([_column(one, values) for one in own])
        index = index_of(matrix, 1, 5, weights, enough=rules.enough)
        if index.n < rules.minimum:
            continue
        whole = (
            alpha(np.where(matrix >= 1, matrix, -1).astype(int)).value if len(own) > 1 else np.nan
        )
        yield Measured(
            code,
            title,
            index,
            float(whole),
            bool(whole >= rules.reliability),
            changed_index(index, previous[code]) if code in previous else None,
        )


def _asked(
    questions: list[dict[str, Any]],
    values: list[dict[str, Any]],
    weights: np.ndarray,
    *,
    words: bool,
) -> Iterable[Asked]:
    for one in questions:
        kind, code, options = one["kind"], one["code"], tuple(one["options"])
        if kind == "scale":
            column = np.array([value.get(code, 0) for value in values], int) - 1
            yield Asked(one["text"], kind, SCALE, shares_of(column, len(SCALE), weights))
        elif kind == "one":
            column = np.array([value.get(code, NO_ANSWER) for value in values], int)
            yield Asked(one["text"], kind, options, shares_of(column, len(options), weights))
        elif kind == "many":
            chosen = np.array(
                [[k in value.get(code, ()) for k in range(len(options))] for value in values]
            )
            said = np.array([code in value for value in values])
            yield Asked(one["text"], kind, options, chosen_shares(chosen, said, weights))
        else:
            texts = [value[code] for value in values if code in value]
            enough = words or len(texts) >= survey_rules().minimum
            yield Asked(
                one["text"], kind, themes=themes_of(texts) if enough else (),
                words=tuple(sorted(texts)) if words else (), few=not enough and bool(texts),
            )  # fmt: skip


def themes_of(texts: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """How many answers speak of each theme, by the beginnings of words; the rest is «другое».

    >>> themes_of(["Слишком часто контрольные", "Спасибо!"])
    (('количество работ', 1), ('другое', 1))
    """
    found: dict[str, int] = {}
    for text in texts:
        low = text.lower()
        own = [
            name
            for name, starts in survey_rules().themes.items()
            if any(low.startswith(one) or f" {one}" in low for one in starts)
        ]
        for name in own or ["другое"]:
            found[name] = found.get(name, 0) + 1
    order = [*survey_rules().themes, "другое"]
    return tuple((name, found[name]) for name in order if name in found)


def indices_of(place: Organisation, year: SchoolYear | None = None) -> dict[str, Measured]:
    """The newest index of each kind at the place: what indicators and visits may use.

    year: of its surveys alone.
    """
    found: dict[str, Measured] = {}
    surveys = Survey.objects.filter(_over(), pk__in=_of_place(place))
    if year is not None:
        surveys = surveys.filter(school_year=year)
    for survey in surveys.order_by("-school_year__start", "-id")[:6]:
        for one in told(survey, place).indices:
            found.setdefault(f"{survey.audience}.{one.code}", one)
    return found


def table_of(told: Told) -> Table:
    """What is shown of a survey as one table: indices, shares with their limits, themes."""
    rows: list[tuple[str, str, float | None, float | None, float | None, int | None]] = [
        ("Показатель, 0–100", one.title, one.index.value, one.index.low, one.index.high,
         one.index.n)
        for one in told.indices
    ]  # fmt: skip
    for asked in told.questions:
        n = asked.shares.n if asked.shares else 0
        rows += [(asked.text, *row, n) for row in asked.rows]
        rows += [(asked.text, theme, None, None, None, n) for theme, n in asked.themes]
    return Table(
        "survey",
        "Ответы",
        f"Ответили {told.n} из {told.population}.",
        (
            Column("question", "Вопрос"),
            Column("answer", "Ответ"),
            Column("share", "Процент или показатель", "number"),
            Column("low", "От", "number"),
            Column("high", "До", "number"),
            Column("n", "Ответили", "int"),
        ),
        tuple(rows),
        (
            "Доли взвешены: каждая группа весит столько, сколько в ней людей.",
            f"Где ответили меньше {survey_rules().minimum} человек, чисел нет.",
        ),
    )


def surveys_waiting(person: Person, today: date) -> Iterator[Waiting]:
    """Surveys that the person holds: how many have answered; those that are over."""
    leads = (*COORDINATORS, *SCHOOL_OFFICE)
    own = [one.organisation_id for one in assignments(person) if one.role in leads]
    rows = (
        Survey.objects.filter(made_by=person, organisation__in=own, state=Survey.State.OPEN)
        .select_related("organisation")
        .annotate(answered=Count("groups__answers", distinct=True))
    )
    for one in rows:
        page = reverse("survey", args=[one.organisation_id, one.pk])
        where = one.organisation.title
        if one.over(today):
            yield Waiting(f"Прочитать ответы и завершить опрос «{one}»", where, page, one.closes)
        else:
            yield Waiting(
                f"Опрос «{one}» идёт: " + counted(one.answered, "ответ", "ответа", "ответов"),
                where, page, one.closes, key=f"survey:{one.pk}",
                shown_from=one.closes - SHOWN_BEFORE,
            )  # fmt: skip
