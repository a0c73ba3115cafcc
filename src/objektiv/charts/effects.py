"""What measures did: an interval per kind around «as without it»."""

from __future__ import annotations

from collections.abc import Mapping

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.intervals import Interval, intervals
from objektiv.charts.parts import signed
from objektiv.schema import Cell, Column, Few, Table
from objektiv.stats.effect import Effect

TITLE = "Изменение результата по сравнению с похожими школами без этой меры"


def effects(found: Mapping[str, Effect | int]) -> Chart:
    """Effect of each kind of measure in percentage points, in the order given.

    A number instead of an effect: so few schools took it that nothing can be said.
    """
    rows, cells = [], list[tuple[Cell, ...]]()
    for title, one in found.items():
        if isinstance(one, int):
            rows.append(Interval(title, None, text=f"мало школ ({one})"))
            cells.append((title, Few(one), None, None, None, None, None, None))
            continue
        rows.append(Interval(title, one.effect, one.low, one.high, russian.signed(one.effect)))
        numbers = (one.change_treated, one.change_others, one.effect, one.low, one.high)
        cells.append((title, one.treated, one.others, *(signed(value) for value in numbers)))
    return Chart(
        "effects",
        TITLE,
        f"{TITLE}, п. п.: точка — оценка, отрезок — интервал 95 %, ноль — как без меры.",
        intervals(rows, title="← ниже, чем без меры · выше →", usual=0.0),
        Table(
            "effects",
            TITLE,
            "",
            (
                Column("kind", "Вид меры"),
                Column("with", "Школ с мерой", "int"),
                Column("without", "Школ без неё", "int"),
                Column("change", "Изменение с мерой, п. п.", "number"),
                Column("change_others", "Изменение без неё, п. п.", "number"),
                Column("effect", "Оценка эффекта, п. п.", "number"),
                Column("low", "от", "number"),
                Column("high", "до", "number"),
            ),
            tuple(cells),
            (
                "Возврат к среднему учтён: сравнивается то, чего достигают без меры школы с "
                "такими же прежними результатами.",
            ),
        ),
    )
