"""Local acts of an organisation and their versions."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from objektiv.web.models.files import KeptFile
from objektiv.web.models.organisations import Organisation
from objektiv.web.models.people import Person


class LocalAct(models.Model):
    """An act with all its versions; `code`: which of the expected set it is, "" for another."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="local_acts")
    code = models.CharField("акт перечня", max_length=30, blank=True)
    title = models.CharField("название", max_length=300)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"],
                condition=~models.Q(code=""),
                name="local_act_once",
            )
        ]

    def __str__(self) -> str:
        return self.title


class LocalActVersion(KeptFile):
    """The text of an act from one day on; an approved version is never changed."""

    class State(models.TextChoices):
        DRAFT = "draft", "проект"
        APPROVED = "approved", "утверждён"

    act = models.ForeignKey(LocalAct, models.CASCADE, related_name="versions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    considered = models.CharField("рассмотрен", max_length=200, blank=True)  # by which body, when
    order_number = models.CharField("приказ №", max_length=40, blank=True)
    order_date = models.DateField("дата приказа", null=True, blank=True)
    starts = models.DateField("действует с", null=True, blank=True)
    ends = models.DateField("действует до", null=True, blank=True)  # the day before the next one
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.act}, {self.get_state_display()}"

    @property
    def ended(self) -> bool:
        """No longer in force today."""
        return self.ends is not None and self.ends < timezone.localdate()
