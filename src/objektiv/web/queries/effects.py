"""Results before and after measures of a school year: what «помогло ли» is computed from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.core.cache import cache
from django.db.models import Max

from objektiv.analysis.effects import SchoolChange, effect_note, measure_effects
from objektiv.profiles import load_profile
from objektiv.recommendations import KINDS
from objektiv.web.models import Analysis, Measure, Organisation, PlaceReport, Plan, SchoolYear, Step

_DONE = (Measure.State.DONE, Measure.State.CHECKED)


def years_with_measures(top: Organisation) -> list[SchoolYear]:
    """School years in which somebody finished a measure with a kind, latest first."""
    done = Measure.objects.filter(
        direction__plan__organisation__path__startswith=top.path, state__in=_DONE
    ).exclude(kind="")
    return list(SchoolYear.objects.filter(plans__directions__measures__in=done).distinct())


def taken_in(top: Organisation, year: SchoolYear) -> dict[str, set[int]]:
    """Schools that finished a measure, by kind of measure, in the order of the kinds."""
    done = Measure.objects.filter(
        direction__plan__organisation__path__startswith=top.path,
        direction__plan__organisation__kind=Organisation.Kind.SCHOOL,
        direction__plan__school_year=year,
        direction__plan__state__in=(Plan.State.APPROVED, Plan.State.CLOSED),
        state__in=_DONE,
    ).values_list("kind", "direction__plan__organisation_id")
    found: dict[str, set[int]] = {kind: set() for kind in KINDS}
    for kind, school in done:
        if kind in found:
            found[kind].add(school)
    return found


def changes_in(top: Organisation, year: SchoolYear) -> dict[int, SchoolChange]:
    """Schools with results in the spring before the school year and in its own spring."""
    before, after = _levels(top, year.start), _levels(top, year.start + 1)
    earlier = _levels(top, year.start - 1)
    return {
        school: SchoolChange(
            before=before[school][0],
            after=level,
            se_after=se,
            earlier=earlier[school][0] if school in earlier else None,
        )
        for school, (level, se) in after.items()
        if school in before
    }


def _levels(top: Organisation, year: int) -> dict[int, tuple[float, float]]:
    """Mean distance of a school from all in the works of a year, percentage points, and its SE.

    Works weigh by the pupils of the school in them.
    """
    facts = PlaceReport.objects.filter(
        analysis__current=True, analysis__organisation=top, analysis__work__year=year
    )
    around = dict(facts.filter(organisation=top).values_list("analysis_id", "facts__mean"))
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for analysis, school, n, mean, se in facts.filter(
        organisation__kind=Organisation.Kind.SCHOOL
    ).values_list("analysis_id", "organisation_id", "facts__n", "facts__mean", "facts__mean_se"):
        if not n or mean is None or around.get(analysis) is None:
            continue
        total = sums[school]
        total[0] += n * 100 * (mean - around[analysis])
        total[1] += (n * 100 * (se or 0.0)) ** 2
        total[2] += n
    return {school: (level / n, variance**0.5 / n) for school, (level, variance, n) in sums.items()}


def effect_notes(place: Organisation) -> dict[str, str]:
    """Kind of measure -> what its estimate of the latest year says; kinds without one are absent.

    Kept until something is analysed or done again.
    """
    top = place.line().first()
    last = Analysis.objects.filter(organisation=top).aggregate(n=Max("pk"))["n"]
    step = Step.objects.aggregate(n=Max("pk"))["n"]
    key = f"effect_notes:{place.path.split('/')[1]}:{last}:{step}"
    kept: dict[str, str] | None = cache.get(key)
    if kept is None:
        kept = _notes(top)
        cache.set(key, kept, 24 * 3600)
    return kept


def _notes(top: Organisation) -> dict[str, str]:
    for year in years_with_measures(top):
        found = measure_effects(
            changes_in(top, year), taken_in(top, year), load_profile(year.start + 1)
        )
        told = {kind: effect_note(one, f"{year} учебный год") for kind, one in found.items()
                if not isinstance(one, int)}  # fmt: skip
        if told:
            return told
    return {}


def analyses_of(top: Organisation, years: Iterable[int]) -> list[Analysis]:
    """Where the numbers come from."""
    return list(
        Analysis.objects.filter(
            current=True, organisation=top, work__year__in=list(years)
        ).select_related("work")
    )
