"""Rules of the task bank as data: expected shares, when a task is reread, exposure, origins."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from objektiv.profiles.profile import STATUSES


@dataclass(frozen=True)
class TaskRules:
    """Numbers of `tasks.toml`; each has its source and status there."""

    shares: dict[str, tuple[float, float]]
    expected: dict[str, float]
    least: int
    least_correlation: float
    dif_size: float
    dif_level: float
    most_uses: int
    spread: float
    route_tasks: int
    origins: dict[str, str]
    licensed: frozenset[str]  # origins that need a licence and a source
    declaration: str


@cache
def task_rules() -> TaskRules:
    """The built-in rules. Raises ValueError without source and status.

    >>> task_rules().expected["П"]
    0.5
    """
    raw: dict[str, Any] = tomllib.loads(
        files("objektiv.profiles").joinpath("tasks.toml").read_text("utf-8")
    )
    for name, section in raw.items():
        if name != "origins" and (
            section.get("status") not in STATUSES or not section.get("source")
        ):
            raise ValueError(f"tasks.toml, {name}: source and status are needed")
    levels = ("Б", "П", "В")
    return TaskRules(
        {one: (raw["shares"][one][0], raw["shares"][one][1]) for one in levels},
        {one: raw["expected"][one] for one in levels},
        raw["statistics"]["least"],
        raw["statistics"]["correlation"],
        raw["dif"]["size"],
        raw["dif"]["level"],
        raw["exposure"]["most"],
        raw["equivalence"]["spread"],
        raw["route"]["tasks"],
        {name: one["title"] for name, one in raw["origins"].items()},
        frozenset(name for name, one in raw["origins"].items() if one["licence"]),
        raw["declaration"]["text"],
    )
