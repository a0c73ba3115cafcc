"""Why there is no schedule: a set of lines and rules that contradict, none of it superfluous."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from objektiv.planning.schedule.entries import class_key, subject_key
from objektiv.planning.schedule.model import Found, ParallelModel
from objektiv.planning.schedule.places import FILTERS, Places
from objektiv.planning.schedule.request import WorkRequest
from objektiv.profiles import ScheduleRules
from objektiv.russian import counted, enumeration, number, period, quantity, quoted

_JOINT = ("interval", "per_day", "spread")
_EFFORT = 1.0  # per question «is the rest still impossible?»; what is not proved is kept
_LESSONS = ("урок", "урока", "уроков")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Lines of the request and rules that exclude each other: change any one of them.

    `rules`: codes of rules, and of the request's own words `dates` (terms of the lines),
    `lessons` (the timetable), `spread` (a work within so many days), `passed` (days gone by).
    """

    grade: int
    lines: tuple[int, ...]
    rules: tuple[str, ...]
    text: str  # Russian


def counted_conflicts(places: Places) -> list[Conflict]:
    """What no day can help: too long works, and more lessons than the share allows."""
    rules, request = places.rules, places.request
    found = [
        _conflict([work], ["length"], rules)
        for work in request.works
        if work.lessons > _most_lessons(work.grade, rules)
    ]
    shares: dict[tuple[str, str], list[WorkRequest]] = defaultdict(list)
    for work in request.works:
        for class_ in work.classes:
            shares[class_key(class_), subject_key(work.subject)].append(work)
    told = set()
    for (class_, subject), works in shares.items():
        hours = request.hours.get((class_, subject))
        taken = sum(work.lessons for work in works)
        if hours is None or taken <= rules.share * hours * rules.weeks:
            continue
        if (works[0].grade, subject) in told:
            continue
        told.add((works[0].grade, subject))
        most = int(rules.share * hours * rules.weeks)
        extra = (
            f" На работы уходит {counted(taken, *_LESSONS)} в год, а при "
            f"{number(float(hours), 0 if hours.denominator == 1 else 1)} ч в неделю можно "
            f"{counted(most, *_LESSONS)}."
        )
        mine = [
            replace(work, classes=tuple(c for c in work.classes if class_key(c) == class_))
            for work in works
        ]
        found.append(_conflict(mine, ["share"], rules, extra))
    return found


def placeless_conflicts(places: Places) -> list[Conflict]:
    """Works that a class cannot write on any day: a conflict for each class × subject × cause."""
    found: dict[tuple[str, str, tuple[str, ...]], list[WorkRequest]] = defaultdict(list)
    for work in places.request.works:
        for one in places.wanted(work):
            if places.of(one):
                continue
            codes = list(FILTERS)
            for code in FILTERS:
                rest = [other for other in codes if other != code]
                if not places.of(one, set(FILTERS) - set(rest)):
                    codes = rest
            alone = replace(work, classes=(one.class_,))
            found[one.class_, work.subject, tuple(codes)].append(alone)
    return [_conflict(works, list(codes), places.rules) for (_, _, codes), works in found.items()]


def explain(works: Sequence[WorkRequest], places: Places) -> Conflict:
    """The contradiction in a parallel that has no schedule.

    First a core from assumptions, one per work; then works, classes and rules are left out one
    by one as long as the rest still has no schedule.
    """
    request, rules = places.request, places.rules
    effort = min(request.effort, _EFFORT)

    def impossible(some: Sequence[WorkRequest], without: Collection[str] = ()) -> bool:
        model = ParallelModel(some, places, without)
        return model.solve(request.seed, effort).found is Found.NO

    left = _fewer_classes(_core(works, places), impossible)
    left = _fewer(left, impossible)
    named: list[str] = [*FILTERS, *_JOINT]
    for rule in tuple(named):
        rest = [one for one in named if one != rule]
        without = {*FILTERS, *_JOINT} - set(rest)
        if impossible(left, without):
            named = rest
    gone = {*FILTERS, *_JOINT} - set(named)
    left = _fewer(left, lambda some: impossible(some, gone))
    return _conflict(left, named, rules)


