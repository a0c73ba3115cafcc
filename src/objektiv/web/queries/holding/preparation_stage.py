"""A stage of preparing a procedure, and what every stage starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse

from objektiv.planning.holding import step_due
from objektiv.profiles import HoldingStep, Technology
from objektiv.russian import counted
from objektiv.web.models import (
    Observation,
    Organisation,
    Person,
    Procedure,
    ProcedureDay,
    ProcedureSite,
)
from objektiv.web.permissions import may
from objektiv.web.queries.holding.observation import HOLDING

SCHOOLS = ("школы", "школ", "школ")
DAYS = ("дня", "дней", "дней")
SITES = ("школы и дня", "школ и дней", "школ и дней")


@dataclass(frozen=True)
class Stage:
    """One stage.

    `state`: done, open (to do now), ahead (its time has not come), past (too late to do).
    """

    code: str
    title: str
    state: str
    said: str
    page: str = ""  # where all of it is seen
    due: date | None = None  # only where something is open
    act: str = ""  # the next act in words, and its address
    address: str = ""


@dataclass(frozen=True)
class Asked:
    """A procedure at a place for a person: what every stage starts from."""

    procedure: Procedure
    place: Organisation
    person: Person
    today: date
    technology: Technology
    numbers: dict[str, Any]
    days: list[ProcedureDay]
    steps: dict[str, HoldingStep]

    def may(self, rule: str) -> bool:
        return may(self.person, rule, self.place)

    def due(self, code: str) -> date | None:
        """The term of a step of the technology, from the nearest day to come."""
        step, nearest = self.steps.get(code), self.numbers["nearest"]
        return step_due(step, nearest) if step and nearest else None

    @property
    def sites(self):
        return _sites(self.procedure, self.place)

    @property
    def schools(self):
        return Organisation.objects.filter(pk__in=self.sites.values("school"))

    @property
    def subjects(self) -> list[str]:
        return sorted({one.subject for one in self.days if one.subject})

    @property
    def over(self) -> bool:
        """No day is to come any more."""
        return not self.numbers["ahead"]

    @property
    def began(self) -> bool:
        first = self.numbers["first"]
        return first is not None and first <= self.today

    def reminding(self, code: str) -> tuple[str, str]:
        """Words and address of the page that names the schools where a step is open."""
        if code not in self.steps or self.place.is_school or not self.may("holding.organise"):
            return "", ""
        page = reverse("holding_procedure", args=[self.place.pk, self.procedure.pk])
        return "Напомнить школам", f"{page}?step={code}#open"

    def days_said(self, n: int) -> str:
        """«25 школ и дней», for a school «2 дней»."""
        return counted(n, *(DAYS if self.place.is_school else SITES))

    def of(self, n: int, total: int) -> str:
        return f"{n} из {counted(total, *SCHOOLS)}"


def _sites(procedure: Procedure, place: Organisation):
    return ProcedureSite.objects.filter(
        day__procedure=procedure, school__path__startswith=place.path
    ).exclude(state=ProcedureSite.State.NOT_HELD)


def numbers_of(procedure: Procedure, place: Organisation, today: date) -> dict[str, Any]:
    watched = Exists(Observation.objects.filter(site=OuterRef("pk"), state__in=HOLDING))
    ahead = Q(day__day__gte=today, day__reserve=False, state=ProcedureSite.State.PLANNED)
    return (
        _sites(procedure, place)
        .annotate(has_observer=watched)
        .aggregate(
            sites=Count("id"),
            schools=Count("school", distinct=True),
            first=Min("day__day"),
            nearest=Min("day__day", filter=ahead),
            ahead=Count("id", filter=ahead),
            watched=Count("id", filter=ahead & Q(has_observer=True)),
            passed=Count("id", filter=Q(day__day__lte=today)),
            reported=Count("id", filter=Q(reported_at__isnull=False)),
        )
    )


def state_of(done: bool, over: bool = False) -> str:
    """What was not done before the days cannot be asked for any more."""
    return "done" if done else "past" if over else "open"
