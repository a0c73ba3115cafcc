"""Participant codes of a school, and names by code: encrypted to the school's own key."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from objektiv.web.models.organisations import Organisation
from objektiv.web.models.results import Procedure


class CodeBatch(models.Model):
    """Codes of one class for a procedure, or for a year of results (`procedure` is None)."""

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="code_batches")
    procedure = models.ForeignKey(Procedure, models.CASCADE, null=True, related_name="+")
    year = models.PositiveSmallIntegerField("год результатов")
    class_name = models.CharField("класс", max_length=20)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-year", "procedure", "class_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "procedure", "year", "class_name"],
                nulls_distinct=False,
                name="codes_of_a_class_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.class_name}, {self.about}"

    @property
    def about(self) -> str:
        return str(self.procedure) if self.procedure else f"все процедуры {self.year} года"

    @property
    def scope(self) -> str:
        """Within which a code belongs to one pupil."""
        return f"procedure:{self.procedure_id}" if self.procedure_id else f"year:{self.year}"


class ParticipantCode(models.Model):
    """One code. Whose it is stands nowhere here."""

    batch = models.ForeignKey(CodeBatch, models.CASCADE, related_name="codes")
    scope = models.CharField(max_length=40)
    code = models.CharField("код", max_length=10)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["scope", "code"], name="participant_code_once")
        ]

    def __str__(self) -> str:
        return self.code


class NameVault(models.Model):
    """The school's vault: the public half of its key. The private half is in the school's safe."""

    school = models.OneToOneField(Organisation, models.PROTECT, related_name="name_vault")
    public = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField(default=1)  # of the key; a new one each change
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"ключ № {self.number} от {timezone.localdate(self.made_at):%d.%m.%Y}"


class NamePiece(models.Model):
    """Some names of a class, encrypted; of two pieces with the same code the later counts."""

    vault = models.ForeignKey(NameVault, models.PROTECT, related_name="pieces")
    batch = models.ForeignKey(CodeBatch, models.CASCADE, related_name="pieces")
    body = models.BinaryField()
    names = models.PositiveSmallIntegerField()  # how many
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]


class NameRequest(models.Model):
    """Names of single codes for a court or an appeal: one asks, another shows."""

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="name_requests")
    codes = models.JSONField()
    document = models.CharField("документ", max_length=300)
    reason = models.TextField("для чего")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    shown_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.document
