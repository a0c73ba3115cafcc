"""Findings of an analysis, and what people said and decided about them.

A finding is a statistical statement and belongs to one analysis. A review follows one
school × work through all analyses: reply of the school, decision, re-check. A confirmed
breach is an outcome of a re-check, a record of its own, never a property of a finding.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from objektiv.schema import Verdict as VerdictCode
from objektiv.web.models.files import KeptFile
from objektiv.web.models.jobs import Job
from objektiv.web.models.organisations import Organisation
from objektiv.web.models.packed import PackedField
from objektiv.web.models.results import Work


class Verdict(models.TextChoices):
    VERIFY = VerdictCode.VERIFY.value, "требует проверки"
    LOOK = VerdictCode.LOOK.value, "обратить внимание"
    NONE = VerdictCode.NONE.value, "признаков нет"
    INSUFFICIENT = VerdictCode.INSUFFICIENT.value, "данных мало"


class Analysis(models.Model):
    """One run over all accepted protocols of a work; the newest one counts."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="analyses")
    organisation = models.ForeignKey(Organisation, models.PROTECT)  # whose results went in
    job = models.ForeignKey(Job, models.SET_NULL, null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    current = models.BooleanField(default=True)
    data_hash = models.CharField(max_length=80)
    method = models.CharField(max_length=80)
    profile = models.CharField(max_length=80)
    seed = models.BigIntegerField()
    schools = models.PositiveIntegerField()
    sittings = models.PositiveIntegerField()
    expected_false = models.FloatField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["work", "organisation"],
                condition=models.Q(current=True),
                name="one_analysis_counts",
            )
        ]

    def __str__(self) -> str:
        return f"Разбор № {self.pk}: {self.work}"


class PlaceReport(models.Model):
    """The reports of one analysis for one organisation: finished tables and charts.

    `content` is compressed JSON (see `actions.analysing`): made once, read on every page.
    """

    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="place_reports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="place_reports")
    n = models.PositiveIntegerField()  # pupils who wrote the work
    answer = models.TextField()  # one sentence
    facts = models.JSONField(default=dict)  # `reports.summary`: what pages of many works need
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["analysis", "organisation"], name="one_report_of_place")
        ]


class Finding(models.Model):
    """What one analysis says of one school (or class of it) in one work."""

    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="findings")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="findings")
    class_name = models.CharField(max_length=20, blank=True)
    n = models.PositiveIntegerField()
    p_value = models.FloatField(null=True)
    q_value = models.FloatField(null=True)
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    headline = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "school", "class_name"], name="finding_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.get_verdict_display()}"

    @property
    def detail(self) -> dict[str, Any]:
        """The whole of schema.Finding; empty where it was never kept or was removed by rule."""
        return self.kept.content if hasattr(self, "kept") else {}

    @property
    def related(self) -> list[dict[str, Any]]:
        """Signs of other works; see actions.relating."""
        return self.kept.related if hasattr(self, "kept") else []


class FindingDetail(models.Model):
    """The signs of a finding: thirty times its size, so lists must not read past them."""

    finding = models.OneToOneField(Finding, models.CASCADE, primary_key=True, related_name="kept")
    related = models.JSONField(default=list)
    content = PackedField(default=dict)


class Review(models.Model):
    """The way of one school × work from a finding to a decision."""

    class State(models.TextChoices):
        ASKED = "asked", "ждём пояснений школы"
        REPLIED = "replied", "школа ответила, ждёт решения"
        RECHECK = "recheck", "назначена перепроверка"
        CLOSED = "closed", "рассмотрение завершено"

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="reviews")
    work = models.ForeignKey(Work, models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reply_by = models.DateField()  # the school is heard until this day, the day included

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "work"],
                condition=~models.Q(state="closed"),
                name="one_open_review",
            )
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.work}"


class Reply(models.Model):
    """The school's own words."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="replies")
    text = models.TextField("пояснения школы")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]


class Attachment(KeptFile):
    reply = models.ForeignKey(Reply, models.PROTECT, related_name="attachments")


class Decision(models.Model):
    """What a reviewer decided, with the reason; a later decision does not erase it."""

    class Kind(models.TextChoices):
        EXPLAINED = "explained", "объяснение школы принято, вопрос снят"
        RECHECK = "recheck", "провести перепроверку работ"
        HELP = "help", "методическая помощь школе, без перепроверки"
        CLOSED = "closed", "завершить по итогам перепроверки"

    review = models.ForeignKey(Review, models.PROTECT, related_name="decisions")
    kind = models.CharField("решение", max_length=12, choices=Kind.choices)
    reason = models.TextField("обоснование")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]


class Recheck(models.Model):
    """Second blind scoring: ordered, carried out, with its outcome."""

    class Outcome(models.TextChoices):
        CLEARED = "cleared", "результаты подтвердились"
        CONFIRMED = "confirmed", "расхождения установлены"
        UNDECIDED = "undecided", "вывод сделать нельзя"

    review = models.ForeignKey(Review, models.PROTECT, related_name="rechecks")
    works = models.PositiveIntegerField("сколько работ перепроверить")
    due = models.DateField("срок")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField("итог", max_length=12, choices=Outcome.choices, blank=True)
    outcome_text = models.TextField("что показала перепроверка", blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True)
    seed = models.BigIntegerField(null=True)  # of the choice of works
    information = models.FloatField(default=0)  # bits expected of all papers
    judged = models.JSONField(default=dict)  # planning.RecheckOutcome of the second marks

    class Meta:
        ordering = ["id"]
