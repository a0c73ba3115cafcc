"""An organisation's own goals and indicators, instead of the set of the one above."""

from __future__ import annotations

from django.db import models

from objektiv.web.models.organisations import Organisation
from objektiv.web.models.people import Person


class IndicatorText(models.Model):
    """A set in TOML, from its making on; the newest one counts, earlier ones stay."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="indicator_texts")
    text = models.TextField(blank=True)  # "": back to the set of the organisation above
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"Показатели, {self.organisation}"
