"""Why variants are impossible: which line lacks tasks, which rule is in the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from objektiv import russian
from objektiv.tasks.assembly.model import RULES, build, solve
from objektiv.tasks.assembly.request import BankTask, Blueprint, Cell

_TASKS = ("задание", "задания", "заданий")
_RULES = {
    "uses": "предел использования",
    "minutes": "время на вариант",
    "points": "равенство баллов",
    "enemies": "задания, которые нельзя ставить вместе",
    "common": "число общих заданий",
    "repeat": "без повторов между вариантами",
}


def explain(tasks: Sequence[BankTask], blueprint: Blueprint, seed: int) -> tuple[str, ...]:
    """Sentences «Нельзя, потому что …»: lines that lack tasks whatever is done, else the rules
    without any one of which variants would be found."""
    short = list(_short(tasks, blueprint))
    if short:
        return tuple(short)
    freeing = [one for one in RULES if _possible(tasks, blueprint, one, seed)]
    lacking = list(_lacking(tasks, blueprint, seed))
    said = []
    if freeing:
        names = russian.enumeration([russian.quoted(_RULES[one]) for one in freeing])
        said.append(
            f"Нельзя, потому что правила мешают друг другу. Получилось бы, если ослабить одно: "
            f"{names}."
        )
        said += _numbers(tasks, blueprint, freeing)
    if lacking:
        said += lacking
    return tuple(said) or ("Нельзя: правила плана противоречат друг другу.",)


def _short(tasks: Sequence[BankTask], blueprint: Blueprint) -> Iterator[str]:
    """Lines (and lines of the same sort together) for which the bank is too small by itself."""
    common = blueprint.common
    for number, cell in enumerate(blueprint.cells, 1):
        fitting = [one for one in tasks if cell.takes(one) and one.code not in blueprint.left_out]
        fresh = [one for one in fitting if not _worn(one, blueprint)]
        need = cell.tasks * blueprint.variants - min(cell.tasks, common) * (blueprint.variants - 1)
        if len(fresh) >= need:
            continue
        worn = len(fitting) - len(fresh)
        more = (
            f" Ещё {russian.counted(worn, *_TASKS)} использовали "
            f"{russian.counted(blueprint.most_uses or 0, 'раз', 'раза', 'раз')} и больше."
            if worn
            else ""
        )
        yield (
            f"Нельзя, потому что строке {number} ({cell.words}) на "
            f"{russian.counted(blueprint.variants, 'вариант', 'варианта', 'вариантов')} нужно "
            f"{russian.counted(need, *_TASKS)}, а в банке "
            f"{'подходит' if len(fresh) == 1 else 'подходят'} {len(fresh)}.{more}"
            f"{_nearest(cell, tasks)}"
        )


def _worn(task: BankTask, blueprint: Blueprint) -> bool:
    return blueprint.most_uses is not None and task.uses >= blueprint.most_uses


def _nearest(cell: Cell, tasks: Sequence[BankTask]) -> str:
    """Which single demand keeps the most tasks out."""
    looser = {
        "уровня": Cell(cell.tasks, cell.skills, frozenset(), cell.kinds, cell.points),
        "числа баллов": Cell(cell.tasks, cell.skills, cell.levels, cell.kinds),
        "вида ответа": Cell(cell.tasks, cell.skills, cell.levels, frozenset(), cell.points),
    }
    now = sum(map(cell.takes, tasks))
    gains = {name: sum(map(one.takes, tasks)) - now for name, one in looser.items()}
    best = max(gains, key=lambda name: gains[name])
    return (
        f" Без требования {best} подошло бы ещё {russian.counted(gains[best], *_TASKS)}."
        if gains[best]
        else ""
    )


def _possible(tasks: Sequence[BankTask], blueprint: Blueprint, rule: str, seed: int) -> bool:
    built = build(tasks, blueprint, without=frozenset({rule}))
    return solve(built.model, seed)[1] in ("optimal", "feasible")


def _lacking(tasks: Sequence[BankTask], blueprint: Blueprint, seed: int) -> Iterator[str]:
    """The fewest places that stay empty when all lines are filled at once."""
    built = build(tasks, blueprint, may_lack=True)
    built.model.minimize(sum(built.short.values()))
    solver, status = solve(built.model, seed)
    if status not in ("optimal", "feasible"):
        return
    empty: dict[int, int] = {}
    for (_, place), variable in built.short.items():
        empty[place] = empty.get(place, 0) + int(solver.value(variable))
    for number, missing in sorted(empty.items()):
        if missing:
            cell = blueprint.cells[number]
            yield (
                f"На все варианты сразу не хватает: строка {number + 1} ({cell.words}) — "
                f"{russian.counted(missing, *_TASKS)}."
            )


def _numbers(tasks: Sequence[BankTask], blueprint: Blueprint, freeing: list[str]) -> Iterator[str]:
    if "minutes" in freeing and blueprint.minutes is not None:
        quickest = 0
        for cell in blueprint.cells:
            times = sorted(one.minutes for one in tasks if cell.takes(one))
            quickest += sum(times[: cell.tasks])
        yield (
            f"Самые короткие подходящие задания занимают {quickest} мин., "
            f"на вариант отведено {blueprint.minutes}."
        )
    if "points" in freeing and blueprint.points is not None:
        low = high = 0
        for cell in blueprint.cells:
            points = sorted(one.points for one in tasks if cell.takes(one))
            low += sum(points[: cell.tasks])
            high += sum(points[-cell.tasks :])
        yield (
            f"Заданиями этого плана можно набрать от {low} до {high} баллов, "
            f"а задано {blueprint.points}."
        )
