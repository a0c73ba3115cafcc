"""What surveys give recommendations to rest on: an index of a school that is clearly low."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from objektiv.profiles import survey_rules
from objektiv.recommendations import Ground
from objektiv.russian import counted
from objektiv.web.models import Organisation, SchoolYear, Survey, SurveyGroup
from objektiv.web.queries.openness.surveys import Measured, indices_of

WHOSE = {"parents": "родителей", "pupils": "учеников", "teachers": "учителей"}
YEARS = 2  # of whose surveys the newest counts


def survey_grounds(schools: Iterable[Organisation]) -> dict[int, list[Ground]]:
    """Grounds of each school by its newest surveys that are over.

    An index counts where it may be shown at the school, is reliable, and lies below the border
    of the profile together with its interval.
    """
    today = timezone.localdate()
    years = list(SchoolYear.objects.filter(starts__lte=today).order_by("-start")[:YEARS])
    asked = SurveyGroup.objects.filter(
        Q(survey__state=Survey.State.CLOSED) | Q(survey__closes__lt=today),
        school__in=schools, survey__school_year__in=years,
    )  # fmt: skip
    found: dict[int, list[Ground]] = {}
    for school in Organisation.objects.filter(pk__in=asked.values("school")):
        known: dict[str, tuple[Measured, SchoolYear]] = {}
        for year in years:
            for name, one in indices_of(school, year).items():
                known.setdefault(name, (one, year))
        own = [_ground(name, *known[name]) for name in sorted(known) if _low(known[name][0])]
        if own:
            found[school.pk] = own
    return found


def _low(one: Measured) -> bool:
    return one.reliable and one.index.high < survey_rules().low


def _ground(name: str, one: Measured, year: SchoolYear) -> Ground:
    index, whose = one.index, WHOSE[name.partition(".")[0]]
    answers = counted(index.n, "ответ", "ответа", "ответов")
    return Ground(
        f"survey.{one.code}",
        f"Опрос {whose}, {year}: «{one.title}» — {index.value:.0f} из 100 "
        f"(от {index.low:.0f} до {index.high:.0f}, {answers})",
    )
