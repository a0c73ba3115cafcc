"""Background jobs: the row is the truth, the queue only executes."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

STALE_AFTER = timedelta(minutes=3)  # without a heartbeat a running job has lost its worker
ATTEMPTS = 3


class Job(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", "в очереди"
        RUNNING = "running", "выполняется"
        DONE = "done", "готово"
        FAILED = "failed", "не получилось"
        CANCELLED = "cancelled", "отменено"

    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    title = models.CharField(max_length=300)  # Russian: what is being done
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    step = models.CharField(max_length=300, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)  # Russian, for the person who started it
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs"
    )
    created = models.DateTimeField(auto_now_add=True)
    heartbeat = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "heartbeat"])]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)

    @property
    def is_stale(self) -> bool:
        """Running, but its worker has not been heard of."""
        return (
            self.state == self.State.RUNNING
            and self.heartbeat is not None
            and self.heartbeat < timezone.now() - STALE_AFTER
        )
