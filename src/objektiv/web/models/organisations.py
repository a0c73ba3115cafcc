"""Organisations as a tree, school years with their terms, classes and subjects."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models.functions import Length

from objektiv.russian import short_school
from objektiv.web.models.searching import SearchText


class OrganisationQuerySet(models.QuerySet):
    def within(self, *paths: str) -> OrganisationQuerySet:
        """Organisations at these places of the tree and below them."""
        if not paths:
            return self.none()
        condition = models.Q()
        for path in paths:
            condition |= models.Q(path__startswith=path)
        return self.filter(condition)


class Organisation(models.Model):
    """Region, municipality or school; `path` is «/1/7/31/», from the top to itself.

    A stored path makes «own level and below» one indexed comparison, on every database.
    """

    class Kind(models.TextChoices):
        REGION = "region", "регион"
        MUNICIPALITY = "municipality", "муниципалитет"
        SCHOOL = "school", "школа"

    PARENT_KIND = {
        Kind.REGION: None,
        Kind.MUNICIPALITY: Kind.REGION,
        Kind.SCHOOL: Kind.MUNICIPALITY,
    }

    kind = models.CharField("уровень", max_length=20, choices=Kind.choices)
    name = models.CharField("полное название", max_length=500)
    short_name = models.CharField("краткое название", max_length=120, blank=True)
    code = models.CharField(
        "логин в ФИС ОКО", max_length=60, blank=True, help_text="Например, edu123456"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=120, db_index=True, editable=False)
    category = models.CharField("вид организации", max_length=120, blank=True)  # «лицей»
    address = models.CharField("адрес", max_length=500, blank=True)
    closed_on = models.DateField("закрыта с", null=True, blank=True)
    # The school that goes on with this one's people and answers for its records.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed"
    )

    search = SearchText(of="searched")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="organisation_code_once"
            ),
            models.UniqueConstraint(
                fields=["parent", "name"], name="organisation_name_once_in_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        """Save and write the path; it never changes by itself afterwards."""
        super().save(*args, **kwargs)
        if not self.path:
            self.path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
            type(self).objects.filter(pk=self.pk).update(path=self.path)

    @property
    def title(self) -> str:
        """The short name people use."""
        return self.short_name or short_school(self.name)

    @property
    def searched(self) -> str:
        """What it is found by: people say «школа 6» of any kind of school."""
        kind = self.get_kind_display() if self.kind else ""
        return f"{self.name} {self.short_name} {self.title} {self.code} {kind}"

    @property
    def is_school(self) -> bool:
        return self.kind == self.Kind.SCHOOL

    @property
    def key(self) -> str:
        """What stands in the column `school` of results."""
        return self.code or f"org{self.pk}"

    def line(self) -> OrganisationQuerySet:
        """From the top to this organisation: the breadcrumb."""
        ids = [int(part) for part in self.path.split("/") if part]
        return Organisation.objects.filter(pk__in=ids).order_by(Length("path"))


class SchoolYear(models.Model):
    """«2026/27»: from 1 September to 31 August, with its terms."""

    start = models.PositiveSmallIntegerField("год начала", unique=True)
    starts = models.DateField("начало")
    ends = models.DateField("конец")

    class Meta:
        ordering = ["-start"]

    def __str__(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02}"

    @staticmethod
    def start_of(day: date) -> int:
        """The year in which the school year of a day began.

        >>> SchoolYear.start_of(date(2026, 8, 31)), SchoolYear.start_of(date(2026, 9, 1))
        (2025, 2026)
        """
        return day.year if day.month >= 9 else day.year - 1


class Term(models.Model):
    """A quarter, trimester, half-year or holidays; an organisation may have its own calendar."""

    class Kind(models.TextChoices):
        STUDY = "study", "учёба"
        HOLIDAYS = "holidays", "каникулы"

    school_year = models.ForeignKey(SchoolYear, models.CASCADE, related_name="terms")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True)
    kind = models.CharField("вид", max_length=10, choices=Kind.choices, default=Kind.STUDY)
    name = models.CharField("название", max_length=60)
    starts = models.DateField("начало")
    ends = models.DateField("конец")

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")), name="term_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Subject(models.Model):
    name = models.CharField("предмет", max_length=120, unique=True)
    closed = models.BooleanField("больше не преподаётся", default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SchoolClass(models.Model):
    """A class of one school year; next year it is another row with the same `first`.

    `former_names` keeps what results may still call it: they are never renamed.
    """

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="classes")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT)
    grade = models.PositiveSmallIntegerField("параллель")
    name = models.CharField("класс", max_length=20)
    first = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later")
    former_names = models.JSONField(default=list, blank=True)
    closed_on = models.DateField("расформирован с", null=True, blank=True)

    class Meta:
        ordering = ["grade", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "name"], name="class_once_in_school_and_year"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> list[str]:
        """Under which results of its year may speak of it."""
        return [self.name, *self.former_names]

    @property
    def line(self) -> int:
        """The same for a class and for what it was in earlier years."""
        return self.first_id or self.pk
