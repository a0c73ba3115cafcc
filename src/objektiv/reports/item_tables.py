"""Reports 5–7 as tables for people: items, skills, groups by mark."""

from __future__ import annotations

from collections.abc import Sequence

from objektiv.profiles import Profile
from objektiv.reports.tables import (
    SCHOOLS,
    UNIT_COLUMNS,
    Keep,
    labels,
    notes,
)
from objektiv.reports.units import LEVEL_NAMES, mention
from objektiv.russian import counted, enumeration, few, number
from objektiv.schema import (
    MARKS,
    Cell,
    Column,
    Few,
    GroupRow,
    Item,
    ItemCell,
    ItemCompletion,
    ItemRow,
    MarkGroups,
    Share,
    SkillAttainment,
    Table,
    Zoned,
)

ITEMS = ("задание", "задания", "заданий")
COUNTING = (
    "Выполнение — сумма набранных баллов к сумме возможных. X (не приступал) считается как "
    "0 баллов; N (не изучалось) и пустые клетки не считаются."
)
EXACT = "Зона определяется по точной доле, а не по округлённой, которая показана."


def item_title(item: Item) -> str:
    """«9.1 (2 б., П)»."""
    return f"{item.code} ({item.max} б.{f', {item.level.value}' if item.level else ''})"


def items_table(report: ItemCompletion, profile: Profile, keep: Keep) -> Table:
    """Units in rows, items in columns, each cell with its zone."""
    shown = [row for row in report.rows if keep(row.unit)]
    names = labels(row.unit for row in report.rows)
    return Table(
        code="items",
        title="Выполнение заданий",
        answer=_items_answer(report, shown[0] if shown else None),
        columns=(
            *UNIT_COLUMNS,
            Column("n", "Участников", "int"),
            *(
                Column(f"item:{item.code}", item_title(item), "share", item.topic)
                for item in report.work.items
            ),
        ),
        rows=tuple(
            (
                LEVEL_NAMES[row.unit.level],
                names[row.unit],
                row.n,
                *(_completion(cell) for cell in row.cells),
            )
            for row in shown
        ),
        notes=(
            COUNTING,
            EXACT,
            *notes(
                profile,
                "items.base.sufficient",
                "items.base.insufficient",
                "items.advanced.sufficient",
                "items.advanced.insufficient",
                "group.minimum",
            ),
        ),
    )


def _completion(cell: ItemCell) -> Cell:
    if cell.completion is None:
        return Few(cell.n)
    return Zoned(cell.completion.value, cell.zone)


def _items_answer(report: ItemCompletion, top: ItemRow | None) -> str:
    title = report.work.title
    if top is None:
        return f"{title}: данных нет."
    if all(cell.completion is None for cell in top.cells):
        return f"{title}: {few(top.n)}, выполнение заданий не приводится."
    if all(cell.zone == "" for cell in top.cells):
        return f"{title}: уровни сложности заданий не указаны, зоны не определялись."
    low = [cell.code for cell in top.cells if cell.zone == "low"]
    border = [cell.code for cell in top.cells if cell.zone == "border"]
    near = f"; у границы: {enumeration(border)}" if border else ""
    if not low:
        return (
            f"{title}, {mention(top.unit)}: все оценённые задания выше зоны «недостаточно»{near}."
        )
    return (
        f"{title}, {mention(top.unit)}: в зоне «недостаточно» "
        f"{counted(len(low), *ITEMS)} из {len(top.cells)}: {enumeration(low)}{near}."
    )


