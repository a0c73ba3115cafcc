"""Briefings by role and procedure: what people were told, who signed when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from objektiv.web.models.files import KeptFile
from objektiv.web.models.holding.days import ProcedureDay
from objektiv.web.models.organisations import Organisation
from objektiv.web.models.results import Procedure


class Briefing(models.Model):
    """A briefing that a place holds for people of one role, for all days or for one."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="briefings")
    day = models.ForeignKey(
        ProcedureDay, models.SET_NULL, null=True, blank=True, related_name="briefings"
    )  # none: for every day of the procedure
    place = models.ForeignKey(Organisation, models.PROTECT, related_name="briefings")
    role = models.CharField("кого", max_length=20)  # of the table `roles` of the profile
    title = models.CharField("тема", max_length=300)
    text = models.TextField("о чём", blank=True)
    held_on = models.DateField("когда проводится", null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class BriefingFile(KeptFile):
    """A material of a briefing."""

    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="files")


class Briefed(models.Model):
    """Somebody who is called to a briefing; signs alone, or on paper before the office."""

    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="people")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="briefed"
    )
    who = models.CharField("имя и должность", max_length=200, blank=True)  # without an account
    signed_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )  # who wrote down a signature given on paper

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["briefing", "person"],
                condition=Q(person__isnull=False),
                name="briefed_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.person.full_name if self.person else self.who


class HoldingReminder(models.Model):
    """Somebody was reminded of something of a procedure on a day: never twice."""

    about = models.CharField(max_length=60)  # «briefing:17»
    day = models.DateField()
    people = models.PositiveIntegerField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["about", "day"], name="holding_reminded_once_a_day")
        ]
