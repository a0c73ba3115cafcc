"""Marks of a school against its norm: a row per pupil, subject and period.

Integers up to the last step: weights are thousandths, borders are compared crosswise, so a mean
that equals a border reaches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from objektiv.schema.journal import (
    AWAY,
    EXEMPT,
    JOINED,
    LEFT,
    POINT,
    WEIGHT_UNIT,
    Journal,
    MarkNorms,
)

if TYPE_CHECKING:
    import polars as pl

    Flags = NDArray[np.bool_]

PUPIL = ["school", "class", "pupil", "subject"]
_ROW = ["p", "period"]
_DAY_BITS = 17  # days since 1970 up to the year 2328


COLUMNS = (
    *PUPIL, "period", "lessons", "whole", "required", "actual", "missing", "points", "weight",
    "final", "final_before", "streak", "late", "absent", "exempt", "awaited", "both", "corrected",
)  # fmt: skip


@dataclass(frozen=True)
class Accumulation:
    """`rows`: PUPIL, `period` and

    lessons              lessons of the pupil's groups that the journal shows
    whole                marks the norm asks for in a whole period, null where it lacks the hours
    required             the same less what the pupil missed
    actual, missing      marks there are, marks that lack
    points, weight       Σ mark × weight, Σ weight, both in thousandths
    final, final_before  final mark, and the one without the last days (0: none)
    streak               most attended lessons in a row without a mark
    late                 marks in the last days of the period
    absent, exempt       lessons missed, lessons the pupil was exempt from
    awaited              points that wait for their mark
    both                 days with a mark and an absence
    corrected            marks that replaced another
    """

    rows: pl.DataFrame
    outside: int  # marks on days of no period: they count nowhere


def accumulate(journal: Journal, norms: MarkNorms, *, last_days: int = 7) -> Accumulation:
    """Count marks against the norm.

    The norm of a whole period is base + per_weekly_hour × hours. A pupil who was in the class
    for d of the D days and missed m of the l lessons (absent, ill, exempt, as the norms say, and
    without a mark on that day) needs ⌈norm × (d / D − m / l)⌉ marks. l: lessons seen in the
    journal, at least hours × weeks: a table of marks does not show every lesson. Who missed all
    the lessons seen needs none.

    last_days: days that are the end of a period.
    """
    import polars as pl

    events = _in_periods(journal.events, norms)
    outside = events.filter(pl.col("period").is_null() & (pl.col("mark") > 0)).height
    pupils = events.select(PUPIL).unique(maintain_order=True).with_row_index("p")
    events = events.join(pupils, on=PUPIL, how="left", maintain_order="left")
    moves = events.group_by("p").agg(
        joined=pl.col("date").filter(pl.col("note") == JOINED).max(),
        left=pl.col("date").filter(pl.col("note") == LEFT).max(),
    )
    inside = events.filter(pl.col("period").is_not_null())
    if not inside.height:
        return Accumulation(pl.DataFrame(schema=_empty()), outside)
    days = _days(events, journal.lessons, norms, moves)
    rows = (
        days.join(_marks(inside, norms, last_days), on=_ROW, how="left")
        .with_columns(
            pl.col(
                "actual",
                "points",
                "weight",
                "late",
                "points_before",
                "weight_before",
                "corrected",
            ).fill_null(0)
        )
        .join(_enrolled(moves, norms), on=_ROW, how="left")
        .filter((pl.col("enrolled") > 0) | (pl.col("actual") > 0))
        .join(pupils, on="p")
    )
    rows = _required(rows, norms).with_columns(
        final=pl.when(pl.col("actual") >= norms.final_least)
        .then(final_marks("points", "weight", norms.rounding))
        .otherwise(0),
        final_before=final_marks("points_before", "weight_before", norms.rounding),
        period=pl.col("period").replace_strict(
            range(len(norms.periods)), [one.name for one in norms.periods], return_dtype=pl.String
        ),
        order="period",
    )
    rows = rows.sort([*PUPIL, "order"]).select(COLUMNS)
    return Accumulation(rows, outside)


def _empty() -> pl.Schema:
    import polars as pl

    texts = [*PUPIL, "period"]
    return pl.Schema({name: pl.String if name in texts else pl.Int64 for name in COLUMNS})


def final_marks(points: str, weight: str, rounding: Sequence[Fraction]) -> pl.Expr:
    """Final marks of two columns of integers; 0 where nothing weighs anything.

    points / weight ≥ p / q exactly when points × q ≥ p × weight.
    """
    import polars as pl

    steps = [
        (pl.col(points) * border.denominator >= pl.col(weight) * border.numerator).cast(pl.UInt8)
        for border in rounding
    ]
    return (
        pl.when(pl.col(weight) > 0).then(2 + pl.sum_horizontal(steps)).otherwise(0).cast(pl.UInt8)
    )


def _in_periods(frame: pl.DataFrame, norms: MarkNorms) -> pl.DataFrame:
    """The number of the period of each day; null outside all of them."""
    import polars as pl

    period = pl.lit(None, pl.UInt8)
    for number, one in enumerate(norms.periods):
        inside = pl.col("date").is_between(one.start, one.end)
        period = pl.when(inside).then(pl.lit(number, pl.UInt8)).otherwise(period)
    return frame.with_columns(period=period)


def _marks(events: pl.DataFrame, norms: MarkNorms, last_days: int) -> pl.DataFrame:
    """Sums over marks, all of them and those before the last days of the period."""
    import polars as pl

    marks = events.filter(pl.col("mark") > 0)
    own = marks.select("subject", "kind", "date").unique()
    weights = [
        int(norms.weight(subject, kind, day) * WEIGHT_UNIT)
        for subject, kind, day in own.iter_rows()
    ]
    own = own.with_columns(due=pl.Series(weights, dtype=pl.Int32))
    ends = [one.end - timedelta(days=last_days - 1) for one in norms.periods]
    late = pl.col("date") >= pl.col("period").replace_strict(
        range(len(ends)), ends, return_dtype=pl.Date
    )
    weight = pl.coalesce("weight", "due").cast(pl.Int64)
    before = (~late).cast(pl.Int64)
    return (
        marks.join(own, on=["subject", "kind", "date"], how="left")
        .select(
            *_ROW,
            actual=pl.lit(1, pl.Int64),
            points=weight * pl.col("mark"),
            weight=weight,
            late=late.cast(pl.Int64),
            points_before=weight * pl.col("mark") * before,
            weight_before=weight * before,
            corrected=(pl.col("original") > 0).cast(pl.Int64),
        )
        .group_by(_ROW)
        .sum()
    )


def _days(
    events: pl.DataFrame, lessons: pl.DataFrame, norms: MarkNorms, moves: pl.DataFrame
) -> pl.DataFrame:
    """Every pupil × day of a lesson of the pupil's groups, summed by pupil and period.

    A pupil belongs in a period to the groups (teachers) that wrote anything of the pupil in it;
    where nobody did, to those of the other periods. A large school has millions of such days, so
    they are flat arrays, sorted by pupil, period and day.
    """
    import polars as pl

    group = ["school", "class", "subject", "teacher"]
    days = _in_periods(lessons, norms).filter(pl.col("period").is_not_null())
    groups = days.select(group).unique().with_row_index("g")
    days = days.join(groups, on=group).select("g", "period", "date").unique()
    days = days.sort("g", "period", "date")
    events = events.join(groups, on=group, how="left")
    blocks = (
        days.group_by("g", "period", maintain_order=True)
        .agg(n=pl.len().cast(pl.Int64))
        .with_columns(start=pl.col("n").cum_sum() - pl.col("n"))
    )
    belongs = events.select("p", "g", "period").drop_nulls().unique()
    ever = (
        events.select("p", "g")
        .unique()
        .join(blocks.select("g", "period"), on="g")
        .join(belongs.select(_ROW).unique(), on=_ROW, how="anti")
    )
    of_pupil = pl.concat([belongs, ever.select("p", "g", "period")])
    of_pupil = of_pupil.join(blocks, on=["g", "period"]).sort(_ROW)
    rows = of_pupil.select(_ROW).unique(maintain_order=True).with_row_index("r")
    of_pupil = of_pupil.join(rows, on=_ROW, maintain_order="left")
    dates = days["date"].to_physical().to_numpy().astype(np.int64)
    key = _grid(of_pupil, dates, several=of_pupil.height > rows.height)
    row, day = key >> _DAY_BITS, key & ((1 << _DAY_BITS) - 1)

    # In order, because a search through millions of days is then several times faster.
    inside = (
        events.filter(pl.col("period").is_not_null())
        .join(rows, on=_ROW)
        .select(
            "mark",
            "note",
            there=pl.col("r").cast(pl.Int64) * (1 << _DAY_BITS) + pl.col("date").to_physical(),
        )
        .sort("there")
    )
    there = inside["there"].to_numpy()
    place = np.searchsorted(key, there)
    place[place == len(key)] = 0  # past the last day: not equal to the first one either
    known = key[place] == there  # moves need not fall on a lesson

    def on(condition: pl.Expr) -> Flags:
        flags = np.zeros(len(key), dtype=np.bool_)
        flags[place[known & inside.select(condition).to_series().to_numpy()]] = True
        return flags

    note = pl.col("note")
    marked, away, exempt = on(pl.col("mark") > 0), on(note.is_in(AWAY)), on(note == EXEMPT)
    limits = rows.join(moves, on="p", how="left", maintain_order="left")
    joined = limits["joined"].to_physical().fill_null(0).to_numpy()
    left = limits["left"].to_physical().fill_null((1 << _DAY_BITS) - 1).to_numpy()
    here = (day >= joined[row]) & (day <= left[row])
    starts = np.searchsorted(row, np.arange(rows.height))

    def total(flags: Flags) -> NDArray[np.int64]:
        return np.add.reduceat(flags, starts, dtype=np.int64)

    return rows.select(
        *_ROW,
        lessons=pl.Series(np.diff(starts, append=len(key))).cast(pl.Int64),
        lost=pl.Series(total(here & on(note.is_in(norms.reduce_for)) & ~marked)),
        absent=pl.Series(total(away & ~exempt)),
        exempt=pl.Series(total(exempt)),
        awaited=pl.Series(total(on(note == POINT) & ~marked)),
        both=pl.Series(total(marked & away)),
        streak=pl.Series(_longest(here & ~marked & ~away, marked, starts)),
    )


def _grid(of_pupil: pl.DataFrame, dates: NDArray[np.int64], several: bool) -> NDArray[np.int64]:
    """Sorted keys of row and day; a day on which two groups of a pupil met is one day."""
    n, start = of_pupil["n"].to_numpy(), of_pupil["start"].to_numpy()
    at = np.arange(n.sum()) + np.repeat(start - (np.cumsum(n) - n), n)
    key = np.repeat(of_pupil["r"].to_numpy().astype(np.int64) << _DAY_BITS, n) | dates[at]
    return np.unique(key) if several else key


def _longest(counting: Flags, ending: Flags, starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """In each row the most counted days between days that end a run.

    >>> yes, no = np.array([1, 1, 0, 1, 1, 1]) > 0, np.array([0, 0, 1, 0, 0, 0]) > 0
    >>> _longest(yes, no, np.array([0, 4])).tolist()
    [2, 2]
    """
    so_far = np.cumsum(counting, dtype=np.int64)
    base = np.where(ending, so_far, 0)
    base[starts] = np.maximum(base[starts], so_far[starts] - counting[starts])
    return np.maximum.reduceat(so_far - np.maximum.accumulate(base), starts)


def _required(rows: pl.DataFrame, norms: MarkNorms) -> pl.DataFrame:
    """The norm of each row: ⌈norm × (d / D − m / l)⌉ in integers."""
    import polars as pl

    known = rows.select("subject", "class", "period").unique()
    due: dict[str, list[int | None]] = {"above": [], "below": [], "planned": []}
    for subject, class_, period in known.iter_rows():
        norm, hours = norms.required(subject, class_), norms.weekly_hours(subject, class_)
        due["above"].append(None if norm is None else norm.numerator)
        due["below"].append(None if norm is None else norm.denominator)
        due["planned"].append(None if hours is None else floor(hours * _length(norms, period) / 7))
    known = known.with_columns(pl.Series(name, one, dtype=pl.Int64) for name, one in due.items())
    lengths = {n: _length(norms, n) for n in range(len(norms.periods))}
    length = pl.col("period").replace_strict(lengths, return_dtype=pl.Int64)
    lessons = pl.max_horizontal("lessons", "planned")
    whole = -(-pl.col("above") // pl.col("below"))
    part = (pl.col("enrolled") * lessons - pl.col("lost") * length).clip(0)
    part = pl.when(pl.col("lost") == pl.col("lessons")).then(0).otherwise(part)
    due_now = -(-(pl.col("above") * part) // (pl.col("below") * length * lessons))
    return (
        rows.join(known, on=["subject", "class", "period"], how="left")
        .with_columns(required=due_now, whole=whole)
        .with_columns(missing=(pl.col("required") - pl.col("actual")).clip(0))
    )


def _length(norms: MarkNorms, period: int) -> int:
    """Days of a period."""
    return (norms.periods[period].end - norms.periods[period].start).days + 1


def _enrolled(moves: pl.DataFrame, norms: MarkNorms) -> pl.DataFrame:
    """Days of each period on which a pupil was in the class."""
    import polars as pl

    parts = [
        moves.select(
            "p",
            period=pl.lit(number, pl.UInt8),
            enrolled=(
                (
                    pl.min_horizontal(pl.lit(one.end), "left")
                    - pl.max_horizontal(pl.lit(one.start), "joined")
                ).dt.total_days()
                + 1
            ).clip(0),
        )
        for number, one in enumerate(norms.periods)
    ]
    return pl.concat(parts)
