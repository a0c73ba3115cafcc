"""Evaluation sheets of ВСОКО: the criteria of a year, a school's sheet, scores with evidence."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.files import KeptFile
from objektiv.web.models.organisations import Organisation, SchoolYear


class EvaluationForm(models.Model):
    """Criteria of an authority for its schools in one school year; the newest version counts."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="evaluation_forms")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    criteria = models.JSONField()  # of profiles.Criterion
    note = models.CharField("что изменено", max_length=500)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "school_year", "version"], name="evaluation_form_once"
            )
        ]


class EvaluationSheet(models.Model):
    """A school's sheet of a year. Its criteria are fixed when the school hands it in."""

    class State(models.TextChoices):
        FILLING = "filling", "заполняется"
        SUBMITTED = "submitted", "передан на оценку"
        ASSESSED = "assessed", "оценён"

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="evaluations")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="evaluations")
    state = models.CharField(max_length=9, choices=State.choices, default=State.FILLING)
    criteria = models.JSONField(default=list)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    assessed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-school_year__start"]
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year"], name="one_sheet_a_year")
        ]

    def __str__(self) -> str:
        return f"Оценочный лист ВСОКО, {self.school_year}"


class EvaluationScore(models.Model):
    """A score of one side for one criterion: the school itself or who looks from above."""

    class Side(models.TextChoices):
        SCHOOL = "school", "самооценка школы"
        ABOVE = "above", "оценка муниципалитета"

    sheet = models.ForeignKey(EvaluationSheet, models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=60)
    side = models.CharField(max_length=6, choices=Side.choices)
    score = models.PositiveSmallIntegerField("балл")
    ground = models.TextField("чем подтверждается", blank=True)
    link = models.CharField("ссылка", max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion", "side"], name="one_score_a_side")
        ]


class EvaluationFile(KeptFile):
    """A file that shows that a score is deserved."""

    score = models.ForeignKey(EvaluationScore, models.CASCADE, related_name="files")
