"""Addressed recommendations: from a draft of the rules to what each school did with it.

`Recommendations` is one document of an authority («Адресные рекомендации по результатам …»).
Its points are `Recommendation` rows: for all its schools or for one. What a school answers is
a `RecommendationAnswer`; that it got and signed the document is an `Addressee` row.
"""

from __future__ import annotations

from textwrap import shorten

from django.conf import settings
from django.db import models

from objektiv.web.models.findings import Analysis
from objektiv.web.models.organisations import Organisation, SchoolYear
from objektiv.web.models.results import Work


class Ground(models.Model):
    """One fact of an analysis about one school that may call for a recommendation."""

    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="grounds")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="grounds")
    code = models.CharField(max_length=40)  # of rulebook.GROUNDS
    text = models.TextField()  # «Математика, 5 класс: …», the numbers in words

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return shorten(self.text, 80, placeholder="…")


class RuleSet(models.Model):
    """Rules of recommendations as a methodologist keeps them; TOML, one version a row."""

    class State(models.TextChoices):
        DRAFT = "draft", "черновик"
        ACTIVE = "active", "действует"
        PAST = "past", "прежняя редакция"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="rule_sets")
    text = models.TextField("правила")
    note = models.CharField("что изменено", max_length=500)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(state="active"),
                name="one_rule_set_is_active",
            )
        ]

    def __str__(self) -> str:
        return f"Редакция № {self.pk}"


class Recommendations(models.Model):
    """One document of an authority to its schools."""

    class State(models.TextChoices):
        DRAFT = "draft", "черновик"
        APPROVED = "approved", "проверено"
        SENT = "sent", "отправлено"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="recommendations_made"
    )
    school_year = models.ForeignKey(SchoolYear, models.PROTECT)
    title = models.CharField("заголовок", max_length=500)
    rationale = models.TextField("актуальность", blank=True)
    basis = models.CharField("основание (протокол совета, приказ)", max_length=500, blank=True)
    works = models.ManyToManyField(Work, related_name="recommendations")
    rules = models.ForeignKey(RuleSet, models.PROTECT, null=True)  # none: the built-in rules
    source = models.TextField(blank=True)  # data, method, profile, seed in one line
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    number = models.CharField("номер", max_length=40, blank=True)
    dated = models.DateField("дата", null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class Recommendation(models.Model):
    """One point; `school` empty: to every addressee of the document."""

    document = models.ForeignKey(Recommendations, models.CASCADE, related_name="points")
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    position = models.PositiveIntegerField(default=0)
    rule = models.CharField(max_length=60, blank=True)  # code of the rule; "": written by hand
    direction = models.CharField("направление", max_length=300)
    addressee = models.CharField(  # in the dative, as the rule has it
        "кому", max_length=200, default="руководителю образовательной организации"
    )
    kind = models.CharField("вид меры", max_length=40, blank=True)  # of rulebook.KINDS
    ground = models.TextField("основание", blank=True)
    grounds = models.ManyToManyField("Ground", related_name="+")
    text = models.TextField("что рекомендовано")
    due = models.JSONField(default=dict)  # russian.terms.Due as a dict
    due_on = models.DateField("срок", null=True, blank=True)  # the last day, where there is one
    expected_result = models.TextField("ожидаемый результат", blank=True)
    checked_by = models.TextField("кто проверяет", blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    left_out = models.CharField("почему не включена", max_length=500, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return shorten(self.text, 80, placeholder="…")


class Addressee(models.Model):
    """A school of a document: when it was sent, read, signed for."""

    document = models.ForeignKey(Recommendations, models.CASCADE, related_name="addressees")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="addressed")
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["document", "school"], name="school_addressed_once")
        ]


class RecommendationAnswer(models.Model):
    """What a school does with one point: into the plan, already done, or declined with reason."""

    class State(models.TextChoices):
        ACCEPTED = "accepted", "принято в план"
        DONE = "done", "выполнено"
        DECLINED = "declined", "отклонено с обоснованием"

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="answers")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices)
    reason = models.TextField("обоснование", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "school"], name="one_answer_to_a_recommendation"
            )
        ]
