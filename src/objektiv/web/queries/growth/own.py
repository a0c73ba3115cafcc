"""What a teacher sees of the own growth, and what others may see of teachers': counts."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from objektiv.profiles.growth import Block, Level, growth_rules
from objektiv.russian import enumeration
from objektiv.stats.surveys import shown_groups
from objektiv.web.models import (
    Course,
    Diagnosis,
    Enrolment,
    Mentoring,
    Organisation,
    Person,
)
from objektiv.web.permissions import SCHOOL_OFFICE, TEACHERS, assignments
from objektiv.web.queries.organisations import visible_to
from objektiv.web.queries.waiting import Waiting


@dataclass(frozen=True)
class Known:
    """The newest result of one source in a block, and the one before it."""

    diagnosis: Diagnosis
    level: Level
    before: Diagnosis | None = None
    level_before: Level | None = None


@dataclass(frozen=True)
class BlockNow:
    """What each source says of a block."""

    block: Block
    newest: tuple[Known, ...]

    @property
    def needs(self) -> bool:
        """Some source says that help is wanted."""
        return any(one.level.code == growth_rules().levels[0].code for one in self.newest)


def blocks_of(person: Person) -> list[BlockNow]:
    """Every block with what is known of the person."""
    rules = growth_rules()
    known: dict[tuple[str, str], list[Diagnosis]] = {}
    for one in person.diagnoses.order_by("day", "id"):
        known.setdefault((one.block, one.source), []).append(one)
    return [
        BlockNow(
            block,
            tuple(_known(rows) for (code, _), rows in sorted(known.items()) if code == block.code),
        )
        for block in rules.blocks
    ]


def _known(rows: list[Diagnosis]) -> Known:
    level = growth_rules().level
    now, before = rows[-1], rows[-2] if len(rows) > 1 else None
    return Known(now, level(now.share), before, level(before.share) if before else None)


def said_of(blocks: list[BlockNow]) -> str:
    """The first sentence of one's own page."""
    if not any(one.newest for one in blocks):
        return "Пока ничего не известно. Начните с самооценки: это займёт минут пять."
    wanted = [f"«{one.block.title}»" for one in blocks if one.needs]
    if not wanted:
        return "Ни один блок не просит помощи."
    where = "в блоке" if len(wanted) == 1 else "в блоках"
    return f"Помощь пригодится {where} {enumeration(wanted)}."


def own_school(person: Person) -> Organisation | None:
    """The school in which the person teaches or leads."""
    own = [one for one in assignments(person) if one.role in (*TEACHERS, *SCHOOL_OFFICE)]
    if not own:
        return None
    return Organisation.objects.filter(
        pk__in=[one.organisation_id for one in own], kind=Organisation.Kind.SCHOOL
    ).first()


def courses_for(place: Organisation):
    """Courses open to the people of a place: its own and those above it."""
    return Course.objects.filter(organisation__in=place.line()).select_related("organisation")


def proposed(person: Person, place: Organisation) -> list[Course]:
    """Courses of the blocks in which the person wants help, not yet asked for."""
    wanted = {one.block.code for one in blocks_of(person) if one.needs}
    asked = set(person.enrolments.values_list("course_id", flat=True))
    return [
        one
        for one in courses_for(place).filter(open=True)
        if one.pk not in asked and wanted & set(one.blocks)
    ]


def follow_up_from(enrolment: Enrolment) -> date | None:
    """From when the teacher is asked what came of a course."""
    if enrolment.finished is None or enrolment.applied_at:
        return None
    return _later(enrolment.finished, growth_rules().months[0])


def _later(day: date, months: int) -> date:
    """The same day some months on, or the last one of a shorter month.

    >>> _later(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def growth_waiting(person: Person, today: date) -> Iterator[Waiting]:
    """Mentoring to agree to, new results, courses to tell about."""
    page = reverse("my_growth")
    for pair in person.mentored.filter(agreed_at=None, ends=None):
        yield Waiting(f"Согласиться на наставничество: {pair.topic}", str(pair.mentor), page, None)
    if person.diagnoses.filter(seen_at=None).exists():
        yield Waiting("Посмотреть результаты вашей диагностики", "видите только вы", page, None)
    finished = person.enrolments.filter(state=Enrolment.State.ATTENDED, applied_at=None)
    for one in finished.select_related("course"):
        opens = follow_up_from(one)
        if opens and opens <= today:
            last = _later(one.finished, growth_rules().months[1])
            yield Waiting(f"Рассказать, что применили: {one.course}", "после обучения", page, last)


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


def shared_at(place: Organisation):
    """Results that their teachers show to the school."""
    return (
        Diagnosis.objects.filter(school=place, shared_at__isnull=False)
        .select_related("person")
        .order_by("person__surname", "block")
    )


def pairs_at(place: Organisation):
    return Mentoring.objects.filter(school=place, agreed_at__isnull=False).select_related(
        "mentor", "learner"
    )


def courses_visible_to(person: Person):
    """Courses of own places, above and below."""
    seen = visible_to(person)
    lines = {pk for one in seen for pk in one.path.strip("/").split("/")}
    return Course.objects.filter(Q(organisation__in=seen) | Q(organisation__in=lines))
