"""What a cohort wrote as the canonical table of sittings, and the truth about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from objektiv.schema import School, Work, item_column
from objektiv.simulation.plan import KINDS, Plan
from objektiv.simulation.population import LETTERS, Cohort
from objektiv.simulation.sitting import Written
from objektiv.simulation.streams import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

TRUTH = {
    "school": pl.String,
    "class": pl.String,  # "" where the whole school is meant
    "manipulation": pl.String,  # "" for an honest trap
    "intensity": pl.Float64,
    "trap": pl.String,
    "region": pl.String,
    "municipality": pl.String,
    "procedure": pl.String,
    "year": pl.Int32,
    "subject": pl.String,
    "grade": pl.Int32,
    "variant_of": pl.String,
    "persistent": pl.Boolean,
    "pupils": pl.Int32,  # who took part within the scope of the row
    "shift": pl.Float64,  # change of the mean score of the scope, SDs of all pupils' scores
}


def _class_names(cohort: Cohort, work: Work) -> list[str]:
    return [f"{work.grade}{LETTERS[letter]}" for letter in cohort.class_letter]


def _gather(values: list[str], index: NDArray[np.int64]) -> pl.Series:
    return pl.Series(values, dtype=pl.String).gather(index.astype(np.uint32))


def frame_of(
    plan: Plan,
    seed: int,
    cohort: Cohort,
    work: Work,
    *,
    written: Written,
    prior: NDArray[np.int16] | None,
) -> pl.DataFrame:
    """The canonical table of one work in one region, sorted."""
    region, school = cohort.region, cohort.school
    random = stream(seed, "rows", region.number, *work.key)
    count = len(school)
    assert work.scale is not None  # noqa: S101 - plans give every work a scale
    lookup = np.array([work.scale.mark(score) for score in range(work.max_score + 1)], np.uint8)
    codes = [f"{work.grade}{number:04d}" for number in range(int(cohort.number.max()) + 1)]
    columns: dict[str, pl.Series] = {
        "region": _gather([one.region for one in region.schools], school),
        "municipality": _gather([one.municipality for one in region.schools], school),
        "school": _gather([one.id for one in region.schools], school),
        "class": _gather(_class_names(cohort, work), cohort.class_),
        "pupil": _gather(codes, cohort.number),
        "variant": _gather(["1", "2"], written.variant),
        "sex": _gather(["м", "ж"], cohort.girl.astype(np.int64)),
        "participated": pl.Series(written.present),
        "score": _nullable(written.score),
        "mark": pl.Series(np.where(written.present, lookup[written.score], 0).astype(np.uint8)),
        "journal_mark": pl.Series(written.journal),
        "prior_score": _nullable(
            np.full(count, -1, np.int16)
            if prior is None
            else np.where(random.random(count) < 0.04, -1, prior).astype(np.int16)
        ),
    }
    for index, item in enumerate(work.items):
        columns[item_column(item.code)] = pl.Series(np.ascontiguousarray(written.scores[:, index]))
    return pl.DataFrame(columns)


def _nullable(values: NDArray[np.int16]) -> pl.Series:
    """Int16 with null for −1."""
    series = pl.Series(values)
    return series.set(series < 0, None)


def truth_of(cohort: Cohort, work: Work, written: Written) -> pl.DataFrame:
    """Rows of the truth of one work in one region."""
    region, cheating, traps = cohort.region, written.cheating, written.traps
    names = _class_names(cohort, work)
    start = np.unique(cohort.class_school, return_index=True)[1]
    wrote = written.honest[written.honest >= 0]
    spread = float(wrote.std()) if len(wrote) else 1.0
    by_school = _Change(cohort.school, len(region.schools), written, spread)
    by_class = _Change(cohort.class_, len(names), written, spread)
    rows: list[tuple[object, ...]] = []

    def add(school: int, class_: int, manipulation: str, trap: str) -> None:
        one: School = region.schools[school]
        change, at = (by_school, school) if class_ < 0 else (by_class, class_)
        rows.append(
            (
                one.id,
                "" if class_ < 0 else names[class_],
                manipulation,
                float(cheating.intensity[school]) if manipulation else 0.0,
                trap,
                one.region,
                one.municipality,
                work.procedure,
                work.year,
                work.subject,
                work.grade,
                work.variant_of,
                bool(cheating.persistent[school]) if manipulation else False,
                int(change.pupils[at]),
                float(change.shift[at]),
            )
        )

    for school in np.flatnonzero((cheating.kind >= 0) | (traps.school != "")).tolist():
        kind = cheating.kind[school]
        manipulation = KINDS[kind] if kind >= 0 else ""
        only = cheating.class_[school]
        trap = str(traps.school[school])
        if only < 0 or not manipulation:
            add(school, -1, manipulation, trap)
        else:
            add(school, int(start[school] + only), manipulation, "")
            if trap:
                add(school, -1, "", trap)
    for class_ in np.flatnonzero(traps.class_ != ""):
        add(int(cohort.class_school[class_]), int(class_), "", str(traps.class_[class_]))
    return pl.DataFrame(rows, schema=TRUTH, orient="row")


class _Change:
    """Pupils and shift of the mean score by group, from honest to written."""

    def __init__(
        self, group: NDArray[np.int64], count: int, written: Written, spread: float
    ) -> None:
        before = written.honest >= 0
        after = written.score >= 0
        self.pupils = np.bincount(group[after], minlength=count)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.bincount(group[after], written.score[after], count) / self.pupils
            honest = np.bincount(group[before], minlength=count)
            mean = mean - np.bincount(group[before], written.honest[before], count) / honest
        self.shift = np.nan_to_num(mean) / (spread or 1.0)
