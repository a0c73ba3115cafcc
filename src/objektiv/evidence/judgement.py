"""From counts to findings: measure the signs twice, combine, decide, explain."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from objektiv.engines.conditional import Given, Tables
from objektiv.evidence import (
    combination,
    decision,
    details,
    explanation,
    prediction,
    signatures,
    units,
)
from objektiv.evidence.measured import Measured
from objektiv.evidence.portraits import portraits
from objektiv.evidence.reference import Reference, reference, tables
from objektiv.evidence.robust import Floats, empirical_null
from objektiv.evidence.signs import SIGNS
from objektiv.evidence.tails import normal_quantile, student
from objektiv.profiles import Profile
from objektiv.schema import Counts, Finding, Findings, Guard, Sign, Verdict

METHOD = "objektiv.evidence 3"


@dataclass(frozen=True)
class Judged:
    """Units of one level with their signs and one probability each; U units."""

    measured: list[Measured]
    p: Floats  # (U,) NaN: no verdict
    kind: NDArray[np.object_]  # (U,) likeliest kind, "" where it is not said
    confidence: Floats  # (U,)
    keep: NDArray[np.bool_]  # (U,) units beyond suspicion: what is natural comes from them


def find(
    counts: Counts,
    profile: Profile,
    *,
    seed: int,
    data_hash: str,
    given: Given | None = None,
) -> Findings:
    """Findings of one work for every school and every class of a school with several.

    `counts`: one row per class of the whole campaign; `given`: the second counting pass
    (`engines.conditional.given` with the tables of `look_up`). Without it only signs from
    `counts` are used and combined by Bonferroni. `seed` and `data_hash` are kept in the
    answer. Small groups and campaigns too small to compare within get facts without
    a verdict.
    """
    whole = units.schools(counts, given)
    schools = judge_units(whole, profile, "school")
    classes = judge_units(units.classes(counts, given), profile, "class")
    several = np.bincount(whole.of, minlength=len(whole.counts.n))[whole.of] > 1
    classes = replace(classes, p=np.where(several, classes.p, np.nan))
    schools = replace(schools, p=with_classes(schools.p, classes.p, whole.of, profile))
    accounted = _accounted(schools.measured)
    found = _findings(whole.counts, schools, profile, accounted)
    found = _drawn(found, replace(whole, keep=schools.keep), profile)
    verify = sum(finding.verdict == "verify" for finding in found)
    return Findings(
        work=counts.work,
        schools=found,
        classes=_findings(counts, classes, profile, accounted, only=several),
        expected_false=profile.value("evidence.verify") * verify,
        method=METHOD,
        profile=f"{profile.name} ({profile.version})",
        data_hash=data_hash,
        seed=seed,
    )


def look_up(counts: Counts, joint: Floats, profile: Profile) -> Tables:
    """Tables of the second counting pass; `joint` comes from `engines.conditional.joint`."""
    enough = profile.value("evidence.reference_pupils")
    return prediction.tables(joint, reference(counts, enough), profile)


def judge_units(whole: units.Units, profile: Profile, level: str) -> Judged:
    """All signs of all units of a level («school» or «class») and one p-value each."""
    measured, z, finer, keep = measure_units(whole, profile)
    n = whole.counts.n
    enough = n >= profile.value("group.minimum")
    comparable = enough.sum() >= profile.value("evidence.units_minimum")
    if whole.given is None:
        p = decision.strictest(z, profile.value("evidence.tail_freedom"))
        kind, confidence = np.full(len(n), "", object), np.zeros(len(n))
    else:
        learnt, pattern = signatures.load(level), signatures.pattern(whole.counts)
        together = combination.combine(
            learnt, z, finer, n.astype(float), profile,
            keep=keep & enough, pattern=pattern,
        )  # fmt: skip
        p, kind, confidence = together.p, together.kind, together.confidence
    return Judged(measured, np.where(enough & comparable, p, np.nan), kind, confidence, keep)


def with_classes(p: Floats, of_class: Floats, of: NDArray[np.int64], profile: Profile) -> Floats:
    """A school's p-value from itself and its classes by weighted Bonferroni.

    p = min(p_school/w, k·min p_class/(1 − w)) for a school with k judged classes.

    >>> from objektiv.profiles import load_profile
    >>> with_classes(np.array([0.5, 0.5]), np.array([0.001, 0.4, np.nan]), np.array([0, 0, 1]),
    ...              load_profile()).round(4).tolist()
    [0.008, 0.5]
    """
    weight = profile.value("evidence.school_weight")
    known = np.isfinite(of_class)
    count = np.bincount(of[known], minlength=len(p))
    least = np.ones(len(p))
    np.minimum.at(least, of[known], of_class[known])
    joined = np.minimum(p / weight, np.minimum(count * least / (1 - weight), 1.0))
    return np.where(count > 0, np.minimum(joined, 1.0), p)


def measure_units(
    whole: units.Units, profile: Profile
) -> tuple[list[Measured], Floats, Floats, NDArray[np.bool_]]:
    """All signs of all units, their z re-scaled to the campaign's own bulk (U, K), their
    details (U, D) and the units beyond suspicion (U,).

    The second pass estimates what is natural without the units that stood out in the first.
    """
    least = int(profile.value("evidence.null_group"))
    size = whole.counts.n.astype(float)
    judged = size >= profile.value("group.minimum")
    measured: list[Measured] = []
    z = finer = np.empty((len(size), 0))
    for last in (False, True):
        table = campaign_tables(whole, profile.value("evidence.reference_pupils"))
        measured = [measure(whole, table, profile) for measure in SIGNS]
        nulls = [
            one.z if one.exact else empirical_null(one.z, size, whole.keep & judged, least)
            for one in measured
        ]
        z = widened(np.stack(nulls, axis=1), whole.keep & judged)
        if last:
            finer = widened(details.measure(whole, table, profile), whole.keep & judged)
        strange = np.where(np.isfinite(z), np.maximum(z, 0) ** 2, 0).sum(axis=1)
        whole = replace(whole, keep=strange < profile.value("evidence.suspect"))
    return [replace(one, z=z[:, k]) for k, one in enumerate(measured)], z, finer, whole.keep


def widened(z: Floats, keep: NDArray[np.bool_]) -> Floats:
    """z drawn in where few units told what is natural: Student's t turned to a normal.

    With m units the bounded scale is worth about 0.6·(m − 4) degrees of freedom (centre and
    context take four, bounding takes the rest); with hundreds nothing changes.

    >>> widened(np.full((9, 1), 3.0), np.full(9, True))[0].round(2)
    array([1.9])
    """
    known = (np.isfinite(z) & keep[:, None]).sum(axis=0)
    freedom = np.maximum(0.6 * (known - 4), 2)
    bounded = np.clip(z, -30, 30)
    return np.asarray(
        np.sign(z) * normal_quantile(np.maximum(student(np.abs(bounded), freedom), 1e-300))
    )


def campaign_tables(whole: units.Units, enough: float) -> Reference:
    """Tables by score from the units kept, or from the whole campaign's cube."""
    if whole.given is None:
        return reference(whole.counts, enough)
    cube = whole.given.cells[whole.keep].sum(axis=0, dtype=np.float64)
    return tables(cube, whole.counts.histogram[whole.keep].sum(axis=0).astype(float), enough)


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
    judged: Judged,
    profile: Profile,
    accounted: tuple[str, ...],
    *,
    only: NDArray[np.bool_] | None = None,
) -> tuple[Finding, ...]:
    q = decision.q_values(judged.p)
    found = []
    for i in map(int, range(len(counts.n)) if only is None else np.flatnonzero(only)):
        verdict = decision.verdict(q[i], profile)
        clear = judged.confidence[i] >= profile.value("evidence.kind_confidence")
        named = clear and verdict in (Verdict.VERIFY, Verdict.LOOK)
        finding = Finding(
            region=str(counts.region[i]),
            municipality=str(counts.municipality[i]),
            school=str(counts.school[i]),
            class_=str(counts.class_[i]),
            n=int(counts.n[i]),
            p_value=None if np.isnan(judged.p[i]) else float(judged.p[i]),
            q_value=None if np.isnan(q[i]) else float(q[i]),
            verdict=verdict,
            signs=signs_of(judged.measured, i, profile),
            kind=explanation.KINDS.get(judged.kind[i], "") if named else "",
            kind_confidence=float(judged.confidence[i]) if named else None,
        )
        found.append(explanation.explain(finding, profile, accounted))
    return tuple(found)


def _drawn(found: tuple[Finding, ...], whole: units.Units, profile: Profile) -> tuple[Finding, ...]:
    """The findings that stand out with what a page draws of them."""
    wanted = [i for i, one in enumerate(found) if one.verdict in (Verdict.VERIFY, Verdict.LOOK)]
    if not wanted:
        return found
    table = campaign_tables(whole, profile.value("evidence.reference_pupils"))
    made = portraits(whole, table, profile, wanted)
    return tuple(replace(one, portrait=made.get(i)) for i, one in enumerate(found))


def _accounted(measured: list[Measured]) -> tuple[str, ...]:
    known = {one.code for one in measured if np.isfinite(one.z).any()}
    said = ["Размер группы и случайный разброс", "Естественные различия между школами кампании"]
    if "level" in known:
        said.append("Уровень школы; прежние результаты там, где они известны")
    return (*said, "Число проверенных школ: доля ложных сигналов ограничена")
