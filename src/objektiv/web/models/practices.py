"""Good practice: what a school did that others may use, described by itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.files import KeptFile
from objektiv.web.models.organisations import Organisation, SchoolYear


class Practice(models.Model):
    """A school is invited, describes what it did, and the authority publishes it."""

    class State(models.TextChoices):
        INVITED = "invited", "школа приглашена описать"
        WRITTEN = "written", "описана, ждёт публикации"
        PUBLISHED = "published", "опубликована"
        DECLINED = "declined", "школа не станет описывать"

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="practices")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+")
    kind = models.CharField("вид меры", max_length=40)  # of rulebook.KINDS
    ground = models.TextField("почему приглашена", blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.INVITED)
    title = models.CharField("название", max_length=300, blank=True)
    text = models.TextField("что и как сделано", blank=True)
    subject = models.CharField("предмет", max_length=120, blank=True)
    grade = models.PositiveSmallIntegerField("класс", null=True, blank=True)
    skills = models.CharField("умения", max_length=300, blank=True)
    tags = models.CharField("приёмы", max_length=300, blank=True)  # «|feedback|self_check|»
    named = models.BooleanField("школа согласна, чтобы её назвали", default=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "kind"], name="practice_asked_for_once"
            )
        ]

    def __str__(self) -> str:
        return self.title or "Описание практики"


class PracticeFile(KeptFile):
    """A material of a practice."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="files")
