"""Pictures of the yearly public report: open results, what was done, what people said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from objektiv import russian
from objektiv.charts.bars import Bar, bars
from objektiv.charts.chart import Chart
from objektiv.charts.stacked import Bar as Row
from objektiv.charts.stacked import Part, stacked
from objektiv.schema import MARKS, Column, Table

_MARKS = tuple(Part(f"mark-{mark}", f"«{mark}»", f"«{mark}»") for mark in MARKS)
_DONE = (Part("mark-2", "выполнено", "✓"), Part("mark-5", "не завершено", "…"))


def open_marks(works: Mapping[str, Sequence[int | None]]) -> Chart:
    """Pupils with 2, 3, 4 and 5 in each work; a work with a hidden number has no bar.

    >>> " ".join(open_marks({"Математика, 4 класс": (10, 20, 30, 40)}).description.split())
    'Доли отметок. Математика, 4 класс: «2» — 10 %, «3» — 20 %, «4» — 30 % и «5» — 40 %.'
    """
    title, rows, said = "Отметки за работы", [], []
    for work, counts in works.items():
        known = [one for one in counts if one is not None]
        if len(known) < len(counts) or not sum(known):
            rows.append(Row(work, None, "часть чисел не показывается"))
            continue
        shares = tuple(one / sum(known) for one in known)
        rows.append(Row(work, shares))
        parts = [
            f"«{mark}» — {russian.share(share, 0)}"
            for mark, share in zip(MARKS, shares, strict=True)
        ]
        said.append(f"{work}: {russian.enumeration(parts)}.")
    columns = (Column("work", "Работа"), *(Column(f"m{m}", f"«{m}»", "int") for m in MARKS))
    table = Table("open-marks", title, "", columns, tuple((a, *b) for a, b in works.items()))
    description = " ".join(("Доли отметок.", *said))
    return Chart("open-marks", title, description, stacked(rows, _MARKS), table)


def deeds(directions: Mapping[str, tuple[int, int]]) -> Chart:
    """Measures done of all that were planned, by direction.

    >>> deeds({"Обучение": (3, 4)}).description
    'Выполнено мероприятий: «Обучение» — 3 из 4.'
    """
    title = "Мероприятия по направлениям"
    rows = [
        Row(f"{name}: {done} из {n}", (done / n, 1 - done / n))
        for name, (done, n) in directions.items()
    ]
    said = "; ".join(f"«{name}» — {done} из {n}" for name, (done, n) in directions.items())
    columns = (
        Column("direction", "Направление"),
        Column("done", "Выполнено", "int"),
        Column("all", "Запланировано", "int"),
    )
    table = Table("deeds", title, "", columns, tuple((a, *b) for a, b in directions.items()))
    return Chart("deeds", title, f"Выполнено мероприятий: {said}.", stacked(rows, _DONE), table)


def voices(indices: Mapping[str, float]) -> Chart:
    """Indices of surveys, 0…100.

    >>> voices({"родители, понятность": 62.0}).description
    'Индексы опросов от 0 до 100: родители, понятность — 62.'
    """
    title = "Что ответили"
    rows = [Bar(name, value / 100) for name, value in indices.items()]
    said = "; ".join(f"{name} — {russian.number(value, 0)}" for name, value in indices.items())
    columns = (Column("who", "Кто и о чём"), Column("index", "Индекс"))
    table = Table("voices", title, "", columns, tuple(indices.items()))
    # Long headings: room for letters wider than those the picture was measured with.
    spec = {**bars(rows), "padding": {"left": 28, "right": 5, "top": 5, "bottom": 5}}
    return Chart("voices", title, f"Индексы опросов от 0 до 100: {said}.", spec, table)
