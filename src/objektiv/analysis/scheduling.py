"""`objektiv schedule`: the common schedule of assessment procedures, read, checked, written."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from objektiv.analysis.refusal import Refused
from objektiv.analysis.schedule_tables import read_entries, read_hours, write_rows
from objektiv.planning.schedule import Checked, check_schedule
from objektiv.profiles import ScheduleRules, load_schedule_rules
from objektiv.russian import counted
from objektiv.schema import SchoolYear

BROKEN_COLUMNS = ("rule", "class", "subject", "date", "message", "source")


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


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as a table. Raises `Refused` with the line that cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(f"{path.name}: файл не в кодировке UTF-8. Сохраните его заново.") from None
    except tomllib.TOMLDecodeError as error:
        place = str(error).rpartition("(")[2].rstrip(")").replace("at line", "строка")
        place = place.replace("column", "столбец").replace("at end of document", "конец файла")
        raise Refused(f"{path.name}: не удаётся прочитать TOML ({place}).") from None
