"""Days of procedures: opened, named, moved with their history, taken out, told of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from objektiv.profiles import catalogue, holding_rules
from objektiv.russian import counted, is_day_off, long_date
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import people_of, write
from objektiv.web.actions.plans import rebind_terms
from objektiv.web.models import (
    DayMove,
    Observation,
    Organisation,
    Person,
    Procedure,
    ProcedureDay,
    ProcedureSite,
    StepDone,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import ON_DAY, SCHOOL_OFFICE, may, require
from objektiv.web.queries.holding.days import technology_of
from objektiv.web.queries.holding.steps import step_named, steps_of

HELD = ProcedureSite.State.HELD
_SCHOOLS = ("школа", "школы", "школ")


@dataclass(frozen=True, slots=True)
class NewDay:
    """A work and its day, as a person or a table names it."""

    subject: str
    grade: int | None
    day: date
    starts: time | None = None
    minutes: int | None = None
    reserve: bool = False


@transaction.atomic
def open_holding(
    organiser: Organisation, *, technology: str, kind: str, year: int, by: Person
) -> Procedure:
    """A procedure with its technology; one that was opened to collect results goes on."""
    require(by, "holding.organise", organiser)
    if not any(one.code == technology for one in holding_rules().technologies):
        raise ValidationError("Такой процедуры в реестре нет. Выберите другую.")
    source = next((one for one in catalogue() if one.code == technology), None)
    procedure, new = Procedure.objects.get_or_create(
        organiser=organiser,
        kind=kind.strip(),
        year=year,
        defaults={
            "source": source.code if source else "",
            "note": source.form if source else "",
            "expects": source.expects if source else Procedure.Expects.RESULTS,
            "from_whom": source.from_whom if source else Procedure.From.SCHOOL,
        },
    )
    procedure.technology = technology
    procedure.save(update_fields=["technology"])
    log("procedure.created" if new else "procedure.changed", procedure,
        f"Открыто проведение: {procedure}", by=by, at=organiser,
        technology=technology)  # fmt: skip
    return procedure


def may_name_days(person: Person, procedure: Procedure, place: Organisation) -> bool:
    """The organiser names days; a school its own where the technology leaves them to it."""
    if procedure.closed:
        return False
    if may(person, "holding.organise", procedure.organiser):
        return place.path.startswith(procedure.organiser.path)
    return (
        place.is_school
        and place.path.startswith(procedure.organiser.path)
        and technology_of(procedure).days_by == "school"
        and may(person, "holding.prepare", place)
    )


@transaction.atomic
def add_day(
    procedure: Procedure, new: NewDay, schools: Iterable[Organisation], *, by: Person
) -> ProcedureDay:
    """A work on a day in these schools; schools that have it on that day keep it."""
    schools = list(schools)
    for school in schools:
        if not may_name_days(by, procedure, school):
            raise PermissionDenied("holding.organise")
    if not schools:
        raise ValidationError("Выберите хотя бы одну школу.")
    _open_day(new.day)
    day, made = ProcedureDay.objects.get_or_create(
        procedure=procedure,
        subject=new.subject.strip(),
        grade=new.grade,
        day=new.day,
        defaults={"starts": new.starts, "minutes": new.minutes, "reserve": new.reserve},
    )
    known = set(day.sites.values_list("school", flat=True))
    fresh = [one for one in schools if one.pk not in known]
    ProcedureSite.objects.bulk_create(ProcedureSite(day=day, school=one) for one in fresh)
    if made or fresh:
        log("holding.day_added", day,
            f"{procedure}: {day}, {long_date(day.day)}; "
            f"{counted(len(fresh), *_SCHOOLS)}", by=by,
            at=schools[0] if len(schools) == 1 else procedure.organiser,
            schools=[one.pk for one in fresh])  # fmt: skip
        if made:
            rebind_terms(procedure.organiser, by=by)
    return day


def _open_day(day: date) -> None:
    if is_day_off(day):
        raise ValidationError(
            {"day": f"{long_date(day)} — воскресенье или праздник. Назовите учебный день."}
        )


@transaction.atomic
def move_day(
    day: ProcedureDay, *, to: date, starts: time | None, reason: str, by: Person
) -> ProcedureDay:
    """For all its schools; steps, reminders and briefings follow, for they keep no dates."""
    procedure = day.procedure
    require(by, "holding.organise", procedure.organiser)
    _open_day(to)
    held = day.sites.filter(state=HELD).count()
    if held:
        raise ValidationError(
            f"Уже провели: {counted(held, *_SCHOOLS)}. Их день не переносится; "
            "остальным назовите новый день."
        )
    if (to, starts) == (day.day, day.starts):
        raise ValidationError({"day": "Это тот же день и час."})
    twin = procedure.days.filter(subject=day.subject, grade=day.grade, day=to).exclude(pk=day.pk)
    if twin.exists():
        raise ValidationError({"day": f"На {long_date(to)} эта работа уже назначена."})
    move = DayMove.objects.create(
        day=day, before=day.day, after=to, starts_before=day.starts, starts_after=starts,
        reason=reason.strip(), by=by,
    )  # fmt: skip
    day.day, day.starts = to, starts
    day.save(update_fields=["day", "starts"])
    sites = list(day.sites.select_related("school"))
    log("holding.day_moved", day, _said(day, move), by=by, at=procedure.organiser)
    for site in sites:
        log("holding.day_moved", site, _said(day, move), by=by, at=site.school)
    _tell(sites, day, move)
    rebind_terms(procedure.organiser, by=by)
    return day


@transaction.atomic
def move_site(
    site: ProcedureSite, *, to: date, starts: time | None, reason: str, by: Person
) -> ProcedureSite:
    """One school writes the work on another day: whatever hangs on it goes along."""
    day, procedure = site.day, site.day.procedure
    if not may_name_days(by, procedure, site.school):
        raise PermissionDenied("holding.organise")
    _open_day(to)
    if site.state == HELD:
        raise ValidationError("Работа уже проведена, её день не переносится.")
    if to == day.day:
        raise ValidationError({"day": "Это тот же день."})
    target, _ = ProcedureDay.objects.get_or_create(
        procedure=procedure, subject=day.subject, grade=day.grade, day=to,
        defaults={"starts": starts, "minutes": day.minutes, "reserve": day.reserve},
    )  # fmt: skip
    if target.sites.filter(school=site.school).exists():
        raise ValidationError({"day": f"На {long_date(to)} эта работа у школы уже стоит."})
    move = DayMove.objects.create(
        day=target, site=site, before=day.day, after=to, starts_before=day.starts,
        starts_after=target.starts, reason=reason.strip(), by=by,
    )  # fmt: skip
    site.day = target
    site.save(update_fields=["day"])
    day.briefings.filter(place=site.school).update(day=target)
    log("holding.day_moved", site, _said(target, move), by=by, at=site.school)
    _tell([site], target, move)
    # A day without schools that was made for one is gone with it; its history is the move.
    if not day.sites.exists() and not day.moves.exists() and not day.briefings.exists():
        day.delete()
    return site


def _said(day: ProcedureDay, move: DayMove) -> str:
    return (
        f"{day.procedure}, {day}: день перенесён с {long_date(move.before)} "
        f"на {long_date(move.after)}: {move.reason}"
    )


def _tell(sites: Iterable[ProcedureSite], day: ProcedureDay, move: DayMove) -> None:
    for site in sites:
        write(
            people_of([site.school], (*SCHOOL_OFFICE, *ON_DAY)),
            f"день перенесён: {day.procedure}, {day}",
            f"Было {long_date(move.before, year=False)}, "
            f"стало {long_date(move.after, year=False)}: {move.reason}. "
            "Сроки шагов и инструктажей передвинулись вместе с днём.",
            reverse("site", args=[site.pk]),
            kind=Kind.TERM,
        )


@transaction.atomic
def remove_day(day: ProcedureDay, *, by: Person) -> None:
    """A day nobody has begun to prepare; another one is moved, and its history stays."""
    procedure = day.procedure
    require(by, "holding.organise", procedure.organiser)
    begun = (
        StepDone.objects.filter(site__day=day).exists()
        or day.sites.exclude(state=ProcedureSite.State.PLANNED).exists()
        or Observation.objects.filter(site__day=day).exists()
    )
    if begun:
        raise ValidationError("По этому дню у школ уже есть записи. Перенесите его.")
    if day.sites.filter(observations__isnull=False).exists():
        raise ValidationError("На этот день назначены наблюдатели. Перенесите его.")
    log("holding.day_removed", day, f"{procedure}: убран день {day}, {long_date(day.day)}", by=by,
        at=procedure.organiser, day=day.day.isoformat(),
        schools=list(day.sites.values_list("school", flat=True)))  # fmt: skip
    day.delete()
    rebind_terms(procedure.organiser, by=by)


@transaction.atomic
def add_step(procedure: Procedure, *, by: Person, **values: Any) -> Procedure:
    """A step of the organiser beside those of the technology."""
    require(by, "holding.organise", procedure.organiser)
    codes = {one.code for one in steps_of(procedure)} | {
        one.get("code") or one.get("left_out") for one in procedure.own_steps
    }
    number = next(n for n in range(1, 1000) if f"own{n}" not in codes)
    step = {
        **values,
        "code": f"own{number}",
        "source": f"Добавил организатор: {procedure.organiser}",
        "status": "house",
    }
    procedure.own_steps = [*procedure.own_steps, step]
    procedure.save(update_fields=["own_steps"])
    log("holding.step_added", procedure, f"{procedure}: добавлен шаг «{values['title']}»", by=by,
        at=procedure.organiser, step=step)  # fmt: skip
    return procedure


@transaction.atomic
def leave_out_step(procedure: Procedure, code: str, *, by: Person) -> Procedure:
    """A step that is done otherwise here; ticks that were set stay in the rows."""
    require(by, "holding.organise", procedure.organiser)
    step = step_named(procedure, code)
    if step is None:
        raise ValidationError("Такого шага у процедуры нет.")
    kept = [one for one in procedure.own_steps if one.get("code") != code]
    if len(kept) == len(procedure.own_steps):
        kept.append({"left_out": code})
    procedure.own_steps = kept
    procedure.save(update_fields=["own_steps"])
    log("holding.step_left_out", procedure, f"{procedure}: убран шаг «{step.title}»", by=by,
        at=procedure.organiser, step=code)  # fmt: skip
    return procedure
