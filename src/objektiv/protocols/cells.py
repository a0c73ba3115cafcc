"""What the text of a cell means. Every function takes one text, trimmed, and answers with
a value or with a `Bad` (a Russian sentence). They are called once per distinct text of a
column, never per cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from objektiv.schema import MARKS, MISSING, NOT_ATTEMPTED, NOT_TAUGHT

DASHES = frozenset({"", "-", "–", "—", "−", "‑", "--", "---"})
NO_MARK = DASHES | {"нет отметки", "нет", "без отметки", "н/а", "н/о", "осв", "осв."}

_CYRILLIC = str.maketrans("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u200b\ufeff]+")
_INTEGER = re.compile(r"\+?(\d{1,9})(?:[.,]0+)?")
_NUMBER = re.compile(r"[-−–]?\d+(?:[.,]\d+)?")
_ISO_DATE = re.compile(r"\d{4}-(\d{2})-(\d{2})(?:[ T]00:00:00)?")
_DOT_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(?:\d{2}|\d{4})")
_CLASS = re.compile(r"(\d{1,2})[\s«\"'-]*([А-ЯЁA-Z]{1,3})?[»\"']*")
_NAME = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?(?:\s+(?:[А-ЯЁ][а-яё]+|[А-ЯЁ]\.)){1,3}")


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that cannot be read, and the sentence that says so."""

    text: str


def tidy(text: str) -> str:
    """Spaces of every kind become one plain space.

    >>> tidy(" город\\u00a0 Ручейск ")
    'город Ручейск'
    """
    return _SPACES.sub(" ", text).strip()


def same_letters(text: str) -> str:
    """A key in which Latin and Cyrillic look-alikes, case and spaces do not differ.

    >>> same_letters("1K1") == same_letters("1к1")
    True
    """
    return tidy(text).replace(" ", "").translate(_CYRILLIC).upper()


def item_score(text: str, most: int) -> int | Bad:
    """Score of an item or one of the codes for «X», «N» and empty.

    >>> item_score("2,0", 3), item_score("х", 3), item_score("N", 3), item_score("—", 3)
    (2, 254, 253, 255)
    >>> item_score("4", 3).text
    'балл 4 больше наибольшего за это задание (3). Проверьте балл.'
    """
    if whole := _INTEGER.fullmatch(text):
        score = int(whole[1])
        if score > most:
            return Bad(f"балл {score} больше наибольшего за это задание ({most}). Проверьте балл.")
        return score
    if text in DASHES:
        return MISSING
    if text in ("X", "x", "Х", "х"):
        return NOT_ATTEMPTED
    if text in ("N", "n"):
        return NOT_TAUGHT
    return _not_a_score(
        text,
        "Допустимы целое число, X (не приступал), N (тема не изучалась) или пустая ячейка.",
    )


def whole_score(text: str, what: str) -> int | Bad | None:
    """A sum of scores; None when there is none.

    >>> whole_score("17,0", "первичный балл"), whole_score("-", "первичный балл")
    (17, None)
    """
    if whole := _INTEGER.fullmatch(text):
        score = int(whole[1])
        if score > 32_767:
            return Bad(f"{what} {score} не бывает таким большим. Проверьте число.")
        return score
    if text in NO_MARK or text in ("X", "x", "Х", "х"):
        return None
    return _not_a_score(text, f"В этом столбце ({what}) допустимо только целое число.")


def _not_a_score(text: str, allowed: str) -> Bad:
    shown = text if len(text) <= 40 else text[:40] + "…"
    if _NUMBER.fullmatch(text):
        kind = "отрицательный" if text[0] in "-−–" else "дробный"
        return Bad(f"{kind} балл {shown}. {allowed}")
    return Bad(f"непонятное значение «{shown}». {allowed}")


def mark(text: str) -> int | Bad:
    """A mark 2…5; 0 when there is none.

    >>> mark("5.0"), mark("нет отметки")
    (5, 0)
    """
    whole = _INTEGER.fullmatch(text)
    if whole and int(whole[1]) in MARKS:
        return int(whole[1])
    if text.casefold() in NO_MARK:
        return 0
    shown = text if len(text) <= 40 else text[:40] + "…"
    return Bad(f"«{shown}» — не отметка. Допустимы 2, 3, 4, 5, прочерк или пустая ячейка.")


def took_part(text: str) -> int | Bad:
    """1, 0, or 2 when it is not said."""
    known = {"1": 1, "0": 0, "да": 1, "нет": 0, "true": 1, "false": 0}
    if text in DASHES:
        return 2
    whole = _INTEGER.fullmatch(text)
    value = known.get(whole[1].lstrip("0") or "0" if whole else text.casefold())
    return Bad(f"«{text[:40]}» в столбце участия. Допустимы 1 и 0.") if value is None else value


def sex(text: str) -> str | Bad:
    """ "м", "ж" or "".

    >>> sex("Жен."), sex("M")
    ('ж', 'м')
    """
    key = text.casefold().rstrip(".")
    if key in ("м", "муж", "мужской", "m", "male", "мальчик", "1"):
        return "м"
    if key in ("ж", "жен", "женский", "f", "female", "девочка", "2"):
        return "ж"
    return "" if text in NO_MARK else Bad(f"«{text[:40]}» в столбце «пол». Допустимы м и ж.")


def class_name(text: str, grade: int) -> tuple[str, str] | Bad:
    """Name of a class as it is kept, and a warning sentence ("" when there is no need).

    «5-1», which a spreadsheet takes for a date, comes back from it; Latin letters become
    Cyrillic; «5 "а"», «5-А» and «5а» are one class.

    >>> class_name('5 "a"', 5), class_name("5-А", 5), class_name("5-1", 5), class_name("Б", 5)
    (('5А', ''), ('5А', ''), ('5-1', ''), ('5Б', ''))
    >>> class_name("2026-01-05", 5)
    ('5-1', 'таблица превратила класс «5-1» в дату; прочитано как «5-1».')
    >>> class_name("", 5)
    ('5', 'класс не указан; записан как «5».')
    """
    if text in DASHES:
        return str(grade), f"класс не указан; записан как «{grade}»."
    if date := _ISO_DATE.fullmatch(text) or _DOT_DATE.fullmatch(text):
        pair = (int(date[1]), int(date[2]))
        month, day = pair if date.re is _ISO_DATE else pair[::-1]
        # Russian settings take «5-1» for 5 January, American ones for May 1.
        if grade not in (day, month):
            return Bad(
                f"вместо класса стоит дата {day:02}.{month:02}. Сделайте столбец «Класс» "
                "текстовым и введите класс заново."
            )
        name = f"{day}-{month}" if day == grade else f"{month}-{day}"
        return name, f"таблица превратила класс «{name}» в дату; прочитано как «{name}»."
    plain = re.sub(r"\s*(класс|кл\.?)$", "", text, flags=re.IGNORECASE)
    letters = plain.translate(_CYRILLIC).upper()
    if match := _CLASS.fullmatch(letters):
        return f"{int(match[1])}{match[2] or ''}", ""
    if re.fullmatch(r"[«\"']?[А-ЯЁ]{1,2}[»\"']?", letters):
        return f"{grade}{letters.strip('«»')}".replace('"', "").replace("'", ""), ""
    return tidy(plain).replace(" ", "") or str(grade), ""


def looks_like_name(text: str) -> bool:
    """Does a pupil's code look like a person's name?

    >>> looks_like_name("Ёлкина Мария"), looks_like_name("5А-001")
    (True, False)
    """
    return _NAME.fullmatch(text) is not None
