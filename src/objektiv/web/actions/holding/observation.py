"""Who observes where: drawn without conflicts of interest, changed by hand, replaced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.planning import assignment as library
from objektiv.web.actions.audit import log
from objektiv.web.actions.jobs import Refusal, create_job
from objektiv.web.actions.letters import people_of, write
from objektiv.web.models import (
    Job,
    Observation,
    Observer,
    Organisation,
    Person,
    Procedure,
    ProcedureSite,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import COORDINATORS, require
from objektiv.web.queries.holding.briefings import anybody_briefed
from objektiv.web.queries.holding.observation import sites_at, watched
from objektiv.web.queries.holding.staffing import (
    Staffing,
    demands_briefing,
    reasons_against,
    staffing_of,
)

S = Observation.State


def order_assignment(
    place: Organisation, procedure: Procedure, *, by: Person, **options: Any
) -> Job:
    """A job that assigns observers to the schools of a procedure at the place.

    Where the technology demands a briefing, who has not signed one is not assigned, unless
    `unbriefed_because` says why; the reason stays in the journal.
    """
    require(by, "observation.manage", place)
    demanded = demands_briefing(procedure) and not options.get("unbriefed_because")
    if demanded and not anybody_briefed(procedure, "observer"):
        raise ValidationError(
            "Инструктаж этой процедуры не подписал ни один наблюдатель: назначать некого. "
            "Проведите инструктаж или запишите, почему без него."
        )
    return create_job("assign_observers", f"Назначение наблюдателей: {procedure}", by=by,
                      place=place.pk, procedure=procedure.pk, **options)  # fmt: skip


def assign_observers(
    job: Job,
    tell: Any,
    *,
    place: int,
    procedure: int,
    per_site: int = 1,
    rotation: str = "must",
    briefed_only: bool = False,
    unbriefed_because: str = "",
    partly: bool = False,
) -> None:
    """Solve and write down. Without enough people it says why; `partly` fills what can be."""
    at = Organisation.objects.get(pk=place)
    by = job.started_by
    require(by, "observation.manage", at)
    found = Procedure.objects.get(pk=procedure)
    sites = list(
        sites_at(at).filter(
            day__procedure=found,
            day__day__gte=timezone.localdate(),
            state=ProcedureSite.State.PLANNED,
        )
    )
    if not sites:
        raise Refusal("Впереди нет ни одной школы и дня этой процедуры: назначать некуда.")
    corps = Observer.objects.around(at).filter(state=Observer.State.ACCEPTED)
    tell("сведения о наблюдателях", 0, 3)
    demanded = demands_briefing(found)
    staffing = staffing_of(
        sites, found, corps, per_site=per_site, rotation=rotation,
        briefed_only=briefed_only or (demanded and not unbriefed_because),
    )  # fmt: skip
    tell("назначение без конфликтов интересов", 1, 3)
    answer = library.assign(staffing.request)
    if isinstance(answer, library.Impossible) and partly and answer.shortages:
        answer = library.assign(_with_less(staffing.request, answer))
    if isinstance(answer, library.Impossible):
        raise Refusal("\n".join(answer.sentences))
    tell("запись", 2, 3)
    with transaction.atomic():
        _write_down(answer, staffing, by=by)
        log("observers.assigned", found, f"Назначены наблюдатели: {found}", by=by, at=at,
            seed=answer.seed, assigned=len(answer.assigned), changes=answer.changes,
            spread=answer.spread.get("observer", 0), proven=answer.proven,
            unbriefed_because=unbriefed_because)  # fmt: skip


def _with_less(request: library.StaffRequest, short: library.Impossible) -> library.StaffRequest:
    lacking = {one.procedure.code: one.lacking for one in short.shortages}
    procedures = tuple(
        replace(one, observers=one.observers - lacking.get(one.code, 0))
        for one in request.procedures
    )
    return replace(request, procedures=procedures)


def _write_down(answer: library.Assignment, staffing: Staffing, *, by: Person) -> None:
    wanted = {
        (staffing.sites[one.procedure].pk, staffing.observers[one.person].pk)
        for one in answer.assigned
    }
    sites = {one.pk: one for one in staffing.sites.values()}
    present = {
        (one.site_id, one.observer_id): one for site in sites.values() for one in site.watched
    }
    for key, one in present.items():
        if key not in wanted and not one.by_hand and one.state == S.ASSIGNED:
            end(one, S.REPLACED, "новое распределение")
    corps = {one.pk: one for one in staffing.observers.values()}
    for site, observer in sorted(wanted - set(present)):
        made = Observation.objects.create(site=sites[site], observer=corps[observer], made_by=by)
        _tell(made)


def _tell(observation: Observation) -> None:
    """Notice to the observer; the hour stands in the personal calendar."""
    site = observation.site
    if observation.observer.person:
        write(
            [observation.observer.person],
            "вы назначены наблюдателем",
            f"{site.day.day:%d.%m.%Y}, {site.school}: {site.day.procedure}, {site.day}.",
            reverse("my_watch"),
            kind=Kind.OBSERVATION,
        )


def end(observation: Observation, state: Any, reason: str) -> None:
    """The assignment is over; the observer is told."""
    observation.state, observation.reason = state, reason[:500]
    observation.save(update_fields=["state", "reason"])
    site = observation.site
    if observation.observer.person:
        write(
            [observation.observer.person],
            "назначение снято",
            f"{site.day.day:%d.%m.%Y}, {site.school}: {site.day}. Причина: {reason}.",
            reverse("my_watch"),
            kind=Kind.OBSERVATION,
        )


@transaction.atomic
def assign_by_hand(
    site: ProcedureSite,
    observer: Observer,
    *,
    by: Person,
    replaces: Observation | None = None,
    reason: str = "",
    unbriefed_because: str = "",
) -> Observation:
    """Refused with every reason where a rule forbids it; a new drawing keeps what is by hand.

    `unbriefed_because` lifts one rule alone, that of the briefing; it stays in the journal.
    """
    place = site.school.parent
    require(by, "observation.manage", place)
    (found,) = watched(ProcedureSite.objects.filter(pk=site.pk))
    corps = Observer.objects.filter(pk=observer.pk)
    staffing = staffing_of([found], site.day.procedure, corps)
    against = reasons_against(staffing, found)[observer.pk]
    lifted = [one for one in against if one.rule == "briefing" and unbriefed_because]
    if len(against) > len(lifted):
        raise ValidationError([f"{observer.name}: {one.text}." for one in against])
    if any(one.observer_id == observer.pk for one in found.watched):
        raise ValidationError(f"{observer.name} уже назначен(а) сюда.")
    if replaces:
        if replaces.state != S.ASSIGNED:
            raise ValidationError("Этого наблюдателя уже заменили, или лист уже сдан.")
        end(replaces, S.REPLACED, reason.strip() or "замена")
    made = Observation.objects.create(
        site=site, observer=observer, made_by=by, by_hand=True, replaces=replaces
    )
    log("observer.assigned", site, f"{observer} назначен: {site.school}, {site.day}", by=by,
        at=site.school, replaces=replaces and replaces.observer_id,
        unbriefed_because=unbriefed_because if lifted else "")  # fmt: skip
    _tell(made)
    return made


@transaction.atomic
def refuse(observation: Observation, *, reason: str, by: Person) -> Observation:
    """The observer cannot come: those who assign are told at once."""
    if observation.observer.person_id != by.pk:
        raise PermissionDenied("an observer refuses alone")
    if observation.state != S.ASSIGNED:
        raise ValidationError("Это назначение уже снято, или лист уже сдан.")
    observation.state, observation.reason = S.REPLACED, f"отказ: {reason.strip()}"[:500]
    observation.save(update_fields=["state", "reason"])
    site = observation.site
    log("observer.refused", site, f"{observation.observer} не сможет: {site.school}", by=by,
        at=site.school)  # fmt: skip
    write(
        people_of([site.school.parent, observation.observer.place], COORDINATORS),
        "наблюдатель не сможет прийти",
        f"{site.day.day:%d.%m.%Y}, {site.school}: {site.day}. Назначьте замену.",
        reverse("site_observer", args=[site.pk]),
        kind=Kind.OBSERVATION,
    )
    return observation


@transaction.atomic
def mark_absent(observation: Observation, *, by: Person) -> Observation:
    """The day is over and the observer did not come."""
    site = observation.site
    require(by, "observation.manage", site.school.parent)
    if observation.state != S.ASSIGNED or site.day.day > timezone.localdate():
        raise ValidationError("Отметить неявку можно в день процедуры и позже, пока лист не сдан.")
    end(observation, S.ABSENT, "не пришёл")
    log("observer.absent", site, f"{observation.observer} не пришёл: {site.school}", by=by,
        at=site.school)  # fmt: skip
    return observation
