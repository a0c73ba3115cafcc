"""A generated campaign for benchmarks: works × regions, a Parquet file each, from NumPy alone.

Shape as in a national campaign: about 800 schools a region, classes of about 18 pupils, works of
15–24 items of 1–3 points in two variants, 6 % absent, 4 % of cells not attempted, some not taught,
journal marks near the mark, prior scores for most. Sorted as the store sorts. The statistics of
the answers do not matter here; `objektiv simulate` makes campaigns with known manipulations.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl

from objektiv.schema import MISSING, NOT_ATTEMPTED, NOT_TAUGHT, Item, Work, item_column
from objektiv.schema.describe import describe, work_of

CLASS = 18  # pupils of a class on average
SUBJECTS = ("Математика", "Русский язык", "История", "Биология")


def campaign(
    folder: Path, *, works: int, regions: int, sittings: int, seed: int = 1
) -> list[tuple[Work, list[Path]]]:
    """Works with their files; generated once and reused while the parameters are the same."""
    rows = round(sittings / works / regions)
    home = folder / f"campaign-{works}x{regions}x{rows}-{seed}"
    found = [_work(number) for number in range(works)]
    todo = [
        (work, region, path)
        for number, work in enumerate(found)
        for region in range(regions)
        if not (path := home / f"work-{number:02}" / f"region-{region:02}.parquet").exists()
    ]
    with ThreadPoolExecutor(2) as pool:
        for done in pool.map(lambda one: _write(*one, rows, seed), todo):
            assert done
    for number, work in enumerate(found):
        about = json.dumps(describe(work), ensure_ascii=False)
        (home / f"work-{number:02}" / "work.json").write_text(about, "utf-8")
    return read_campaign(home)


def read_campaign(home: Path) -> list[tuple[Work, list[Path]]]:
    """Works of a folder with their files."""
    return [
        (
            work_of(json.loads((place / "work.json").read_text("utf-8"))),
            sorted(place.glob("region-*.parquet")),
        )
        for place in sorted(home.glob("work-*"))
    ]


def _work(number: int) -> Work:
    rng = np.random.default_rng(number)
    length = 24 if number % 16 == 15 else int(rng.integers(15, 21))
    if number == 0:
        length = 20
    maxima = rng.choice([1, 1, 2, 2, 3], length)
    maxima[0] = 3
    items = tuple(Item(str(place), int(top)) for place, top in enumerate(maxima, 1))
    return Work("ВПР", 2026, 4 + number // len(SUBJECTS), SUBJECTS[number % len(SUBJECTS)], items)


def _write(work: Work, region: int, path: Path, rows: int, seed: int) -> bool:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    sittings(work, region, rows, seed).write_parquet(
        draft, compression="zstd", compression_level=1, row_group_size=131_072
    )
    draft.rename(path)
    return True


def sittings(work: Work, region: int, rows: int, seed: int = 1) -> pl.DataFrame:
    """Sittings of one work in one region, sorted by municipality, school, class, pupil."""
    rng = np.random.default_rng([seed, region, work.grade, len(work.items)])
    sizes = np.clip(rng.normal(CLASS, 6, rows // 4 + 2).round(), 1, 40).astype(np.int64)
    sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), rows)) + 1]
    sizes[-1] -= sizes.sum() - rows
    classes = len(sizes)
    parallel = rng.integers(1, 5, classes)  # classes of each school
    school = np.repeat(np.arange(classes), parallel)[:classes]
    letter = np.arange(classes) - np.searchsorted(school, school)
    of = np.repeat(np.arange(classes), sizes)

    level = rng.normal(0, 0.5, school.max() + 1)[school] + rng.normal(0, 0.3, classes)
    ability = (level[of] + rng.standard_normal(rows)).astype(np.float32)
    wrote = rng.random(rows, np.float32) > 0.06
    items, score = [], np.zeros(rows, np.int16)
    for place, item in enumerate(work.items):
        reached = ability + rng.standard_normal(rows, np.float32)
        hard = np.linspace(-1.2, 0.8, len(work.items))[(place * 7) % len(work.items)]
        points = np.zeros(rows, np.uint8)
        for step in range(item.max):
            points += reached > hard + 0.5 * step
        score += points * wrote
        chance = rng.integers(0, 1000, rows, np.uint16)
        cell = np.where((points == 0) & (chance < 120), np.uint8(NOT_ATTEMPTED), points)
        if place == 5:
            cell = np.where((points == 0) & (chance >= 980), np.uint8(NOT_TAUGHT), cell)
        items.append(np.where(wrote, cell, np.uint8(MISSING)))
    cuts = np.array([0.3, 0.55, 0.8]) * work.max_score
    mark = (2 + np.searchsorted(cuts, score, side="right")).astype(np.uint8)
    shift = rng.choice(np.array([-1, 0, 0, 0, 1], np.int8), rows)
    journal = np.clip(mark.astype(np.int8) + shift, 2, 5).astype(np.uint8)
    prior = np.clip(np.round(15 + 5 * ability + rng.normal(0, 3, rows)), 0, 30).astype(np.int16)

    def text(values: list[str], codes: np.ndarray) -> pl.Series:
        return pl.Series(values, dtype=pl.String).gather(codes.astype(np.uint32))

    towns = [f"Муниципалитет {region:02}-{town:02}" for town in range(32)]
    town = school * 32 // (int(school.max()) + 1)
    schools = [f"edu{region:02}{one:04}" for one in range(int(school.max()) + 1)]
    letters = [f"{work.grade}{letter}" for letter in "АБВГДЕ"]
    pupil = np.arange(rows) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    frame = pl.DataFrame(
        {
            "region": pl.repeat(f"Регион {region:02}", rows, eager=True),
            "municipality": text(towns, town[of]),
            "school": text(schools, school[of]),
            "class": text(letters, letter[of]),
            "pupil": text([f"{one:05}" for one in range(41)], pupil),
            "variant": text(["1", "2"], pupil % 2),
            "sex": text(["ж", "м"], rng.integers(0, 2, rows)),
            "participated": wrote,
            "score": score,
            "mark": np.where(wrote, mark, np.uint8(0)),
            "journal_mark": journal,
            "prior_score": prior,
        }
    )
    known = rng.random(rows, np.float32) < 0.9
    frame = frame.with_columns(
        pl.when(pl.lit(pl.Series(known))).then("prior_score").alias("prior_score"),
        pl.when("participated").then("score").alias("score"),
    )
    return frame.with_columns(
        [
            pl.Series(item_column(code), values)
            for code, values in zip(work.codes, items, strict=True)
        ]
    )
