"""Rows of pupils under one header: text turned into codes, every bad cell named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from objektiv.protocols import cells
from objektiv.protocols.cells import Bad, tidy
from objektiv.protocols.complaints import NAMED_CELLS, Complaint, Place, Severity
from objektiv.protocols.sheets import Merged
from objektiv.russian import counted
from objektiv.schema import MISSING, Item, Work, item_column

if TYPE_CHECKING:
    import polars as pl

# Meanings of columns beside items. «login» is the column «ОО» of Ф1.
MEANINGS = (
    "region",
    "municipality",
    "login",
    "school",
    "class",
    "pupil",
    "variant",
    "sex",
    "participated",
    "score",
    "mark",
    "journal_mark",
    "prior_score",
)
_NOTHING = -1  # null in a column of integers
_WRONG = -2  # a cell with a complaint
SHORT = 2000  # rows: below it plain Python is done before the engine has started


@dataclass
class Vocabulary:
    """Distinct texts numbered in the order they come: a column holds the numbers."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    @property
    def texts(self) -> list[str]:
        return list(self.numbers)


@dataclass
class Vocabularies:
    """One for each column of text that repeats; shared by all tables of one reading."""

    region: Vocabulary = field(default_factory=Vocabulary)
    municipality: Vocabulary = field(default_factory=Vocabulary)
    login: Vocabulary = field(default_factory=Vocabulary)
    school: Vocabulary = field(default_factory=Vocabulary)
    class_: Vocabulary = field(default_factory=Vocabulary)
    variant: Vocabulary = field(default_factory=Vocabulary)
    sex: Vocabulary = field(default_factory=Vocabulary)


@dataclass(frozen=True, slots=True)
class Declared:
    """«Кол-во участников: N» and the rows it speaks of (from 0, the last excluded)."""

    first_row: int
    end_row: int
    count: int
    row: int
    column: int


@dataclass(frozen=True)
class Table:
    """Rows of pupils as text. `frame` columns are meanings and `item:<code>`; `columns`
    gives each its column in the sheet (none for what a school line above said); `rows`
    the row of each in the sheet, from 0."""

    place: Place
    work: Work
    frame: pl.DataFrame
    columns: dict[str, int]
    rows: pl.Series
    declared: tuple[Declared, ...] = ()


def unmerged(
    texts: pl.DataFrame,
    columns: dict[str, int],
    names: Iterable[str],
    merged: Merged,
    first_row: int,
) -> pl.DataFrame:
    """A merged cell speaks for all its rows: its text is repeated in the named columns."""
    import polars as pl

    place = {columns[name]: name for name in names if name in columns}
    filled: dict[str, list[str | None]] = {}
    for top, left, bottom, _ in merged:
        name = place.get(left)
        low, high = max(top - first_row, 0), min(bottom - first_row + 1, texts.height)
        if name is None or bottom == top or high <= low or top < first_row:
            continue
        values = filled.setdefault(name, texts[name].to_list())
        values[low:high] = [values[low]] * (high - low)
    return texts.with_columns(
        pl.Series(name, values, dtype=pl.String) for name, values in filled.items()
    )


def coded(table: Table, words: Vocabularies) -> tuple[pl.DataFrame, list[Complaint]]:
    """The table in numbers, and what is wrong with its cells.

    Columns: `region … sex` numbers in their vocabulary (UInt32), `pupil` text,
    `participated` Boolean, `declared_score` Int32 or null, `mark`, `journal_mark` UInt8,
    `prior_score` Int16 or null, items UInt8, `row` UInt32, `spoiled` where a score is bad.
    """
    import polars as pl

    complaints: list[Complaint] = []
    height = table.frame.height

    distinct = _distinct(table.frame)

    def read(name: str, parse: Callable[[str], int | Bad | None], default: int) -> pl.Expr:
        if name not in table.frame.columns:
            return pl.repeat(default, height, dtype=pl.Int32)
        return _looked_up(table, name, distinct[name], parse, complaints)

    def numbered(name: str, words: Vocabulary) -> pl.Expr:
        values = read(name, words.number, words.number(""))
        return values.cast(pl.UInt32)

    def class_number(text: str) -> int | Bad:
        found = cells.class_name(text, table.work.grade)
        if isinstance(found, Bad):
            return found
        name, warning = found
        if warning:
            warnings[text] = warning
        return words.class_.number(name)

    def sex_number(text: str) -> int | Bad:
        found = cells.sex(text)
        return found if isinstance(found, Bad) else words.sex.number(found)

    warnings: dict[str, str] = {}
    words.class_.number("")  # number 0 stands for a cell with a complaint, as in `sex`
    out = {
        "region": numbered("region", words.region),
        "municipality": numbered("municipality", words.municipality),
        "login": numbered("login", words.login),
        "school": numbered("school", words.school),
        "class": read("class", class_number, _NOTHING),
        "pupil": pl.col("pupil").fill_null(""),
        "variant": numbered("variant", words.variant),
        "sex": read("sex", sex_number, words.sex.number("")),
        "declared_score": read(
            "score", lambda text: cells.whole_score(text, "первичный балл"), _NOTHING
        ),
        "mark": read("mark", cells.mark, 0),
        "journal_mark": read("journal_mark", cells.mark, 0),
        "prior_score": read(
            "prior_score", lambda text: cells.whole_score(text, "прежний балл"), _NOTHING
        ),
    }
    out["said"] = read("participated", cells.took_part, 2)
    for item in table.work.items:
        name = item_column(item.code)
        out[name] = read(name, _item_parser(item), MISSING)
    for text, warning in warnings.items():
        complaints += _locate(table, "class", Severity.WARN, warning, [text])
    _check_pupils(table, complaints)

    names = [item_column(item.code) for item in table.work.items]
    # One call for all columns: the engine shares them between its threads.
    frame = table.frame.select(**out).with_columns(
        row=table.rows.cast(pl.UInt32),
        spoiled=pl.any_horizontal(pl.col(*names, "declared_score") == _WRONG),
    )
    frame = frame.with_columns(pl.col("class", "sex").clip(0).cast(pl.UInt32))
    frame = frame.with_columns(
        pl.when(pl.col("declared_score") >= 0).then("declared_score").alias("declared_score"),
        pl.when(pl.col("prior_score") >= 0)
        .then(pl.col("prior_score").cast(pl.Int16))
        .alias("prior_score"),
        pl.col("mark", "journal_mark").clip(0).cast(pl.UInt8),
        pl.col(names).clip(0).cast(pl.UInt8),
    )
    return _participation(table, frame, names, complaints), complaints


