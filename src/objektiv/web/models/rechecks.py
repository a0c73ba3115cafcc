"""Second marks of single works, longer terms, and the confirmed breach as a record of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.findings import Recheck, Review
from objektiv.web.models.organisations import Organisation


class RecheckPaper(models.Model):
    """One work to mark a second time; the second marker sees its code and nothing else."""

    recheck = models.ForeignKey(Recheck, models.CASCADE, related_name="papers")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    class_name = models.CharField(max_length=20)
    pupil = models.CharField(max_length=60)  # code
    number = models.PositiveSmallIntegerField()  # in the list: drawn, says nothing of the reason
    score = models.PositiveSmallIntegerField()  # first marks; hidden until the outcome
    stratum = models.CharField(max_length=10)  # planning.RecheckWork.stratum
    reason = models.CharField(max_length=200)
    information = models.FloatField()  # bits
    changed_if_honest = models.FloatField()
    changed_if_raised = models.FloatField()
    second_score = models.PositiveSmallIntegerField(null=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    second_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["recheck_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["recheck", "school", "class_name", "pupil"], name="paper_once"
            ),
            models.UniqueConstraint(fields=["recheck", "number"], name="paper_number_once"),
        ]


class Extension(models.Model):
    """A longer term for the school's reply; the former one is kept."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="extensions")
    before = models.DateField()
    reply_by = models.DateField("новый срок пояснений")
    reason = models.CharField("почему", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]


class Breach(models.Model):
    """«Подтверждённый факт»: what a person stated with ground and document after a re-check.

    It is never made from a finding by the program. The school may object within the term;
    until then, and until an objection is answered, it is not in force.
    """

    class Answer(models.TextChoices):
        UPHELD = "upheld", "факт подтверждён, возражения не приняты"
        REVOKED = "revoked", "возражения приняты, запись отменена"

    review = models.ForeignKey(Review, models.PROTECT, related_name="breaches")
    ground = models.TextField("что установлено и на каком основании")
    document = models.CharField("документ: вид, номер и дата", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    appeal_by = models.DateField()  # the school may object until this day, the day included
    appeal = models.TextField("возражения школы", blank=True)
    appealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    appealed_at = models.DateTimeField(null=True)
    answer = models.CharField(
        "решение по возражениям", max_length=10, choices=Answer.choices, blank=True
    )
    answer_reason = models.TextField("обоснование", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=~models.Q(answer="revoked"), name="one_breach"
            )
        ]

    def __str__(self) -> str:
        return f"Подтверждённый факт: {self.review}"
