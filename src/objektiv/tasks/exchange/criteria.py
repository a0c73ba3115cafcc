"""Criteria of an open answer as plain lines, for systems that know only a note for the marker.

К1. Обоснование (до 2 баллов)
0 — нет
1 — есть с ошибкой
2 — есть
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from objektiv.russian import counted
from objektiv.tasks.model import Criterion

_HEAD = re.compile(r"^(?P<code>[КKкk]\d{1,2})[.:)]\s*(?P<text>.*?)(?:\s*\(до \d+ балл\w*\))?$")
_LEVEL = re.compile(r"^(?P<points>\d{1,2})\s*(?:балл\w*)?\s*[—–:-]\s*(?P<text>.+)$")


def lines_of(criteria: Sequence[Criterion]) -> list[str]:
    """Lines that `read_lines` reads."""
    lines = []
    for one in criteria:
        lines.append(
            f"{one.code}. {one.text} (до {counted(one.points, 'балла', 'баллов', 'баллов')})"
        )
        lines += [f"{points} — {text}" for points, text in enumerate(one.levels)]
    return [line.replace("\u00a0", " ") for line in lines]


def read_lines(text: str) -> tuple[Criterion, ...]:
    """Criteria of a note, () where it does not hold any in this form.

    >>> read_lines("К1. Ход решения\\n0 — нет\\n1 — верный")[0].points
    1
    """
    made: list[tuple[str, str, list[str]]] = []
    for line in filter(None, (one.strip() for one in text.split("\n"))):
        level, head = _LEVEL.match(line), _HEAD.match(line)
        if head:
            made.append((head["code"].upper().replace("K", "К"), head["text"].strip(), []))
        elif level and made and int(level["points"]) == len(made[-1][2]):
            made[-1][2].append(level["text"].strip())
        elif made and not made[-1][2]:
            made[-1] = (made[-1][0], f"{made[-1][1]} {line}".strip(), [])
    return tuple(Criterion(code, words, tuple(levels)) for code, words, levels in made)
