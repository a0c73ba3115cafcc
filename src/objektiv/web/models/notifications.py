"""Notices to people: one row each, whatever way it reaches them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Way(models.TextChoices):
    """How a notice of a kind reaches a person; in the system it is kept in every case but off."""

    SYSTEM = "system", "только здесь"
    AT_ONCE = "at_once", "здесь и письмом сразу"
    DIGEST = "digest", "здесь и в письме раз в день"
    OFF = "off", "не сообщать"


class Kind(models.TextChoices):
    """What a notice is about. A subject of its own adds its line, here and in `USUAL`."""

    TERM = "term", "Сроки и напоминания"
    MEASURE = "measure", "Рекомендации, планы и меры"
    REVIEW = "review", "Запросы пояснений, решения, перепроверки"
    OBSERVATION = "observation", "Общественное наблюдение"
    RESULT = "result", "Результаты: приняты, заменены, отозваны"
    JOB = "job", "Мои задания: готово или не получилось"
    OTHER = "other", "Остальное"


# Until a person chooses otherwise.
USUAL = {
    Kind.TERM: Way.AT_ONCE,
    Kind.MEASURE: Way.AT_ONCE,
    Kind.REVIEW: Way.AT_ONCE,
    Kind.OBSERVATION: Way.AT_ONCE,
    Kind.RESULT: Way.DIGEST,
    Kind.JOB: Way.SYSTEM,
    Kind.OTHER: Way.AT_ONCE,
}


class Notice(models.Model):
    """One thing a person is told. It says what waits and where, never results themselves."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20)  # of Kind; a new kind needs no migration
    subject = models.CharField(max_length=200)  # «нужны пояснения школы»
    text = models.CharField(max_length=1000)
    path = models.CharField(max_length=300)  # the page where one acts
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    by_letter = models.CharField(max_length=10, blank=True, choices=Way.choices)  # at_once, digest
    sent_at = models.DateTimeField(null=True)  # when the letter went out

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["by_letter"], condition=Q(sent_at=None), name="notice_to_be_sent"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def about(self) -> str:
        """The kind in words."""
        return str(Kind(self.kind).label)


class NoticeChoice(models.Model):
    """How a person wants notices of one kind."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices"
    )
    kind = models.CharField(max_length=20)  # of Kind
    way = models.CharField(max_length=10, choices=Way.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="notice_choice_once")
        ]


class CalendarFeed(models.Model):
    """The address of a person's calendar: made when asked for, ended when it is revoked."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    salt = models.CharField(max_length=32)  # half of the secret; the other is the site's own key
    made_at = models.DateTimeField(auto_now_add=True)
