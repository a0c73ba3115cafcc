"""Files of marks in, one journal out: everything or nothing, with all complaints at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from objektiv.protocols.cells import Bad, tidy
from objektiv.protocols.complaints import NAMED_CELLS, Complaint, Place, Refused, Severity
from objektiv.protocols.files import open_sheets
from objektiv.protocols.journal_cells import (
    journal_cell,
    journal_class,
    journal_date,
    journal_weight,
)
from objektiv.protocols.journal_sheets import is_journal, read_page
from objektiv.protocols.pupil_codes import PupilCodes, coded_pupils
from objektiv.protocols.sheets import Part, Sheet
from objektiv.protocols.tables import unmerged
from objektiv.schema import SchoolYear
from objektiv.schema.journal import EVENT_COLUMNS, JOINED, LEFT, LESSON_COLUMNS, Journal

if TYPE_CHECKING:
    import polars as pl

_PAGE_ROWS = 100_000  # of a page of a journal; more come as a long table
_LOOKED_AT = 50  # rows in which the header must show itself
_REQUIRED = ("school", "class", "pupil", "subject", "date", "mark")
_TEXTS = ("school", "class", "pupil", "subject", "teacher", "kind")
_OPTIONAL = ("teacher", "weight", "kind", "joined", "left")
_NAMES = {name: name for name in (*_REQUIRED, *_OPTIONAL)} | {
    "школа": "school",
    "оо": "school",
    "класс": "class",
    "ученик": "pupil",
    "учащийся": "pupil",
    "обучающийся": "pupil",
    "код ученика": "pupil",
    "код участника": "pupil",
    "предмет": "subject",
    "учитель": "teacher",
    "педагог": "teacher",
    "код учителя": "teacher",
    "дата": "date",
    "отметка": "mark",
    "оценка": "mark",
    "вес": "weight",
    "вес отметки": "weight",
    "вид работы": "kind",
    "форма работы": "kind",
    "тип работы": "kind",
    "вид": "kind",
    "прибыл": "joined",
    "дата прибытия": "joined",
    "выбыл": "left",
    "дата выбытия": "left",
}


@dataclass(frozen=True)
class MarksReading:
    """The outcome of reading: no journal when anything was refused."""

    journal: Journal | None
    complaints: tuple[Complaint, ...] = ()
    understood: tuple[str, ...] = ()  # Russian: what each file turned out to be
    codes: PupilCodes = field(default_factory=dict)  # names that were turned into codes

    @property
    def refused(self) -> bool:
        return self.journal is None


@dataclass
class _Gathered:
    scale: tuple[int, ...]
    year: SchoolYear | None
    school: str
    complaints: list[Complaint] = field(default_factory=list)
    events: list[pl.DataFrame] = field(default_factory=list)
    lessons: list[pl.DataFrame] = field(default_factory=list)


def read_marks(
    paths: Iterable[str | Path],
    scale: tuple[int, ...] = (2, 3, 4, 5),
    codes: PupilCodes | None = None,
    year: SchoolYear | None = None,
    school: str = "",
) -> MarksReading:
    """Read tables of marks of any known format.

    `scale`: the marks that exist. `codes`: what earlier readings made of names, so that a
    pupil keeps the code. `year`, `school`: of pages of a journal that do not say them.
    Never raises for what a file holds: that becomes complaints.
    """
    import polars as pl

    gathered = _Gathered(scale, year, school)
    understood = []
    for path in map(Path, paths):
        rows = sum(one.height for one in gathered.events)
        _read_file(path, gathered)
        rows = sum(one.height for one in gathered.events) - rows
        understood.append(f"{path.name}: записей {rows}")
    wrong = any(one.severity is not Severity.WARN for one in gathered.complaints)
    if not wrong and not sum(one.height for one in gathered.events):
        gathered.complaints.append(Place("").refuse("отметок не найдено: ни одной записи."))
        wrong = True
    if wrong:
        return MarksReading(None, tuple(gathered.complaints), tuple(understood))
    events, known = coded_pupils(pl.concat(gathered.events), codes or {})
    lessons = pl.concat(gathered.lessons).unique()
    return MarksReading(
        Journal(events, lessons), tuple(gathered.complaints), tuple(understood), known
    )


def _read_file(path: Path, gathered: _Gathered) -> None:
    place = Place(path.name)
    try:
        sheets = open_sheets(path, place)
    except Refused as refused:
        gathered.complaints += refused.complaints
        return
    read = False
    skipped = []
    for sheet in sheets:
        try:
            done = _read_sheet(sheet, gathered)
        except Refused as refused:
            gathered.complaints += refused.complaints
            read = True
            continue
        read = read or done is True
        if done is False:
            skipped.append(sheet.place)
    if read:
        gathered.complaints += [
            one.warn("лист не похож на таблицу отметок и пропущен.") for one in skipped
        ]
    else:
        gathered.complaints.append(
            place.refuse(
                "не найдена таблица отметок. Нужны столбцы school, class, pupil, subject, date, "
                "mark или страница журнала: ученики в строках, даты в столбцах."
            )
        )


def _read_sheet(sheet: Sheet, gathered: _Gathered) -> bool | None:
    """Was it a table of marks? None for a blank or hidden sheet."""
    parts = iter(sheet.parts)
    first = next(parts, None)
    if first is None or not first.frame.height or not first.frame.width:
        return None
    row = _header(first.frame)
    if sheet.hidden:
        if row is not None or is_journal(first.frame):
            gathered.complaints.append(
                sheet.place.warn("скрытый лист с таблицей не прочитан. Нужен — покажите его.")
            )
        return None
    if row is None:
        return _read_journal(sheet, first, parts, gathered)
    columns = _columns(sheet, first.frame, row)
    part: Part | None = first
    while part is not None:
        _read_part(sheet, part, row, columns, gathered)
        part = next(parts, None)
    return True


def _read_journal(sheet: Sheet, first: Part, rest: Iterator[Part], gathered: _Gathered) -> bool:
    import polars as pl

    if not is_journal(first.frame):
        return False
    frame = pl.concat([first.frame, *(one.frame for one in rest)])
    if frame.height > _PAGE_ROWS:
        raise Refused(sheet.place.refuse(f"больше {_PAGE_ROWS} строк. Разделите файл."))
    found = read_page(
        frame,
        sheet.place,
        merged=sheet.merged,
        year=gathered.year,
        school=gathered.school,
        scale=gathered.scale,
    )
    events, lessons = found.frames()
    gathered.complaints += found.complaints
    gathered.events.append(events)
    gathered.lessons.append(lessons)
    return True


def _header(frame: pl.DataFrame) -> int | None:
    """The row that names most of the columns of a long table, at least four."""
    best, found = 3, None
    for row, texts in enumerate(frame.head(_LOOKED_AT).iter_rows()):
        names = {_NAMES.get(tidy(text).casefold()) for text in texts if text} - {None}
        if len(names) > best:
            best, found = len(names), row
    return found


def _columns(sheet: Sheet, frame: pl.DataFrame, row: int) -> dict[str, int]:
    columns: dict[str, int] = {}
    wrong: list[Complaint] = []
    for column, text in enumerate(frame.row(row)):
        name = _NAMES.get(tidy(text).casefold()) if text else None
        if name is None:
            continue
        if name in columns:
            wrong.append(sheet.place.refuse(f"столбец «{text}» встречается дважды.", row, column))
        columns[name] = column
    wrong += [
        sheet.place.refuse(f"нет обязательного столбца {name}. Добавьте его.", row)
        for name in _REQUIRED
        if name not in columns
    ]
    if wrong:
        raise Refused(*wrong)
    return columns


def _read_part(
    sheet: Sheet, part: Part, header: int, columns: dict[str, int], gathered: _Gathered
) -> None:
    import polars as pl

    skip = max(header + 1 - part.first_row, 0)
    body = part.frame.slice(skip)
    first = part.first_row + skip
    texts = body.select(pl.nth(column).alias(name) for name, column in columns.items())
    texts = unmerged(texts, columns, _TEXTS, sheet.merged, first)
    texts = texts.with_columns(row=pl.int_range(first, first + texts.height, dtype=pl.UInt32))
    texts = texts.filter(~pl.all_horizontal(pl.exclude("row").is_null()))
    if not texts.height:
        return
    reader = ColumnReader(sheet.place, texts, columns, gathered.complaints)
    events, lessons = _events(reader, gathered.scale)
    gathered.events.append(events)
    gathered.lessons.append(lessons)


class ColumnReader:
    """Columns of text through parsers that see each distinct text once."""

    def __init__(
        self,
        place: Place,
        texts: pl.DataFrame,
        columns: Mapping[str, int],
        complaints: list[Complaint],
    ) -> None:
        self.place, self.texts, self.columns, self.complaints = place, texts, columns, complaints

    def read(self, name: str, parse: Callable[[str], Any], dtype: Any, default: Any) -> pl.Series:
        """The column parsed; complaints at every cell that cannot be."""
        import polars as pl

        if name not in self.texts.columns:
            return pl.repeat(default, self.texts.height, dtype=dtype, eager=True).alias(name)
        column = self.texts[name]
        texts = column.unique().to_list()
        found, wrong = [], {}
        for text in texts:
            value = parse(tidy(text) if text else "")
            if isinstance(value, Bad):
                wrong[text] = value.text
                value = default
            found.append(value)
        for told, (text, sentence) in enumerate(wrong.items()):
            if told == NAMED_CELLS:
                rest = f"в столбце ещё {len(wrong) - told} других непонятных значений."
                self.complaints.append(self.place.refuse(rest, None, self.columns.get(name)))
                break
            rows = self.texts["row"].filter(column.is_null() if text is None else column == text)
            self.complaints += self.place.cells(
                Severity.REFUSE, sentence, rows.to_list(), self.columns.get(name)
            )
        return column.replace_strict(texts, pl.Series(found, dtype=dtype), return_dtype=dtype)


def _events(reader: ColumnReader, scale: tuple[int, ...]) -> tuple[pl.DataFrame, pl.DataFrame]:
    import polars as pl

    def needed(what: str) -> Callable[[str], str | Bad]:
        return lambda text: text or Bad(f"{what}. Впишите или удалите строку.")

    cell = pl.Struct({"marks": pl.List(pl.List(pl.UInt8)), "note": pl.String})
    frame = pl.DataFrame(
        {
            "school": reader.read("school", needed("школа не указана"), pl.String, ""),
            "class": reader.read("class", journal_class, pl.String, ""),
            "pupil": reader.read("pupil", needed("нет кода ученика"), pl.String, ""),
            "subject": reader.read("subject", needed("предмет не указан"), pl.String, ""),
            "teacher": reader.read("teacher", str, pl.String, ""),
            "date": reader.read("date", journal_date, pl.Date, None),
            "cell": reader.read("mark", lambda text: _plain(text, scale), cell, None),
            "weight": reader.read("weight", journal_weight, pl.Int32, None),
            "kind": reader.read("kind", str, pl.String, ""),
            "joined": reader.read("joined", _day_or_none, pl.Date, None),
            "left": reader.read("left", _day_or_none, pl.Date, None),
        }
    )
    lessons = frame.select(LESSON_COLUMNS).drop_nulls().unique()
    moves = [
        frame.filter(pl.col(name).is_not_null())
        .select(
            *("school", "class", "pupil", "subject", "teacher"),
            date=name,
            mark=pl.lit(0, pl.UInt8),
            original=pl.lit(0, pl.UInt8),
            weight=pl.lit(None, pl.Int32),
            kind=pl.lit(""),
            note=pl.lit(note),
        )
        .unique()
        for name, note in (("joined", JOINED), ("left", LEFT))
    ]
    return pl.concat([exploded(frame), *moves]), lessons


def exploded(frame: pl.DataFrame) -> pl.DataFrame:
    """A row per mark of the column `cell`; a cell without marks keeps one row."""
    import polars as pl

    return (
        frame.filter(pl.col("date").is_not_null())
        .unnest("cell")
        .explode("marks", keep_nulls=True, empty_as_null=True)
        .with_columns(
            mark=pl.col("marks").list.get(0, null_on_oob=True).fill_null(0),
            original=pl.col("marks").list.get(1, null_on_oob=True).fill_null(0),
            note=pl.col("note").fill_null(""),
        )
        .select(list(EVENT_COLUMNS))
    )


def _plain(text: str, scale: tuple[int, ...]) -> dict[str, Any] | Bad:
    found = journal_cell(text, scale)
    if isinstance(found, Bad):
        return found
    return {"marks": [list(pair) for pair in found.marks], "note": found.note}


def _day_or_none(text: str) -> Any:
    return journal_date(text) if text else None
