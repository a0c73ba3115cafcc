"""Courses, seminars and own trainings: who asked, who came, what came of it."""

from __future__ import annotations

from django.db import models

from objektiv.web.models.files import KeptFile
from objektiv.web.models.organisations import Organisation
from objektiv.web.models.people import Person


class Course(models.Model):
    """An offer of the catalogue."""

    class Kind(models.TextChoices):
        COURSE = "course", "курсы повышения квалификации"
        WEBINAR = "webinar", "вебинар"
        SEMINAR = "seminar", "семинар"
        PLATFORM = "platform", "дистанционная платформа"
        OWN = "own", "краткое обучение с тестом"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="courses")
    kind = models.CharField("вид", max_length=10, choices=Kind.choices)
    title = models.CharField("название", max_length=300)
    training = models.CharField(max_length=30, blank=True)  # of the profile, for an own one
    blocks = models.JSONField("чему помогает", default=list)
    about = models.TextField("о чём", blank=True)
    address = models.URLField("ссылка", blank=True)
    hours = models.PositiveSmallIntegerField("часов", null=True, blank=True)
    starts = models.DateField("начало", null=True, blank=True)
    ends = models.DateField("окончание", null=True, blank=True)
    seats = models.PositiveSmallIntegerField("мест", null=True, blank=True)
    open = models.BooleanField("набор открыт", default=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-open", "starts", "title"]

    def __str__(self) -> str:
        return self.title


class Enrolment(models.Model):
    """One person at one course."""

    class State(models.TextChoices):
        ASKED = "asked", "заявка"
        ACCEPTED = "accepted", "в группе"
        DECLINED = "declined", "отклонено"
        ATTENDED = "attended", "прошёл обучение"
        MISSED = "missed", "не прошёл"

    course = models.ForeignKey(Course, models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(Person, models.CASCADE, related_name="enrolments")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    finished = models.DateField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    best = models.FloatField(null=True, blank=True)  # share of right answers
    applied = models.TextField("что применили", blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["course", "person"], name="enrolled_once")]

    def __str__(self) -> str:
        return f"{self.course}: {self.person}"


class Certificate(KeptFile):
    """A document of a course with its number, checked by somebody who saw it."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="certificate")
    number = models.CharField("номер", max_length=60)
    dated = models.DateField("дата")
    until = models.DateField("действует до", null=True, blank=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-dated"]

    def __str__(self) -> str:
        return f"№ {self.number} от {self.dated:%d.%m.%Y}"
