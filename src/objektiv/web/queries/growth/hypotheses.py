"""What pupils' results may hint at: topics for the teacher to look into, never a measure of anyone.

The skills are those of the whole school in the teacher's own subject: nothing here is computed
for one teacher, so nothing can be read as a result of one.
"""

from __future__ import annotations

from dataclasses import dataclass

from objektiv.analysis.skill_answers import is_deficit, skill_title
from objektiv.web.models import Organisation, Person
from objektiv.web.queries.parts import parts_at, reports_at
from objektiv.web.queries.results import works_at

SHOWN = 5


@dataclass(frozen=True)
class Hint:
    """A skill that pupils of the school have not mastered in the newest works."""

    work: str
    skill: str


def hints_for(person: Person, school: Organisation) -> list[Hint]:
    """Skills of the newest year's works in the own subjects, each once."""
    works = works_at(school, reader=person)
    newest = works.order_by("-year").values_list("year", flat=True).first()
    if newest is None:
        return []
    reports = reports_at(school, works.filter(year=newest))
    parts = parts_at(reports, "skills")
    found: dict[str, Hint] = {}
    for report in reports:
        facts = (parts.get(report.pk) or {}).get("facts", {}).get("skills", [])
        for one in facts:
            if is_deficit(one):
                title = skill_title(one)
                found.setdefault(title, Hint(str(report.analysis.work), title))
    return list(found.values())[:SHOWN]
