"""Markers of open items: how severe, how they agree."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import ArrayLike

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.intervals import Interval, intervals
from objektiv.charts.parts import decimal, layer, signed
from objektiv.charts.theme import CONFIG, LIGHT, WIDTH
from objektiv.schema import Cell, Column, Table
from objektiv.stats.raters import Severity

Z = 1.959964
SEVERITY = "Строгость проверяющих"
MATRIX = "Две проверки одних и тех же работ"


def severity(found: Severity, calibrate: Sequence[bool]) -> Chart:
    """Severity of each marker in logits with a 95 % interval; zero is their mean.

    calibrate: whose criteria to compare first (`stats.raters.needs_calibration`).
    """
    rows, cells = [], []
    for j, name in enumerate(found.names):
        value, se = float(found.severity[j]), float(found.se[j])
        low, high = value - Z * se, value + Z * se
        rows.append(
            Interval(name, value, low, high, russian.signed(value), watched=bool(calibrate[j]))
        )
        row: tuple[Cell, ...] = (
            name,
            int(found.works[j]),
            signed(value),
            signed(low),
            signed(high),
            signed(float(found.points[j])),
            decimal(float(found.infit[j])),
            "сверить критерии" if calibrate[j] else None,
        )
        cells.append(row)
    asked = [row.heading for row in rows if row.watched]
    said = f"{SEVERITY}: отклонение от среднего с интервалом, логитов. "
    said += (
        f"Сверить критерии вместе: {russian.enumeration(asked, 10)}."
        if asked
        else "Заметных различий нет."
    )
    return Chart(
        "severity",
        SEVERITY,
        said,
        intervals(rows, title="← мягче · логитов · строже →", usual=0.0),
        Table(
            "chart-severity",
            SEVERITY,
            "",
            (
                Column("marker", "Проверяющий"),
                Column("works", "Работ", "int"),
                Column("severity", "Строгость", "number"),
                Column("low", "Интервал от", "number"),
                Column("high", "Интервал до", "number"),
                Column("points", "В баллах", "number"),
                Column("infit", "Непредсказуемость", "number"),
                Column("flag", "Что делать"),
            ),
            tuple(cells),
        ),
    )


def matrix(
    counts: ArrayLike,
    labels: Sequence[str],
    *,
    title: str = MATRIX,
    first: str = "первая проверка",
    second: str = "вторая проверка",
) -> Chart:
    """Counts of pairs (K, K): first result downwards, second to the right; equal ones framed."""
    import numpy as np

    table = np.asarray(counts)
    total, top = int(table.sum()), max(int(table.max(initial=0)), 1)
    values = [
        {
            "x": j,
            "y": i,
            "n": int(n),
            "text": russian.integer(int(n)) if n else "",
            # Five steps of one hue: the more works, the darker.
            "fill": LIGHT[_STEPS[min(int(len(_STEPS) * n / top), len(_STEPS) - 1)]],
            "ink": LIGHT[_STEPS[min(int(len(_STEPS) * n / top), len(_STEPS) - 1)] + "-ink"]
            if n
            else LIGHT["ink"],
        }
        for i, row in enumerate(table.tolist())
        for j, n in enumerate(row)
    ]
    for one in values:
        if not one["n"]:
            one["fill"] = LIGHT["paper"]
    size = min(48, (WIDTH - 60) // max(len(labels), 1))
    shown = {"domain": False, "ticks": False, "labelExpr": _labels(labels), "labelAngle": 0}
    x = {
        "field": "x",
        "type": "ordinal",
        "title": f"↓ {first} · {second} →",
        "axis": {**shown, "orient": "top"},
    }
    y = {"field": "y", "type": "ordinal", "title": None, "axis": shown}
    place = {"x": x, "y": y}
    equal = [{"x": k, "y": k} for k in range(len(labels))]
    same = int(np.trace(table))
    return Chart(
        "matrix",
        title,
        f"{title}: совпало {same} из {total}"
        + (f" ({russian.share(same / total, 0)})." if total else "."),
        {
            "width": {"step": size},
            "height": {"step": min(size, 34)},
            "config": CONFIG,
            "layer": [
                layer("rect", values, {**place, "color": {"field": "fill", "scale": None}},
                      stroke=LIGHT["rule"], strokeWidth=1),
                layer("rect", equal, place, filled=False, stroke=LIGHT["ink"], strokeWidth=1.6),
                layer("text", values, {**place, "text": {"field": "text"},
                                       "color": {"field": "ink", "scale": None}}),
            ],
        },
        Table(
            "chart-matrix",
            title,
            "",
            (
                Column("first", first.capitalize()),
                *(Column(f"second{k}", label, "int") for k, label in enumerate(labels)),
            ),
            tuple(
                (label, *(int(n) for n in row))
                for label, row in zip(labels, table.tolist(), strict=True)
            ),
        ),
    )  # fmt: skip


_STEPS = ("mark-5", "mark-4", "mark-3", "mark-2")


def _labels(labels: Sequence[str]) -> str:
    """Positions to words, as a Vega expression."""
    quoted = ",".join("'" + label.replace("\\", "").replace("'", "’") + "'" for label in labels)
    return f"[{quoted}][datum.value]"
