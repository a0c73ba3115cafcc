"""Who is named in a cell: «Зам.по УВР: Лис О.Н. КотоваЕ.М.», «Педагоги, родители»."""

from __future__ import annotations

import re

_CAPITAL = r"[А-ЯЁ]"
_WORD = rf"{_CAPITAL}[а-яё]+(?:-{_CAPITAL}[а-яё]+)*"
_INITIALS = rf"{_CAPITAL}\.\s?{_CAPITAL}(?:\.|(?![а-яё]))"
# «Иванова Анна Петровна»: the third word ends as a patronymic.
_FULL = rf"{_WORD}\s+{_WORD}\s+{_CAPITAL}[а-яё]+(?:вич|вна|ична|ьич|кызы|оглы)"
_NAME = re.compile(rf"{_WORD}\s+{_INITIALS}|{_INITIALS}\s?{_WORD}|{_FULL}")
_GLUED_BEFORE = re.compile(rf"(?<=[а-яё])(?={_CAPITAL}\.\s?{_CAPITAL}(?:\.|\s|$|,|;))")
_GLUED_AFTER = re.compile(rf"(?<={_CAPITAL}\.)(?={_CAPITAL}[а-яё]{{2,}}\s+{_CAPITAL}\.)")
_SEPARATOR = re.compile(r"(?:[;\n]|,(?!\s*\d))(?![^()]*\))")
_JOINS = re.compile(r"^(?:по|и|с|со|в|на|за|при|для|о|об|от|из)\s")
_SENTENCE = re.compile(r"(?<=[а-яё)])\.\s+(?=[А-ЯЁ])")
_ABBREVIATED = re.compile(r"(?<=[а-яё])\.(?=[а-яё])")  # «зам.по» → «зам. по»


def people_in(cell: str) -> tuple[str, ...]:
    """Persons and roles of a cell, each once, in order, with their positions where stated.

    >>> people_in("Зам.по УВР: Лисина О.Н.")
    ('Зам. по УВР Лисина О.Н.',)
    >>> people_in("Гусев А.В. КотоваЕ.М.\\nЖукова Е.И..\\nруководители ШМО .")
    ('Гусев А.В.', 'Котова Е.М.', 'Жукова Е.И.', 'руководители ШМО')
    """
    text = _unglued(cell)
    found: list[str] = []
    for chunk in _chunks(text):
        start = 0
        for name in _NAME.finditer(chunk):
            found.append(_tidy(f"{chunk[start : name.start()]} {_dotted(name[0])}"))
            start = name.end()
        found.append(_tidy(chunk[start:]))
    return tuple(dict.fromkeys(one for one in found if any(c.isalnum() for c in one)))


def participants_in(cell: str) -> tuple[str, ...]:
    """Groups of people of a cell, as they are written there.

    >>> participants_in("Педагоги, родители (законные представители); обучающиеся")
    ('Педагоги', 'родители (законные представители)', 'обучающиеся')
    >>> participants_in("Родители.  Обучающиеся")
    ('Родители', 'Обучающиеся')
    """
    parts = (part for chunk in _chunks(cell) for part in _SENTENCE.split(chunk))
    return tuple(dict.fromkeys(one for part in parts if (one := _tidy(part))))


def _unglued(text: str) -> str:
    """Surnames apart from initials, and one person from the next."""
    text = _GLUED_AFTER.sub(" ", _GLUED_BEFORE.sub(" ", text))
    return _ABBREVIATED.sub(". ", text)


def _chunks(text: str) -> list[str]:
    """Parts between commas, semicolons and lines; a line that goes on is joined."""
    chunks: list[str] = []
    for line in text.split("\n"):
        goes_on = _JOINS.match(line.strip()) and chunks and not _NAME.search(chunks[-1][-40:])
        if goes_on:
            chunks[-1] += " " + line.strip()
        else:
            chunks.append(line)
    return [part for chunk in chunks for part in _SEPARATOR.split(chunk)]


def _dotted(name: str) -> str:
    """«Гусева Ч.Ю» → «Гусева Ч.Ю.»; initials stand together as in the document."""
    name = " ".join(name.split())
    return f"{name}." if re.search(rf"\.\s?{_CAPITAL}$", name) else name


def _tidy(text: str) -> str:
    text = re.sub(r"\s*:\s*", " ", " ".join(text.split()))
    text = text.strip(" ,;:–—-")
    if not re.search(rf"{_CAPITAL}\.$", text):
        text = text.rstrip(". ")
    return re.sub(r"^\.\s*", "", text).strip()
