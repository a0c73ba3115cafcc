"""What pupils know and do not yet: skills of the codifier, with the zones of Б, П and В items.

A skill is judged by its items. The share of points of a class is shrunken to that of its school
by its size, so that a class of eight is not called deficient by chance; every share has an
interval, and a zone is said to be sure only where the whole interval lies in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from objektiv.schema import Level, Work
from objektiv.stats.items import benjamini_hochberg, two_sided
from objektiv.stats.responses import Floats

Zone = Literal["low", "border", "enough"]
NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class Borders:
    """Shares of points between the zones of one level of difficulty."""

    insufficient: float  # below it: low
    sufficient: float  # at or above it: enough


@dataclass(frozen=True)
class Share:
    """Share of points on one item or skill in one group."""

    name: str
    n: int  # pupils
    value: float  # nan when nobody was given it
    low: float  # 95 % interval
    high: float
    zone: Zone | None
    sure: bool  # the whole interval lies in the zone


@dataclass(frozen=True)
class Skill:
    """One position of the codifier in one group of pupils."""

    code: str
    items: tuple[Share, ...]
    share: Share  # all its items together
    low_items: int  # items surely or by their value in the low zone
    systemic: bool  # most items of the skill are low, and there are enough items


def zone(value: float, borders: Borders) -> Zone:
    """Zone of a share; both borders belong to the upper zone.

    >>> base = Borders(0.57, 0.60)
    >>> zone(0.57, base), zone(0.60, base), zone(0.5, base)
    ('border', 'enough', 'low')
    """
    # Shares such as 0.57 = 57/100 must not lose their border to rounding.
    if value < borders.insufficient - 1e-12:
        return "low"
    return "enough" if value >= borders.sufficient - 1e-12 else "border"


def skills(
    x: ArrayLike,
    work: Work,
    borders: dict[Level, Borders],
    *,
    systemic_share: float,
    systemic_items: int,
) -> tuple[Skill, ...]:
    """Skills of a work in one group of pupils; see `skills_of_groups`."""
    matrix = np.asarray(x)
    return skills_of_groups(
        matrix,
        work,
        borders,
        [np.arange(len(matrix))],
        systemic_share=systemic_share,
        systemic_items=systemic_items,
    )[0]


def skills_of_groups(
    x: ArrayLike,
    work: Work,
    borders: dict[Level, Borders],
    groups: Sequence[NDArray[np.int64]],
    *,
    systemic_share: float,
    systemic_items: int,
) -> tuple[tuple[Skill, ...], ...]:
    """Skills of a work in many groups of pupils, which may overlap: school, district, region.

    x (N, I), −1 where not presented («N»: not taught); groups: rows of each. Zones are by the
    level of the item; a skill's own zone is that of its items' borders weighted by their points.
    systemic: more than `systemic_share` of the skill's items are low, of at least
    `systemic_items`.
    """
    matrix = np.asarray(x)
    top = np.array([item.max for item in work.items], dtype=float)
    limits = [borders.get(item.level) if item.level else None for item in work.items]
    codes = sorted({skill for item in work.items for skill in item.skills})
    items_of = {
        code: [i for i, item in enumerate(work.items) if code in item.skills] for code in codes
    }
    rows = np.concatenate([*groups, np.zeros(0, dtype=np.int64)])
    sizes = np.array([len(one) for one in groups])

    def shares(name: str, own: list[int]) -> list[Share]:
        total = _of_groups(_sums(matrix[:, own], top[own]), rows, sizes)
        return _shares(name, total, _weighted([limits[i] for i in own], top[own]))

    single = [shares(item.code, [i]) for i, item in enumerate(work.items)]
    whole = {code: shares(code, own) for code, own in items_of.items()}
    return tuple(
        tuple(
            _skill(code, [single[i][g] for i in own], whole[code][g], systemic_share,
                   systemic_items)
            for code, own in items_of.items()
        )
        for g in range(len(groups))
    )  # fmt: skip


def _skill(
    code: str, rows: list[Share], share: Share, systemic_share: float, systemic_items: int
) -> Skill:
    low = sum(one.zone == "low" for one in rows)
    judged = sum(one.zone is not None for one in rows)
    systemic = judged >= systemic_items and low > systemic_share * judged
    return Skill(code, tuple(rows), share, low, systemic)


def _weighted(limits: Sequence[Borders | None], top: Floats) -> Borders | None:
    """Borders of several items by their points; None where an item has none."""
    known = [one for one in limits if one is not None]
    if len(known) < len(limits):
        return None
    weight = top / top.sum()
    return Borders(
        float(sum(w * b.insufficient for w, b in zip(weight, known, strict=True))),
        float(sum(w * b.sufficient for w, b in zip(weight, known, strict=True))),
    )


def _sums(x: ArrayLike, top: Floats) -> Floats:
    """Of every pupil (N, 6): 1 if anything was possible, points e, possible p, e², ep, p².

    All are whole numbers, so sums over a group are exact in any order.
    """
    matrix = np.asarray(x)
    seen = matrix >= 0
    e = np.where(seen, matrix, 0).sum(axis=1).astype(float)
    p = seen @ top
    return np.stack([(p > 0).astype(float), e, p, e * e, e * p, p * p], axis=1)


def _of_groups(sums: Floats, rows: NDArray[np.int64], sizes: NDArray[np.int64]) -> Floats:
    """Sums over groups of rows that lie one after another; (G, 6)."""
    total = np.zeros((len(sizes), sums.shape[1]))
    there = np.flatnonzero(sizes)
    if len(there):
        starts = np.cumsum(sizes[there]) - sizes[there]
        total[there] = np.add.reduceat(sums[rows], starts, axis=0)
    return total


def _shares(name: str, total: Floats, borders: Borders | None) -> list[Share]:
    """Ratio Σ points / Σ possible points over the pupils of each group, with its interval."""
    n, e, p, ee, ep, pp = total.T
    with np.errstate(divide="ignore", invalid="ignore"):
        value = e / p
        residual = ee - 2 * value * ep + value**2 * pp
        # What is nothing but rounding is no variance: all pupils have the same ratio.
        residual = np.where(residual > 1e-9 * ee, residual, 0.0)
        variance = np.where(n > 1, residual / (n - 1) / n / (p / n) ** 2, 0.0)
        low, high = _interval(value, n, variance)
    found = []
    for pupils, share, from_, to in np.stack([n, value, low, high], axis=1).tolist():
        where, sure = None, False
        if pupils and borders is not None:
            where = zone(share, borders)
            sure = zone(from_, borders) == zone(to, borders)
        found.append(Share(name, int(pupils), share, from_, to, where, sure))
    return found


def _interval(value: Floats, n: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """95 % interval: Wilson's with the effective number of pupils of a ratio estimate.

    Points of a pupil hang together, so the pupil is the unit, not the point.
    """
    spread = value * (1 - value)
    size = np.where((variance <= 0) | (spread <= 0), n, np.maximum(spread / variance, 1.0))
    z2 = NORMAL_95**2
    centre = (value + z2 / (2 * size)) / (1 + z2 / size)
    half = NORMAL_95 / (1 + z2 / size) * np.sqrt(spread / size + z2 / (4 * size**2))
    return np.maximum(0.0, centre - half), np.minimum(1.0, centre + half)


@dataclass(frozen=True)
class GroupGap:
    """A class or a group of pupils on one skill, against the others of the school."""

    group: str
    skill: str
    n: int
    value: float
    others: float
    shrunken: float  # the group's share, pulled to the school's by its size
    se: float  # of the difference
    z: float
    q_value: float  # over all groups and skills
    own: bool  # a deficit of this group: low here, and clearly below the others


def group_gaps(
    x: ArrayLike,
    work: Work,
    group: ArrayLike,
    borders: dict[Level, Borders],
    *,
    level: float = 0.05,
    minimum: int = 10,
) -> tuple[GroupGap, ...]:
    """Where a class (or pupils of a mark, sex, language) differs from the rest of the school.

    Groups below `minimum` pupils are left out: facts without a verdict. The difference between
    groups counts: τ² of a skill over groups enters the shrinkage.
    """
    from objektiv.stats.shrinkage import between_variance

    matrix = np.asarray(x)
    names, code = np.unique(np.asarray(group).astype(str), return_inverse=True)
    top = np.array([item.max for item in work.items], dtype=float)
    rows: list[tuple[str, str, int, float, float, float, float, Borders | None]] = []
    for skill in sorted({s for item in work.items for s in item.skills}):
        own = [i for i, item in enumerate(work.items) if skill in item.skills]
        share = _pupil_shares(matrix[:, own], top[own])
        limit = _mean_borders(
            [borders.get(i.level) if i.level else None for i in work.items], own, top
        )
        known = np.isfinite(share)
        sizes = np.array([(known & (code == g)).sum() for g in range(len(names))])
        usable = np.flatnonzero(sizes >= minimum)
        if len(usable) < 2:
            continue
        means = np.array([share[known & (code == g)].mean() for g in usable])
        within = np.concatenate(
            [share[known & (code == g)] - m for g, m in zip(usable, means, strict=True)]
        )
        sd = float(np.sqrt((within**2).sum() / max(len(within) - len(usable), 1)))
        tau2 = between_variance(means, sd / np.sqrt(sizes[usable]))
        total = float(share[known & np.isin(code, usable)].mean())
        for g, mean in zip(usable, means, strict=True):
            rest = share[known & (code != g)]
            se = sd * float(np.sqrt(1 / sizes[g] + 1 / len(rest)))
            keep = tau2 / (tau2 + sd**2 / sizes[g]) if tau2 > 0 else 0.0
            rows.append(
                (
                    str(names[g]),
                    skill,
                    int(sizes[g]),
                    float(mean),
                    float(rest.mean()),
                    total + keep * (float(mean) - total),
                    se,
                    limit,
                )
            )
    z = np.array([(r[3] - r[4]) / r[6] if r[6] > 0 else np.nan for r in rows])
    q = benjamini_hochberg(two_sided(z)) if rows else z
    return tuple(
        GroupGap(
            *row[:7],
            float(z[j]),
            float(q[j]),
            bool(q[j] <= level and z[j] < 0 and (row[7] is None or zone(row[3], row[7]) == "low")),
        )
        for j, row in enumerate(rows)
    )


def _pupil_shares(x: ArrayLike, top: Floats) -> Floats:
    matrix = np.asarray(x)
    seen = matrix >= 0
    possible = seen @ top
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(possible > 0, np.where(seen, matrix, 0).sum(axis=1) / possible, np.nan)


def _mean_borders(
    limits: Sequence[Borders | None], own: Sequence[int], top: Floats
) -> Borders | None:
    known = [(limits[i], top[i]) for i in own]
    if any(b is None for b, _ in known):
        return None
    weight = sum(w for _, w in known)
    return Borders(
        float(sum(b.insufficient * w for b, w in known if b) / weight),
        float(sum(b.sufficient * w for b, w in known if b) / weight),
    )


@dataclass(frozen=True)
class AgainstLevel:
    """Skills of units against what pupils of the same total scores do; (U, S)."""

    skills: tuple[str, ...]
    expected: Floats  # share of points, nan where nobody wrote
    difference: Floats  # observed less expected
    se: Floats  # sampling and the honest differences between units
    q_value: Floats  # Benjamini–Hochberg over all units and skills


def against_level(
    points: ArrayLike, pupils: ArrayLike, histogram: ArrayLike, cube: ArrayLike, work: Work
) -> AgainstLevel:
    """Which skills are below or above what the unit's own level lets expect.

    points, pupils (U, I): points earned and pupils whose item counts; histogram (U, S+1): pupils
    by total score; cube (S+1, I, K+4): all pupils by score, item and category as in `Counts`.
    Pupils of score s earn m_i(s) on item i on average, with variance v_i(s); a unit is expected
    to earn Σ_s h(s) m_i(s). What honest units differ by beyond sampling (τ² of a skill) enters
    the error, so that a school's own programme is not taken for a deficit.
    """
    from objektiv.stats.shrinkage import between_variance

    earned, seen = np.asarray(points, dtype=float), np.asarray(pupils, dtype=float)
    h, c = np.asarray(histogram, dtype=float), np.asarray(cube, dtype=float)
    K = c.shape[2] - 4
    value = np.concatenate([np.arange(K + 1), [0.0]])  # «X» earns nothing
    counted = c[:, :, : K + 2]
    size = counted.sum(axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(size > 0, counted @ value / size, 0.0)
        spread = np.where(size > 0, counted @ value**2 / size - mean**2, 0.0)
        n = h.sum(axis=1, keepdims=True)
        part = np.where(n > 0, seen / n, 0.0)  # not all pupils were taught every item
        expected, variance = (h @ mean) * part, (h @ spread) * part
        top = np.array([item.max for item in work.items], dtype=float)
        names = tuple(sorted({skill for item in work.items for skill in item.skills}))
        link = np.array([[name in item.skills for name in names] for item in work.items], float)
        possible = (seen * top) @ link
        observed = earned @ link / possible
        awaited = expected @ link / possible
        sampling = np.sqrt(variance @ link) / possible
    away = observed - awaited
    tau2 = np.array([between_variance(away[:, s], sampling[:, s]) for s in range(len(names))])
    se = np.sqrt(sampling**2 + tau2)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(se > 0, away / se, np.nan)
    q = benjamini_hochberg(two_sided(z.ravel())).reshape(z.shape) if z.size else z
    return AgainstLevel(names, awaited, away, se, q)
