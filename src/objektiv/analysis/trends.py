"""What changed from year to year, in words that say how surely.

Works of two years differ in difficulty, so the change of a place is also set against the change
of everybody around: what is left is its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from objektiv import charts, russian
from objektiv.analysis.place_answers import Line
from objektiv.charts import Chart
from objektiv.charts.intervals import Interval, intervals
from objektiv.charts.items import wilson
from objektiv.reports.units import natural
from objektiv.russian import NBSP
from objektiv.schema import Cell, Column, Few, Table
from objektiv.stats.changes import Change, difference, effective, mean_change, share_change

Z = 1.959964
FAILING, MEAN = "failing", "mean"
TITLES = {FAILING: "Доля «2»", MEAN: "Средний результат"}
NOTES = (
    "Интервал 95 %: где лежит изменение, если год от года менялись бы только ученики. Выше школы "
    "учтено, что ученики одной школы похожи.",
    "Работы разных лет отличаются по трудности. «Относительно региона» — изменение места за "
    "вычетом изменения региона в той же работе: общая разница трудности в нём не остаётся.",
)


@dataclass(frozen=True, slots=True)
class YearFacts:
    """One place in one work: what `reports.summary` says of it."""

    year: int
    n: int
    mean: float | None
    mean_se: float | None
    marks: tuple[int, ...]
    failing_se: float | None

    @property
    def marked(self) -> int:
        return sum(self.marks)

    @property
    def failing(self) -> float | None:
        return self.marks[0] / self.marked if self.marked else None


@dataclass(frozen=True, slots=True)
class Trend:
    """The last two known years of one subject and grade (or of the same pupils)."""

    heading: str
    now: YearFacts
    before: YearFacts
    failing: Change | None
    mean: Change | None
    own_failing: Change | None  # less the change of everybody
    own_mean: Change | None


def trend(
    heading: str,
    now: YearFacts,
    before: YearFacts,
    around: tuple[YearFacts, YearFacts] | None,
    *,
    least: int,
    same_work: bool = True,
) -> Trend:
    """Changes of a place; around: (now, before) of the whole, None where the place is the whole.

    same_work off: another grade's work, where only the own part of the change means anything.
    """
    failing, mean = _changes(now, before, least)
    own_failing = own_mean = None
    if around is not None:
        wide_failing, wide_mean = _changes(*around, least)
        if failing and wide_failing:
            own_failing = difference(failing, wide_failing)
        if mean and wide_mean:
            own_mean = difference(mean, wide_mean)
    if not same_work:
        failing = mean = own_failing = None
    return Trend(heading, now, before, failing, mean, own_failing, own_mean)


def _changes(now: YearFacts, before: YearFacts, least: int) -> tuple[Change | None, Change | None]:
    failing = mean = None
    if now.marked >= least and before.marked >= least:
        a, b = now.failing or 0.0, before.failing or 0.0
        failing = share_change(
            a,
            effective(a, now.failing_se, now.marked),
            b,
            effective(b, before.failing_se, before.marked),
        )
    known = (now.mean, now.mean_se, before.mean, before.mean_se)
    if min(now.n, before.n) >= least and all(value is not None for value in known):
        mean = mean_change(*known)  # type: ignore[arg-type]
    return failing, mean


def trend_lines(found: Sequence[Trend]) -> tuple[Line, ...]:
    """The answer first: how many clearly changed; then each, quiet where it may be chance."""
    if not found:
        return (Line("Сравнивать пока не с чем: нужны результаты хотя бы двух лет."),)
    judged = [one for one in found if one.failing or one.mean or one.own_mean]
    clear = [one for one in judged if _clear(one)]
    total = russian.counted(len(judged), "сравнения", "сравнений", "сравнений")
    if not judged:
        first = "Участников мало: об изменениях по годам судить рано."
    elif clear:
        first = f"Изменение больше случайного в {len(clear)} из {total} с прошлым годом."
    else:
        first = f"Изменений больше случайных нет ({total.replace('сравнения', 'сравнение')})."
    told = [Line(_told(one), quiet=not _clear(one)) for one in judged]
    return (Line(first), *told)


def _clear(one: Trend) -> bool:
    return any(
        c is not None and c.clear
        for c in (one.own_failing or one.failing, one.own_mean or one.mean)
    )


def _told(one: Trend) -> str:
    parts = []
    if one.failing is not None:
        a, b = one.now.failing or 0.0, one.before.failing or 0.0
        parts.append(
            f"доля «2» {russian.share(a, 0)}, было {russian.share(b, 0)}: "
            f"{_points(one.failing)}, {_surely(one.failing)}"
        )
    if one.mean is not None and one.now.mean is not None and one.before.mean is not None:
        parts.append(
            f"средний результат {russian.share(one.now.mean, 0)}, было "
            f"{russian.share(one.before.mean, 0)}: {_points(one.mean)}, {_surely(one.mean)}"
        )
    if one.own_mean is not None:
        parts.append(
            f"относительно региона средний результат {_points(one.own_mean)}, "
            f"{_surely(one.own_mean)}"
        )
    return f"{one.heading}, {one.before.year} → {one.now.year}: {'; '.join(parts)}."


def _points(change: Change) -> str:
    # An interval that leaves out zero must not be rounded onto it.
    close = change.clear and min(abs(change.low), abs(change.high)) < 0.005
    ends = russian.interval(100 * change.low, 100 * change.high, int(close))
    return f"{russian.signed(100 * change.value, 0)}{NBSP}п. п. ({ends})"


def _surely(change: Change) -> str:
    return "больше случайного" if change.clear else "может быть случайным"


def changes_chart(found: Sequence[Trend], what: str) -> Chart | None:
    """Change of each subject and grade with its interval; own where there is something around."""
    rows, cells = [], []
    for one in sorted(found, key=lambda t: natural(t.heading)):
        own = one.own_failing if what == FAILING else one.own_mean
        change = own or (one.failing if what == FAILING else one.mean)
        if change is None:
            continue
        text = russian.signed(100 * change.value, 0)
        rows.append(
            Interval(one.heading, change.value, change.low, change.high, text, noted=change.clear)
        )
        ends = tuple(russian.signed(100 * v, 1) for v in (change.value, change.low, change.high))
        cells.append((one.heading, *ends))
    if not rows:
        return None
    relative = any(one.own_mean or one.own_failing for one in found)
    title = f"{TITLES[what]}: изменение за год{', относительно региона' if relative else ''}"
    clear = [row.heading for row in rows if row.noted]
    said = (
        f"Больше случайного: {russian.enumeration(clear, 8)}."
        if clear
        else "Всё в пределах случайного."
    )
    return Chart(
        f"change-{what}",
        title,
        f"{title}, процентных пунктов. {said}",
        intervals(rows, title="← меньше · п. п. · больше →", usual=0.0, percent_points=True),
        Table(
            f"chart-change-{what}",
            title,
            "",
            (
                Column("unit", "Работа"),
                Column("change", "Изменение, п. п.", "number"),
                Column("low", "Интервал от", "number"),
                Column("high", "Интервал до", "number"),
            ),
            tuple(cells),
        ),
    )


def years_charts(
    own: Sequence[YearFacts], around: Sequence[YearFacts], *, least: int, wider: str
) -> list[Chart]:
    """Share of «2» and mean result over all known years; hollow: everybody around."""
    wide = {one.year: one for one in around}
    made = []
    for what in (FAILING, MEAN):
        points = []
        for one in own:
            n = one.marked if what == FAILING else one.n
            value = getattr(one, what) if n >= least else None
            low = high = None
            if value is not None and what == FAILING:
                low, high = wilson(value, round(effective(value, one.failing_se, n)))
            elif value is not None and one.mean_se is not None:
                low, high = max(0.0, value - Z * one.mean_se), min(1.0, value + Z * one.mean_se)
            beside = wide.get(one.year)
            points.append(
                charts.Point(
                    one.year, n, value, low, high, getattr(beside, what) if beside else None
                )
            )
        made.append(charts.years(points, f"years-{what}", TITLES[what], around=wider))
    return made


def trends_table(found: Sequence[Trend]) -> Table:
    """Every number of the sentences."""
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        few: tuple[Cell, ...] = (Few(one.now.marked),)
        rows.append(
            (
                one.heading,
                f"{one.before.year}{NBSP}→{NBSP}{one.now.year}",
                one.now.n,
                one.now.failing if one.failing else few[0],
                one.before.failing if one.failing else None,
                *_cells(one.failing),
                *_cells(one.own_failing),
                one.now.mean if one.mean or one.own_mean else None,
                one.before.mean if one.mean or one.own_mean else None,
                *_cells(one.mean),
                *_cells(one.own_mean),
                None if not (one.mean or one.own_mean or one.failing)
                else "больше случайного" if _clear(one) else "может быть случайным",
            )
        )  # fmt: skip
    pair = ("изменение, п. п.", "интервал")
    return Table(
        "trends",
        "Изменения по годам",
        "",
        (
            Column("work", "Работа"),
            Column("years", "Годы"),
            Column("n", "Участников", "int"),
            Column("failing", "«2» сейчас", "share"),
            Column("failing_before", "«2» было", "share"),
            Column("failing_change", f"«2»: {pair[0]}", "number"),
            Column("failing_interval", f"«2»: {pair[1]}"),
            Column("failing_own", "«2»: относительно региона", "number"),
            Column("failing_own_interval", "«2»: его интервал"),
            Column("mean", "Среднее сейчас", "share"),
            Column("mean_before", "Среднее было", "share"),
            Column("mean_change", f"Среднее: {pair[0]}", "number"),
            Column("mean_interval", f"Среднее: {pair[1]}"),
            Column("mean_own", "Среднее: относительно региона", "number"),
            Column("mean_own_interval", "Среднее: его интервал"),
            Column("what", "Как уверенно"),
        ),
        tuple(rows),
        NOTES,
    )


def _cells(change: Change | None) -> tuple[Cell, Cell]:
    if change is None:
        return None, None
    return (
        round(100 * change.value, 4),
        russian.interval(100 * change.low, 100 * change.high, 1).replace(" ", NBSP),
    )