def _participation(
    table: Table, frame: pl.DataFrame, items: list[str], complaints: list[Complaint]
) -> pl.DataFrame:
    """Who wrote the work: said by the file, else whoever has an item, a score or a mark."""
    import polars as pl

    something = (
        pl.any_horizontal(pl.col(items) != MISSING)
        | pl.col("declared_score").is_not_null()
        | (pl.col("mark") > 0)
    )
    contradiction = frame.filter((pl.col("said") == 0) & something)["row"].to_list()
    complaints += table.place.cells(
        Severity.REFUSE,
        "по столбцу участия ученик не писал работу, а баллы стоят. Уберите баллы или поставьте 1.",
        contradiction,
        table.columns.get("participated"),
    )
    took_part = pl.when(pl.col("said") == 2).then(something).otherwise(pl.col("said") == 1)
    return frame.with_columns(participated=took_part).drop("said")


def _item_parser(item: Item) -> Callable[[str], int | Bad]:
    return lambda text: cells.item_score(text, item.max)


def _distinct(frame: pl.DataFrame) -> dict[str, list[str | None]]:
    """Distinct texts of every column."""
    import polars as pl

    if frame.height <= SHORT:
        return {one.name: list(dict.fromkeys(one.to_list())) for one in frame}
    found = frame.select(pl.all().unique().implode())
    return {one.name: one[0].to_list() for one in found}


def _looked_up(
    table: Table,
    name: str,
    texts: list[str | None],
    parse: Callable[[str], int | Bad | None],
    complaints: list[Complaint],
) -> pl.Expr:
    """A column through `parse`, which sees each of its distinct `texts` once."""
    import polars as pl

    values: list[int] = []
    wrong: dict[str, list[str | None]] = {}
    for text in texts:
        value = parse(tidy(text) if text else "")
        if isinstance(value, Bad):
            wrong.setdefault(value.text, []).append(text)
            value = _WRONG
        values.append(_NOTHING if value is None else value)
    label = f"задание {name.removeprefix('item:')}: " if name.startswith("item:") else ""
    for told, (sentence, cells_with_it) in enumerate(wrong.items()):
        if told == NAMED_CELLS:
            rest = len(wrong) - told
            complaints.append(
                table.place.refuse(
                    f"{label}в столбце ещё {counted(rest, 'неверное значение', 'разных неверных значения', 'разных неверных значений')}.",  # noqa: E501
                    None,
                    table.columns.get(name),
                )
            )
            break
        complaints += _locate(table, name, Severity.REFUSE, label + sentence, cells_with_it)
    if table.frame.height <= SHORT:
        number = dict(zip(texts, values, strict=True))
        found = [number[text] for text in table.frame[name].to_list()]
        return pl.lit(pl.Series(name, found, dtype=pl.Int32))
    return pl.col(name).replace_strict(texts, values, return_dtype=pl.Int32)


def _locate(
    table: Table,
    name: str,
    severity: Severity,
    sentence: str,
    texts: list[str | None],
) -> list[Complaint]:
    """The same sentence at every cell of the column that holds one of the texts."""
    column = table.frame[name]
    hit = column.is_in([text for text in texts if text], nulls_equal=False).fill_null(False)
    if None in texts or "" in texts:
        hit = hit | column.is_null()
    rows = table.rows.filter(hit).to_list()
    return table.place.cells(severity, sentence, rows, table.columns.get(name))


def _check_pupils(table: Table, complaints: list[Complaint]) -> None:
    pupils = table.frame["pupil"]
    column = table.columns.get("pupil")
    empty = table.rows.filter(pupils.is_null()).to_list()
    complaints += table.place.cells(
        Severity.REFUSE,
        "нет кода участника. Впишите код или удалите строку.",
        empty,
        column,
    )
    # A vectorised sieve first: a code has no two capitalised Cyrillic words.
    suspects = pupils.str.contains(r"^[А-ЯЁ][а-яё]+[ -]").fill_null(False)
    if suspects.any():
        named = suspects & pupils.map_elements(
            lambda text: cells.looks_like_name(tidy(text)), return_dtype=suspects.dtype
        ).fill_null(False)
        complaints += table.place.cells(
            Severity.REFUSE,
            "вместо кода участника стоит имя. Замените имена кодами: имена система не хранит.",
            table.rows.filter(named).to_list(),
            column,
        )
