"""People who observe, and days of a procedure, for tests of observation."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.utils import timezone

from objektiv.web.models import (
    Accreditation,
    Observation,
    Observer,
    Procedure,
    ProcedureDay,
    ProcedureSite,
    Role,
    TrainingTry,
)

TODAY = timezone.localdate()
AHEAD = TODAY + timedelta(days=14)


def observer_of(world, name: str, **values) -> Observer:
    """Trained and accredited in the north; `values` are fields of the row."""
    person = world.person(name, (Role.OBSERVER, world.north))
    observer = Observer.objects.create(
        place=world.north, source="page", state="accepted", person=person, adult=True,
        outside=True, declared=True, identity_seen=TODAY, consent_version="1",
        consent_at=timezone.now(), **values,
    )  # fmt: skip
    TrainingTry.objects.create(
        observer=observer, version="1", answers=[], right=10, asked=10, passed=True
    )
    Accreditation.objects.create(
        observer=observer, number=f"n{observer.pk}", starts=TODAY - timedelta(days=400),
        ends=TODAY + timedelta(days=400), given_by=world.people["north"],
    )  # fmt: skip
    return observer


def site_of(world, school, *, day: date = AHEAD, subject="Математика", hour=9, **values):
    procedure, _ = Procedure.objects.get_or_create(
        kind="ВПР", year=2027, organiser=world.north,
        defaults={"own_steps": [{"left_out": "brief_observers"}]},  # no briefing is asked for
    )  # fmt: skip
    found, _ = ProcedureDay.objects.get_or_create(
        procedure=procedure, subject=subject, grade=5, day=day,
        defaults={"starts": time(hour), "minutes": 90},
    )  # fmt: skip
    return ProcedureSite.objects.create(day=found, school=school, **values)


def observation_of(world, observer, site, **values) -> Observation:
    return Observation.objects.create(
        site=site, observer=observer, made_by=world.people["north"], **values
    )
