"""`NORMS.toml`: what the local act of a school says of marks, with all complaints at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from objektiv.protocols.complaints import Complaint, Place, Refused
from objektiv.russian import long_date
from objektiv.schema.journal import (
    AWAY,
    WEIGHT_UNIT,
    MarkNorms,
    MarkPeriod,
    WeightScheme,
    plain_name,
)

_KNOWN = {
    "periods",
    "required",
    "hours",
    "rounding",
    "weights",
    "schemes",
    "marks",
    "reduce_for",
    "final_least",
}
_MOST = 100  # of a weight, and of hours a week


def read_norms(path: str | Path) -> tuple[MarkNorms, tuple[Complaint, ...]]:
    """The norms and what a person should know about them.

    Raises `Refused` with every complaint when the file cannot be used as it is.
    """
    path = Path(path)
    place = Place(path.name)
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise Refused(place.refuse(f"файл не открывается ({error.strerror}).")) from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Refused(
            place.refuse(f"это не TOML в UTF-8 ({error}). Исправьте указанное место.")
        ) from None
    return norms_from(raw, place)


def norms_from(raw: Mapping[str, Any], place: Place) -> tuple[MarkNorms, tuple[Complaint, ...]]:
    """The same from the parsed TOML."""
    told = _Told(place)
    for name in sorted(set(raw) - _KNOWN):
        told.wrong.append(place.warn(f"«{name}» не читается: такого раздела в нормах нет."))
    needed = raw.get("required", {})
    if not isinstance(needed, Mapping):
        told.refuse("required: нужно { base = 1, per_weekly_hour = 2 }.")
        needed = {}
    least = raw.get("final_least", 1)
    if type(least) is not int or not 0 <= least <= _MOST:
        told.refuse(f"final_least: нужно целое число от 0 до {_MOST}.")
        least = 1
    norms = MarkNorms(
        periods=_periods(raw.get("periods"), told),
        base=told.number(needed.get("base", 1), "required.base"),
        per_weekly_hour=told.number(needed.get("per_weekly_hour", 2), "required.per_weekly_hour"),
        hours=_hours(raw.get("hours", {}), told),
        rounding=_rounding(
            raw.get("rounding", [Decimal("2.6"), Decimal("3.6"), Decimal("4.6")]), told
        ),
        schemes=_schemes(raw, told),
        marks=_marks(raw.get("marks", [2, 3, 4, 5]), told),
        reduce_for=_reasons(raw.get("reduce_for", list(AWAY)), told),
        final_least=least,
    )
    refused = [one for one in told.wrong if one.severity == "refuse"]
    if refused:
        raise Refused(*refused)
    return norms, (*told.wrong, *_late(norms, place))


class _Told:
    """Complaints gathered while the norms are read."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.wrong: list[Complaint] = []

    def refuse(self, text: str) -> None:
        self.wrong.append(self.place.refuse(text))

    def number(self, value: object, where: str, most: int = _MOST) -> Fraction:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.refuse(f"{where}: нужно число.")
            return Fraction(0)
        if not (Decimal(value).is_finite() and 0 <= value <= most):
            self.refuse(f"{where}: нужно число от 0 до {most}.")
            return Fraction(0)
        return Fraction(value)

    def day(self, value: object, where: str, default: date) -> date:
        if value is None:
            return default
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        if type(value) is date:
            return value
        self.refuse(f"{where}: нужна дата вида 2026-09-01.")
        return default


def _periods(raw: object, told: _Told) -> tuple[MarkPeriod, ...]:
    if not isinstance(raw, list) or not raw:
        told.refuse("periods: нужен хотя бы один период { name, start, end }.")
        return ()
    found = []
    for number, one in enumerate(raw, start=1):
        where = f"periods, период {number}"
        if not isinstance(one, Mapping) or not {"name", "start", "end"} <= set(one):
            told.refuse(f"{where}: нужны name, start и end.")
            continue
        start = told.day(one["start"], f"{where}, start", date.min)
        end = told.day(one["end"], f"{where}, end", date.max)
        if end < start:
            told.refuse(f"{where}: конец {long_date(end)} раньше начала {long_date(start)}.")
        found.append(MarkPeriod(str(one["name"]).strip(), start, end))
    for one, other in zip(
        ordered := sorted(found, key=lambda p: p.start), ordered[1:], strict=False
    ):
        if other.start <= one.end:
            told.refuse(f"periods: «{one.name}» и «{other.name}» накладываются друг на друга.")
    if len({one.name for one in found}) < len(found):
        told.refuse("periods: названия периодов повторяются.")
    return tuple(ordered)


