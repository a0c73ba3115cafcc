"""`objektiv assign`: observers and experts to procedures, written as a table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from objektiv.analysis.marking_request import Distributed, distribute_works
from objektiv.analysis.refusal import Refused
from objektiv.analysis.request_tables import Request, whole
from objektiv.analysis.schedule_tables import read_toml, write_rows
from objektiv.analysis.staff_request import read_staff_request
from objektiv.planning.assignment import ROLES, Assignment, StaffRequest, assign
from objektiv.planning.assignment.explaining import Impossible
from objektiv.russian import counted

STAFF_COLUMNS = (
    *("procedure", "name", "school", "classes", "subject", "date", "start", "end"),
    *("role", "person"),
)
_PLACES = ("назначение", "назначения", "назначений")


@dataclass(frozen=True, slots=True)
class Staffed:
    """What was assigned, and the sentences about it."""

    assignment: Assignment
    sentences: tuple[str, ...]


Answer = Staffed | Distributed


def assign_file(file: Path, out: Path, *, seed: int | None = None) -> Answer:
    """Answer the request of a TOML file with a table `out`: people to
    procedures, or (where the request names `works`) works to markers. Raises `Refused`: with every
    complaint about the request, or with why no assignment is possible."""
    raw = read_toml(file)
    request = Request(file, raw, file.read_text(encoding="utf-8-sig"))
    chosen = request.take(raw, "seed", whole, default=2026) if seed is None else seed
    if "works" in raw:
        return distribute_works(request, file.parent, out, chosen)
    staff = read_staff_request(request, file.parent)
    found = assign(staff, seed=chosen)
    if isinstance(found, Impossible):
        raise Refused("\n".join((f"{file.name}: назначить всех не удалось.", *found.sentences)))
    write_rows(out, STAFF_COLUMNS, _rows(staff, found))
    return Staffed(found, tuple(_sentences(staff, found)))


def _rows(staff: StaffRequest, found: Assignment) -> list[tuple[str, ...]]:
    by_code = {one.code: one for one in staff.procedures}
    ordered = sorted(
        found.assigned,
        key=lambda one: (
            by_code[one.procedure].day,
            by_code[one.procedure].school,
            by_code[one.procedure].start,
            one,
        ),
    )
    rows: list[tuple[str, ...]] = []
    for one in ordered:
        at = by_code[one.procedure]
        timed = at.start != at.start.min or at.end != at.end.max
        rows.append(
            (
                at.code,
                at.name,
                at.school,
                ", ".join(sorted(at.classes)),
                at.subject,
                at.day.isoformat(),
                f"{at.start:%H:%M}" if timed else "",
                f"{at.end:%H:%M}" if timed else "",
                one.role,
                one.person,
            )
        )
    return rows


def _sentences(staff: StaffRequest, found: Assignment) -> list[str]:
    said = [f"Назначено: {counted(len(found.assigned), *_PLACES)}, конфликтов интересов нет."]
    for role, loads in found.loads.items():
        low, high = min(loads.values()), max(loads.values())
        said.append(f"Нагрузка, {ROLES[role][0]}: от {low} до {high}, людей — {len(loads)}.")
    if staff.keep:
        said.append(f"Изменено прежних назначений: {found.changes} из {len(staff.keep)}.")
    if found.repeated:
        said.append(
            f"Без ротации не обойтись в {counted(found.repeated, 'случае', 'случаях', 'случаях')}."
        )
    off = [rule.name for rule in staff.rules.rules.values() if rule.mode == "off"]
    if off:
        said.append(f"Запрос отключил правила: {', '.join(off)}.")
    if not found.proven:
        said.append("Лучшее из найденного: что равномернее нельзя, не доказано.")
    return said
