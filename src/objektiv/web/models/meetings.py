"""Meetings: who comes, what is on the agenda, the minutes, and decisions that become measures.

A council, a педсовет, a совещание, a method association and an interview are one thing here.
Held minutes are never changed; what becomes of a decision is seen in its measure of a plan.
"""

from __future__ import annotations

from textwrap import shorten

from django.conf import settings
from django.db import models

from objektiv.web.models.bodies import Body
from objektiv.web.models.organisations import Organisation, SchoolYear


class Meeting(models.Model):
    class Kind(models.TextChoices):
        COUNCIL = "council", "заседание совета или комиссии"
        PEDAGOGICAL = "pedagogical", "педагогический совет"
        CONFERENCE = "conference", "совещание"
        ASSOCIATION = "association", "заседание методического объединения"
        PARENTS = "parents", "родительское собрание"
        INTERVIEW = "interview", "собеседование"

    class State(models.TextChoices):
        PLANNED = "planned", "запланировано"
        INVITED = "invited", "приглашения разосланы"
        HELD = "held", "протокол подписан"
        CANCELLED = "cancelled", "отменено"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="meetings")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="meetings")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="meetings")
    kind = models.CharField("вид", max_length=12, choices=Kind.choices)
    title = models.CharField("тема", max_length=500)
    day = models.DateField("дата")
    starts = models.TimeField("начало", null=True, blank=True)
    where = models.CharField("место", max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    number = models.CharField("номер протокола", max_length=40, blank=True)
    dated = models.DateField("дата протокола", null=True, blank=True)
    notes = models.TextField("записи", blank=True)
    cancelled_because = models.CharField("почему отменено", max_length=500, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["organisation", "-day"], name="meeting_at_place")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """May the agenda, the people and the minutes still change?"""
        return self.state in (self.State.PLANNED, self.State.INVITED)

    @property
    def is_interview(self) -> bool:
        return self.kind == self.Kind.INTERVIEW


class Participant(models.Model):
    """Who is called to a meeting: a person of the system or a name; came or not."""

    class Duty(models.TextChoices):
        CHAIR = "chair", "председатель"
        SECRETARY = "secretary", "секретарь"
        MEMBER = "member", "участник"
        GUEST = "guest", "приглашённый"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="participants")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    who = models.CharField("фамилия, имя, отчество", max_length=200, blank=True)
    position = models.CharField("должность", max_length=300, blank=True)
    duty = models.CharField(max_length=9, choices=Duty.choices, default=Duty.MEMBER)
    invited_at = models.DateTimeField(null=True)
    came = models.BooleanField("присутствует", null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="called_to_a_meeting_once"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(who=""),
                name="participant_is_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.person.full_name if self.person else self.who


class AgendaItem(models.Model):
    """A question of the agenda; `ground` says what called for it, `path` where that is seen."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveIntegerField(default=0)
    title = models.CharField("вопрос", max_length=500)
    speaker = models.CharField("докладчик", max_length=200, blank=True)
    ground = models.TextField("основание", blank=True)
    path = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=120, blank=True)  # «finding:17»: proposed once
    heard = models.TextField("слушали, выступили", blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return shorten(self.title, 80, placeholder="…")


class MeetingDecision(models.Model):
    """What a meeting decided, at which level and of which sort (document 001)."""

    class Level(models.TextChoices):
        ADMINISTRATION = "administration", "администрация"
        ASSOCIATION = "association", "профессиональное объединение педагогов"
        TEACHER = "teacher", "отдельный педагог"

    class Sort(models.TextChoices):
        SPREAD = "spread", "распространить положительную практику"
        CORRECT = "correct", "исправить установленное отступление от порядка"
        OVERCOME = "overcome", "преодолеть отрицательную тенденцию"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    position = models.PositiveIntegerField(default=0)
    level = models.CharField("уровень", max_length=14, choices=Level.choices)
    sort = models.CharField("направленность", max_length=8, choices=Sort.choices)
    text = models.TextField("решили")
    term = models.CharField("срок", max_length=300)
    responsibles = models.CharField("ответственные", max_length=500, blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    expected_result = models.TextField("ожидаемый результат", blank=True)
    kind = models.CharField("вид меры", max_length=40, blank=True)  # of rulebook.KINDS

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return shorten(self.text, 80, placeholder="…")
