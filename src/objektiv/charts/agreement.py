"""Internal against external results: means of schools, gaps, one school over years, medals.

Schools stand alphabetically, never by result.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.intervals import MOST, Interval, intervals
from objektiv.charts.items import wilson
from objektiv.charts.labels import labels_of
from objektiv.charts.parts import ABOVE, Values, around, axis, decimal, layer, rounded, signed
from objektiv.charts.theme import CONFIG, WIDTH
from objektiv.reports.units import natural
from objektiv.schema import Cell, Column, Few, Table, Verdict
from objektiv.stats.comparison import Comparison, Units
from objektiv.stats.school_gaps import Picture, Pretenders, clear

Z = 1.959964
MEANS = "Внутренние и внешние результаты школ"
GAPS = "Разница внутреннего и внешнего результата"
PICTURE = "Предметы и годы одной школы"
ALL = "все предметы и годы"
PRETENDERS = "Претенденты на медаль и ЕГЭ"
_SIGNS = {Verdict.VERIFY: "требует проверки", Verdict.LOOK: "обратить внимание"}


def school_means(
    found: Comparison,
    verdicts: Sequence[Verdict],
    *,
    internal: str = "внутренний результат",
    external: str = "внешний результат",
) -> Chart:
    """Mean results of schools, external to the right, internal upwards, with 95 % intervals.

    The line is what pupils with such an external result have on average; upright strokes are the
    sampling error of the distance to it. verdicts: of `found.schools`.
    """
    units = found.schools
    shown = [j for j in range(len(units.names)) if units.enough[j]]
    points: Values = [
        {
            "x": rounded(units.external[j]),
            "y": rounded(units.internal[j]),
            "low": rounded(units.internal[j] - Z * units.se[j]),
            "high": rounded(units.internal[j] + Z * units.se[j]),
            "text": russian.short_school(units.names[j]),
            "watched": verdicts[j] is Verdict.VERIFY,
        }
        for j in shown
    ]
    across = around([p["x"] for p in points], least=0.5, share=0.08)
    ends: Values = [{"x": v, "y": rounded(found.slope * v + found.intercept)} for v in across]
    up = around([p[k] for p in points for k in ("low", "high")] + [e["y"] for e in ends], least=0.5)
    size = (WIDTH - 36, 250)
    x = axis("x", across, external)
    place = {"x": x, "y": axis("y", up, internal, domain=False, **ABOVE)}
    layers = [layer("line", ends, place, "muted", strokeWidth=1.3)]
    many = len(points) > MOST
    for role, watched in (("accent", False), ("watch", True)):
        own = [point for point in points if point["watched"] == watched]
        whisker = {"x": x, "y": {**place["y"], "field": "low"}, "y2": {"field": "high"}}
        faint = {"opacity": 0.35} if many and not watched else {}
        layers.append(layer("rule", own, whisker, role, strokeWidth=1.2, clip=True, **faint))
        layers.append(layer("point", own, place, role, filled=True, size=16 if many else 44))
    named = [p for p in points if p["watched"]] if many else points
    if named:
        layers += labels_of(named, across, up, size)
    return Chart(
        "school-means",
        MEANS,
        f"{MEANS}: {russian.counted(len(points), 'школа', 'школы', 'школ')}; "
        f"связь средних {_told(found.school.pearson)}, связь у учеников "
        f"{_told(found.pupil.pearson)}.",
        {"width": size[0], "height": size[1], "config": CONFIG, "layer": layers},
        Table(
            "chart-school-means",
            MEANS,
            "",
            (
                Column("unit", "Школа"),
                Column("n", "Учеников", "int"),
                Column("internal", internal.capitalize(), "number"),
                Column("external", external.capitalize(), "number"),
                Column("se", "Стандартная ошибка разницы", "number"),
            ),
            tuple(
                (
                    name,
                    int(units.n[j]),
                    *(
                        (decimal(units.internal[j]), decimal(units.external[j]),
                         decimal(units.se[j]))
                        if units.enough[j]
                        else (Few(int(units.n[j])), None, None)
                    ),
                )
                for j, name in sorted(enumerate(units.names), key=lambda one: natural(one[1]))
            ),
        ),
    )  # fmt: skip


def gaps(units: Units, verdicts: Sequence[Verdict], *, most: int = MOST) -> Chart:
    """Shrunken gap of each school or group with its 95 % interval; hollow: before shrinkage.

    Positive: the internal result is above what the external one lets expect. Of more than `most`
    units only those that ask for attention are drawn; the table has all.
    """
    names = [
        f"{parent}, {name}" if parent else name
        for parent, name in zip(units.parent, units.names, strict=True)
    ]
    order = sorted(range(len(names)), key=lambda j: natural(names[j]))
    drawn = order
    if len(drawn) > most:
        drawn = [j for j in drawn if verdicts[j] in _SIGNS][:most]
    rows = [_gap(units, verdicts[j], j) for j in drawn]
    if not rows:
        rows = [Interval("", None, text="Вопросов нет ни о ком; все числа — в таблице.")]
    tau = units.effects.tau
    usual = (-Z * tau, Z * tau) if isfinite(tau) and tau > 0 else None
    asked = [names[j] for j in order if verdicts[j] is Verdict.VERIFY]
    said = f"{GAPS}, с поправкой на размер школы. "
    said += (
        f"Требует проверки: {russian.enumeration(asked, 10)}."
        if asked
        else "Требующих проверки различий нет."
    )
    cells: list[tuple[Cell, ...]] = []
    for j in order:
        name, n = names[j], int(units.n[j])
        if verdicts[j] is Verdict.INSUFFICIENT:
            cells.append((name, n, Few(n), None, None, None, None))
            continue
        value, se = float(units.effects.shrunken[j]), float(units.effects.shrunken_se[j])
        cells.append(
            (
                name,
                n,
                signed(float(units.gap[j])),
                signed(value),
                signed(value - Z * se),
                signed(value + Z * se),
                _SIGNS.get(verdicts[j]),
            )
        )
    return Chart(
        "gaps",
        GAPS,
        said,
        intervals(rows, title="← внутренний ниже · внутренний выше →", usual=0.0, band=usual),
        Table(
            "chart-gaps",
            GAPS,
            "",
            (
                Column("unit", "Где"),
                Column("n", "Учеников", "int"),
                Column("gap", "Разница как есть", "number"),
                Column("shrunken", "С поправкой на размер", "number"),
                Column("low", "Интервал от", "number"),
                Column("high", "Интервал до", "number"),
                Column("verdict", "Что следует"),
            ),
            tuple(cells),
        ),
    )


def _gap(units: Units, verdict: Verdict, j: int) -> Interval:
    name = units.names[j]
    parent = units.parent[j]
    short = f"{russian.short_school(parent)}, {name}" if parent else russian.short_school(name)
    if verdict is Verdict.INSUFFICIENT:
        return Interval(short, None, text=russian.few(int(units.n[j])))
    value, se = float(units.effects.shrunken[j]), float(units.effects.shrunken_se[j])
    return Interval(
        short,
        value,
        value - Z * se,
        value + Z * se,
        russian.signed(value, 2),
        watched=verdict is Verdict.VERIFY,
        noted=verdict is Verdict.LOOK,
        before=float(units.gap[j]),
    )


def school_picture(found: Picture, school: str, *, level: float) -> Chart:
    """All subjects and years of one school, in standard deviations of pupils.

    level: q up to which a subject and year, or the school over all of them, is to be looked
    into. The first row is the school over all of them.
    """
    own = [cell for cell in found.cells if cell.school == school]
    asked = clear(tuple(own), level)
    rows: list[Interval] = []
    cells: list[tuple[Cell, ...]] = []

    def add(heading: str, names: tuple[Cell, Cell, int], ends: tuple[float, float, float],
            *, watched: bool) -> None:  # fmt: skip
        rows.append(Interval(heading, *ends, russian.signed(ends[0], 2), watched=watched))
        cells.append((*names, *map(signed, ends), "требует проверки" if watched else None))

    if len(own) > 1:
        j = found.schools.index(school)
        value, se = float(found.overall.shrunken[j]), float(found.overall.shrunken_se[j])
        ends = (value, value - Z * se, value + Z * se)
        total = sum(cell.n for cell in own)
        everywhere = bool(found.overall.q_value[j] <= level)
        add(ALL, (ALL, None, total), ends, watched=everywhere)
    for cell, shown in zip(own, asked, strict=True):
        heading = f"{cell.subject}, {cell.year}" if cell.year else cell.subject
        if cell.enough:
            names = (cell.subject, cell.year, cell.n)
            add(heading, names, (cell.gap, cell.low, cell.high), watched=bool(shown))
            continue
        rows.append(Interval(heading, None, text=russian.few(cell.n)))
        cells.append((cell.subject, cell.year, cell.n, Few(cell.n), None, None, None))
    named = [row.heading for row in rows if row.watched]
    answer = "Внутренние и внешние результаты согласуются."
    if named:
        answer = f"Требует проверки: {russian.enumeration(named, 10)}."
    return Chart(
        "school-picture",
        f"{PICTURE}: {school}",
        f"{PICTURE}: {school}. {answer}",
        intervals(rows, title="← внутренний ниже · ст. отклонений · выше →", usual=0.0),
        Table(
            "chart-school-picture",
            PICTURE,
            "",
            (
                Column("subject", "Предмет"),
                Column("year", "Год"),
                Column("n", "Учеников", "int"),
                Column("gap", "Разница, ст. отклонений", "number"),
                Column("low", "Интервал от", "number"),
                Column("high", "Интервал до", "number"),
                Column("verdict", "Что следует"),
            ),
            tuple(cells),
        ),
    )


def pretenders(found: Pretenders, *, level: float, most: int = MOST) -> Chart:
    """Share of each school's pretenders below the border of ЕГЭ, with Wilson's 95 % interval.

    level: q up to which a school is to be looked into. Schools with too few pretenders (no p)
    keep their place and get no number.
    """
    few = ~np.isfinite(found.p_value)
    asked = ~few & (np.nan_to_num(found.q_value, nan=1.0) <= level)
    order = sorted(range(len(found.school)), key=lambda j: natural(found.school[j]))
    drawn = order if len(order) <= most else [j for j in order if asked[j]][:most]
    rows: list[Interval] = []
    for j in drawn:
        n, k = int(found.n[j]), int(found.below[j])
        name = russian.short_school(found.school[j])
        if few[j]:
            rows.append(Interval(name, None, text=russian.few(n)))
            continue
        low, high = wilson(k / n, n)
        said = f"{k} из {n}"
        rows.append(Interval(name, k / n, low, high, said, watched=bool(asked[j])))
    cells: list[tuple[Cell, ...]] = [
        (
            found.school[j],
            int(found.n[j]),
            *(
                (Few(int(found.n[j])), None, None, None)
                if few[j]
                else (
                    int(found.below[j]),
                    decimal(float(found.expected[j]), 1),
                    float(found.share[j]),
                    "требует проверки" if asked[j] else None,
                )
            ),
        )
        for j in order
    ]
    total = int(found.n.sum())
    return Chart(
        "pretenders",
        PRETENDERS,
        f"{PRETENDERS}: ниже границы {int(found.below.sum())} из {total} "
        f"({russian.share(found.rate, 0)}).",
        intervals(
            rows,
            title="доля ниже границы ЕГЭ",
            usual=found.rate,
            usual_text=f"у всех {russian.share(found.rate, 0)}",
            domain=(0.0, 1.0),
            percent=True,
        ),
        Table(
            "chart-pretenders",
            PRETENDERS,
            "",
            (
                Column("unit", "Школа"),
                Column("n", "Претендентов", "int"),
                Column("below", "Ниже границы", "int"),
                Column("expected", "Обычно", "number"),
                Column("share", "Доля с поправкой на число", "share"),
                Column("verdict", "Что следует"),
            ),
            tuple(cells),
        ),
    )


def _told(r: float) -> str:
    return russian.number(r, 2) if isfinite(r) else "не определена"
