"""What others may see of teachers' growth: counts, what was shown, what came of training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from objektiv.profiles.growth import Block, Level, growth_rules
from objektiv.russian import counted
from objektiv.stats.surveys import shown_groups
from objektiv.web.models import (
    Course,
    Diagnosis,
    Enrolment,
    Mentoring,
    Organisation,
    Person,
)
from objektiv.web.permissions import COORDINATORS, METHODISTS, SCHOOL_OFFICE, assignments
from objektiv.web.queries.growth.own import follow_up
from objektiv.web.queries.waiting import Waiting


@dataclass(frozen=True)
class BlockCounts:
    """Teachers of a place by level in one block; None where the group is too small."""

    block: Block
    n: int
    counts: tuple[tuple[Level, int], ...] | None


def monitoring(place: Organisation) -> list[BlockCounts]:
    """Levels by block, each teacher once (the newest result); small groups are not shown.

    Also not shown: a block in which all have one level, and any school beside its district
    whose number could be taken from the total (`shown_groups`).
    """
    rules = growth_rules()
    newest: dict[tuple[str, int], Diagnosis] = {}
    rows = Diagnosis.objects.filter(school__path__startswith=place.path).order_by("day", "id")
    for one in rows:
        newest[one.block, one.person_id] = one
    found = []
    for block in rules.blocks:
        own = [one for (code, _), one in newest.items() if code == block.code]
        counted = Counter(rules.level(one.share).code for one in own)
        levels = tuple((level, counted[level.code]) for level in rules.levels)
        enough = len(own) >= rules.smallest and max(counted.values(), default=0) < len(own)
        if enough and place.is_school and place.parent:
            enough = place.pk in _shown(place.parent, block)
        found.append(BlockCounts(block, len(own), levels if enough else None))
    return found


def _shown(district: Organisation, block: Block) -> frozenset[Hashable]:
    counts: dict[Hashable, set[int]] = {}
    rows = Diagnosis.objects.filter(school__path__startswith=district.path, block=block.code)
    for school, person in rows.values_list("school", "person"):
        counts.setdefault(school, set()).add(person)
    return shown_groups({one: len(who) for one, who in counts.items()}, growth_rules().smallest)


@dataclass(frozen=True)
class Shared:
    """A result that its teacher shows."""

    diagnosis: Diagnosis
    block: str
    level: Level


def shared_at(place: Organisation) -> list[Shared]:
    """Results that their teachers show to the school, by name."""
    rows = (
        Diagnosis.objects.filter(school=place, shared_at__isnull=False)
        .select_related("person")
        .order_by("person__surname", "person__name", "block", "-day")
    )
    rules = growth_rules()
    return [Shared(one, rules.block_titles[one.block], rules.level(one.share)) for one in rows]


@dataclass(frozen=True)
class After:
    """What came of one course at a place: who was there, who told, in what words."""

    course: Course
    attended: int
    told: int
    texts: tuple[str, ...]


def after_training(place: Organisation) -> list[After]:
    """Courses that were finished, with what people apply; without their names.

    At a school those of its people; above it only courses the place itself holds: this is what
    the teachers are told when they write.
    """
    of = {"school": place} if place.is_school else {"course__organisation": place}
    rows = (
        Enrolment.objects.filter(state=Enrolment.State.ATTENDED, **of)
        .select_related("course")
        .order_by("course__title", "course", "applied")
    )
    found: dict[int, list[Enrolment]] = {}
    for one in rows:
        found.setdefault(one.course_id, []).append(one)
    return [
        After(
            own[0].course, len(own), sum(one.applied_at is not None for one in own),
            tuple(one.applied for one in own if one.applied),
        )
        for own in found.values()
    ]  # fmt: skip


def said_at(blocks: list[BlockCounts]) -> str:
    """The first sentence about a place."""
    rules = growth_rules()
    shown = [(one.counts[0][1], one) for one in blocks if one.counts]
    if not shown:
        return (
            f"Показать пока нечего: результаты есть меньше чем у {rules.smallest} учителей, у всех "
            "один уровень, или по числам узнали бы другую, малую школу."
        )
    n, most = max(shown, key=lambda one: one[0] / one[1].n)
    if not n:
        return "Ни в одном из показанных блоков учителя не просят помощи."
    of_all = counted(most.n, "учителя", "учителей", "учителей")
    return f"Чаще всего помощь нужна в блоке «{most.block.title}»: {n} из {of_all}."


def pairs_at(place: Organisation):
    return Mentoring.objects.filter(school=place, agreed_at__isnull=False).select_related(
        "mentor", "learner"
    )


def group_of(course: Course) -> list[Enrolment]:
    """Who asked and who is in the group, by name; of an own training nobody is named.

    It is open to everybody at once, and that somebody began it says what the person needs.
    """
    if course.kind == Course.Kind.OWN:
        return []
    return list(
        course.enrolments.select_related("person", "school").order_by(
            "person__surname", "person__name", "id"
        )
    )


def said_of_course(course: Course) -> str:
    """The first sentence about a course: how many asked, are in the group, came."""
    S = Enrolment.State
    n = Counter(course.enrolments.order_by().values_list("state", flat=True))
    if not n:
        return "Пока никто не начал." if course.kind == Course.Kind.OWN else "Заявок пока нет."
    if course.kind == Course.Kind.OWN:
        return f"Начали {n.total()}, прошли {n[S.ATTENDED]}. Имён здесь нет: обучение открыто всем."
    within = n[S.ACCEPTED] + n[S.ATTENDED]
    seats = "" if course.seats is None else f" из {course.seats} мест"
    return f"Ждут решения {n[S.ASKED]}, в группе {within}{seats}, прошли {n[S.ATTENDED]}."


def growth_to_lead(person: Person, today: date) -> Iterator[Waiting]:
    """Of who leads: requests, groups to close, documents to compare, what came of training."""
    own = {
        one.organisation_id
        for one in assignments(person)
        if one.role in (*COORDINATORS, *SCHOOL_OFFICE, *METHODISTS)
    }
    if not own:
        return
    S = Enrolment.State
    rows = list(
        Enrolment.objects.filter(
            Q(course__organisation__in=own, state=S.ASKED)
            | Q(course__organisation__in=own, state=S.ACCEPTED, course__ends__lt=today)
            | Q(school__in=own, state=S.ATTENDED, applied_at=None)
            | Q(school__in=own, certificate__isnull=False, certificate__checked_at=None)
        ).select_related("course__organisation", "school", "certificate")
    )
    yield from _of_courses([one for one in rows if one.course.organisation_id in own])
    yield from _of_people(
        [one for one in rows if one.school_id in own and one.person_id != person.pk], today
    )


def _of_courses(rows: list[Enrolment]) -> Iterator[Waiting]:
    S = Enrolment.State
    for state, words in (
        (S.ASKED, "Решить о заявках на обучение"), (S.ACCEPTED, "Отметить, кто прошёл обучение")
    ):  # fmt: skip
        for course, n in Counter(one.course for one in rows if one.state == state).items():
            term = course.starts if state == S.ASKED else None
            page = reverse("course", args=[course.pk])
            yield Waiting(f"{words} ({n}): {course}", course.organisation.title, page, term)


def _of_people(rows: list[Enrolment], today: date) -> Iterator[Waiting]:
    silent: dict[tuple[Course, Organisation], list[date]] = {}
    papers: Counter[Organisation] = Counter()
    for one in rows:
        term = follow_up(one) if one.state == Enrolment.State.ATTENDED else None
        if term and term[0] <= today:
            silent.setdefault((one.course, one.school), []).append(term[1])
        paper = getattr(one, "certificate", None)
        if paper is not None and paper.checked_at is None:
            papers[one.school] += 1
    for (course, school), terms in silent.items():
        yield Waiting(
            f"Узнать, что дало обучение (ещё не рассказали {len(terms)}): {course}",
            school.title, reverse("growth", args=[school.pk]), min(terms),
        )  # fmt: skip
    for school, n in papers.items():
        page = reverse("growth", args=[school.pk])
        yield Waiting(f"Сверить документы об обучении: {n}", school.title, page, None)
