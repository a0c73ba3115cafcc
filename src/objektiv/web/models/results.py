"""What is expected, what was brought, and which of it counts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from objektiv.schema import Work as WorkDescription
from objektiv.web.models.files import KeptFile
from objektiv.web.models.jobs import Job
from objektiv.web.models.organisations import Organisation


class Procedure(models.Model):
    """A procedure or another source of data in one year: what is expected from whom by when."""

    class Expects(models.TextChoices):
        RESULTS = "results", "результаты участников (читаются и разбираются)"
        DOCUMENTS = "documents", "документы и таблицы (хранятся как пришли)"

    class From(models.TextChoices):
        SCHOOL = "school", "каждая школа"
        MUNICIPALITY = "municipality", "муниципалитет"

    kind = models.CharField("процедура", max_length=120)  # «ВПР», as files and profiles name it
    year = models.PositiveSmallIntegerField("год")
    organiser = models.ForeignKey(
        Organisation, models.PROTECT, related_name="procedures", verbose_name="организатор"
    )
    due = models.DateField("результаты ждём до", null=True, blank=True)
    note = models.TextField("что нужно принести", blank=True)
    source = models.CharField(max_length=20, blank=True)  # entry of the catalogue it came from
    expects = models.CharField(
        "что ждём", max_length=12, choices=Expects.choices, default=Expects.RESULTS
    )
    from_whom = models.CharField(
        "кто приносит", max_length=14, choices=From.choices, default=From.SCHOOL
    )
    reminds = models.BooleanField("напоминать автоматически", default=True)
    closed = models.BooleanField("закрыта", default=False)
    technology = models.CharField(max_length=30, blank=True)  # of profiles/technologies.toml
    # Steps added to the technology, and codes of those left out: see queries.holding.steps.
    own_steps = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-year", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "organiser"], name="procedure_once_per_organiser"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class Reminder(models.Model):
    """One organisation reminded of one procedure on one day: never twice a day."""

    class Reason(models.TextChoices):
        BEFORE = "before", "срок подходит"
        ON_DAY = "on_day", "срок сегодня"
        OVERDUE = "overdue", "срок прошёл"
        BY_HAND = "by_hand", "напомнил координатор"

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="reminders")
    place = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    day = models.DateField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    people = models.PositiveIntegerField()  # how many were told

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "place", "day"], name="reminded_once_a_day"
            )
        ]


class Work(models.Model):
    """A work as results refer to it; its items live with the results themselves."""

    procedure = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    grade = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=120)
    variant_of = models.CharField(max_length=20, blank=True)
    columns = models.JSONField(default=list)  # [[code, maximum], …]: all its results have these

    class Meta:
        ordering = ["-year", "procedure", "subject", "grade", "variant_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "year", "subject", "grade", "variant_of"], name="work_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """«ВПР 2026, Математика, 5 класс», as the library writes it."""
        return self.description.title

    @property
    def description(self) -> WorkDescription:
        """The work as the library knows it, without its items."""
        return WorkDescription(
            self.procedure, self.year, self.grade, self.subject, (), variant_of=self.variant_of
        )


class Upload(models.Model):
    """Several files brought at once, from dropping them to accepting them."""

    class State(models.TextChoices):
        READING = "reading", "читается"
        READ = "read", "прочитано, ждёт решения"
        ACCEPTED = "accepted", "принято"
        CANCELLED = "cancelled", "отменено"
        KEPT = "kept", "документы приняты"
        WITHDRAWN = "withdrawn", "отозвано"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="uploads")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploads")
    brought_at = models.DateTimeField(auto_now_add=True)
    work = models.ForeignKey(Work, models.PROTECT, null=True, related_name="+")  # of own tables
    # Documents are brought for a procedure; results name theirs themselves.
    procedure = models.ForeignKey(
        Procedure, models.PROTECT, null=True, blank=True, related_name="uploads"
    )
    note = models.CharField("пояснение", max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    answers = models.JSONField(default=dict)  # name in the files -> id of the organisation
    understood = models.JSONField(default=dict)  # what reading found; see actions.reading
    job = models.ForeignKey(Job, models.SET_NULL, null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)  # why withdrawn
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Загрузка № {self.pk}"


class UploadedFile(KeptFile):
    """One file as it came; its bytes lie in the store under their hash."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="files")


class Protocol(models.Model):
    """Results of one class in one work: which stored file counts. Nothing is deleted."""

    class State(models.TextChoices):
        ACCEPTED = "accepted", "принят"
        REPLACED = "replaced", "заменён"
        WITHDRAWN = "withdrawn", "отозван"

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="protocols")
    work = models.ForeignKey(Work, models.PROTECT, related_name="protocols")
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="protocols")
    class_name = models.CharField(max_length=20, blank=True)
    store_path = models.CharField(max_length=200)  # of the stored file, in the folder of results
    source_school = models.CharField(max_length=500)  # value of the column `school` in that file
    n = models.PositiveIntegerField()  # pupils of the class in the protocol
    written = models.PositiveIntegerField()  # of them wrote the work
    state = models.CharField(max_length=12, choices=State.choices, default=State.ACCEPTED)
    accepted_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)  # why replaced or withdrawn
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    rows_removed_at = models.DateTimeField(null=True)  # the stored rows are gone, by rule

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "work", "class_name"],
                condition=Q(state="accepted"),
                name="one_protocol_counts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.work}: {self.school}"


class SchoolAlias(models.Model):
    """How files name a school, as somebody answered once; asked again only elsewhere."""

    organisation = models.ForeignKey(Organisation, models.CASCADE)  # below which it holds
    written = models.CharField(max_length=500)
    school = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "written"], name="alias_once")
        ]

    def __str__(self) -> str:
        return f"{self.written} — {self.school}"
