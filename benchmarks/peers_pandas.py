"""The aggregates of `peers.py` in pandas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from peers_sql import packing

from objektiv.schema import MISSING, NOT_ATTEMPTED, NOT_TAUGHT, Work, item_column

Checks = dict[str, int]
CELL = ["region", "municipality", "school", "class"]


def pandas(work: Work, paths: list[Path], out: Path) -> Checks:
    """Vectorised: derived columns, then group sums on a number of the class."""
    import numpy as np
    import pandas as pd

    bits, per_word, top = packing(work)
    names = [item_column(code) for code in work.codes]
    rows = pd.concat([pd.read_parquet(path) for path in paths], ignore_index=True)
    rows["cell"] = rows.groupby(CELL, sort=False, observed=True).ngroup()
    wrote = rows[rows["participated"]].reset_index(drop=True)
    cell, mark = wrote["cell"], wrote["mark"]
    score, prior = wrote["score"].astype("int64"), wrote["prior_score"]
    has = prior.notna()
    before = prior.fillna(0).astype("int64")
    codes = wrote[names].to_numpy()
    points = np.where(codes < NOT_TAUGHT, codes, 0).astype(np.int64)

    def table(values: Any, prefix: str) -> Any:
        return pd.DataFrame(values, columns=[f"{prefix}_{k}" for k in range(len(names))])

    derived = pd.concat(
        [
            pd.DataFrame({"n": np.ones(len(wrote), np.int64), "score_sum": score})
            .assign(score_sq=score**2, prior_n=has.astype("int64"), prior_sum=before)
            .assign(prior_sq=before**2, prior_score=before * score, prior_of_score=score * has),
            table(points, "sum"),
            table(points**2, "sq"),
            table((codes == NOT_ATTEMPTED).astype(np.int64), "x"),
            table((codes == NOT_TAUGHT).astype(np.int64), "n"),
            table((codes == MISSING).astype(np.int64), "e"),
        ],
        axis=1,
    )
    sums = derived.groupby(cell, sort=False).sum()
    counts = table(((codes < NOT_TAUGHT) | (codes == NOT_ATTEMPTED)).astype(np.int64), "n")
    marked = (mark >= 2).to_numpy()
    by_mark = (
        pd.concat([table(points, "sum"), counts], axis=1)[marked]
        .groupby([cell[marked], mark[marked]], sort=False)
        .sum()
    )
    del derived, counts
    absent = rows.groupby("cell", sort=False).agg(
        rows=("participated", "size"),
        wrote=("participated", "sum"),
        enrolled_prior_n=("prior_score", "count"),
        enrolled_prior_sum=("prior_score", "sum"),
    )
    histogram = wrote.groupby(["cell", "score"], sort=False).size().reset_index(name="pupils")
    marks = (
        wrote.groupby(["cell", "mark", "journal_mark"], sort=False)
        .size()
        .reset_index(name="pupils")
    )
    category = np.where(codes >= NOT_TAUGHT, codes - np.uint8(NOT_TAUGHT - top - 1), codes)
    order = {top + 2: top + 1, top + 1: top + 2}  # X before N in the cube
    cube_sum, cubes = 0, []
    for place, name in enumerate(names):
        layer = (
            wrote.assign(kind=category[:, place])
            .groupby(["variant", "score", "kind"], sort=False, observed=True)
            .size()
            .reset_index(name="pupils")
        )
        kind = layer["kind"].astype("int64").replace(order)
        cube_sum += int(
            (
                (layer["score"].astype("int64") + 1) * (place + 1) * (kind + 1) * layer["pupils"]
            ).sum()
        )
        cubes.append(layer.assign(item=name))
    packed = pd.DataFrame({"cell": cell, "pupil": np.arange(len(wrote))})
    groups = [range(k, min(k + per_word, len(names))) for k in range(0, len(names), per_word)]
    for number, group in enumerate(groups):
        packed[f"w{number}"] = sum(
            category[:, i].astype(np.int64) << (bits * place) for place, i in enumerate(group)
        )
    pairs = packed.merge(packed, on="cell", suffixes=("", "_b"))
    pairs = pairs[pairs["pupil"] < pairs["pupil_b"]]
    ones = sum(1 << (bits * place) for place in range(per_word))
    agree = np.full(len(pairs), len(names), np.int64)
    for number in range(len(groups)):
        x = (pairs[f"w{number}"] ^ pairs[f"w{number}_b"]).to_numpy()
        folded = x.copy()
        for shift in range(1, bits):
            folded |= x >> shift
        agree -= np.bitwise_count(folded & ones)
    similar = (
        pd.DataFrame({"pairs": 1, "agree": agree, "sq": agree**2, "same": agree == len(names)})
        .groupby(pairs["cell"].to_numpy(), sort=False)
        .sum()
    )
    twins = packed.groupby(["cell", *(f"w{k}" for k in range(len(groups)))], sort=False).size()
    results = {"sums": sums, "by_mark": by_mark.reset_index(), "absent": absent}
    results |= {"histogram": histogram, "marks": marks, "cube": pd.concat(cubes)}
    results |= {"pairs": similar, "twins": twins[twins > 1].reset_index(name="same")}
    for name, frame in results.items():
        frame.reset_index().to_feather(out / f"{name}.arrow", compression="lz4")

    def over(prefix: str) -> int:
        return sum(int(sums[f"{prefix}_{k}"].sum()) for k in range(len(names)))

    plain = ("n", "score_sum", "score_sq", "prior_n", "prior_sum", "prior_sq", "prior_score")
    level = by_mark.index.get_level_values(1).to_numpy().astype(np.int64)
    return {
        "cells": len(absent),
        **{name: int(sums[name].sum()) for name in (*plain, "prior_of_score")},
        "absent": int((absent["rows"] - absent["wrote"]).sum()),
        "enrolled_prior_n": int(absent["enrolled_prior_n"].sum()),
        "enrolled_prior_sum": int(absent["enrolled_prior_sum"].sum()),
        "item_sum": over("sum"),
        "item_sq": over("sq"),
        "not_attempted": over("x"),
        "not_taught": over("n"),
        "missing": over("e"),
        "by_mark": sum(
            int((by_mark[f"{p}_{k}"].to_numpy() * level).sum()) * times
            for k in range(len(names))
            for p, times in (("sum", 1), ("n", 7))
        ),
        "histogram": int((histogram["score"].astype("int64") ** 2 * histogram["pupils"]).sum()),
        "marks": int(
            ((10 * marks["mark"].astype("int64") + marks["journal_mark"]) * marks["pupils"]).sum()
        ),
        "cube": cube_sum,
        "pairs": int(similar["pairs"].sum()),
        "pair_agreements": int(similar["agree"].sum()),
        "pair_agreements_sq": int(similar["sq"].sum()),
        "identical_pairs": int(similar["same"].sum()),
        "identical_pupils": int(twins[twins > 1].sum()),
    }
