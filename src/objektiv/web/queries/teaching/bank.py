"""Tasks that a person may see: the own place's, approved ones of above and below; secrets kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import task_rules
from objektiv.tasks.assembly import BankTask as Candidate
from objektiv.tasks.model import KINDS, LEVELS, Task
from objektiv.tasks.statistics import TaskStatistics, remarks, together
from objektiv.web.models import (
    BankTask,
    Organisation,
    PaperTask,
    Person,
    TaskFigures,
    TaskFile,
    TaskPicture,
    TestPaper,
)
from objektiv.web.permissions import may, places
from objektiv.web.queries.searched import matching
from objektiv.web.queries.waiting import Waiting

S = BankTask.State


def _above(paths: tuple[str, ...]) -> set[int]:
    return {int(part) for path in paths for part in path.split("/") if part}


def _reviewed(person: Person) -> list[int]:
    """Places whose secret tasks the person may see: where the person leads."""
    own = Organisation.objects.filter(path__in=set(places(person, "tasks.view")))
    return [one.pk for one in own if may(person, "tasks.review", one)]


def _open_to(person: Person) -> Q:
    """Not secret, or the person is among the few: author, reviewer, who leads the place."""
    today = timezone.localdate()
    return (
        Q(secret_until=None)
        | Q(secret_until__lte=today)
        | Q(made_by=person)
        | Q(organisation__in=_reviewed(person))
    )


def tasks_visible_to(person: Person):
    """Everything of the own places; approved tasks of those above and below."""
    mine = places(person, "tasks.view")
    own = Q(organisation__path__in=set(mine))
    near = Q(organisation__in=Organisation.objects.within(*mine)) | Q(organisation__in=_above(mine))
    secret = _open_to(person) | Q(reviewer=person)
    return BankTask.objects.filter((own | (near & Q(state=S.APPROVED))) & secret).select_related(
        "organisation", "subject"
    )


def bank_at(place: Organisation, person: Person):
    """The bank as it is seen at a place: its own, of above, of below."""
    line = [int(part) for part in place.path.split("/") if part]
    return tasks_visible_to(person).filter(
        Q(organisation__in=line) | Q(organisation__path__startswith=place.path)
    )


def chosen(rows, asked: Mapping[str, str]):
    """Rows by what stands in the address: subject, grade, level, kind, state, skill, words."""
    for name, column in (("subject", "subject_id"), ("grade", "grade")):
        if asked.get(name, "").isdigit():
            rows = rows.filter(**{column: int(asked[name])})
    for name, known in (("level", LEVELS), ("kind", KINDS), ("state", S.values)):
        if asked.get(name) in known:
            rows = rows.filter(**{name: asked[name]})
    if skill := asked.get("skill", "").strip():
        rows = rows.filter(skills__contains=f"|{skill}|")
    if words := asked.get("q", "").strip():
        rows = matching(rows, words)
    return rows


def with_uses(rows):
    """Rows that know in how many papers they stood."""
    ready = Q(uses__paper__state=TestPaper.State.READY)
    return rows.annotate(times=Count("uses__paper", filter=ready, distinct=True))


def pictures_by_name(row: BankTask) -> dict[str, TaskPicture]:
    """The newest of each name."""
    return {one.name: one for one in row.pictures.all() if one.removed_at is None}


def task_of(row: BankTask, content: Mapping[str, Any] | None = None) -> Task:
    """The task with the bytes of its pictures, today's or of an earlier version."""
    given = row.content if content is None else content
    kept = pictures_by_name(row)
    contents = {}
    for picture in given.get("pictures", ()):
        found = kept.get(picture["name"])
        if found is not None:
            contents[found.name] = (settings.STORE / found.path).read_bytes()
    return Task.read(given, contents)


def pictures_visible_to(person: Person):
    return TaskPicture.objects.filter(task__in=tasks_visible_to(person), removed_at=None)


