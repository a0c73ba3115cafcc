"""The regulated path from a conversation to conditional promotion, as a state machine.

Law: Федеральный закон от 29.12.2012 № 273-ФЗ, ст. 58, ч. 2–9; numbers come from
`profiles/debt.toml` with their source and status. The path is a list of steps; where it stands
is computed from them alone, so nothing is overwritten and every answer can be traced.

A year ends on the same day of the next year (as ст. 192 ГК РФ counts terms in years). A day that
does not count (illness, leave) moves the end by one day, also when it becomes known later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from objektiv.profiles.debt_rules import DebtRules
from objektiv.russian import long_date

ONE_DAY = timedelta(days=1)


class Kind(StrEnum):
    """What may happen on the path."""

    TALK = "talk"  # with the pupil and the parents
    HELP = "help"  # what the school does, by when
    RETAKE = "retake"  # a topic is taken again, before any debt; `result` when it was
    CORRECTED = "corrected"  # a mark was corrected: the original stays in the step
    DEBT = "debt"  # attestation failed, or missed without a valid reason
    PAUSE = "pause"  # days that do not count, `day`…`until`
    SET = "set"  # a try is set for the day `until`
    HELD = "held"  # how that try ended: `result`
    PROMOTED = "promoted"  # into the next class, conditionally
    CHOICE = "choice"  # what the parents chose, when nothing else is left
    CLOSED = "closed"  # help is no longer needed; never while there is a debt


class State(StrEnum):
    """Where the path stands."""

    HELPING = "helping"
    DEBT = "debt"
    TRY = "try"  # a try is set
    CLEARED = "cleared"
    PARENTS = "parents"  # term or tries are over: the parents choose
    CHOSEN = "chosen"
    CLOSED = "closed"


PASSED, FAILED = "passed", "failed"
MISSED_VALID, MISSED = "missed_valid", "missed"  # the first is no try
RESULTS = (PASSED, FAILED, MISSED_VALID, MISSED)


class NotAllowed(ValueError):
    """A step that the path does not allow; the text is a Russian sentence."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `until`: of a pause its last day, of a try that is set its day."""

    kind: Kind
    day: date
    until: date | None = None
    result: str = ""  # of a try or retake: one of RESULTS; of a choice: its code
    reason: str = ""  # of a pause: its code
    commission: int = 0  # members, of a try that is set


@dataclass(frozen=True)
class Position:
    """Where a path stands on a day."""

    state: State
    allowed: tuple[Kind, ...]
    tries: int = 0
    retakes: int = 0
    arose: date | None = None  # the debt
    deadline: date | None = None  # the last day of a try
    planned: date | None = None  # the try that is set
    commission: bool = False  # the next try needs one
    promoted: bool = False
    remarks: tuple[str, ...] = ()  # Russian: what a person should look at


@dataclass
class _Path:
    rules: DebtRules
    state: State = State.HELPING
    tries: int = 0
    retakes: int = 0
    arose: date | None = None
    planned: date | None = None
    promoted: bool = False
    last: date = date.min
    pauses: list[tuple[date, date]] = field(default_factory=list)
    held: list[date] = field(default_factory=list)

    @property
    def deadline(self) -> date | None:
        return None if self.arose is None else deadline(self.arose, self.pauses, self.rules)


def deadline(arose: date, pauses: Iterable[tuple[date, date]], rules: DebtRules) -> date:
    """The last day on which a debt can be cleared; days of pauses do not count, each once.

    >>> from objektiv.profiles.debt_rules import debt_rules
    >>> deadline(date(2026, 5, 29), [(date(2026, 9, 1), date(2026, 9, 10))], debt_rules())
    datetime.date(2027, 6, 8)
    """
    year = arose.year + rules["years"]
    leap = arose.month == 2 and arose.day == 29
    end = date(year, 2, 28) if leap and not _is_leap(year) else arose.replace(year=year)
    seen = arose
    for start, last in sorted(pauses):
        first = max(start, seen + ONE_DAY)
        if first > end:
            break
        if last >= first:
            end += last - first + ONE_DAY
            seen = last
    return end


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def position(steps: Sequence[Step], rules: DebtRules, today: date) -> Position:
    """Where the path stands today. Raises NotAllowed for a step out of place.

    >>> from objektiv.profiles.debt_rules import debt_rules
    >>> steps = [Step(Kind.DEBT, date(2026, 5, 29)),
    ...          Step(Kind.SET, date(2026, 6, 1), until=date(2026, 9, 10)),
    ...          Step(Kind.HELD, date(2026, 9, 10), result=FAILED)]
    >>> now = position(steps, debt_rules(), date(2026, 9, 11))
    >>> now.state.value, now.tries, now.commission, now.deadline
    ('debt', 1, True, datetime.date(2027, 5, 29))
    """
    path = _Path(rules)
    for step in steps:
        _expire(path, step.day if step.kind != Kind.PAUSE else path.last)
        _take(path, step)
    _expire(path, today)
    return Position(
        state=path.state,
        allowed=_allowed(path),
        tries=path.tries,
        retakes=path.retakes,
        arose=path.arose,
        deadline=path.deadline,
        planned=path.planned,
        commission=path.arose is not None and path.tries + 1 >= rules["commission_from"],
        promoted=path.promoted,
        remarks=_remarks(path),
    )


