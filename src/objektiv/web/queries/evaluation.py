"""Evaluation sheets that a person may see: criteria in force, one sheet, how scores spread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse

from objektiv.profiles import Criterion, evaluation_rules, read_criteria
from objektiv.web.models import (
    EvaluationFile,
    EvaluationForm,
    EvaluationScore,
    EvaluationSheet,
    Organisation,
    Person,
    SchoolYear,
)
from objektiv.web.permissions import places
from objektiv.web.queries.evaluation_facts import Fact
from objektiv.web.queries.organisations import schools_below
from objektiv.web.queries.waiting import Waiting

Side, S = EvaluationScore.Side, EvaluationSheet.State


def sheets_visible_to(person: Person):
    return EvaluationSheet.objects.filter(
        school__in=Organisation.objects.within(*places(person, "evaluation.view"))
    ).select_related("school", "school_year", "submitted_by", "assessed_by")


def evaluation_files_visible_to(person: Person):
    return EvaluationFile.objects.filter(
        score__sheet__in=sheets_visible_to(person), removed_at=None
    ).select_related("score__sheet")


def form_of(place: Organisation, year: SchoolYear) -> EvaluationForm | None:
    """The newest criteria of the place or of the nearest above it; None: the built-in ones."""
    return (
        EvaluationForm.objects.filter(organisation__in=place.line(), school_year=year)
        .order_by("-organisation__path", "-version")
        .first()
    )


def criteria_of(place: Organisation, year: SchoolYear) -> tuple[Criterion, ...]:
    form = form_of(place, year)
    return read_criteria(form.criteria) if form else evaluation_rules().criteria


def criteria_in(sheet: EvaluationSheet) -> tuple[Criterion, ...]:
    """Of a sheet that was handed in its own; until then those in force."""
    if sheet.criteria:
        return read_criteria(sheet.criteria)
    return criteria_of(sheet.school, sheet.school_year)


@dataclass(frozen=True)
class Line:
    """A criterion with both scores and what the system proposes."""

    number: int
    criterion: Criterion
    own: EvaluationScore | None
    above: EvaluationScore | None
    proposal: Fact | None

    @property
    def levels(self) -> list[tuple[int, str]]:
        return list(enumerate(self.criterion.levels))

    @property
    def proposed_words(self) -> str:
        return self.criterion.levels[self.proposal.score] if self.proposal else ""


def lines_of(
    sheet: EvaluationSheet | None, criteria: tuple[Criterion, ...], facts: dict[str, Fact]
) -> list[Line]:
    scores = {}
    if sheet:
        for one in sheet.scores.select_related("by").prefetch_related("files"):
            scores[one.criterion, one.side] = one
    return [
        Line(
            n,
            one,
            scores.get((one.code, Side.SCHOOL)),
            scores.get((one.code, Side.ABOVE)),
            facts.get(one.code),
        )
        for n, one in enumerate(criteria, 1)
    ]


def years_of(school: Organisation) -> list[tuple[str, int, int, int]]:
    """Assessed sheets from the earliest: year, own score, score from above, highest."""
    highest = evaluation_rules().highest
    sheets = EvaluationSheet.objects.filter(school=school, state=S.ASSESSED).select_related(
        "school_year"
    )
    made = []
    for sheet in sheets.prefetch_related("scores").order_by("school_year__start"):
        known = {one["code"] for one in sheet.criteria}
        sums = dict.fromkeys(Side.values, 0)
        for score in sheet.scores.all():
            if score.criterion in known:
                sums[score.side] += score.score
        made.append(
            (str(sheet.school_year), sums[Side.SCHOOL], sums[Side.ABOVE], highest * len(known))
        )
    return made


def spread_of(
    place: Organisation, year: SchoolYear, criteria: tuple[Criterion, ...], side: Any
) -> dict[str, tuple[int, int, int]]:
    """How many schools of the place have each score, by number and text of the criterion."""
    states = (S.ASSESSED,) if side == Side.ABOVE else (S.SUBMITTED, S.ASSESSED)
    rows = (
        EvaluationScore.objects.filter(
            sheet__school__path__startswith=place.path,
            sheet__school_year=year,
            sheet__state__in=states,
            side=side,
        )
        .values_list("criterion", "score")
        .annotate(n=Count("pk"))
        .order_by()
    )
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for code, score, n in rows:
        counts[code][score] = n
    return {
        f"{n}. {one.text}": (counts[one.code][0], counts[one.code][1], counts[one.code][2])
        for n, one in enumerate(criteria, 1)
    }


def schools_with_sheets(place: Organisation, year: SchoolYear):
    """Schools of the place by name, each with its sheet of the year; never with a sum."""
    sheets = {
        one.school_id: one
        for one in EvaluationSheet.objects.filter(
            school__path__startswith=place.path, school_year=year
        )
    }
    return [(one, sheets.get(one.pk)) for one in schools_below(place).order_by("name")]


def sheets_to_assess(person: Person, today: date) -> Iterator[Waiting]:
    within = Organisation.objects.within(*places(person, "evaluation.criteria"))
    for one in EvaluationSheet.objects.filter(school__in=within, state=S.SUBMITTED).select_related(
        "school", "school_year"
    ):
        yield Waiting(
            f"Оценить: {one}", one.school.title, reverse("evaluation_sheet", args=[one.pk]), None
        )
