"""A long, plain sheet of an XLSX, several times faster than cell by cell.

The XML is looked at as an array of bytes: where tags begin and end, what address and type
each cell states, where its value lies. Only what writers of tables produce is understood:
numbers, shared and inline strings, empty cells. At anything else (formulas, dates, errors,
rich text, an unusual order) `read_plain` answers None and calamine reads the sheet.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

import numpy as np
from numpy.typing import NDArray

from objektiv.protocols import limits
from objektiv.protocols.cells import tidy

if TYPE_CHECKING:
    import polars as pl

    Ints = NDArray[np.int64]

_BLOCK = 8 << 20
_LONGEST = 400  # bytes of an inline text
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NOT_IN_FORMAT = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]|_.|\*.")
_ORDINARY = r"^(?:0|[1-9]\d{0,14})$"
_PLAIN_SHARED = re.compile(rb"<si><t(?: xml:space=\"preserve\")?>([^<]*)</t></si>")
_NUMBER, _SHARED, _INLINE, _EMPTY = range(4)


class _Unusual(Exception):
    """The sheet is not plain."""


@dataclass(frozen=True)
class Texts:
    """What a workbook's sheets refer to: shared strings, styles that show dates."""

    shared: list[str | None]
    date_styles: tuple[int, ...]


def read_texts(archive: zipfile.ZipFile) -> Texts | None:
    """Shared strings and date styles; None when they are not plain."""
    names = set(archive.namelist())
    try:
        shared = archive.read(name) if (name := "xl/sharedStrings.xml") in names else b""
        if b"_x" in shared or b"<rPh" in shared:
            return None
        strings = _shared(shared)
        styles = archive.read("xl/styles.xml") if "xl/styles.xml" in names else b"<x/>"
        return Texts(strings, _date_styles(ElementTree.fromstring(styles)))  # noqa: S314
    except (ElementTree.ParseError, ValueError):
        return None


def _shared(xml: bytes) -> list[str | None]:
    plain = _PLAIN_SHARED.findall(xml)
    if len(plain) == xml.count(b"<si") and b"&#" not in xml:
        joined = b"\n".join(one.replace(b"\n", b" ") for one in plain).decode()
        entities = {"&quot;": '"', "&apos;": "'"}
        texts = unescape(joined, entities).split("\n") if plain else []
    else:
        texts = (
            [
                "".join(part.text or "" for part in one.iter(f"{_MAIN}t"))
                for one in ElementTree.fromstring(xml)  # noqa: S314
            ]
            if xml
            else []
        )
    return [tidy(text) or None for text in texts]


def _date_styles(styles: ElementTree.Element) -> tuple[int, ...]:
    dates = set(_DATE_FORMATS)
    for one in styles.iter(f"{_MAIN}numFmt"):
        code = _NOT_IN_FORMAT.sub("", one.get("formatCode", "")).casefold()
        if re.search("[ymdhs]", code):
            dates.add(int(one.get("numFmtId", "0")))
    formats = styles.find(f"{_MAIN}cellXfs")
    return tuple(
        number
        for number, one in enumerate(formats if formats is not None else ())
        if int(one.get("numFmtId", "0")) in dates
    )


def read_plain(xml: bytes, texts: Texts) -> pl.DataFrame | None:
    """The sheet as `sheets.Part.frame` from row 0, or None when it is not plain."""
    import polars as pl

    if xml.count(b"<sheetData>") != 1 or xml.count(b"</sheetData>") != 1:
        return None
    start, end = xml.index(b"<sheetData>") + 11, xml.index(b"</sheetData>")
    shared = pl.Series(texts.shared, dtype=pl.String)
    frames: list[pl.DataFrame] = []
    next_row = 0
    try:
        for block in _blocks(xml, start, end):
            frame, first_row = _read_block(block, shared, texts.date_styles)
            if first_row < next_row:
                return None
            if first_row > next_row:
                if first_row > limits.ROWS:
                    return None
                blank = pl.Series("0", [None], dtype=pl.String).new_from_index(
                    0, first_row - next_row
                )
                frames.append(blank.to_frame())
            frames.append(frame)
            next_row = first_row + frame.height
            if next_row * frame.width > limits.SHEET_CELLS:
                return None
    except (_Unusual, UnicodeDecodeError, IndexError):
        return None
    return pl.concat(frames, how="diagonal") if frames else pl.DataFrame()


