"""The second counting pass: what pupils show given what was known of them before.

`joint` counts prior score × journal mark × score over the whole work; from it the caller
makes groups of pupils with the same prediction. `given` then counts every class by group
and score, by closed part, by score × item × category, and weighs every pair of pupils of
one class and variant by how rare their equal cells are. Integers only, so every engine
gives the same bits; parts of a work add up (`merge`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from objektiv.schema import Sittings, Work

if TYPE_CHECKING:
    from objektiv.engines.batches import Batch

Ints = NDArray[Any]

PRIOR_TOP = 255  # prior scores above are counted with it
LOG_UNIT = 1024  # logarithms of probabilities are kept in 1/1024
LOG_MOST = 25.0  # a logarithm of a ratio beyond says nothing more


@dataclass(frozen=True)
class Copying:
    """Look-up tables of «copied from the best of the class»; logarithms in 1/`LOG_UNIT`."""

    own: Ints  # (S+1, S+1) int32: total, source's total → own score before copying
    theirs: Ints  # (S+1, I, K+2, K+2) int32: own score, item, source's cell, cell → log P
    alone: Ints  # (S+1, I, K+2) int32: total, item, cell → log P
    usual: Ints  # (S+1, S+1, B+1) int32: total, source's total, best → honest mean
    best: float  # share of a class that is copied from
    copiers: float  # share of a class that copies


@dataclass(frozen=True)
class Tables:
    """Look-up tables of the second pass; S maximum score, I items."""

    group: Ints  # (6, PRIOR_TOP + 2) uint8: journal mark, prior score + 1 (0: none) → group
    groups: int  # G
    weight: Ints  # (S+1, I, K+2) int32: mean score of a pair, item, equal category → weight
    usual: Ints  # (S+1, S+1) int64: expected sum of weights given two scores
    scale: Ints  # (S+1, S+1) int64: (sum − usual)·scale / 2¹⁶ is z in 1/256
    copying: Copying


@dataclass(frozen=True)
class Given:
    """Counts of the second pass, C classes in the order of `Counts`; G groups."""

    by_group: Ints  # (C, G, S+1) pupils by group and score
    by_journal: Ints  # (C, 6, S+1) pupils by journal mark and score
    by_closed: Ints  # (C, Sc+1, 2) pupils and Σ open score by score of the closed items
    cells: Ints  # (C, S+1, I, K+2) pupils by score, item, category: 0…K points, X
    by_variant: Ints  # (C, V) pupils
    alike: Ints  # (C, 2): Σ over pupils of the largest z of a pair; Σ over pairs of z − FAR
    copied: Ints  # (C, 4): evidence of copying and pupils, then less other variants'; 1/1024


def joint(sittings: Sittings) -> Ints:
    """Pupils by journal mark, prior score + 1 and score: (6, PRIOR_TOP + 2, S+1)."""
    from objektiv.engines.batches import of_sittings

    return joint_of(of_sittings(sittings), sittings.work)


def joint_of(batch: Batch, work: Work) -> Ints:
    """`joint` of one batch; batches add up."""
    wrote = batch.wrote != 0
    prior = _prior(batch)[wrote].astype(np.int64)
    shape = (6, PRIOR_TOP + 2, work.max_score + 1)
    flat = (batch.journal[wrote] * np.int64(shape[1]) + prior) * shape[2] + batch.score[wrote]
    return np.bincount(flat, minlength=shape[0] * shape[1] * shape[2]).reshape(shape)


def given(sittings: Sittings, tables: Tables) -> Given:
    """The second pass over sittings in memory."""
    from objektiv.engines.batches import of_sittings

    return given_of(of_sittings(sittings), sittings.work, tables)


def given_of(batch: Batch, work: Work, tables: Tables) -> Given:
    """The second pass over one batch of whole classes."""
    from objektiv.engines.conditional_kernel import given_classes
    from objektiv.engines.copied_kernel import copied_classes

    S, n_items = work.max_score, len(work.items)
    K = max((item.max for item in work.items), default=0)
    is_open = np.array([item.open for item in work.items], np.uint8)
    closed = sum(item.max for item in work.items if not item.open)
    C = len(batch.starts) - 1
    part = Given(
        by_group=np.zeros((C, tables.groups, S + 1), np.int32),
        by_journal=np.zeros((C, 6, S + 1), np.int32),
        by_closed=np.zeros((C, closed + 1, 2), np.int32),
        cells=np.zeros((C, S + 1, n_items, K + 2), np.uint16),
        by_variant=np.zeros((C, max(len(batch.variants), 1)), np.int32),
        alike=np.zeros((C, 2), np.int64),
        copied=np.zeros((C, 4), np.int64),
    )
    given_classes(
        batch.items, batch.wrote, batch.score, batch.journal, _prior(batch), batch.variant,
        batch.starts, is_open, tables.group, tables.weight, tables.usual, tables.scale,
        part.by_group, part.by_journal, part.by_closed, part.cells, part.by_variant, part.alike,
    )  # fmt: skip
    how = tables.copying
    copied_classes(
        batch.items, batch.wrote, batch.score, batch.variant, batch.starts,
        how.own, how.theirs, how.alone, how.usual, how.best, how.copiers, part.copied,
    )  # fmt: skip
    return part


def merge(parts: Sequence[Given]) -> Given:
    """Parts of one work, each with whole classes, in the order of `Counts`."""
    variants = max(part.by_variant.shape[1] for part in parts)
    wide = [np.pad(p.by_variant, ((0, 0), (0, variants - p.by_variant.shape[1]))) for p in parts]
    return Given(
        by_group=np.concatenate([part.by_group for part in parts]),
        by_journal=np.concatenate([part.by_journal for part in parts]),
        by_closed=np.concatenate([part.by_closed for part in parts]),
        cells=np.concatenate([part.cells for part in parts]),
        by_variant=np.concatenate(wide),
        alike=np.concatenate([part.alike for part in parts]),
        copied=np.concatenate([part.copied for part in parts]),
    )


def _prior(batch: Batch) -> Ints:
    """Prior scores moved by one: 0 stands for none."""
    return np.clip(batch.prior.astype(np.int32), -1, PRIOR_TOP) + 1
