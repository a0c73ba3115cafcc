"""Moves, mergers and closings of organisations: when, why, by whom, what was before."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.organisations import Organisation


class OrganisationChange(models.Model):
    """A change that holds from a day on; a coming one waits and may be withdrawn."""

    class Kind(models.TextChoices):
        MOVED = "moved", "перевод в другой муниципалитет"
        MERGED = "merged", "присоединение к другой школе"
        CLOSED = "closed", "закрытие"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="changes")
    kind = models.CharField("изменение", max_length=10, choices=Kind.choices)
    before = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="joined")
    on = models.DateField("с какого дня")
    reason = models.CharField("основание", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=1000, blank=True)  # why it could not be carried out

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"

    @property
    def waits(self) -> bool:
        return self.done_at is None and self.withdrawn_at is None
