"""Report 4 «Распределение первичных баллов», with peaks judged only at loaded cuts.

Rules: Рекомендации ФИОКО 2026, pages 13–15, through the profile; the test is in `peaks`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np

from objektiv.profiles import Profile
from objektiv.reports.peaks import Outcome, against_neighbours, against_rest, tilt, window
from objektiv.reports.units import LEVELS, Rollup, chosen, minimum, roll_up
from objektiv.russian import counted, few
from objektiv.schema import (
    Counts,
    Peak,
    School,
    ScoreDistribution,
    ScoreRow,
    UnitLevel,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_State = Literal["informative", "rough", "limited"]

NO_SCALE = "недоступно: не загружена шкала"


def score_distribution(
    counts: Counts,
    profile: Profile,
    *,
    levels: Collection[UnitLevel] = LEVELS,
    schools: Mapping[str, School] | None = None,
) -> ScoreDistribution:
    """Histogram of every unit with the peaks at the cuts of the scale.

    `state` by the number of pupils: `informative` from `scores.informative`, `rough` from
    `scores.rough`, else `limited` (no peaks are judged). Cuts come from the scale alone and
    are never guessed from the data.
    """
    scale = profile.scale(counts.work)
    cuts = tuple(sorted(scale.cuts.items())) if scale else ()
    rollup = roll_up(counts, schools)
    histograms = rollup.total(counts.histogram)
    rows = []
    for at, unit in chosen(rollup, levels):
        histogram = histograms[at]
        n = int(histogram.sum())
        state = _state(n, profile)
        peaks: tuple[Peak, ...] = ()
        reason = ""
        if not cuts:
            reason = NO_SCALE
        elif state == "limited":
            reason = f"недоступно: {few(n)}"
        else:
            peaks, reason = _peaks(at, rollup, histograms, cuts, profile)
        mean, sd = _moments(histogram) if n >= minimum(profile) else (None, None)
        rows.append(
            ScoreRow(
                unit, n, tuple(int(count) for count in histogram), mean, sd, state, peaks, reason
            )
        )
    return ScoreDistribution(
        counts.work,
        cuts,
        scale.source if scale else "",
        scale.status if scale else "",
        tuple(rows),
    )


def _state(n: int, profile: Profile) -> _State:
    if n >= profile.value("scores.informative"):
        return "informative"
    return "rough" if n >= profile.value("scores.rough") else "limited"


def _moments(histogram: Ints) -> tuple[float, float | None]:
    """Mean and sample standard deviation from integer sums."""
    scores = np.arange(len(histogram))
    n = int(histogram.sum())
    total, squares = int(histogram @ scores), int(histogram @ (scores * scores))
    variance = (n * squares - total * total) / (n * (n - 1)) if n > 1 else None
    return total / n, None if variance is None else float(np.sqrt(variance))


def _peaks(
    at: int,
    rollup: Rollup,
    histograms: Ints,
    cuts: tuple[tuple[int, int], ...],
    profile: Profile,
) -> tuple[tuple[Peak, ...], str]:
    """Tests of one unit at every cut: against the rest of the region, or its own curve."""
    width = int(profile.value("peaks.window"))
    histogram = histograms[at]
    school = int(rollup.school[at])
    rest = histograms[rollup.region[at]] - histograms[school] if school >= 0 else None
    compare = rest is not None and int(rest.sum()) >= profile.value("peaks.rest")
    informative = int(histogram.sum()) >= profile.value("scores.informative")
    if not compare and not informative:
        least = int(profile.value("peaks.rest"))
        needed = counted(least, "участника", "участников", "участников")
        return (), f"недоступно: для сравнения нужны другие школы региона (не менее {needed})"
    weights = tilt(histogram, rest) if rest is not None and compare else None
    outcomes: list[tuple[int, int, Outcome]] = []
    for mark, cut in cuts:
        if rest is not None and weights is not None:
            test = against_rest(histogram, rest, weights, cut, width)
        else:
            test = against_neighbours(histogram, cut, width, int(profile.value("peaks.neighbours")))
        if test is not None:
            outcomes.append((mark, cut, test))
    if not outcomes:
        return (), "недоступно: у границ отметок нет участников"
    level = profile.value("peaks.alpha") / len(outcomes)
    peaks = []
    for mark, cut, test in outcomes:
        low, high = window(cut, width, len(histogram) - 1)
        peaks.append(
            Peak(
                mark=mark,
                cut=cut,
                low=low,
                high=high,
                around=test.around,
                observed=test.observed,
                expected=test.expected,
                interval=test.interval,
                p_value=test.p_value,
                notable=test.p_value <= level,
                base="rest" if compare else "own",
            )
        )
    return tuple(peaks), ""
