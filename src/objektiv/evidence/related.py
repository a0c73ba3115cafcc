"""Signs that need other works: the next year, other subjects, earlier years.

They are shown beside the others as facts and do not change the probability: that one is
calibrated for the single work, and a school must be able to see what each work says alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from objektiv.evidence import decision
from objektiv.evidence.robust import Floats
from objektiv.evidence.signs import next_year, other_subjects, years
from objektiv.schema import Finding, Findings, Guard, Sign


def relate(
    found: Findings,
    *,
    others: Sequence[Findings] = (),
    following: Findings | None = None,
    earlier: Sequence[Findings] = (),
) -> Findings:
    """Findings with the signs of other works added to every school.

    `others`: findings of other subjects of the same year; `following`: of the same pupils a
    year later; `earlier`: of the same work in earlier years.
    """
    here = _level(found, found)
    there = np.stack([_level(one, found) for one in others], axis=1) if others else None
    contrast = np.full(len(here), np.nan) if there is None else other_subjects.contrast(here, there)
    fall = np.full(len(here), np.nan)
    if following is not None:
        fall = next_year.fall(_level(following, found))
    p = [_p_values(one, found) for one in (found, *earlier)]
    repeated = years.stouffer(np.stack(p, axis=1))
    schools = []
    for i, finding in enumerate(found.schools):
        added = (
            _sign(other_subjects, contrast[i], finding),
            _sign(next_year, fall[i], finding),
            _sign(years, repeated[i], finding),
        )
        schools.append(replace(finding, signs=_ordered((*finding.signs, *added))))
    return replace(found, schools=tuple(schools))


def _sign(module, z: float, finding: Finding) -> Sign:  # type: ignore[no-untyped-def]
    if np.isnan(z):
        return Sign(
            module.CODE, module.TITLE, None, None, "", finding.n, None, None,
            Guard.UNAVAILABLE, module.WHY,
        )  # fmt: skip
    return Sign(
        module.CODE, module.TITLE, float(z), (-1.96, 1.96), "", finding.n, float(z),
        decision.upper_tail(float(z)), Guard.OK, module.text(float(z)),
    )  # fmt: skip


def _ordered(signs: tuple[Sign, ...]) -> tuple[Sign, ...]:
    return tuple(sorted(signs, key=lambda sign: np.inf if sign.z is None else -sign.z))


def _level(found: Findings, order: Findings) -> Floats:
    by_school = {
        finding.school: next((s.z for s in finding.signs if s.code == "level"), None)
        for finding in found.schools
    }
    return _aligned(by_school, order)


def _p_values(found: Findings, order: Findings) -> Floats:
    return _aligned({finding.school: finding.p_value for finding in found.schools}, order)


def _aligned(values: dict[str, float | None], order: Findings) -> Floats:
    found = [values.get(finding.school) for finding in order.schools]
    return np.array([np.nan if value is None else value for value in found])
