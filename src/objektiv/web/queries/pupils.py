"""Results of one pupil, for the family: own rows and nothing about anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from objektiv import schema
from objektiv.web.models import (
    Organisation,
    Person,
    Protocol,
    RoleAssignment,
    SchoolClass,
    SchoolYear,
    Work,
)
from objektiv.web.permissions import FAMILY
from objektiv.web.queries.teaching.journals import own_codes

BY_LEVEL = "Задания: "  # how a group of items is called where topics and skills are not known
LOWEST = 2
MASTERED, PARTLY, NOT_YET, TOO_FEW = "mastered", "partly", "not_yet", "too_few"


@dataclass(frozen=True)
class Skill:
    """Points of a pupil for the items of one topic or skill."""

    title: str
    points: int
    possible: int
    items: int
    state: str
    positions: tuple[str, ...] = ()  # of the codifier, behind a topic


@dataclass(frozen=True)
class Answer:
    """One item: points of the pupil; None where it was not taught or not given."""

    code: str
    topic: str
    points: int | None
    most: int
    attempted: bool


@dataclass(frozen=True)
class PupilResult:
    """What one pupil has for one work."""

    work: Work
    class_name: str
    wrote: bool
    score: int | None
    most: int
    mark: int | None
    journal_mark: int | None
    next_mark: tuple[int, int] | None  # (mark, points that were missing for it)
    skills: tuple[Skill, ...]
    answers: tuple[Answer, ...]


def children_of(person: Person) -> list[RoleAssignment]:
    """Today's roles of a parent or pupil that name a class and a code."""
    return list(
        person.assignments.on(timezone.localdate())
        .filter(role__in=FAMILY, school_class__isnull=False)
        .exclude(pupil_code="")
        .select_related("organisation", "school_class__school_year")
        .order_by("-school_class__school_year__start", "id")
    )


def results_of(link: RoleAssignment) -> list[PupilResult]:
    """Everything that counts for the pupil of a link, the newest work first.

    The class is that of one school year: next year the code belongs to somebody else.
    """
    return _results(link.school_class, link.pupil_code)


def pupil_results(
    school: Organisation, year: SchoolYear, class_name: str, code: str
) -> list[PupilResult]:
    """The same for the school, of a code in a class of a year; empty without such a class."""
    school_class = SchoolClass.objects.filter(
        school=school, school_year=year, name=class_name
    ).first()
    return _results(school_class, code) if school_class else []


def _results(school_class: SchoolClass, code: str) -> list[PupilResult]:
    found = []
    for protocol in protocols_of(school_class).select_related("work").order_by("-work__year"):
        row, work = _row(protocol, code)
        if row is not None and work is not None:
            found.append(_result(protocol, work, row))
    return found


def protocols_of(school_class: SchoolClass):
    """Protocols that count for a class in its own school year."""
    same_grade = Q(work__grade=school_class.grade) if school_class.grade else Q()
    return Protocol.objects.filter(
        same_grade,
        school=school_class.school_id,
        class_name__in=school_class.names,
        work__year=school_class.school_year.start + 1,
        state=Protocol.State.ACCEPTED,
    )


def low_works_of(school_class: SchoolClass) -> dict[tuple[str, str, str], int]:
    """(class, pupil, subject) → works of the class's year that came out as «2».

    The class is named as today, whatever the protocol was called.
    """
    import polars as pl

    found: dict[tuple[str, str, str], int] = {}
    for protocol in protocols_of(school_class).select_related("work"):
        low = _of_class(protocol).filter(pl.col("mark") == LOWEST).select(pl.col("pupil")).collect()
        for pupil in low["pupil"]:
            key = (school_class.name, pupil, protocol.work.subject)
            found[key] = found.get(key, 0) + 1
    return found


