"""What closed surveys say about a subject in a parallel: never about a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from objektiv.profiles import survey_rules
from objektiv.stats.surveys import shown_groups, weigh
from objektiv.web.models import Organisation, SchoolYear, Survey, SurveyAnswer, SurveyGroup
from objektiv.web.queries.openness.surveys import Measured, measured_indices


@dataclass(frozen=True)
class Voice:
    """Indices of one survey about a subject in a parallel of a school."""

    survey: Survey
    subject: str
    grade: int
    n: int  # who answered about it
    indices: tuple[Measured, ...]


def voices_of(school: Organisation, year: SchoolYear) -> list[Voice]:
    """Of surveys that are over; below the smallest number of answers nothing is said.

    Nor is anything said of a parallel whose answers leave a few others to be computed from the
    school's total.
    """
    surveys = Survey.objects.filter(
        state=Survey.State.CLOSED, school_year=year, groups__school=school,
        groups__subject__isnull=False, audience__in=(Survey.Audience.PUPILS,
                                                     Survey.Audience.PARENTS),
    ).distinct()  # fmt: skip
    return [voice for one in surveys.order_by("id") for voice in voices_in(one, school)]


def voices_in(survey: Survey, school: Organisation) -> Iterator[Voice]:
    """What one survey says of subjects at a school; nothing while it still goes on."""
    if survey.state != Survey.State.CLOSED:
        return
    groups = {one.pk: one for one in survey.groups.filter(school=school).select_related("subject")}
    rows: dict[tuple[str, int] | None, list[tuple[int, dict]]] = defaultdict(list)
    for pk, values in SurveyAnswer.objects.filter(group__in=groups).values_list("group", "values"):
        rows[_about(groups[pk])].append((pk, values))
    counts: dict[Hashable, int] = {about: len(found) for about, found in rows.items()}
    shown = shown_groups(counts, survey_rules().minimum)
    for about in sorted(one for one in rows if one is not None and one in shown):
        own = rows[about]
        people: dict[Hashable, int] = {
            pk: max(groups[pk].population, sum(at == pk for at, _ in own)) for pk, _ in own
        }
        weighted = weigh([pk for pk, _ in own], people, most=survey_rules().heaviest)
        indices = measured_indices(
            survey.questions, [values for _, values in own], weighted.weights, {}
        )
        subject, grade = about
        yield Voice(survey, subject, grade, len(own), tuple(indices))


def _about(group: SurveyGroup) -> tuple[str, int] | None:
    if group.subject is None or group.grade is None:
        return None
    return group.subject.name, group.grade
