"""How marks are spread over the groups of a subject; of a small group nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

GROUP = ["school", "subject", "teacher"]


def mark_groups(events: pl.DataFrame, minimum: int) -> pl.DataFrame:
    """A row per group: pupils, marks, shares of the marks 2…5 and the simple mean.

    A group is everybody whom one code of a teacher marks in a subject. With fewer than `minimum`
    pupils all numbers are null: they would speak of persons. A spread is no measure of a teacher:
    groups differ in their pupils.

    >>> import polars as pl
    >>> events = pl.DataFrame({"school": "ш", "class": "5А", "subject": "Физика", "teacher": "у",
    ...                        "pupil": ["1", "1", "2", "3"], "mark": [5, 4, 3, 0]})
    >>> mark_groups(events, 2).select("pupils", "marks", "share_5", "mean").rows()
    [(2, 3, 0.3333333333333333, 4.0)]
    >>> mark_groups(events, 3).select("pupils", "share_5").rows()
    [(None, None)]
    """
    import polars as pl

    mark = pl.col("mark")
    found = (
        events.filter((mark > 0) & (pl.col("teacher") != ""))
        .group_by(GROUP)
        .agg(
            pupils=pl.struct("class", "pupil").n_unique().cast(pl.Int64),
            marks=pl.len().cast(pl.Int64),
            **{f"share_{one}": (mark == one).mean() for one in range(2, 6)},
            mean=mark.mean(),
        )
        .sort(GROUP)
    )
    numbers = pl.exclude(GROUP)
    return found.with_columns(pl.when(pl.col("pupils") >= minimum).then(numbers))
