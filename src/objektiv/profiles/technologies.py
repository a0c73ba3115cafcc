"""How procedures are held: steps with roles and terms, as data with source and status."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from objektiv.profiles.profile import STATUSES
from objektiv.profiles.sources import LEVELS

EACH = ("day", "first", "last")
DAYS_BY = ("organiser", "school")


@dataclass(frozen=True, slots=True)
class HoldingStep:
    """One thing to do; `days` are working days from the day of the procedure."""

    code: str
    title: str
    role: str
    each: str  # day: for every day; first, last: once, counted from the first or last day
    days: int
    source: str
    status: str
    at: int | None = None  # minutes from the start or the end of the day: in the checklist
    of: str = "start"
    papers: tuple[str, ...] = ()
    briefs: tuple[str, ...] = ()  # roles whose people this step briefs

    @property
    def on_checklist(self) -> bool:
        return self.at is not None


@dataclass(frozen=True, slots=True)
class Technology:
    """A kind of procedure: who names its days, who takes part, what is done by when."""

    code: str
    kind: str
    title: str
    level: str
    days_by: str
    roles: tuple[str, ...]
    steps: tuple[HoldingStep, ...]
    forms: tuple[str, ...]
    materials: tuple[str, ...]
    note: str
    source: str
    status: str

    @property
    def papers(self) -> tuple[str, ...]:
        """Every document that its steps speak of, once, in their order."""
        return tuple(dict.fromkeys(paper for one in self.steps for paper in one.papers))


@dataclass(frozen=True, slots=True)
class BriefingTerm:
    """By when people of a role are briefed, in working days before the procedure."""

    role: str
    working_days: int
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class HoldingRules:
    """Everything the file says."""

    roles: Mapping[str, str]
    technologies: tuple[Technology, ...]
    briefings: Mapping[str, BriefingTerm]
    remind_days: int  # working days before the term of a briefing
    incidents: Mapping[str, str]
    absences: Mapping[str, str]

    def technology(self, code: str, kind: str = "", level: str = "school") -> Technology:
        """By code, else by the kind of the procedure, else the usual works of the level.

        >>> holding_rules().technology("vpr").title
        'Всероссийские проверочные работы'
        >>> holding_rules().technology("", "Городской диктант", "municipal").code
        'mpr'
        """
        for one in self.technologies:
            if one.code == code:
                return one
        for one in self.technologies:
            if one.kind.casefold() == kind.casefold():
                return one
        usual = {"federal": "vpr", "regional": "rdr", "municipal": "mpr"}
        return self.technology(usual.get(level, "control_school"))


@cache
def holding_rules() -> HoldingRules:
    """The rules. Raises ValueError for an entry without source or status.

    >>> rules = holding_rules()
    >>> rules.briefings["coordinator"].working_days
    1
    >>> [one.code for one in rules.technology("control_school").steps][:3]
    ['schedule', 'families', 'rooms']
    """
    raw = tomllib.loads(
        files("objektiv.profiles").joinpath("technologies.toml").read_text(encoding="utf-8")
    )
    usual = {"source": raw["source"], "status": raw["status"]}
    sets = {one["code"]: one["steps"] for one in raw["sets"]}
    return HoldingRules(
        raw["roles"],
        tuple(_technology(usual | one, sets, usual, raw["roles"]) for one in raw["technologies"]),
        {one["role"]: _briefing(raw["briefings"], one) for one in raw["briefings"]["terms"]},
        raw["briefings"]["remind_days"],
        raw["incidents"],
        raw["absences"],
    )


def _briefing(usual: Mapping[str, Any], raw: Mapping[str, Any]) -> BriefingTerm:
    found = {"source": usual["source"], "status": usual["status"]} | dict(raw)
    _with_status(found, f"briefings.{raw['role']}")
    return BriefingTerm(**found)


def _technology(
    raw: dict[str, Any],
    sets: Mapping[str, Iterable[dict[str, Any]]],
    usual: dict[str, str],
    roles: Mapping[str, str],
) -> Technology:
    _with_status(raw, raw["code"])
    if raw["level"] not in LEVELS or raw["days_by"] not in DAYS_BY:
        raise ValueError(f"technologies.toml, {raw['code']}: level or days_by is unknown")
    left_out = set(raw.get("leave_out", ()))
    listed = [step for name in raw["sets"] for step in sets[name]] + raw.get("steps", [])
    steps = tuple(
        step_of(usual | one, raw["code"], roles) for one in listed if one["code"] not in left_out
    )
    if len({one.code for one in steps}) != len(steps):
        raise ValueError(f"technologies.toml, {raw['code']}: a step stands twice")
    return Technology(
        raw["code"],
        raw["kind"],
        raw["title"],
        raw["level"],
        raw["days_by"],
        tuple(raw["roles"]),
        steps,
        tuple(raw["forms"]),
        tuple(raw["materials"]),
        raw.get("note", ""),
        raw["source"],
        raw["status"],
    )


def step_of(raw: Mapping[str, Any], name: str, roles: Mapping[str, str]) -> HoldingStep:
    """A step from its table; ValueError where it cannot be understood."""
    _with_status(raw, f"{name}, {raw['code']}")
    if raw["role"] not in roles or raw["each"] not in EACH:
        raise ValueError(f"technologies.toml, {name}, {raw['code']}: role or each is unknown")
    if not set(raw.get("briefs", ())) <= set(roles):
        raise ValueError(f"technologies.toml, {name}, {raw['code']}: briefs names no role")
    lists = {key: tuple(raw.get(key, ())) for key in ("papers", "briefs")}
    return HoldingStep(**{**raw, **lists})


def _with_status(raw: Mapping[str, Any], name: str) -> None:
    if raw.get("status") not in STATUSES or not raw.get("source"):
        raise ValueError(f"technologies.toml: {name} needs source and status")
