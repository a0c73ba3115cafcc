"""From counts to findings: measure the signs twice, combine, decide, explain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from objektiv.evidence import decision, explanation, units
from objektiv.evidence.measured import Measured
from objektiv.evidence.reference import reference
from objektiv.evidence.robust import Floats, empirical_null
from objektiv.evidence.signs import SIGNS
from objektiv.profiles import Profile
from objektiv.schema import Counts, Finding, Findings, Guard, Sign

METHOD = "objektiv.evidence 1"


def find(counts: Counts, profile: Profile, *, seed: int, data_hash: str) -> Findings:
    """Findings of one work for every school and every class of a school with several.

    `counts`: one row per class of the whole campaign. `seed` and `data_hash` are kept in
    the answer. Small groups and campaigns too small to compare within get facts without
    a verdict.
    """
    schools, p_schools = judge_units(units.schools(counts), profile)
    classes, p_classes = judge_units(units.classes(counts), profile)
    whole = units.schools(counts)
    several = np.bincount(whole.of, minlength=len(whole.counts.n))[whole.of] > 1
    accounted = _accounted(schools)
    found = _findings(whole.counts, schools, p_schools, profile, accounted)
    p_classes = np.where(several, p_classes, np.nan)
    in_class = _findings(counts, classes, p_classes, profile, accounted, only=several)
    verify = sum(finding.verdict == "verify" for finding in found)
    return Findings(
        work=counts.work,
        schools=found,
        classes=in_class,
        expected_false=profile.value("evidence.verify") * verify,
        method=METHOD,
        profile=f"{profile.name} ({profile.version})",
        data_hash=data_hash,
        seed=seed,
    )


def judge_units(whole: units.Units, profile: Profile) -> tuple[list[Measured], Floats]:
    """All signs of all units, and one p-value each (NaN: no verdict).

    The second pass estimates what is natural without the units that stood out in the first.
    """
    table = reference(whole.counts, profile.value("evidence.reference_pupils"))
    least = int(profile.value("evidence.units_minimum"))
    measured: list[Measured] = []
    for _ in range(2):
        measured = [measure(whole, table, profile) for measure in SIGNS]
        z = z_table(measured, whole, least)
        strange = np.where(np.isfinite(z), np.maximum(z, 0) ** 2, 0).sum(axis=1)
        whole = replace(whole, keep=strange < profile.value("evidence.suspect"))
    enough = whole.counts.n >= profile.value("group.minimum")
    comparable = enough.sum() >= least
    p = decision.strictest(z, profile.value("evidence.tail_freedom"))
    measured = [replace(one, z=z[:, k]) for k, one in enumerate(measured)]
    return measured, np.where(enough & comparable, p, np.nan)


def z_table(measured: list[Measured], whole: units.Units, least: int) -> Floats:
    """z of all signs (U, K), re-scaled to the campaign's own bulk, never upwards."""
    columns = []
    for one in measured:
        null = empirical_null(one.z, whole.counts.n.astype(float), whole.keep, least)
        columns.append(np.where(one.z > 0, np.minimum(one.z, null), one.z))
    return np.stack(columns, axis=1)


def signs_of(measured: list[Measured], i: int, profile: Profile) -> tuple[Sign, ...]:
    """Signs of one unit, strongest first, those not computed last."""
    signs = []
    for one in measured:
        z = float(one.z[i])
        if np.isnan(z):
            signs.append(
                Sign(
                    one.code, one.title, None, None, one.unit, int(one.n[i]), None, None,
                    Guard.UNAVAILABLE, one.why,
                )
            )  # fmt: skip
            continue
        weak = one.n[i] < profile.value("evidence.weak_pupils")
        signs.append(
            Sign(
                code=one.code,
                title=one.title,
                value=float(one.value[i]),
                expected=(float(one.low[i]), float(one.high[i])),
                unit=one.unit,
                n=int(one.n[i]),
                z=z,
                p_value=decision.upper_tail(z),
                guard=Guard.WEAK if weak else Guard.OK,
                text=one.say(i),
            )
        )
    return tuple(sorted(signs, key=lambda sign: -np.inf if sign.z is None else sign.z)[::-1])


def _findings(
    counts: Counts,
    measured: list[Measured],
    p: Floats,
    profile: Profile,
    accounted: tuple[str, ...],
    *,
    only: NDArray[np.bool_] | None = None,
) -> tuple[Finding, ...]:
    q = decision.q_values(p)
    found = []
    for i in map(int, range(len(counts.n)) if only is None else np.flatnonzero(only)):
        finding = Finding(
            region=str(counts.region[i]),
            municipality=str(counts.municipality[i]),
            school=str(counts.school[i]),
            class_=str(counts.class_[i]),
            n=int(counts.n[i]),
            p_value=None if np.isnan(p[i]) else float(p[i]),
            q_value=None if np.isnan(q[i]) else float(q[i]),
            verdict=decision.verdict(q[i], profile),
            signs=signs_of(measured, i, profile),
        )
        found.append(explanation.explain(finding, profile, accounted))
    return tuple(found)


def _accounted(measured: list[Measured]) -> tuple[str, ...]:
    known = {one.code for one in measured if np.isfinite(one.z).any()}
    said = ["Размер группы и случайный разброс", "Естественные различия между школами кампании"]
    if "level" in known:
        said.append("Уровень школы; прежние результаты там, где они известны")
    return (*said, "Число проверенных школ: доля ложных сигналов ограничена")
