"""Journal marks against the work for every place: gaps of schools and classes, with shrinkage."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np

from objektiv import charts, russian
from objektiv.analysis.comparing import compare_results, explain_marks, standing_out
from objektiv.analysis.place_answers import Answers, Key, Line, PlaceAnswer
from objektiv.analysis.refusal import Refused
from objektiv.profiles import Profile
from objektiv.reports.tables import notes
from objektiv.russian import NBSP
from objektiv.schema import Table, Verdict
from objektiv.stats.comparison import Comparison, Units, mark_agreement, only
from objektiv.stats.school_gaps import gaps_of

Z = 1.959964
HINT = (
    f"Ноль — обычная отметка учеников с таким же баллом; отрезок — 95{NBSP}%, полый кружок — до "
    "поправки на размер. Полоса — обычные различия школ."
)
READING = (
    "Разница ученика — его отметка по журналу без средней отметки учеников с таким же баллом за "
    "работу. Разница школы или класса поправлена на размер: чем меньше учеников, тем ближе к нулю. "
    "Это повод сверить критерии, а не вывод о школе, учителе или ученике."
)


def journal_answers(
    found: Answers, profile: Profile
) -> tuple[dict[Key, PlaceAnswer], list[dict[str, Any]]]:
    """Answers by place, and the gaps of all schools for pages of several works."""
    columns = found.columns
    try:
        compared = compare_results(
            columns["journal_mark"],
            columns["score"],
            columns["school"],
            group=columns["class"],
            profile=profile,
        )
    except Refused as refused:
        return {key: PlaceAnswer((Line(str(refused)),)) for key in found.rows}, []
    one = compared.comparison
    at = {name: j for j, name in enumerate(one.schools.names)}
    classes: dict[str, list[int]] = {}
    for j, parent in enumerate(one.groups.parent if one.groups else ()):
        classes.setdefault(parent, []).append(j)
    made = {}
    for key, rows in found.rows.items():
        marks = mark_agreement(columns["journal_mark"][rows], columns["mark"][rows])
        facts = Line(explain_marks(marks))
        own = sorted({school for school in columns["school"][rows].tolist() if school in at})
        if not own:
            made[key] = PlaceAnswer((Line("Отметок по журналу нет: сравнить не с чем."),))
            continue
        keep = [at[school] for school in own]
        units = _named(only(one.schools, keep), found)
        verdicts = [compared.verdicts[j] for j in keep]
        lines: list[Line]
        if key[0] == "school":
            lines = [_school(one, at[own[0]], verdicts[0]), facts]
        else:
            lines = [_schools(verdicts), facts]
        pictures = []
        if len(keep) > 1:
            pictures.append((charts.gaps(units, verdicts), HINT))
        table = charts.gaps(units, verdicts).table
        if key[0] == "school" and one.groups is not None:
            inner = classes.get(own[0], [])
            groups = replace(only(one.groups, inner), parent=("",) * len(inner))
            told = [compared.group_verdicts[j] for j in inner]
            if inner:
                both = _together(units, groups)
                chart = charts.gaps(both, [*verdicts, *told])
                pictures = [(chart, HINT)]
                table = chart.table
                lines += _classes(groups, told)
        made[key] = PlaceAnswer(
            tuple(lines), tuple(pictures), _told(table, profile), {"n": int(units.n.sum())}
        )
    work = found.sittings.work
    gaps = [
        asdict(gap) for gap in gaps_of(one, f"{work.subject}, {work.grade} класс", str(work.year))
    ]
    return made, gaps


def _named(units: Units, found: Answers) -> Units:
    return replace(units, names=tuple(found.name(name) for name in units.names))


def _together(first: Units, second: Units) -> Units:
    """The school above its classes, as one set of rows."""

    def both(name: str) -> np.ndarray:
        return np.concatenate([getattr(first, name), getattr(second, name)])

    joined: dict[str, Any] = {
        name: np.concatenate([getattr(first.effects, name), getattr(second.effects, name)])
        for name in ("shrunken", "shrunken_se", "z", "p_value", "q_value")
    }
    names = ("n", "internal", "external", "difference", "gap", "se", "enough")
    effects = replace(first.effects, **joined)
    return replace(
        first,
        names=("Вся школа", *(f"Класс {name}" for name in second.names)),
        parent=first.parent + second.parent,
        effects=effects,
        **{name: both(name) for name in names},
    )


def _school(one: Comparison, j: int, verdict: Verdict) -> Line:
    units = one.schools
    n = int(units.n[j])
    if verdict is Verdict.INSUFFICIENT:
        return Line(f"{russian.few(n).capitalize()}: о разнице журнала и работы судить рано.")
    value, se = float(units.effects.shrunken[j]), float(units.effects.shrunken_se[j])
    told = russian.interval(value - Z * se, value + Z * se, 2)
    pupils = russian.counted(n, "ученик", "ученика", "учеников")
    way = "выше" if value > 0 else "ниже"
    size = (
        f"отметка по журналу на {russian.number(abs(value), 2)} {way}, чем у учеников с таким же "
        f"баллом ({told}, {pupils})"
    )
    if verdict is Verdict.VERIFY:
        return Line(f"Требует проверки: {size}.")
    if verdict is Verdict.LOOK:
        return Line(f"Стоит обратить внимание: {size}.")
    return Line(f"Разница журнала и работы обычная для школ региона: {size}.")


def _schools(verdicts: list[Verdict]) -> Line:
    return Line(standing_out(verdicts))


def _classes(groups: Units, verdicts: list[Verdict]) -> list[Line]:
    asked = [name for name, v in zip(groups.names, verdicts, strict=True) if v is Verdict.VERIFY]
    if asked:
        return [Line(f"Требует проверки мера отметки в классах: {russian.enumeration(asked)}.")]
    if all(v is Verdict.INSUFFICIENT for v in verdicts):
        return []
    return [Line("Между классами мера отметки различается не больше обычного.", quiet=True)]


def _told(table: Table, profile: Profile) -> Table:
    return replace(
        table,
        code="gaps",
        notes=(READING, *notes(profile, "group.minimum", "evidence.verify", "evidence.look")),
    )
