"""The item–person map: pupils and items on one scale, so one sees for whom the test was made."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

import numpy as np
from numpy.typing import ArrayLike

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.parts import Values, at, axis, decimal, layer, nice_step
from objektiv.charts.theme import CONFIG, WIDTH
from objektiv.schema import Cell, Column, Table
from objektiv.stats.irt import Item

ROW = 14  # pixels of one step of the scale
ROWS = 30  # at most
_CHARACTER = 6.9
_LEFT = 108  # pixels for the pupils
TITLE = "Карта заданий и учеников"


def item_map(codes: Sequence[str], items: Sequence[Item | None], theta: ArrayLike) -> Chart:
    """Abilities as a lying histogram on the left, thresholds of items on the right.

    theta (N,): abilities in logits, nan left out. An item of several points stands at each of
    its thresholds: «9 (2)» is where two points become likelier than one. Items without
    parameters are left out of the picture and named in the table.
    """
    pupils = np.asarray(theta, dtype=float)
    pupils = pupils[np.isfinite(pupils)]
    steps = _steps(codes, items)
    places = [*(value for _, value in steps), *pupils.tolist()] or [0.0]
    step = nice_step(max(max(places) - min(places), 1.0), ROWS)
    first = floor(min(places) / step)
    last = max(ceil(max(places) / step), first + 1)
    width = WIDTH - 44
    count = np.bincount(
        np.clip(np.floor(pupils / step).astype(int) - first, 0, last - first - 1),
        minlength=last - first,
    )
    top = max(int(count.max(initial=0)), 1)
    middle = _LEFT / width
    bars: Values = [
        {
            "x": round(middle - (n / top) * middle, 4),
            "x2": round(middle, 4),
            "y": (first + k + 0.06) * step,
            "y2": (first + k + 0.94) * step,
        }
        for k, n in enumerate(count.tolist())
        if n
    ]
    names: Values = []
    for k in range(last - first):
        own = [name for name, value in steps if _bin(value, step, first, last) == k]
        if own:
            y = (first + k + 0.5) * step
            names.append({"x": middle, "y": y, "text": _joined(own, width - _LEFT - 12)})
    x = axis("x", (0, 1), None)
    x["axis"] = None
    y = axis("y", (first * step, last * step), None, tickCount=10, format=",.2~f")
    place = {"x": x, "y": y}
    line = [{"x": middle, "y": first * step, "y2": last * step}]
    layers = [
        layer("rect", bars, {**place, "x2": {"field": "x2"}, "y2": {"field": "y2"}}, "bar"),
        layer("rule", line, {**place, "y2": {"field": "y2"}}, "muted"),
        layer("text", names, at(text="text"), align="left", dx=8),
        *_headings(),
    ]
    if len(pupils):
        mean = [{"x": middle, "y": round(float(pupils.mean()), 4)}]
        layers.insert(
            2, layer("point", mean, at(), "accent", shape="diamond", filled=True, size=90)
        )
    spec = {
        "width": width,
        "height": ROW * (last - first),
        "config": CONFIG,
        "layer": layers,
    }
    return Chart("item-map", TITLE, _describe(steps, pupils), spec, _table(codes, items, pupils))


def _steps(codes: Sequence[str], items: Sequence[Item | None]) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for code, item in zip(codes, items, strict=True):
        if item is None:
            continue
        b = item.thresholds.tolist()
        if len(b) == 1:
            found.append((code, b[0]))
        else:
            found += [
                (f"{code}{russian.NBSP}({points})", value)
                for points, value in zip(item.scores[1:], b, strict=True)
            ]
    return found


def _bin(value: float, step: float, first: int, last: int) -> int:
    return min(max(floor(value / step) - first, 0), last - first - 1)


def _joined(names: list[str], room: float) -> str:
    """As many names as fit, then how many more."""
    for shown in range(len(names), 0, -1):
        rest = len(names) - shown
        text = " · ".join(names[:shown]) + (f" · +{rest}" if rest else "")
        if len(text) * _CHARACTER <= room or shown == 1:
            return text
    return ""


def _headings() -> list[dict[str, object]]:
    """Above the map: what stands on either side."""
    made = []
    for x, align, text in ((_LEFT - 8, "right", "ученики"), (_LEFT + 8, "left", "задания")):
        encoding = {"x": {"value": x}, "y": {"value": -10}, "text": {"value": text}}
        made.append(layer("text", [{}], encoding, "muted", align=align))
    return made


def _table(codes: Sequence[str], items: Sequence[Item | None], pupils: np.ndarray) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for code, item in zip(codes, items, strict=True):
        if item is None:
            rows.append((code, None, None, None))
            continue
        b = item.thresholds.tolist()
        rows += [
            (code, points, decimal(value), float((pupils >= value).mean()) if len(pupils) else None)
            for points, value in zip(item.scores[1:], b, strict=True)
        ]
    return Table(
        "chart-item-map",
        TITLE,
        "",
        (
            Column("item", "Задание"),
            Column("points", "Балл", "int"),
            Column("threshold", "Порог, логитов", "number"),
            Column("above", "Учеников не ниже порога", "share"),
        ),
        tuple(rows),
    )


def _describe(steps: list[tuple[str, float]], pupils: np.ndarray) -> str:
    said = f"{TITLE}: слева ученики по уровню, справа задания по трудности, на одной шкале."
    if steps:
        hardest, easiest = max(steps, key=lambda s: s[1]), min(steps, key=lambda s: s[1])
        said += (
            f" Труднее всех {hardest[0]} ({russian.number(hardest[1], 2)} логита), легче всех "
            f"{easiest[0]} ({russian.number(easiest[1], 2)})."
        )
    if len(pupils):
        said += f" Средний уровень учеников {russian.number(float(pupils.mean()), 2)} логита."
    return said
