"""One item of a work at a place: who does it, with how many points, how it tells pupils apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from objektiv import russian
from objektiv.schema import Cell, Column, Few, Table, Zoned
from objektiv.web.actions.plain import chart_plain
from objektiv.web.queries.parts import part_of, whole_part_of
from objektiv.web.tables import for_page, table_of
from objektiv.web.views.answer_page import Answer, Block, answer_page
from objektiv.web.views.work_pages import Opened, opened, row_links, work_menu

HINT = f"Точка — доля набранных баллов с интервалом 95{russian.NBSP}%, черта — регион{{}}."


def show(request: HttpRequest, place: int, work: int, item: str) -> HttpResponse:
    found = opened(request, place, work)
    if not isinstance(found, Opened):
        return found
    school = found.place.name if found.place.is_school else ""
    plain = next(one for one in found.content["tables"] if one["code"] == "items")
    whole = for_page(table_of(plain), school)
    keys = [column.key for column in whole.columns]
    if f"item:{item}" not in keys or not whole.rows:
        raise Http404
    at = keys.index(f"item:{item}")
    column = whole.columns[at]
    points = (part_of(found.report, "items") or {}).get(item)
    top = whole_part_of(found.report, "items_of_all") or {}
    region = top.get(item)
    table = _units(whole, at, points)
    charts = [chart for chart in (_by_unit(table, region), _points(points, region)) if chart]
    curve = (whole_part_of(found.report, "curves") or {}).get(item)
    if curve:
        charts.append({**curve, "code": "item-curve", "hint": CURVE})
    codes = [key.removeprefix("item:") for key in keys if key.startswith("item:")]
    answer = Answer(
        f"Задание {column.title}",
        [(_sentence(table, region, item), False), *_omitted(points, region)],
        charts,
        table,
        row_links(found.place, found.work, table),
        blocks=_groups(found, item),
        analyses=[found.report.analysis],
        work=found.work,
    )
    return answer_page(
        request,
        found.place,
        answer,
        "results/item.html",
        topic=column.hint,
        codes=codes,
        item=item,
        menu=work_menu(request.user, found.place, found.work, ""),
    )


CURVE = (
    "По всем, кто писал работу: линия — по модели, точки — группы учеников. Чем круче линия, тем "
    "лучше задание отличает сильных от слабых."
)


def _units(whole: Table, at: int, points: list[int] | None) -> Table:
    """The item alone: the place, then what is below it, with Wilson's intervals."""
    from objektiv.charts.items import wilson

    keys = [column.key for column in whole.columns]
    rows: list[tuple[Cell, ...]] = []
    for row in whole.rows:
        cell, n = row[at], row[keys.index("n")]
        unit = row[keys.index("unit")]
        if isinstance(cell, Zoned) and isinstance(n, int):
            rows.append((unit, n, cell, *wilson(cell.value, n)))
        else:
            rows.append((unit, n, cell if isinstance(cell, Few) else None, None, None))
    return Table(
        "item",
        f"Задание {whole.columns[at].title} по местам",
        "",
        (
            Column("unit", "Где"),
            Column("n", "Участников", "int"),
            Column("completion", "Выполнение", "share"),
            Column("low", "Интервал от", "share"),
            Column("high", "Интервал до", "share"),
        ),
        tuple(rows),
        whole.notes,
    )


