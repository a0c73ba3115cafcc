"""When a procedure is held and where: what schedules, observers and materials speak of."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.organisations import Organisation
from objektiv.web.models.results import Procedure


class ProcedureDay(models.Model):
    """A subject and a grade of a procedure on one day."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="days")
    subject = models.CharField("предмет", max_length=120, blank=True)
    grade = models.PositiveSmallIntegerField("класс", null=True, blank=True)
    day = models.DateField("день")
    starts = models.TimeField("начало", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("минут", null=True, blank=True)
    reserve = models.BooleanField("резервный день", default=False)

    class Meta:
        ordering = ["day", "subject", "grade"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "subject", "grade", "day"], name="procedure_day_once"
            )
        ]

    def __str__(self) -> str:
        grade = f"{self.grade} класс" if self.grade else ""
        return ", ".join(part for part in (self.subject, grade) if part) or str(self.procedure)


class ProcedureSite(models.Model):
    """One school on one day of a procedure: what was prepared and how it went."""

    class State(models.TextChoices):
        PLANNED = "planned", "готовится"
        HELD = "held", "проведена"
        NOT_HELD = "not_held", "не проводилась"

    day = models.ForeignKey(ProcedureDay, models.CASCADE, related_name="sites")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="procedure_sites")
    state = models.CharField(
        "состояние", max_length=8, choices=State.choices, default=State.PLANNED
    )
    enrolled = models.PositiveIntegerField("по списку", null=True, blank=True)
    took_part = models.PositiveIntegerField("участвовали", null=True, blank=True)
    started = models.TimeField("начали", null=True, blank=True)
    ended = models.TimeField("закончили", null=True, blank=True)
    note = models.CharField("пояснение", max_length=1000, blank=True)  # why it was not held
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reported_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["day", "school"]
        constraints = [
            models.UniqueConstraint(fields=["day", "school"], name="procedure_site_once")
        ]

    def __str__(self) -> str:
        return f"{self.day}, {self.school}"

    @property
    def absent(self) -> int | None:
        """How many of the list did not take part; None until it is written down."""
        if self.enrolled is None or self.took_part is None:
            return None
        return self.enrolled - self.took_part
