"""The individual route: what it may hold, tasks of the bank for it, how far the pupil has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, F, Q, QuerySet, Value, When, prefetch_related_objects
from django.utils import timezone

from objektiv import russian
from objektiv.profiles import load_profile, task_rules
from objektiv.tasks.model import LEVELS
from objektiv.web.models import (
    BankTask,
    GivenTask,
    HelpCase,
    PaperTask,
    Person,
    RouteTask,
    SchoolClass,
)
from objektiv.web.queries.pupils import (
    BY_LEVEL,
    MASTERED,
    NOT_YET,
    PARTLY,
    TOO_FEW,
    pupil_results,
    state_of,
)
from objektiv.web.queries.searched import matching
from objektiv.web.queries.teaching.bank import bank_at, chosen
from objektiv.web.queries.teaching.helping import cases_visible_to

STATES = {MASTERED: "получается", PARTLY: "получается частично", NOT_YET: "пока не получается"}
ASKED = ("skill", "level", "q")
MOST_OFFERED = 30


@dataclass(frozen=True)
class Topic:
    """What a route may hold: a skill that is not mastered yet, and where that is seen."""

    title: str
    ground: str
    skills: tuple[str, ...]


def topics_of(case: HelpCase) -> list[Topic]:
    """Skills of the pupil that are not mastered yet, from the works of the subject.

    Results know the pupil by the same code as the journal, or not at all. A skill that several
    works speak of is named once, by the newest.
    """
    found: dict[str, Topic] = {}
    for one in pupil_results(case.school, case.school_year, case.class_name, case.pupil):
        if one.work.subject != case.subject or not one.wrote:
            continue
        for skill in one.skills:
            if skill.state in (MASTERED, TOO_FEW) or skill.title.startswith(BY_LEVEL):
                continue
            ground = f"{one.work}: {skill.points} из {skill.possible} баллов"
            found.setdefault(skill.title, Topic(skill.title, ground, skill.positions))
    return list(found.values())


def lines_visible_to(person: Person) -> QuerySet[RouteTask]:
    return RouteTask.objects.filter(case__in=cases_visible_to(person)).select_related(
        "case__school", "case__school_year"
    )


# --- Tasks of the bank ---------------------------------------------------------------------


def open_tasks(case: HelpCase, person: Person) -> QuerySet[BankTask]:
    """Approved tasks of the subject that a pupil may be given: of the own grade or an earlier one.

    A task that is secret, or stands in a paper that is, is given to nobody before its day, also
    by those who may see it. What the pupil has had on this route does not come twice.
    """
    today = timezone.localdate()
    hidden = PaperTask.objects.filter(paper__secret_until__gt=today)
    rows = bank_at(case.school, person).filter(
        Q(secret_until=None) | Q(secret_until__lte=today),
        state=BankTask.State.APPROVED,
        subject__name=case.subject,
    )
    grade = (
        SchoolClass.objects.filter(
            school=case.school_id, school_year=case.school_year_id, name=case.class_name
        )
        .values_list("grade", flat=True)
        .first()
    )
    if grade:
        rows = rows.filter(grade__lte=grade)
    had = GivenTask.objects.filter(line__case=case)
    by_level = Case(*(When(level=one, then=Value(n)) for n, one in enumerate(LEVELS)))
    return (
        rows.exclude(pk__in=hidden.values("task"))
        .exclude(pk__in=had.values("task"))
        .order_by(by_level, F("grade").desc(), "pk")
    )


def with_skills(rows: QuerySet[BankTask], skills: Iterable[str]) -> QuerySet[BankTask]:
    """Tasks of any of these positions of the codifier; nothing without one."""
    wanted = Q(pk__in=[])
    for one in skills:
        wanted |= Q(skills__contains=f"|{one}|")
    return rows.filter(wanted)


def offered(line: RouteTask, person: Person, asked: Mapping[str, str]) -> QuerySet[BankTask]:
    """Tasks for a line: by its skills, without them by the words of its topic; or as asked."""
    rows = open_tasks(line.case, person)
    if any(asked.get(name, "").strip() for name in ASKED):
        return chosen(rows, {name: asked.get(name, "") for name in ASKED})
    return with_skills(rows, line.skill_list) if line.skills else matching(rows, line.topic)


def first_for(rows: Iterable[BankTask], skills: Iterable[str]) -> list[BankTask]:
    """What one click takes: the first few of any of the skills, the easiest first."""
    wanted = set(skills)
    fit = [one for one in rows if wanted & set(one.skill_list)]
    return fit[: task_rules().route_tasks]


# --- How far the pupil has come -------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """Tasks done and points got; `state` only when every task is done."""

    given: int
    done: int
    points: int
    possible: int  # of the tasks that are done
    state: str

    @property
    def words(self) -> str:
        """What came, to be confirmed by a person."""
        if not self.given:
            return ""
        tasks = russian.counted(self.given, "задания", "заданий", "заданий")
        said = f"Сделано {self.done} из {tasks}"
        if self.done:
            said += f", {self.points} из {russian.counted(self.possible, *POINTS)}"
        return f"{said}: {STATES[self.state]}" if self.state else said


POINTS = ("балла", "баллов", "баллов")


def progress_of(given: Iterable[GivenTask], year: int) -> Progress:
    """Of one line, or of all. The borders are those by which works speak of a skill."""
    rows = list(given)
    done = [one for one in rows if one.points is not None]
    points, possible = sum(one.points for one in done), sum(one.possible for one in done)
    state = ""
    if rows and len(done) == len(rows):
        state = state_of(points, possible, load_profile(year))
    return Progress(len(rows), len(done), points, possible, state)


@dataclass(frozen=True)
class Line:
    """A line of the route as pages show it."""

    row: RouteTask
    given: list[GivenTask]
    progress: Progress
    fit: list[BankTask]  # what one click would take


@dataclass(frozen=True)
class Route:
    lines: list[Line]
    topics: list[tuple[Topic, list[BankTask]]]  # proposed, with what one click would take
    done: int
    progress: Progress


def route_of(case: HelpCase, person: Person | None = None) -> Route:
    """The route with its progress; with a person also what the bank has for it."""
    rows = list(case.route.all())
    prefetch_related_objects(rows, "given__task")  # not again where a list has them
    year = case.school_year.start + 1
    topics: list[Topic] = []
    bank: list[BankTask] = []
    if person is not None and not case.is_over:
        there = {one.topic for one in rows}
        topics = [one for one in topics_of(case) if one.title not in there]
        wanted = {skill for one in rows for skill in one.skill_list}
        wanted |= {skill for one in topics for skill in one.skills}
        bank = list(with_skills(open_tasks(case, person), wanted)) if wanted else []
    lines = []
    for one in rows:
        given = list(one.given.all())
        fit = [] if given or one.done_on else first_for(bank, one.skill_list)
        lines.append(Line(one, given, progress_of(given, year), fit))
    every = [one for line in lines for one in line.given]
    return Route(
        lines,
        [(one, first_for(bank, one.skills)) for one in topics],
        sum(one.done_on is not None for one in rows),
        progress_of(every, year),
    )
