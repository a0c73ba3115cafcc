"""`work.toml`: the description of a work, with all its complaints at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from objektiv.protocols.cells import same_letters
from objektiv.protocols.complaints import Complaint, Place, Refused
from objektiv.schema import MARKS, MAX_ITEM_SCORE, Condition, Item, Level, Scale, Work

_KNOWN = {"procedure", "year", "grade", "subject", "variant_of", "scale", "conditions", "items"}
_KNOWN_OF_ITEM = {"code", "max", "level", "open", "skills", "topic"}


def read_work(path: str | Path) -> Work:
    """Read a description of a work.

    Raises `Refused` with every complaint when the file cannot be used as it is.
    """
    path = Path(path)
    place = Place(path.name)
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise Refused(place.refuse(f"файл не открывается ({error.strerror}).")) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refused(
            place.refuse(f"это не TOML в UTF-8 ({error}). Исправьте указанное место.")
        ) from None
    return work_from(raw, place)


def work_from(raw: Mapping[str, Any], place: Place) -> Work:
    """A work from the parsed TOML; raises `Refused` with every complaint."""
    wrong: list[Complaint] = []

    def text(name: str, default: str | None = None) -> str:
        value = raw.get(name, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            wrong.append(place.refuse(f"{name}: нужна непустая строка в кавычках."))
            return ""
        return value.strip()

    def integer(name: str, low: int, high: int) -> int:
        value = raw.get(name)
        if type(value) is not int or not low <= value <= high:
            wrong.append(place.refuse(f"{name}: нужно целое число от {low} до {high}."))
            return low
        return value

    procedure, subject = text("procedure"), text("subject")
    year, grade = integer("year", 2000, 2100), integer("grade", 1, 12)
    variant_of = text("variant_of", "")
    if variant_of not in ("", "base", "advanced"):
        wrong.append(place.refuse('variant_of: допустимы "", "base" и "advanced".'))
    items = _items(raw.get("items"), place, wrong)
    scale = None
    if "scale" in raw:
        scale = _scale(raw["scale"], raw.get("conditions", []), items, place, wrong)
    wrong += [
        place.warn(f"{name}: такого поля в описании работы нет, оно не прочитано.")
        for name in raw
        if name not in _KNOWN
    ]
    if any(one.severity == "refuse" for one in wrong):
        raise Refused(*wrong)
    return Work(procedure, year, grade, subject, items, scale, variant_of)


def _items(raw: object, place: Place, wrong: list[Complaint]) -> tuple[Item, ...]:
    if not isinstance(raw, list) or not raw:
        wrong.append(place.refuse("items: опишите хотя бы одно задание ([[items]])."))
        return ()
    items: list[Item] = []
    seen: dict[str, str] = {}
    for number, entry in enumerate(raw, 1):
        found = _item(entry, f"задание {number}", place, wrong)
        if found is None:
            continue
        key = same_letters(found.code)
        if key in seen:
            wrong.append(place.refuse(f"задание {number}: код «{found.code}» уже был."))
        seen[key] = found.code
        items.append(found)
    return tuple(items)


def _item(entry: object, what: str, place: Place, wrong: list[Complaint]) -> Item | None:
    if not isinstance(entry, dict):
        wrong.append(place.refuse(f"{what}: нужна таблица [[items]]."))
        return None
    before = len(wrong)
    code, most, level = entry.get("code"), entry.get("max"), entry.get("level")
    if not isinstance(code, str) or not code.strip():
        wrong.append(place.refuse(f"{what}: code — непустая строка в кавычках."))
    if type(most) is not int or not 1 <= most <= MAX_ITEM_SCORE:
        wrong.append(place.refuse(f"{what}: max — целое число от 1 до {MAX_ITEM_SCORE}."))
    if level not in (None, "", *Level):
        wrong.append(place.refuse(f"{what}: level — «Б», «П» или «В»."))
    if type(entry.get("open", False)) is not bool:
        wrong.append(place.refuse(f"{what}: open — true или false."))
    skills = entry.get("skills", [])
    if not isinstance(skills, list) or not all(isinstance(one, str) for one in skills):
        wrong.append(place.refuse(f'{what}: skills — список строк, например ["5.1"].'))
    if not isinstance(entry.get("topic", ""), str):
        wrong.append(place.refuse(f"{what}: topic — строка в кавычках."))
    if len(wrong) > before:
        return None
    wrong += [
        place.warn(f"{what}: поля {name} у задания нет, оно не прочитано.")
        for name in entry
        if name not in _KNOWN_OF_ITEM
    ]
    return Item(
        str(code).strip(),
        int(most or 0),
        Level(level) if level else None,
        entry.get("open", False),
        tuple(skills),
        entry.get("topic", ""),
    )


def _scale(
    raw: object, conditions: object, items: tuple[Item, ...], place: Place, wrong: list[Complaint]
) -> Scale | None:
    shape = "scale: нужен список троек [от, до, отметка], например [[0, 6, 2], [7, 12, 3]]."
    if not isinstance(raw, list) or not raw:
        wrong.append(place.refuse(shape))
        return None
    if not all(
        isinstance(band, list) and len(band) == 3 and all(type(one) is int for one in band)
        for band in raw
    ):
        wrong.append(place.refuse(shape))
        return None
    before = len(wrong)
    expected, last_mark = 0, MARKS[0] - 1
    for low, high, mark in raw:
        if low != expected or high < low:
            wrong.append(
                place.refuse(f"scale: полоса [{low}, {high}, {mark}] должна начаться с {expected}.")
            )
        if mark not in MARKS or mark <= last_mark:
            wrong.append(
                place.refuse(f"scale: отметки идут по возрастанию от 2 до 5, а не {mark}.")
            )
        expected, last_mark = high + 1, mark
    most = sum(item.max for item in items)
    if items and expected != most + 1:
        wrong.append(
            place.refuse(
                f"scale: шкала кончается на {expected - 1}, а сумма баллов за задания — {most}."
            )
        )
    found = _conditions(conditions, items, place, wrong)
    if len(wrong) > before:
        return None
    return Scale(tuple((low, high, mark) for low, high, mark in raw), found)


def _conditions(
    raw: object, items: tuple[Item, ...], place: Place, wrong: list[Complaint]
) -> tuple[Condition, ...]:
    shape = 'conditions: нужен список вида {mark = 3, items = ["15"], at_least = 2}.'
    if not isinstance(raw, list):
        wrong.append(place.refuse(shape))
        return ()
    found = []
    codes = {item.code for item in items}
    for entry in raw:
        fits = (
            isinstance(entry, dict)
            and entry.get("mark") in MARKS
            and type(entry.get("at_least")) is int
            and isinstance(entry.get("items"), list)
        )
        if not fits:
            wrong.append(place.refuse(shape))
            continue
        wrong += [
            place.refuse(f"conditions: задания «{code}» в работе нет.")
            for code in entry["items"]
            if code not in codes
        ]
        found.append(Condition(entry["mark"], tuple(entry["items"]), entry["at_least"]))
    return tuple(found)
