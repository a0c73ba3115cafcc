"""Django for these tests only: settings come from here, the other tests never load it."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "objektiv.web.settings"
os.environ["OBJEKTIV_DATA"] = tempfile.mkdtemp(prefix="objektiv-test-")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs beside the tests

import django
import pytest
from django.conf import settings

# A worker of xdist inherits the environment, and with it settings that were read before this
# file: without its own folder it would share the store with the others.
settings.DATA = Path(os.environ["OBJEKTIV_DATA"])
settings.STORE = settings.DATA / "store"
settings.QUEUE = settings.DATA / "queue.sqlite3"
settings.STATIC_ROOT = settings.DATA / "static"
settings.JOBS_AT_ONCE = True
settings.ACCOUNT_RATE_LIMITS = False
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
settings.MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Added, not put in place: a worker may have told the connection of the other keys already.
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(
        settings.DATA / "test.sqlite3"
    )
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402

from objektiv.web.actions.organisations import school_year_at  # noqa: E402
from objektiv.web.models import (  # noqa: E402
    Organisation,
    Person,
    Role,
    RoleAssignment,
    SchoolClass,
    Subject,
)

from .browsing import browser, filled, page  # noqa: E402, F401
from .case import case  # noqa: E402, F401

PASSWORD = "correct horse battery"


@dataclass
class World:
    """A small region: two districts, three schools, a person for every role there is.

    region ─┬─ north ─┬─ first
            │         └─ second
            └─ south ─── third
    """

    region: Organisation
    north: Organisation
    south: Organisation
    first: Organisation
    second: Organisation
    third: Organisation
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, name: str, *roles: tuple[str, Organisation]) -> Person:
        """A person with these roles, made on the first call."""
        if name not in self.people:
            person = Person.objects.create_user(
                f"{name}@test.example", PASSWORD, surname=name.capitalize(), name="Имя"
            )
            EmailAddress.objects.create(
                user=person, email=person.email, verified=True, primary=True
            )
            for role, place in roles:
                RoleAssignment.objects.create(person=person, role=role, organisation=place)
            self.people[name] = person
        return self.people[name]


STAFF = {
    "coordinator": (Role.REGIONAL_COORDINATOR, "region"),
    "north": (Role.MUNICIPAL_COORDINATOR, "north"),
    "south": (Role.MUNICIPAL_COORDINATOR, "south"),
    "head": (Role.HEAD, "first"),
    "deputy": (Role.DEPUTY, "first"),
    "office": (Role.SCHOOL_COORDINATOR, "first"),
    "methodist": (Role.METHOD_HEAD, "first"),
    "teacher": (Role.TEACHER, "first"),
    "classteacher": (Role.CLASS_TEACHER, "first"),
    "expert": (Role.EXPERT, "first"),
    "organiser": (Role.ORGANISER, "first"),
    "technician": (Role.TECHNICAL_SPECIALIST, "first"),
    "observer": (Role.OBSERVER, "first"),
    "parent": (Role.PARENT, "first"),
    "pupil": (Role.PUPIL, "first"),
    "neighbour": (Role.HEAD, "second"),
    "stranger": (Role.HEAD, "third"),
}


@pytest.fixture
def world(db) -> World:
    made: dict[str, Organisation] = {}
    for name, kind, parent, title, code in (
        ("region", "region", None, "Тестовая область", ""),
        ("north", "municipality", "region", "Северный район", ""),
        ("south", "municipality", "region", "Южный район", ""),
        ("first", "school", "north", "МБОУ «СОШ № 1» г. Северск", "edu900101"),
        ("second", "school", "north", "МБОУ «СОШ № 2» г. Северск", "edu900102"),
        ("third", "school", "south", "МБОУ «СОШ № 3» с. Южное", "edu900103"),
    ):
        made[name] = Organisation.objects.create(
            kind=kind, parent=made.get(parent), name=title, code=code
        )
    world = World(**made)
    for name, (role, place) in STAFF.items():
        world.person(name, (role, made[place]))
    # Results of spring 2026: whose they are.
    fifth = SchoolClass.objects.create(
        school=world.first, school_year=school_year_at(date(2026, 4, 1)), grade=5, name="5А"
    )
    subject = Subject.objects.create(name="Математика")
    world.people["teacher"].assignments.update(school_class=fifth, subject=subject)
    world.people["classteacher"].assignments.update(school_class=fifth)
    for name in ("parent", "pupil"):
        world.people[name].assignments.update(school_class=fifth, pupil_code="5001")
    return world


@pytest.fixture
def as_(client, world):
    """A client signed in as somebody of the world: `as_("head").get("/")`."""

    def sign_in(name: str):
        client.force_login(world.people[name])
        return client

    return sign_in


@pytest.fixture
def files() -> Path:
    return Path(__file__).parent / "files"
