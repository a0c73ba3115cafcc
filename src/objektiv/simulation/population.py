"""Schools of a region with their lasting traits, and cohorts of pupils in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from objektiv.schema import School
from objektiv.simulation.plan import Plan
from objektiv.simulation.streams import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

VILLAGE, SETTLEMENT, TOWN = 0, 1, 2
LETTERS = "АБВГДЕЖЗИК"
FIRST_LOGIN = 900_000  # logins edu9xxxxx belong to no real school
KIND_LEVEL = (-0.35, 0.0, 0.35)  # mean of the school effect in SDs by kind of school
# Shares of that part of the school variance which is not new every year: lasting, of the
# subject, of the cohort. Year-to-year correlations of school means
# of .70–.75 (Polish E8 panel) follow from these and the size of schools.
LASTING, SUBJECT, COHORT = 0.73, 0.19, 0.08
# Shares of the variance between pupils of one class: lasting, of the subject; the rest is
# new every year.
PUPIL_LASTING, PUPIL_SUBJECT = 0.60, 0.22


@dataclass(frozen=True)
class Region:
    """Schools of one region, sorted by municipality and login; S schools."""

    number: int
    name: str
    schools: tuple[School, ...]
    municipality: Ints  # (S,) index
    kind: Ints  # (S,) VILLAGE, SETTLEMENT, TOWN
    class_size: Floats  # (S,) mean
    class_count: Ints  # (S,)
    level: Floats  # (S,) region and municipality, logit
    effect: Floats  # (S,) lasting school effect, SD 1
    severity: Floats  # (S,) lasting half of the severity, SD 1
    omission: Floats  # (S,) SD 1
    leniency: Floats  # (S,) SD 1
    temptation: Floats  # (S,) SD 1; schools that manipulate one subject often do another
    strong: Flags  # (S,)
    merged: Flags  # (S,) two small schools of one village or settlement


@dataclass(frozen=True)
class Cohort:
    """Pupils who move through the grades together; n pupils in C classes, sorted."""

    region: Region
    year: int  # year − grade
    class_school: Ints  # (C,)
    class_letter: Ints  # (C,) index in the parallel
    class_effect: Floats  # (C,) SD 1
    special: Floats  # (C,) logit, 0 in ordinary classes
    class_: Ints  # (n,) index into classes
    school: Ints  # (n,)
    number: Ints  # (n,) 1… within the school
    effect: Floats  # (n,) lasting ability within the class, SD 1
    merged: Floats  # (n,) logit, which of two merged schools a pupil came from
    merged_marking: Floats  # (n,) logit, how that school marked last year
    girl: Flags  # (n,)


def draw_region(plan: Plan, seed: int, number: int) -> Region:
    """Schools of region `number` (0…regions − 1) of a plan."""
    random = stream(seed, "region", number)
    first = number * plan.schools // plan.regions
    count = (number + 1) * plan.schools // plan.regions - first
    municipalities = max(1, round(count / plan.schools_per_municipality))
    weight = random.lognormal(0, 0.5, municipalities)
    municipality = np.sort(random.choice(municipalities, count, p=weight / weight.sum()))
    town = max(0.0, 1 - plan.village - plan.settlement)
    shares = np.array([plan.village, plan.settlement, town])
    kind = random.choice(3, count, p=shares / shares.sum())
    class_size = np.choose(
        kind,
        [
            random.uniform(3, 14, count),
            random.uniform(12, 24, count),
            np.clip(random.normal(25, 2.5, count), 16, 32),
        ],
    )
    class_count = np.choose(
        kind,
        [
            np.ones(count, int),
            random.choice([1, 2], count, p=[0.6, 0.4]),
            random.choice([2, 3, 4, 5, 6], count, p=[0.35, 0.3, 0.2, 0.1, 0.05]),
        ],
    )
    region_level = random.normal(0, plan.region_sd) if plan.regions > 1 else 0.0
    # A tenth of the variance between schools lies between municipalities.
    level = region_level + random.normal(0, np.sqrt(0.1 * plan.icc), municipalities)[municipality]
    trap = random.random(count)  # one lot: the lasting traps exclude each other
    merged = plan.merged / max(1 - town, plan.merged, 1e-9)  # towns have none
    name = f"Область {number + 1:02d}"
    width = max(2, len(str(municipalities)))
    schools = tuple(
        School(
            id=f"edu{FIRST_LOGIN + first + index}",
            name=f"Школа № {first + index + 1}",
            municipality=f"Район {place + 1:0{width}d}",
            region=name,
        )
        for index, place in enumerate(municipality)
    )
    effect = np.array(KIND_LEVEL)[kind] + random.normal(0, 0.95, count)
    return Region(
        number=number,
        name=name,
        schools=schools,
        municipality=municipality,
        kind=kind,
        class_size=class_size,
        class_count=class_count,
        level=level,
        effect=effect,
        severity=random.normal(0, 1, count),
        omission=random.normal(0, 1, count),
        leniency=random.normal(0, 1, count),
        temptation=random.normal(0, 1, count),
        strong=trap < plan.strong,
        merged=(trap >= plan.strong) & (trap < plan.strong + merged) & (kind != TOWN),
    )


def draw_cohort(plan: Plan, seed: int, region: Region, year: int) -> Cohort:
    """Pupils who reach grade g in the year `year` + g, in the schools of a region."""
    random = stream(seed, "cohort", region.number, year)
    class_school = np.repeat(np.arange(len(region.schools)), region.class_count)
    start = np.cumsum(region.class_count) - region.class_count
    class_letter = np.arange(len(class_school)) - np.repeat(start, region.class_count)
    mean = region.class_size[class_school]
    size = np.rint(mean + random.normal(0, 0.7 + 0.06 * mean)).astype(np.int64)
    size = np.clip(size, 3, 36)
    class_ = np.repeat(np.arange(len(size)), size)
    school = class_school[class_]
    pupils = np.bincount(school, minlength=len(region.schools))
    number = np.arange(len(school)) - np.repeat(np.cumsum(pupils) - pupils, pupils) + 1
    # A special class exists only beside others: correctional (weaker) or profile (stronger).
    chosen = (random.random(len(region.schools)) < plan.special) & (region.class_count > 1)
    letter = (random.random(len(region.schools)) * region.class_count).astype(np.int64)
    shift = np.where(random.random(len(letter)) < 0.5, -1.5, 1.1)
    special = np.where(chosen[class_school] & (letter[class_school] == class_letter), 1.0, 0.0)
    half = np.where(random.random(len(school)) < 0.5, 0.6, -0.6)
    marking = random.normal(0, 0.3, len(region.schools))
    return Cohort(
        region=region,
        year=year,
        class_school=class_school,
        class_letter=class_letter,
        class_effect=random.normal(0, 1, len(size)),
        special=special * shift[class_school],
        class_=class_,
        school=school,
        number=number,
        effect=random.normal(0, 1, len(school)),
        merged=np.where(region.merged[school], half, 0.0),
        merged_marking=np.where(region.merged[school] & (half > 0), marking[school], 0.0),
        girl=random.random(len(school)) < 0.49,
    )
