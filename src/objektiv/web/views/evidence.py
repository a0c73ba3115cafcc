"""Signs of a finding as small pictures and as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from objektiv import russian
from objektiv.schema import Guard, Sign
from objektiv.web.models import Finding

MOST = 3


@dataclass(frozen=True)
class Picture:
    title: str
    text: str
    svg: str


def signs_of(finding: Finding) -> list[dict[str, Any]]:
    """Every sign in words: value, expected range, pupils, or why it was not computed."""
    from objektiv import charts

    shown = []
    for sign in _signs(finding):
        value = None if sign.guard is Guard.UNAVAILABLE else sign.value
        shown.append(
            {
                "title": sign.title,
                "value": "—" if value is None else f"{russian.quantity(value, 2)}\u00a0{sign.unit}",
                "expected": charts.expected_range(sign)
                if value is not None and sign.expected
                else "—",
                "n": sign.n or None,
                "text": sign.text,
                "weak": sign.guard is Guard.WEAK,
            }
        )
    return shown


def pictures(finding: Finding) -> list[Picture]:
    """The strongest signs outside what is expected: the value on its expected range."""
    return list(_pictures(finding))[:MOST]


def _pictures(finding: Finding) -> Iterator[Picture]:
    from objektiv import charts

    for number, sign in enumerate(_signs(finding)):
        drawn = charts.fact(sign)
        if drawn is None or sign.expected is None or sign.value is None:
            continue
        if min(sign.expected) <= sign.value <= max(sign.expected):
            continue
        text = charts.describe_fact(sign)
        yield Picture(
            sign.title, sign.text, charts.inline(drawn, f"sign{number}", sign.title, text)
        )


def _signs(finding: Finding) -> list[Sign]:
    known = {field.name for field in fields(Sign)}
    return [
        Sign(
            **{
                name: value
                for name, value in one.items()
                if name in known and name not in ("expected", "guard")
            },
            expected=tuple(one["expected"]) if one["expected"] else None,
            guard=Guard(one["guard"]),
        )
        for one in finding.detail.get("signs", [])
    ]
