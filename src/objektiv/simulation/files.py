"""A campaign as files: results in one of the formats that are read, `work.toml`, `truth.csv`.

With one work everything lies in the folder itself; with several each work has a folder
named after it («Математика, 5 класс, 2026») and `truth.csv` lies beside them.

* `f1`: one XLSX per school in the layout of `objektiv.protocols.f1`. There is no prior score.
* `csv`, `parquet`: the wide table, `results.csv` or `results.parquet`.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from objektiv.schema import MISSING, NOT_ATTEMPTED, NOT_TAUGHT, School, Sittings, Work, item_column

if TYPE_CHECKING:
    from objektiv.simulation.campaign import Campaign

FORMATS = ("f1", "csv", "parquet")
_CODES = {NOT_ATTEMPTED: "X", NOT_TAUGHT: "N", MISSING: None}
_VARIANT = {"base": " (базовый уровень)", "advanced": " (углублённый уровень)"}
_DATES = {4: "21.04", 5: "22.04", 6: "23.04", 7: "24.04", 8: "27.04", 10: "28.04"}


def write_campaign(campaign: Campaign, out: Path, format: str = "f1") -> None:  # noqa: A002
    """Write all works and the truth into the folder `out`, which is made when it is not there.

    Raises ValueError for an unknown format.
    """
    if format not in FORMATS:
        raise ValueError(f"format is one of {', '.join(FORMATS)}, not {format!r}")
    out.mkdir(parents=True, exist_ok=True)
    several = len(campaign.sittings) > 1
    for sittings in campaign.sittings:
        folder = out / folder_name(sittings.work) if several else out
        folder.mkdir(exist_ok=True)
        (folder / "work.toml").write_text(work_toml(sittings.work), encoding="utf-8")
        if format == "f1":
            write_protocols(sittings, folder)
        elif format == "csv":
            wide(sittings).write_csv(folder / "results.csv")
        else:
            wide(sittings).write_parquet(folder / "results.parquet", compression="zstd")
    campaign.truth.write_csv(out / "truth.csv", float_precision=4)


def folder_name(work: Work) -> str:
    """Folder of a work among several.

    >>> folder_name(Work("ВПР", 2026, 5, "Математика", ()))
    'Математика, 5 класс, 2026'
    """
    return f"{work.subject}{_VARIANT.get(work.variant_of, '')}, {work.grade} класс, {work.year}"


def work_toml(work: Work) -> str:
    """Description of a work as `protocols.read_work` reads it.

    >>> print(work_toml(Work("ВПР", 2026, 5, "Математика", ())))
    procedure = "ВПР"
    year = 2026
    grade = 5
    subject = "Математика"
    variant_of = ""
    <BLANKLINE>
    """

    def value(one: object) -> str:  # TOML writes strings, lists and booleans as JSON does
        return json.dumps(one, ensure_ascii=False)

    lines = [
        f"procedure = {value(work.procedure)}",
        f"year = {work.year}",
        f"grade = {work.grade}",
        f"subject = {value(work.subject)}",
        f"variant_of = {value(work.variant_of)}",
    ]
    if work.scale:
        lines.append(f"scale = {value(work.scale.bands)}")
        if work.scale.conditions:
            conditions = ", ".join(
                f"{{mark = {one.mark}, items = {value(one.items)}, at_least = {one.at_least}}}"
                for one in work.scale.conditions
            )
            lines.append(f"conditions = [{conditions}]")
    for item in work.items:
        lines += ["", "[[items]]", f"code = {value(item.code)}", f"max = {item.max}"]
        if item.level:
            lines.append(f"level = {value(item.level)}")
        lines += [
            f"open = {value(item.open)}",
            f"skills = {value(item.skills)}",
            f"topic = {value(item.topic)}",
        ]
    return "\n".join(lines) + "\n"


def wide(sittings: Sittings) -> pl.DataFrame:
    """The wide table of the contract: a row per pupil, item cells as text with X and N."""
    items = {code: _cells(sittings.frame[item_column(code)]) for code in sittings.work.codes}
    return sittings.frame.select(
        "school",
        "class",
        "pupil",
        "municipality",
        "region",
        "variant",
        "sex",
        pl.col("participated").cast(pl.UInt8),
        _nothing_for_zero("journal_mark"),
        "prior_score",
        "score",
        _nothing_for_zero("mark"),
    ).with_columns(**items)


def _cells(codes: pl.Series) -> pl.Series:
    """Text of item cells: points, X, N or nothing."""
    texts = pl.Series([_CODES.get(code, str(code)) for code in range(256)], dtype=pl.String)
    return texts.gather(codes.cast(pl.UInt32))


def _nothing_for_zero(column: str) -> pl.Expr:
    return pl.when(pl.col(column) > 0).then(pl.col(column)).alias(column)


def write_protocols(sittings: Sittings, folder: Path, *, region: bool = False) -> None:
    """A protocol of every school; with a last column «Регион», which ФИС ОКО has not, if asked."""
    items = {code: _cells(sittings.frame[item_column(code)]) for code in sittings.work.codes}
    frame = sittings.frame.with_columns(**{f"cell:{code}": one for code, one in items.items()})
    for (login,), rows in frame.group_by("school", maintain_order=True):
        school = sittings.schools[str(login)]
        _write_f1(sittings.work, school, rows, folder / f"{login}.xlsx", region=region)


def _write_f1(work: Work, school: School, rows: pl.DataFrame, path: Path, *, region: bool) -> None:
    """One protocol as ФИС ОКО exports it; `rows` has the text of items in `cell:<code>`."""
    import xlsxwriter

    subject = work.subject + _VARIANT.get(work.variant_of, "")
    wrote = int(rows["participated"].sum())
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        # A fixed date: the same campaign gives the same bytes.
        book.set_properties({"created": datetime(work.year, 5, 20)})
        sheet = book.add_worksheet("Индивидуальные результаты")
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 2, 44)
        sheet.write(0, 0, f"{work.procedure} {work.year} {subject} {work.grade} класс")
        sheet.write_row(1, 0, ["Предмет", subject])
        sheet.write_row(2, 0, ["Максимальный первичный балл", work.max_score])
        sheet.write_row(3, 0, ["Дата проведения", f"{_DATES.get(work.grade, '29.04')}.{work.year}"])
        sheet.write_row(4, 0, [f"{school.name} ({school.id})", f"Кол-во участников: {wrote}"])
        before = ["ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант"]
        levels = [item.level or "" for item in work.items]
        sheet.write_row(6, len(before), levels)
        titles = [f"{item.code} ({item.max}б)" for item in work.items]
        after = ["Первичный балл", "Отметка", "Отметка по журналу"] + ["Регион"] * region
        sheet.write_row(7, 0, [*before, *titles, *after])
        table = rows.select(
            "school",
            "municipality",
            pl.lit(school.name).alias("name"),
            "pupil",
            "class",
            "variant",
            *(f"cell:{code}" for code in work.codes),
            "score",
            _nothing_for_zero("mark"),
            _nothing_for_zero("journal_mark"),
            *["region"] * region,
        )
        for number, row in enumerate(table.iter_rows(), start=8):
            for column, cell in enumerate(row):
                if cell is None:
                    continue
                if (isinstance(cell, str) and not cell.isdecimal()) or column == 3:
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write_number(number, column, int(cell))