def _expire(path: _Path, day: date) -> None:
    """A debt whose term is over goes to the parents; a pause known later brings it back."""
    end = path.deadline
    if end is None or path.state in (State.CLEARED, State.CHOSEN, State.CLOSED):
        return
    if path.tries >= path.rules["tries"] or day > end:
        path.state, path.planned = State.PARENTS, None
    elif path.state == State.PARENTS:
        path.state = State.DEBT


def _allowed(path: _Path) -> tuple[Kind, ...]:
    if path.state == State.HELPING:
        retake = (Kind.RETAKE,) if path.retakes < path.rules["retakes"] else ()
        return (Kind.TALK, Kind.HELP, *retake, Kind.CORRECTED, Kind.DEBT, Kind.CLOSED)
    promoted = () if path.promoted else (Kind.PROMOTED,)
    if path.state == State.DEBT:
        return (Kind.TALK, Kind.HELP, Kind.SET, Kind.PAUSE, *promoted)
    if path.state == State.TRY:
        return (Kind.HELD, Kind.TALK, Kind.HELP, Kind.PAUSE, *promoted)
    if path.state == State.PARENTS:
        return (Kind.CHOICE, Kind.TALK, Kind.PAUSE)
    if path.state == State.CLEARED:
        return (Kind.CORRECTED, Kind.CLOSED)
    return ()


def _take(path: _Path, step: Step) -> None:
    if step.kind not in _allowed(path):
        raise NotAllowed(f"Этот шаг сейчас невозможен: {_why(path)}.")
    if step.kind != Kind.PAUSE and step.day < path.last:
        raise NotAllowed(f"Шаг не может быть раньше предыдущего ({long_date(path.last)}).")
    if take := _TAKES.get(step.kind):
        take(path, step)
    if step.kind != Kind.PAUSE:
        path.last = step.day


def _retake(path: _Path, step: Step) -> None:
    path.retakes += step.result != MISSED_VALID


def _debt(path: _Path, step: Step) -> None:
    path.arose, path.state = step.day, State.DEBT


def _promoted(path: _Path, step: Step) -> None:
    path.promoted = True


def _choice(path: _Path, step: Step) -> None:
    if step.result not in path.rules.choices:
        raise NotAllowed(f"Закон оставляет родителям: {', '.join(path.rules.choices.values())}.")
    path.state = State.CHOSEN


def _closed(path: _Path, step: Step) -> None:
    path.state = State.CLOSED


def _pause(path: _Path, step: Step) -> None:
    if step.reason not in path.rules.pauses:
        raise NotAllowed("В срок не входят только: " + ", ".join(path.rules.pauses.values()) + ".")
    if step.until is None or step.until < step.day:
        raise NotAllowed("Укажите первый и последний день, они не входят в срок.")
    path.pauses.append((step.day, step.until))
    if path.planned and step.day <= path.planned <= step.until:
        path.planned, path.state = None, State.DEBT  # nobody is tried while ill
    _expire(path, path.last)


def _set(path: _Path, step: Step) -> None:
    end = path.deadline
    if step.until is None or step.until < step.day:
        raise NotAllowed("День аттестации не может быть раньше дня, когда она назначена.")
    if end is not None and step.until > end:
        raise NotAllowed(f"Срок ликвидации задолженности кончается {long_date(end)}.")
    if any(first <= step.until <= last for first, last in path.pauses):
        raise NotAllowed("На этот день приходится время, которое не входит в срок.")
    least = path.rules["commission_least"]
    if path.tries + 1 >= path.rules["commission_from"] and step.commission < least:
        raise NotAllowed(f"Эту попытку принимает комиссия, не меньше {least} человек.")
    path.planned, path.state = step.until, State.TRY


def _held(path: _Path, step: Step) -> None:
    if step.result not in RESULTS:
        raise NotAllowed("Укажите, чем кончилась аттестация.")
    if path.planned is not None and step.day < path.planned:
        raise NotAllowed(f"Аттестация назначена на {long_date(path.planned)}.")
    path.planned = None
    if step.result == MISSED_VALID:
        path.state = State.DEBT
        return
    path.tries += 1
    path.held.append(step.day)
    path.state = State.CLEARED if step.result == PASSED else State.DEBT
    _expire(path, step.day)


_TAKES: dict[Kind, Callable[[_Path, Step], None]] = {
    Kind.RETAKE: _retake,
    Kind.DEBT: _debt,
    Kind.PAUSE: _pause,
    Kind.SET: _set,
    Kind.HELD: _held,
    Kind.PROMOTED: _promoted,
    Kind.CHOICE: _choice,
    Kind.CLOSED: _closed,
}


def _why(path: _Path) -> str:
    return {
        State.HELPING: "задолженности нет",
        State.DEBT: "задолженность есть, аттестация не назначена",
        State.TRY: "аттестация назначена, ждём её итога",
        State.CLEARED: "задолженность ликвидирована",
        State.PARENTS: "срок или попытки кончились, решение за родителями",
        State.CHOSEN: "родители уже выбрали",
        State.CLOSED: "работа завершена",
    }[path.state]


def _remarks(path: _Path) -> tuple[str, ...]:
    return tuple(
        f"Попытка {long_date(day)} пришлась на время, которое не входит в срок. Проверьте, можно "
        "ли её засчитывать."
        for day in path.held
        if any(first <= day <= last for first, last in path.pauses)
    )
