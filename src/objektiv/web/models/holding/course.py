"""How a day went in a school: who did not take part and why, what happened."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.holding.days import ProcedureSite


class ClassTaking(models.Model):
    """How many of one class were expected and wrote; sums of a site stand on the site itself."""

    site = models.ForeignKey(ProcedureSite, models.CASCADE, related_name="classes")
    class_name = models.CharField("класс", max_length=20)
    enrolled = models.PositiveIntegerField("по списку")
    took_part = models.PositiveIntegerField("участвовали")

    class Meta:
        ordering = ["class_name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "class_name"], name="class_once_on_site")
        ]

    def __str__(self) -> str:
        return self.class_name

    @property
    def absent(self) -> int:
        return self.enrolled - self.took_part


class Absence(models.Model):
    """A participant who was expected and did not write: a number or code, never a name."""

    site = models.ForeignKey(ProcedureSite, models.CASCADE, related_name="absences")
    code = models.CharField("номер участника", max_length=30)
    reason = models.CharField("причина", max_length=20)  # of the table `absences` of the profile
    class_name = models.CharField("класс", max_length=20, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "class_name", "code"], name="absent_once_in_class"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Incident(models.Model):
    """Something that happened on the day, and what was done. It says nothing of guilt."""

    site = models.ForeignKey(ProcedureSite, models.CASCADE, related_name="incidents")
    kind = models.CharField("что случилось", max_length=20)  # of the table `incidents`
    at = models.TimeField("когда")
    text = models.CharField("подробнее", max_length=1000)
    measures = models.CharField("что сделали", max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text
