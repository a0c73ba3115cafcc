"""Pictures of a test: pupils and items on one scale, curves, differences, shifts."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from objektiv.analysis.interval_chart import interval_chart, table_of
from objektiv.analysis.linking import Linked
from objektiv.analysis.measuring import Measurement
from objektiv.charts.chart import Chart
from objektiv.charts.theme import CONFIG, LIGHT, WIDTH
from objektiv.profiles import load_profile
from objektiv.russian import signed
from objektiv.stats.dif import DifTable
from objektiv.stats.irt import expected_score

MAP_HEIGHT = 340
NORMAL_95 = 1.96


def item_person_map(found: Measurement) -> Chart:
    """Pupils and items on one axis of logits: is the test aimed at its pupils?"""
    theta = found.wle.theta[np.isfinite(found.wle.theta)]
    steps = [
        {
            "item": _code(one.code, k, len(one.item.thresholds)),
            "value": round(float(b), 3),
            "column": 0,
        }
        for one in found.items
        if one.item is not None
        for k, b in enumerate(one.item.thresholds)
    ]
    difficulty = [
        round(float(b), 3) for one in found.items if one.item for b in one.item.thresholds
    ]
    values = np.concatenate([theta, difficulty])
    low, high = float(np.floor(values.min())), float(np.ceil(values.max()))
    low, high = max(low, -6.0), min(high, 6.0)
    counts, edges = np.histogram(theta.clip(low, high), bins=int(2 * (high - low)) or 1)
    bars = [
        {"low": float(a), "high": float(b), "pupils": int(n)}
        for n, a, b in zip(counts, edges[:-1], edges[1:], strict=True)
    ]
    y = {"type": "quantitative", "scale": {"domain": [low, high], "nice": False}}
    pupils = {
        "width": WIDTH // 3 - 30,
        "height": MAP_HEIGHT,
        "data": {"values": bars},
        "mark": {"type": "bar", "color": LIGHT["bar"]},
        "encoding": {
            "y": {"field": "low", "bin": "binned", "title": "логиты", **y},
            "y2": {"field": "high"},
            "x": {
                "field": "pupils",
                "type": "quantitative",
                "title": "учеников",
                "axis": {"tickCount": 3},
            },
        },
    }
    marks = {"y": {"field": "value", "axis": None, **y}}
    place = _spread(difficulty, 14 * (high - low) / MAP_HEIGHT)
    for one, column in zip(steps, place, strict=True):
        one["column"] = column
    x = {
        "field": "column",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, max(5, *place, 0)]},
    }
    items = {
        "width": 2 * WIDTH // 3 - 30,
        "height": MAP_HEIGHT,
        "data": {"values": steps},
        "layer": [
            {
                "mark": {"type": "point", "shape": "triangle-left", "filled": True, "size": 40},
                "encoding": {**marks, "x": x, "color": {"value": LIGHT["accent"]}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {**marks, "x": x, "text": {"field": "item"}},
            },
        ],
    }
    mean = float(np.mean(difficulty)) if difficulty else math.nan
    away = float(theta.mean()) - mean
    aimed = (
        "работа по силам ученикам"
        if abs(away) < load_profile().value("measure.aimed")
        else "работа трудна для учеников"
        if away < 0
        else "работа легка для учеников"
    )
    return Chart(
        "item-person",
        "Ученики и задания на одной шкале",
        f"Средний уровень учеников отличается от средней трудности на {signed(away)} логита: "
        f"{aimed}.",
        {"config": CONFIG, "spacing": 4, "hconcat": [pupils, items]},
        table_of(
            "item-person",
            "Трудность заданий",
            (("item", "Задание", "text"), ("value", "Трудность, логиты", "number")),
            [(str(one["item"]), b) for one, b in zip(steps, difficulty, strict=True)],
        ),
    )


def characteristic_curve(found: Measurement, code: str, *, groups: int = 8) -> Chart:
    """Expected share of points of an item by ability, with what groups of pupils earned."""
    index = next(i for i, one in enumerate(found.items) if one.code == code)
    item = found.items[index].item
    if item is None:
        raise ValueError(f"item {code} has no parameters")
    top = max(item.scores[-1], 1)
    nodes = np.linspace(-4, 4, 81)
    curve = [
        {"theta": round(float(t), 2), "share": round(float(e) / top, 4)}
        for t, e in zip(nodes, expected_score(item, nodes), strict=True)
    ]
    use = (found.x[:, index] >= 0) & np.isfinite(found.wle.theta)
    theta, points = found.wle.theta[use], found.x[use, index] / top
    rows = []
    for part in np.array_split(np.argsort(theta, kind="stable"), min(groups, max(len(theta), 1))):
        if not len(part):
            continue
        mean = float(points[part].mean())
        se = float(points[part].std(ddof=1) / np.sqrt(len(part))) if len(part) > 1 else 0.0
        rows.append(
            {
                "theta": round(float(theta[part].mean()), 3),
                "share": round(mean, 4),
                "low": round(max(mean - NORMAL_95 * se, 0), 4),
                "high": round(min(mean + NORMAL_95 * se, 1), 4),
                "n": len(part),
            }
        )
    x = {"field": "theta", "type": "quantitative", "title": "уровень ученика, логиты"}
    y = {
        "field": "share",
        "type": "quantitative",
        "title": "доля баллов",
        "scale": {"domain": [0, 1]},
        "axis": {"format": "%", "tickCount": 5},
    }
    spec = {
        "width": WIDTH - 60,
        "height": 200,
        "config": CONFIG,
        "layer": [
            {
                "data": {"values": curve},
                "mark": {"type": "line", "color": LIGHT["ink"]},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": {"values": rows},
                "mark": {"type": "rule", "color": LIGHT["accent"]},
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": rows},
                "mark": {"type": "point", "filled": True, "color": LIGHT["accent"], "size": 40},
                "encoding": {"x": x, "y": y},
            },
        ],
    }
    name = code.removeprefix("item:")
    return Chart(
        f"curve-{index}",
        f"Характеристическая кривая задания {name}",
        f"Линия — ожидаемая доля баллов за задание {name} по уровню ученика, точки — группы "
        f"учеников с интервалом.",
        spec,
        table_of(
            "curve",
            f"Задание {name} по группам учеников",
            (
                ("theta", "Уровень, логиты", "number"),
                ("n", "Учеников", "int"),
                ("share", "Доля баллов", "share"),
            ),
            [(row["theta"], row["n"], row["share"]) for row in rows],
        ),
    )


def dif_chart(found: DifTable, codes: Sequence[str]) -> Chart:
    """How far items differ between groups of equal level, with the usual borders."""
    profile = load_profile()
    moderate = profile.value("dif.standardised.moderate")
    sure = profile.value("evidence.verify")
    rows = [
        (code, float(v), float(v), float(v), "проверить" if v > moderate and q <= sure else "")
        for code, v, q in zip(codes, found.standardised, found.q_value, strict=True)
        if math.isfinite(v)
    ]
    told = [row[0] for row in rows if row[4]]
    text = (
        f"Задания, которые при равном уровне выполняют по-разному: {', '.join(told)}."
        if told
        else "Заданий, которые при равном уровне заметно труднее для одной из групп, нет."
    )
    return interval_chart(
        "dif",
        "Различия заданий между группами",
        text,
        rows,
        x_title="разница, стандартных отклонений задания",
        rules=(moderate, profile.value("dif.standardised.large")),
    )


def link_chart(found: Linked) -> Chart:
    """Shift of the shared items after linking."""
    rows = [
        (code, float(d), float(d), float(d), "проверить" if abs(d) >= _drift() else "")
        for code, d in zip(found.codes, found.link.displacement, strict=True)
    ]
    return interval_chart(
        "link",
        "Общие задания: сдвиг трудности",
        " ".join(found.sentences),
        rows,
        x_title="сдвиг, логиты",
        rules=(-_drift(), 0.0, _drift()),
    )


def _drift() -> float:
    return load_profile().value("link.drift")


def _code(code: str, k: int, steps: int) -> str:
    name = code.removeprefix("item:")
    return name if steps == 1 else f"{name}·{k + 1}"


def _spread(values: Sequence[float], height: float) -> list[int]:
    """Columns in which labels of near values do not overlap."""
    last: list[float] = []
    columns = [0] * len(values)
    for j in sorted(range(len(values)), key=lambda j: values[j]):
        free = next((c for c, v in enumerate(last) if values[j] - v >= height), len(last))
        if free == len(last):
            last.append(values[j])
        last[free] = values[j]
        columns[j] = free
    return columns
