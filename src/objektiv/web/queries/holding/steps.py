"""What has to be done for a procedure by when, what is done, what is open where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min
from django.urls import reverse

from objektiv.planning.holding import say_term, step_due, step_time
from objektiv.profiles import HoldingStep, holding_rules
from objektiv.web.models import (
    Organisation,
    Person,
    Procedure,
    ProcedureSite,
    StepDone,
    StepFile,
)
from objektiv.web.permissions import places
from objektiv.web.queries.holding.days import technology_of

# Step of the sets of technologies -> words and page of the place where it is done.
PAGES = {
    "schedule": ("Единый график", "schedule"),
    "families": ("Родители", "parents"),
    "observers": ("Кто где наблюдает", "observation"),
    "ready": ("Кто прошёл инструктаж", "briefings"),
    "form": ("Сбор результатов", "procedures"),
    "discuss": ("Заседания", "meetings"),
}
ABOVE = "municipality"  # the role whose steps the municipality ticks off


@dataclass(frozen=True)
class Task:
    """A step of a procedure at one place: when it is due, whether it is done."""

    step: HoldingStep
    procedure: Procedure
    place: Organisation
    site: ProcedureSite | None
    due: date
    done: StepDone | None

    @property
    def term(self) -> str:
        return say_term(self.step)

    @property
    def role(self) -> str:
        return holding_rules().roles[self.step.role]

    @property
    def page(self) -> tuple[str, str] | None:
        """Where the step is done on the site: words and address; None where it is done outside."""
        if self.step.briefs:
            return "Кто прошёл инструктаж", reverse("briefings", args=[self.place.pk])
        if self.step.code == "sum_up":
            address = reverse("holding_participation", args=[self.place.pk, self.procedure.pk])
            return "Участие и происшествия", address
        if self.step.code not in PAGES:
            return None
        title, name = PAGES[self.step.code]
        return title, reverse(name, args=[self.place.pk])

    @property
    def at(self):
        """The hour of a step of the checklist, where the hours of the day are known."""
        if self.site is None:
            return None
        return step_time(self.step, self.site.day.starts, self.site.day.minutes)


@dataclass(frozen=True)
class StepState:
    """A step of a procedure at all the schools of a place."""

    step: HoldingStep
    expected: int
    done: int
    late: int

    @property
    def open(self) -> int:
        return self.expected - self.done

    @property
    def term(self) -> str:
        return say_term(self.step)

    @property
    def role(self) -> str:
        return holding_rules().roles[self.step.role]


def steps_of(procedure: Procedure) -> tuple[HoldingStep, ...]:
    """Steps of the technology without those left out, and those added for this procedure."""
    out = {one["left_out"] for one in procedure.own_steps if "left_out" in one}
    own = tuple(HoldingStep(**one) for one in procedure.own_steps if "code" in one)
    return tuple(one for one in technology_of(procedure).steps if one.code not in out) + own


def step_named(procedure: Procedure, code: str) -> HoldingStep | None:
    return next((one for one in steps_of(procedure) if one.code == code), None)


def tasks_at(
    place: Organisation,
    sites: Sequence[ProcedureSite],
    procedures: Iterable[Procedure] = (),
) -> list[Task]:
    """Everything to do at a school for its days, the earliest first.

    `sites` are the days to speak of; first and last days are taken over all of the school's
    days of each procedure, so hand over all of them, or `procedures` whose sites they are.
    """
    by_procedure: dict[Procedure, list[ProcedureSite]] = defaultdict(list)
    for site in sites:
        by_procedure[site.day.procedure].append(site)
    wanted = list(procedures) or list(by_procedure)
    done = _done(place, wanted)
    found: list[Task] = []
    for procedure in wanted:
        mine = by_procedure.get(procedure, [])
        held = [one for one in mine if one.state != ProcedureSite.State.NOT_HELD]
        if not held:
            continue
        edges = {"first": held[0].day.day, "last": held[-1].day.day}
        for step in steps_of(procedure):
            if step.role == ABOVE:
                continue
            if step.each == "day":
                found += [
                    Task(
                        step,
                        procedure,
                        place,
                        site,
                        step_due(step, site.day.day),
                        done.get((procedure.pk, site.pk, step.code)),
                    )
                    for site in held
                ]
            else:
                found.append(
                    Task(
                        step,
                        procedure,
                        place,
                        None,
                        step_due(step, edges[step.each]),
                        done.get((procedure.pk, None, step.code)),
                    )
                )
    return sorted(found, key=_order)


def _order(task: Task):
    hour = task.at
    return (
        task.due,
        task.step.at is not None,
        str(hour) if hour else "",
        str(task.procedure),
        task.site.pk if task.site else 0,
    )


def _done(
    place: Organisation, procedures: Iterable[Procedure]
) -> dict[tuple[int, int | None, str], StepDone]:
    rows = (
        StepDone.objects.filter(place=place, procedure__in=list(procedures), undone_at=None)
        .select_related("by")
        .prefetch_related("files")
    )
    return {(one.procedure_id, one.site_id, one.step): one for one in rows}


def step_files_visible_to(person: Person):
    within = Organisation.objects.within(*places(person, "holding.view"))
    return StepFile.objects.filter(done__place__in=within, removed_at=None)


def own_tasks(place: Organisation, procedures: Iterable[Procedure]) -> list[Task]:
    """What a municipality itself has to do for procedures held in its schools."""
    procedures = list(procedures)
    edges = {
        pk: (first, last)
        for pk, first, last in ProcedureSite.objects.filter(
            day__procedure__in=procedures, school__path__startswith=place.path
        )
        .exclude(state=ProcedureSite.State.NOT_HELD)
        .values_list("day__procedure")
        .annotate(first=Min("day__day"), last=Max("day__day"))
        .order_by()
    }
    done = _done(place, procedures)
    found = []
    for procedure in procedures:
        if procedure.pk not in edges:
            continue
        first, last = edges[procedure.pk]
        found += [
            Task(
                step,
                procedure,
                place,
                None,
                step_due(step, last if step.each == "last" else first),
                done.get((procedure.pk, None, step.code)),
            )
            for step in steps_of(procedure)
            if step.role == ABOVE
        ]
    return sorted(found, key=_order)


def states_at(
    procedures: Sequence[Procedure], place: Organisation, today: date
) -> dict[int, list[StepState]]:
    """By procedure, every step of the schools below a place: at how many done, open, late.

    Counts only, in the order of the technology: which schools is asked for one step at a time.
    """
    held = _held(procedures, place)
    ticked = StepDone.objects.filter(
        procedure__in=procedures, place__path__startswith=place.path, undone_at=None
    ).order_by()
    on_days: dict[tuple[int, str], Counter] = defaultdict(Counter)
    for pk, code, day, n in (
        ticked.filter(site__isnull=False)
        .values_list("procedure", "step", "site__day__day")
        .annotate(n=Count("id"))
    ):
        on_days[pk, code][day] += n
    at_places: dict[tuple[int, str], set[int]] = defaultdict(set)
    for pk, code, where in ticked.filter(site=None).values_list("procedure", "step", "place"):
        at_places[pk, code].add(where)
    return {
        one.pk: [
            _state(step, held[one.pk], on_days[one.pk, step.code], at_places[one.pk, step.code],
                   today)
            for step in steps_of(one)
            if step.role != ABOVE
        ]
        for one in procedures
    }  # fmt: skip


@dataclass
class _Held:
    """Schools by day, and the first and last day of each school."""

    days: Counter
    edges: dict[int, tuple[date, date]]


def _held(procedures: Sequence[Procedure], place: Organisation) -> dict[int, _Held]:
    found: dict[int, _Held] = defaultdict(lambda: _Held(Counter(), {}))
    sites = (
        ProcedureSite.objects.filter(
            day__procedure__in=procedures, school__path__startswith=place.path
        )
        .exclude(state=ProcedureSite.State.NOT_HELD)
        .order_by()
    )
    for pk, day, n in sites.values_list("day__procedure", "day__day").annotate(n=Count("id")):
        found[pk].days[day] += n
    for pk, school, first, last in sites.values_list("day__procedure", "school").annotate(
        first=Min("day__day"), last=Max("day__day")
    ):
        found[pk].edges[school] = (first, last)
    return found


def _state(
    step: HoldingStep, held: _Held, on_days: Counter, at_places: set[int], today: date
) -> StepState:
    if step.each == "day":
        late = sum(n - on_days[day] for day, n in held.days.items() if step_due(step, day) < today)
        return StepState(step, sum(held.days.values()), sum(on_days.values()), late)
    edge = 0 if step.each == "first" else 1
    late = sum(
        pk not in at_places and step_due(step, edges[edge]) < today
        for pk, edges in held.edges.items()
    )
    return StepState(step, len(held.edges), len(at_places & set(held.edges)), late)


@dataclass(frozen=True)
class OpenAt:
    """A school where a step is open: on how many days, the earliest term."""

    school: Organisation
    days: int
    due: date


def open_at(procedure: Procedure, place: Organisation, step: HoldingStep) -> list[OpenAt]:
    """Schools where a step is open, by name: whom to ask, no order by merit."""
    held = (
        ProcedureSite.objects.filter(day__procedure=procedure, school__path__startswith=place.path)
        .exclude(state=ProcedureSite.State.NOT_HELD)
        .select_related("school", "day")
        .order_by("school__name", "school_id", "day__day")
    )
    ticked = StepDone.objects.filter(
        procedure=procedure, step=step.code, place__path__startswith=place.path, undone_at=None
    ).values_list("place", "site")
    done = set(ticked)
    schools: dict[Organisation, list[ProcedureSite]] = defaultdict(list)
    for site in held:
        schools[site.school].append(site)
    found = []
    for school, sites in schools.items():
        if step.each == "day":
            open_ = [one for one in sites if (school.pk, one.pk) not in done]
        elif (school.pk, None) in done:
            open_ = []
        else:
            open_ = [sites[0] if step.each == "first" else sites[-1]]
        if open_:
            found.append(OpenAt(school, len(open_), step_due(step, open_[0].day.day)))
    return found
