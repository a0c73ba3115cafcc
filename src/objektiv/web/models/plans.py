"""Plans and roadmaps: directions → measures with term, responsibles, expected result, evidence.

A plan is approved as a version; changing an approved plan makes the next version, the old one
stays. A measure keeps where it came from: a recommendation, the municipal list, a decision of
a meeting, last year's plan, a document that was read.
"""

from __future__ import annotations

from textwrap import shorten

from django.conf import settings
from django.db import models

from objektiv.web.models.files import KeptFile
from objektiv.web.models.meetings import MeetingDecision
from objektiv.web.models.organisations import Organisation, SchoolYear
from objektiv.web.models.recommendations import Recommendation


class Plan(models.Model):
    class Kind(models.TextChoices):
        PLAN = "plan", "план мероприятий"
        ROADMAP = "roadmap", "дорожная карта"
        LIST = "list", "рекомендуемый перечень мероприятий"

    class State(models.TextChoices):
        DRAFT = "draft", "черновик"
        APPROVED = "approved", "утверждён"
        REPLACED = "replaced", "заменён новой редакцией"
        CLOSED = "closed", "год завершён"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plans")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="plans")
    kind = models.CharField("вид", max_length=8, choices=Kind.choices, default=Kind.PLAN)
    title = models.CharField("название", max_length=500)
    goals = models.TextField("цели", blank=True)  # a line each; stand above the directions
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    previous = models.ForeignKey(  # the version before, or last year's plan
        "self", models.PROTECT, null=True, blank=True, related_name="following"
    )
    order_number = models.CharField("номер приказа", max_length=40, blank=True)
    order_date = models.DateField("дата приказа", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-school_year__start", "title", "-version"]

    def __str__(self) -> str:
        return self.title


class Direction(models.Model):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="directions")
    title = models.CharField("направление", max_length=500)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class Measure(models.Model):
    """One measure. `starts`/`ends` are what its term in words means in this school year."""

    class State(models.TextChoices):
        PLANNED = "planned", "запланировано"
        DOING = "doing", "выполняется"
        DONE = "done", "выполнено, ждёт проверки"
        CHECKED = "checked", "проверено"
        CANCELLED = "cancelled", "отменено"

    class Origin(models.TextChoices):
        OWN = "own", "составлено в организации"
        RECOMMENDATION = "recommendation", "адресная рекомендация"
        LIST = "list", "рекомендуемый перечень"
        DECISION = "decision", "решение заседания"
        LAST_YEAR = "last_year", "план прошлого года"
        DOCUMENT = "document", "прочитано из документа"

    direction = models.ForeignKey(Direction, models.CASCADE, related_name="measures")
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField("вид меры", max_length=40, blank=True)  # code of kinds.toml: for effect
    text = models.TextField("мероприятие")
    due = models.JSONField(default=dict)  # russian.terms.Due as a dict
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    participants = models.TextField("участники", blank=True)
    expected_result = models.TextField("ожидаемый результат", blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    origin = models.CharField(max_length=14, choices=Origin.choices, default=Origin.OWN)
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="measures"
    )
    decision = models.ForeignKey(
        MeetingDecision, models.PROTECT, null=True, blank=True, related_name="measures"
    )
    taken_from = models.ForeignKey(  # measure of a list, of last year, of the version before
        "self", models.SET_NULL, null=True, blank=True, related_name="taken"
    )
    cancelled_because = models.CharField("почему отменено", max_length=500, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return shorten(self.text, 80, placeholder="…")


class Responsible(models.Model):
    """Who answers for a measure: a person of the system or words («руководители ШМО»)."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="responsibles")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="measures"
    )
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.person.initials if self.person else self.words


class Step(models.Model):
    """What happened with a measure: a note, a change of state; its files are the evidence."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=9, choices=Measure.State.choices)
    text = models.TextField("что сделано", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]


class Evidence(KeptFile):
    """A file that shows that something was done."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="files")


class PlanDocument(KeptFile):
    """A document read into a draft, as it came and as it was understood; checked by a person."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="documents")
    read = models.JSONField()  # as `objektiv plan read` writes it
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True)
