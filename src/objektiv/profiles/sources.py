"""The catalogue of sources of data: what each brings, from whom, by when, how it is reminded."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from objektiv.profiles.profile import STATUSES

LEVELS = {
    "federal": "федеральный",
    "regional": "региональный",
    "municipal": "муниципальный",
    "school": "школьный",
}
EXPECTS = {"results": "результаты участников", "documents": "документы и таблицы"}
FROM = {"school": "от каждой школы", "municipality": "от каждого муниципалитета"}


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the catalogue; words are those of the tables above."""

    code: str
    kind: str  # as files of results name the procedure
    title: str
    group: str
    level: str
    expects: str
    from_whom: str
    form: str
    due: tuple[int, int] | None  # month and day of the year of the procedure
    closes_school_year: bool  # written at the end of a school year, but for some years
    but: tuple[int, ...]
    source: str
    status: str

    def due_in(self, year: int) -> date | None:
        """The usual last day in a year.

        >>> next(one for one in catalogue() if one.code == "vpr").due_in(2027)
        datetime.date(2027, 6, 5)
        """
        return date(year, *self.due) if self.due else None


@dataclass(frozen=True, slots=True)
class ReminderRule:
    """When those who have not brought are reminded, in working days around the last day."""

    before: tuple[int, ...]
    on_day: bool
    overdue_every: int
    overdue_most: int
    source: str
    status: str


def catalogue() -> tuple[Source, ...]:
    """Every known source, in the order of the file.

    >>> [one.kind for one in catalogue()][:3]
    ['ВПР', 'ОГЭ', 'ЕГЭ']
    """
    return _load()[0]


def closes_school_year(kind: str, year: int) -> bool:
    """Is a procedure of a year written at the end of the school year, never in autumn?

    >>> [closes_school_year(*one) for one in (("ВПР", 2026), ("ВПР", 2022), ("МПР", 2026))]
    [True, False, False]
    """
    return any(
        one.closes_school_year and year not in one.but
        for one in catalogue()
        if one.kind.casefold() == kind.casefold()
    )


def reminder_rule() -> ReminderRule:
    """How often those who are late hear of it.

    >>> reminder_rule().before
    (5, 1)
    """
    return _load()[1]


@cache
def _load() -> tuple[tuple[Source, ...], ReminderRule]:
    raw = tomllib.loads(
        files("objektiv.profiles").joinpath("sources.toml").read_text(encoding="utf-8")
    )
    rule = raw["reminders"]
    _with_status(rule, "reminders")
    usual = {"source": raw["source"], "status": raw["status"]}
    return tuple(_source(usual | one) for one in raw["sources"]), ReminderRule(
        tuple(rule["before"]),
        rule["on_day"],
        rule["overdue_every"],
        rule["overdue_most"],
        rule["source"],
        rule["status"],
    )


def _source(raw: dict[str, Any]) -> Source:
    _with_status(raw, raw["code"])
    for key, known in (("level", LEVELS), ("expects", EXPECTS), ("from", FROM)):
        if raw[key] not in known:
            raise ValueError(f"sources.toml, {raw['code']}: {key} is one of {', '.join(known)}")
    month, _, day = raw.get("due", "").partition("-")
    return Source(
        raw["code"],
        raw["kind"],
        raw["title"],
        raw["group"],
        raw["level"],
        raw["expects"],
        raw["from"],
        raw["form"],
        (int(month), int(day)) if month else None,
        raw.get("closes_school_year", False),
        tuple(raw.get("but", ())),
        raw["source"],
        raw["status"],
    )


def _with_status(raw: dict[str, Any], name: str) -> None:
    if raw.get("status") not in STATUSES or not raw.get("source"):
        raise ValueError(f"sources.toml: {name} needs source and status")
