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
from numpy.typing import ArrayLike

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
    """Skills of a work in one group of pupils. x (N, I), −1 where not presented («N»: not taught).

    Zones are by the level of the item; a skill's own zone is that of its items' borders weighted
    by their points. systemic: more than `systemic_share` of the skill's items are low, of at
    least `systemic_items`.
    """
    matrix = np.asarray(x)
    top = np.array([item.max for item in work.items], dtype=float)
    limits = [borders.get(item.level) if item.level else None for item in work.items]
    single = [
        _share(item.code, matrix[:, [i]], top[[i]], [limits[i]])
        for i, item in enumerate(work.items)
    ]
    found = []
    for code in sorted({skill for item in work.items for skill in item.skills}):
        own = [i for i, item in enumerate(work.items) if code in item.skills]
        rows = [single[i] for i in own]
        low = sum(one.zone == "low" for one in rows)
        judged = sum(one.zone is not None for one in rows)
        found.append(
            Skill(
                code,
                tuple(rows),
                _share(code, matrix[:, own], top[own], [limits[i] for i in own]),
                low,
                judged >= systemic_items and low > systemic_share * judged,
            )
        )
    return tuple(found)


def _share(name: str, x: ArrayLike, top: Floats, limits: Sequence[Borders | None]) -> Share:
    """Ratio Σ points / Σ possible points over pupils, with its interval."""
    matrix = np.asarray(x)
    seen = matrix >= 0
    earned = np.where(seen, matrix, 0).sum(axis=1).astype(float)
    possible = seen @ top
    use = possible > 0
    n = int(use.sum())
    if not n:
        return Share(name, 0, float("nan"), float("nan"), float("nan"), None, False)
    earned, possible = earned[use], possible[use]
    value = float(earned.sum() / possible.sum())
    low, high = _interval(value, earned, possible)
    known = [b for b in limits if b is not None]
    if len(known) < len(limits):
        return Share(name, n, value, low, high, None, False)
    weight = top / top.sum()
    borders = Borders(
        float(sum(w * b.insufficient for w, b in zip(weight, known, strict=True))),
        float(sum(w * b.sufficient for w, b in zip(weight, known, strict=True))),
    )
    where = zone(value, borders)
    return Share(name, n, value, low, high, where, zone(low, borders) == zone(high, borders))


def _interval(value: float, earned: Floats, possible: Floats) -> tuple[float, float]:
    """95 % interval: Wilson's with the effective number of pupils of a ratio estimate.

    Points of a pupil hang together, so the pupil is the unit, not the point.
    """
    n = len(earned)
    residual = earned - value * possible
    variance = float(residual @ residual) / (n - 1) / n / possible.mean() ** 2 if n > 1 else 0.0
    spread = value * (1 - value)
    size = float(n) if variance <= 0 or spread <= 0 else max(spread / variance, 1.0)
    z2 = NORMAL_95**2
    centre = (value + z2 / (2 * size)) / (1 + z2 / size)
    half = NORMAL_95 / (1 + z2 / size) * np.sqrt(spread / size + z2 / (4 * size**2))
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


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
class Origin:
    """How far a skill of an earlier grade goes with a skill of this one, other skills equal."""

    skill: str
    earlier: str
    coefficient: float  # standardised partial slope
    se: float
    q_value: float
    n: int


def origins(
    shares: ArrayLike,
    skill_names: Sequence[str],
    earlier: ArrayLike,
    earlier_names: Sequence[str],
    *,
    ridge: float = 0.02,
) -> tuple[Origin, ...]:
    """Which earlier skills explain which present ones: partial regressions over the same pupils.

    shares (N, S) and earlier (N, E): pupils' shares of points by skill, nan unknown. Only a
    likely explanation: pupils' general level is in all skills, so coefficients are partial and a
    small ridge keeps near-copies apart. Strongest first within a skill; fewer than 30 pupils or
    a skill without spread give nothing.
    """
    Y, X = np.asarray(shares, dtype=float), np.asarray(earlier, dtype=float)
    rows: list[tuple[str, str, float, float, int]] = []
    for s, name in enumerate(skill_names):
        use = np.isfinite(Y[:, s]) & np.isfinite(X).all(axis=1)
        y, Z = Y[use, s], X[use]
        spread = Z.std(axis=0)
        if use.sum() < 30 or y.std() == 0 or not (spread > 0).any():
            continue
        keep = np.flatnonzero(spread > 0)
        Z = (Z[:, keep] - Z[:, keep].mean(axis=0)) / spread[keep]
        y = (y - y.mean()) / y.std()
        n = len(y)
        inner = np.linalg.inv(Z.T @ Z + ridge * n * np.eye(len(keep)))
        beta = inner @ (Z.T @ y)
        residual = y - Z @ beta
        sigma2 = float(residual @ residual) / max(n - len(keep) - 1, 1)
        se = np.sqrt(sigma2 * np.diag(inner @ (Z.T @ Z) @ inner))
        rows += [
            (name, earlier_names[int(j)], float(b), float(e), n)
            for j, b, e in zip(keep, beta, se, strict=True)
        ]
    q = benjamini_hochberg(two_sided([r[2] / r[3] for r in rows])) if rows else np.zeros(0)
    found = [Origin(a, b, c, d, float(q[j]), n) for j, (a, b, c, d, n) in enumerate(rows)]
    order = {name: k for k, name in enumerate(skill_names)}
    return tuple(sorted(found, key=lambda one: (order[one.skill], -one.coefficient)))


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
