"""Lists and sentences."""

from __future__ import annotations

from collections.abc import Sequence

from objektiv.russian.plurals import counted


def enumeration(
    words: Sequence[str],
    most: int | None = None,
    rest: tuple[str, str, str] | None = None,
) -> str:
    """Words as a list: «а, б и в»; past `most` the rest is counted.

    >>> enumeration(["а"]), enumeration(["а", "б", "в"])
    ('а', 'а, б и в')
    >>> enumeration(["а", "б", "в", "г"], most=2, rest=("школа", "школы", "школ"))
    'а, б и ещё 2\\xa0школы'
    """
    if most is not None and len(words) > most:
        left = len(words) - most
        return f"{', '.join(words[:most])} и ещё {counted(left, *(rest or ('', '', '')))}".strip()
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} и {words[-1]}"


def quoted(text: str) -> str:
    """In Russian quotation marks; inner ones become „…“.

    >>> quoted("Школа «Луч»")
    '«Школа „Луч“»'
    """
    return "«" + text.replace("«", "„").replace("»", "“") + "»"


def sentence(text: str) -> str:
    """With a capital letter and a full stop.

    >>> sentence("все результаты согласуются"), sentence("Готово?")
    ('Все результаты согласуются.', 'Готово?')
    """
    text = text.strip()
    if not text:
        return ""
    end = "" if text[-1] in ".?!…:" else "."
    return text[0].upper() + text[1:] + end
