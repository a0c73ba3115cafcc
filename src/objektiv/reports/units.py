"""Counts of classes rolled up to units: class, school, municipality, region, nation."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from objektiv.profiles import Profile
from objektiv.schema import Counts, School, Unit, UnitLevel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

LEVELS: tuple[UnitLevel, ...] = ("nation", "region", "municipality", "school", "class")
LEVEL_NAMES: dict[UnitLevel, str] = {
    "nation": "Страна",
    "region": "Регион",
    "municipality": "Муниципалитет",
    "school": "Школа",
    "class": "Класс",
}
EVERYTHING = "Все загруженные результаты"


@dataclass(frozen=True)
class Rollup:
    """Units in tree order (a parent before its children) and which cells each one sums."""

    units: tuple[Unit, ...]
    cells: tuple[Ints, ...]  # per unit: indices of its cells
    region: Ints  # (U,) index of the unit's region; -1 for the nation
    school: Ints  # (U,) index of the unit's school; -1 above it

    def total(self, field: Ints) -> Ints:
        """Sums of a field of `Counts` per unit, in int64: (C, …) -> (U, …)."""
        out = np.zeros((len(self.units), *field.shape[1:]), np.int64)
        for unit, cells in enumerate(self.cells):
            out[unit] = field[cells].sum(axis=0, dtype=np.int64)
        return out


def roll_up(counts: Counts, schools: Mapping[str, School] | None = None) -> Rollup:
    """Every unit present in the counts.

    A nation only where there are several regions; a municipality or a class only where it
    has a name. A region without a name is everything that was loaded.
    """
    columns = zip(counts.region, counts.municipality, counts.school, counts.class_, strict=True)
    paths = [tuple(str(part) for part in row) for row in columns]
    keys = {part: natural(part) for part in {part for path in paths for part in path}}
    order = sorted(range(len(paths)), key=lambda cell: [keys[part] for part in paths[cell]])
    several = len({path[0] for path in paths}) > 1
    members: dict[Unit, list[int]] = {}
    region_of: dict[Unit, Unit | None] = {}
    school_of: dict[Unit, Unit | None] = {}
    for cell in order:
        region, municipality, school, class_ = paths[cell]
        known = (schools or {}).get(school)
        of_region = Unit("region", region or EVERYTHING, region)
        of_school = Unit("school", known.name if known else school, region, municipality, school)
        lineage: list[tuple[Unit, Unit | None, Unit | None]] = []
        if several:
            lineage.append((Unit("nation", "Все регионы"), None, None))
        lineage.append((of_region, of_region, None))
        if municipality:
            unit = Unit("municipality", municipality, region, municipality)
            lineage.append((unit, of_region, None))
        lineage.append((of_school, of_region, of_school))
        if class_:
            unit = Unit("class", class_, region, municipality, school, class_)
            lineage.append((unit, of_region, of_school))
        for unit, its_region, its_school in lineage:
            members.setdefault(unit, []).append(cell)
            region_of[unit], school_of[unit] = its_region, its_school
    units = tuple(members)
    index: dict[Unit | None, int] = {unit: at for at, unit in enumerate(units)}
    index[None] = -1
    return Rollup(
        units,
        tuple(np.array(cells, np.int64) for cells in members.values()),
        np.array([index[region_of[unit]] for unit in units], np.int64),
        np.array([index[school_of[unit]] for unit in units], np.int64),
    )


def chosen(rollup: Rollup, levels: Collection[UnitLevel]) -> list[tuple[int, Unit]]:
    """Index and unit of the levels asked for."""
    return [(at, unit) for at, unit in enumerate(rollup.units) if unit.level in levels]


def natural(text: str) -> list[tuple[int, str]]:
    """Sorting key by which «Школа № 2» comes before «Школа № 10».

    >>> sorted(["Школа № 10", "Школа № 2"], key=natural)
    ['Школа № 2', 'Школа № 10']
    """
    parts = re.split(r"(\d+)", text)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts if part]


def mention(unit: Unit, name: str = "") -> str:
    """The unit inside a sentence: its name, or «все загруженные результаты».

    >>> mention(Unit("region", EVERYTHING)), mention(Unit("class", "5А"), "Школа № 3, 5А")
    ('все загруженные результаты', 'Школа № 3, 5А')
    """
    said = name or unit.name
    return said[0].lower() + said[1:] if unit.name == EVERYTHING else said


def compared_with(region: str) -> str:
    """What a school is compared with, as a place: the region, or whatever was loaded.

    >>> compared_with("Приморье"), compared_with("")
    ('в регионе', 'по всем школам')
    """
    return "в регионе" if region else "по всем школам"


def border(profile: Profile, name: str) -> Fraction:
    """A threshold as the exact decimal it is written as, so borders are compared exactly.

    >>> from objektiv.profiles import load_profile
    >>> border(load_profile(2026), "items.advanced.insufficient")
    Fraction(57, 2)
    """
    return Fraction(repr(profile.value(name)))


def minimum(profile: Profile) -> int:
    """Smallest group an indicator is shown for."""
    return int(profile.value("group.minimum"))
