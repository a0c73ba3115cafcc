"""XLSX of the documents whose heart is a table: plan, recommendations, minutes, certificate."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from objektiv.documents.office.programme import ProgrammeSheet
from objektiv.documents.office.shape import Sheet
from objektiv.documents.office.sheets import (
    AddressedRecommendations,
    Certificate,
    CommonSchedule,
    Evaluation,
    Minutes,
    PlanAppendix,
)
from objektiv.documents.office.word import printable

Row = tuple[str, ...]


def _plan(sheet: PlanAppendix) -> Iterator[Row]:
    yield ("Направление", "№", "Мероприятие", "Срок", "Ответственные", "Участники",
           "Ожидаемый результат")  # fmt: skip
    for direction in sheet.directions:
        for one in direction.measures:
            yield (direction.title, one.number, one.text, one.term, one.responsibles,
                   one.participants, one.expected_result)  # fmt: skip


def _recommendations(sheet: AddressedRecommendations) -> Iterator[Row]:
    yield ("Кому", "Направление", "№", "Что рекомендуется", "Основание", "Срок",
           "Ожидаемый результат", "Проверка")  # fmt: skip
    for block in sheet.blocks:
        for direction in block.directions:
            for one in direction.points:
                yield (block.title, direction.title, str(one.number), one.text, one.ground,
                       one.term, one.expected_result, one.checked_by)  # fmt: skip


def _minutes(sheet: Minutes) -> Iterator[Row]:
    yield "Вопрос", "№", "Решение", "Отвечают", "Срок"
    for question in sheet.questions:
        for one in question.resolved:
            yield question.title, one.number, one.text, one.responsibles, one.term


def _certificate(sheet: Certificate) -> Iterator[Row]:
    yield "Показатель", "Значение", "Для сравнения"
    for one in sheet.figures:
        yield one.name, one.value, one.compared


def _evaluation(sheet: Evaluation) -> Iterator[Row]:
    yield "Раздел", "№", "Критерий", "Самооценка", "Чем подтверждается", "Оценка", "Комментарий"
    for section in sheet.sections:
        for one in section.criteria:
            yield (section.title, str(one.number), one.text, one.own, one.evidence, one.above,
                   one.comment)  # fmt: skip


def _schedule(sheet: CommonSchedule) -> Iterator[Row]:
    yield "Класс", "Дата", "Урок", "Предмет", "Процедура", "Уровень"
    for one in sheet.classes:
        for entry in one.entries:
            yield (one.title, entry.day, entry.lesson, entry.subject, entry.procedure,
                   entry.level)  # fmt: skip


def _programme(sheet: ProgrammeSheet) -> Iterator[Row]:
    yield "№", "Тема или умение", "Часов", "Основание", "За счёт чего", "Проведено"
    for one in sheet.topics:
        yield one.number, one.text, one.hours, one.ground, one.taken_from, one.done


ROWS: dict[str, Callable[[Any], Iterator[Row]]] = {
    "plan": _plan,
    "recommendations": _recommendations,
    "minutes": _minutes,
    "certificate": _certificate,
    "schedule": _schedule,
    "evaluation": _evaluation,
    "programme": _programme,
}


def has_table(sheet: Sheet) -> bool:
    return sheet.kind in ROWS


def sheet_xlsx(sheet: Sheet) -> bytes:
    """The table of a document; KeyError for a kind without one. Same values, same bytes."""
    import xlsxwriter

    rows = [tuple(printable(text) for text in row) for row in ROWS[sheet.kind](sheet)]
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": sheet.title[:250], "created": datetime(2026, 1, 1)})
        page = book.add_worksheet("Документ")
        title = book.add_format({"bold": True, "text_wrap": False})
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top"})
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        page.write_string(0, 0, printable(sheet.title), title)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                page.write_string(number + 2, column, text, cell if number else head)
        for column, texts in enumerate(zip(*rows, strict=True)):
            longest = max(len(text) for text in texts)
            page.set_column(column, column, min(50, max(6, longest * 0.9)))
        page.freeze_panes(3, 0)
        page.repeat_rows(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
    return out.getvalue()
