"""`objektiv schedule`: the common schedule of assessment procedures, read, checked, written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from objektiv.analysis.output import whole_file, whole_folder
from objektiv.analysis.progress import Progress, silent
from objektiv.analysis.refusal import Refused
from objektiv.analysis.schedule_request import read_schedule_request
from objektiv.analysis.schedule_tables import (
    read_entries,
    read_hours,
    read_toml,
    write_entries,
    write_rows,
)
from objektiv.documents.schedule import schedule_calendar, schedule_xlsx
from objektiv.planning.schedule import (
    Checked,
    Entry,
    Solved,
    check_schedule,
    schedule_changes,
    solve_schedule,
)
from objektiv.profiles import ScheduleRules, load_schedule_rules
from objektiv.russian import counted, file_names
from objektiv.schema import SchoolYear

BROKEN_COLUMNS = ("rule", "class", "subject", "date", "message", "source")
CHANGE_COLUMNS = ("change", "class", "subject", "procedure", "before", "after", "message")


@dataclass(frozen=True, slots=True)
class ScheduleCheck:
    """What `objektiv schedule check` found in a file, and the sentences about it."""

    checked: Checked
    entries: int
    rules: ScheduleRules

    @property
    def summary(self) -> str:
        rows = counted(self.entries, "строка", "строки", "строк")
        found = len(self.checked.broken)
        if not found:
            return f"Проверено: {rows}. Расхождений с правилами нет ({self.rules.name})."
        said = counted(found, "расхождение", "расхождения", "расхождений")
        return f"Проверено: {rows}. С правилами ({self.rules.name}) — {said}."


def check_schedule_file(
    file: Path,
    *,
    profile: int | None = None,
    hours: Path | None = None,
    rules: Path | None = None,
    out: Path | None = None,
) -> ScheduleCheck:
    """Check a schedule table against the rules; `out`: write every broken rule as CSV.

    `profile`: year of the rules, else the year in which the school year of the last date ends.
    `rules`: own rules of a region or a school. Raises `Refused`.
    """
    entries = read_entries(file)
    year = profile or SchoolYear.of(max(one.day for one in entries)).first + 1
    known = load_rules(year, rules)
    by_subject = read_hours(hours) if hours else {}
    try:
        checked = check_schedule(entries, known, by_subject)
    except ValueError as error:  # own school terms that do not follow each other
        raise Refused(f"Каникулы в своих правилах не поняты: {error}") from None
    if out is not None:
        rows = [
            (one.rule, one.class_, one.subject, one.day.isoformat(), one.message, one.source)
            for one in checked.broken
        ]
        write_rows(out, BROKEN_COLUMNS, rows)
    return ScheduleCheck(checked, len(entries), known)


def load_rules(year: int, own: Path | Mapping[str, Any] | None = None) -> ScheduleRules:
    """The rules of a year with those of a file or a table. Raises `Refused`."""
    try:
        changes = [read_toml(own) if isinstance(own, Path) else own] if own else []
        return load_schedule_rules(year, *changes)
    except ValueError as error:
        raise Refused(str(error)) from None


def solve_schedule_file(
    request: Path,
    out: Path,
    *,
    previous: Path | None = None,
    ics: Path | None = None,
    progress: Progress = silent,
) -> tuple[str, ...]:
    """Find a schedule for a request and write it; say what was done.

    `out`: a table (CSV) or the published form (XLSX). `previous`: a schedule to stay close to.
    Raises `Refused` with the contradicting rules and lines when there is no schedule.
    """
    _check_form(out)
    asked = read_schedule_request(request, previous)

    def step(done: int, total: int) -> None:
        progress("Параллели", done, total)

    solved = solve_schedule(asked.request, asked.rules, step)
    if not solved.entries:
        raise Refused("\n".join(_why_not(solved)))
    checked = check_schedule(solved.entries, asked.rules, asked.request.hours)
    _write(solved.entries, out, asked.request.title or "График оценочных процедур")
    if ics:
        publish_calendars(solved.entries, ics)
    rows = counted(len(solved.entries), "строка", "строки", "строк")
    classes = len({one.class_key for one in solved.entries})
    said = [f"График составлен: {rows}, {counted(classes, 'класс', 'класса', 'классов')}. {out}"]
    if asked.request.previous:
        said.append(_changed(asked.request.previous, solved.entries))
    said += [f"{one.message} Источник: {one.source}." for one in checked.broken]
    return (*said, *checked.unchecked)


def _changed(old: Sequence[Entry], new: Sequence[Entry]) -> str:
    changes = schedule_changes(old, new)
    return f"Изменений против прежнего графика: {len(changes)}."


def _why_not(solved: Solved) -> Iterator[str]:
    for conflict in solved.conflicts:
        yield conflict.text
    if solved.undecided:
        grades = ", ".join(map(str, solved.undecided))
        yield (
            f"Для параллелей {grades} график не найден, и невозможность не доказана: увеличьте "
            "effort в запросе или ослабьте сроки работ."
        )
    yield "Ничего не записано."


def _check_form(out: Path) -> None:
    if out.suffix.lower() not in (".csv", ".xlsx"):
        raise Refused(f"«{out.name}»: график записывается в CSV или XLSX. Измените имя файла.")


def _write(entries: Sequence[Entry], out: Path, title: str) -> None:
    if out.suffix.lower() == ".csv":
        write_entries(entries, out)
    else:
        with whole_file(out) as draft:
            schedule_xlsx(entries, title, draft)


def publish_schedule_file(
    file: Path, out: Path, *, title: str = "", ics: Path | None = None
) -> str:
    """A schedule table in its published form: XLSX, and a calendar for each class in `ics`."""
    if out.suffix.lower() != ".xlsx":
        raise Refused(f"«{out.name}»: график публикуется в XLSX. Измените имя файла.")
    entries = read_entries(file)
    _write(entries, out, title or "График оценочных процедур")
    if ics:
        publish_calendars(entries, ics)
    return f"Записано: {out}{f', {ics}' if ics else ''}"


def publish_calendars(entries: Sequence[Entry], folder: Path) -> None:
    """`<class>.ics` for each class, the folder whole or not at all."""
    classes: dict[str, list[Entry]] = {}
    for entry in entries:
        classes.setdefault(entry.class_key, []).append(entry)
    names = file_names([mine[0].class_ for mine in classes.values()])
    files = [f"{name}.ics" for name in names]
    made = datetime.now(UTC).replace(microsecond=0)
    with whole_folder(folder, frozenset(files)) as draft:
        for name, mine in zip(files, classes.values(), strict=True):
            (draft / name).write_bytes(schedule_calendar(mine, made))


def compare_schedule_files(old: Path, new: Path, out: Path) -> str:
    """What changed from one schedule to another, as CSV."""
    changes = schedule_changes(read_entries(old), read_entries(new))
    rows = [
        (
            one.kind,
            one.class_,
            one.subject,
            one.procedure,
            one.before.day.isoformat() if one.before else "",
            one.after.day.isoformat() if one.after else "",
            one.text,
        )
        for one in changes
    ]
    write_rows(out, CHANGE_COLUMNS, rows)
    return "\n".join([*(one.text for one in changes), f"Изменений: {len(changes)}. {out}"])
