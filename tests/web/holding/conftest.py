"""A day of a procedure, personal keys and the clock of the server."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from objektiv.web.models import PersonalKey, Procedure, ProcedureDay, ProcedureSite

from ..cases.sealed import PHRASES, public


@pytest.fixture
def day(world):
    procedure = Procedure.objects.create(kind="ВПР", year=2026, organiser=world.north)
    day = ProcedureDay.objects.create(
        procedure=procedure, subject="Математика", grade=5,
        day=timezone.localdate() + timedelta(days=7),
    )  # fmt: skip
    for school in (world.first, world.second):
        ProcedureSite.objects.create(day=day, school=school)
    return day


@pytest.fixture
def keys(world):
    for name in PHRASES:
        PersonalKey.objects.create(person=world.people[name], public=public(name))
    return PHRASES


@pytest.fixture
def at(monkeypatch):
    """The clock of the server stands at a moment."""

    def stand(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(UTC))

    return stand
