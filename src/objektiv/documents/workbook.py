"""`tables.xlsx`: the reports of every work, a sheet each, behind a sheet «О файле»."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

from objektiv import russian
from objektiv.charts.theme import LIGHT
from objektiv.documents.content import CampaignReport, WorkReport
from objektiv.schema import Cell, Column, Few, Table, Work, Zoned

ABOUT = "О файле"
SHORT_TITLES = {
    "individual": "Участники",
    "marks": "Отметки",
    "journal": "Журнал",
    "scores": "Баллы",
    "items": "Задания",
    "skills": "Умения",
    "groups": "Группы",
}
HEADER = 2  # row of the column titles; above it the title and the answer
ROWS = 1_000_000  # of a sheet; a longer table goes on on the next one
NARROW, WIDE = 6, 38  # characters
_LINE = 13  # points
PAGE = 260  # characters of a row that A4 landscape holds in a size that can be read
_SAMPLE = 300  # rows that decide about the width of a column

# Formats of the Russian locale (419): «12,4 %»; the value stays a number.
_NUMBERS = {
    "int": "[$-419]#,##0",
    "number": "[$-419]#,##0.0",
    "share": "[$-419]0.0\\\u00a0%",
}
_ZONE_COLOURS = {
    "low": LIGHT["zone-low"],
    "border": LIGHT["zone-border"],
    "enough": LIGHT["zone-enough"],
    "watch": LIGHT["watch-soft"],
    "note": LIGHT["paper"],
}


def tables_xlsx(campaign: CampaignReport, path: Path) -> None:
    """Write the workbook; the same campaign gives the same bytes.

    One sheet per work and report, all levels in it (the column «Уровень» filters them).
    Numbers stay numbers; a zone is a colour with a sign; a small group is in words.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties(
            {"title": campaign.title, "created": datetime(2026, 1, 1), "language": "ru-RU"}
        )
        formats = _Formats(book)
        about = book.add_worksheet(ABOUT)
        contents = []
        names = _sheet_names(campaign)
        for work in campaign.works:
            for table in work.tables:
                for part, rows in enumerate(_parts(table.rows)):
                    name = next(names)
                    sheet = book.add_worksheet(name)
                    _write_table(sheet, work.work, table, rows, formats)
                    contents.append((work, table, part, name))
        _write_about(about, campaign, contents, formats)
        about.activate()


