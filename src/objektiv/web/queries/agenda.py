"""Questions proposed for an agenda: from findings, deficits, recommendations and plans."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from objektiv.profiles import meeting_rules
from objektiv.web.models import (
    Addressee,
    Ground,
    Measure,
    Meeting,
    Organisation,
    Person,
    Plan,
    Recommendations,
    Review,
)
from objektiv.web.models.findings import Verdict
from objektiv.web.permissions import may
from objektiv.web.queries.findings import findings_visible_to
from objektiv.web.queries.plans import OPEN

DEFICITS = ("skills.deficit", "items.low")  # of rulebook.GROUNDS


@dataclass(frozen=True)
class Question:
    """A proposed question with its ground and where that is seen."""

    key: str
    title: str
    ground: str
    path: str


def proposed(meeting: Meeting, person: Person, today: date) -> list[Question]:
    """What the place has open and what is not on this agenda yet; never more than the person
    may see. Works go by subject, schools are counted and not named."""
    place = meeting.organisation
    known = set(meeting.agenda.exclude(key="").values_list("key", flat=True))
    most = meeting_rules().agenda_of_each
    found: list[Question] = []
    for part in (
        _findings(place, person),
        _deficits(place, person),
        _recommendations(place, person),
        _late(place, today),
    ):
        found += [one for one in part if one.key not in known][:most]
    return found


def _findings(place: Organisation, person: Person) -> list[Question]:
    """Works with results that require verification and are not settled yet."""
    if not may(person, "findings.view", place):
        return []
    settled = Review.objects.filter(
        school=OuterRef("school"), work=OuterRef("analysis__work"), state=Review.State.CLOSED
    )
    rows = (
        findings_visible_to(person)
        .filter(school__path__startswith=place.path, class_name="", verdict=Verdict.VERIFY)
        .exclude(Exists(settled))
    )
    works: dict = defaultdict(int)
    for one in rows:
        works[one.analysis.work] += 1
    page = reverse("findings", args=[place.pk])
    return [
        Question(
            f"verify:{work.pk}",
            f"О результатах, которые требуют проверки: {work}",
            ("" if place.is_school else f"Школ: {n}. ")
            + "Вопрос стоит проверить; признак — не вывод об организации или учителе.",
            f"{page}?work={work.pk}",
        )
        for work, n in sorted(works.items(), key=lambda one: (-one[0].year, one[0].title))
    ]


def _deficits(place: Organisation, person: Person) -> list[Question]:
    if not may(person, "results.view_all", place):
        return []
    rows = Ground.objects.filter(
        analysis__current=True, school__path__startswith=place.path, code__in=DEFICITS
    ).select_related("analysis__work")
    works: dict = defaultdict(list)
    for one in rows:
        works[one.analysis.work].append(one)
    page = reverse("deficits", args=[place.pk])
    made = []
    for work, grounds in sorted(works.items(), key=lambda one: (-one[0].year, one[0].title)):
        schools = len({one.school_id for one in grounds})
        ground = grounds[0].text if place.is_school else f"Школ, у которых это видно: {schools}."
        made.append(Question(f"deficits:{work.pk}", f"О дефицитах умений: {work}", ground, page))
    return made


def _recommendations(place: Organisation, person: Person) -> list[Question]:
    """Above a school its drafts that wait for a council; at a school what came and waits."""
    if not may(person, "recommendations.view", place):
        return []
    if not place.is_school:
        drafts = Recommendations.objects.filter(organisation=place).exclude(
            state=Recommendations.State.SENT
        )
        return [
            Question(
                f"recommendations:{one.pk}",
                f"Об адресных рекомендациях: {one}",
                f"{one.get_state_display().capitalize()}, школам ещё не отправлено.",
                reverse("recommendations_document", args=[one.pk]),
            )
            for one in drafts
        ]
    came = Addressee.objects.filter(
        school=place, document__state=Recommendations.State.SENT
    ).select_related("document__organisation")
    return [
        Question(
            f"addressed:{one.pk}",
            f"О выполнении адресных рекомендаций: {one.document}",
            f"{one.document.organisation}, № {one.document.number}.",
            reverse("recommendations_received", args=[one.pk]),
        )
        for one in came.order_by("-id")
    ]


def _late(place: Organisation, today: date) -> list[Question]:
    """Plans in force with overdue measures."""
    late = Measure.objects.filter(
        direction__plan__organisation=place,
        direction__plan__state=Plan.State.APPROVED,
        state__in=OPEN,
        ends__lt=today,
    )
    plans: dict = defaultdict(list)
    for one in late.select_related("direction__plan").order_by("ends"):
        plans[one.direction.plan].append(one)
    return [
        Question(
            f"late:{plan.pk}",
            f"О ходе плана «{plan}»",
            "Срок прошёл: "
            + "; ".join(str(one) for one in found[:3])
            + (f"; и ещё {len(found) - 3}." if len(found) > 3 else "."),
            reverse("plan", args=[plan.pk]),
        )
        for plan, found in plans.items()
    ]
