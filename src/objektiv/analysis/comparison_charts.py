"""Pictures of comparisons; schools stand by name or by size, never by result."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from objektiv.analysis.comparing import Compared, standing_out
from objektiv.analysis.deficits import SkillReport
from objektiv.analysis.interval_chart import interval_chart, table_of
from objektiv.charts.chart import Chart
from objektiv.charts.theme import CONFIG, LIGHT, WIDTH
from objektiv.russian import counted
from objektiv.schema import Verdict
from objektiv.stats.value_added import ValueAdded

HEIGHT = 260
NORMAL_95 = 1.96


def gap_funnel(found: Compared) -> Chart:
    """Gaps of schools by their size, inside what honest schools of that size show."""
    units, one = found.comparison.schools, found.comparison
    tau2, sd = units.effects.tau**2, one.residual_sd
    most = int(units.n.max())
    sizes = np.unique(np.geomspace(max(int(units.n.min()), 1), most, 40).round())
    band = [
        {"n": float(n), "low": -half, "high": half}
        for n in sizes
        for half in [round(NORMAL_95 * math.sqrt(tau2 + sd**2 / n), 4)]
    ]
    points = [
        {
            "n": int(units.n[j]),
            "gap": round(float(units.gap[j]), 4),
            "school": name if found.verdicts[j] in (Verdict.VERIFY, Verdict.LOOK) else "",
            "fill": LIGHT["watch" if found.verdicts[j] is Verdict.VERIFY else "bar"],
        }
        for j, name in enumerate(units.names)
    ]
    x = {
        "field": "n",
        "type": "quantitative",
        "title": "учеников в школе",
        "scale": {"type": "log", "nice": False},
        "axis": {"tickCount": 5, "grid": False},
    }
    y = {"field": "gap", "type": "quantitative", "title": "внутренний результат выше ожидаемого на"}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": band},
            "mark": {"type": "area", "color": LIGHT["band"]},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "data": {"values": points},
            "mark": {"type": "point", "filled": True, "size": 30},
            "encoding": {"x": x, "y": y, "color": {"field": "fill", "scale": None}},
        },
        {
            "data": {"values": [p for p in points if p["school"]]},
            "mark": {"type": "text", "align": "left", "dx": 6},
            "encoding": {"x": x, "y": y, "text": {"field": "school"}},
        },
    ]
    rows = [
        (
            name,
            int(units.n[j]),
            float(units.gap[j]),
            float(units.effects.shrunken[j]),
            found.verdicts[j].value,
        )
        for j, name in enumerate(units.names)
    ]
    return Chart(
        "gaps",
        "Внутренние и внешние результаты по школам",
        "Полоса — где лежат 95\u00a0% школ такого размера, если все отличия обычные. "
        + standing_out(units, found.verdicts),
        {"width": WIDTH - 60, "height": HEIGHT, "config": CONFIG, "layer": layers},
        table_of(
            "gaps",
            "Разница внутренних и внешних результатов",
            (
                ("school", "Школа", "text"),
                ("n", "Учеников", "int"),
                ("gap", "Разница", "number"),
                ("shrunken", "С учётом размера", "number"),
                ("verdict", "Вывод", "text"),
            ),
            rows,
        ),
    )


def skill_chart(found: SkillReport) -> Chart:
    """Skills of the codifier with their intervals and zones."""
    names = {"low": "недостаточно", "border": "граница", "enough": "достаточно", None: ""}
    rows = [
        (one.code, one.share.value, one.share.low, one.share.high, names[one.share.zone])
        for one in found.skills
        if math.isfinite(one.share.value)
    ]
    return interval_chart(
        "skills",
        "Умения",
        " ".join(found.sentences[:2]),
        rows,
        x_title="доля баллов",
        domain=(0.0, 1.0),
        percent=True,
    )


def value_added_chart(found: ValueAdded) -> Chart:
    """Effects of schools with intervals, by name."""
    rows = [
        (name, float(found.effect[j]), float(found.low[j]), float(found.high[j]), "")
        for j, name in enumerate(found.school)
        if found.enough[j]
    ]
    clear = int((found.clear & found.enough).sum())
    return interval_chart(
        "value-added",
        "Что добавляет школа",
        f"Отличие от ожидаемого по исходной подготовке ясно у "
        f"{counted(clear, 'школы', 'школ', 'школ')} из {len(rows)}. Порядок школ — по названию.",
        rows,
        x_title="выше или ниже ожидаемого",
        rules=(0.0,),
    )
