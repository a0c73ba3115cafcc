"""People, their roles in organisations, invitations."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from objektiv.web.models.organisations import Organisation, SchoolClass, Subject
from objektiv.web.models.searching import SearchText

INVITATION_DAYS = 14


class PersonManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> Person:
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, email: str) -> Person:
        return self.get(email=email.strip().lower())


class Person(AbstractBaseUser):
    """Somebody who signs in, by e-mail address."""

    email = models.EmailField("электронная почта", unique=True)
    surname = models.CharField("фамилия", max_length=100)
    name = models.CharField("имя", max_length=100)
    patronymic = models.CharField("отчество", max_length=100, blank=True)
    is_active = models.BooleanField("может входить", default=True)
    created = models.DateTimeField(auto_now_add=True)
    search = SearchText(of="searched")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["surname", "name"]
    objects = PersonManager()

    class Meta:
        ordering = ["surname", "name", "patronymic"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.surname, self.name, self.patronymic)))

    @property
    def searched(self) -> str:
        return f"{self.full_name} {self.email}"

    @property
    def initials(self) -> str:
        """«Иванова М. П.»"""
        letters = "\u00a0".join(f"{part[0]}." for part in (self.name, self.patronymic) if part)
        return f"{self.surname}\u00a0{letters}".strip()


class Role(models.TextChoices):
    """What a person does in an organisation; one person may have several roles."""

    REGIONAL_COORDINATOR = "regional_coordinator", "региональный координатор"
    MUNICIPAL_COORDINATOR = "municipal_coordinator", "муниципальный координатор"
    HEAD = "head", "руководитель образовательной организации"
    DEPUTY = "deputy", "заместитель руководителя по УВР"
    SCHOOL_COORDINATOR = "school_coordinator", "школьный координатор"
    METHOD_HEAD = "method_head", "руководитель методического объединения"
    TEACHER = "teacher", "учитель"
    CLASS_TEACHER = "class_teacher", "классный руководитель"
    EXPERT = "expert", "эксперт"
    ORGANISER = "organiser", "организатор"
    TECHNICAL_SPECIALIST = "technical_specialist", "технический специалист"
    OBSERVER = "observer", "общественный наблюдатель"
    PARENT = "parent", "родитель (законный представитель)"
    PUPIL = "pupil", "ученик"


class RoleAssignmentQuerySet(models.QuerySet):
    def on(self, day) -> RoleAssignmentQuerySet:
        """Assignments that hold on a day, both ends included."""
        return self.filter(models.Q(ends__isnull=True) | models.Q(ends__gte=day), starts__lte=day)


class RoleAssignment(models.Model):
    person = models.ForeignKey(Person, models.CASCADE, related_name="assignments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assignments")
    role = models.CharField("роль", max_length=30, choices=Role.choices)
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, null=True, blank=True)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True)
    # Of a parent and of a pupil: whose results they see; never a name.
    pupil_code = models.CharField("код ученика", max_length=60, blank=True)
    starts = models.DateField("с", default=timezone.localdate)
    ends = models.DateField("по", null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "role"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gte=models.F("starts")),
                name="assignment_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}"

    @property
    def of(self) -> str:
        """Class, subject and pupil that the role is about: «5А, Математика»."""
        return about(self)


def about(one: RoleAssignment | Invitation) -> str:
    """What of the organisation a role is about, in words; "" where it is about all of it."""
    year = f" ({one.school_class.school_year})" if one.school_class else ""
    parts = [
        f"{one.school_class}{year}" if one.school_class else "",
        str(one.subject) if one.subject else "",
        f"код ученика {one.pupil_code}" if one.pupil_code else "",
    ]
    return ", ".join(filter(None, parts))


class Invitation(models.Model):
    """A link that makes one person with one role; only the hash of its secret is kept."""

    email = models.EmailField("электронная почта")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField("роль", max_length=30, choices=Role.choices)
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, null=True, blank=True)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True)
    pupil_code = models.CharField("код ученика", max_length=60, blank=True)
    starts = models.DateField("с", null=True, blank=True)
    ends = models.DateField("по", null=True, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True, blank=True)
    withdrawn = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"

    @staticmethod
    def new_secret() -> str:
        return secrets.token_urlsafe(24)

    @staticmethod
    def hash_of(secret: str) -> str:
        return sha256(secret.encode()).hexdigest()

    @staticmethod
    def term():
        return timezone.now() + timedelta(days=INVITATION_DAYS)

    @property
    def of(self) -> str:
        return about(self)

    @property
    def is_open(self) -> bool:
        return not self.accepted and not self.withdrawn and self.expires > timezone.now()
