"""ФИОКО's markers and Jacob–Levitt on the same campaigns, as baselines.

ФИОКО's markers are rebuilt from secondary sources (domain notes): the school mean above the
region's, a peak at a cut, marks above the journal, a jump against last year, each a naive z
without between-school variance. Jacob–Levitt (2003): SCORE = rank of the gain squared,
ANSWERS = Σ rank² of four measures of odd answers; letters of answers do not exist in
protocols, so the first measure (identical strings) is the number of identical pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from objektiv import engines
from objektiv.evidence import reference, units
from objektiv.simulation import Campaign


@dataclass(frozen=True)
class Baseline:
    """Scores that grow with suspicion; schools in the order of `units.schools`."""

    markers: np.ndarray  # (U, 4) naive z: level, peak, journal, jump
    levitt: np.ndarray  # (U,)


def baseline(campaign: Campaign) -> Baseline:
    """Both baselines for the first work of a campaign."""
    counts = units.schools(engines.count(campaign.sittings[0])).counts
    return Baseline(markers(counts), levitt(counts))


def markers(counts) -> np.ndarray:
    """Naive z of ФИОКО's four markers."""
    n = np.maximum(counts.n, 1).astype(float)
    mean = counts.score_sum / n
    spread = np.sqrt(np.maximum(counts.score_sq / n - mean**2, 0.25))
    level = (mean - counts.score_sum.sum() / n.sum()) / (spread / np.sqrt(n))
    cuts = list(counts.work.scale.cuts.values())
    usual = np.maximum(n / counts.histogram.shape[1], 0.5)
    peak = ((counts.histogram[:, cuts] - usual[:, None]) / np.sqrt(usual)[:, None]).max(axis=1)
    both = counts.marks[:, 2:, 2:]
    d = np.subtract.outer(np.arange(4), np.arange(4))
    m = np.maximum(both.sum(axis=(1, 2)), 1).astype(float)
    gap = (both * d).sum(axis=(1, 2)) / m
    gap_sd = np.sqrt(np.maximum((both * d**2).sum(axis=(1, 2)) / m - gap**2, 0.1))
    overall = (both * d).sum() / max(both.sum(), 1)
    k = np.maximum(counts.prior_n, 1).astype(float)
    jump = (counts.prior_of_score - counts.prior_sum) / k
    jump -= (counts.prior_of_score - counts.prior_sum).sum() / k.sum()
    jump_sd = np.sqrt(
        np.maximum((counts.score_sq / n - mean**2) * 0.8, 0.5)
    )  # a pupil's change, about
    return np.stack(
        [level, peak, (gap - overall) / (gap_sd / np.sqrt(m)), jump / (jump_sd / np.sqrt(k))],
        axis=1,
    )


def levitt(counts) -> np.ndarray:
    """Jacob–Levitt without next year: rank of the gain and of odd answers, added."""
    table = reference.reference(counts, 200)
    n = np.maximum(counts.n, 1).astype(float)
    residual = counts.item_sum - counts.histogram @ table.mean
    v = residual**2 / n[:, None]
    expected = counts.histogram @ table.variance.sum(axis=1)
    raw = counts.item_sq.sum(axis=1) - expected  # Σx² above its expectation
    raw = raw - (counts.histogram @ (table.mean**2).sum(axis=1))
    k = np.maximum(counts.prior_n, 1).astype(float)
    slope, shift = np.polyfit(counts.prior_sum / k, counts.prior_of_score / k, 1, w=np.sqrt(k))
    gain = counts.prior_of_score / k - slope * counts.prior_sum / k - shift
    measures = [counts.identical_pairs / np.maximum(counts.pairs, 1), v.mean(axis=1),
                v.var(axis=1), raw / n]  # fmt: skip
    return rank(gain) ** 2 + sum(rank(one) ** 2 for one in measures) / 4


def rank(values: np.ndarray) -> np.ndarray:
    """Share of units not above."""
    return (np.argsort(np.argsort(values, kind="stable"), kind="stable") + 1) / len(values)
