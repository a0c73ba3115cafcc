"""How exact the test is: standard error along the scale, firmness of the marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from objektiv import russian
from objektiv.charts.bars import Bar, bars
from objektiv.charts.chart import Chart
from objektiv.charts.parts import ABOVE, Layer, at, axis, decimal, layer, rounded
from objektiv.charts.theme import CONFIG, WIDTH
from objektiv.schema import Cell, Column, Table
from objektiv.stats.irt import Item, curves, expected_score
from objektiv.stats.reliability import MarkDecisions

HEIGHT = 190
NODES = 81
MOST = 2.0  # logits: where the error is larger, nothing is measured
PRECISION = "Точность измерения вдоль шкалы"
FIRMNESS = "Устойчивость отметок"


def precision(
    items: Sequence[Item | None], theta: ArrayLike, cuts: Mapping[int, int] | None = None
) -> Chart:
    """Standard error of ability, 1/√information, over where the pupils are.

    theta (N,): abilities; cuts: lowest score of each mark, drawn at the ability whose expected
    score it is. The lower the line, the more the test knows about such pupils.
    """
    known = [item for item in items if item]
    t = np.asarray(theta, dtype=float)
    t = t[np.isfinite(t)]
    ends = np.quantile(t, [0.01, 0.99]) if len(t) else np.array([-2.0, 2.0])
    span = (float(min(ends[0] - 0.3, -1.5)), float(max(ends[1] + 0.3, 1.5)))
    nodes = np.linspace(*span, NODES)
    information = sum((curves(item, nodes).information for item in known), np.zeros(NODES))
    with np.errstate(divide="ignore"):
        se = 1 / np.sqrt(information)
    x = axis("x", span, "уровень ученика, логитов")
    top = float(min(max(se[np.isfinite(se)].max(initial=0.5), 0.5) * 1.1, MOST))
    y = axis("y", (0, top), "стандартная ошибка, логитов", domain=False, **ABOVE)
    place = {"x": x, "y": y}
    line = [
        {"x": rounded(a), "y": rounded(b)}
        for a, b in zip(nodes, se, strict=True)
        if np.isfinite(b) and b <= MOST
    ]
    layers = [
        *_crowd(t, span, top, place),
        *_cuts(known, nodes, cuts or {}, top, place),
        layer("line", line, place, "accent", strokeWidth=2.2, clip=True),
    ]
    rows = [_row(float(a), float(b), len(t) and float((t <= a).mean())) for a, b in
            zip(nodes[::8], se[::8], strict=True)]  # fmt: skip
    return Chart(
        "precision",
        PRECISION,
        _describe(nodes, se),
        {"width": WIDTH - 30, "height": HEIGHT, "config": CONFIG, "layer": layers},
        Table(
            "chart-precision",
            PRECISION,
            "",
            (
                Column("theta", "Уровень, логитов", "number"),
                Column("se", "Стандартная ошибка", "number"),
                Column("information", "Информация", "number"),
                Column("below", "Учеников не выше", "share"),
            ),
            tuple(rows),
        ),
    )


def _crowd(theta: np.ndarray, span: tuple[float, float], top: float, place: Layer) -> list[Layer]:
    """Pupils as a pale histogram behind the line, at most half as high as the picture."""
    if not len(theta):
        return []
    count, edges = np.histogram(theta, bins=24, range=span)
    high = max(int(count.max()), 1)
    values = [
        {"x": rounded(a), "x2": rounded(b), "y": 0, "y2": rounded(0.5 * top * n / high)}
        for a, b, n in zip(edges[:-1], edges[1:], count, strict=True)
        if n
    ]
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    named = [{"x": rounded(np.quantile(theta, 0.75)), "y": 0, "text": "ученики"}]
    return [
        layer("rect", values, {**place, **ends}, "band"),
        layer("text", named, at(text="text"), "muted", dy=-8),
    ]


def _cuts(
    items: list[Item], nodes: np.ndarray, cuts: Mapping[int, int], top: float, place: Layer
) -> list[Layer]:
    if not items or not cuts:
        return []
    total = sum((expected_score(item, nodes) for item in items), np.zeros(len(nodes)))
    values = [
        {"x": rounded(np.interp(cut, total, nodes)), "y": top, "text": f"«{mark}»"}
        for mark, cut in cuts.items()
        if total[0] <= cut <= total[-1]
    ]
    label = {**at(text="text")}
    return [
        layer("rule", values, {"x": place["x"]}, "muted", strokeDash=[2, 2]),
        layer("text", values, label, "muted", align="left", dx=3, dy=6),
    ]


def _row(theta: float, se: float, below: float) -> tuple[Cell, ...]:
    information = 1 / se**2 if np.isfinite(se) else 0.0
    return (decimal(theta), decimal(se), decimal(information), float(below))


def _describe(nodes: np.ndarray, se: np.ndarray) -> str:
    best = int(np.argmin(se))
    if not np.isfinite(se[best]):
        return f"{PRECISION}: параметров нет."
    return (
        f"{PRECISION}: ошибка наименьшая ({russian.number(float(se[best]), 2)} логита) при уровне "
        f"{russian.number(float(nodes[best]), 1)} логита."
    )


def firmness(found: MarkDecisions) -> Chart:
    """How often a second, equal work would leave a pupil on the same side of each cut."""
    rows = [
        Bar("все отметки", found.consistency, f"верно {russian.share(found.accuracy, 0)}"),
        *(
            Bar(f"граница «{mark}»", value, f"верно {russian.share(found.cut_accuracy[mark], 0)}")
            for mark, value in found.cut_consistency.items()
        ),
    ]
    cells: list[tuple[Cell, ...]] = [("все отметки", found.consistency, found.accuracy)]
    cells += [
        (f"граница «{mark}»", value, found.cut_accuracy[mark])
        for mark, value in found.cut_consistency.items()
    ]
    again = russian.share(found.consistency, 0)
    return Chart(
        "firmness",
        FIRMNESS,
        f"{FIRMNESS}: при второй такой же работе ту же отметку получили бы {again} учеников.",
        bars(rows),
        Table(
            "chart-firmness",
            FIRMNESS,
            "",
            (
                Column("cut", "Граница"),
                Column("consistency", "Та же при повторе", "share"),
                Column("accuracy", "Соответствует уровню", "share"),
            ),
            tuple(cells),
        ),
    )
