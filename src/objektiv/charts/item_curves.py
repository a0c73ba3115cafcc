"""Item characteristic curves: what the model expects at each ability, and what pupils did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.drawing import Spec
from objektiv.charts.items import wilson
from objektiv.charts.parts import Values, at, axis, decimal, layer, rounded
from objektiv.charts.theme import CONFIG, LIGHT, WIDTH
from objektiv.schema import Cell, Column, Table
from objektiv.stats.irt import Item, curves

GROUPS = 6  # groups of pupils by ability, at most
LEAST = 5  # pupils of a group
NODES = 49
TITLE = "Кривые заданий"


@dataclass(frozen=True, slots=True)
class _Observed:
    theta: float  # mean ability of the group
    n: int
    share: float  # of the item's points
    low: float
    high: float


def item_curves(
    codes: Sequence[str], items: Sequence[Item | None], x: ArrayLike, theta: ArrayLike
) -> Chart:
    """A small panel for each item: expected share of its points, with the observed ones.

    x (N, I): responses, −1 not presented; theta (N,): abilities. Points are groups of pupils of
    like ability with Wilson's 95 % interval; thin lines are the chances of each number of points
    of an item that has several. Items without parameters have no panel.
    """
    matrix, ability = np.asarray(x), np.asarray(theta, dtype=float)
    span = _span(items, ability)
    panels, rows = [], []
    known = [
        (i, code, item) for i, (code, item) in enumerate(zip(codes, items, strict=True)) if item
    ]
    size = (WIDTH - 38, 200) if len(known) == 1 else (WIDTH // 2 - 34, 100)
    for i, code, item in known:
        seen = observed(item, matrix[:, i], ability)
        panels.append(_panel(code, item, seen, span, size))
        rows += [_row(code, item, one) for one in seen]
    named = russian.enumeration(
        [code for _, code, _ in known], 8, ("задание", "задания", "заданий")
    )
    return Chart(
        "item-curves",
        TITLE,
        f"{TITLE}: {named}. Линия — ожидаемая доля баллов при данном уровне ученика, точки — "
        "доля, полученная группами учеников, с интервалами.",
        {"config": CONFIG, "concat": panels, "columns": 1 if len(known) == 1 else 2, "spacing": 14},
        _table(rows),
    )


def observed(item: Item, answers: ArrayLike, theta: ArrayLike) -> list[_Observed]:
    """Groups of pupils of like ability with the share of the item's points they earned.

    >>> one = observed(Item("gpcm", (0, 1), 1.0, (0.0,)), [1, 0, 1, 1, 0, 1], [0.5] * 6)
    >>> [(group.n, round(group.share, 2)) for group in one]
    [(6, 0.67)]
    """
    y, t = np.asarray(answers, dtype=float), np.asarray(theta, dtype=float)
    use = (y >= 0) & np.isfinite(t)
    y, t = y[use], t[use]
    count = min(GROUPS, len(y) // LEAST)
    if not count:
        return []
    # Equal abilities stay in one group: with Rasch models they are equal scores.
    edges = np.unique(np.quantile(t, np.arange(1, count) / count))
    code = np.searchsorted(edges, t, side="right")
    low, high = item.scores[0], item.scores[-1]
    found = []
    for group in np.unique(code):
        own = code == group
        n = int(own.sum())
        share = float(((y[own] - low) / (high - low)).mean())
        found.append(_Observed(float(t[own].mean()), n, share, *wilson(share, n)))
    return found


def _span(items: Sequence[Item | None], theta: np.ndarray) -> tuple[float, float]:
    """From the weakest to the strongest pupils, and at least where the items lie."""
    t = theta[np.isfinite(theta)]
    b = np.concatenate([item.thresholds for item in items if item] or [np.zeros(1)])
    ends = [*np.quantile(b, [0.1, 0.9]), *(np.quantile(t, [0.02, 0.98]) if len(t) else ())]
    return float(min(min(ends) - 0.5, -1.5)), float(max(max(ends) + 0.5, 1.5))


def _share(item: Item, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Expected share of the points above the lowest category, and the category curves."""
    p = curves(item, theta).p
    points = np.array(item.scores, dtype=float) - item.scores[0]
    return points @ p / points[-1], p


def _panel(
    code: str,
    item: Item,
    seen: list[_Observed],
    span: tuple[float, float],
    size: tuple[int, int],
) -> Spec:
    nodes = np.linspace(*span, NODES)
    expected, p = _share(item, nodes)
    x = axis("x", span, None, tickCount=4, domain=False)
    y = axis("y", (0, 1), None, format=".0%", values=[0, 0.5, 1], domain=False, grid=True)
    place: dict[str, Any] = {"x": x, "y": y}
    layers = []
    if len(item.scores) > 2:
        for k, points in enumerate(item.scores):
            line = _line(nodes, p[k])
            layers.append(layer("line", line, place, "muted", strokeWidth=0.8))
            peak = line[int(np.argmax(p[k]))]
            inside = min(max(peak["x"], span[0] + 0.06 * (span[1] - span[0])), span[1])
            label = [{**peak, "x": inside, "text": str(points)}]
            layers.append(layer("text", label, at(text="text"), "muted", dy=-6, fontSize=10))
    layers += [
        layer("line", _line(nodes, expected), place, "accent", strokeWidth=2),
        layer(
            "rule",
            [
                {"x": rounded(one.theta), "y": rounded(one.low), "y2": rounded(one.high)}
                for one in seen
            ],
            {**place, "y2": {"field": "y2"}},
            strokeWidth=1.3,
            clip=True,
        ),
        layer(
            "point",
            [{"x": rounded(one.theta), "y": rounded(one.share)} for one in seen],
            place,
            filled=True,
            size=32,
            clip=True,
        ),
    ]
    title = {
        "text": code,
        "anchor": "start",
        "fontSize": 12,
        "offset": 4,
        "frame": "group",
        "color": LIGHT["ink"],
    }
    return {"title": title, "width": size[0], "height": size[1], "layer": layers}


def _line(nodes: np.ndarray, values: np.ndarray) -> Values:
    return [{"x": rounded(t), "y": rounded(v)} for t, v in zip(nodes, values, strict=True)]


def _row(code: str, item: Item, one: _Observed) -> tuple[Cell, ...]:
    expected = float(_share(item, np.array([one.theta]))[0][0])
    return (code, decimal(one.theta), one.n, one.share, one.low, one.high, expected)


def _table(rows: list[tuple[Cell, ...]]) -> Table:
    return Table(
        "chart-item-curves",
        TITLE,
        "",
        (
            Column("item", "Задание"),
            Column("theta", "Уровень группы, логитов", "number"),
            Column("n", "Учеников", "int"),
            Column("share", "Доля баллов", "share"),
            Column("low", "Интервал от", "share"),
            Column("high", "Интервал до", "share"),
            Column("expected", "По модели", "share"),
        ),
        tuple(rows),
    )
