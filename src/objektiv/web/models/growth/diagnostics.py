"""What is known of a teacher's professional needs: the teacher's first, then who it is shown to."""

from __future__ import annotations

from django.db import models

from objektiv.web.models.organisations import Organisation
from objektiv.web.models.people import Person


class Diagnosis(models.Model):
    """One block of one diagnostics of one teacher."""

    class Source(models.TextChoices):
        SELF = "self", "самооценка"
        TEST = "test", "диагностика"
        VISIT = "visit", "посещение урока"
        MARKING = "marking", "согласованность проверки"

    person = models.ForeignKey(Person, models.CASCADE, related_name="diagnoses")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="diagnoses")
    block = models.CharField(max_length=20)
    source = models.CharField(max_length=8, choices=Source.choices)
    title = models.CharField("что это", max_length=200, blank=True)
    share = models.FloatField()  # per cent of the points
    day = models.DateField()
    note = models.TextField("для учителя", blank=True)
    brought_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)  # by the teacher
    shared_at = models.DateTimeField(null=True, blank=True)  # the teacher shows it to the school

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "block", "source", "day", "title"], name="diagnosis_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}, {self.day:%d.%m.%Y}"

    @property
    def measured(self) -> bool:
        """Has it a number? Of a visit or of marking the teacher said the level in words."""
        return self.source in (self.Source.SELF, self.Source.TEST) or self.brought_by_id is not None


class Mentoring(models.Model):
    """Who helps whom, with what, and what came of it in the learner's words."""

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="mentorings")
    mentor = models.ForeignKey(Person, models.PROTECT, related_name="mentoring")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="mentored")
    topic = models.CharField("в чём помощь", max_length=200)
    block = models.CharField(max_length=20, blank=True)
    starts = models.DateField("с")
    ends = models.DateField("по", null=True, blank=True)
    outcome = models.TextField("что получилось", blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)  # the learner wants it

    class Meta:
        ordering = ["-starts", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(mentor=models.F("learner")), name="mentor_is_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mentor} — {self.learner}: {self.topic}"
