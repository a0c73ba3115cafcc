"""Internal control and visits: who sees which, which lessons are proposed and why, what waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from objektiv.profiles import control_rules
from objektiv.russian import counted, enumeration
from objektiv.web.models import (
    ClassJournal,
    ControlItem,
    ControlPlan,
    LessonVisit,
    Organisation,
    Person,
    Practice,
    Role,
    RoleAssignment,
    SchoolYear,
)
from objektiv.web.permissions import SCHOOL_MANAGERS, assignments, places
from objektiv.web.queries.openness.subject_surveys import Voice, voices_of
from objektiv.web.queries.practices import practices_visible_to
from objektiv.web.queries.teaching.programmes import deficits_of
from objektiv.web.queries.waiting import SHOWN_BEFORE, Waiting

S, V = ControlItem.State, LessonVisit.State
NAMED = 4  # skills named in one reason


def items_visible_to(person: Person):
    return ControlItem.objects.filter(
        plan__school__in=Organisation.objects.within(*_seen(person))
    ).select_related("plan__school", "plan__school_year", "responsible")


def _seen(person: Person) -> tuple[str, ...]:
    return places(person, "results.view_all")


def _managed(person: Person) -> list[str]:
    return [one.path for one in assignments(person) if one.role in SCHOOL_MANAGERS]


def visits_visible_to(person: Person):
    """The two of a visit; visits of the plan also by the school's managers, by nobody above."""
    managed = Q(school__path__in=_managed(person), kind=LessonVisit.Kind.CONTROL)
    return LessonVisit.objects.filter(
        managed | Q(teacher=person) | Q(visitor=person) | Q(helper=person)
    ).select_related("school", "teacher", "visitor", "helper", "item")


def plan_of(school: Organisation, year: SchoolYear) -> ControlPlan | None:
    return ControlPlan.objects.filter(school=school, school_year=year).first()


@dataclass(frozen=True)
class Proposal:
    """A lesson worth a visit: whose, and every reason in words with its source."""

    teacher: Person
    subject: str
    class_name: str
    reasons: tuple[dict[str, str], ...]


def proposals(
    school: Organisation, year: SchoolYear, *, reader: Person, only: Person | None = None
) -> list[Proposal]:
    """Lessons with reasons, by the name of the teacher: an offer of help, never an order by number.

    `only`: the proposals about one teacher, who sees them too.
    """
    rows = RoleAssignment.objects.filter(
        organisation=school, role=Role.TEACHER, ends=None, subject__isnull=False,
        person__is_active=True,
    ).select_related("person", "subject", "school_class")  # fmt: skip
    if only is not None:
        rows = rows.filter(person=only)
    deficits: dict[tuple[str, int], list[dict[str, Any]]] = {}
    helped = list(
        ControlItem.objects.filter(plan__school=school, plan__school_year=year, state=S.DONE)
        .exclude(decided="").order_by("id")
    )  # fmt: skip
    journals = list(ClassJournal.objects.filter(school=school, school_year=year))
    voices = voices_of(school, year)
    made = []
    for row in rows.order_by("person__surname", "person__name", "id"):
        subject, one = row.subject.name, row.school_class
        reasons: list[dict[str, str]] = []
        if one is not None:
            at = (subject, one.grade)
            if at not in deficits:
                deficits[at] = deficits_of(school, subject, one.grade, year, reader=reader)
            reasons += _external(deficits[at], one.grade)
            reasons += _asked(voices, subject, one.grade)
        reasons += _controlled(helped, subject)
        reasons += _journal(journals, subject, one.name if one else "")
        if reasons:
            made.append(Proposal(row.person, subject, one.name if one else "", tuple(reasons)))
    return made


def _reason(code: str, **values: Any) -> dict[str, str]:
    rule = control_rules().rules[code]
    return {"rule": code, "text": rule.words.format(**values), "source": rule.source}


def _external(found: list[dict[str, Any]], grade: int) -> list[dict[str, str]]:
    if len(found) < control_rules().rules["external"].least:
        return []
    skills = enumeration(
        [f"{one['skill']} «{one['topic']}»" if one.get("topic") else str(one["skill"])
         for one in found], NAMED, ("умение", "умения", "умений"),
    )  # fmt: skip
    works = "; ".join(dict.fromkeys(one["work"] for one in found))
    return [_reason("external", work=works, classes=f"{grade}-х классах", skills=skills)]


