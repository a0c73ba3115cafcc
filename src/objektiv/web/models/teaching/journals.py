"""Journals as they were brought, and which of it counts. Nothing is deleted."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.files import KeptFile
from objektiv.web.models.jobs import Job
from objektiv.web.models.organisations import Organisation, SchoolYear


class JournalUpload(models.Model):
    """Files of journals brought at once by a school, from bringing them to withdrawing them."""

    class State(models.TextChoices):
        READING = "reading", "читается"
        READ = "read", "прочитано, ждёт решения"
        ACCEPTED = "accepted", "принято"
        CANCELLED = "cancelled", "отменено"
        WITHDRAWN = "withdrawn", "отозвано"

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="journal_uploads")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    understood = models.JSONField(default=dict)  # see actions.teaching.journal_reading
    store_path = models.CharField(max_length=200, blank=True)  # of what was read
    job = models.ForeignKey(Job, models.SET_NULL, null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)  # why replaced or withdrawn

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Журнал № {self.pk}"


class JournalFile(KeptFile):
    """One file as it came. It may hold names: it is opened in its school alone."""

    upload = models.ForeignKey(JournalUpload, models.CASCADE, related_name="files")


class ClassJournal(models.Model):
    """The journal of a class in a subject in a school year; its pages come one after another."""

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="journals")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT)
    class_name = models.CharField(max_length=20)
    subject = models.CharField(max_length=120)
    # Counts by period: {name: {pupils, rows, lacking, missing, …}}; see queries.teaching.counts
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["class_name", "subject"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "class_name", "subject"], name="journal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.class_name}, {self.subject}"


class JournalPage(models.Model):
    """Days of one journal in one upload: these marks count while it is accepted."""

    class State(models.TextChoices):
        ACCEPTED = "accepted", "учитывается"
        REPLACED = "replaced", "заменена"
        WITHDRAWN = "withdrawn", "отозвана"

    journal = models.ForeignKey(ClassJournal, models.PROTECT, related_name="pages")
    upload = models.ForeignKey(JournalUpload, models.PROTECT, related_name="pages")
    written_subject = models.CharField(max_length=120)  # as the stored file names it
    first_day = models.DateField()
    last_day = models.DateField()
    pupils = models.JSONField(default=list)  # codes
    marks = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.ACCEPTED)
    reason = models.CharField(max_length=500, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["first_day", "id"]

    def __str__(self) -> str:
        return f"{self.journal}, с {self.first_day:%d.%m.%Y} по {self.last_day:%d.%m.%Y}"


class PupilCode(models.Model):
    """Which code a name of a class was given: a keyed digest of the name, never the name."""

    school = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    school_year = models.ForeignKey(SchoolYear, models.CASCADE, related_name="+")
    class_name = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    code = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "class_name", "digest"], name="pupil_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.code
