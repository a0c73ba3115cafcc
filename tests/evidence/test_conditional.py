"""The second counting pass against a recount pupil by pupil."""

from __future__ import annotations

import numpy as np
import polars as pl

from objektiv import engines
from objektiv.engines import conditional
from objektiv.evidence import look_up
from objektiv.profiles import load_profile
from objektiv.schema import MISSING, NOT_ATTEMPTED, NOT_TAUGHT, Sittings
from objektiv.simulation import base, simulate

SITTINGS = simulate(base(40), 5).sittings[0]
COUNTS = engines.count(SITTINGS)
JOINT = conditional.joint(SITTINGS)
TABLES = look_up(COUNTS, JOINT, load_profile())
GIVEN = conditional.given(SITTINGS, TABLES)


def rows_of(cell: int) -> pl.DataFrame:
    frame = SITTINGS.frame.filter(
        (pl.col("school") == COUNTS.school[cell]) & (pl.col("class") == COUNTS.class_[cell])
    )
    return frame.filter(pl.col("participated"))


def test_margins_agree_with_the_first_pass():
    assert np.array_equal(GIVEN.by_group.sum(axis=1), COUNTS.histogram)
    assert np.array_equal(GIVEN.by_journal.sum(axis=1), COUNTS.histogram)
    assert np.array_equal(GIVEN.by_variant.sum(axis=1), COUNTS.n)
    assert np.array_equal(JOINT.sum(axis=(0, 1)), COUNTS.histogram.sum(axis=0))
    cube = COUNTS.cube.sum(axis=0)[:, :, :-2]
    assert np.array_equal(GIVEN.cells.sum(axis=0), cube)


def test_every_class_agrees_with_a_recount():
    work = SITTINGS.work
    is_open = np.array([item.open for item in work.items])
    for cell in range(0, len(COUNTS.n), 7):
        rows = rows_of(cell)
        items = rows.select(f"item:{code}" for code in work.codes).to_numpy()
        points = np.where(items < NOT_TAUGHT, items, 0).astype(int)
        closed = np.zeros_like(GIVEN.by_closed[cell])
        np.add.at(closed[:, 0], points[:, ~is_open].sum(axis=1), 1)
        np.add.at(closed[:, 1], points[:, ~is_open].sum(axis=1), points[:, is_open].sum(axis=1))
        by_group = np.zeros_like(GIVEN.by_group[cell])
        prior = rows["prior_score"].fill_null(-1).to_numpy().astype(int) + 1
        group = TABLES.group[rows["journal_mark"].to_numpy(), prior]
        np.add.at(by_group, (group, points.sum(axis=1)), 1)

        assert np.array_equal(GIVEN.by_closed[cell], closed)
        assert np.array_equal(GIVEN.by_group[cell], by_group)
        assert np.array_equal(GIVEN.alike[cell], alike(rows, items, points.sum(axis=1)))
        assert GIVEN.copied[cell].tolist() == copied(rows, items, points.sum(axis=1))


def alike(rows: pl.DataFrame, items: np.ndarray, score: np.ndarray) -> list[int]:
    """Largest z per pupil and excess over 2.5, added up pair by pair."""
    top = TABLES.weight.shape[2] - 2
    codes = np.where(items == NOT_ATTEMPTED, top + 1, items).astype(int)
    variant = rows["variant"].to_list()
    best, far = [0] * len(items), 0
    for a in range(len(items)):
        for b in range(a):
            if variant[a] != variant[b]:
                continue
            same = (items[a] == items[b]) & ~np.isin(items[a], [NOT_TAUGHT, MISSING])
            weight = TABLES.weight[(score[a] + score[b]) // 2]
            total = sum(int(weight[i, codes[a, i]]) for i in np.flatnonzero(same))
            z = (total - int(TABLES.usual[score[a], score[b]])) * int(
                TABLES.scale[score[a], score[b]]
            ) >> 16
            best[a], best[b] = max(best[a], z), max(best[b], z)
            far += max(z - 640, 0)
    return [sum(best), far]


def copied(rows: pl.DataFrame, items: np.ndarray, score: np.ndarray) -> list[int]:
    """Evidence of copying from the best of one's own and of the other variant, per pupil."""
    how = TABLES.copying
    codes = np.where(items == NOT_ATTEMPTED, how.alone.shape[2] - 1, items).astype(int)
    fine = ~np.isin(items, [NOT_TAUGHT, MISSING])
    variant = np.array(rows["variant"].to_list())
    found = [0, 0, 0, 0]
    for a in range(len(items)):
        evidence: dict[bool, int] = {}
        for name in np.unique(variant):
            size = int((variant == name).sum())
            mates = [b for b in np.flatnonzero(variant == name) if b != a]
            if size < 3 or (variant == variant[a]).sum() < 3:
                continue
            best = max(1, int(np.rint(how.best * size)))
            for b in mates:
                if sum(score[c] > score[b] for c in mates) >= best:
                    continue
                ratio = sum(
                    int(how.theirs[how.own[score[a], score[b]], i, codes[b, i], codes[a, i]])
                    - int(how.alone[score[a], i, codes[a, i]])
                    for i in np.flatnonzero(fine[a] & fine[b])
                )
                excess = np.exp(min(ratio / 1024, 25)) - 1
                gain = np.rint(1024 * np.log1p(how.copiers / best * excess))
                own = bool(name == variant[a])
                usual = how.usual[score[a], score[b], min(best, 8)]
                evidence[own] = evidence.get(own, 0) + int(gain) - int(usual)
        if (variant == variant[a]).sum() < 3:
            continue
        found[0] += evidence.get(True, 0)
        found[1] += 1
        if False in evidence:
            found[2] += evidence.get(True, 0) - evidence[False]
            found[3] += 1
    return found


def test_parts_of_a_work_add_up():
    names = SITTINGS.frame["school"].unique(maintain_order=True).to_list()
    frames = [
        SITTINGS.frame.filter(pl.col("school").is_in(part)) for part in (names[:15], names[15:])
    ]
    parts = [Sittings(SITTINGS.work, frame) for frame in frames]

    merged = conditional.merge([conditional.given(part, TABLES) for part in parts])

    assert np.array_equal(sum(conditional.joint(part) for part in parts), JOINT)
    for name, array in vars(GIVEN).items():
        assert np.array_equal(getattr(merged, name), array), name
