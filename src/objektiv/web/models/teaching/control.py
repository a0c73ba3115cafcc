"""Internal control of a school for a year, and visits of lessons: help, not punishment."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.organisations import Organisation, SchoolYear
from objektiv.web.models.practices import Practice

PERSON = settings.AUTH_USER_MODEL


class ControlPlan(models.Model):
    """The plan of internal control (ВШК, ВСОКО) of a school for a year."""

    class State(models.TextChoices):
        DRAFT = "draft", "проект"
        APPROVED = "approved", "утверждён"

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="control_plans")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    order_number = models.CharField(max_length=40, blank=True)
    order_date = models.DateField(null=True)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year"], name="control_plan_once")
        ]

    def __str__(self) -> str:
        return f"План внутришкольного контроля, {self.school_year}"


class ControlItem(models.Model):
    """What is looked at, how, when, by whom, and what came of it."""

    class State(models.TextChoices):
        PLANNED = "planned", "запланировано"
        DONE = "done", "проведено"
        CANCELLED = "cancelled", "снято"

    plan = models.ForeignKey(ControlPlan, models.CASCADE, related_name="items")
    section = models.CharField("направление", max_length=60)  # of profiles/control.toml
    text = models.TextField("что смотрим")
    purpose = models.TextField("зачем", blank=True)
    form = models.CharField("вид контроля", max_length=40)
    due = models.JSONField()
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    responsible = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    heard_at = models.CharField("где рассматривается", max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    outcome = models.TextField("итог", blank=True)
    decided = models.TextField("что решили", blank=True)
    done_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["section", "ends", "id"]

    def __str__(self) -> str:
        return self.text


class LessonVisit(models.Model):
    """A visit of a lesson: why, what was seen, what the teacher says, what help was agreed."""

    class Kind(models.TextChoices):
        CONTROL = "control", "по плану контроля"
        MUTUAL = "mutual", "взаимное посещение"

    class State(models.TextChoices):
        PLANNED = "planned", "запланировано"
        HELD = "held", "проведено, ждёт слов учителя"
        TALKED = "talked", "обсуждено"
        CANCELLED = "cancelled", "отменено"

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="lesson_visits")
    item = models.ForeignKey(ControlItem, models.SET_NULL, null=True, related_name="visits")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    teacher = models.ForeignKey(PERSON, models.PROTECT, related_name="visits_received")
    visitor = models.ForeignKey(PERSON, models.PROTECT, related_name="visits_made")
    subject = models.CharField("предмет", max_length=120, blank=True)
    class_name = models.CharField("класс", max_length=20, blank=True)
    day = models.DateField("день")
    lesson = models.PositiveSmallIntegerField("урок", null=True)
    topic = models.CharField("тема", max_length=300, blank=True)
    reasons = models.JSONField(default=list)  # in words, with the rule and its source
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    seen = models.JSONField(default=dict)  # {code of the sheet: level}
    strong = models.TextField("что удалось", blank=True)
    advice = models.TextField("что попробовать", blank=True)
    teacher_words = models.TextField("слова учителя", blank=True)
    help = models.TextField("какая помощь", blank=True)
    helper = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="help_given")
    help_until = models.DateField("срок помощи", null=True)
    help_done = models.TextField("что сделано", blank=True)
    help_done_at = models.DateTimeField(null=True)
    practice = models.ForeignKey(Practice, models.SET_NULL, null=True, related_name="visits")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        about = ", ".join(filter(None, (self.subject, self.class_name)))
        return f"Посещение урока: {about or self.teacher.full_name}"
