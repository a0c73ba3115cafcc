"""What the families of the first school are to read, and a talk the parent has booked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    """What pages of families can be about."""
    from objektiv.web.models import Acquaintance, Consultation

    paper = Acquaintance.objects.create(
        school=world.first, title="Критерии", due=timezone.localdate(),
        made_by=world.people["office"], secret="paper", name="a.pdf", path="originals/aa/file.xlsx",
        sha256="a" * 64, size=10,
    )  # fmt: skip
    paper.classes.add(made["school_class"])
    talk = Consultation.objects.create(
        school=world.first, person=world.people["teacher"],
        starts=timezone.now() + timedelta(days=2), taken_by=world.people["parent"],
    )  # fmt: skip
    return {"acquaintance": paper, "talk": talk}
