"""Experts, commissions, and works marked by code: first, second and third marking."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.findings import Recheck
from objektiv.web.models.holding.days import ProcedureDay
from objektiv.web.models.organisations import Organisation, SchoolYear, Subject
from objektiv.web.models.rechecks import RecheckPaper
from objektiv.web.models.results import Upload, Work


class Expert(models.Model):
    """Somebody in the register of a place: what subjects, with what status, since when."""

    class Status(models.TextChoices):
        CANDIDATE = "candidate", "кандидат"
        CONFIRMED = "confirmed", "подтверждён"
        PAUSED = "paused", "приостановлен"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="experts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="expert_of")
    subjects = models.ManyToManyField(Subject, related_name="+", verbose_name="предметы")
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )  # where the person works
    # Organisations whose works this person does not mark: declared, without saying why.
    relations = models.ManyToManyField(Organisation, blank=True, related_name="+")
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.CANDIDATE)
    since = models.DateField("статус с")
    until = models.DateField("статус по", null=True, blank=True)
    ground = models.CharField("основание", max_length=300, blank=True)

    class Meta:
        ordering = ["person__surname", "person__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="expert_once")
        ]

    def __str__(self) -> str:
        return str(self.person)


class Commission(models.Model):
    """A subject commission of a school or a municipality."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="commissions")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    title = models.CharField("название", max_length=200)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    members = models.ManyToManyField(Expert, blank=True, related_name="commissions")
    order = models.CharField("приказ", max_length=120, blank=True)

    class Meta:
        ordering = ["-school_year__start", "title", "id"]

    def __str__(self) -> str:
        return self.title


class MarkingRound(models.Model):
    """One work marked by one commission, from the discussion of criteria to final points."""

    class State(models.TextChoices):
        PREPARING = "preparing", "готовится"
        MARKING = "marking", "идёт проверка"
        CLOSED = "closed", "проверка окончена"

    commission = models.ForeignKey(Commission, models.PROTECT, related_name="rounds")
    work = models.ForeignKey(Work, models.PROTECT, related_name="+")
    columns = models.JSONField(default=list)  # [[code, maximum], …] that are marked
    day = models.ForeignKey(ProcedureDay, models.SET_NULL, null=True, related_name="+")
    recheck = models.ForeignKey(Recheck, models.PROTECT, null=True, related_name="rounds")
    due = models.DateField("срок")
    share = models.FloatField("доля второй проверки")
    difference = models.FloatField("разница для третьей проверки")
    seed = models.BigIntegerField(default=2026)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PREPARING)
    # The joint discussion before marking: what was agreed and how far the experts agreed.
    discussed_at = models.DateTimeField(null=True)
    discussed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    agreed = models.TextField("о чём договорились", blank=True)
    agreement = models.JSONField(default=dict)
    # Why experts who have not signed the briefing mark all the same; empty: they do not.
    unbriefed_because = models.CharField("почему без инструктажа", max_length=300, blank=True)
    balanced = models.JSONField(default=dict)  # loads, is it proven
    upload = models.ForeignKey(Upload, models.SET_NULL, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Проверка: {self.work.title}"


class Script(models.Model):
    """One written work under its code; a `reference` one is for the discussion of criteria."""

    round = models.ForeignKey(MarkingRound, models.CASCADE, related_name="scripts")
    code = models.CharField("код", max_length=20)
    reference = models.BooleanField(default=False)
    # Whose it is: on no page of an expert.
    school = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    class_name = models.CharField(max_length=20, blank=True)
    pupil = models.CharField(max_length=60, blank=True)  # code
    paper = models.OneToOneField(RecheckPaper, models.PROTECT, null=True, related_name="script")
    agreed = models.JSONField(null=True)  # of a reference: the points agreed on together
    final = models.JSONField(null=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="script_code_once")]

    def __str__(self) -> str:
        return self.code


class ScriptMark(models.Model):
    """One marking of one work by one expert; turn 0 is of a reference work."""

    script = models.ForeignKey(Script, models.CASCADE, related_name="marks")
    turn = models.PositiveSmallIntegerField()
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="marks")
    points = models.JSONField(null=True)  # by item, in the order of the round's columns
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["script__code", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["script", "expert"], name="script_expert_once"),
            models.UniqueConstraint(
                fields=["script", "turn"], condition=models.Q(turn__gt=0), name="script_turn_once"
            ),
        ]
