"""How many points pupils got for one item: shares by points, «X» beside them."""

from __future__ import annotations

from collections.abc import Sequence

from objektiv import russian
from objektiv.charts.bars import Bar, bars
from objektiv.charts.chart import Chart
from objektiv.schema import Cell, Column, Table

TITLE = "Баллы за задание"


def answers(
    points: Sequence[int], omitted: int, compared: tuple[Sequence[int], int] | None, around: str
) -> Chart:
    """points[k]: pupils with k points; omitted: «X». compared: the same of everybody around."""
    own = _shares(points, omitted)
    wider = _shares(*compared) if compared else {}
    rows = [
        Bar(
            name,
            share,
            f"{around} {russian.share(wider[name], 0)}" if name in wider else "",
            role="accent",
        )
        for name, share in own.items()
    ]
    counts = [*points, omitted]
    cells: list[tuple[Cell, ...]] = [
        (name, counts[k], share, wider.get(name)) for k, (name, share) in enumerate(own.items())
    ]
    columns = (
        Column("points", "Баллов"),
        Column("n", "Учеников", "int"),
        Column("share", "Доля", "share"),
        Column("around", around.capitalize() or "Для сравнения", "share"),
    )
    kept = len(columns) if wider else len(columns) - 1
    said = "; ".join(f"{name} — {russian.share(share, 0)}" for name, share in own.items())
    return Chart(
        "answers",
        TITLE,
        f"{TITLE}: {said}.",
        bars(rows),
        Table("chart-answers", TITLE, "", columns[:kept], tuple(row[:kept] for row in cells)),
    )


def _shares(points: Sequence[int], omitted: int) -> dict[str, float]:
    total = sum(points) + omitted
    named = {
        russian.counted(k, "балл", "балла", "баллов"): n / max(total, 1)
        for k, n in enumerate(points)
    }
    return {**named, "не приступали": omitted / max(total, 1)}