def _controlled(helped: list[ControlItem], subject: str) -> list[dict[str, str]]:
    return [
        _reason("control", item=one.text[:120], decided=one.decided)
        for one in helped
        if subject.casefold() in f"{one.text} {one.outcome} {one.decided}".casefold()
    ]


def _journal(journals: list[ClassJournal], subject: str, name: str) -> list[dict[str, str]]:
    least = control_rules().rules["monitoring"].least
    made = []
    for one in journals:
        if one.subject != subject or (name and one.class_name != name):
            continue
        lacking = max((int(x.get("lacking", 0)) for x in one.counts.values()), default=0)
        if lacking >= least:
            made.append(_reason("monitoring", journal=f"«{one}»", n=lacking))
    return made


def _asked(voices: list[Voice], subject: str, grade: int) -> list[dict[str, str]]:
    """Answers of many about the subject in the parallel, below the border with its interval."""
    rule = control_rules().rules["survey"]
    return [
        _reason(
            "survey", survey=one.survey, subject=subject, grade=grade, index=index.title,
            n=counted(one.n, "ответ", "ответа", "ответов"),
            value=round(index.index.value), low=round(index.index.low),
            high=round(index.index.high),
        )
        for one in voices
        if one.subject == subject and one.grade == grade
        for index in one.indices
        if index.code in rule.indices
        and index.reliable
        and index.index.n >= rule.least
        and index.index.high < rule.border
    ]  # fmt: skip


def practices_for(visit: LessonVisit, person: Person) -> list[Practice]:
    """Published practices on what was not seen at the lesson."""
    missing = [code for code, level in visit.seen.items() if level == 0]
    condition = Q(pk__in=[])
    for code in missing:
        condition |= Q(tags__contains=f"|{code}|")
    found = practices_visible_to(person).filter(condition, state=Practice.State.PUBLISHED)
    return list(found.order_by("title")[:5])


def control_waiting(person: Person, today: date) -> Iterator[Waiting]:
    """Control to carry out, visits to attend, words and help that are awaited."""
    own = {one.organisation_id for one in assignments(person)}
    for item in ControlItem.objects.filter(
        responsible=person, state=S.PLANNED, plan__state=ControlPlan.State.APPROVED,
        plan__school__in=own,
    ).select_related("plan__school"):  # fmt: skip
        yield Waiting(
            f"Провести контроль: {item.text[:100]}", item.plan.school.title,
            reverse("control_item", args=[item.pk]), item.ends, key=f"controlitem:{item.pk}",
            shown_from=item.ends - SHOWN_BEFORE if item.ends else None,
        )  # fmt: skip
    rows = LessonVisit.objects.filter(
        Q(teacher=person) | Q(visitor=person) | Q(helper=person), school__in=own
    ).exclude(state=V.CANCELLED)
    for one in rows.select_related("school", "teacher", "visitor"):
        page, key = reverse("visit", args=[one.pk]), f"lessonvisit:{one.pk}"
        where = one.school.title
        if one.state == V.PLANNED:
            what = "Ваш урок посмотрят" if one.teacher_id == person.pk else "Посмотреть урок"
            about = f"{what}: {one.subject}, {one.class_name}".rstrip(" ,:")
            yield Waiting(about, where, page, one.day, key=key)
        elif one.state == V.HELD and one.teacher_id == person.pk:
            yield Waiting("Прочитать лист посещения и ответить", where, page, None)
        if one.help and one.helper_id == person.pk and not one.help_done_at:
            yield Waiting(f"Помочь: {one.help[:100]}", where, page, one.help_until)


def done_words(items: list[ControlItem], today: date) -> str:
    """The first sentence of the plan."""
    done = sum(one.state == S.DONE for one in items)
    late = sum(one.state == S.PLANNED and bool(one.ends) and one.ends < today for one in items)
    said = f"Проведено {done} из {counted(len(items), 'пункта', 'пунктов', 'пунктов')} плана"
    return f"{said}; по {late} срок прошёл." if late else f"{said}."