def _whole(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def _region_share(region: list[int] | None) -> float | None:
    """Share of points of all who wrote the work; «X» earns nothing, «N» does not count."""
    if not region:
        return None
    *points, omitted, _ = region
    total = (sum(points) + omitted) * (len(points) - 1)
    return sum(k * n for k, n in enumerate(points)) / total if total else None


def _by_unit(table: Table, region: list[int] | None) -> dict[str, Any] | None:
    from objektiv.charts import Chart
    from objektiv.charts.intervals import MOST, Interval, intervals

    rows = []
    for unit, n, cell, low, high in table.rows[:MOST]:
        name = russian.short_school(str(unit))
        if isinstance(cell, Zoned):
            rows.append(Interval(name, cell.value, low, high, russian.share(cell.value, 0)))  # type: ignore[arg-type]
        else:
            rows.append(Interval(name, None, text=russian.few(_whole(n))))
    if not rows:
        return None
    usual = _region_share(region)
    spec = intervals(
        rows,
        title="",
        usual=usual,
        domain=(0.0, 1.0),
        percent=True,
    )
    title = "Выполнение задания"
    more = len(table.rows) - len(rows)
    hint = HINT.format(f" ({russian.share(usual, 0)})" if usual is not None else "")
    hint += f" Ещё {more} — в таблице." if more > 0 else ""
    said = "; ".join(f"{row.heading} — {row.text}" for row in rows[:4])
    return chart_plain(Chart("item-units", title, f"{title}: {said}.", spec, table), hint)


def _points(points: list[int] | None, region: list[int] | None) -> dict[str, Any] | None:
    from objektiv import charts

    if not points or sum(points) == 0:
        return None
    *own, omitted, _ = points
    beside = (region[:-2], region[-2]) if region and region != points else None
    chart = charts.answers(own, omitted, beside, "в регионе")
    return chart_plain(chart, "Доли учеников, которым задание было предъявлено.")


def _sentence(table: Table, region: list[int] | None, item: str) -> str:
    _, n, cell, low, high = table.rows[0]
    if not isinstance(cell, Zoned):
        return f"Задание {item}: {russian.few(_whole(n))}."
    told = russian.interval(100 * float(low or 0), 100 * float(high or 0), 0)  # type: ignore[arg-type]
    text = f"Задание {item} выполнено на {russian.share(cell.value, 0)} ({told})"
    usual = _region_share(region)
    if usual is not None and abs(usual - cell.value) > 1e-9:
        text += f", в регионе на {russian.share(usual, 0)}"
    word = russian.ZONES[cell.zone].word if cell.zone else ""
    return f"{text}: {word}." if word else f"{text}."


def _omitted(points: list[int] | None, region: list[int] | None) -> list[tuple[str, bool]]:
    """Pupils who did not begin, against everybody; clear by the interval only."""
    from objektiv.stats.changes import share_change

    if not points or not region:
        return []
    *own, omitted, untaught = points
    total, wide = sum(own) + omitted, sum(region[:-1])
    lines = []
    if total >= 10 and wide > total:
        away = share_change(omitted / total, total, region[-2] / wide, wide)
        way = "чаще" if away.value > 0 else "реже"
        told = (
            f"Не приступали {russian.share(omitted / total, 0)}, в регионе "
            f"{russian.share(region[-2] / wide, 0)}"
        )
        if away.clear:
            lines.append((f"{told}: {way}, чем обычно.", False))
        else:
            lines.append((f"{told}: разница может быть случайной.", True))
    if untaught:
        pupils = russian.counted(untaught, "ученика", "учеников", "учеников")
        lines.append((f"Тема не изучалась («N») у {pupils}; они не считаются.", False))
    return lines


def _groups(found: Opened, item: str) -> list[Block]:
    plain = next((one for one in found.content["tables"] if one["code"] == "groups"), None)
    if plain is None:
        return []
    table = for_page(table_of(plain), found.place.name if found.place.is_school else "")
    keys = [column.key for column in table.columns]
    at = keys.index("item")
    rows = tuple(row for row in table.rows if str(row[at]).split(" (")[0] == item)
    kept = [i for i, key in enumerate(keys) if key not in ("level", "item")]
    cut = replace(
        table,
        code="item-groups",
        title="По отметкам за работу",
        columns=tuple(table.columns[i] for i in kept),
        rows=tuple(tuple(row[i] for i in kept) for row in rows),
    )
    return [Block("Как выполнили задание ученики с разными отметками", tables=[cut])]
