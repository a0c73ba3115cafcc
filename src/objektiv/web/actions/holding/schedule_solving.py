"""Finding days for a schedule: what is wanted, the search as a job, what is taken over."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from objektiv import schema
from objektiv.planning.schedule import (
    Entry,
    ScheduleRequest,
    Solved,
    WorkRequest,
    check_schedule,
    class_key,
    grade_of,
    schedule_changes,
    solve_schedule,
    subject_key,
    timetable_of,
    works_again,
)
from objektiv.planning.schedule.days import Days
from objektiv.profiles import ScheduleRules
from objektiv.russian import counted
from objektiv.web.actions.audit import log
from objektiv.web.actions.holding.schedule import (
    days_taken,
    replace_entries,
    require_draft,
)
from objektiv.web.actions.jobs import Refusal, create_job
from objektiv.web.models import (
    Job,
    Person,
    ScheduleSolution,
    ScheduleVersion,
    ScheduleWork,
    YearSchedule,
)
from objektiv.web.permissions import require
from objektiv.web.queries.holding import schedule as query

Beat = Callable[[str, int, int], None]
STATE = ScheduleSolution.State
NOTHING = "Подбирать нечего: нет ни записей графика, ни работ года. Добавьте работы года."


# --- Works of the year --------------------------------------------------------------------


@transaction.atomic
def save_work(
    schedule: YearSchedule, work: ScheduleWork | None, *, by: Person, **values: Any
) -> ScheduleWork:
    require(by, "schedule.manage", schedule.school)
    new = work is None
    work = work or ScheduleWork(schedule=schedule)
    for name, value in values.items():
        setattr(work, name, value)
    if not classes_in(work, query.classes_of(schedule.school, schedule.school_year)):
        raise ValidationError({"classes": "Таких классов в этом году нет. Например: 5, 6 или 5А."})
    if work.start and work.end and work.start > work.end:
        raise ValidationError({"end": "Этот день раньше, чем «не раньше»."})
    work.save()
    text = f"{'Добавлена' if new else 'Изменена'} работа года: {work}, {work.classes}"
    log("schedule.work", schedule, text, by=by, at=schedule.school)
    return work


@transaction.atomic
def remove_work(work: ScheduleWork, *, by: Person) -> None:
    schedule = work.schedule
    require(by, "schedule.manage", schedule.school)
    log("schedule.work_removed", schedule, f"Убрана работа года: {work}, {work.classes}", by=by,
        at=schedule.school)  # fmt: skip
    work.delete()


def classes_in(work: ScheduleWork, known: Sequence[str]) -> list[str]:
    """Classes that the words «5, 6А» mean; unknown ones are none."""
    found: list[str] = []
    for word in (one.strip() for one in work.classes.replace(";", ",").split(",")):
        if word.isdecimal():
            found += [one for one in known if grade_of(one) == int(word)]
        elif word:
            found += [one for one in known if class_key(one) == class_key(word)]
    return list(dict.fromkeys(found))


# --- The search ---------------------------------------------------------------------------


@transaction.atomic
def ask_solution(
    version: ScheduleVersion, *, move_all: bool, effort: float, by: Person
) -> ScheduleSolution:
    require_draft(version, by)
    if not version.entries.exists() and not version.schedule.works.exists():
        raise ValidationError(NOTHING)
    solution = ScheduleSolution.objects.create(
        version=version, move_all=move_all, effort=effort, made_by=by, before=digest_of(version)
    )
    title = f"Подбор дней: {version}"
    solution.job = create_job("solve_schedule", title, by=by, solution=solution.pk)
    solution.save(update_fields=["job"])
    log("schedule.asked", version, title, by=by, at=version.schedule.school, effort=effort)
    return solution


def digest_of(version: ScheduleVersion) -> str:
    """Of the entries: what a solution was made from is still there when it is the same."""
    rows = sorted(map(plain, query.entries_of(version)), key=str)
    return sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def plain(one: Entry) -> list[Any]:
    return [
        one.day.isoformat(), one.lesson, one.last_lesson, one.class_, one.subject, one.procedure,
        one.level, one.lessons,
    ]  # fmt: skip


def entry_of_plain(row: Sequence[Any]) -> Entry:
    return Entry(date.fromisoformat(row[0]), *row[1:])


def solve(job: Job, beat: Beat, solution: int) -> None:
    """The job: find days, or say which rules contradict; nothing of the draft is touched."""
    asked = ScheduleSolution.objects.select_related(
        "version__schedule__school", "version__schedule__school_year"
    ).get(pk=solution)
    beat("Читаем работы, расписание и правила", 0, 1)
    version = asked.version
    schedule = version.schedule
    try:
        rules = query.rules_of(schedule.school, schedule.school_year)
        request, again = request_of(asked, rules)
    except ValueError as error:
        raise Refusal(str(error)) from None
    if not request.works:
        raise Refusal(NOTHING)
    solved = solve_schedule(
        request, rules, lambda done, total: beat("Подбираем дни по параллелям", done, total)
    )
    if solved.entries:
        entries = again.own_names(solved.entries)
        checked = check_schedule(entries, rules, request.hours)
        asked.state, asked.entries = STATE.FOUND, [plain(one) for one in entries]
        asked.said = [*(one.message for one in checked.broken), *checked.unchecked]
    else:
        asked.state, asked.said = STATE.IMPOSSIBLE, _why_not(solved)
    asked.save()


def request_of(asked: ScheduleSolution, rules: ScheduleRules):
    """The request of a solution and the entries of the draft as works. Raises ValueError."""
    version = asked.version
    schedule = version.schedule
    year = schema.SchoolYear(schedule.school_year.start)
    span = Days(year, rules).lessons
    works = _planned(schedule, span)
    names = {(subject_key(one.subject), subject_key(one.procedure)) for one in works}
    standing = query.entries_of(version)
    extra = [one for one in standing if (one.subject_key, subject_key(one.procedure)) not in names]
    line = max((one.line for one in works), default=0) + 1
    again = works_again(extra, span, line=line, fixed=not asked.move_all)
    planned = [one for one in standing if (one.subject_key, subject_key(one.procedure)) in names]
    today = timezone.localdate()
    running = version.before_id and schedule.school_year.starts <= today
    timetable = timetable_of([tuple(row) for row in schedule.lessons]) if schedule.lessons else None
    request = ScheduleRequest(
        year,
        (*works, *again.works),
        query.hours_of(schedule),
        timetable,
        schedule.last_lesson,
        previous=(*planned, *again.entries),
        fixed_before=min(today, span[1]) if running else None,
        effort=asked.effort,
    )
    return request, again


def _planned(schedule: YearSchedule, span: tuple[date, date]) -> list[WorkRequest]:
    """Works of the year, for each parallel and number of a series."""
    known = query.classes_of(schedule.school, schedule.school_year)
    found = []
    for line, work in enumerate(schedule.works.all(), start=1):
        parallels: dict[int, list[str]] = {}
        for one in classes_in(work, known):
            parallels.setdefault(grade_of(one), []).append(one)
        for classes in parallels.values():
            base = WorkRequest(
                line,
                work.procedure,
                work.subject,
                "school",
                tuple(classes),
                work.start or span[0],
                work.end or span[1],
                work.lessons,
            )
            if work.count == 1:
                found.append(base)
                continue
            found += [
                replace(base, procedure=f"{work.procedure} № {n}", series=line, number=n,
                        of=work.count)
                for n in range(1, work.count + 1)
            ]  # fmt: skip
    return found


def _why_not(solved: Solved) -> list[str]:
    said = [one.text for one in solved.conflicts]
    if solved.undecided:
        grades = ", ".join(map(str, solved.undecided))
        said.append(
            f"Параллели {grades}: за отведённое время график не найден, и невозможность не "
            "доказана. Запустите подбор с большим временем или ослабьте сроки работ."
        )
    return said


def changes_of(solution: ScheduleSolution):
    """What accepting it would change in the draft."""
    return schedule_changes(
        query.entries_of(solution.version), [entry_of_plain(row) for row in solution.entries]
    )


@transaction.atomic
def accept_solution(solution: ScheduleSolution, *, by: Person) -> int:
    """The found days into the draft; returns how many entries changed."""
    version = solution.version
    require_draft(version, by)
    if solution.state != STATE.FOUND:
        raise ValidationError("Принимают найденный график.")
    if solution.before != digest_of(version):
        raise ValidationError(
            "Черновик с тех пор изменился: этот подбор к нему не подходит. Запустите подбор снова."
        )
    changes = changes_of(solution)
    entries = [entry_of_plain(row) for row in solution.entries]
    replace_entries(version, entries, days_taken(version))
    solution.state = STATE.ACCEPTED
    solution.save(update_fields=["state"])
    text = f"Принят подбор дней, изменений: {counted(len(changes), 'запись', 'записи', 'записей')}"
    log("schedule.solved", version, text, by=by, at=version.schedule.school,
        seed=2026, effort=solution.effort)  # fmt: skip
    return len(changes)
