"""Corrections of work programmes: what is proposed from deficits, what was taken over and done."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.organisations import Organisation, SchoolYear


class ProgrammeChange(models.Model):
    """An appendix to the work programme of a subject in a grade for one school year."""

    class State(models.TextChoices):
        DRAFT = "draft", "черновик"
        APPROVED = "approved", "утверждён"

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="programme_changes")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT)
    subject = models.CharField("предмет", max_length=120)
    grade = models.PositiveSmallIntegerField("параллель")
    hours_left = models.PositiveSmallIntegerField("часов осталось до конца года")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    basis = models.CharField("основание", max_length=300, blank=True)  # the order in words
    # Empty for what was approved before its order stood in the register
    order_number = models.CharField("приказ №", max_length=40, blank=True)
    order_date = models.DateField("дата приказа", null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_on = models.DateField(null=True)

    class Meta:
        ordering = ["subject", "grade", "-id"]

    def __str__(self) -> str:
        return f"{self.subject}, {self.grade} класс"


class ProgrammeLine(models.Model):
    """A topic that gets more hours, from where they come, and when it was taught again."""

    change = models.ForeignKey(ProgrammeChange, models.CASCADE, related_name="lines")
    topic = models.CharField("тема или умение", max_length=300)
    skills = models.CharField("позиции кодификатора", max_length=200, blank=True)
    ground = models.CharField("откуда видно", max_length=300, blank=True)
    hours = models.PositiveSmallIntegerField("часов")
    taken_from = models.CharField("за счёт чего", max_length=300, blank=True)
    done_on = models.DateField("проведено", null=True, blank=True)
    outcome = models.CharField("что вышло", max_length=300, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.topic
