"""CSV as a sheet of text, in parts: UTF-8, UTF-16 or cp1251; comma, semicolon or tab."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from objektiv.protocols import limits
from objektiv.protocols.complaints import Place, Refused, Severity
from objektiv.protocols.containers import BROKEN
from objektiv.protocols.sheets import Part, Sheet

if TYPE_CHECKING:
    import polars as pl

_STEP = 1 << 20
_LOOKED_AT = 50  # lines in which the separator shows itself


def read_csv(path: Path, place: Place) -> list[Sheet]:
    """The one sheet of a CSV file. Raises `Refused` when it is not text."""
    encoding = _encoding(path)
    if encoding is None:
        raise Refused(
            place.refuse("это не таблица: ни XLSX, ни XLS, ни ODS, ни CSV (UTF-8, cp1251).")
        )
    return [Sheet(place, _parts(path, encoding, place))]


def _encoding(path: Path) -> str | None:
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        utf8 = codecs.getincrementaldecoder("utf-8-sig")()
        is_utf8, is_cp1251 = True, True
        while step := file.read(_STEP):
            if b"\0" in step:
                return None
            try:
                if is_utf8:
                    utf8.decode(step)
            except UnicodeDecodeError:
                is_utf8 = False
            is_cp1251 = is_cp1251 and b"\x98" not in step  # the one byte cp1251 lacks
        try:
            if is_utf8:
                utf8.decode(b"", final=True)
                return "utf-8-sig"
        except UnicodeDecodeError:
            pass
        return "cp1251" if is_cp1251 else None


def _parts(path: Path, encoding: str, place: Place) -> Iterator[Part]:
    separator, width, row = "", 0, 0
    for text in _blocks(path, encoding):
        if not width:
            separator, width = _shape(text)
            if width > limits.COLUMNS:
                raise Refused(
                    place.refuse(
                        f"в строке {width} столбцов: допустимо не больше {limits.COLUMNS}. "
                        "Проверьте, тот ли это файл."
                    )
                )
        frame = _frame(text, separator, width, row, place)
        yield Part(frame, row)
        row += frame.height
        if row > limits.ROWS or row * width > limits.CELLS:
            raise Refused(
                place.refuse(f"больше {limits.ROWS} строк. Разделите файл на части.", row)
            )


def _blocks(path: Path, encoding: str) -> Iterator[bytes]:
    """UTF-8 pieces of whole lines, never cut inside quotation marks."""
    if encoding == "utf-16":
        yield path.read_bytes().decode("utf-16", "replace").encode()
        return
    with path.open("rb") as file:
        if encoding == "utf-8-sig" and file.read(3) != codecs.BOM_UTF8:
            file.seek(0)
        kept = b""
        while step := file.read(limits.CSV_PART_BYTES):
            block = kept + step
            end = block.rfind(b"\n") + 1
            while end and block.count(b'"', 0, end) % 2:
                end = block.rfind(b"\n", 0, block.rfind(b'"', 0, end)) + 1
            kept = block[end:]
            if end:
                yield _utf8(block[:end], encoding)
        if kept.strip():
            yield _utf8(kept, encoding)


def _utf8(block: bytes, encoding: str) -> bytes:
    return block.decode("cp1251").encode() if encoding == "cp1251" else block


def _shape(text: bytes) -> tuple[str, int]:
    """Separator and number of columns: the separator that makes the widest line."""
    lines = text[: 1 << 18].splitlines()[:_LOOKED_AT]
    counts = {
        mark: max((line.count(mark.encode()) for line in lines), default=0) for mark in ";,\t"
    }
    separator = max(counts, key=lambda mark: counts[mark])
    if counts[separator] > limits.COLUMNS * 2:
        return separator, counts[separator] + 1
    try:
        decoded = [line.decode("utf-8", "replace") for line in lines]
        rows = csv.reader(decoded, delimiter=separator)
        return separator, max((len(row) for row in rows), default=1)
    except csv.Error:
        return separator, counts[separator] + 1


def _frame(text: bytes, separator: str, width: int, row: int, place: Place) -> pl.DataFrame:
    import polars as pl

    if b"\n" not in text and b"\r" in text:
        text = text.replace(b"\r", b"\n")
    # Our own header line fixes the width; one column more catches what is too much.
    names = [str(i) for i in range(width + 1)]
    header = separator.join(names).encode() + b"\n"
    try:
        frame = pl.read_csv(
            header + text,
            separator=separator,
            infer_schema=False,
            truncate_ragged_lines=True,
        )
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of polars is no Exception
        raise Refused(
            place.refuse(
                "не разобрать строки после этой: вероятно, кавычка открыта и не закрыта. "
                "Исправьте кавычки и сохраните файл заново.",
                row,
            )
        ) from None
    if frame.width != width + 1:
        raise Refused(place.refuse(BROKEN, row))
    extra = frame.select(pl.arg_where(pl.col(names[-1]).is_not_null())).to_series()
    if extra.len():
        raise Refused(
            *place.cells(
                Severity.REFUSE,
                f"в строке больше {width} столбцов. Проверьте разделитель и кавычки.",
                [row + one for one in extra.to_list()],
                None,
            )
        )
    return frame.drop(names[-1])
