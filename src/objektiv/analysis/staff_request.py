"""A request for observers and experts, as `docs/assignment.md` describes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time
from pathlib import Path
from typing import Any

from objektiv.analysis.columns import read_columns
from objektiv.analysis.refusal import Refused
from objektiv.analysis.request_tables import (
    Request,
    clock,
    day,
    days,
    flag,
    text,
    texts,
    whole,
)
from objektiv.planning.assignment import (
    ROLES,
    Assigned,
    Child,
    Person,
    Procedure,
    Relation,
    StaffRequest,
)
from objektiv.planning.assignment.request import name_key
from objektiv.profiles import AssignmentRules, load_assignment_rules

TOP: tuple[str, ...] = (
    *("seed", "schools", "rules", "distant", "most", "child_scope", "keep"),
    *("briefing_days", "procedures", "people"),
)
PROCEDURE: tuple[str, ...] = (
    *("code", "name", "school", "subject", "classes", "date", "start", "end"),
    *("observers", "experts"),
)
PERSON: tuple[str, ...] = (
    *("name", "roles", "school", "subjects", "children", "relations", "trained", "busy"),
    *("accredited_from", "accredited_until", "briefed", "last_schools", "most", "load"),
)
COLUMNS = ("procedure", "role", "person")


def read_staff_request(request: Request, folder: Path) -> StaffRequest:
    """Understand a request whose TOML is read; `folder`: where files it names lie.

    Raises `Refused` with every complaint.
    """
    request.only(TOP)
    raw = request.raw
    school = known_schools(request)
    procedures = tuple(_procedures(request, school))
    people = tuple(read_people(request, school))
    for name, found in (("procedures", procedures), ("people", people)):
        if not found:
            request.complain(f"нет ни одной таблицы [[{name}]].")
    scope = request.take(raw, "child_scope", text, default="school")
    if scope not in ("school", "class"):
        request.complain(f"«child_scope»: «{scope}» не подходит, можно school или class.")
    result = StaffRequest(
        procedures,
        people,
        _rules(request),
        scope,
        _distant(request, school),
        request.take(raw, "most", lambda value: whole(value, 1)),
        _keep(request, folder),
    )
    if request.wrong:
        raise Refused("\n".join(request.wrong))
    return result


def known_schools(request: Request) -> Callable[[Any], str]:
    """A reader of names of schools. A misspelt name would hide a conflict, so every school
    must be in the list; quotes, spaces and case do not matter."""
    listed: tuple[str, ...] = request.take(request.raw, "schools", texts, default=(), needed=True)
    known = {name_key(one): one for one in listed}
    if len(known) < len(listed):
        request.complain("«schools»: одна организация названа дважды.")

    def school(value: Any) -> str:
        name = text(value)
        if name_key(name) not in known:
            raise ValueError(f"организации «{name}» нет в списке schools. Проверьте название.")
        return known[name_key(name)]

    return school


def _procedures(request: Request, school: Callable[[Any], str]) -> list[Procedure]:
    found: list[Procedure] = []
    for line, one in request.tables("procedures", PROCEDURE):
        before = len(request.wrong)
        take = _taker(request, one, line)
        values = {
            "code": take("code", text, needed=True),
            "school": take("school", school, needed=True),
            "subject": take("subject", text, needed=True),
            "day": take("date", day, needed=True),
            "name": take("name", text, default=""),
            "start": take("start", clock, default=time.min),
            "end": take("end", clock, default=time.max),
            "classes": frozenset(take("classes", texts, default=())),
            "observers": take("observers", whole, default=0),
            "experts": take("experts", whole, default=0),
        }
        if len(request.wrong) > before:
            continue
        procedure = Procedure(**values, line=line)
        if procedure.start >= procedure.end:
            request.complain("«end» должно быть позже «start».", line)
        if any(other.code == procedure.code for other in found):
            request.complain(f"код «{procedure.code}» уже есть у другой процедуры.", line)
        found.append(procedure)
    return found


def read_people(request: Request, school: Callable[[Any], str]) -> list[Person]:
    found: list[Person] = []
    for line, one in request.tables("people", PERSON):
        before = len(request.wrong)
        take = _taker(request, one, line)
        values = {
            "name": take("name", text, needed=True),
            "roles": frozenset(take("roles", _roles, default=(), needed=True)),
            "school": take("school", school, default=""),
            "subjects": frozenset(take("subjects", texts, default=())),
            "children": take("children", lambda value: _children(value, school), default=()),
            "relations": take("relations", lambda value: _relations(value, school), default=()),
            "trained": take("trained", flag, default=False),
            "accredited_from": take("accredited_from", day),
            "accredited_until": take("accredited_until", day),
            "briefed": take("briefed", day),
            "last_schools": frozenset(
                take(
                    "last_schools",
                    lambda value: tuple(school(name) for name in texts(value)),
                    default=(),
                )
            ),
            "busy": take("busy", days, default=frozenset()),
            "most": take("most", whole),
            "load": take("load", whole, default=0),
        }
        if len(request.wrong) > before:
            continue
        if any(other.name == values["name"] for other in found):
            request.complain(
                f"«{values['name']}» уже есть. Различите однофамильцев, например отчеством.", line
            )
        found.append(Person(**values, line=line))
    return found


def _taker(request: Request, table: Mapping[str, Any], line: int) -> Callable[..., Any]:
    def take(key: str, read: Callable[[Any], Any], **options: Any) -> Any:
        return request.take(table, key, read, line, **options)

    return take


def _roles(value: Any) -> tuple[str, ...]:
    roles = texts(value)
    for role in roles:
        if role not in ROLES:
            raise ValueError(f"роли «{role}» нет, есть {', '.join(ROLES)}.")
    if not roles:
        raise ValueError("назовите хотя бы одну роль.")
    return roles


def _children(value: Any, school: Callable[[Any], str]) -> tuple[Child, ...]:
    return tuple(
        Child(school(one.get("school")), text(one["class"]) if "class" in one else "")
        for one in _inline(value, ("school", "class"))
    )


def _relations(value: Any, school: Callable[[Any], str]) -> tuple[Relation, ...]:
    return tuple(
        Relation(
            school(one.get("school")),
            text(one["why"]) if "why" in one else "причина не названа",
            text(one["class"]) if "class" in one else "",
        )
        for one in _inline(value, ("school", "class", "why"))
    )


def _inline(value: Any, known: tuple[str, ...]) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(
        isinstance(one, dict) and set(one) <= set(known) for one in value
    ):
        raise ValueError(f'нужен список вида [{{school = "…"}}]; ключи: {", ".join(known)}.')
    return value


def _rules(request: Request) -> AssignmentRules:
    rules = load_assignment_rules()
    modes = request.raw.get("rules", {})
    if not isinstance(modes, dict):
        request.complain("«rules» должно быть таблицей [rules].")
        return rules
    days_before = request.take(request.raw, "briefing_days", whole)
    try:
        return rules.changed({code: str(mode) for code, mode in modes.items()}, days_before)
    except ValueError as error:
        for sentence in str(error).splitlines():
            request.complain(sentence)
        return rules


def _distant(request: Request, school: Callable[[Any], str]) -> frozenset[frozenset[str]]:
    def read(value: Any) -> frozenset[frozenset[str]]:
        if not isinstance(value, list):
            raise ValueError('нужен список пар: [["СОШ № 1", "СОШ № 9"]].')
        pairs = []
        for one in value:
            pair = frozenset(school(name) for name in texts(one))
            if len(pair) != 2:
                raise ValueError("в паре должны быть две разные организации.")
            pairs.append(pair)
        return frozenset(pairs)

    return request.take(request.raw, "distant", read, default=frozenset())  # type: ignore[no-any-return]


def _keep(request: Request, folder: Path) -> tuple[Assigned, ...]:
    """The earlier assignment in the table this command wrote."""
    name = request.take(request.raw, "keep", text)
    if name is None:
        return ()
    path = folder / name
    if not path.is_file():
        request.complain(f"«keep»: файла «{name}» нет рядом с запросом.")
        return ()
    table = read_columns(path)
    missing = [one for one in COLUMNS if one not in table.names]
    if missing:
        request.complain(f"«keep»: в «{name}» не хватает столбцов: {', '.join(missing)}.")
        return ()
    rows = table.frame.select(table.frame.columns[table.names.index(one)] for one in COLUMNS)
    return tuple(
        Assigned(*(" ".join((cell or "").split()) for cell in row)) for row in rows.iter_rows()
    )
