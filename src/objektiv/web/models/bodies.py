"""Bodies and associations: councils, methodical services, who supports and assesses."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.organisations import Organisation


class Body(models.Model):
    """A body of an organisation, with its members; it has no rights of its own."""

    class Kind(models.TextChoices):
        OFFICE = "office", "орган управления образованием"
        METHODICAL_SERVICE = "methodical_service", "методическая служба"
        COUNCIL = "council", "координационный совет или комиссия"
        ASSOCIATION = "association", "профессиональное объединение педагогов"
        METHODICAL_SUPPORT = "methodical_support", "организация методической поддержки"
        IT_SUPPORT = "it_support", "организация технической поддержки"
        ASSESSMENT = "assessment", "организация, которая проводит оценку"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="bodies")
    kind = models.CharField("вид", max_length=20, choices=Kind.choices)
    name = models.CharField("название", max_length=300)
    basis = models.CharField("основание", max_length=300, blank=True)  # «приказ от … № …»
    tasks = models.TextField("чем занимается", blank=True)
    contacts = models.CharField("как связаться", max_length=300, blank=True)
    closed_on = models.DateField("работа завершена с", null=True, blank=True)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="body_once_at_place")
        ]

    def __str__(self) -> str:
        return self.name


class BodyMember(models.Model):
    """Somebody in a body with a duty, for a time: a person of the system or one from outside."""

    class Duty(models.TextChoices):
        HEAD = "head", "руководитель"
        CHAIR = "chair", "председатель"
        DEPUTY = "deputy", "заместитель председателя"
        SECRETARY = "secretary", "секретарь"
        MEMBER = "member", "член"
        PERFORMER = "performer", "исполнитель"

    # One of these holds the duty at a time.
    SINGLE = (Duty.HEAD, Duty.CHAIR, Duty.SECRETARY)

    body = models.ForeignKey(Body, models.CASCADE, related_name="members")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="duties"
    )
    who = models.CharField("фамилия, имя, отчество", max_length=200, blank=True)
    position = models.CharField("должность и место работы", max_length=300, blank=True)
    duty = models.CharField("обязанность", max_length=12, choices=Duty.choices)
    starts = models.DateField("с")
    ends = models.DateField("по", null=True, blank=True)

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gte=models.F("starts")),
                name="duty_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(who=""),
                name="duty_is_somebodys",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.person.full_name if self.person else self.who