def _core(works: Sequence[WorkRequest], places: Places) -> list[WorkRequest]:
    model = ParallelModel(works, places, assume=True)
    core = model.contradicting(places.request.seed, places.request.effort)
    return [works[i] for i in core] if core else list(works)


def _fewer_classes(
    works: list[WorkRequest], impossible: Callable[[Sequence[WorkRequest]], bool]
) -> list[WorkRequest]:
    """The works in one class, when that is contradiction enough."""
    for class_ in dict.fromkeys(one for work in works for one in work.classes):
        some = [replace(work, classes=(class_,)) for work in works if class_ in work.classes]
        if len(works[0].classes) > 1 and impossible(some):
            return some
    return works


def _fewer(
    works: list[WorkRequest], impossible: Callable[[Sequence[WorkRequest]], bool]
) -> list[WorkRequest]:
    for work in list(works):
        rest = [one for one in works if one is not work]
        if rest and impossible(rest):
            works = rest
    return works


def _conflict(
    works: Sequence[WorkRequest], codes: Sequence[str], rules: ScheduleRules, extra: str = ""
) -> Conflict:
    grade = works[0].grade
    lines = tuple(sorted({work.line for work in works}))
    said = [f"{grade} класс: график составить нельзя, противоречат друг другу:"]
    said += [f"  {one}" for one in _works_said(works, "dates" in codes)]
    said += [f"  {_rule_said(code, rules, works)}" for code in codes if code != "dates"]
    end = "Измените что-нибудь одно из перечисленного."
    return Conflict(grade, lines, tuple(codes), "\n".join([*said, f"{extra} {end}".strip()]))


def _works_said(works: Sequence[WorkRequest], dated: bool) -> list[str]:
    groups: dict[tuple[object, ...], list[WorkRequest]] = defaultdict(list)
    for work in works:
        groups[work.line, work.subject, work.classes, work.start, work.end].append(work)
    lines = []
    for mine in groups.values():
        one = mine[0]
        names = enumeration(
            [quoted(work.procedure) for work in mine], 3, ("работа", "работы", "работ")
        )
        terms = f", {period(one.start, one.end)}" if dated else ""
        length = f", {counted(one.lessons, *_LESSONS)}" if one.lessons > 1 else ""
        lines.append(
            f"строка {one.line}: {one.subject}, {names}, {', '.join(one.classes)}{terms}{length};"
        )
    return lines


def _rule_said(code: str, rules: ScheduleRules, works: Sequence[WorkRequest]) -> str:
    work = works[0]
    within = counted(work.spread + 1, "день", "дня", "дней")
    own = {
        "lessons": "расписание: уроки предмета стоят не в эти дни;",
        "spread": f"строка {work.line}: параллель пишет работу не дольше, чем за {within};",
        "passed": "прошедшие дни не меняются;",
    }
    if code in own:
        return own[code]
    percent = quantity(float(rules.share * 100))
    a_day = counted(rules.per_day, "процедуры", "процедур", "процедур")
    most = _most_lessons(work.grade, rules)
    long = counted(most, "урока", "уроков", "уроков")
    text = {
        "interval": f"между работами предмета в параллели не меньше {rules.plan_days} дней",
        "share": f"на работы не больше {percent} % уроков предмета в год",
        "per_day": f"не больше {a_day} в день для класса",
        "first_last": "не на первом и не на последнем уроке",
        "length": f"в {work.grade} классе работа занимает не больше {long}"
        if most
        else f"в {work.grade} классе таких работ не проводят",
        "window": "федеральная процедура — только в своё окно",
        "holiday": "только в учебные дни",
    }[code]
    return f"правило: {text} (источник: {rules.sources[code]});"


def _most_lessons(grade: int, rules: ScheduleRules) -> int:
    return rules.lessons.get(grade, max(rules.lessons.values()))
