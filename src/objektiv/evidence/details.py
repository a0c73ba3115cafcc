"""Details: finer residuals than the signs, read by the likelihood of known kinds alone.

A sign is one fact a person can read. The same deviations in finer parts (which third of the
pupils, which kind of item, how far from a cut) tell kinds of manipulation apart better than
their sums. Every column is observed − expected over one part, standardised as a sign is: by
its sampling error and by the natural variation of this campaign (see `measured.judge`).

Columns
    pupil.g.b   pupils of the third g of predictions whose score lies in the fifth b of its
                conditional distribution given the prediction;
    cell.i.c.g  «X», zeros and full points of open, easy and hard items given the total, by
                third g of totals; cell.i.blank: «X» among zero points;
    cut.d       pupils d points from a cut of a mark; lift.m: the efficient score of one cut;
    cut.open    points of open items given the total, pupils at a cut and one above;
    journal.d   pupils d points from the cut of their own journal mark, the distribution for
                each mark tilted to the unit's mean;
    open.g      open items given the closed ones, by third g of the closed score;
    item.g, item.high.k, item.low.k  residuals of items given the total, by sixth of
                difficulty, and the largest and smallest of them;
    copied      evidence of copying within the variant alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from objektiv.evidence.reference import Reference
from objektiv.evidence.robust import CUT, EXPECTED, Floats
from objektiv.evidence.signs import bunching, copied, open_items, profile
from objektiv.evidence.units import Units
from objektiv.profiles import Profile

FIFTHS, SIXTHS = 5, 6
KINDS_OF_ITEM = ("open", "easy", "hard")
OFFSETS = tuple(range(-4, 4))
MARKS = (3, 4, 5)
FROM_JOURNAL = ((-7, -4), (-3, -2), (-1, -1), (0, 0), (1, 1), (2, 4))
HIGHEST, LOWEST = (1.8, 1.3, 1.0, 0.75), (1.8, 1.3)  # about their means among 16 honest items
LEAST = 0.05  # expected variance of a count below which a part says nothing
NAMES = (
    *(f"pupil.{g}.{b}" for g in range(3) for b in range(FIFTHS)),
    *(
        f"cell.{kind}.{what}.{g}"
        for kind in KINDS_OF_ITEM
        for what in (("x", "zero", "full") if kind == "open" else ("x", "zero"))
        for g in range(3)
    ),
    *(f"cell.{kind}.blank" for kind in KINDS_OF_ITEM),
    *(f"cut.{d}" for d in OFFSETS),
    *(f"lift.{mark}" for mark in MARKS),
    "cut.open",
    *(f"journal.{first}" for first, _ in FROM_JOURNAL),
    *(f"open.{g}" for g in range(3)),
    *(f"item.{g}" for g in range(SIXTHS)),
    *(f"item.high.{k}" for k in range(len(HIGHEST))),
    *(f"item.low.{k}" for k in range(len(LOWEST))),
    "copied",
)


@dataclass(frozen=True)
class Part:
    """One column before it is standardised; U units."""

    name: str
    observed: Floats  # (U,)
    expected: Floats
    variance: Floats
    per: Floats  # what one unit of the natural effect adds


def measure(units: Units, table: Reference, rules: Profile) -> Floats:
    """Standardised details of all units (U, len(NAMES)); NaN where not computed."""
    z = np.full((len(units.counts.n), len(NAMES)), np.nan)
    if units.given is None:
        return z
    place = {name: k for k, name in enumerate(NAMES)}
    given_total = [
        *_cells(units, table), *_cuts(units, table, rules), *_journal(units, rules),
    ]  # fmt: skip
    for parts, context in (
        (_pupils(units), units.context),
        (given_total, units.context_and_score),
        (_open(units), open_items.closed_context(units) if _has_open(units) else units.context),
    ):
        if parts:
            z[:, [place[part.name] for part in parts]] = standardised(units, parts, context)
    z[:, place["item.0"] : place["copied"]] = _items(units, table)
    z[:, place["copied"]] = copied.within(units)
    return z


def standardised(units: Units, parts: list[Part], context: Floats) -> Floats:
    """`measured.judge` of many columns at once, (U, columns)."""
    per = np.maximum(np.stack([part.per for part in parts], axis=1), 1e-12)
    variance = np.stack([part.variance for part in parts], axis=1)
    usable = (units.counts.n >= 5)[:, None] & (variance > LEAST)
    effect = np.stack([part.observed - part.expected for part in parts], axis=1) / per
    noise = np.where(usable, variance / per**2, 1.0)
    known = usable & units.keep[:, None]
    few = known.sum(axis=0).min(initial=len(per)) < 10 * context.shape[1]
    about = context[:, :1] if few else context
    tau2 = np.zeros(len(parts))
    middle = np.zeros_like(effect)
    for _ in range(3):
        middle = about @ trends(effect, noise + tau2, known, about)
        tau2 = between(effect - middle, noise, known)
    return np.where(usable, (effect - middle) / np.sqrt(noise + tau2), np.nan)


def trends(values: Floats, variance: Floats, known: NDArray[np.bool_], context: Floats) -> Floats:
    """`robust.trend` of many columns (U, D) on one context (U, q); (q, D)."""
    q = context.shape[1]
    beta = np.zeros((q, values.shape[1]))
    masked = np.where(known, values, np.nan)
    some = known.any(axis=0)
    beta[0, some] = np.nanmedian(masked[:, some], axis=0)
    products = (context[:, :, None] * context[:, None, :]).reshape(len(context), -1)
    scale = np.sqrt(variance)
    for _ in range(10):
        far = np.maximum(np.abs(values - context @ beta) / scale / CUT, 1.0)
        weight = known / (variance * far)
        left = (products.T @ weight).T.reshape(-1, q, q)
        left = left + 1e-6 * (weight.sum(axis=0)[:, None, None] + 1e-9) * np.eye(q)
        right = (context.T @ (weight * values)).T[:, :, None]
        beta = np.linalg.solve(left, right)[:, :, 0].T
    return beta


def between(residual: Floats, variance: Floats, known: NDArray[np.bool_]) -> Floats:
    """`robust.between_variance` of many columns with gaps, (D,)."""
    square = np.where(known, residual**2, 0.0)
    enough = EXPECTED * known.sum(axis=0)
    low, high = np.zeros(square.shape[1]), np.maximum(square.max(axis=0, initial=0.0), 1e-12)
    none = np.minimum(square / np.maximum(variance, 1e-12), CUT**2).sum(axis=0) <= enough
    for _ in range(40):
        middle = (low + high) / 2
        above = np.minimum(square / (variance + middle), CUT**2).sum(axis=0) > enough
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(none, 0.0, (low + high) / 2)


def thirds(weight: Floats) -> NDArray[np.int64]:
    """Third (0, 1, 2) of the whole weight in which each ordered place lies.

    >>> thirds(np.array([1.0, 1.0, 2.0, 2.0])).tolist()
    [0, 0, 1, 2]
    """
    reached = (np.cumsum(weight) - weight / 2) / max(float(weight.sum()), 1e-9)
    return np.minimum((3 * reached).astype(np.int64), 2)


def fifths(share: Floats) -> Floats:
    """Part of each score that lies in each fifth of its distribution, (G, S+1, 5).

    >>> fifths(np.array([[0.5, 0.5]])).round(1)[0].tolist()
    [[0.4, 0.4, 0.2, 0.0, 0.0], [0.0, 0.0, 0.2, 0.4, 0.4]]
    """
    top = np.cumsum(share, axis=1)[:, :, None]
    edges = np.linspace(0, 1, FIFTHS + 1)
    inside = np.minimum(top, edges[1:]) - np.maximum(top - share[:, :, None], edges[:-1])
    return np.asarray(np.maximum(inside, 0) / np.maximum(share, 1e-12)[:, :, None])


def _pupils(units: Units) -> list[Part]:
    by_group = units.given.by_group.astype(float)  # type: ignore[union-attr]
    share = units.predicted.share
    order = np.argsort(units.predicted.group_mean, kind="stable")
    third = np.empty(len(order), np.int64)
    third[order] = thirds(by_group[units.keep].sum(axis=(0, 2))[order])
    part = fifths(share)
    mean = np.einsum("gt,gtb->gb", share, part)
    variance = np.einsum("gt,gtb->gb", share, part**2) - mean**2
    inside = by_group.sum(axis=2)
    found = []
    for g in range(3):
        rows = third == g
        observed = np.einsum("ugt,gtb->ub", by_group[:, rows], part[rows], optimize=True)
        expected, spread = inside[:, rows] @ mean[rows], inside[:, rows] @ variance[rows]
        size = inside[:, rows].sum(axis=1)
        found += [
            Part(f"pupil.{g}.{b}", observed[:, b], expected[:, b], spread[:, b], size)
            for b in range(FIFTHS)
        ]
    return found


def _items_of(units: Units, table: Reference) -> dict[str, NDArray[np.int64]]:
    """Open items, the easier and the harder half of the closed ones."""
    items = units.counts.work.items
    opened = np.array([item.open for item in items], bool)
    share = table.score @ table.mean / np.array([max(item.max, 1) for item in items])
    closed = np.flatnonzero(~opened)
    closed = closed[np.argsort(-share[closed], kind="stable")]
    half = len(closed) // 2
    return {"open": np.flatnonzero(opened), "easy": closed[:half], "hard": closed[half:]}


def _cells(units: Units, table: Reference) -> list[Part]:
    cells = units.given.cells  # type: ignore[union-attr]
    maxima = np.array([item.max for item in units.counts.work.items], np.int64)
    third = thirds(table.score)
    count = len(units.counts.n)
    found = []
    for kind, items in _items_of(units, table).items():
        if not len(items):
            continue
        part = cells[:, :, items].astype(np.float32)
        asked, place = part.sum(axis=3), maxima[items][None, None, :, None]
        zero = np.maximum(table.share[:, items, 0] - table.omitted[:, items], 0)
        chances = {"x": (part[..., -1], table.omitted[:, items]), "zero": (part[..., 0], zero)}
        if kind == "open":
            chances["full"] = (
                np.take_along_axis(part, place, axis=3)[..., 0],
                np.take_along_axis(table.share[:, items], place[0], axis=2)[..., 0],
            )
        for what, (seen, chance) in chances.items():
            for g in range(3):
                rows = third == g
                size = asked[:, rows].reshape(count, -1)
                p = chance[rows].reshape(-1).astype(np.float32)
                found.append(
                    Part(
                        f"cell.{kind}.{what}.{g}",
                        seen[:, rows].sum(axis=(1, 2)).astype(float),
                        (size @ p).astype(float),
                        (size @ (p * (1 - p))).astype(float),
                        size.sum(axis=1).astype(float) / len(items),
                    )
                )
        nothing = (part[..., 0] + part[..., -1]).reshape(count, -1)
        blank = (table.omitted / np.maximum(table.share[:, :, 0], 1e-9))[:, items].reshape(-1)
        spread = (nothing @ (blank * (1 - blank))).astype(float)
        seen = part[..., -1].sum(axis=(1, 2)).astype(float)
        found.append(Part(f"cell.{kind}.blank", seen, nothing @ blank, spread, spread))
    return found


def _cuts(units: Units, table: Reference, rules: Profile) -> list[Part]:
    counts = units.counts
    scale = rules.scale(counts.work)
    if scale is None:
        return []
    histogram, top = counts.histogram, counts.histogram.shape[1] - 1
    cuts = {mark: cut for mark, cut in scale.cuts.items() if 0 < cut <= top}
    n = np.maximum(counts.n, 1).astype(float)
    p = np.maximum(bunching.expected_scores(units, table) / n[:, None], 1e-6)
    found = []
    for d in OFFSETS:
        at = np.zeros(top + 1)
        at[[cut + d for cut in cuts.values() if 0 <= cut + d <= top]] = 1
        q = p @ at
        found.append(Part(f"cut.{d}", (histogram @ at).astype(float), n * q, n * q * (1 - q), n))
    for mark, cut in cuts.items():
        score = np.clip(bunching.lift(p, [cut]) / p, -bunching.MOST, bunching.MOST)
        mean = (p * score).sum(axis=1)
        spread = (p * score**2).sum(axis=1) - mean**2
        observed = (histogram * score).sum(axis=1)
        found.append(Part(f"lift.{mark}", observed, n * mean, n * spread, n))
    opened = np.array([item.open for item in counts.work.items], bool)
    rows = [t for cut in cuts.values() for t in (cut, cut + 1) if t <= top]
    if opened.any() and rows:
        part = units.given.cells[:, rows][:, :, opened].astype(np.float32)  # type: ignore[union-attr]
        points = np.arange(part.shape[3] - 1, dtype=np.float32)
        asked = part.sum(axis=3).reshape(len(n), -1)
        mean, spread = (a[rows][:, opened].reshape(-1) for a in (table.mean, table.variance))
        found.append(
            Part(
                "cut.open",
                (part[..., :-1] @ points).sum(axis=(1, 2)).astype(float),
                asked @ mean,
                asked @ spread,
                asked.sum(axis=1).astype(float) / opened.sum(),
            )
        )
    return found


def _journal(units: Units, rules: Profile) -> list[Part]:
    scale = rules.scale(units.counts.work)
    by_journal = units.given.by_journal[:, 2:].astype(float)  # type: ignore[union-attr]
    if scale is None or not by_journal.any():
        return []
    p = tilted_by_mark(by_journal, units.keep)
    top, inside = by_journal.shape[2] - 1, by_journal.sum(axis=2)
    found = []
    for first, last in FROM_JOURNAL:
        at = np.zeros((4, top + 1))
        for mark, cut in scale.cuts.items():
            at[mark - 2, [cut + d for d in range(first, last + 1) if 0 <= cut + d <= top]] = 1
        q = (p * at).sum(axis=2)
        found.append(
            Part(
                f"journal.{first}",
                (by_journal * at).sum(axis=(1, 2)),
                (inside * q).sum(axis=1),
                (inside * q * (1 - q)).sum(axis=1),
                inside[:, 1:].sum(axis=1),
            )
        )
    return found


def tilted_by_mark(by_journal: Floats, keep: NDArray[np.bool_]) -> Floats:
    """Distribution of the score for each journal mark in each unit, (U, 4, S+1).

    The campaign's, tilted by exp(λt) with the λ of 41 that brings the unit's mean nearest.
    """
    top = by_journal.shape[2] - 1
    t = np.arange(top + 1)
    base = by_journal[keep].sum(axis=0) + 1e-3
    base = base + 5 * base.sum(axis=0) / base.sum()
    tilt = np.linspace(-0.5, 0.5, 41)[:, None, None]
    p = base * np.exp(tilt * (t - top / 2))
    p /= p.sum(axis=2, keepdims=True)
    reached = by_journal.sum(axis=2) @ (p @ t).T  # (U, 41), ascending
    goal = (by_journal @ t).sum(axis=1)
    return np.asarray(p[np.abs(reached - goal[:, None]).argmin(axis=1)])


def _has_open(units: Units) -> bool:
    opened = [item.open for item in units.counts.work.items]
    return sum(opened) >= 2 and len(opened) - sum(opened) >= 3


def _open(units: Units) -> list[Part]:
    if not _has_open(units):
        return []
    by_closed = units.given.by_closed.astype(float)  # type: ignore[union-attr]
    promise = open_items.expected(by_closed, units.keep)
    opened = np.array([item.open for item in units.counts.work.items], bool)
    variance = open_items.pupil_variance(units, opened)
    third = thirds(by_closed[units.keep, :, 0].sum(axis=0))
    found = []
    for g in range(3):
        rows = third == g
        size = by_closed[:, rows, 0].sum(axis=1)
        observed, usual = by_closed[:, rows, 1].sum(axis=1), by_closed[:, rows, 0] @ promise[rows]
        found.append(Part(f"open.{g}", observed, usual, size * variance, size))
    return found


def _items(units: Units, table: Reference) -> Floats:
    """Residuals of items given the total by difficulty, then the extreme ones, (U, 12)."""
    maxima = np.array([max(item.max, 1) for item in units.counts.work.items])
    z = profile.residuals(units, table).z
    z = z[:, np.argsort(-(table.score @ table.mean / maxima), kind="stable")]
    parts = np.array_split(np.arange(z.shape[1]), SIXTHS)
    columns = [z[:, part].sum(axis=1) / np.sqrt(max(len(part), 1)) for part in parts]
    ranked = np.sort(z, axis=1)[:, ::-1]
    for k, usual in enumerate(HIGHEST):
        columns.append(ranked[:, min(k, z.shape[1] - 1)] - usual)
    for k, usual in enumerate(LOWEST):
        columns.append(-ranked[:, max(-1 - k, -z.shape[1])] - usual)
    return np.where((units.counts.n >= 5)[:, None], np.stack(columns, axis=1), np.nan)
