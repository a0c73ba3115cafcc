"""Surveys: questions, who is asked, answers that lead to nobody."""

from __future__ import annotations

from datetime import date

from django.db import models

from objektiv.web.models.organisations import Organisation, SchoolYear, Subject
from objektiv.web.models.people import Person


class Survey(models.Model):
    """One survey; its questions are a copy and do not change once somebody could answer."""

    class State(models.TextChoices):
        DRAFT = "draft", "готовится"
        OPEN = "open", "идёт"
        CLOSED = "closed", "завершён"

    class Audience(models.TextChoices):
        PARENTS = "parents", "родители"
        PUPILS = "pupils", "ученики"
        TEACHERS = "teachers", "учителя"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="surveys", verbose_name="организация"
    )
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+")
    form = models.CharField("анкета", max_length=30)  # surveys of one form are compared over years
    audience = models.CharField("кого спрашиваем", max_length=10, choices=Audience.choices)
    title = models.CharField("название", max_length=200)
    intro = models.TextField("обращение", blank=True)
    questions = models.JSONField()
    closes = models.DateField("последний день")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    words_removed_at = models.DateTimeField(null=True)  # open answers are gone; actions.keeping

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.title

    def over(self, today: date) -> bool:
        """Nobody can answer any more: closed, or its last day has gone by."""
        return self.state == self.State.CLOSED or (
            self.state == self.State.OPEN and self.closes < today
        )


class SurveyGroup(models.Model):
    """People of one school, or of some of its classes, who answer by one link.

    subject, grade: they are asked about a subject in a parallel; a person is never asked about.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="groups")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="survey_groups")
    label = models.CharField("кто", max_length=80, blank=True)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    grade = models.PositiveSmallIntegerField("параллель", null=True)
    population = models.PositiveIntegerField("сколько всего людей")
    quota = models.PositiveIntegerField("сколько ответов нужно", null=True, blank=True)
    secret = models.CharField(max_length=24, unique=True)

    class Meta:
        ordering = ["school__name", "label"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "school", "label"], name="survey_group_once")
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.label}" if self.label else str(self.school)


class SurveyCode(models.Model):
    """A slip of paper for one answer; nothing ties a code to the answer or to a person."""

    group = models.ForeignKey(SurveyGroup, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)
    used = models.BooleanField(default=False)

    class Meta:
        ordering = ["digest"]

    def __str__(self) -> str:
        return "использован" if self.used else "не использован"


class SurveyAnswer(models.Model):
    """What somebody answered: no time of day, no address, no code."""

    group = models.ForeignKey(SurveyGroup, models.CASCADE, related_name="answers")
    day = models.DateField()
    values = models.JSONField()  # question -> 1…5, option number, list of them, words

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.group}, {self.day:%d.%m.%Y}"
