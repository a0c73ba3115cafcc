"""What a teacher sees of the own growth; the catalogue of courses."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from objektiv.profiles.growth import Block, Level, growth_rules
from objektiv.russian import enumeration
from objektiv.web.models import (
    Course,
    Diagnosis,
    Enrolment,
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


def follow_up(enrolment: Enrolment) -> tuple[date, date] | None:
    """From when and until when the teacher is asked what came of a course; None: not asked."""
    if enrolment.finished is None or enrolment.applied_at:
        return None
    first, last = growth_rules().months
    return later(enrolment.finished, first), later(enrolment.finished, last)


def later(day: date, months: int) -> date:
    """The same day some months on, or the last one of a shorter month.

    >>> later(date(2026, 11, 30), 3)
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
        asked = follow_up(one)
        if asked and asked[0] <= today:
            yield Waiting(
                f"Рассказать, что применили: {one.course}", "после обучения",
                reverse("applied", args=[one.pk]), asked[1],
            )  # fmt: skip


def courses_visible_to(person: Person):
    """Courses of own places, above and below."""
    seen = visible_to(person)
    lines = {pk for one in seen for pk in one.path.strip("/").split("/")}
    return Course.objects.filter(Q(organisation__in=seen) | Q(organisation__in=lines))