def _blocks(xml: bytes, start: int, end: int) -> Iterator[bytes]:
    """Pieces of whole rows."""
    while start < end:
        stop = end
        if start + _BLOCK < end:
            stop = xml.find(b"</row>", start + _BLOCK, end) + 6
            stop = end if stop < 6 else stop
        yield xml[start:stop]
        start = stop


def _read_block(
    block: bytes, shared: pl.Series, date_styles: tuple[int, ...]
) -> tuple[pl.DataFrame, int]:
    """The rows of a block and the number of the first of them, from 0."""
    if b"&#" in block or any(b' s="%d"' % style in block for style in date_styles):
        raise _Unusual
    data = np.frombuffer(block + b" " * 8, np.uint8)
    opens, closes = np.flatnonzero(data == ord("<")), np.flatnonzero(data == ord(">"))
    if len(opens) != len(closes) or not len(opens):
        raise _Unusual
    if (opens >= closes).any() or (closes[:-1] >= opens[1:]).any():
        raise _Unusual
    cells, rows, columns = _addresses(data, opens)
    kinds, starts, ends = _values(block, data, opens, closes, cells)
    if (np.diff(rows) < 0).any() or ((np.diff(columns) <= 0) & (np.diff(rows) == 0)).any():
        raise _Unusual
    if not len(cells) or columns.max() >= limits.COLUMNS:
        raise _Unusual
    first_row, height = int(rows[0]), int(rows[-1] - rows[0]) + 1
    if height > len(cells) * 4 + 1000:
        raise _Unusual
    return _frame(
        data, (kinds, starts, ends), (rows - first_row, columns), height, shared
    ), first_row


def _addresses(data: NDArray[np.uint8], opens: Ints) -> tuple[Ints, Ints, Ints]:
    """Tags that open cells (their positions among the tags), rows and columns from 0."""
    first, second = data[opens + 1], data[opens + 2]
    is_cell = (first == ord("c")) & (second == ord(" "))
    known = (
        is_cell
        | (first == ord("/"))
        | ((first == ord("v")) & (second == ord(">")))
        | ((first == ord("r")) & (second == ord("o")))
        | ((first == ord("t")) & ((second == ord(">")) | (second == ord(" "))))
        | ((first == ord("i")) & (second == ord("s")))
    )
    if not known.all():
        raise _Unusual
    cells = np.flatnonzero(is_cell)
    at = opens[cells]
    if not all((data[at + i] == ord(letter)).all() for i, letter in ((3, "r"), (4, "="), (5, '"'))):
        raise _Unusual
    at = at + 6
    columns = np.zeros(len(at), np.int64)
    more = np.ones(len(at), bool)
    for _ in range(3):
        letter = data[at]
        more &= (letter >= ord("A")) & (letter <= ord("Z"))
        columns = np.where(more, columns * 26 + letter - 64, columns)
        at = at + more
    rows, at = _integers(data, at, 7)
    if (data[at] != ord('"')).any() or (columns < 1).any() or (rows < 1).any():
        raise _Unusual
    return cells, rows - 1, columns - 1


def _integers(data: NDArray[np.uint8], at: Ints, digits: int) -> tuple[Ints, Ints]:
    """Decimal numbers that begin at the positions, and where they end."""
    numbers = np.zeros(len(at), np.int64)
    more = np.ones(len(at), bool)
    for _ in range(digits):
        digit = data[at].astype(np.int64) - ord("0")
        more &= (digit >= 0) & (digit <= 9)
        if not more.any():
            break
        numbers = np.where(more, numbers * 10 + digit, numbers)
        at = at + more
    return numbers, at


