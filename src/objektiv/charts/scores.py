"""Histogram of scores with the cuts of the scale and, when given, the expected curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.theme import CONFIG, LIGHT, WIDTH
from objektiv.schema import Cell, Column, Table
from objektiv.schema.reports import ScoreDistribution, ScoreRow

HEIGHT = 200


def scores(
    report: ScoreDistribution, row: ScoreRow, expected: Sequence[float] | None = None
) -> Chart:
    """Pupils by score of one unit.

    `expected`: pupils by score 0…S that are expected (an honest unit of this size);
    drawn as a line. Scores at and above a cut where the peak is notable are amber and
    carry the sign «▲».
    """
    watched = {score for peak in row.peaks if peak.notable for score in _top(peak.cut, peak.high)}
    bars = [
        {"score": score, "pupils": pupils, "fill": LIGHT["watch" if score in watched else "bar"]}
        for score, pupils in enumerate(row.histogram)
    ]
    top = max([*row.histogram, *(expected or ()), 1])
    step = _tick(len(row.histogram))
    x: dict[str, Any] = {
        "field": "score",
        "type": "quantitative",
        "title": "первичный балл",
        "scale": {"domain": [-0.5, len(row.histogram) - 0.5], "nice": False},
        "axis": {"grid": False, "values": list(range(0, len(row.histogram), step)), "format": "d"},
    }
    y: dict[str, Any] = {
        "field": "pupils",
        "type": "quantitative",
        "title": "учеников",
        "scale": {"domain": [0, top * 1.18], "nice": False},
        "axis": {
            "tickCount": 4,
            "domain": False,
            "ticks": False,
            "format": ",d",
            "titleAngle": 0,
            "titleAlign": "left",
            "titleX": -24,
            "titleY": -8,
        },
    }
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": [{**bar, "end": bar["score"]} for bar in bars]},
            "mark": {"type": "bar", "width": max(2.0, 0.8 * WIDTH / len(row.histogram))},
            "encoding": {"x": x, "y": y, "color": {"field": "fill", "scale": None}},
        },
        *_expected_line(expected),
        *_cuts(report, top),
        *_signs(row, top),
    ]
    return Chart(
        "scores",
        "Распределение первичных баллов",
        _describe(report, row),
        {"width": WIDTH, "height": HEIGHT, "config": CONFIG, "layer": layers},
        _table(report, row, expected),
    )


def _top(cut: int, high: int) -> range:
    return range(cut, high + 1)


def _tick(bins: int) -> int:
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if bins / step <= 13)


def _expected_line(expected: Sequence[float] | None) -> list[dict[str, Any]]:
    if expected is None:
        return []
    points = [{"score": i, "pupils": round(value, 3)} for i, value in enumerate(expected)]
    # Left of where the curve climbs past the half of its top: usually empty paper.
    half = max(point["pupils"] for point in points) / 2
    rise = next(point for point in points if point["pupils"] >= half)
    encoding = {
        "x": {"field": "score", "type": "quantitative"},
        "y": {"field": "pupils", "type": "quantitative"},
    }
    return [
        {
            "data": {"values": points},
            "mark": {
                "type": "line",
                "interpolate": "monotone",
                "color": LIGHT["ink"],
                "strokeWidth": 1.5,
                "strokeDash": [5, 3],
            },
            "encoding": encoding,
        },
        {
            "data": {"values": [{**rise, "text": "ожидается"}]},
            "mark": {"type": "text", "align": "right", "dx": -12, "dy": -8},
            "encoding": {**encoding, "text": {"field": "text"}},
        },
    ]


def _cuts(report: ScoreDistribution, top: float) -> list[dict[str, Any]]:
    if not report.cuts:
        return []
    values = [
        {"x": cut - 0.5, "text": f"«{mark}» с{russian.NBSP}{cut}", "y": top * 1.18}
        for mark, cut in report.cuts
    ]
    x = {"field": "x", "type": "quantitative"}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rule", "color": LIGHT["muted"], "strokeDash": [2, 2]},
            "encoding": {"x": x},
        },
        {
            "data": {"values": values},
            "mark": {"type": "text", "align": "left", "dx": 3, "dy": 6, "color": LIGHT["muted"]},
            "encoding": {
                "x": x,
                "y": {"field": "y", "type": "quantitative"},
                "text": {"field": "text"},
            },
        },
    ]


def _signs(row: ScoreRow, top: float) -> list[dict[str, Any]]:
    values = [
        {
            "x": (peak.cut + peak.high) / 2,
            "y": max(row.histogram[peak.cut : peak.high + 1]) + 0.02 * top,
            "text": "▲",
        }
        for peak in row.peaks
        if peak.notable
    ]
    if not values:
        return []
    return [
        {
            "data": {"values": values},
            "mark": {"type": "text", "dy": -7, "color": LIGHT["watch"]},
            "encoding": {
                "x": {"field": "x", "type": "quantitative"},
                "y": {"field": "y", "type": "quantitative"},
                "text": {"field": "text"},
            },
        }
    ]


def _table(report: ScoreDistribution, row: ScoreRow, expected: Sequence[float] | None) -> Table:
    columns = [Column("score", "Балл", "int"), Column("pupils", "Учеников", "int")]
    if expected is not None:
        columns.append(Column("expected", "Ожидалось", "number"))
    if report.cuts:
        columns.append(Column("mark", "Отметка с этого балла"))
    begins = {cut: f"«{mark}»" for mark, cut in report.cuts}
    rows: list[tuple[Cell, ...]] = []
    for score, pupils in enumerate(row.histogram):
        cells: list[Cell] = [score, pupils]
        if expected is not None:
            cells.append(expected[score])
        if report.cuts:
            cells.append(begins.get(score))
        rows.append(tuple(cells))
    return Table("chart-scores", "Распределение первичных баллов", "", tuple(columns), tuple(rows))


def _describe(report: ScoreDistribution, row: ScoreRow) -> str:
    said = [
        f"Гистограмма первичных баллов: {row.unit.name}, "
        f"{russian.counted(row.n, 'участник', 'участника', 'участников')}"
    ]
    if row.mean is not None:
        said.append(f"средний балл {russian.number(row.mean)}")
    if report.cuts:
        cuts = russian.enumeration([f"«{mark}» — с {cut}" for mark, cut in report.cuts])
        said.append(f"границы отметок: {cuts}")
    said += [
        f"у границы «{peak.mark}» {peak.observed} при ожидаемых {russian.interval(*peak.interval)}"
        for peak in row.peaks
        if peak.notable
    ]
    return "; ".join(said) + "."
