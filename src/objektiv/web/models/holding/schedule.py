"""The common schedule of assessment procedures of a school: a year, its versions, its rules."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.files import KeptFile
from objektiv.web.models.holding.days import ProcedureDay
from objektiv.web.models.jobs import Job
from objektiv.web.models.organisations import Organisation, SchoolYear


class ScheduleLevel(models.TextChoices):
    """As `planning.schedule.LEVELS`."""

    FEDERAL = "federal", "федеральный"
    REGIONAL = "regional", "региональный"
    MUNICIPAL = "municipal", "муниципальный"
    SCHOOL = "school", "школьный"


class YearSchedule(models.Model):
    """What the schedule of a school year rests on: lessons of the week and hours.

    `lessons`: rows [class, weekday from 0, number, subject]; `hours`: rows [class, subject, «2.5»].
    """

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="year_schedules")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+")
    lessons = models.JSONField(default=list, blank=True)
    hours = models.JSONField(default=list, blank=True)
    last_lesson = models.PositiveSmallIntegerField("последний урок дня", default=6)

    class Meta:
        ordering = ["-school_year__start", "school"]
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year"], name="year_schedule_once")
        ]

    def __str__(self) -> str:
        return f"График оценочных процедур, {self.school_year}"


class ScheduleVersion(models.Model):
    """One version: drawn up, approved by an order, published, then replaced by the next."""

    class State(models.TextChoices):
        DRAFT = "draft", "черновик"
        APPROVED = "approved", "утверждён, не опубликован"
        PUBLISHED = "published", "опубликован"
        PAST = "past", "заменён"

    schedule = models.ForeignKey(YearSchedule, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("версия")
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    before = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    reason = models.CharField("что и почему изменено", max_length=500, blank=True)
    order_number = models.CharField("приказ №", max_length=40, blank=True)
    order_date = models.DateField("от", null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "number"], name="schedule_version_once"),
            models.UniqueConstraint(
                fields=["schedule"],
                condition=models.Q(state__in=("draft", "approved")),
                name="one_schedule_in_work",
            ),
            models.UniqueConstraint(
                fields=["schedule"],
                condition=models.Q(state="published"),
                name="one_schedule_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule}, версия {self.number}"


class ScheduleEntry(models.Model):
    """One class writes one procedure on one day."""

    version = models.ForeignKey(ScheduleVersion, models.CASCADE, related_name="entries")
    day = models.DateField("день")
    lesson = models.PositiveSmallIntegerField("урок", null=True, blank=True)
    last_lesson = models.PositiveSmallIntegerField("последний урок дня", null=True, blank=True)
    class_name = models.CharField("класс", max_length=20)
    subject = models.CharField("предмет", max_length=120)
    procedure = models.CharField("процедура", max_length=200)
    level = models.CharField(
        "уровень", max_length=9, choices=ScheduleLevel.choices, default=ScheduleLevel.SCHOOL
    )
    lessons = models.PositiveSmallIntegerField("уроков", default=1)
    # Put in from a day of a procedure of an organiser above: moved by them, not by the school.
    taken_from = models.ForeignKey(ProcedureDay, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["day", "class_name", "lesson", "id"]
        indexes = [models.Index(fields=["version", "day"])]

    def __str__(self) -> str:
        return f"{self.class_name}, {self.subject}: {self.procedure}"


class ScheduleWork(models.Model):
    """What the school wants to hold in the year; the program finds the days."""

    schedule = models.ForeignKey(YearSchedule, models.CASCADE, related_name="works")
    procedure = models.CharField("название", max_length=200)
    subject = models.CharField("предмет", max_length=120)
    classes = models.CharField("классы", max_length=300)  # «5, 6» or «5А, 5Б», as typed
    count = models.PositiveSmallIntegerField("сколько раз за год", default=1)
    start = models.DateField("не раньше", null=True, blank=True)
    end = models.DateField("не позже", null=True, blank=True)
    lessons = models.PositiveSmallIntegerField("сколько уроков занимает", default=1)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.subject}: {self.procedure}"


class ScheduleSolution(models.Model):
    """What the solver found for a version: days to accept, or why there are none."""

    class State(models.TextChoices):
        WAITING = "waiting", "подбирается"
        FOUND = "found", "найден"
        IMPOSSIBLE = "impossible", "нельзя"
        ACCEPTED = "accepted", "принят"

    version = models.ForeignKey(ScheduleVersion, models.CASCADE, related_name="solutions")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    move_all = models.BooleanField(default=True)  # entries made by hand may move too
    effort = models.FloatField(default=4.0)
    entries = models.JSONField(default=list)  # rows as `actions.holding.schedule_entries.plain`
    before = models.CharField(max_length=64, blank=True)  # digest of the entries it started from
    said = models.JSONField(default=list)  # Russian: why not, what could not be checked
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]


class ScheduleRuleSet(models.Model):
    """Own rules of a region, municipality or school: TOML as `profiles/schedule_rules`."""

    class State(models.TextChoices):
        DRAFT = "draft", "черновик"
        ACTIVE = "active", "действует"
        PAST = "past", "прежняя редакция"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="schedule_rule_sets"
    )
    text = models.TextField("правила")
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
                name="one_schedule_rule_set",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(state="draft"),
                name="one_schedule_rule_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"Правила графика, редакция № {self.pk}"


class ScheduleFile(KeptFile):
    """A table as the school brought it."""

    schedule = models.ForeignKey(YearSchedule, models.CASCADE, related_name="files")
