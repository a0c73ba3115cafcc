"""Schools that a document addresses by name, in whatever form: «ГБОУ»СОШ6 г.Лесной».

A name is matched by its parts (kind, number, settlement), as in files of results; a doubtful
match is a question to a person, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from objektiv.protocols.schools import Match, Named, Parts, compare, take_apart
from objektiv.schema import School

_OWNER = r"(?:[МГЧФ]?[БКА]?Н?ОУ|МОБУ|МОКУ|МОАУ|ГОБУ|ФГКОУ|АНОО|ЧОУ)"
_KIND = r"(?:[СОНВ]О?Ш|СОШ|ООШ|НОШ|ВСОШ|[Гг]имнази[яи]|[Лл]ице[йя]|[Шш]кол[аы](?:-интернат)?)"
_START = re.compile(rf"(?<![А-Яа-яЁё]){_OWNER}(?![А-Яа-яЁё])|(?<![А-Яа-яЁё«\"]){_KIND}\s*№\s*\d+")
_STOP = re.compile(
    r":|\s(?:необходимо|следует|рекоменд\w+|предлага\w+|обратить|обеспечить|принять|на\s+20\d\d|в\s+20\d\d"
    r"|по\s+(?:итогам|результатам)|для)(?:\s|$)|$"
)


_SAYS_WHICH = re.compile(r"\d|[«»\"]|\s[А-ЯЁ]")  # «ОУ» alone names no school


@dataclass(frozen=True, slots=True)
class SchoolMatch:
    """A name in a document and the schools that it may be."""

    name: str
    schools: tuple[School, ...]  # one when certain; several or none is a question
    certain: bool


def named_schools(text: str) -> tuple[str, ...]:
    """Names of schools in a text, as they are written there.

    >>> named_schools("Руководителям ГБОУ «СОШ№6 г.Лесной,  ГБОУ»СОШ14 с.п.Поляна необходимо")
    ('ГБОУ «СОШ№6 г.Лесной', 'ГБОУ»СОШ14 с.п.Поляна')
    """
    starts = [match.start() for match in _START.finditer(text)]
    # «МБОУ СОШ № 9»: the kind belongs to the name begun by its owner.
    kept = [
        at
        for i, at in enumerate(starts)
        if i == 0 or re.search(r"[,;.(]|\sи\s", text[starts[i - 1] : at]) or _OWNED.match(text, at)
    ]
    names = []
    for at, following in zip(kept, [*kept, len(text)][1:], strict=True):
        name = text[at:following]
        if stop := _STOP.search(name):
            name = name[: stop.start()]
        closed = re.match(r"[^«»\"]*[«\"][^«»\"]*(?:«[^«»]*»[^«»\"]*)?[»\"]", name)
        if closed and not re.match(r"\s*(?:г\.|с\.|п\.|им|сп|[А-ЯЁ])", name[closed.end() :]):
            name = closed[0]
        name = re.sub(r"\s+и$", "", name.strip(" ,;.")).strip(" ,;.")
        if _SAYS_WHICH.search(name):
            names.append(name)
    return tuple(dict.fromkeys(names))


_OWNED = re.compile(_OWNER)


def begins_with_school(text: str) -> bool:
    """Does a line begin with the name of a school?

    >>> begins_with_school("МБОУ СОШ № 9"), begins_with_school("Директору МБОУ СОШ № 9")
    (True, False)
    """
    return bool(_START.match(text))


def match_schools(names: Iterable[str], schools: Sequence[School]) -> tuple[SchoolMatch, ...]:
    """Which of the schools each name means.

    >>> lesnoy = School("edu1", "МБОУ СОШ № 6 г. Лесной", "Лесной", "")
    >>> other = School("edu2", "МБОУ СОШ № 16 г. Лесной", "Лесной", "")
    >>> match_schools(["МБОУ»СОШ6 г.Лесной"], [lesnoy, other])[0].schools == (lesnoy,)
    True
    """
    known = [
        (one, take_apart(Named(one.region, one.municipality, "", one.name))) for one in schools
    ]
    found = []
    for name in names:
        parts = take_apart(Named("", "", "", name))
        verdicts = [(one, compare(parts, other)) for one, other in known]
        same = tuple(one for one, verdict in verdicts if verdict is Match.SAME)
        doubtful = tuple(one for one, verdict in verdicts if verdict is Match.DOUBTFUL)
        # A school said without its settlement is certain when no other one could be meant.
        certain = len(same) == 1 or (not same and len(doubtful) == 1 and _agree(parts, doubtful[0]))
        found.append(SchoolMatch(name, same or doubtful, certain))
    return tuple(found)


def _agree(parts: Parts, school: School) -> bool:
    other = take_apart(Named(school.region, school.municipality, "", school.name))
    stated = (parts.kind, other.kind), (parts.owner, other.owner)
    return all(not one or not two or one == two for one, two in stated)
