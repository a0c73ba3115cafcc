"""What each kind of manipulation does to the rows of a protocol.

Every function takes the honest rows of the protocols that manipulate in its way and returns
the changed item scores; `removal` alone changes who took part. Intensity λ is 0…1 and the
expected effect grows with it. The probabilities are house choices, set so that the mean
effects at λ ~ U(.4, 1) lie near those reported for the prototype (forensics notes, 4.6).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from objektiv.schema import MISSING, NOT_ATTEMPTED, NOT_TAUGHT
from objektiv.simulation.items import Bank
from objektiv.simulation.responses import respond, total

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """Rows of all protocols of one kind, sorted by school and class; m pupils, I items."""

    bank: Bank
    scores: Bytes  # (m, I) codes of the honest sitting
    intensity: Floats  # (m,)
    school: Ints  # (m,)
    class_: Ints  # (m,)
    variant: Ints  # (m,) 0 or 1
    ability: Floats  # (m,) logit
    shift: Floats  # (C, I) logit, by class
    journal: Bytes  # (m,) 0: none

    def only(self, chosen: Ints) -> Rows:
        """The chosen rows."""
        return replace(
            self,
            scores=self.scores[chosen],
            intensity=self.intensity[chosen],
            school=self.school[chosen],
            class_=self.class_[chosen],
            variant=self.variant[chosen],
            ability=self.ability[chosen],
            journal=self.journal[chosen],
        )


def blanks(random: np.random.Generator, rows: Rows) -> Bytes:
    """Omitted items are filled with right answers, some wrong short answers corrected."""
    blank = rows.scores == NOT_ATTEMPTED
    wrong = (rows.scores == 0) & ~rows.bank.open
    share = rows.intensity[:, None] * (0.75 * blank + 0.25 * wrong)
    return _filled(rows, random.random(rows.scores.shape) < share)


def bump(random: np.random.Generator, rows: Rows) -> Bytes:
    """Scores one to three points below a cut are lifted to it, at times one point more."""
    score = total(rows.scores)
    need = np.zeros(len(score), np.int64)
    reach = 1 + (random.random(len(score)) < 0.9) + (random.random(len(score)) < 0.4)
    for cut in _cuts(rows.bank):
        gap = cut - score
        near = (gap > 0) & (gap <= reach)
        need[near] = gap[near] + (random.random(near.sum()) < 0.25)
    need[random.random(len(score)) >= rows.intensity] = 0
    return raised(random, rows.bank, rows.scores, need)


def hard(random: np.random.Generator, rows: Rows) -> Bytes:
    """The hardest third of the items is given to the class."""
    order = rows.bank.mean.argsort()
    given = np.zeros(len(order), bool)
    given[order[: max(1, round(0.3 * len(order)))]] = True
    told = random.random(rows.scores.shape) < 0.6 * rows.intensity[:, None]
    return _filled(rows, told & given)


def copying(random: np.random.Generator, rows: Rows) -> Bytes:
    """Pupils copy what improves their row from one of the best with the same variant."""
    score = total(rows.scores)
    group = 2 * rows.class_ + rows.variant
    order = np.lexsort((-score, group))
    _, start, inverse, size = np.unique(
        group[order], return_index=True, return_inverse=True, return_counts=True
    )
    best = np.maximum(1, np.rint(0.25 * size))
    pick = start[inverse] + (random.random(len(score)) * best[inverse]).astype(np.int64)
    source = np.empty(len(score), np.int64)
    source[order] = order[pick]
    copies = random.random(len(score)) < 0.5 * rows.intensity
    share = 0.4 + 0.4 * rows.intensity
    cell = copies[:, None] & (random.random(rows.scores.shape) < share[:, None])
    theirs = rows.scores[source]
    better = _points(theirs) >= _points(rows.scores)
    return np.where(cell & better & (rows.scores != NOT_TAUGHT), theirs, rows.scores)


def removal(random: np.random.Generator, rows: Rows) -> Bytes:
    """The weakest pupils of each class are kept away: their rows become empty."""
    guess = rows.ability + random.normal(0, 0.4, len(rows.ability))
    gone = (_rank(rows, guess) < 0.45 * rows.intensity) & (random.random(len(guess)) < 0.9)
    return np.where(gone[:, None], np.uint8(MISSING), rows.scores)


def inflated(random: np.random.Generator, rows: Rows) -> Bytes:
    """A point is added to open items below their maximum."""
    points = _points(rows.scores)
    room = (points < rows.bank.maxima) & rows.bank.open & (rows.scores != NOT_TAUGHT)
    added = room & (random.random(rows.scores.shape) < 0.8 * rows.intensity[:, None])
    return np.where(added, points + 1, rows.scores).astype(np.uint8)


def leak(random: np.random.Generator, rows: Rows) -> Bytes:
    """Part of the items, at times the whole work, is known in advance."""
    school, inverse = np.unique(rows.school, return_inverse=True)
    part = np.where(random.random(len(school)) < 0.3, 1.0, random.uniform(0.3, 0.6, len(school)))
    known = random.random((len(school), rows.scores.shape[1])) < part[:, None]
    told = random.random(len(rows.scores)) < 0.8
    share = np.minimum(0.68 * rows.intensity / np.sqrt(part[inverse]), 0.95)
    learnt = random.random(rows.scores.shape) < share[:, None]
    return _filled(rows, known[inverse] & told[:, None] & learnt)


def fabrication(random: np.random.Generator, rows: Rows) -> Bytes:
    """Rows are written at a desk: the score suits the journal, difficulty hardly matters."""
    cuts = [0, *_cuts(rows.bank), rows.bank.work.max_score + 1]
    middle = (np.array(cuts[:-1]) + np.array(cuts[1:]) - 1) / 2
    wish = np.clip(np.where(rows.journal == 0, 4, rows.journal), 3, 5)
    # a desk has no reason to be modest: most «3» of the journal become «4»
    wish = np.where((wish == 3) & (random.random(len(wish)) < 0.75), 4, wish)
    target = middle[np.minimum(wish.astype(int) - 2, len(middle) - 1)]
    share = (target + random.normal(0, 1.0, len(target))) / rows.bank.work.max_score
    item = share[:, None] + 0.3 * (rows.bank.mean - rows.bank.mean.mean()) + 0.05
    points = random.binomial(rows.bank.maxima, np.clip(item, 0.02, 0.98))
    invented = random.random(len(rows.scores)) < 0.25 + 0.75 * rows.intensity
    change = invented[:, None] & (rows.scores != NOT_TAUGHT)
    return np.where(change, points, rows.scores).astype(np.uint8)


def marks_to_journal(random: np.random.Generator, rows: Rows) -> Bytes:
    """Scores below the band of the journal mark are lifted to its lower border."""
    score = total(rows.scores)
    cuts = np.array([0, *_cuts(rows.bank)])
    wish = np.clip(rows.journal.astype(int) - 2, 0, len(cuts) - 1)
    need = np.where(rows.journal > 0, cuts[wish] - score, 0)
    need = np.where((need > 0) & (need <= 7), need + random.integers(0, 2, len(need)), 0)
    need[random.random(len(need)) >= rows.intensity] = 0
    return raised(random, rows.bank, rows.scores, need)


def substitution(random: np.random.Generator, rows: Rows) -> Bytes:
    """Somebody stronger by 1.5 logits writes for pupils of the weaker half of a class."""
    weak = _rank(rows, rows.ability) < 0.5
    replaced = weak & (random.random(len(weak)) < 0.7 * rows.intensity)
    stronger = np.maximum(rows.ability, -0.5) + random.normal(1.5, 0.3, len(weak))
    theirs = respond(
        random,
        rows.bank,
        ability=stronger,
        shift=rows.shift,
        class_=rows.class_,
        variant=rows.variant,
    )
    change = replaced[:, None] & (rows.scores != NOT_TAUGHT)
    return np.where(change, theirs, rows.scores)


MANIPULATIONS: dict[str, Callable[[np.random.Generator, Rows], Bytes]] = {
    "blanks": blanks,
    "bump": bump,
    "hard": hard,
    "copying": copying,
    "removal": removal,
    "open": inflated,
    "leak": leak,
    "fabrication": fabrication,
    "marks_to_journal": marks_to_journal,
    "substitution": substitution,
}


def raised(random: np.random.Generator, bank: Bank, scores: Bytes, need: Ints) -> Bytes:
    """Add `need` (m,) points to rows, first where a marker has most freedom: open items."""
    result = scores.copy()
    rows = np.flatnonzero(need > 0)
    if not len(rows):
        return result
    part, left = result[rows], need[rows].copy()
    order = (random.random(part.shape) - 0.6 * bank.open).argsort(axis=1)
    line = np.arange(len(rows))
    for item in order.T:
        code = part[line, item]
        points = np.where(code < NOT_TAUGHT, code, 0).astype(np.int64)
        room = np.where(code == NOT_TAUGHT, 0, bank.maxima[item] - points)
        gift = np.minimum(room, left)
        part[line, item] = np.where(gift > 0, points + gift, code)
        left -= gift
    result[rows] = part
    return result


def _rank(rows: Rows, key: Floats) -> Floats:
    """Rank of each pupil in the class, from 0 for the lowest key to less than 1."""
    order = np.lexsort((key, rows.class_))
    _, start, size = np.unique(rows.class_[order], return_index=True, return_counts=True)
    rank = np.empty(len(order))
    rank[order] = (np.arange(len(order)) - np.repeat(start, size)) / np.repeat(size, size)
    return rank


def _points(scores: Bytes) -> Ints:
    return np.where(scores < NOT_TAUGHT, scores, 0).astype(np.int64)


def _filled(rows: Rows, cells: NDArray[np.bool_]) -> Bytes:
    """Full points in the chosen cells, except where the topic was not taught."""
    full = rows.bank.maxima.astype(np.uint8)
    return np.where(cells & (rows.scores != NOT_TAUGHT), full, rows.scores)


def _cuts(bank: Bank) -> list[int]:
    return sorted(bank.work.scale.cuts.values()) if bank.work.scale else []
