"""Strange works and campaigns: an answer without a verdict, never an error or a nonsense."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from objektiv import engines
from objektiv.engines import conditional
from objektiv.evidence import find, look_up
from objektiv.profiles import load_profile
from objektiv.schema import Findings, Item, Sittings, Verdict, Work
from objektiv.simulation import base, simulate

PROFILE = load_profile()
FULL = simulate(base(40), 9).sittings[0]


def judged(sittings: Sittings) -> Findings:
    counts = engines.count(sittings)
    tables = look_up(counts, conditional.joint(sittings), PROFILE)
    return find(counts, PROFILE, seed=1, data_hash="", given=conditional.given(sittings, tables))


def with_items(frame: pl.DataFrame, work: Work, items: int) -> Sittings:
    """The same pupils with only the first items, all closed, and no scale."""
    kept = tuple(replace(item, open=False) for item in work.items[:items])
    names = [f"item:{item.code}" for item in kept]
    frame = frame.drop([c for c in frame.columns if c.startswith("item:") and c not in names])
    points = pl.sum_horizontal(pl.when(pl.col(c) < 253).then(pl.col(c)).otherwise(0) for c in names)
    score = pl.when(pl.col("participated")).then(points.cast(pl.Int16)).otherwise(None)
    return Sittings(
        replace(work, items=kept, scale=None, subject="Странный"), frame.with_columns(score=score)
    )


@pytest.mark.parametrize("items", [1, 2, 5])
def test_short_works_without_scale_or_open_items(items):
    found = judged(with_items(FULL.frame, FULL.work, items))

    assert {f.verdict for f in found.schools} <= set(Verdict)
    assert all(f.p_value is None or 0 <= f.p_value <= 1 for f in found.schools)


def test_one_school_alone_gets_facts_only():
    school = FULL.frame["school"].value_counts().sort("count", "school")["school"][-1]

    found = judged(Sittings(FULL.work, FULL.frame.filter(pl.col("school") == school)))

    assert [f.verdict for f in found.schools] == [Verdict.INSUFFICIENT]


def test_nobody_came():
    items = [pl.lit(255, pl.UInt8).alias(f"item:{c}") for c in FULL.work.codes]
    frame = FULL.frame.with_columns(
        pl.lit(False).alias("participated"), pl.lit(None, pl.Int16).alias("score"), *items
    )

    found = judged(Sittings(FULL.work, frame))

    assert {f.verdict for f in found.schools} == {Verdict.INSUFFICIENT}


def test_everybody_equal():
    work = Work("ВПР", 2026, 5, "Ровный", tuple(Item(str(k), 1) for k in range(4)))
    frame = FULL.frame.drop([c for c in FULL.frame.columns if c.startswith("item:")])
    frame = frame.with_columns(
        pl.lit(True).alias("participated"),
        pl.lit(4, pl.Int16).alias("score"),
        pl.lit(5, pl.UInt8).alias("mark"),
        *[pl.lit(1, pl.UInt8).alias(f"item:{k}") for k in range(4)],
    )

    found = judged(Sittings(work, frame))

    assert Verdict.VERIFY not in {f.verdict for f in found.schools}


def test_big_items_and_a_long_work():
    random = np.random.default_rng(1)
    work = Work(
        "ВПР",
        2026,
        8,
        "Длинный",
        tuple(Item(str(k), 1 + k % 12, open=k % 3 == 0) for k in range(30)),
    )
    frame = FULL.frame.filter("participated").drop(
        [c for c in FULL.frame.columns if c.startswith("item:")]
    )
    points = np.stack(
        [random.binomial(item.max, 0.5, frame.height) for item in work.items], axis=1
    ).astype(np.uint8)
    frame = frame.with_columns(
        pl.Series("score", points.sum(axis=1).astype(np.int16)),
        pl.lit(0, pl.UInt8).alias("mark"),
        *[pl.Series(f"item:{k}", points[:, k]) for k in range(30)],
    )

    found = judged(Sittings(work, frame))

    assert sum(f.verdict is Verdict.VERIFY for f in found.schools) == 0
