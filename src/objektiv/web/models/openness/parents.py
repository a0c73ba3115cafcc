"""What families are told and confirm, and talks with teachers they book."""

from __future__ import annotations

from django.db import models

from objektiv.web.models.files import KeptFile
from objektiv.web.models.organisations import Organisation, SchoolClass
from objektiv.web.models.people import Person


class Acquaintance(KeptFile):
    """Criteria, an order of a procedure, an act: families of some classes get acquainted with it.

    `name` and `path` are of the file, empty where the text says all.
    """

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="acquaintances")
    title = models.CharField("с чем знакомим", max_length=200)
    text = models.TextField("текст", blank=True)
    classes = models.ManyToManyField(SchoolClass, related_name="acquaintances")
    due = models.DateField("ознакомиться до")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    secret = models.CharField(max_length=24, unique=True)  # of the link that needs no account

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.title


class Acknowledgement(models.Model):
    """One pupil's family has read it: by signing in, by a code of a slip, or on paper."""

    class Way(models.TextChoices):
        ACCOUNT = "account", "в системе"
        CODE = "code", "по коду"
        PAPER = "paper", "на бумаге"

    acquaintance = models.ForeignKey(Acquaintance, models.CASCADE, related_name="signed")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="+")
    pupil_code = models.CharField("код ученика", max_length=60)
    way = models.CharField(max_length=8, choices=Way.choices)
    digest = models.CharField(max_length=64, blank=True)  # of the slip's code, until it is used
    at = models.DateTimeField(null=True, blank=True)  # None: a slip was made, nobody has used it
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["school_class", "pupil_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["acquaintance", "school_class", "pupil_code"], name="acquainted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.acquaintance}: {self.pupil_code}"


class Consultation(models.Model):
    """A time at which somebody of the school talks with one family."""

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="consultations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="consultations")
    subject = models.CharField("о чём", max_length=120, blank=True)
    starts = models.DateTimeField("начало")
    minutes = models.PositiveSmallIntegerField("минут", default=15)
    place = models.CharField("где", max_length=120, blank=True)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    pupil_code = models.CharField(max_length=60, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "starts"],
                condition=models.Q(cancelled_at=None),
                name="consultation_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject or 'консультация'}, {self.person}"
