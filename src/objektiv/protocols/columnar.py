"""Parquet as a sheet of text, in batches; its column names are the first row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from objektiv.protocols import limits
from objektiv.protocols.complaints import Place, Refused
from objektiv.protocols.containers import BROKEN
from objektiv.protocols.sheets import Part, Sheet

if TYPE_CHECKING:
    import polars as pl

_BATCH = 1 << 16


def read_parquet(path: Path, place: Place) -> list[Sheet]:
    """The one sheet of a Parquet file. Raises `Refused` when it is broken or too large."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
        texts = [
            field.name
            for field in schema
            if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
        ]
        # Texts stay dictionaries: a long text repeated a million times is kept once.
        file = pq.ParquetFile(path, read_dictionary=texts)
        rows, columns = file.metadata.num_rows, file.metadata.num_columns
    except (pa.ArrowException, OSError, ValueError, KeyError):
        raise Refused(place.refuse(BROKEN)) from None
    if columns > limits.COLUMNS or rows > limits.ROWS or rows * columns > limits.CELLS:
        raise Refused(
            place.refuse(f"{rows} строк и {columns} столбцов: слишком много. Разделите файл.")
        )
    return [Sheet(place, _parts(file, place))]


def _parts(file: Any, place: Place) -> Iterator[Part]:
    import polars as pl
    import pyarrow as pa

    row = 1
    try:
        names = file.schema_arrow.names
        yield Part(pl.DataFrame({str(i): [name] for i, name in enumerate(names)}))
        for batch in file.iter_batches(_BATCH):
            columns = {str(i): _texts(batch.column(i), place, i) for i in range(len(names))}
            yield Part(pl.DataFrame(columns), row)
            row += batch.num_rows
            if row > limits.ROWS + 1:
                raise Refused(place.refuse(BROKEN))
    except (pa.ArrowException, OSError, ValueError):
        raise Refused(place.refuse(BROKEN)) from None


def _texts(array: Any, place: Place, column: int) -> pl.Series:
    import polars as pl
    import pyarrow as pa
    import pyarrow.compute as pc

    array.validate(full=True)  # a damaged file holds bytes that are no text
    if pa.types.is_dictionary(array.type):
        array.dictionary.validate(full=True)
        longest = pc.max(pc.utf8_length(array.dictionary)).as_py() or 0
        if longest > limits.CELL_CHARACTERS:
            raise Refused(place.refuse("в столбце слишком длинный текст.", None, column))
        return _emptied(pl.Series(array.cast(array.type.value_type)))
    if pa.types.is_nested(array.type) or pa.types.is_binary(array.type):
        return pl.repeat(None, len(array), dtype=pl.String, eager=True)
    series = pl.Series(array)
    if series.dtype.is_float():
        whole = series.cast(pl.Int64, strict=False)
        if (whole.cast(series.dtype) == series).all():
            series = whole
    elif series.dtype == pl.Boolean:
        series = series.cast(pl.UInt8)
    return _emptied(series.cast(pl.String, strict=False))


def _emptied(series: pl.Series) -> pl.Series:
    import polars as pl

    return (
        series.to_frame("_")
        .select(pl.when(pl.col("_") != "").then(pl.col("_")).alias("_"))
        .to_series()
    )