def _hours(raw: object, told: _Told) -> dict[str, Fraction | Mapping[str, Fraction]]:
    if not isinstance(raw, Mapping):
        told.refuse('hours: нужно { "Математика" = 5 }.')
        return {}
    return {
        subject: {
            str(class_).upper(): told.number(one, f"hours, {subject}, {class_}")
            for class_, one in hours.items()
        }
        if isinstance(hours, Mapping)
        else told.number(hours, f"hours, {subject}")
        for subject, hours in raw.items()
    }


def _rounding(raw: object, told: _Told) -> tuple[Fraction, ...]:
    if not isinstance(raw, list) or len(raw) != 3:
        told.refuse("rounding: нужны три числа — наименьшее среднее для 3, 4 и 5.")
        return ()
    borders = tuple(told.number(one, "rounding", 5) for one in raw)
    if sorted(set(borders)) != list(borders):
        told.refuse("rounding: числа должны возрастать, например [2.6, 3.6, 4.6].")
    return borders


def _marks(raw: object, told: _Told) -> tuple[int, ...]:
    given = raw if isinstance(raw, list) else []
    if not given or not all(type(one) is int and 1 <= one <= 5 for one in given):
        told.refuse("marks: нужен список отметок, например [2, 3, 4, 5].")
        return ()
    return tuple(sorted(set(given)))


def _reasons(raw: object, told: _Told) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(one in AWAY for one in raw):
        told.refuse('reduce_for: допустимы "н", "б" и "осв".')
        return ()
    return tuple(raw)


def _schemes(raw: Mapping[str, Any], told: _Told) -> tuple[WeightScheme, ...]:
    entries = raw.get("schemes", [])
    if not isinstance(entries, list) or not all(isinstance(one, Mapping) for one in entries):
        told.refuse("schemes: нужны разделы [[schemes]].")
        entries = []
    found = []
    for number, one in enumerate(entries, start=1):
        where = f"schemes, схема {number}"
        name = str(one.get("name", "")).strip() or f"схема {number}"
        published = one.get("published")
        start = told.day(one.get("start"), f"{where}, start", date.min)
        end = told.day(one.get("end"), f"{where}, end", date.max)
        if end < start:
            told.refuse(f"{where}: конец раньше начала.")
        found.append(
            WeightScheme(
                name,
                _weights(one.get("weights", {}), f"{where}, weights", told),
                str(one.get("subject", "")),
                start,
                end,
                None if published is None else told.day(published, f"{where}, published", start),
                _weight(one.get("default", 1), f"{where}, default", told),
            )
        )
    # A scheme of one subject goes before a scheme of all; plain `weights` are the last word.
    found.sort(key=lambda one: not one.subject)
    for i, one in enumerate(found):
        for other in found[i + 1 :]:
            same = plain_name(one.subject) == plain_name(other.subject)
            if same and one.start <= other.end and other.start <= one.end:
                told.refuse(f"schemes: «{one.name}» и «{other.name}» действуют в одни и те же дни.")
    weights = _weights(raw.get("weights", {}), "weights", told)
    return (*found, WeightScheme("weights", weights))


def _weights(raw: object, where: str, told: _Told) -> dict[str, Fraction]:
    if not isinstance(raw, Mapping):
        told.refuse(f'{where}: нужно {{ "контрольная работа" = 3 }}.')
        return {}
    return {plain_name(kind): _weight(one, f"{where}, {kind}", told) for kind, one in raw.items()}


def _weight(value: object, where: str, told: _Told) -> Fraction:
    weight = told.number(value, where)
    if (weight * WEIGHT_UNIT).denominator != 1:
        told.refuse(f"{where}: у веса не больше трёх знаков после запятой.")
    return weight


def _late(norms: MarkNorms, place: Place) -> list[Complaint]:
    """Schemes that became known after the period in which they weigh had begun."""
    return [
        place.warn(
            f"схема «{scheme.name}» опубликована {long_date(scheme.published)}, а период "
            f"«{period.name}» начался {long_date(period.start)}: веса посчитаны как записано, "
            "проверьте, знали ли их ученики заранее."
        )
        for scheme in norms.schemes
        for period in norms.periods
        if scheme.published is not None
        and scheme.published > max(period.start, scheme.start)
        and scheme.start <= period.end
        and scheme.end >= period.start
    ]