def codes_of(school_class: SchoolClass) -> frozenset[str]:
    """Codes of the pupils of a class in results and journals that count; empty without any."""
    import polars as pl

    codes = set(own_codes(school_class.school_id, school_class.school_year_id, school_class.names))
    for protocol in protocols_of(school_class):
        codes |= set(_of_class(protocol).select(pl.col("pupil")).collect()["pupil"])
    return frozenset(codes)


def _of_class(protocol: Protocol):
    """Rows of a protocol in its stored file, before anything is read."""
    import polars as pl

    return pl.scan_parquet(settings.STORE / protocol.store_path).filter(
        (pl.col("school") == protocol.source_school) & (pl.col("class") == protocol.class_name)
    )


def _row(protocol: Protocol, code: str) -> tuple[dict[str, Any] | None, schema.Work | None]:
    import polars as pl

    from objektiv import store

    found = _of_class(protocol).filter(pl.col("pupil") == code).collect()
    if len(found) != 1:
        return None, None
    return found.row(0, named=True), store.described(settings.STORE / protocol.store_path)


def _result(protocol: Protocol, work: schema.Work, row: dict[str, Any]) -> PupilResult:
    from objektiv.profiles import load_profile

    profile = load_profile(work.year)
    scale = profile.scale(work)
    wrote = bool(row["participated"])
    answers = tuple(_answers(work, row)) if wrote else ()
    score = row["score"] if wrote else None
    mark = (row["mark"] or None) if wrote else None
    missing = None
    if scale is not None and score is not None and mark:
        above = scale.cuts.get(mark + 1)
        if above is not None and above > score:
            missing = (mark + 1, above - score)
    return PupilResult(
        protocol.work,
        protocol.class_name,
        wrote,
        score,
        sum(item.max for item in work.items),
        mark,
        row["journal_mark"] or None,
        missing,
        tuple(skills_of(work, answers, profile)),
        answers,
    )


def _answers(work: schema.Work, row: dict[str, Any]) -> Iterator[Answer]:
    for item in work.items:
        points = row[schema.item_column(item.code)]
        if points is None or points in (schema.MISSING, schema.NOT_TAUGHT):
            yield Answer(item.code, item.topic, None, item.max, attempted=False)
        elif points == schema.NOT_ATTEMPTED:
            yield Answer(item.code, item.topic, 0, item.max, attempted=False)
        else:
            yield Answer(item.code, item.topic, int(points), item.max, attempted=True)


def skills_of(work: schema.Work, answers: tuple[Answer, ...], profile) -> Iterator[Skill]:
    """Points by topic, else by skill of the codifier, else by level of difficulty.

    An item of several skills counts in each. States come from the profile; one item says too
    little.
    """
    least = profile.value("pupil.items")
    for names_of in (lambda item: [item.topic], lambda item: item.skills, _level):
        groups: dict[str, list[Answer]] = {}
        for item, answer in zip(work.items, answers, strict=False):
            for name in names_of(item) if answer.points is not None else ():
                if name:
                    groups.setdefault(name, []).append(answer)
        # Where nearly every group is one item, nothing can be said of it: group more widely.
        if 2 * sum(len(group) >= least for group in groups.values()) >= len(groups) > 0:
            break
    positions = {item.code: item.skills for item in work.items}
    for title, group in groups.items():
        points = sum(one.points or 0 for one in group)
        possible = sum(one.most for one in group)
        behind = dict.fromkeys(skill for one in group for skill in positions[one.code])
        state = TOO_FEW if len(group) < least else state_of(points, possible, profile)
        yield Skill(title, points, possible, len(group), state, tuple(behind))


def _level(item: schema.Item) -> list[str]:
    names = {"Б": "базовый уровень", "П": "повышенный уровень", "В": "высокий уровень"}
    return [BY_LEVEL + names[item.level.value]] if item.level else []


def state_of(points: int, possible: int, profile) -> str:
    """How well a skill is mastered, by the share of points."""
    share = 100 * points
    if share >= profile.value("pupil.mastered") * possible:
        return MASTERED
    return NOT_YET if share < profile.value("pupil.not_yet") * possible else PARTLY
