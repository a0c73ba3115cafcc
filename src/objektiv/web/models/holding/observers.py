"""Public observers: application, consent, ties, training, accreditation."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models

from objektiv.web.models.encrypted import EncryptedJSON
from objektiv.web.models.organisations import Organisation
from objektiv.web.models.people import Invitation, Person


class ObserverQuerySet(models.QuerySet):
    def around(self, place: Organisation) -> ObserverQuerySet:
        """Observers of the place, of what is below it and of what is above it."""
        return self.filter(
            models.Q(place__path__startswith=place.path) | models.Q(place__in=place.line())
        )


class Observer(models.Model):
    """Somebody who applied to observe, or was entered by a municipality."""

    class State(models.TextChoices):
        APPLIED = "applied", "заявление ждёт решения"
        ACCEPTED = "accepted", "принят"
        DECLINED = "declined", "отклонён"
        ENDED = "ended", "больше не наблюдает"

    class Source(models.TextChoices):
        PAGE = "page", "заявление с сайта"
        PLACE = "place", "внесено организацией"

    place = models.ForeignKey(Organisation, models.PROTECT, related_name="observers")
    state = models.CharField(max_length=8, choices=State.choices, default=State.APPLIED)
    source = models.CharField(max_length=5, choices=Source.choices)
    # surname, name, patronymic, email, phone, work (words, where it is no organisation here)
    personal: Any = EncryptedJSON(default=dict, blank=True)
    contact = models.CharField(max_length=64, blank=True)  # digest of the address: once each
    adult = models.BooleanField(default=False)
    outside = models.BooleanField(default=False)  # works in no authority of education
    declared = models.BooleanField(default=False)  # said where they work and whose parent they are
    identity_seen = models.DateField("документ показан", null=True, blank=True)
    consent_version = models.CharField(max_length=20, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    consent_withdrawn_at = models.DateTimeField(null=True, blank=True)
    works_at = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    subjects = models.JSONField("преподаёт", default=list, blank=True)
    busy = models.JSONField("занят в дни", default=list, blank=True)  # ISO dates
    most = models.PositiveSmallIntegerField("назначений, не больше", null=True, blank=True)
    applied_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    invitation = models.OneToOneField(
        Invitation, models.SET_NULL, null=True, blank=True, related_name="observer"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="observing"
    )

    objects = ObserverQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Наблюдатель № {self.pk}"

    @property
    def name(self) -> str:
        """Full name; the number where the personal data are gone or cannot be opened."""
        if self.person:
            return self.person.full_name
        known = [self.personal.get(one, "") for one in ("surname", "name", "patronymic")]
        return " ".join(filter(None, known)) or str(self)


class ObserverTie(models.Model):
    """What an observer declared: an own child or another tie with a school."""

    class Kind(models.TextChoices):
        CHILD = "child", "учится ребёнок"
        OTHER = "other", "другая связь"

    observer = models.ForeignKey(Observer, models.CASCADE, related_name="ties")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    class_name = models.CharField("класс", max_length=20, blank=True)
    why = models.CharField("какая связь", max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        class_ = f", {self.class_name}" if self.class_name else ""
        return f"{self.get_kind_display()}: {self.school}{class_}"


class TrainingTry(models.Model):
    """One passing of the test."""

    observer = models.ForeignKey(Observer, models.CASCADE, related_name="tries")
    at = models.DateTimeField(auto_now_add=True)
    version = models.CharField(max_length=20)  # of the questions
    answers = models.JSONField()
    right = models.PositiveSmallIntegerField()
    asked = models.PositiveSmallIntegerField()
    passed = models.BooleanField()

    class Meta:
        ordering = ["-id"]


def new_token() -> str:
    return secrets.token_urlsafe(12)


class Accreditation(models.Model):
    """From when until when somebody may observe; its token is what the badge leads to."""

    observer = models.ForeignKey(Observer, models.PROTECT, related_name="accreditations")
    number = models.CharField("номер", max_length=40)
    starts = models.DateField("с")
    ends = models.DateField("по")
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_because = models.CharField("почему отозвана", max_length=500, blank=True)

    class Meta:
        ordering = ["-ends", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")),
                name="accreditation_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"№\u00a0{self.number}"
