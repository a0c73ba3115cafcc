"""What a second marking says about a finding: a record of its own, beside the finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, log2

from objektiv.planning.recheck import RecheckWork, divergence
from objektiv.profiles import Profile


class Outcome(StrEnum):
    """Of the sign, never of people: the second marks speak, or more are needed."""

    CONFIRMED = "confirmed"  # вторая проверка подтвердила расхождение баллов
    CLEARED = "cleared"  # вторая проверка сняла вопрос
    UNDECIDED = "undecided"  # работ пока мало


@dataclass(frozen=True, slots=True)
class RecheckOutcome:
    """Outcome of one protocol."""

    school: str
    works: int  # marked a second time
    changed: int  # of them clearly lower
    mean_change: float  # points, second − first
    evidence: float  # bits for «scores were raised» against «they were not»
    outcome: Outcome
    more_works: int  # expected number of further works to a decision; 0 when decided
    text: str  # Russian


def judge_recheck(
    works: tuple[RecheckWork, ...],
    second: Mapping[tuple[str, str, str], int],
    profile: Profile,
) -> tuple[RecheckOutcome, ...]:
    """Judge each school by the likelihood ratio of its second marks.

    `second` gives the second score by (school, class, pupil). A work counts as changed when
    the second score is lower by the profile's `recheck.clear_difference` points or more; works
    without a second score are left out. Decision at ±log2(`recheck.odds`) bits (Wald 1945).
    """
    limit = log2(profile.value("recheck.odds"))
    clear = profile.value("recheck.clear_difference")
    schools: dict[str, list[RecheckWork]] = {}
    for work in works:
        if (work.school, work.class_, work.pupil) in second:
            schools.setdefault(work.school, []).append(work)
    outcomes = []
    for school, mine in sorted(schools.items()):
        changes = [second[one.school, one.class_, one.pupil] - one.score for one in mine]
        changed = [change <= -clear for change in changes]
        evidence = sum(
            log2(one.changed_if_raised / one.changed_if_honest)
            if lower
            else log2((1 - one.changed_if_raised) / (1 - one.changed_if_honest))
            for one, lower in zip(mine, changed, strict=True)
        )
        outcome = (
            Outcome.CONFIRMED
            if evidence >= limit
            else Outcome.CLEARED
            if evidence <= -limit
            else Outcome.UNDECIDED
        )
        more = 0
        if outcome is Outcome.UNDECIDED:
            more = ceil((limit - abs(evidence)) / _bits_per_work(mine, towards_raised=evidence > 0))
        outcomes.append(
            RecheckOutcome(
                school,
                len(mine),
                sum(changed),
                sum(changes) / len(changes),
                evidence,
                outcome,
                more,
                _text(outcome, len(mine), sum(changed), more),
            )
        )
    return tuple(outcomes)


def _bits_per_work(works: list[RecheckWork], *, towards_raised: bool) -> float:
    """Mean evidence a further work like these adds in the direction it points now."""
    pairs = [(one.changed_if_raised, one.changed_if_honest) for one in works]
    bits = [
        float(divergence(raised, honest) if towards_raised else divergence(honest, raised))
        for raised, honest in pairs
    ]
    return sum(bits) / len(bits)


def _text(outcome: Outcome, works: int, changed: int, more: int) -> str:
    counted = f"Проверено вторично работ: {works}, заметно ниже оценены: {changed}."
    said = {
        Outcome.CONFIRMED: (
            "Расхождение первой и второй проверки подтверждено. Это основание обсудить "
            "критерии проверки со школой, но не вывод о чьих-либо действиях."
        ),
        Outcome.CLEARED: "Вторая проверка сняла вопрос к баллам протокола.",
        Outcome.UNDECIDED: f"Для вывода работ мало: нужно ещё примерно {more}.",
    }
    return f"{counted} {said[outcome]}"
