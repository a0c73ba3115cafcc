"""Criteria of forms of work with their versions, and marks that rest on them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.organisations import Organisation, SchoolClass, Subject
from objektiv.web.models.teaching.acts import LocalActVersion

PERSON = settings.AUTH_USER_MODEL


class CriteriaSet(models.Model):
    """Criteria and descriptors of a form of work; approved by a local act it never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", "проект"
        APPROVED = "approved", "действует"
        REPLACED = "replaced", "заменены новой версией"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="criteria_sets")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    grade_from = models.PositiveSmallIntegerField("с класса")
    grade_to = models.PositiveSmallIntegerField("по класс")
    form = models.CharField("форма деятельности", max_length=40)  # of profiles/criteria.toml
    title = models.CharField("название", max_length=200)
    version = models.PositiveSmallIntegerField(default=1)
    first = models.ForeignKey("self", models.PROTECT, null=True, related_name="later")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    # [{code, text, levels, skills, aligned}]: aligned names a criterion of ВПР, ОГЭ, ЕГЭ
    criteria = models.JSONField(default=list)
    scale = models.JSONField(default=list)  # [[least points, mark]], ascending; [] without marks
    act_title = models.CharField("локальный акт", max_length=300, blank=True)
    act_number = models.CharField("номер приказа", max_length=40, blank=True)
    act_date = models.DateField("дата приказа", null=True)
    # The act in the register; empty for what was approved before the register had it
    act_version = models.ForeignKey(LocalActVersion, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["title", "-version"]

    def __str__(self) -> str:
        return f"{self.title}, редакция {self.version}"

    @property
    def line(self) -> int:
        """The same for all versions."""
        return self.first_id or self.pk


class CriterialMark(models.Model):
    """A mark with its grounds; a correction is another row, the first one stays."""

    criteria = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="marks")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    pupil = models.CharField("код ученика", max_length=60)
    day = models.DateField("дата")
    work = models.CharField("работа", max_length=200)
    points = models.JSONField()  # {code of the criterion: points}
    total = models.PositiveSmallIntegerField()
    mark = models.PositiveSmallIntegerField(null=True)
    done_well = models.TextField("что получилось", blank=True)
    next_step = models.TextField("следующий шаг", blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    reason = models.CharField("почему исправлено", max_length=300, blank=True)

    class Meta:
        ordering = ["-day", "pupil", "id"]
