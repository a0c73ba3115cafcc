"""What everybody may see: the page of an organisation, what stands on it, its open tables."""

from __future__ import annotations

from django.db import models

from objektiv.web.models.files import KeptFile
from objektiv.web.models.jobs import Job
from objektiv.web.models.organisations import Organisation
from objektiv.web.models.people import Person
from objektiv.web.models.results import Work


class PublicPage(models.Model):
    """The «ВСОКО» tab of an organisation; nothing is on it that nobody put there."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="public_page", verbose_name="организация"
    )
    address = models.SlugField("адрес страницы", max_length=60, unique=True)
    about = models.TextField("о системе оценки", blank=True)
    contacts = models.TextField("куда обратиться", blank=True)
    site = models.URLField("сайт организации", blank=True)
    opened_at = models.DateTimeField("открыта", null=True, blank=True)

    class Meta:
        ordering = ["organisation__name"]

    def __str__(self) -> str:
        return str(self.organisation)


class PublicItem(KeptFile):
    """A document, schedule, criterion, demo version or piece of news on the page."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", "Документы"
        SCHEDULE = "schedule", "График оценочных процедур"
        CRITERIA = "criteria", "Критерии оценивания"
        DEMO = "demo", "Демоверсии и образцы заданий"
        PARENTS = "parents", "Родителям и ученикам"
        REPORT = "report", "Отчёты"
        NEWS = "news", "Новости процедур"

    page = models.ForeignKey(PublicPage, models.CASCADE, related_name="items")
    kind = models.CharField("раздел", max_length=10, choices=Kind.choices)
    needed = models.CharField("документ перечня", max_length=30, blank=True)
    title = models.CharField("название", max_length=300)
    text = models.TextField("текст", blank=True)
    dated = models.DateField("дата документа", null=True, blank=True)
    number = models.CharField("номер", max_length=40, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.CharField("почему снято", max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "-published_at", "-id"]

    def __str__(self) -> str:
        return self.title


class PublicRelease(models.Model):
    """Tables of several works made public together, so that they protect each other."""

    class State(models.TextChoices):
        MAKING = "making", "считается"
        DRAFT = "draft", "проверьте перед публикацией"
        SHOWN = "shown", "опубликовано"
        DROPPED = "dropped", "не опубликовано"
        WITHDRAWN = "withdrawn", "снято"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="public_releases", verbose_name="организация"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAKING)
    works = models.ManyToManyField(Work, related_name="public_releases")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    minimum = models.PositiveSmallIntegerField()  # pupils, by the profile
    width = models.PositiveSmallIntegerField()
    profile = models.CharField(max_length=20)
    least = models.BooleanField(default=True)  # proved that no less can be hidden
    exposed = models.PositiveIntegerField(default=0)  # given away by what was public before
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    shown_at = models.DateTimeField(null=True)
    shown_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField("почему", max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"Открытые таблицы, {self.organisation}"


class PublicTable(models.Model):
    """Marks of one work in one organisation: only what everybody may see is in `shown`."""

    release = models.ForeignKey(PublicRelease, models.CASCADE, related_name="tables")
    work = models.ForeignKey(Work, models.PROTECT, related_name="public_tables")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="public_tables")
    data_hash = models.CharField(max_length=64)  # of the sittings behind it
    shown = models.JSONField()  # {"2": 12, "3": null, …, "all": 40}; null: not shown
    why = models.JSONField()  # {"3": "small", …}: for those who see all numbers

    class Meta:
        ordering = ["work", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "work", "organisation"], name="public_table_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.work}, {self.organisation}"
