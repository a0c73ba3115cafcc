"""An accredited observer of the north, who is the world's observer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    """What pages of observation can be about."""
    from objektiv.web.models import Accreditation, Observer, ObserverTie

    today = timezone.localdate()
    observer = Observer.objects.create(
        place=world.north, source="page", state="accepted", person=world.people["observer"],
        personal={"surname": "Observer", "name": "Имя", "email": "observer@test.example"},
        adult=True, outside=True, declared=True, identity_seen=today, consent_version="1",
        consent_at=timezone.now(),
    )  # fmt: skip
    ObserverTie.objects.create(
        observer=observer, kind="child", school=world.second, class_name="5А"
    )
    return {
        "observer": observer,
        "accreditation": Accreditation.objects.create(
            observer=observer, number="2026-001", starts=today, ends=today + timedelta(days=300),
            token="badge", given_by=world.people["north"],
        ),
        "badge": "badge",
    }  # fmt: skip
