"""How experts agree: on reference works before marking, and while marking goes on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from objektiv.profiles import Profile, load_profile
from objektiv.russian import counted, number, share
from objektiv.web.models import MarkingRound, Script, ScriptMark

ENOUGH = 10  # works marked twice before anything is said of the experts' measure
WORKS = ("работа", "работы", "работ")


def top_of(round_: MarkingRound) -> list[int]:
    return [int(most) for _, most in round_.columns]


# --- Before marking -----------------------------------------------------------------------


@dataclass(frozen=True)
class Alike:
    """One expert against the points agreed on: how many items and works fit."""

    name: str
    works: int
    exact: float
    kappa: float
    said: str


@dataclass(frozen=True)
class Agreement:
    """What reference works show; `said` is for people, `numbers` is kept with the decision."""

    alike: tuple[Alike, ...]
    said: tuple[str, ...]
    numbers: dict[str, Any]


def agreement_of(round_: MarkingRound) -> Agreement:
    """Experts against the agreed points, and with each other (ICC of totals)."""
    from objektiv.stats.raters import agreement, intraclass

    profile = load_profile(round_.work.year)
    border = profile.value("raters.kappa")
    references = {one.pk: one for one in round_.scripts.filter(reference=True)}
    marks = list(
        ScriptMark.objects.filter(
            script__in=references, turn=0, points__isnull=False
        ).select_related("expert__person")
    )
    by_expert: dict[str, dict[int, list[int]]] = {}
    for mark in marks:
        by_expert.setdefault(str(mark.expert), {})[mark.script_id] = mark.points
    alike = []
    for name, mine in sorted(by_expert.items()):
        fits = [pk for pk in mine if references[pk].agreed is not None]
        if not fits:
            continue
        found = agreement(
            [point for pk in fits for point in mine[pk]],
            [point for pk in fits for point in references[pk].agreed],
        )
        weak = math.isfinite(found.kappa) and found.kappa < border
        said = "обсудить расхождения вместе" if weak else "критерии понимает так же"
        alike.append(Alike(name, len(fits), found.exact, found.kappa, said))
    whole = [pk for pk in references if all(pk in mine for mine in by_expert.values())]
    lines = []
    numbers: dict[str, Any] = {
        "experts": len(by_expert),
        "works": len(references),
        "exact": {one.name: round(one.exact, 4) for one in alike},
    }
    if len(whole) >= 2 and len(by_expert) >= 2:
        icc = intraclass([[sum(mine[pk]) for mine in by_expert.values()] for pk in whole])
        if math.isfinite(icc.single):
            numbers["icc"] = round(icc.single, 4)
            lines.append(
                f"Согласие экспертов по сумме баллов (ICC): {number(icc.single, 2)} на "
                f"{counted(len(whole), 'работе', 'работах', 'работах')}."
            )
    if alike:
        mean = sum(one.exact for one in alike) / len(alike)
        lines.insert(0, f"С согласованными баллами совпало {share(mean)} оценок заданий.")
    return Agreement(tuple(alike), tuple(lines), numbers)


# --- While marking goes on ----------------------------------------------------------------


def hints_of(round_: MarkingRound) -> tuple[str, ...]:
    """What the leader may want to talk over; says nothing from few works, rates nobody."""
    from objektiv.analysis.explaining import explain_pair, explain_severity
    from objektiv.stats.raters import agreement

    profile = load_profile(round_.work.year)
    marks = list(
        ScriptMark.objects.filter(
            script__round=round_, turn__gt=0, points__isnull=False
        ).select_related("script", "expert__person")
    )
    by_script: dict[int, dict[int, list[int]]] = {}
    for mark in marks:
        by_script.setdefault(mark.script_id, {})[mark.turn] = mark.points
    twice = [one for one in by_script.values() if 1 in one and 2 in one]
    if len(twice) < ENOUGH:
        return (
            f"Дважды проверено: {counted(len(twice), *WORKS)}. О мере проверки говорят с "
            f"{ENOUGH} работ: раньше различие может быть случайным.",
        )
    found = agreement(
        [point for one in twice for point in one[1]], [point for one in twice for point in one[2]]
    )
    return (explain_pair(found, profile), *_severity(marks, explain_severity, profile))


def _severity(marks: Sequence[ScriptMark], explain: Any, profile: Profile) -> tuple[str, ...]:
    from objektiv.stats.raters import facets

    rows = [
        (mark.script.code, item, str(mark.expert), point)
        for mark in marks
        for item, point in enumerate(mark.points)
    ]
    try:
        severity = facets(*zip(*rows, strict=True))
        said: tuple[str, ...] = explain(severity, profile)
    except (ValueError, ArithmeticError):  # not connected, or too little differs
        return ("Сравнить меру всех экспертов пока нельзя: у них мало общих работ.",)
    return said


def needs_third(round_: MarkingRound, script: Script) -> bool:
    """Do the two markings of a work differ clearly, on an item or in all?"""
    from objektiv.stats.raters import third_marker

    points = {one.turn: one.points for one in script.marks.all() if one.points is not None}
    if 1 not in points or 2 not in points or 3 in points:
        return False
    border = round_.difference
    return bool(
        third_marker(
            [points[1]], [points[2]], top_of(round_), item_difference=border,
            sum_difference=border,
        )[0]
    )  # fmt: skip
