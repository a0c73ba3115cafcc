"""What a yearly public report says: only what is open, or counts nobody stands behind.

Nothing of signs, checks, single people or pupils is read here; results come from open tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from objektiv import russian
from objektiv.charts.chart import Chart
from objektiv.charts.public import deeds, open_marks, voices
from objektiv.profiles import load_profile, report_rules
from objektiv.web.models import (
    Direction,
    Enrolment,
    Measure,
    Meeting,
    Organisation,
    Person,
    Plan,
    SchoolYear,
    Survey,
    YearReport,
)
from objektiv.web.queries.openness.public import results_of
from objektiv.web.queries.openness.surveys import indices_of
from objektiv.web.queries.organisations import visible_to
from objektiv.web.queries.teaching.indicators import goals_of

HIDDEN = "не показано"
OTHER = "Другие направления"


@dataclass(frozen=True)
class Part:
    """A section: sentences with numbers, a table as texts, a picture.

    A section that is `empty` stays out of the report unless somebody writes into it; `hint` says
    to the author what would fill it.
    """

    code: str
    title: str
    lines: tuple[str, ...]
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    chart: Chart | None = None
    tables: tuple[int, ...] = ()  # open tables the rows are taken from
    hint: str = ""

    @property
    def empty(self) -> bool:
        return bool(self.hint)


def reports_visible_to(person: Person):
    return YearReport.objects.filter(
        organisation__in=visible_to(person, "open.view")
    ).select_related("organisation", "school_year", "item")


def left_out(report: YearReport) -> list[tuple[str, str]]:
    """Sections that no visitor will see, each with what would fill it."""
    return [
        (one["title"], one.get("hint") or "Вы решили не показывать этот раздел.")
        for one in report.parts
        if not one["shown"] or (one.get("hint") and not one["text"])
    ]


def parts_of(place: Organisation, year: SchoolYear, today: date) -> list[Part]:
    """Every section, in the order of the report."""
    return [
        _goals(place, year, today),
        _results(place, year),
        _done(place, year),
        _voices(place, year),
        _next(place, year),
    ]


def _goals(place: Organisation, year: SchoolYear, today: date) -> Part:
    rules = report_rules()
    rows, reached, known = [], 0, 0
    for goal in goals_of(place, year, today):
        for line in goal.lines:
            own = line.indicator
            if not rules.facts.issuperset(own.names) or line.now.value is None:
                continue
            if rules.unwanted(f"{goal.title} {own.title}"):
                continue
            before = line.values[-2].value if len(line.values) > 1 else None
            rows.append(
                (own.title, _value(line.now.value, own.unit), _value(before, own.unit),
                 _target(own.target, own.unit, own.better))
            )  # fmt: skip
            if line.now.reached is not None:
                known, reached = known + 1, reached + line.now.reached
    title = "Цели и показатели"
    if not rows:
        return Part(
            "goals", title, (),
            hint="Показателей, которые можно посчитать за этот год, пока нет. Они берутся из "
            "планов, процедур и опросов и появятся вместе с ними.",
        )  # fmt: skip
    said = [f"Ориентир достигнут по {reached} из {known} показателей."] if known else []
    return Part(
        "goals", title, tuple(said),
        ("Показатель", str(year), "Год назад", "Ориентир"), tuple(rows),
    )  # fmt: skip


def _value(value: float | None, unit: str) -> str:
    return "—" if value is None else f"{russian.quantity(value)} {unit}".strip()


def _target(value: float | None, unit: str, better: str) -> str:
    if value is None:
        return "—"
    return f"{'не больше' if better == 'less' else 'не меньше'} {_value(value, unit)}"


def _results(place: Organisation, year: SchoolYear) -> Part:
    found = [one for one in results_of(place) if one.year == year.start + 1]
    title = "Общие результаты работ"
    if not found:
        return Part(
            "results", title, (),
            hint="Открытых результатов за этот год нет. Подготовьте и опубликуйте открытые "
            "таблицы на странице «Открытая страница».",
        )  # fmt: skip
    lines = [
        f"Открыты результаты: {russian.counted(len(found), 'работа', 'работы', 'работ')}. "
        "Они говорят о том, что ученики умели в день работы, и не говорят, какая школа лучше."
    ]
    if any(not one.whole for one in found):
        lines.append("Малые числа не показаны, чтобы нельзя было узнать результат ребёнка.")
    return Part(
        "results", title, tuple(lines),
        ("Работа", "Писали", "«2»", "«3»", "«4»", "«5»"),
        tuple((one.work, _count(one.n), *(_count(m.count) for m in one.marks)) for one in found),
        open_marks({one.work: [m.count for m in one.marks] for one in found})
        if any(one.whole for one in found)
        else None,
        tables=tuple(one.table for one in found),
    )  # fmt: skip


def _count(value: int | None) -> str:
    return HIDDEN if value is None else russian.integer(value)


def _done(place: Organisation, year: SchoolYear) -> Part:
    rules, lines = report_rules(), []
    counts: dict[str, tuple[int, int]] = {}
    done = (Measure.State.DONE, Measure.State.CHECKED)
    measures = (
        Measure.objects.filter(
            direction__plan__organisation=place,
            direction__plan__school_year=year,
            direction__plan__kind__in=(Plan.Kind.PLAN, Plan.Kind.ROADMAP),
            direction__plan__state__in=(Plan.State.APPROVED, Plan.State.CLOSED),
        )
        .exclude(state=Measure.State.CANCELLED)
        .order_by()
        .values_list("direction__position", "direction__title")
        .annotate(n=Count("pk"), done=Count("pk", filter=Q(state__in=done)))
    )
    for _, title, n, ready in sorted(measures):
        name = OTHER if rules.unwanted(title) else title
        before = counts.get(name, (0, 0))
        counts[name] = (before[0] + ready, before[1] + n)
    if counts:
        ready, n = (sum(one) for one in zip(*counts.values(), strict=True))
        lines.append(f"По планам года выполнено {ready} из {n} мероприятий.")
    lines += [*_meetings(place, year), *_trained(place, year)]
    return Part(
        "done", "Что сделано за год", tuple(lines),
        ("Направление", "Выполнено", "Запланировано") if counts else (),
        tuple((name, str(a), str(b)) for name, (a, b) in counts.items()),
        deeds(counts) if counts else None,
        hint="" if lines else "Записей о выполненном за этот год нет: ни утверждённых планов с "
        "мероприятиями, ни проведённых заседаний.",
    )  # fmt: skip


def _meetings(place: Organisation, year: SchoolYear) -> Iterable[str]:
    """Talks with single schools are not counted."""
    held = (
        Meeting.objects.filter(organisation=place, school_year=year, state=Meeting.State.HELD)
        .exclude(kind=Meeting.Kind.INTERVIEW)
        .order_by()
        .values_list("kind")
        .annotate(n=Count("pk"))
    )
    named = dict(Meeting.Kind.choices)
    if found := sorted(held):
        yield "Проведено: " + russian.enumeration([f"{named[k]} — {n}" for k, n in found]) + "."


def _trained(place: Organisation, year: SchoolYear) -> Iterable[str]:
    people = (
        Enrolment.objects.filter(
            school__path__startswith=place.path,
            state=Enrolment.State.ATTENDED,
            finished__gte=year.starts,
            finished__lte=year.ends,
        )
        .values("person")
        .distinct()
        .count()
    )
    if people >= int(load_profile(year.start + 1).value("public.minimum")):
        words = russian.counted(people, "педагог", "педагога", "педагогов")
        yield f"Обучение прошли: {words}."


def _voices(place: Organisation, year: SchoolYear) -> Part:
    named = dict(Survey.Audience.choices)
    indices = {
        f"{_capital(named[code.split('.')[0]])}: {one.title.lower()}": (
            float(one.index.value),
            one.index.n,
        )
        for code, one in indices_of(place, year).items()
    }
    title = "Что сказали родители, ученики и учителя"
    if not indices:
        return Part(
            "voices", title, (),
            hint="Опросов с достаточным числом ответов за этот год нет.",
        )  # fmt: skip
    return Part(
        "voices", title,
        ("Ответы на опросы сложены в индексы от 0 до 100: чем больше, тем лучше. "
         "Ответы безымянны.",),
        ("Кто и о чём", "Индекс", "Ответов"),
        tuple((name, russian.number(v, 0), str(n)) for name, (v, n) in indices.items()),
        voices({name: value for name, (value, _) in indices.items()}),
    )  # fmt: skip


def _capital(text: object) -> str:
    return str(text)[:1].upper() + str(text)[1:]


def _next(place: Organisation, year: SchoolYear) -> Part:
    """Goals of next year's plans; where none are named, what the plans work on."""
    plans: Sequence[Plan] = Plan.objects.filter(
        organisation=place,
        school_year__start=year.start + 1,
        kind__in=(Plan.Kind.PLAN, Plan.Kind.ROADMAP),
        state__in=(Plan.State.APPROVED, Plan.State.CLOSED),
    )
    title = "Планы на следующий год"
    if goals := _wanted(line for plan in plans for line in plan.goals.splitlines()):
        return Part("next", title, ("Цели плана на следующий учебный год:", *goals))
    directions = Direction.objects.filter(plan__in=plans).order_by("position", "pk")
    if work := _wanted(directions.values_list("title", flat=True)):
        return Part("next", title, ("Направления работы по плану на следующий учебный год:", *work))
    return Part(
        "next", title, (),
        hint="План на следующий учебный год ещё не утверждён. Утвердите его с целями "
        "или напишите о планах от себя.",
    )  # fmt: skip


def _wanted(lines: Iterable[str]) -> list[str]:
    """Sentences that may stand in a public report, each once."""
    rules = report_rules()
    said = (russian.sentence(line.strip(" ;.–—-")) for line in lines if line.strip())
    return [line for line in dict.fromkeys(said) if not rules.unwanted(line)]
