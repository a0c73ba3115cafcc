"""An accredited observer of the north, who is the world's observer, and a handed in sheet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    """What pages of observation can be about."""
    from objektiv.web.models import (
        Accreditation,
        Observation,
        ObservationRemark,
        Observer,
        ObserverTie,
        SheetEntry,
    )

    today, now = timezone.localdate(), timezone.now()
    north, person = world.people["north"], world.people["observer"]
    observer = Observer.objects.create(
        place=world.north, source="page", state="accepted", person=person,
        personal={"surname": "Observer", "name": "Имя", "email": "observer@test.example"},
        adult=True, outside=True, declared=True, identity_seen=today, consent_version="1",
        consent_at=now,
    )  # fmt: skip
    ObserverTie.objects.create(
        observer=observer, kind="child", school=world.second, class_name="5А"
    )
    observation = Observation.objects.create(
        site=made["procedure_site"], observer=observer, state="done", made_by=north,
        finished_at=now,
    )  # fmt: skip
    SheetEntry.objects.create(
        observation=observation, client=uuid4(), item="hints", value="no", at=now, by=person
    )
    return {
        "observer": observer,
        "accreditation": Accreditation.objects.create(
            observer=observer, number="2026-001", starts=today, ends=today + timedelta(days=300),
            token="badge", given_by=north,
        ),
        "badge": "badge",
        "observation": observation,
        "remark": ObservationRemark.objects.create(
            observation=observation, item="hints", text="Плакат на стене", at=now, reply_by=today
        ),
    }  # fmt: skip