def _values(
    block: bytes, data: NDArray[np.uint8], opens: Ints, closes: Ints, cells: Ints
) -> tuple[NDArray[np.int8], Ints, Ints]:
    """Kind of each cell and where its text begins and ends."""
    end = closes[cells]

    def says(text: bytes) -> NDArray[np.bool_]:
        same = np.ones(len(end), np.bool_)
        for i, letter in enumerate(text):
            same &= data[end - len(text) + i] == letter
        return same

    is_shared, is_number, is_inline = says(b' t="s"'), says(b' t="n"'), says(b' t="inlineStr"')
    if block.count(b' t="') != is_shared.sum() + is_number.sum() + is_inline.sum():
        raise _Unusual
    first = np.append(data[opens + 1], np.zeros(3, np.uint8))
    has_text = (data[end - 1] != ord("/")) & (first[cells + 1] != ord("/"))
    kinds = np.where(is_shared, _SHARED, np.where(is_inline, _INLINE, _NUMBER)).astype(np.int8)
    kinds[~has_text] = _EMPTY
    holder = cells + np.where(kinds == _INLINE, 2, 1)
    wanted = np.where(kinds == _INLINE, ord("t"), ord("v"))
    if (first[holder] != wanted)[has_text].any():
        raise _Unusual
    if (first == ord("v")).sum() + (first == ord("t")).sum() != has_text.sum():
        raise _Unusual
    if (first == ord("i")).sum() != (kinds == _INLINE).sum():
        raise _Unusual
    holder = np.minimum(holder, len(opens) - 2)
    if (data[closes[holder] - 1] == ord("/"))[has_text].any():
        raise _Unusual
    return kinds, closes[holder] + 1, opens[holder + 1]


def _frame(
    data: NDArray[np.uint8],
    values: tuple[NDArray[np.int8], Ints, Ints],
    places: tuple[Ints, Ints],
    height: int,
    shared: pl.Series,
) -> pl.DataFrame:
    import polars as pl

    (kinds, starts, ends), (rows, columns) = values, places
    order = np.argsort(columns.astype(np.int16), kind="stable")
    width = int(columns.max()) + 1
    edges = np.searchsorted(columns[order], np.arange(width + 1))
    made = {}
    for column in range(width):
        mine = order[edges[column] : edges[column + 1]]
        mine = mine[kinds[mine] != _EMPTY]
        pieces, position, at = [], np.full(height, -1, np.int64), 0
        for kind in (_NUMBER, _SHARED, _INLINE):
            some = mine[kinds[mine] == kind]
            if not len(some):
                continue
            pieces.append(_texts(data, starts[some], ends[some], kind, shared))
            position[rows[some]] = np.arange(at, at + len(some))
            at += len(some)
        if not pieces:
            made[str(column)] = pl.repeat(None, height, dtype=pl.String, eager=True)
            continue
        index = pl.Series(position).replace(-1, None) if at < height else pl.Series(position)
        made[str(column)] = pl.concat(pieces).gather(index)
    return pl.DataFrame(made)


def _texts(
    data: NDArray[np.uint8], starts: Ints, ends: Ints, kind: int, shared: pl.Series
) -> pl.Series:
    import polars as pl

    if kind == _SHARED:
        numbers, at = _integers(data, starts, 9)
        if (at != ends).any() or (numbers >= len(shared)).any():
            raise _Unusual
        return shared.gather(numbers)
    lengths = ends - starts
    longest = int(lengths.max())
    if longest > _LONGEST or not lengths.min():
        raise _Unusual
    steps = np.arange(longest)
    letters = data[np.minimum(starts[:, None] + steps, len(data) - 1)]
    after = steps >= lengths[:, None]
    letters[after] = 0
    texts = pl.Series(letters.view(f"S{longest}").ravel()).cast(pl.String)
    if kind == _NUMBER:
        # Most columns hold whole numbers only: told from the bytes, without a pattern.
        digits = (((letters >= ord("0")) & (letters <= ord("9"))) | after).all()
        if digits and longest <= 15 and not ((letters[:, 0] == ord("0")) & (lengths > 1)).any():
            return texts
        odd = texts.filter(~texts.str.contains(_ORDINARY)).unique().to_list()
        return texts.replace(odd, [_number(text) for text in odd]) if odd else texts
    distinct = texts.unique().to_list()
    entities = {"&quot;": '"', "&apos;": "'"}
    tidied = [tidy(unescape(text, entities)) or None for text in distinct]
    return texts.replace_strict(distinct, tidied, return_dtype=pl.String)


def _number(text: str) -> str:
    """A number as calamine and `workbooks` together would show it."""
    try:
        value = float(text)
    except ValueError:
        raise _Unusual from None
    if not np.isfinite(value):
        raise _Unusual
    return str(int(value)) if value.is_integer() else str(value)
