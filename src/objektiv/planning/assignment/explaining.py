"""Why an assignment is impossible: which rules, which lines, how many people would help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from objektiv.planning.assignment.conflicts import conflicts
from objektiv.planning.assignment.model import Slot, build, solve
from objektiv.planning.assignment.request import ROLES, Person, Procedure, StaffRequest, name_key
from objektiv.russian import counted, enumeration, quoted, short_date

Kind = tuple[str, str]  # role, subject (empty for observers: any)


@dataclass(frozen=True, slots=True)
class Shortage:
    """One procedure that stays short of people when everybody is used as well as can be."""

    procedure: Procedure
    role: str
    lacking: int
    reasons: tuple[tuple[str, tuple[str, ...]], ...]  # rule, names of people it keeps away
    elsewhere: tuple[str, ...]  # free of conflicts, but needed at other procedures


@dataclass(frozen=True, slots=True)
class Impossible:
    """No assignment keeps every rule (or, without shortages, none was found)."""

    shortages: tuple[Shortage, ...]
    binding: tuple[str, ...]  # rules without any one of which fewer people would be missing
    missing: tuple[tuple[str, str, int], ...]  # role, subject, people of this kind who would help
    sentences: tuple[str, ...]  # Russian
    seed: int


def explain(request: StaffRequest, seed: int) -> Impossible:
    """Find the least number of places that stay empty and say what keeps people from them."""
    lacking, present = _best(request, seed)
    found = tuple(_shortages(request, lacking, present))
    total = sum(lacking.values())
    tried = dict.fromkeys(rule for one in found for rule, _ in one.reasons)
    tried |= dict.fromkeys(("travel", "limit"))
    binding = tuple(
        rule
        for rule in tried
        if request.rules.must(rule)
        and sum(_lacking(_without(request, rule), seed).values()) < total
    )
    missing = tuple((*kind, n) for kind, n in _missing(request, lacking, seed).items())
    lines = {person.name: person.line for person in request.people}
    sentences = tuple(_sentences(request, found, binding, missing, lines))
    return Impossible(found, binding, missing, sentences, seed)


def _best(request: StaffRequest, seed: int) -> tuple[dict[Slot, int], set[tuple[int, Slot]]]:
    """People missing per slot, when the fewest are missing, and who is where then."""
    built = build(request, may_lack=True)
    built.model.minimize(sum(built.short.values()))
    solver, _ = solve(built.model, seed)
    values = {slot: int(solver.value(variable)) for slot, variable in built.short.items()}
    present = {
        (number, (slot, role))
        for (number, slot, role), variable in built.takes.items()
        if solver.boolean_value(variable)
    }
    return {slot: value for slot, value in values.items() if value}, present


def _lacking(request: StaffRequest, seed: int) -> dict[Slot, int]:
    return _best(request, seed)[0]


def _without(request: StaffRequest, rule: str) -> StaffRequest:
    rules = request.rules
    off = {**rules.rules, rule: replace(rules.rules[rule], mode="off")}
    return replace(request, rules=replace(rules, rules=off))


def _shortages(
    request: StaffRequest, lacking: Mapping[Slot, int], present: set[tuple[int, Slot]]
) -> Iterator[Shortage]:
    for (slot, role), number in lacking.items():
        procedure = request.procedures[slot]
        kept_away: dict[str, list[str]] = defaultdict(list)
        elsewhere = []
        for index, person in enumerate(request.people):
            if role not in person.roles or (index, (slot, role)) in present:
                continue
            reasons = conflicts(person, procedure, role, request)
            for rule in dict.fromkeys(one.rule for one in reasons):
                kept_away[rule].append(person.name)
            if not reasons:
                elsewhere.append(person.name)
        reasons_ = sorted(kept_away.items(), key=lambda one: (-len(one[1]), one[0]))
        yield Shortage(
            procedure,
            role,
            number,
            tuple((rule, tuple(names)) for rule, names in reasons_),
            tuple(elsewhere),
        )


def _missing(request: StaffRequest, lacking: Mapping[Slot, int], seed: int) -> dict[Kind, int]:
    """The fewest more people of each kind, who have no conflict anywhere, that would do.

    One kind after another: a person for every empty place surely suffices, fewer are tried by
    bisection.
    """
    kinds: dict[Kind, int] = defaultdict(int)
    names: dict[Kind, str] = {}
    for (slot, role), number in lacking.items():
        subject = request.procedures[slot].subject if role == "expert" else ""
        kind = (role, name_key(subject))
        names.setdefault(kind, subject)
        kinds[kind] += number

    def enough(counts: Mapping[Kind, int]) -> bool:
        more = [
            _newcomer(role, names[role, key], n)
            for (role, key), many in counts.items()
            for n in range(many)
        ]
        return not _lacking(replace(request, people=(*request.people, *more)), seed)

    for kind, most in list(kinds.items()):
        low, high = 1, most
        while low < high:
            middle = (low + high) // 2
            if enough({**kinds, kind: middle}):
                high = middle
            else:
                low = middle + 1
        kinds[kind] = low
    return {(role, names[role, key]): many for (role, key), many in kinds.items()}


def _newcomer(role: str, subject: str, number: int) -> Person:
    return Person(
        f"\x00{role}{subject}{number}",
        frozenset({role}),
        subjects=frozenset({subject} if subject else ()),
        trained=True,
        accredited_until=date.max,
        briefed=date.min,
    )


def _sentences(
    request: StaffRequest,
    shortages: tuple[Shortage, ...],
    binding: tuple[str, ...],
    missing: tuple[tuple[str, str, int], ...],
    lines: Mapping[str, int],
) -> Iterator[str]:
    for one in shortages:
        procedure = one.procedure
        classes = ", ".join(sorted(procedure.classes))
        place = ", ".join(text for text in (procedure.school, classes) if text)
        role = ROLES[one.role][2]
        yield (
            f"Невозможно, потому что {quoted(procedure.code)} ({procedure.name}, "
            f"{procedure.subject}, {place}, {short_date(procedure.day)}{_line(procedure.line)}): "
            f"{role} нужно {procedure.need(one.role)}, не хватает {one.lacking}. "
            f"{_kept_away(request, one, lines)}"
        )
    if binding:
        said = enumeration([quoted(request.rules.name(rule)) for rule in binding])
        yield f"{'Решающее правило' if len(binding) == 1 else 'Решающие правила'}: {said}."
    if missing:
        who = enumeration([_kind(*one) for one in missing])
        yield f"Помогло бы: ещё {who} без ограничений."


def _kept_away(request: StaffRequest, one: Shortage, lines: Mapping[str, int]) -> str:
    people = ("человек", "человека", "человек")

    def named(names: tuple[str, ...]) -> str:
        said = [name + _line(lines[name]) for name in names]
        return enumeration(said, 4, people)

    parts = [f"{request.rules.name(rule)} — {named(names)}" for rule, names in one.reasons]
    if one.elsewhere:
        parts.append(f"заняты на других процедурах или достигли предела — {named(one.elsewhere)}")
    if not parts:
        return f"В запросе нет ни одного человека с ролью «{ROLES[one.role][0]}»."
    return "Мешает: " + "; ".join(parts) + "."


def _kind(role: str, subject: str, number: int) -> str:
    who = counted(number, *ROLES[role])
    return f"{who} по предмету {quoted(subject)}" if subject else who


def _line(number: int) -> str:
    return f", строка {number}" if number else ""
