"""What this year teaches the next: measures by kind with what is known of them, goals."""

from __future__ import annotations

from dataclasses import dataclass

from objektiv import russian
from objektiv.analysis.skill_answers import is_deficit
from objektiv.recommendations import KINDS
from objektiv.web.models import Measure, Person, Plan
from objektiv.web.queries.effects import effect_notes
from objektiv.web.queries.parts import parts_at, reports_at
from objektiv.web.queries.plans import measures_of
from objektiv.web.queries.results import works_at

S = Measure.State
NO_ESTIMATE = "Оценки пока нет: школ, завершивших такую меру, мало или нет результатов после неё."


@dataclass(frozen=True)
class KindOfYear:
    """A kind of measure in a plan: how many, how many done, what is known of its effect."""

    title: str
    measures: int
    done: int
    note: str


def kinds_of(plan: Plan) -> list[KindOfYear]:
    """In the constant order of the kinds, never by size of the effect."""
    notes = effect_notes(plan.organisation)
    kept = [one for one in measures_of(plan) if one.state != S.CANCELLED]
    found = []
    for kind, title in KINDS.items():
        mine = [one for one in kept if one.kind == kind]
        if mine:
            done = sum(one.state in (S.DONE, S.CHECKED) for one in mine)
            found.append(KindOfYear(title, len(mine), done, notes.get(kind, NO_ESTIMATE)))
    return found


def proposed_goals(plan: Plan, reader: Person) -> str:
    """Goals of this plan, or, without any, what the data and the plan leave open; to be edited."""
    if plan.goals:
        return plan.goals
    place = plan.organisation
    works = works_at(place, reader=reader)
    newest = max(works.values_list("year", flat=True), default=None)
    goals = []
    if newest is not None:
        parts = parts_at(reports_at(place, works.filter(year=newest)), "skills")
        rows = [row for part in parts.values() for row in (part.get("facts") or {}).get("skills") or
                []]  # fmt: skip
        low = sum(is_deficit(row) for row in rows)
        if low:
            skills = russian.counted(low, "умение", "умения", "умений")
            goals.append(
                f"Освоить умения, которых сейчас не хватает: {skills} по работам {newest} года."
            )
    left = sum(one.state not in (S.CHECKED, S.CANCELLED) for one in measures_of(plan))
    if left:
        measures = russian.counted(left, "мероприятие", "мероприятия", "мероприятий")
        goals.append(f"Завершить начатое: {measures} из плана {plan.school_year}.")
    return "\n".join(goals)
