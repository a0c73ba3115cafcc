"""The aggregates of the kernel by general engines, each written the way that engine likes.

All return the same checksums and leave the same five results on disk:

A  classes     school × class: absent, n, Σ score, Σ score², six sums with prior scores, and for
               each item Σ points, Σ points², «X», «N», empty
B  by_mark     school × class × mark: for each item Σ points and pupils whose item counts
C  spread      school × class × score: pupils;  school × class × mark × journal mark: pupils
D  cube        variant × score × item × category: pupils
E  pairs       school × class: pairs, Σ agreements, Σ agreements², identical pairs and pupils
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from peers_pandas import pandas
from peers_sql import duckdb, packing, spark

from objektiv.schema import MISSING, NOT_ATTEMPTED, NOT_TAUGHT, Work, item_column

CELL = ["region", "municipality", "school", "class"]
Checks = dict[str, int]


def kernel(work: Work, paths: list[Path], out: Path) -> Checks:
    """Our own: `count_to`, then checksums from what is on disk."""
    from objektiv.engines import count_to

    count_to(paths, work, out / "counts")
    return {}


def kernel_checks(work: Work, out: Path) -> Checks:
    """Checksums of what `count_to` wrote; apart, so that it is not timed."""
    import numpy as np

    from objektiv.engines import read_counts

    counts = read_counts(out / "counts")
    scores = np.arange(work.max_score + 1)
    mark, journal = np.arange(6)[:, None], np.arange(6)[None, :]
    _, s, i, k = np.indices(counts.cube.shape, sparse=True)
    names = ("n", "absent", "score_sum", "score_sq", "prior_n", "prior_sum", "prior_sq")
    names += ("prior_score", "prior_of_score", "enrolled_prior_n", "enrolled_prior_sum")
    names += ("item_sum", "item_sq", "not_attempted", "not_taught", "missing")
    names += ("pairs", "pair_agreements", "pair_agreements_sq")
    names += ("identical_pairs", "identical_pupils")
    marks = np.arange(2, 6)[None, :, None]
    return {
        "cells": len(counts.n),
        **{name: int(getattr(counts, name).sum()) for name in names},
        "by_mark": int((counts.mark_item_sum * marks + 7 * counts.mark_item_n * marks).sum()),
        "histogram": int((counts.histogram * scores**2).sum()),
        "marks": int((counts.marks * (10 * mark + journal)).sum()),
        "cube": int((counts.cube * (s + 1) * (i + 1) * (k + 1)).sum()),
    }


def polars(work: Work, paths: list[Path], out: Path) -> Checks:
    """Streaming over all regions of the work, plans shared by `collect_all`.

    Classes are numbered in one pass over the sorted rows first: grouping by four columns of
    text instead takes 1.6 times as long.
    """
    import polars as pl

    bits, per_word, top = packing(work)
    names = [item_column(code) for code in work.codes]

    def total(expression: Any) -> Any:
        return expression.cast(pl.Int64).sum()  # a sum of small integers stays small and wraps

    def points(name: str) -> Any:
        return pl.when(pl.col(name) < NOT_TAUGHT).then(pl.col(name)).otherwise(0)

    frame = pl.read_parquet(paths).with_columns(
        prior=pl.col("prior_score").cast(pl.Int64), cell=pl.struct("school", "class").rle_id()
    )
    frame.group_by("cell").agg(pl.col(CELL).first()).write_ipc(
        out / "cells.arrow", compression="lz4"
    )
    rows = frame.drop(CELL).lazy()
    wrote = rows.filter("participated").with_columns(score=pl.col("score").cast(pl.Int64))
    classes = rows.group_by("cell").agg(
        absent=total(~pl.col("participated")),
        enrolled_prior_n=pl.col("prior").count(),
        enrolled_prior_sum=pl.col("prior").sum(),
    )
    has = pl.col("prior").is_not_null()
    sums = wrote.group_by("cell").agg(
        pl.len().cast(pl.Int64).alias("n"),
        pl.col("score").sum().alias("score_sum"),
        (pl.col("score") ** 2).sum().alias("score_sq"),
        pl.col("prior").count().alias("prior_n"),
        pl.col("prior").sum().alias("prior_sum"),
        (pl.col("prior") ** 2).sum().alias("prior_sq"),
        (pl.col("prior") * pl.col("score")).sum().alias("prior_score"),
        pl.col("score").filter(has).sum().alias("prior_of_score"),
        *(total(points(name)).alias(f"sum_{name}") for name in names),
        *(total(points(name).cast(pl.Int64) ** 2).alias(f"sq_{name}") for name in names),
        *(total(pl.col(name) == NOT_ATTEMPTED).alias(f"x_{name}") for name in names),
        *(total(pl.col(name) == NOT_TAUGHT).alias(f"n_{name}") for name in names),
        *(total(pl.col(name) == MISSING).alias(f"e_{name}") for name in names),
    )
    marked = wrote.filter(pl.col("mark") >= 2)
    by_mark = marked.group_by(["cell", "mark"]).agg(
        *(total(points(name)).alias(f"sum_{name}") for name in names),
        *(
            total((pl.col(name) < NOT_TAUGHT) | (pl.col(name) == NOT_ATTEMPTED)).alias(f"n_{name}")
            for name in names
        ),
    )
    histogram = wrote.group_by(["cell", "score"]).len("pupils")
    marks = wrote.group_by(["cell", "mark", "journal_mark"]).len("pupils")
    codes = [*range(top + 1), NOT_ATTEMPTED, NOT_TAUGHT, MISSING]
    cube = wrote.group_by("variant", "score").agg(
        total(pl.col(name) == code).alias(f"{place}:{category}")
        for place, name in enumerate(names)
        for category, code in enumerate(codes)
    )

    def category(name: str) -> Any:
        code = pl.col(name).cast(pl.UInt64)
        return pl.when(code >= NOT_TAUGHT).then(code - (NOT_TAUGHT - top - 1)).otherwise(code)

    words = [names[k : k + per_word] for k in range(0, len(names), per_word)]
    packed = wrote.with_columns(
        pl.sum_horizontal(
            category(name) * (1 << (bits * place)) for place, name in enumerate(word)
        ).alias(f"w{number}")
        for number, word in enumerate(words)
    ).select("cell", "pupil", *(f"w{number}" for number in range(len(words))))
    ones = sum(1 << (bits * place) for place in range(per_word))

    def differing(number: int) -> Any:
        x = pl.col(f"w{number}") ^ pl.col(f"w{number}_right")
        folded = x
        for shift in range(1, bits):
            folded = folded | (x // (1 << shift))
        return (folded & pl.lit(ones, pl.UInt64)).bitwise_count_ones().cast(pl.Int64)

    agreements = len(names) - pl.sum_horizontal(differing(k) for k in range(len(words)))
    pairs = (
        packed.join(packed, on="cell")
        .filter(pl.col("pupil") < pl.col("pupil_right"))
        .with_columns(agree=agreements)
        .group_by("cell")
        .agg(
            pl.len().alias("pairs"),
            pl.col("agree").sum().alias("agreements"),
            (pl.col("agree") ** 2).sum().alias("agreements_sq"),
            total(pl.col("agree") == len(names)).alias("identical_pairs"),
        )
    )
    twins = (
        packed.group_by(["cell", *(f"w{k}" for k in range(len(words)))])
        .len("same")
        .filter(pl.col("same") > 1)
        .group_by("cell")
        .agg(pl.col("same").cast(pl.Int64).sum().alias("identical_pupils"))
    )
    plans = {
        "absent": classes,
        "sums": sums,
        "by_mark": by_mark,
        "histogram": histogram,
        "marks": marks,
        "cube": cube,
        "pairs": pairs,
        "twins": twins,
    }
    frames = dict(zip(plans, pl.collect_all(plans.values(), engine="streaming"), strict=True))
    for name, frame in frames.items():
        frame.write_ipc(out / f"{name}.arrow", compression="lz4")
    return _polars_checks(work, frames)


def _polars_checks(work: Work, frames: dict[str, Any]) -> Checks:
    import polars as pl

    sums, pairs = frames["sums"], frames["pairs"]
    names = [item_column(code) for code in work.codes]

    def over(frame: Any, prefix: str) -> int:
        return sum(int(frame[f"{prefix}_{name}"].sum()) for name in names)

    by_mark, cube = frames["by_mark"], frames["cube"]
    weight = pl.col("pupils").cast(pl.Int64)
    cells = [name for name in cube.columns if ":" in name]
    plain = ("n", "score_sum", "score_sq", "prior_n", "prior_sum", "prior_sq", "prior_score")
    return {
        "cells": len(frames["absent"]),
        **{name: int(sums[name].sum()) for name in (*plain, "prior_of_score")},
        **{
            name: int(frames["absent"][name].sum())
            for name in ("absent", "enrolled_prior_n", "enrolled_prior_sum")
        },
        "item_sum": over(sums, "sum"),
        "item_sq": over(sums, "sq"),
        "not_attempted": over(sums, "x"),
        "not_taught": over(sums, "n"),
        "missing": over(sums, "e"),
        "by_mark": sum(
            int((by_mark[f"{p}_{name}"] * by_mark["mark"].cast(pl.Int64)).sum()) * times
            for name in names
            for p, times in (("sum", 1), ("n", 7))
        ),
        "histogram": int(frames["histogram"].select((pl.col("score") ** 2 * weight).sum()).item()),
        "marks": int(
            frames["marks"]
            .select(((10 * pl.col("mark").cast(pl.Int64) + pl.col("journal_mark")) * weight).sum())
            .item()
        ),
        "cube": sum(
            int(((cube["score"] + 1) * cube[name]).sum())
            * (int(name.split(":")[0]) + 1)
            * (int(name.split(":")[1]) + 1)
            for name in cells
        ),
        "pairs": int(pairs["pairs"].sum()),
        "pair_agreements": int(pairs["agreements"].sum()),
        "pair_agreements_sq": int(pairs["agreements_sq"].sum()),
        "identical_pairs": int(pairs["identical_pairs"].sum()),
        "identical_pupils": int(frames["twins"]["identical_pupils"].sum()),
    }


PEERS: dict[str, Callable[[Work, list[Path], Path], Checks]] = {
    "kernel": kernel,
    "polars": polars,
    "duckdb": duckdb,
    "pandas": pandas,
    "spark": spark,
}
