"""Scores and items of one protocol beside what is expected: the two pictures of an evidence page.

Drawn by hand, as facts are: a report may hold hundreds of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from objektiv import russian
from objektiv.charts.theme import FONT, LIGHT, WIDTH
from objektiv.schema import ItemPart, Portrait

_LEFT, _RIGHT, _TOP, _BOTTOM = 26, WIDTH - 6, 34, 176
Point = tuple[float, float]
_ROW, _ITEM_LEFT, _ITEM_RIGHT = 20, 44, WIDTH - 46


def score_curve(portrait: Portrait) -> str:
    """Stand-alone SVG: pupils by score as bars, the expected curve, the cuts of the marks.

    Bars that reach at least two pupils and half of the expected number above the curve are
    amber: the eye finds them, the text beside says whether they mean anything.
    """
    bars = len(portrait.histogram)
    top = max(*portrait.histogram, *portrait.expected, 1.0)
    wide = (_RIGHT - _LEFT) / bars

    def x(score: float) -> float:
        return round(_LEFT + (score + 0.5) * wide, 1)

    def y(pupils: float) -> float:
        return round(_BOTTOM - pupils / top * (_BOTTOM - _TOP), 1)

    parts = [_line((_LEFT, _BOTTOM), (_RIGHT, _BOTTOM), "rule")]
    parts += [
        f'<rect x="{x(score) - 0.4 * wide:.1f}" y="{y(pupils)}" width="{0.8 * wide:.1f}" '
        f'height="{_BOTTOM - y(pupils):.1f}" '
        f'fill="{LIGHT["watch" if _stands_out(pupils, expected) else "bar"]}"/>'
        for score, (pupils, expected) in enumerate(
            zip(portrait.histogram, portrait.expected, strict=True)
        )
        if pupils
    ]
    for mark, cut in portrait.cuts:
        if 0 < cut < bars:
            at = round(x(cut) - wide / 2, 1)
            parts.append(_line((at, _TOP - 18), (at, _BOTTOM), "muted", "2 2"))
            parts.append(_text(at + 3, _TOP - 10, f"«{mark}» с{russian.NBSP}{cut}"))
    points = " ".join(f"{x(score)},{y(value)}" for score, value in enumerate(portrait.expected))
    parts.append(
        f'<polyline points="{points}" fill="none" stroke="{LIGHT["ink"]}" '
        f'stroke-width="1.6" stroke-dasharray="5 3"/>'
    )
    step = next(one for one in (1, 2, 5, 10, 20, 50, 100, 1000) if bars / one <= 13)
    parts += [_text(x(score), _BOTTOM + 15, str(score), "middle") for score in range(0, bars, step)]
    high = max(portrait.histogram)
    if high:
        parts.append(_text(_LEFT - 4, y(high) + 4, str(high), "end"))
    parts.append(_text(_LEFT, _BOTTOM + 31, "балл; столбики — ученики, пунктир — ожидается"))
    return _svg(_BOTTOM + 38, parts)


def item_profile(portrait: Portrait) -> str:
    """Stand-alone SVG: share of the points of each item on the range of equal totals."""
    parts = [
        _text(_ITEM_LEFT, 12, "0"),
        _text(_ITEM_RIGHT, 12, f"100{russian.NBSP}%", "end"),
    ]
    for number, item in enumerate(portrait.items):
        parts += _item(item, 22 + number * _ROW)
    end = 22 + len(portrait.items) * _ROW
    parts.append(_text(_ITEM_LEFT, end + 14, "полоса — ученики с теми же суммами баллов"))
    return _svg(end + 22, parts)


def _item(item: ItemPart, top: int) -> Iterator[str]:
    middle = top + _ROW // 2

    def x(points: float) -> float:
        share = points / item.most if item.most else 0.0
        return round(_ITEM_LEFT + share * (_ITEM_RIGHT - _ITEM_LEFT), 1)

    outside = outside_range(item)
    colour = "watch" if outside else "ink"
    yield _text(_ITEM_LEFT - 8, middle + 4, item.code, "end", bold=outside)
    yield _line((_ITEM_LEFT, middle), (_ITEM_RIGHT, middle), "rule")
    if item.low is not None and item.high is not None:
        yield (
            f'<rect x="{x(item.low)}" y="{middle - 6}" '
            f'width="{max(x(item.high) - x(item.low), 2):.1f}" height="12" '
            f'fill="{LIGHT["band"]}" stroke="{LIGHT["bar"]}" stroke-width="0.75"/>'
        )
    if item.most:
        yield f'<circle cx="{x(item.points)}" cy="{middle}" r="5" fill="{LIGHT[colour]}"/>'
        share = russian.share(item.points / item.most, 0)
        yield _text(WIDTH - 2, middle + 4, share, "end", colour, bold=outside)


def outside_range(item: ItemPart) -> bool:
    """Do the points of an item lie outside the range of equal totals?

    >>> outside_range(ItemPart("1", 9, 10, 3.0, 7.5)), outside_range(ItemPart("1", 5, 10, 3.0, 7.5))
    (True, False)
    """
    if item.low is None or item.high is None:
        return False
    return not item.low <= item.points <= item.high


def describe_scores(portrait: Portrait) -> str:
    """The scores in words: where more pupils are than expected."""
    many = [
        f"балл {score}: {pupils} при ожидаемых {russian.number(expected, 1)}"
        for score, (pupils, expected) in enumerate(
            zip(portrait.histogram, portrait.expected, strict=True)
        )
        if _stands_out(pupils, expected)
    ]
    who = russian.counted(sum(portrait.histogram), "участник", "участника", "участников")
    return f"Первичные баллы, {who}. " + (
        f"Больше ожидаемого: {'; '.join(many)}."
        if many
        else "Столбики идут вдоль ожидаемой кривой."
    )


def describe_items(portrait: Portrait) -> str:
    """The items in words: which lie outside the range of equal totals."""
    outside = [item.code for item in portrait.items if outside_range(item)]
    said = f"Задания: {len(portrait.items)}. "
    if not outside:
        return said + "Все в пределах того, что набирают ученики с теми же суммами баллов."
    return said + f"Вне ожидаемого при тех же суммах баллов: {russian.enumeration(outside)}."


def _stands_out(pupils: int, expected: float) -> bool:
    return pupils - expected >= max(2.0, expected / 2)


def _svg(height: int, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="{FONT}">{"".join(parts)}</svg>'
    )


def _line(start: Point, end: Point, role: str, dash: str = "") -> str:
    (x1, y1), (x2, y2) = start, end
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{LIGHT[role]}"{dashes}/>'


def _text(
    x: float, y: float, text: str, anchor: str = "start", role: str = "muted", *, bold: bool = False
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    colour = LIGHT["ink" if bold and role == "muted" else role]
    return (
        f'<text x="{x}" y="{y}" font-size="12" text-anchor="{anchor}" fill="{colour}"{weight}>'
        f"{escape(text)}</text>"
    )
