"""Which works to mark a second time, blind, so that few works settle a finding.

A second marking tells most about works where the campaign says there are too many: scores
right at a cut, or more points on items marked by a person than the rest of the work explains.
For a work `w` let

    q0      chance that a second marker gives clearly less, in a work nobody touched,
    f_w     share of works of its kind that would have to be raised to explain their excess
            over the campaign: (observed − expected) / observed, within [floor, ceiling],
    q1_w    q0 + (1 − q0) · f_w, the same chance if the excess came from raising scores.

The expected information of its second marking is the Kullback–Leibler divergence of the two
answers, KL(q1_w ‖ q0), in bits: `log2(20) ≈ 4.3` bits are twenty to one. The expected counts
are those of the whole campaign, tilted to the mean of the school (p(s) ∝ r(s)·exp(θ·s)), so a
strong school is not chosen for being strong. The floor is the supposition under test: that at
least this share of the protocol's works was raised.

Sources: sequential test of Wald (1945), exponential tilting of Efron & Tibshirani (1996),
shares and border works as in the practice of commissions (profile, status house).
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from objektiv.profiles import Profile
from objektiv.schema import Findings, Scale, Verdict

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Written:
    """Works of one campaign × work that were written: one entry per pupil, N of them."""

    school: NDArray[np.object_]  # (N,) str
    class_: NDArray[np.object_]  # (N,) str
    pupil: NDArray[np.object_]  # (N,) str
    score: Integers  # (N,) points
    open_score: Integers  # (N,) points of items marked by a person; 0 where there are none


@dataclass(frozen=True, slots=True)
class RecheckWork:
    """One work to mark again."""

    school: str
    class_: str
    pupil: str
    score: int
    stratum: str  # "cut", "open", "mark", "random", "control"
    reason: str  # Russian, for the commission's register, not for the second marker
    information: float  # bits
    changed_if_honest: float  # q0
    changed_if_raised: float  # q1


@dataclass(frozen=True)
class RecheckSample:
    """Works to mark again, most informative first."""

    works: tuple[RecheckWork, ...]
    information: float  # bits, of the whole sample
    seed: int
    method: str = "recheck-1"


def choose_works(
    findings: Findings,
    written: Written,
    profile: Profile,
    *,
    works: int,
    seed: int = 2026,
) -> RecheckSample:
    """Choose `works` works: protocols to verify or look at first, some others as control.

    Every chosen protocol gives at least one work of each mark it has (when the budget
    allows), then its most informative ones; the profile's share of the budget goes to works
    of other protocols at random, which keeps the check blind and measures q0. The same
    input and seed give the same list. Raises ValueError when `works` is not positive.
    """
    if works < 1:
        raise ValueError("works must be positive")
    scale = profile.scale(findings.work)
    share_raised, kinds = excess(written, scale, profile)
    q0 = profile.value("recheck.changed_if_honest")
    q1 = q0 + (1 - q0) * share_raised
    bits = divergence(q1, q0)
    lot = _lots(written, seed)
    wanted = {
        one.school for one in findings.schools if one.verdict in (Verdict.VERIFY, Verdict.LOOK)
    }
    flagged = np.array([school in wanted for school in written.school], dtype=bool)
    total = min(works, len(written.score))
    control = min(round(total * profile.value("recheck.control_share")), int((~flagged).sum()))
    first = _first_by_mark(written, scale, flagged, bits, lot)
    order = np.lexsort((lot, -bits, ~first))
    order = order[flagged[order]][: total - control]
    others = np.flatnonzero(~flagged)
    others = others[np.argsort(lot[others], kind="stable")][: total - len(order)]

    def work_at(index: np.intp, stratum: str) -> RecheckWork:
        score = int(written.score[index])
        return RecheckWork(
            str(written.school[index]),
            str(written.class_[index]),
            str(written.pupil[index]),
            score,
            stratum,
            _reason(stratum, scale.mark(score) if scale else None),
            float(bits[index]),
            q0,
            float(q1[index]),
        )

    chosen = [
        work_at(index, kinds[index] or ("mark" if first[index] else "random")) for index in order
    ]
    chosen += [work_at(index, "control") for index in others]
    chosen.sort(key=lambda one: (-one.information, one.school, one.class_, one.pupil))
    return RecheckSample(tuple(chosen), float(sum(one.information for one in chosen)), seed)


def divergence(q1: Floats | float, q0: Floats | float) -> Floats:
    """KL(Bernoulli(q1) ‖ Bernoulli(q0)) in bits.

    >>> float(divergence(0.5, 0.5))
    0.0
    >>> round(float(divergence(0.9, 0.05)), 3)
    3.428
    """
    q = np.asarray(q1, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(q > 0, q * np.log2(q / q0), 0.0)
        same = np.where(q < 1, (1 - q) * np.log2((1 - q) / (1 - q0)), 0.0)
    return change + same


def excess(
    written: Written, scale: Scale | None, profile: Profile
) -> tuple[Floats, NDArray[np.object_]]:
    """Share of works like this one beyond the expected, and the kind that shows it.

    Returns (N,) shares in [floor, ceiling] and (N,) kinds: "cut", "open" or "".
    """
    floor, ceiling = profile.value("recheck.floor"), profile.value("recheck.ceiling")
    width = int(profile.value("recheck.cut_width"))
    at_cut = np.zeros(len(written.score), dtype=np.int64)
    borders = [
        cut + step for cut in (scale.cuts.values() if scale else ()) for step in range(width)
    ]
    for number, border in enumerate(borders, start=1):
        at_cut[written.score == border] = number
    by_cut = _excess_of_cells(written, at_cut)
    by_cut[at_cut == 0] = 0.0
    by_open = _excess_of_cells(written, _open_cells(written))
    by_open[_open_cells(written) < 2] = 0.0  # fewer open points than usual is no raise
    share = np.maximum(by_cut, by_open)
    kind = np.where(by_cut >= by_open, "cut", "open").astype(object)
    kind[share <= floor] = ""
    return np.clip(share, floor, ceiling), kind


def _open_cells(written: Written) -> Integers:
    """Thirds of the open part given the rest of the score: 0 low, 1 usual, 2 high."""
    cells = np.ones(len(written.score), dtype=np.int64)
    closed = written.score - written.open_score
    if not written.open_score.any():
        return cells
    order = np.lexsort((written.open_score, closed))
    edges = np.flatnonzero(np.diff(closed[order])) + 1
    for group in np.split(order, edges):
        low, high = np.quantile(written.open_score[group], [1 / 3, 2 / 3])
        cells[group[written.open_score[group] < low]] = 0
        cells[group[written.open_score[group] > high]] = 2
    return cells


def _excess_of_cells(written: Written, cell: Integers) -> Floats:
    """(observed − expected) / observed of each work's cell in its school, at least 0.

    Expected: the campaign's distribution over score × cell, tilted to the school's mean score.
    """
    schools, school = np.unique(written.school.astype(str), return_inverse=True)
    top = int(written.score.max(initial=0)) + 1
    cells = int(cell.max(initial=0)) + 1
    joint = np.zeros((top, cells))
    np.add.at(joint, (written.score, cell), 1.0)
    result = np.zeros(len(written.score))
    for number in range(len(schools)):
        mine = np.flatnonzero(school == number)
        weights = _tilted(joint.sum(axis=1), float(written.score[mine].mean()))
        by_score = joint / np.maximum(joint.sum(axis=1, keepdims=True), 1.0)
        expected = len(mine) * (weights[:, None] * by_score).sum(axis=0)
        observed = np.bincount(cell[mine], minlength=cells)
        beyond = np.maximum(observed - expected, 0.0) / np.maximum(observed, 1)
        result[mine] = beyond[cell[mine]]
    return result


def _tilted(counts: Floats, mean: float) -> Floats:
    """Probabilities p(s) ∝ counts(s)·exp(θ·s) with the given mean (Newton on θ)."""
    scores = np.arange(len(counts), dtype=float)
    lowest, highest = scores[counts > 0][[0, -1]]
    mean = min(max(mean, lowest + 1e-6), highest - 1e-6) if highest > lowest else lowest
    theta = 0.0
    weights: Floats = counts / counts.sum()
    for _ in range(50):
        logs = theta * (scores - mean)
        weights = counts * np.exp(logs - logs[counts > 0].max())
        weights = weights / weights.sum()
        at = float(weights @ scores)
        spread = float(weights @ (scores - at) ** 2)
        if abs(at - mean) < 1e-9 or spread < 1e-12:
            break
        theta += float(np.clip((mean - at) / spread, -1.0, 1.0))
    return weights


def _first_by_mark(
    written: Written,
    scale: Scale | None,
    flagged: NDArray[np.bool_],
    bits: Floats,
    lot: NDArray[np.uint64],
) -> NDArray[np.bool_]:
    """Marks the most informative flagged work of each school × mark."""
    first = np.zeros(len(written.score), dtype=bool)
    marks = [scale.mark(int(score)) if scale else 0 for score in written.score]
    seen: set[tuple[str, int]] = set()
    for index in np.lexsort((lot, -bits)):
        key = (str(written.school[index]), marks[index])
        if flagged[index] and key not in seen:
            seen.add(key)
            first[index] = True
    return first


def _lots(written: Written, seed: int) -> NDArray[np.uint64]:
    """A lot per work that depends on nothing but the seed and the work's own codes."""
    return np.array(
        [
            int.from_bytes(
                sha256("\x1f".join((str(seed), *map(str, codes))).encode()).digest()[:8], "big"
            )
            for codes in zip(written.school, written.class_, written.pupil, strict=True)
        ],
        dtype=np.uint64,
    )


def _reason(stratum: str, mark: int | None) -> str:
    if stratum == "mark":
        return f"представляет отметку «{mark}»" if mark else "представляет протокол"
    return {
        "cut": "балл у нижней границы отметки: таких работ больше ожидаемого",
        "open": "за развёрнутые ответы баллов больше, чем говорит остальная работа",
        "random": "случайный выбор внутри протокола",
        "control": "контрольная работа случайного выбора",
    }[stratum]
