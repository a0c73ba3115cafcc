"""Pupils who need help: the path, its steps, what families were told, the individual route.

A pupil is a code. Where a path stands is computed from its steps by `planning.debt`; `state` and
`deadline` are only what lists are found by.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from objektiv.planning.debt import Kind, State
from objektiv.web.models.organisations import Organisation, SchoolYear
from objektiv.web.models.teaching.tasks import BankTask


class HelpCase(models.Model):
    """One pupil in one subject, from the first conversation on."""

    STATES = (
        (State.HELPING.value, "помощь"),
        (State.DEBT.value, "есть задолженность"),
        (State.TRY.value, "аттестация назначена"),
        (State.CLEARED.value, "задолженность ликвидирована"),
        (State.PARENTS.value, "решают родители"),
        (State.CHOSEN.value, "родители выбрали"),
        (State.CLOSED.value, "завершено"),
    )
    OVER = (State.CHOSEN.value, State.CLOSED.value)

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="help_cases")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT)
    class_name = models.CharField(max_length=20)
    subject = models.CharField(max_length=120)
    pupil = models.CharField("код ученика", max_length=60)
    reasons = models.JSONField(default=list)  # why it was worth a conversation, in words
    state = models.CharField(max_length=8, choices=STATES, default=State.HELPING.value)
    deadline = models.DateField(null=True)  # of a debt
    planned = models.DateField(null=True)  # the try that is set
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["class_name", "subject", "pupil", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "class_name", "subject", "pupil"],
                condition=~Q(state__in=["chosen", "closed"]),
                name="one_open_help_case",
            )
        ]

    def __str__(self) -> str:
        return f"{self.class_name}, {self.subject}, ученик {self.pupil}"

    @property
    def is_over(self) -> bool:
        return self.state in self.OVER


class HelpStep(models.Model):
    """One step as it was written down; steps are added, never changed."""

    KINDS = (
        (Kind.TALK.value, "разговор"),
        (Kind.HELP.value, "помощь школы"),
        (Kind.RETAKE.value, "пересдача темы"),
        (Kind.CORRECTED.value, "исправление отметки"),
        (Kind.DEBT.value, "образовалась академическая задолженность"),
        (Kind.PAUSE.value, "время, которое не входит в срок"),
        (Kind.SET.value, "назначена аттестация"),
        (Kind.HELD.value, "аттестация проведена"),
        (Kind.PROMOTED.value, "условный перевод"),
        (Kind.CHOICE.value, "выбор родителей"),
        (Kind.CLOSED.value, "помощь завершена"),
    )

    case = models.ForeignKey(HelpCase, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=KINDS)
    day = models.DateField("день")
    until = models.DateField("до", null=True, blank=True)
    result = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    commission = models.CharField("комиссия", max_length=500, blank=True)  # a name a line
    text = models.TextField("что", blank=True)
    basis = models.CharField("основание", max_length=300, blank=True)
    original_mark = models.PositiveSmallIntegerField(null=True, blank=True)
    new_mark = models.PositiveSmallIntegerField(null=True, blank=True)
    mark_day = models.DateField("отметка за день", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def members(self) -> list[str]:
        return [line.strip() for line in self.commission.splitlines() if line.strip()]


class FamilyNotice(models.Model):
    """What a family was told about a path, and that it was read."""

    case = models.ForeignKey(HelpCase, models.CASCADE, related_name="notices")
    subject = models.CharField("о чём", max_length=200)
    text = models.TextField("текст")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    told = models.PositiveSmallIntegerField(default=0)  # accounts of the family
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    on_paper = models.CharField("подпись на бумаге", max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.subject


class RouteTask(models.Model):
    """A line of the individual route: what to master, with which tasks, by when, what came."""

    case = models.ForeignKey(HelpCase, models.CASCADE, related_name="route")
    topic = models.CharField("тема или умение", max_length=300)
    skills = models.CharField("позиции кодификатора", max_length=200, blank=True)
    ground = models.CharField("откуда видно", max_length=300, blank=True)
    tasks = models.TextField("задания", blank=True)
    due = models.DateField("до", null=True, blank=True)
    done_on = models.DateField("сделано", null=True, blank=True)
    outcome = models.CharField("что вышло", max_length=300, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.topic

    @property
    def skill_list(self) -> list[str]:
        return [one.strip() for one in self.skills.split(",") if one.strip()]


class GivenTask(models.Model):
    """A task of the bank that a line of the route gives to the pupil, as it was then."""

    line = models.ForeignKey(RouteTask, models.CASCADE, related_name="given")
    task = models.ForeignKey(BankTask, models.PROTECT, related_name="given")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    points = models.PositiveSmallIntegerField("баллы", null=True)  # None: not done yet
    done_on = models.DateField("сделано", null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["line", "task"], name="task_given_once")]

    @property
    def possible(self) -> int:
        return int(self.content.get("points", 1))
