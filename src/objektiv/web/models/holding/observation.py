"""Who observes where, what was seen, what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.holding.days import ProcedureSite
from objektiv.web.models.holding.observers import Observer
from objektiv.web.models.plans import Measure


class Observation(models.Model):
    """An observer at one school on one day of a procedure."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", "назначен"
        DONE = "done", "лист сдан"
        REPLACED = "replaced", "заменён"
        ABSENT = "absent", "не пришёл"

    site = models.ForeignKey(ProcedureSite, models.CASCADE, related_name="observations")
    observer = models.ForeignKey(Observer, models.PROTECT, related_name="observations")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASSIGNED)
    by_hand = models.BooleanField(default=False)  # a new drawing keeps it
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    replaces = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced_by"
    )
    reason = models.CharField("почему заменён", max_length=500, blank=True)
    items = models.JSONField(default=list, blank=True)  # of the sheet, as they were that day
    version = models.CharField(max_length=20, blank=True)  # of the items
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["site__day__day", "site_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "observer"],
                condition=models.Q(state__in=("assigned", "done")),
                name="observer_once_at_a_site",
            )
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.observer}"


class SheetEntry(models.Model):
    """One thing written into a sheet. Entries are never changed: the newest of an item counts.

    `client` is made where it was typed, so that sending twice is the same as once. `base` is the
    entry its writer saw before; where another was already newest, both are shown to the observer.
    """

    observation = models.ForeignKey(Observation, models.CASCADE, related_name="entries")
    client = models.UUIDField(unique=True)
    base = models.UUIDField(null=True, blank=True)
    item = models.CharField(max_length=40)
    value = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField()  # by the clock of the phone
    received_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    conflict = models.BooleanField(default=False)  # written past an entry its writer had not seen

    class Meta:
        ordering = ["id"]


class ObservationRemark(models.Model):
    """Something that was not as it should be: the school answers first, then it is decided."""

    class State(models.TextChoices):
        ASKED = "asked", "ждёт ответа школы"
        REPLIED = "replied", "школа ответила"
        CLOSED = "closed", "учтено"
        OFFERED = "offered", "предложена мера"
        TAKEN = "taken", "мера в плане"
        DECLINED = "declined", "школа отказалась с обоснованием"

    observation = models.ForeignKey(Observation, models.CASCADE, related_name="remarks")
    item = models.CharField(max_length=40)
    text = models.TextField()
    at = models.DateTimeField()  # when it was seen
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    reply_by = models.DateField()
    reply = models.TextField("ответ школы", blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replied_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField("решение", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    offer = models.TextField("предложенная мера", blank=True)
    answer = models.TextField("почему школа отказалась", blank=True)
    measure = models.ForeignKey(
        Measure, models.SET_NULL, null=True, blank=True, related_name="observed"
    )

    class Meta:
        ordering = ["observation_id", "id"]

    def __str__(self) -> str:
        return f"Замечание № {self.pk}"
