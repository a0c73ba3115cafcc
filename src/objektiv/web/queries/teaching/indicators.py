"""Goals and indicators of a place: values by school year, and what each was computed from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from objektiv.planning.indicators import (
    Indicator,
    IndicatorSet,
    evaluate,
    reached,
    read_indicators,
)
from objektiv.web.models import IndicatorText, Organisation, SchoolYear
from objektiv.web.queries.teaching.indicator_facts import NAMES, Facts, facts_of

YEARS = 3


@dataclass(frozen=True)
class Value:
    """An indicator in one school year."""

    year: SchoolYear
    value: float | None
    reached: bool | None


@dataclass(frozen=True)
class Line:
    """An indicator with its values, the latest year last, and the numbers behind that one."""

    indicator: Indicator
    values: tuple[Value, ...]
    facts: tuple[tuple[str, float | None], ...]  # words and number

    @property
    def now(self) -> Value:
        return self.values[-1]

    @property
    def change(self) -> float | None:
        """Against the year before."""
        if len(self.values) < 2:
            return None
        now, before = self.values[-1].value, self.values[-2].value
        return None if now is None or before is None else now - before


@dataclass(frozen=True)
class Goal:
    """A goal with its indicators."""

    title: str
    lines: tuple[Line, ...]

    @property
    def state(self) -> str:
        """In words: how many indicators with a target have reached it."""
        known = [one.now.reached for one in self.lines if one.now.reached is not None]
        if not known:
            return "данных пока нет"
        return "достигнута" if all(known) else f"достигнуто {sum(known)} из {len(known)}"

    @property
    def done(self) -> bool:
        return self.state == "достигнута"


def usual_text() -> str:
    """The set every organisation begins with."""
    return files("objektiv.profiles").joinpath("indicators.toml").read_text("utf-8")


def text_of(place: Organisation) -> tuple[str, Organisation | None]:
    """The set in force at the place and whose it is; None: the usual one."""
    line = place.line()
    newest: dict[int, IndicatorText] = {}
    for one in IndicatorText.objects.filter(organisation__in=line).order_by("made_at", "id"):
        newest[one.organisation_id] = one
    for owner in reversed(line):
        kept = newest.get(owner.pk)
        if kept and kept.text:
            return kept.text, owner
    return usual_text(), None


def goals_of(place: Organisation, year: SchoolYear, today: date) -> list[Goal]:
    """Every goal of the set in force, computed anew from today's data."""
    text, _ = text_of(place)
    return computed(read_indicators(text, NAMES), place, year, today)


def computed(found: IndicatorSet, place: Organisation, year: SchoolYear, today: date) -> list[Goal]:
    """The goals of a set, which need not be in force yet."""
    years = list(
        SchoolYear.objects.filter(start__lte=year.start, start__gt=year.start - YEARS).order_by(
            "start"
        )
    )
    facts = {one.pk: facts_of(place, one, today) for one in years}
    return [
        Goal(
            title,
            tuple(_line(one, years, facts) for one in found.indicators if one.goal == code),
        )
        for code, title in found.goals.items()
    ]


def _line(one: Indicator, years: list[SchoolYear], facts: dict[int, Facts]) -> Line:
    values = []
    for year in years:
        value = evaluate(one.formula, facts[year.pk])
        values.append(Value(year, value, reached(one, value)))
    last = facts[years[-1].pk]
    return Line(one, tuple(values), tuple((NAMES[name], last.get(name)) for name in one.names))