class _Formats:
    """Cell formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format(
                {"font_name": "Arial", "font_size": 10, "valign": "top", **properties}
            )
        return self._known[key]


def _parts(rows: Sequence[tuple[Cell, ...]]) -> Iterator[Sequence[tuple[Cell, ...]]]:
    for start in range(0, max(len(rows), 1), ROWS):
        yield rows[start : start + ROWS]


def _sheet_names(campaign: CampaignReport) -> Iterator[str]:
    """«Математика 5 · Отметки»: at most 31 characters, none forbidden, no two alike."""
    used = {ABOUT.casefold()}
    variants = {"base": " баз", "advanced": " угл"}
    for work in campaign.works:
        of = work.work
        for table in work.tables:
            for _ in _parts(table.rows):
                end = f" {of.grade}{variants.get(of.variant_of, '')}"
                end += f" · {SHORT_TITLES.get(table.code, table.title)[:12]}"
                subject = "".join(c if c not in "[]:*?/\\'" else " " for c in of.subject)
                name, copy = f"{subject[: 31 - len(end)].strip()}{end}", 1
                while name.casefold() in used:
                    copy += 1
                    more = f"{end} {copy}"
                    name = f"{subject[: 31 - len(more)].strip()}{more}"
                used.add(name.casefold())
                yield name


def _write_table(
    sheet: Any, work: Work, table: Table, rows: Sequence[tuple[Cell, ...]], formats: _Formats
) -> None:
    columns = table.columns
    widths = [_width(i, column, rows) for i, column in enumerate(columns)]
    texts = sum(1 for _ in _leading_texts(columns))
    sheet.write_url(0, 0, f"internal:'{ABOUT}'!A1", _link(formats), f"← {ABOUT}")
    sheet.write_string(0, 1, f"{table.title}. {work.title}", formats(bold=True, font_size=13))
    sheet.write_string(1, 0, table.answer, formats())
    sheet.set_row(1, 20)
    head = formats(
        bold=True, text_wrap=True, bottom=1, bg_color=LIGHT["zone-enough"], valign="bottom"
    )
    lines = 1
    right = formats(
        bold=True,
        text_wrap=True,
        bottom=1,
        bg_color=LIGHT["zone-enough"],
        valign="bottom",
        align="right",
    )
    for i, column in enumerate(columns):
        title = column.title.replace(russian.NBSP, " ")  # may break: the column is narrow
        sheet.write_string(HEADER, i, title, head if column.kind == "text" else right)
        if column.hint:
            sheet.write_comment(HEADER, i, column.hint, {"author": "Объектив"})
        lines = max(lines, _lines(title, widths[i]))
        sheet.set_column(i, i, widths[i])
    sheet.set_row(HEADER, _LINE * lines + 4)
    _write_rows(sheet, columns, rows, widths, formats)
    last = HEADER + max(len(rows), 1)
    if columns:
        sheet.autofilter(HEADER, 0, last, len(columns) - 1)
    for i, note in enumerate(table.notes):
        sheet.write_string(last + 2 + i, 0, note, formats(font_color=LIGHT["muted"]))
    sheet.freeze_panes(HEADER + 1, min(texts, 2))
    _print_setup(sheet, f"{work.title} · {table.title}", ceil(sum(widths) / PAGE))
    sheet.repeat_rows(HEADER)
    if texts:
        sheet.repeat_columns(0, min(texts, 2) - 1)


def _write_rows(
    sheet: Any,
    columns: Sequence[Column],
    rows: Sequence[tuple[Cell, ...]],
    widths: Sequence[int],
    formats: _Formats,
) -> None:
    text = formats(text_wrap=True, indent=1)
    few = formats(font_color=LIGHT["muted"], font_size=9, text_wrap=True, align="right")
    plain = {kind: formats(num_format=code) for kind, code in _NUMBERS.items()}
    zoned = {
        (kind, zone): formats(
            num_format=f'{code}" {russian.ZONES[zone].sign}"', bg_color=_ZONE_COLOURS[zone]
        )
        for kind, code in _NUMBERS.items()
        for zone in russian.ZONES
    }
    for r, row in enumerate(rows, HEADER + 1):
        lines = 1
        for c, (column, value) in enumerate(zip(columns, row, strict=True)):
            if value is None or value == "":
                continue
            if isinstance(value, Few):
                sheet.write_string(r, c, russian.few(value.n), few)
            elif isinstance(value, str):
                sheet.write_string(r, c, value, text)  # never a formula or a link
                lines = max(lines, _lines(value, round(1.15 * widths[c])))
            elif isinstance(value, Zoned):
                known = zoned.get((column.kind, value.zone)) or plain.get(column.kind, text)
                sheet.write_number(r, c, value.value, known)
            else:
                sheet.write_number(r, c, value, plain.get(column.kind, text))
        if lines > 1:
            sheet.set_row(r, _LINE * lines + 2)


def _leading_texts(columns: Sequence[Column]) -> Iterator[Column]:
    """The columns that name a row: those before the first number."""
    for column in columns:
        if column.kind != "text":
            return
        yield column


def _width(i: int, column: Column, rows: Sequence[tuple[Cell, ...]]) -> int:
    longest = max(map(len, column.title.replace("-", " ").split() or [""]))  # NBSP splits too
    for row in rows[:_SAMPLE]:
        value = row[i]
        if isinstance(value, Few):
            longest = max(longest, 10)  # «мало данных», in two lines
        else:
            longest = max(longest, len(russian.cell(value, column.kind)) + 2)
    return min(max(longest + 2, NARROW), WIDE)


def _lines(text: str, width: int) -> int:
    """Lines that the words of a text take in a column."""
    lines, used = 1, 0
    for word in text.split():
        if used and used + 1 + len(word) > width:
            lines, used = lines + 1, len(word)
        else:
            used += len(word) + bool(used)
    return lines


def _print_setup(sheet: Any, title: str, wide: int = 1) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.fit_to_pages(max(wide, 1), 0)
    sheet.set_header(f"&L&9{title.replace('&', '&&')}")
    sheet.set_footer("&L&9Объектив&R&9Страница &P из &N")


def _link(formats: _Formats) -> Any:
    return formats(font_color=LIGHT["accent"], underline=1)


def _write_about(
    sheet: Any,
    campaign: CampaignReport,
    contents: Sequence[tuple[WorkReport, Table, int, str]],
    formats: _Formats,
) -> None:
    """The first sheet: what is where, how to read it, where the numbers come from."""
    wrap, bold = formats(text_wrap=True), formats(bold=True, font_size=12)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 96)
    sheet.write_string(0, 0, campaign.title, formats(bold=True, font_size=16))
    row = 2
    shown: Work | None = None
    for work, table, part, name in contents:
        if work.work is not shown:
            shown = work.work
            sheet.write_string(row, 0, shown.title, bold)
            row += 1
        title = table.title + (f" (продолжение {part})" if part else "")
        sheet.write_url(row, 0, f"internal:'{name}'!A1", _link(formats), title)
        sheet.write_string(row, 1, table.answer, wrap)
        sheet.set_row(row, _LINE * _lines(table.answer, 105) + 2)
        row += 1
    if not contents:
        sheet.write_string(row, 0, "Таблиц нет: не прочитано ни одной работы.", formats())
        row += 1
    row = _write_reading(sheet, row + 1, formats)
    sheet.write_string(row + 1, 0, "Откуда эти числа", bold)
    for i, (label, value) in enumerate(provenance_lines(campaign), row + 2):
        sheet.write_string(i, 0, label, wrap)
        sheet.write_string(i, 1, value, wrap)
    _print_setup(sheet, campaign.title)


def _write_reading(sheet: Any, row: int, formats: _Formats) -> int:
    wrap = formats(text_wrap=True)
    sheet.write_string(row, 0, "Как читать", formats(bold=True, font_size=12))
    for key, zone in russian.ZONES.items():
        row += 1
        coloured = formats(bg_color=_ZONE_COLOURS[key])
        sheet.write_string(row, 0, f"{zone.sign} {zone.word}", coloured)
        sheet.write_string(row, 1, _ZONE_HINTS[key], wrap)
    for what, how in (
        (russian.few(6), "Группа меньше наименьшей, о которой говорят показателем: числа нет."),
        ("Пустая ячейка", "Данных нет: например, нет отметок по журналу."),
        ("Уровень", "Строки всех уровней стоят вместе; нужный выбирается фильтром."),
        (
            "Признак — не вывод о людях",
            "Таблицы описывают результаты. Они не подходят для сравнения школ и учителей.",
        ),
    ):
        row += 1
        sheet.write_string(row, 0, what, wrap)
        sheet.write_string(row, 1, how, wrap)
    return row + 1


_ZONE_HINTS = {
    "low": "Выполнение ниже границы «недостаточно»; порог назван под таблицей.",
    "border": "Выполнение между границами: вывод по одному заданию не делают.",
    "enough": "Выполнение не ниже границы «достаточно».",
    "watch": "Стоит посмотреть внимательнее.",
    "note": "Полезно знать, действий не требует.",
}


def provenance_lines(campaign: CampaignReport) -> list[tuple[str, str]]:
    """«Откуда это»: label and value; the same on a page and in a workbook."""
    source = campaign.provenance
    lines = [
        ("Метод", source.method),
        ("Профиль порогов", source.profile),
        ("Отпечаток данных", source.data_hash),
        ("Начальное число генератора", str(source.seed)),
        ("Программа", f"Объектив {source.version}".strip()),
    ]
    if source.files:
        files = russian.enumeration(source.files, 12, ("файл", "файла", "файлов"))
        lines.insert(0, ("Прочитанные файлы", files))
    return lines
