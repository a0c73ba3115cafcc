"""Criteria that hold at a place, marks that rest on them, and what rests on none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from objektiv.profiles import criteria_rules
from objektiv.tasks.exchange.criteria import lines_of, read_lines
from objektiv.tasks.model import Criterion
from objektiv.web.models import (
    BankTask,
    ClassJournal,
    CriterialMark,
    CriteriaSet,
    Organisation,
    Person,
    PublicItem,
    RoleAssignment,
    SchoolClass,
    SchoolYear,
)
from objektiv.web.permissions import assignments, may, places
from objektiv.web.queries.pupils import children_of
from objektiv.web.queries.teaching.journals import counting_pages, journal_of

S = CriteriaSet.State
_ABOUT = re.compile(r"\s*\[([^\]]{1,200})\]\s*$")
_SKILL = re.compile(r"\d+(?:\.\d+)*")


def criteria_visible_to(person: Person):
    """Of the own places everything; what is in force above and below."""
    mine = places(person, "criteria.view")
    above = {int(part) for path in mine for part in path.split("/") if part}
    near = Q(organisation__in=Organisation.objects.within(*mine)) | Q(organisation__in=above)
    return CriteriaSet.objects.filter(
        Q(organisation__path__in=set(mine)) | (near & ~Q(state=S.DRAFT))
    ).select_related("organisation", "subject", "act_version__act")


def criteria_at(place: Organisation, person: Person):
    """Own ones and those of the places above, which hold here too."""
    line = [int(part) for part in place.path.split("/") if part]
    return criteria_visible_to(person).filter(organisation__in=line)


def criteria_in(one: CriteriaSet) -> tuple[Criterion, ...]:
    return tuple(Criterion(x["code"], x["text"], tuple(x["levels"])) for x in one.criteria)


def typed(one: CriteriaSet) -> str:
    """Criteria as the lines a person types; codes of skills and external criteria in brackets."""
    lines = []
    for raw, criterion in zip(one.criteria, criteria_in(one), strict=True):
        head, *levels = lines_of([criterion])
        about = ", ".join([*raw.get("skills", ()), *raw.get("aligned", ())])
        lines += [f"{head} [{about}]" if about else head, *levels]
    return "\n".join(lines)


def read_typed(text: str) -> list[dict[str, Any]]:
    """Back from the lines.

    >>> read_typed("К1. Ход решения [5.1, ОГЭ 20]\\n0 — нет\\n1 — верный")[0]["aligned"]
    ['ОГЭ 20']
    """
    abouts: dict[str, list[str]] = {}
    lines = []
    for given in text.splitlines():
        line, found = given, _ABOUT.search(given)
        if found:
            line = given[: found.start()]
            code = line.split(".")[0].split(")")[0].strip().upper().replace("K", "К")
            abouts[code] = [one.strip() for one in found.group(1).split(",") if one.strip()]
        lines.append(line)
    made = []
    for one in read_lines("\n".join(lines)):
        about = abouts.get(one.code, [])
        made.append(
            {
                "code": one.code,
                "text": one.text,
                "levels": list(one.levels),
                "skills": [x for x in about if _SKILL.fullmatch(x)],
                "aligned": [x for x in about if not _SKILL.fullmatch(x)],
            }
        )
    return made


def highest(one: CriteriaSet) -> int:
    return sum(len(x["levels"]) - 1 for x in one.criteria)


def mark_for(one: CriteriaSet, total: int) -> int | None:
    """The mark by the scale of the criteria; None where they give none."""
    if not one.scale:
        return None
    return max((mark for least, mark in one.scale if total >= least), default=2)


def classes_of(person: Person, school: Organisation):
    """Classes in which the person gives marks: the office all, a teacher the own ones."""
    rows = SchoolClass.objects.filter(school=school, closed_on=None).select_related("school_year")
    if may(person, "journals.view_pupils", school):
        return rows
    own = {one.class_id for one in assignments(person) if one.path == school.path and one.class_id}
    return rows.filter(pk__in=own)


def marks_visible_to(person: Person):
    """Marks with grounds: of the own school for its office, else of the own classes."""
    schools = Organisation.objects.filter(path__in=set(places(person, "criteria.view")))
    offices = [one.pk for one in schools if may(person, "journals.view_pupils", one)]
    own = {one.class_id for one in assignments(person) if one.class_id}
    mine = {one.pk for one in schools if may(person, "criteria.mark", one)}
    return CriterialMark.objects.filter(
        Q(school_class__school__in=offices)
        | Q(school_class__in=own, school_class__school__in=mine)
        | Q(by=person, school_class__school__in=mine)
    ).select_related("criteria", "school_class__school", "subject", "by", "replaced_by")


@dataclass(frozen=True)
class Coverage:
    """Marks of one form of work in one subject, and the criteria that hold for them."""

    subject: str
    words: str  # as journals name the form
    marks: int
    form: str  # of profiles/criteria.toml; "" where the words say nothing
    sets: tuple[CriteriaSet, ...]


def coverage_of(school: Organisation, year: SchoolYear, person: Person) -> list[Coverage]:
    """Forms of work in the journals of the year by subject: which rest on criteria in force."""
    journals = list(ClassJournal.objects.filter(school=school, school_year=year))
    found = journal_of(counting_pages(journals)) if journals else None
    if found is None:
        return []
    counts: Counter[tuple[str, str]] = Counter()
    rows = found.events.filter(found.events["mark"] > 0).group_by("subject", "kind").len()
    for subject, kind, n in rows.iter_rows():
        counts[subject, kind or ""] += n
    sets = list(criteria_at(school, person).filter(state=S.APPROVED))
    rules = criteria_rules()
    made = []
    for (subject, words), n in sorted(counts.items()):
        form = rules.form_of(words)
        fitting = tuple(
            one
            for one in sets
            if one.form == form and (one.subject is None or one.subject.name == subject)
        )
        made.append(Coverage(subject, words, n, form, fitting))
    return made


def open_tasks_without(place: Organisation, person: Person) -> int:
    """Tasks of the bank with an open answer whose criteria are not written yet."""
    rows = BankTask.objects.filter(organisation=place, kind="open").exclude(state="withdrawn")
    return sum(not one.content.get("criteria") for one in rows.only("content"))


def scale_words(scale: list[list[int]], top: int) -> str:
    """«5 — от 9, 4 — от 7, 3 — от 5 из 10 баллов»

    >>> scale_words([[5, 3], [7, 4], [9, 5]], 10)
    '5 — от 9, 4 — от 7, 3 — от 5 из 10 баллов'
    """
    from objektiv.russian import plural

    said = ", ".join(f"{mark} — от {least}" for least, mark in reversed(scale) if mark > 2)
    return f"{said} из {top} {plural(top, 'балла', 'баллов', 'баллов')}" if said else ""


def versions_of(one: CriteriaSet):
    """All versions of a set, the newest first."""
    line = Q(pk=one.line) | Q(first=one.line)
    return CriteriaSet.objects.filter(line).select_related("subject").order_by("-version")


def public_title(one: CriteriaSet) -> str:
    subject = one.subject.name if one.subject else "все предметы"
    return f"{one.title}: {subject}, {one.grade_from}–{one.grade_to} классы"


def public_words(one: CriteriaSet) -> str:
    """Criteria as families read them: for what each point is given, what makes a mark."""
    lines = []
    for criterion in criteria_in(one):
        head, *levels = lines_of([criterion])
        lines.append(f"{head}. {'; '.join(levels)}.")
    scale = scale_words(one.scale, highest(one))
    return "\n".join([*lines, *([f"Отметка: {scale}."] if scale else [])])


def published(one: CriteriaSet) -> PublicItem | None:
    """This version on the open page of its organisation."""
    return PublicItem.objects.filter(
        page__organisation=one.organisation_id, kind=PublicItem.Kind.CRITERIA, withdrawn_at=None,
        title=public_title(one), number=one.act_number, dated=one.act_date,
    ).first()  # fmt: skip


def marks_of_child(link: RoleAssignment):
    """Marks with grounds of the pupil of a link that count, the newest first."""
    return _marks_of(link).filter(replaced_by=None)


def _marks_of(link: RoleAssignment):
    return CriterialMark.objects.filter(
        school_class=link.school_class_id, pupil=link.pupil_code
    ).select_related("criteria__act_version__act", "subject", "school_class__school", "replaced_by")


def child_mark(person: Person, mark: int) -> tuple[RoleAssignment, CriterialMark] | None:
    """A mark of the own child, a corrected one too; None for anybody else's."""
    for link in children_of(person):
        found = _marks_of(link).filter(pk=mark).first()
        if found is not None:
            return link, found
    return None


def replaced_with(mark: CriterialMark) -> CriterialMark | None:
    """The mark that this one corrects."""
    return CriterialMark.objects.filter(replaced_by=mark).first()


@dataclass(frozen=True)
class Ground:
    """One criterion of a mark in the words of its levels."""

    code: str
    text: str
    points: int
    top: int
    reached: str  # what the points were given for
    next: str  # what one more point is given for; "" where all are given
    levels: tuple[str, ...]
    aligned: tuple[str, ...]  # the same criterion in external procedures


def grounds_of(one: CriterialMark) -> list[Ground]:
    """What each criterion said of the work, and what the next point would have needed."""
    found = []
    for raw, points in points_of(one):
        levels = tuple(raw["levels"])
        above = levels[points + 1] if points + 1 < len(levels) else ""
        found.append(
            Ground(raw["code"], raw["text"], points, len(levels) - 1, levels[points], above,
                   levels, tuple(raw.get("aligned", ())))
        )  # fmt: skip
    return found


def points_of(one: CriterialMark) -> list[tuple[Mapping[str, Any], int]]:
    """Each criterion with the points that were given."""
    return [(raw, one.points.get(raw["code"], 0)) for raw in one.criteria.criteria]
