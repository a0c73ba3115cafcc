"""A school among schools in like conditions, and its result given prior attainment.

The others have no names, whoever looks: see docs/decisions/2026-11-22-schools-like-this.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from objektiv import charts, russian
from objektiv.analysis.place_answers import Answers, Key, Line, PlaceAnswer
from objektiv.charts import Chart
from objektiv.profiles import Profile
from objektiv.reports.tables import notes
from objektiv.russian import NBSP
from objektiv.schema import Cell, Column, Table
from objektiv.stats.value_added import Similar, ValueAdded, similar_schools, value_added

Floats = NDArray[np.float64]
_KINDS = {"village": 0.0, "settlement": 1.0, "town": 2.0}
_WORDS = {"size": "число участников", "settlement": "тип населённого пункта",
          "prior": "прежняя подготовка учеников"}  # fmt: skip
Z = 1.959964
HINT = (
    f"Точки — школы в похожих условиях, без названий; полоса — середина из них (80{NBSP}%); "
    f"отрезок — интервал 95{NBSP}%."
)


@dataclass(frozen=True)
class _Schools:
    """Schools of a work by key; shares of the maximum score."""

    keys: tuple[Key, ...]
    n: NDArray[np.int64]
    mean: Floats
    se: Floats
    prior: Floats  # mean prior score; nan where too few pupils have one


def similar_answers(found: Answers, profile: Profile) -> dict[Key, PlaceAnswer]:
    """Every school by itself; a municipality and the region as distributions of their schools."""
    schools = _schools(found, profile)
    context, used = _context(schools, found, profile)
    least = int(profile.value("group.minimum"))
    result = np.where(schools.n >= least, schools.mean, np.nan)
    names = tuple(str(j) for j in range(len(schools.keys)))
    near = similar_schools(names, context, result, count=int(profile.value("similar.schools")))
    added = _added(found, profile, least)
    made = {}
    for j, key in enumerate(schools.keys):
        made[key] = _school(schools, j, near[j], used, added, profile, least)
    for key in found.rows:
        if key[0] != "school":
            made[key] = _above(key, schools, found, added, profile, least)
    return made


def _schools(found: Answers, profile: Profile) -> _Schools:
    keys = tuple(key for key in found.rows if key[0] == "school")
    top = max(found.sittings.work.max_score, 1)
    share = profile.value("evidence.prior_share")
    share = share / 100 if share > 1 else share
    n, mean, se, prior = (np.full(len(keys), np.nan) for _ in range(4))
    for j, key in enumerate(keys):
        rows = found.rows[key]
        score = found.columns["score"][rows] / top
        score = score[np.isfinite(score)]
        n[j] = len(score)
        if len(score):
            mean[j] = score.mean()
        if len(score) > 1:
            se[j] = score.std(ddof=1) / np.sqrt(len(score))
        before = found.columns["prior_score"][rows]
        known = before[np.isfinite(before)]
        if len(known) and len(known) >= share * len(rows):
            prior[j] = known.mean()
    return _Schools(keys, n.astype(np.int64), mean, se, prior)


def _context(schools: _Schools, found: Answers, profile: Profile) -> tuple[Floats, tuple[str, ...]]:
    """Conditions (J, C) that enough schools have, and their names."""
    kind = np.array(
        [_KINDS.get(russian.settlement(found.name(key[1][2])), np.nan) for key in schools.keys]
    )
    columns = {"size": np.log(np.maximum(schools.n, 1)), "settlement": kind, "prior": schools.prior}
    known = profile.value("similar.known") / 100
    used = tuple(
        name for name, column in columns.items()
        if len(column) and np.isfinite(column).mean() >= known
    )  # fmt: skip
    return np.column_stack([columns[name] for name in used]), used


def _added(found: Answers, profile: Profile, least: int) -> ValueAdded | None:
    columns = found.columns
    try:
        return value_added(
            columns["score"], columns["prior_score"], columns["school"], minimum=least
        )
    except ValueError:
        return None


def _school(  # noqa: PLR0917
    schools: _Schools,
    j: int,
    near: Similar,
    used: tuple[str, ...],
    added: ValueAdded | None,
    profile: Profile,
    least: int,
) -> PlaceAnswer:
    n = int(schools.n[j])
    if n < least:
        return PlaceAnswer(
            (Line(f"{russian.few(n).capitalize()}: с другими школами не сравнивается."),)
        )
    lines: list[Line] = []
    pictures: list[tuple[Chart, str]] = []
    mean, se = float(schools.mean[j]), float(schools.se[j])
    low, high = mean - Z * se, mean + Z * se
    if len(near.names) >= profile.value("similar.least"):
        others = [float(schools.mean[int(name)]) for name in near.names]
        lines.append(_among(mean, low, high, near))
        like = russian.enumeration([_WORDS[name] for name in used])
        lines.append(Line(f"Похожими названы школы, у которых ближе всего {like}."))
        pictures.append(
            (charts.among([("ваша школа", mean, low, high)], others, (near.low, near.high)), HINT)
        )
    else:
        lines.append(Line("Школ в похожих условиях меньше, чем нужно для сравнения."))
    rows: list[tuple[Cell, ...]] = [("Средний результат", n, mean, low, high)]
    if near.names:
        count = russian.counted(len(near.names), "школы", "школ", "школ")
        rows.append((f"У {count} в похожих условиях", None, near.mean, near.low, near.high))
    told = _own_added(added, schools.keys[j][1][2])
    lines.append(told or Line(_NO_PRIOR, quiet=True))
    return PlaceAnswer(tuple(lines), tuple(pictures), _table(rows, profile))


def _among(mean: float, low: float, high: float, near: Similar) -> Line:
    own = f"{russian.share(mean, 0)} ({_percent(low, high)})"
    count = russian.counted(len(near.names), "школы", "школ", "школ")
    theirs = f"у {count} в похожих условиях — {_percent(near.low, near.high)}"
    if low > near.high:
        return Line(f"Средний результат {own} выше, чем обычно в похожих условиях: {theirs}.")
    if high < near.low:
        return Line(f"Средний результат {own} ниже, чем обычно в похожих условиях: {theirs}.")
    return Line(f"Средний результат {own} — в пределах обычного: {theirs}.")


_NO_PRIOR = (
    "Прежние результаты учеников в файлах не указаны, поэтому вклад школы относительно прежней "
    "подготовки не оценивается."
)


def _own_added(added: ValueAdded | None, school: str) -> Line | None:
    if added is None or school not in added.school:
        return None
    j = added.school.index(school)
    n = int(added.n[j])
    if not added.enough[j]:
        return Line(f"С учётом прежней подготовки: {russian.few(n)}.")
    value, low, high = (float(v[j]) for v in (added.effect, added.low, added.high))
    told = (
        f"С учётом прежней подготовки разница с ожидаемым — {russian.signed(value)} балла на "
        f"ученика ({russian.interval(low, high)}; "
        f"{russian.counted(n, 'ученик', 'ученика', 'учеников')})"
    )
    if added.clear[j]:
        return Line(f"{told}: отличие больше случайного.")
    return Line(f"{told}: отличие может быть случайным.", quiet=True)


def _above(  # noqa: PLR0917
    key: Key,
    schools: _Schools,
    found: Answers,
    added: ValueAdded | None,
    profile: Profile,
    least: int,
) -> PlaceAnswer:
    """Own schools as points without names, on the spread of all schools."""
    all_ = [j for j in range(len(schools.keys)) if schools.n[j] >= least]
    own = [j for j in all_ if key[0] == "region" or schools.keys[j][1][:2] == key[1][:2]]
    if len(own) < 3 or len(all_) < profile.value("similar.least"):
        return PlaceAnswer(
            (Line("Школ с достаточным числом участников мало: распределение не показано."),)
        )
    everyone = schools.mean[all_]
    middle = (float(np.quantile(everyone, 0.1)), float(np.quantile(everyone, 0.9)))
    mine = schools.mean[own]
    inside = int(((mine >= middle[0]) & (mine <= middle[1])).sum())
    total = russian.counted(len(own), "школы", "школ", "школ")
    lines = [
        Line(
            f"Средние результаты {inside} из {total} лежат там же, где у большинства школ "
            f"региона ({_percent(*middle)})."
        )
        if key[0] == "municipality"
        else Line(
            f"Средние результаты школ от {russian.share(float(mine.min()), 0)} до "
            f"{russian.share(float(mine.max()), 0)}, у большинства из них — {_percent(*middle)}."
        )
    ]
    chart = charts.among(
        [], [float(v) for v in mine], middle, title="Средние результаты школ, без названий"
    )
    hint = f"Точка — школа; полоса — середина (80{NBSP}%) всех школ."
    rows: list[tuple[Cell, ...]] = [
        ("Свои школы", len(own), float(mine.mean()), float(mine.min()), float(mine.max())),
        ("Все школы: середина 80 %", len(all_), float(everyone.mean()), *middle),
    ]
    pictures = [(chart, hint)]
    if added is not None:
        lines.append(_added_line(added, {schools.keys[j][1][2] for j in own}))
    else:
        lines.append(Line(_NO_PRIOR, quiet=True))
    return PlaceAnswer(tuple(lines), tuple(pictures), _table(rows, profile, "Школ"))


def _added_line(added: ValueAdded, own: set[str]) -> Line:
    clear = sum(
        bool(added.clear[j] and added.enough[j])
        for j, school in enumerate(added.school)
        if school in own
    )
    of = russian.counted(len(own), "школы", "школ", "школ")
    if clear:
        return Line(
            f"С учётом прежней подготовки результат отличается от ожидаемого больше случайного у "
            f"{clear} из {of}; у какой именно, видно на странице школы."
        )
    return Line("С учётом прежней подготовки отличий больше случайных нет.", quiet=True)


def _percent(low: float, high: float) -> str:
    return russian.interval(100 * low, 100 * high, 0) + NBSP + "%"


def _table(rows: list[tuple[Cell, ...]], profile: Profile, counted: str = "Учеников") -> Table:
    return Table(
        "similar",
        "С чем сравнивается результат",
        "",
        (
            Column("what", "Что"),
            Column("n", counted, "int"),
            Column("value", "Среднее", "share"),
            Column("low", "От", "share"),
            Column("high", "До", "share"),
        ),
        tuple(rows),
        notes(profile, "similar.schools", "similar.least", "similar.known", "group.minimum"),
    )
