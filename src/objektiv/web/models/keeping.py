"""What is kept how long: holds, requests to remove a file, and what remains of the removed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.organisations import Organisation
from objektiv.web.models.results import UploadedFile


class Hold(models.Model):
    """Nothing of an organisation and below is removed by rule while a dispute or a check runs."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="holds")
    reason = models.CharField("почему", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Запрет удаления: {self.organisation}"


class RemovalRequest(models.Model):
    """A file brought by mistake, with personal data in it: one asks, another confirms."""

    class State(models.TextChoices):
        ASKED = "asked", "ждёт подтверждения"
        DONE = "done", "файл удалён"
        REFUSED = "refused", "отказано"

    file = models.ForeignKey(UploadedFile, models.PROTECT, related_name="requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reason = models.CharField("почему файл нужно удалить", max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=models.Q(state="asked"), name="one_request_of_file"
            )
        ]

    def __str__(self) -> str:
        return f"Удаление файла № {self.file_id}"


class Removal(models.Model):
    """A tombstone: what was removed, by which rule, and the numbers that stay."""

    rule = models.CharField(max_length=40)  # of profiles/reviews.toml, or "request"
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=120)  # "uploadedfile:17"
    what = models.CharField(max_length=300)
    counts = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.what