@dataclass(frozen=True)
class Figures:
    """What results say of a task so far, and what in it asks to reread the task."""

    whole: TaskStatistics | None
    uses: tuple[tuple[TaskFigures, TaskStatistics], ...]
    remarks: tuple[str, ...]


def figures_of(row: BankTask) -> Figures:
    uses = tuple(
        (one, TaskStatistics(**one.statistics))
        for one in row.figures.select_related("paper").order_by("id")
    )
    if not uses:
        return Figures(None, (), ())
    same = [found for one, found in uses if one.version == row.version] or [
        found for _, found in uses
    ]
    whole = together(same)
    return Figures(whole, uses, tuple(remarks(whole, row.level, task_rules())))


def candidates(place: Organisation, person: Person, subject: int, grade: int) -> list[Candidate]:
    """Approved tasks as the assembly sees them; the share comes from results where there are."""
    rules = task_rules()
    rows = list(
        with_uses(bank_at(place, person).filter(state=S.APPROVED, subject=subject, grade=grade))
        .prefetch_related("figures", "enemies")
        .order_by("pk")
    )
    made = []
    for row in rows:
        known = [TaskStatistics(**one.statistics) for one in row.figures.all()]
        share = together(known).share if known else None
        made.append(
            Candidate(
                str(row.pk), row.kind, row.level, row.points, row.minutes,
                frozenset(row.skill_list),
                rules.expected[row.level] if share is None else share,
                row.times, frozenset(str(one.pk) for one in row.enemies.all()),
            )
        )  # fmt: skip
    return made


def papers_visible_to(person: Person):
    """Papers of the own places and below; secret ones by the same few as secret tasks.

    Of those above: demo versions, and papers whose announced day has come.
    """
    mine = places(person, "tasks.view")
    given_out = Q(demo=True) | Q(secret_until__lte=timezone.localdate())
    above = Q(organisation__in=_above(mine), state=TestPaper.State.READY) & given_out
    return TestPaper.objects.filter(
        _open_to(person), Q(organisation__in=Organisation.objects.within(*mine)) | above
    ).select_related("organisation", "subject")


def papers_at(place: Organisation, person: Person):
    """Papers as they are seen at a place: its own, of below, those of above that are given out."""
    line = [int(part) for part in place.path.split("/") if part]
    return papers_visible_to(person).filter(
        Q(organisation__in=line) | Q(organisation__path__startswith=place.path)
    )


def places_of(paper: TestPaper) -> list[PaperTask]:
    return list(
        paper.places.select_related("task__subject")
        .prefetch_related("task__pictures")
        .order_by("variant", "place")
    )


def files_visible_to(person: Person):
    """Files of other systems: of the own place alone."""
    own = set(places(person, "tasks.view"))
    return TaskFile.objects.filter(organisation__path__in=own, removed_at=None).select_related(
        "organisation"
    )


def to_review(person: Person):
    """Tasks that wait for this person's review."""
    return (
        BankTask.objects.filter(state=S.REVIEW, organisation__in=_reviewed(person))
        .exclude(made_by=person)
        .filter(Q(reviewer=None) | Q(reviewer=person))
        .select_related("organisation", "subject")
    )


def tasks_to_review(person: Person, today: date) -> Iterator[Waiting]:
    """Reviews to write."""
    for one in to_review(person):
        yield Waiting(
            f"Рецензия на задание № {one.pk}: {one.subject}, {one.grade} класс",
            one.organisation.title, reverse("task_decide", args=[one.pk]), None,
        )  # fmt: skip


def tasks_to_mend(person: Person, today: date) -> Iterator[Waiting]:
    """Tasks that came back to their author."""
    back = BankTask.objects.filter(made_by=person, state=S.DRAFT, steps__act="returned").distinct()
    for one in back.select_related("organisation"):
        yield Waiting(f"Исправить задание № {one.pk}: {one}", one.organisation.title,
                      reverse("task", args=[one.pk]), None)  # fmt: skip
