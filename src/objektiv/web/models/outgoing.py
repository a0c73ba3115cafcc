"""Documents out: how they begin, the templates they follow, the registers of their numbers.

A number belongs to one entry for good: an entry that was a mistake is cancelled with a reason and
stays, and numbers that nobody used are explained. So the register of a year has no holes. What
goes out, orders and the minutes of each council are numbered apart: each is a book of its own.
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from objektiv.web.models.files import KeptFile
from objektiv.web.models.findings import Review
from objektiv.web.models.meetings import Meeting
from objektiv.web.models.organisations import Organisation
from objektiv.web.models.plans import Plan
from objektiv.web.models.recommendations import Recommendations
from objektiv.web.models.teaching.programmes import ProgrammeChange


class Letterhead(models.Model):
    """Бланк of an organisation and the pattern of its numbers."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="letterhead")
    above = models.TextField("учредитель", blank=True)  # a line each, above the name
    contacts = models.CharField("адрес и телефоны", max_length=300, blank=True)
    town = models.CharField("место", max_length=100, blank=True)  # «г. Северск», of orders
    pattern = models.CharField(
        "вид номера",
        max_length=40,
        default="{n}",
        validators=[
            RegexValidator(
                r"^[^{}]*\{n\}[^{}]*$", "В виде номера один раз стоит {n}, например: 01-15/{n}."
            )
        ],
    )

    def __str__(self) -> str:
        return f"Бланк: {self.organisation}"


class SheetTemplate(KeptFile):
    """A Word template of an organisation for a kind of document; the newest is in force."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="templates")
    kind = models.CharField(max_length=20)  # of objektiv.documents.office.KINDS
    version = models.PositiveIntegerField()
    in_force = models.BooleanField(default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(KeptFile.Meta):
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "version"], name="template_version_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=models.Q(in_force=True),
                name="one_template_in_force",
            ),
        ]


OUT, ORDERS, MINUTES = "out", "orders", "minutes"


class Outgoing(models.Model):
    """An entry of a register: of outgoing documents, of orders, of minutes."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="outgoing")
    # «out», «orders», «minutes:council:7»: the minutes of each body are numbered apart.
    book = models.CharField(max_length=40, default=OUT)
    # Of the date: numbers begin anew each January; those of minutes with the school year.
    year = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField(null=True)  # where the number follows the pattern
    number = models.CharField("номер", max_length=40)
    dated = models.DateField("дата")
    title = models.CharField("о чём", max_length=500)
    addressees = models.TextField("кому", blank=True)
    performer = models.CharField("исполнитель", max_length=200, blank=True)
    recommendations = models.ForeignKey(Recommendations, models.PROTECT, null=True)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True)
    review = models.ForeignKey(Review, models.PROTECT, null=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="entries")
    programme = models.ForeignKey(ProgrammeChange, models.PROTECT, null=True, related_name="+")
    cancelled_because = models.CharField("почему аннулирован", max_length=500, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-year", "-n", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "book", "year", "number"], name="outgoing_number_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "book", "year", "n"], name="outgoing_n_once"
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}: {self.title}"


class NumberGap(models.Model):
    """Why numbers of a year stand on no entry."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="number_gaps")
    book = models.CharField(max_length=40, default=OUT)
    year = models.PositiveSmallIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    reason = models.CharField("почему", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["year", "first"]


class CaseAnswer(models.Model):
    """How a name reads in a case, as a person settled it; asked again when the name changes."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="case_answers"
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="case_answers"
    )
    case = models.CharField(max_length=13)  # russian.Case
    source = models.CharField(max_length=500)  # the name when it was answered
    text = models.CharField("как написать", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "case"], name="case_of_person_once"),
            models.UniqueConstraint(
                fields=["organisation", "case"], name="case_of_organisation_once"
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(organisation__isnull=True),
                name="case_is_somebodys",
            ),
        ]


class LetterArchive(KeptFile):
    """Letters of a document to all its schools in one file."""

    document = models.ForeignKey(Recommendations, models.CASCADE, related_name="archives")
    letters = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
