"""Real item-level data cut into invented schools; skipped where the data are absent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from objektiv.schema import COLUMNS, NOT_ATTEMPTED, Item, Scale, Sittings, Work

REAL = Path(__file__).parents[3] / "shared" / "data" / "real"


def real(name: str) -> Path:
    path = REAL / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the repository")
    return path


def czech(seed: int) -> Sittings:
    """A national mixed test, centrally marked, in random schools of Russian sizes.

    Nobody of a school has anything in common, so every sign is chance.
    """
    table = pl.read_csv(
        real("CZmatura2019_15702.csv.gz"), infer_schema_length=20_000, null_values="NA"
    )
    codes = [name for name in table.columns if name.startswith("b")]
    points = table.select(codes).with_columns(pl.all().cast(pl.Float64)).to_numpy()
    best = np.nanmax(points, axis=0).astype(int)
    items = np.where(np.isnan(points), NOT_ATTEMPTED, points).astype(np.uint8)
    score = np.nansum(points, axis=1).astype(np.int16)
    top = int(best.sum())
    cuts = [0, round(0.33 * top), round(0.6 * top), round(0.8 * top), top + 1]
    scale = Scale(tuple((cuts[k], cuts[k + 1] - 1, k + 2) for k in range(4)))
    work = Work(
        "ВПР", 2026, 5, "Математика",
        tuple(Item(code, int(most)) for code, most in zip(codes, best, strict=True)), scale,
    )  # fmt: skip
    random = np.random.default_rng(seed)
    order = random.permutation(len(score))
    school, class_ = _schools(random, len(score))
    mark = np.searchsorted(cuts[1:4], score, side="right") + 2
    count = len(score)
    columns = {
        "region": np.full(count, "Область 01"),
        "municipality": np.full(count, "Район 01"),
        "school": school,
        "class": class_,
        "pupil": np.array([f"{k:06d}" for k in range(count)]),
        "variant": np.full(count, ""),
        "sex": np.full(count, ""),
        "participated": np.full(count, True),
        "score": score[order],
        "mark": mark[order],
        "journal_mark": np.zeros(count, int),
    }
    frame = pl.DataFrame(columns).with_columns(prior_score=pl.lit(None))
    frame = frame.select(pl.col(name).cast(getattr(pl, kind)) for name, kind in COLUMNS.items())
    cells = items[order]
    frame = frame.with_columns(
        pl.Series(f"item:{code}", cells[:, k]) for k, code in enumerate(codes)
    )
    return Sittings(work, frame)


def _schools(random: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Names of school and class of each row: villages of one class, towns of several."""
    school, class_ = [], []
    number = 0
    while len(school) < count:
        number += 1
        letters = "А" if random.random() < 0.6 else "АБВ"
        for letter in letters:
            size = int(random.integers(5, 28))
            school += [f"edu{900_000 + number}"] * size
            class_ += [f"5{letter}"] * size
    return np.array(school[:count]), np.array(class_[:count])


def gcse() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coursework given the written paper: size, mean residual and its variance by school."""
    table = pl.read_csv(real("Gcsemv_written_vs_coursework.csv"), null_values=["", "NA"])
    table = table.drop_nulls(["written", "course"])
    written = table["written"].to_numpy().astype(float)
    course = table["course"].to_numpy().astype(float)
    left = course - np.polyval(np.polyfit(written, course, 1), written)
    _, of = np.unique(table["school"].to_numpy(), return_inverse=True)
    n = np.bincount(of)
    mean = np.bincount(of, left) / n
    within = ((left - mean[of]) ** 2).sum() / (len(left) - len(n))
    return n, mean, within / n


def polish(year: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Schools of two years: size, mean of mathematics, mean a year before."""
    table = pl.read_csv(real("PL_E8_school_panel_2021_2025.csv.gz"), null_values=["", "NA"])
    pair = table.filter(pl.col("year") == year).join(
        table.filter(pl.col("year") == year - 1), on="school_id", suffix="_before"
    )
    pair = pair.drop_nulls(["math_average", "math_average_before", "math_candidates"]).filter(
        (pl.col("math_candidates") >= 10) & (pl.col("math_candidates_before") >= 10)
    )
    names = ("math_candidates", "math_average", "math_average_before")
    return tuple(pair[name].to_numpy().astype(float) for name in names)


def dutch(track: str) -> tuple[np.ndarray, np.ndarray]:
    """Departments of schools: size, school exam minus central exam."""
    table = pl.read_csv(
        real("DUO_NL_2019_SE_CE_by_school_track.csv.gz"), null_values=["", "NA"]
    ).drop_nulls(["mean_se", "mean_ce"])
    table = table.filter((pl.col("n") >= 10) & (pl.col("track") == track))
    gap = (table["mean_se"] - table["mean_ce"]).to_numpy().astype(float)
    return table["n"].to_numpy().astype(float), gap


def regents() -> dict[str, np.ndarray]:
    """Histograms of New York's exams of 2010 by whole scores 0…100."""
    table = pl.read_csv(real("nyc_regents_scores_2010.csv")).drop_nulls("score")
    scores = table["score"].to_numpy().astype(int)
    found = {}
    for name in table.columns[2:]:
        histogram = np.zeros(101)
        histogram[scores] = table[name].cast(pl.Float64).fill_null(0).to_numpy()
        found[name] = histogram
    return found
