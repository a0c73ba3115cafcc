"""What one row must satisfy: the sum, the mark, and the number of participants declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from objektiv.protocols.complaints import NAMED_CELLS, Complaint, Severity
from objektiv.protocols.tables import SHORT, Table
from objektiv.russian import counted
from objektiv.schema import MAX_ITEM_SCORE, Scale, Work, item_column

if TYPE_CHECKING:
    import polars as pl


def scored(table: Table, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Complaint]]:
    """Adds `score` (Int16, null when absent), completes `mark`; checks them row by row."""
    import polars as pl

    names = [item_column(code) for code in table.work.codes]
    total = pl.sum_horizontal(
        pl.when(pl.col(name) <= MAX_ITEM_SCORE).then(pl.col(name)).otherwise(0).cast(pl.Int32)
        for name in names
    )
    frame = frame.with_columns(
        pl.when("participated").then(total.cast(pl.Int16)).alias("score"),
    )
    complaints = _sums(table, frame)
    if table.work.scale is not None:
        frame = frame.with_columns(due=marks_by_scale(frame, table.work, table.work.scale))
        complaints += _marks(table, frame)
        given = pl.col("mark")
        frame = frame.with_columns(
            pl.when((given == 0) & pl.col("participated"))
            .then("due")
            .otherwise(given)
            .alias("mark")
        ).drop("due")
    return frame.drop("declared_score", "spoiled"), complaints + _participants(table, frame)


def marks_by_scale(frame: pl.DataFrame, work: Work, scale: Scale) -> pl.Series:
    """Marks of the column `score` by the bands and side conditions; 0 where there is no score.

    A pupil who misses a side condition of a mark gets the next lower mark, whose own
    conditions are asked in turn.

    >>> import polars as pl
    >>> from objektiv.schema import Condition, Item
    >>> scale = Scale(((0, 1, 2), (2, 3, 3), (4, 5, 4)), (Condition(4, ("г",), 1),))
    >>> work = Work("ВПР", 2026, 5, "Математика", (Item("а", 4), Item("г", 1)), scale)
    >>> rows = pl.DataFrame({"score": [1, 4, 4, None], "item:а": [1, 4, 3, 255],
    ...                      "item:г": [0, 0, 1, 255]})
    >>> marks_by_scale(rows, work, scale).to_list()
    [2, 3, 4, 0]
    """
    import polars as pl

    by_score = {score: scale.mark(score) for score in range(work.max_score + 1)}
    score = frame["score"]
    if len(score) <= SHORT:
        found = [by_score.get(one, 0) for one in score.to_list()]
        marks = pl.Series("score", found, dtype=pl.UInt8)
    else:
        marks = score.replace_strict(by_score, default=0, return_dtype=pl.UInt8)
    for mark in sorted((band[2] for band in scale.bands), reverse=True):
        for condition in scale.conditions:
            if condition.mark != mark:
                continue
            points = pl.sum_horizontal(
                pl.when(pl.col(item_column(code)) <= MAX_ITEM_SCORE)
                .then(pl.col(item_column(code)).cast(pl.Int32))
                .otherwise(0)
                for code in condition.items
            )
            missed = frame.select((points < condition.at_least).alias("_"))["_"]
            lower = max((band[2] for band in scale.bands if band[2] < mark), default=mark)
            marks = pl.select(
                pl.when((marks == mark) & missed).then(lower).otherwise(marks).cast(pl.UInt8)
            ).to_series()
    return marks


def _sums(table: Table, frame: pl.DataFrame) -> list[Complaint]:
    import polars as pl

    wrong = frame.filter(
        ~pl.col("spoiled")
        & pl.col("declared_score").is_not_null()
        & (pl.col("declared_score") != pl.col("score").fill_null(0))
    )
    column = table.columns.get("score")
    complaints = [
        table.place.refuse(
            f"первичный балл {declared}, а сумма баллов за задания — {score or 0}. "
            "Проверьте баллы этой строки.",
            row,
            column,
        )
        for row, declared, score in wrong["row", "declared_score", "score"]
        .head(NAMED_CELLS)
        .iter_rows()
    ]
    return complaints + _rest(table, Severity.REFUSE, wrong.height, column)


def _marks(table: Table, frame: pl.DataFrame) -> list[Complaint]:
    import polars as pl

    wrong = frame.filter(
        ~pl.col("spoiled")
        & (pl.col("mark") > 0)
        & pl.col("participated")
        & (pl.col("mark") != pl.col("due"))
    )
    column = table.columns.get("mark")
    complaints = [
        table.place.warn(
            f"отметка {mark}, а по шкале за {counted(score, 'балл', 'балла', 'баллов')} — {due}. "
            "Оставлена отметка из файла.",
            row,
            column,
        )
        for row, mark, score, due in wrong["row", "mark", "score", "due"]
        .head(NAMED_CELLS)
        .iter_rows()
    ]
    return complaints + _rest(table, Severity.WARN, wrong.height, column)


def _participants(table: Table, frame: pl.DataFrame) -> list[Complaint]:
    import polars as pl

    complaints = []
    for one in table.declared:
        block = pl.col("row").is_between(one.first_row, one.end_row, closed="left")
        wrote = frame.filter(block & pl.col("participated")).height
        if wrote != one.count:
            complaints.append(
                table.place.warn(
                    f"заявлено участников: {one.count}, в таблице: {wrote}. Прочитаны строки "
                    "таблицы; проверьте, все ли выгружены.",
                    one.row,
                    one.column,
                )
            )
    return complaints


def _rest(table: Table, severity: Severity, found: int, column: int | None) -> list[Complaint]:
    rest = found - NAMED_CELLS
    if rest <= 0:
        return []
    where = counted(rest, "строке", "строках", "строках")
    text = f"такое же расхождение ещё в {where}."
    make = table.place.refuse if severity is Severity.REFUSE else table.place.warn
    return [make(text, None, column)]
