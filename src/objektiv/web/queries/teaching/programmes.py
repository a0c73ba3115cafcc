"""Corrections of work programmes: who sees them, and what is proposed from deficits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse

from objektiv import russian
from objektiv.analysis.skill_answers import is_deficit
from objektiv.planning.programme import propose_hours
from objektiv.profiles.programme_rules import programme_rules
from objektiv.web.models import Organisation, Outgoing, Person, ProgrammeChange, SchoolYear
from objektiv.web.models.outgoing import ORDERS
from objektiv.web.permissions import SCHOOL_MANAGERS, assignments, may, own_results
from objektiv.web.queries.parts import parts_at, reports_at
from objektiv.web.queries.results import works_at
from objektiv.web.queries.waiting import Waiting


@dataclass(frozen=True)
class Proposal:
    """A topic, hours for it, and where the deficit is seen."""

    topic: str
    skills: str
    hours: int
    ground: str


def changes_of(person: Person, school: Organisation):
    """All of the school for its office; the own subjects for teachers."""
    found = ProgrammeChange.objects.filter(school=school)
    if may(person, "journals.view_pupils", school):
        return found
    return found.filter(subject__in=subjects_of(person, school))


def subjects_of(person: Person, school: Organisation) -> list[str]:
    """Subjects the person teaches in the school."""
    return sorted({one.subject for one in own_results(person, school) or () if one.subject})


def with_sums(changes):
    return changes.select_related("school_year").annotate(
        hours=Sum("lines__hours"),
        all=Count("lines"),
        done=Count("lines", Q(lines__done_on__isnull=False)),
    )


def changes_visible_to(person: Person):
    condition = Q(pk__in=[])
    own = {one.organisation_id for one in assignments(person)}
    for school in Organisation.objects.filter(pk__in=own, kind=Organisation.Kind.SCHOOL):
        condition |= Q(pk__in=changes_of(person, school).values("pk"))
    return ProgrammeChange.objects.filter(condition).select_related(
        "school", "school_year", "made_by", "approved_by"
    )


def order_of(change: ProgrammeChange) -> Outgoing | None:
    """The entry of the order that approved a correction."""
    return Outgoing.objects.filter(
        organisation=change.school, book=ORDERS, number=change.order_number,
        dated=change.order_date, cancelled_because="",
    ).first() if change.order_date else None  # fmt: skip


def deficits_of(
    school: Organisation, subject: str, grade: int, year: SchoolYear, *, reader: Person
) -> list[dict[str, Any]]:
    """Skills that are not mastered, in the works that these pupils wrote last.

    The pupils of a grade wrote the works of the grade in this school year, or of the grade
    before in the last one.
    """
    works = works_at(school, reader=reader).filter(subject=subject)
    works = works.filter(Q(year=year.start + 1, grade=grade) | Q(year=year.start, grade=grade - 1))
    reports = reports_at(school, works)
    parts = parts_at(reports, "skills")
    return [
        {**one, "work": str(report.analysis.work)}
        for report in reports
        for one in parts.get(report.pk, {}).get("facts", {}).get("skills", [])
        if is_deficit(one) and one["value"] is not None
    ]


def proposals_for(change: ProgrammeChange, *, reader: Person) -> list[Proposal]:
    """Hours for topics with deficits that the programme does not have yet."""
    rules = programme_rules()
    there = {one.topic for one in change.lines.all()}
    facts: dict[str, dict[str, Any]] = {}
    for one in deficits_of(
        change.school, change.subject, change.grade, change.school_year, reader=reader
    ):
        topic = one["topic"] or one["skill"]
        if topic not in there and _short(one) > _short(facts.get(topic)):
            facts[topic] = one
    given = sum(one.hours for one in change.lines.all())
    hours = propose_hours(
        {topic: _short(one) for topic, one in facts.items()},
        max(change.hours_left - given * 100 // rules["share"].value, 0),
        share=rules["share"].value,
        most=rules["most"].value,
    )
    return [
        Proposal(
            topic,
            facts[topic]["skill"],
            n,
            f"{facts[topic]['work']}: {russian.share(facts[topic]['value'], 0)} баллов, регион "
            f"{russian.share(facts[topic]['region'], 0)}"
            if facts[topic].get("region") is not None
            else f"{facts[topic]['work']}: {russian.share(facts[topic]['value'], 0)} баллов",
        )
        for topic, n in hours.items()
    ]


def _short(one: dict[str, Any] | None) -> float:
    """How far the share is below what pupils of such a level reach, or below mastery."""
    if one is None:
        return 0.0
    expected = [one.get("expected"), one.get("region")]
    known = [value for value in expected if value is not None]
    return max([value - one["value"] for value in known] + [0.01])


def programmes_waiting(person: Person, today: date) -> Iterator[Waiting]:
    """Drafts that wait for the managers."""
    own = [one.organisation_id for one in assignments(person) if one.role in SCHOOL_MANAGERS]
    for one in (
        ProgrammeChange.objects.filter(
            school__in=own, state=ProgrammeChange.State.DRAFT, lines__isnull=False
        )
        .distinct()
        .select_related("school")
    ):
        yield Waiting(f"Утвердить изменения программы: {one}", one.school.title,
                      reverse("programme", args=[one.pk]), None)  # fmt: skip
