"""What a cell of a journal means: marks, corrections, absences. One call per distinct text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from objektiv.protocols.cells import DASHES, Bad, class_name, tidy
from objektiv.russian import enumeration
from objektiv.schema.journal import ABSENT, EXEMPT, ILL, JOINED, LEFT, POINT, WEIGHT_UNIT

_NOTES = {
    ABSENT: "н нб н/б нбк нп н/п уп у/п ув у п abs отс отсутствовал пропуск",
    ILL: "б бол болен болела болел болезнь забол",
    EXEMPT: "осв освоб освобожден освобождена освобождён",
    POINT: ". • · … ..",
    JOINED: "приб прибыл прибыла зачислен зачислена",
    LEFT: "выб выбыл выбыла отч отчислен отчислена",
    # A pass is no mark of the scale and a late pupil was there: neither counts here.
    "": "о оп опоздал опоздала зч зач зачет зачёт нз н/з незач незачет незачёт н/а н/о",
}
_NOTE = {word: note for note, words in _NOTES.items() for word in words.split()}
_CORRECTED = re.compile(r"(\d)\s*(?:→|->|=>|>)\s*(\d)[+\-]?")
_MARK = re.compile(r"(\d)(?:[.,]0+)?[+\-–−]?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T][\d:.]+)?")
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})(?:\s*г\.?)?(?:[ T][\d:.]+)?")
_SERIAL = re.compile(r"[3-5]\d{4}")
_WEIGHT = re.compile(r"\+?\d{1,3}(?:[.,]\d{1,6})?")


@dataclass(frozen=True, slots=True)
class JournalCell:
    """Marks in the order written, each with the mark before its correction (0: none)."""

    marks: tuple[tuple[int, int], ...] = ()
    note: str = ""


def journal_cell(text: str, scale: tuple[int, ...] = (2, 3, 4, 5)) -> JournalCell | Bad:
    """One cell: «5», «5 4», «4/5», «2→4», «н», «б», «осв», «.», «5 н», or nothing.

    >>> journal_cell("5 4").marks, journal_cell("4/5").marks, journal_cell("2→4").marks
    (((5, 0), (4, 0)), ((4, 0), (5, 0)), ((4, 2),))
    >>> journal_cell("Н"), journal_cell("4 н").note, journal_cell("—") == journal_cell("")
    (JournalCell(marks=(), note='н'), 'н', True)
    >>> journal_cell("7").text
    'отметки 7 нет в шкале: допустимы 2, 3, 4 и 5.'
    """
    if text in DASHES:
        return JournalCell()
    if spoiled := _ISO.fullmatch(text):  # a spreadsheet took «4/5» for a day of May
        pair = (int(spoiled[3]), int(spoiled[2]))
        return (
            JournalCell(tuple((one, 0) for one in pair))
            if set(pair) <= set(scale)
            else _unknown(text)
        )
    marks: list[tuple[int, int]] = []
    note = ""
    rest = _CORRECTED.sub(
        lambda found: marks.append((int(found[2]), int(found[1]))) or " ",  # type: ignore[func-returns-value]
        text,
    )
    for word in rest.casefold().replace(";", " ").replace(",", " ").split():
        known = _NOTE.get(word, _NOTE.get(word.rstrip(".")))
        if known is not None:
            note = note or known
            continue
        for piece in filter(None, word.split("/")):
            if digit := _MARK.fullmatch(piece):
                marks.append((int(digit[1]), 0))
            elif (known := _NOTE.get(piece.rstrip("."))) is not None:
                note = note or known
            elif piece not in DASHES:
                return _unknown(text)
    strange = sorted({one for pair in marks for one in pair if one and one not in scale})
    strange += [0] * any(mark == 0 for mark, _ in marks)
    if strange:
        return _outside(strange[0], scale)
    return JournalCell(tuple(marks), note)


def _outside(mark: int, scale: tuple[int, ...]) -> Bad:
    allowed = enumeration([str(one) for one in scale])
    more = " Если в школе ставят 1, впишите в нормы marks = [1, 2, 3, 4, 5]." if mark == 1 else ""
    return Bad(f"отметки {mark} нет в шкале: допустимы {allowed}.{more}")


def _unknown(text: str) -> Bad:
    shown = text if len(text) <= 40 else text[:40] + "…"
    return Bad(
        f"«{shown}» не понято. Допустимы отметки («5», «5 4», «4/5», исправленная «2→4»), «н», "
        "«б», «осв», точка или пустая ячейка."
    )


def journal_date(text: str) -> date | Bad:
    """A day of a lesson.

    >>> journal_date("07.09.2026") == journal_date("2026-09-07 00:00:00") == journal_date("46272")
    True
    >>> journal_date("31.02.2026").text
    '«31.02.2026» — не дата. Нужна дата вида 07.09.2026 или 2026-09-07.'
    """
    try:
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DOTTED.fullmatch(text):
            year = int(found[3])
            return date(year + 2000 * (year < 100), int(found[2]), int(found[1]))
        if _SERIAL.fullmatch(text):  # days since the beginning of spreadsheets
            return date(1899, 12, 30) + timedelta(int(text))
    except ValueError:
        pass
    return Bad(f"«{text[:40]}» — не дата. Нужна дата вида 07.09.2026 или 2026-09-07.")


def journal_weight(text: str) -> int | Bad | None:
    """A weight in thousandths; None where there is none.

    >>> journal_weight("1,5"), journal_weight(""), journal_weight("-1").text
    (1500, None, '«-1» — не вес. Нужно число от 0 до 100, не больше трёх знаков после запятой.')
    """
    if text in DASHES:
        return None
    if _WEIGHT.fullmatch(text):
        weight = Decimal(text.replace(",", ".")) * WEIGHT_UNIT
        if weight == weight.to_integral_value() and weight <= 100 * WEIGHT_UNIT:
            return int(weight)
    return Bad(
        f"«{text[:40]}» — не вес. Нужно число от 0 до 100, не больше трёх знаков после запятой."
    )


def journal_class(text: str) -> str | Bad:
    """A class as it is kept: «5 "а"», «5-А», «5а класс» are «5А».

    >>> journal_class('5 "a"'), journal_class("10-Б класс"), journal_class("").text
    ('5А', '10Б', 'класс не указан. Впишите его.')
    """
    if text in DASHES:
        return Bad("класс не указан. Впишите его.")
    if not any(one.isdigit() for one in text):
        return tidy(text)
    found = class_name(text, 0)
    return found if isinstance(found, Bad) else found[0]