def skills_table(report: SkillAttainment, profile: Profile, keep: Keep) -> Table:
    """One row per unit and codifier position."""
    shown = [row for row in report.rows if keep(row.unit)]
    names = labels(row.unit for row in report.rows)
    if not report.rows:
        answer = f"{report.work.title}: связь заданий с кодификатором не указана."
    elif not shown:
        answer = f"{report.work.title}: данных нет."
    else:
        top = shown[0].unit
        short = [row.skill for row in shown if row.unit == top and row.deficit]
        answer = f"{report.work.title}, {mention(top)}: " + (
            f"системный дефицит: {enumeration(short)}." if short else "системных дефицитов нет."
        )
    return Table(
        code="skills",
        title="Достижение планируемых результатов",
        answer=answer,
        columns=(
            *UNIT_COLUMNS,
            Column("skill", "Позиция кодификатора"),
            Column("items", "Задания"),
            Column("n", "Участников", "int"),
            Column("mean", "Среднее выполнение", "share"),
            Column(
                "region", "В регионе", "share", "Если регион не указан — по всем загруженным школам"
            ),
            Column("low", "Заданий в зоне «недостаточно»", "int"),
            Column("judged", "Оценено заданий", "int"),
            Column("state", "Вывод"),
        ),
        rows=tuple(
            (
                LEVEL_NAMES[row.unit.level],
                names[row.unit],
                row.skill,
                enumeration(row.items),
                row.n,
                Few(row.n) if row.mean is None else Zoned(row.mean, "low" if row.deficit else ""),
                row.region_mean,
                row.low,
                row.judged,
                "системный дефицит" if row.deficit else None,
            )
            for row in shown
        ),
        notes=(COUNTING, *notes(profile, "skills.deficit.share", "skills.deficit.items")),
    )


def groups_table(report: MarkGroups, profile: Profile, keep: Keep) -> Table:
    """One row per unit and item: completion by the groups of pupils by mark."""
    shown = [row for row in report.rows if keep(row.unit)]
    names = labels(row.unit for row in report.rows)
    rows: list[tuple[Cell, ...]] = []
    for row in shown:
        for item, cell in zip(report.work.items, row.cells, strict=True):
            crossed = [
                f"«{one.lower}» выше «{one.higher}» на {number(one.gap)} п. п."
                for one in row.anomalies
                if one.item == item.code
            ]
            rows.append(
                (
                    LEVEL_NAMES[row.unit.level],
                    names[row.unit],
                    item_title(item),
                    *cell.n,
                    *(_group(part, n) for part, n in zip(cell.completion, cell.n, strict=True)),
                    "; ".join(crossed) or None,
                )
            )
    return Table(
        code="groups",
        title="Выполнение заданий группами участников",
        answer=_groups_answer(report, shown),
        columns=(
            *UNIT_COLUMNS,
            Column("item", "Задание"),
            *(Column(f"n{mark}", f"«{mark}», чел.", "int") for mark in MARKS),
            *(Column(f"mark{mark}", f"Группа «{mark}»", "share") for mark in MARKS),
            Column("anomaly", "Изучить дополнительно"),
        ),
        rows=tuple(rows),
        notes=(COUNTING, *notes(profile, "group.minimum", "groups.anomaly")),
    )


def _group(part: Share | None, n: int) -> Cell:
    return Few(n) if part is None else part.value


def _groups_answer(report: MarkGroups, shown: Sequence[GroupRow]) -> str:
    title = report.work.title
    if not shown:
        return f"{title}: данных нет."
    top = shown[0]
    if not any(sum(part is not None for part in cell.completion) > 1 for cell in top.cells):
        return f"{title}, {mention(top.unit)}: для сравнения групп по отметкам мало данных."
    crossed = sorted({one.item for one in top.anomalies}, key=report.work.codes.index)
    text = f"{title}, {mention(top.unit)}: " + (
        f"группа с более низкой отметкой заметно лучше выполнила {enumeration(crossed)}"
        if crossed
        else "группы с более низкой отметкой не опережают группы с более высокой"
    )
    schools = [row for row in shown if row.unit.level == "school" and row.anomalies]
    if schools and top.unit.level != "school":
        text += f"; изучить дополнительно: {counted(len(schools), *SCHOOLS)}"
    return text + "."
