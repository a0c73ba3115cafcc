"""Search that forgives: form of a word, ё, punctuation, a slip of the finger, the wrong layout."""

from __future__ import annotations

import re
from collections.abc import Collection

_TOKEN = re.compile(r"[a-zа-я]+|\d+")
# What people call a kind of school, beside what its name says in full.
_KINDS = (
    (re.compile(r"средн\w* (?:полн\w* )?общеобразовательн\w* школ"), "сош"),
    (re.compile(r"основн\w* общеобразовательн\w* школ"), "оош"),
    (re.compile(r"начальн\w* (?:общеобразовательн\w* )?школ"), "нош"),
    (re.compile(r"детск\w* сад"), "доу"),
)
_ENDING = re.compile(
    r"(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ией|ой|ей|ый|ий|ая|яя|ое|ее|ую|юю|ов|ев|ам|ям|ах|ях"
    r"|ом|ем|ых|их|ые|ие|ия|ии|ию|[аяоеуюыиьй])$"
)
_LAYOUT = str.maketrans("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё")
WORDS = 8  # of a query; more say nothing new
_CLOSE, _LONG = 4, 8  # letters from which one, two slips are forgiven


def searchable(text: str) -> str:
    """A text as it is searched: words and numbers in small letters between spaces.

    >>> searchable("МБОУ «СОШ №6» г. Берёзовск, Middle7")
    ' мбоу сош 6 г березовск middle 7 '
    >>> searchable("Средняя общеобразовательная школа № 12")
    ' средняя общеобразовательная школа 12 сош '
    """
    words = " ".join(_TOKEN.findall(text.lower().replace("ё", "е")))
    kinds = " ".join(
        short for kind, short in _KINDS if kind.search(words) and short not in words.split()
    )
    return f" {words} {kinds} " if kinds else f" {words} "


def asked(query: str) -> list[str]:
    """What must stand in a searched text: beginnings of words, and whole numbers.

    Each is to be looked for as it is, with its space in front.

    >>> asked("школы №6, Ивановой")
    [' школ', ' 6 ', ' иванов']
    """
    words = _TOKEN.findall(query.lower().replace("ё", "е"))[:WORDS]
    return [f" {one} " if one.isdecimal() else f" {_stem(one)}" for one in words]


def matches(text: str, parts: Collection[str]) -> bool:
    """Does a searched text hold everything that is asked?

    >>> matches(searchable("СОШ № 6"), asked("6 сош")), matches(searchable("СОШ № 16"), asked("6"))
    (True, False)
    """
    return all(part in text for part in parts)


def corrected(query: str, vocabulary: Collection[str]) -> str | None:
    """The query with slips put right by words that are known; None when nothing is near.

    `vocabulary` holds words as `searchable` writes them. Latin letters that make no known
    word are read as typed in the wrong layout.

    >>> corrected("гимназия бирезовск", {"гимназия", "березовск", "лицей"})
    'гимназия березовск'
    >>> corrected("ufkzdbyf", {"галявина"}), corrected("кот", {"школа"})
    ('галявина', None)
    """
    found = _put_right(query, vocabulary)
    if found is None and re.search(r"[a-z]", query.lower()):
        found = _put_right(query.lower().translate(_LAYOUT), vocabulary)
    return found if found != query else None


def _put_right(query: str, vocabulary: Collection[str]) -> str | None:
    words = []
    for one in _TOKEN.findall(query.lower().replace("ё", "е"))[:WORDS]:
        stem = _stem(one)
        if one.isdecimal() or any(known.startswith(stem) for known in vocabulary):
            words.append(one)
            continue
        near = _nearest(stem, vocabulary)
        if near is None:
            return None
        words.append(near)
    return " ".join(words) if words else None


def _nearest(stem: str, vocabulary: Collection[str]) -> str | None:
    most = 2 if len(stem) >= _LONG else 1 if len(stem) >= _CLOSE else 0
    best: tuple[int, str] | None = None
    for known in vocabulary:
        other = _stem(known)
        if most and abs(len(other) - len(stem)) <= most and not known.isdecimal():
            slips = _slips(stem, other, best[0] - 1 if best else most)
            if slips is not None:
                best = (slips, known)
                if slips <= 1:
                    break
    return best[1] if best else None


def _stem(word: str) -> str:
    """The word without its ending; short words stay."""
    if len(word) <= _CLOSE:
        return word
    stem = _ENDING.sub("", word)
    return stem if len(stem) >= _CLOSE else word[:_CLOSE]


def _slips(one: str, other: str, most: int) -> int | None:
    """Letters missed, added, changed or swapped with the next; None when more than `most`.

    >>> _slips("березовск", "бирезовск", 1), _slips("шкоал", "школа", 1), _slips("кот", "сад", 2)
    (1, 1, None)
    """
    if most < 0:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None
