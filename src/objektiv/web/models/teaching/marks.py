"""What the school's local act says of marks: norms, rounding, weights of forms of work."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from objektiv.web.models.organisations import Organisation, SchoolYear
from objektiv.web.models.teaching.acts import LocalActVersion


class MarkAct(models.Model):
    """The norms of marks of a school for a school year; a change is a new version."""

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="mark_acts")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField("локальный акт", max_length=300)
    act_version = models.ForeignKey(LocalActVersion, models.PROTECT, null=True, related_name="+")
    # As `protocols.norms_from` reads it, without periods and schemes; numbers as texts
    values = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "version"], name="mark_act_version_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class MarkScheme(models.Model):
    """Weights of forms of work in a subject, known before the period in which they weigh."""

    class State(models.TextChoices):
        DRAFT = "draft", "черновик"
        PUBLISHED = "published", "опубликована"

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="mark_schemes")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT)
    subject = models.CharField("предмет", max_length=120, blank=True)  # "": every subject
    version = models.PositiveSmallIntegerField(default=1)
    starts = models.DateField("действует с")  # until the next version or the end of the year
    weights = models.JSONField(default=dict)  # form of work -> weight as a text
    default = models.CharField("вес остальных работ", max_length=10, default="1")
    act_version = models.ForeignKey(LocalActVersion, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_on = models.DateField(null=True)

    class Meta:
        ordering = ["subject", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "subject", "version"],
                name="mark_scheme_version_once",
            ),
            models.UniqueConstraint(
                fields=["school", "school_year", "subject", "starts"],
                condition=Q(state="published"),
                name="mark_scheme_one_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject or 'Все предметы'}, версия {self.version}"
