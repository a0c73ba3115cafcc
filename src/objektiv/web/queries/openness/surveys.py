"""Surveys: which are there, how many have answered, what the answers say and to whom."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Count

from objektiv.profiles import survey_rules
from objektiv.profiles.surveys import SCALE
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
from objektiv.web.queries.organisations import visible_to


@dataclass(frozen=True)
class Asked:
    """A question with what was answered; `open`: answers by theme."""

    text: str
    kind: str
    options: tuple[str, ...] = ()
    shares: Shares | None = None
    themes: tuple[tuple[str, int], ...] = ()
    words: tuple[str, ...] = ()

    @property
    def rows(self) -> list[tuple[str, float, float, float]]:
        """Option, share and its interval in per cent."""
        found = self.shares
        if found is None or not found.n:
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
    few: bool  # too few answers to show anything
    weighted: Weighted | None = None
    indices: tuple[Measured, ...] = ()
    questions: tuple[Asked, ...] = ()
    before: Survey | None = None


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
    """Groups of the survey at the place, each with its number of answers and of codes."""
    return (
        survey.groups.filter(school__path__startswith=place.path)
        .select_related("school")
        .annotate(
            answered=Count("answers", distinct=True), with_codes=Count("codes", distinct=True)
        )
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

    words: open answers themselves, for those who hold the survey.
    """
    groups = list(groups_at(survey, place))
    n = sum(one.answered for one in groups)
    population = sum(one.population for one in groups)
    if n < survey_rules().minimum or not _may_be_shown(survey, place, n):
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
            form=survey.form,
            state=Survey.State.CLOSED,
            school_year__start__lt=survey.school_year.start,
            groups__school__path__startswith=place.path,
        )
        .order_by("-school_year__start", "-id")
        .first()
    )


def _may_be_shown(survey: Survey, place: Organisation, n: int) -> bool:
    """A school is shown beside its district's total only where others cannot be computed."""
    if not place.is_school or survey.organisation_id == place.pk:
        return True
    counts: dict[Hashable, int] = {}
    for one in groups_at(survey, survey.organisation):
        counts[one.school_id] = counts.get(one.school_id, 0) + one.answered
    return place.pk in shown_groups(counts, survey_rules().minimum)


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
        if not index.n:
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
            yield Asked(
                one["text"], kind, themes=themes_of(texts),
                words=tuple(sorted(texts)) if words else (),
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
    surveys = Survey.objects.filter(pk__in=_of_place(place)).exclude(state=Survey.State.DRAFT)
    if year is not None:
        surveys = surveys.filter(school_year=year)
    for survey in surveys.order_by("-school_year__start", "-id")[:6]:
        for one in told(survey, place).indices:
            found.setdefault(f"{survey.audience}.{one.code}", one)
    return found
