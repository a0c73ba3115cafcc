"""Letters: short, to those whom a thing waits for; the page holds the details.

A letter never carries results: it says what waits and where. It is sent after the
transaction, and a mail server that is down never stops the work.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import send_mass_mail
from django.db import transaction
from django.utils import timezone

from objektiv.web.models import Organisation, Person, RoleAssignment


def people_of(places: Iterable[Organisation], roles: Iterable[Any]) -> list[Person]:
    """Who has one of the roles in one of the organisations today."""
    return list(
        Person.objects.filter(
            is_active=True,
            assignments__in=RoleAssignment.objects.on(timezone.localdate()).filter(
                organisation__in=places, role__in=roles
            ),
        ).distinct()
    )


def write(people: Iterable[Person], subject: str, text: str, path: str) -> int:
    """The same letter to each; returns how many were addressed."""
    address = settings.SITE.rstrip("/") + path
    letters = [
        (
            f"Объектив: {subject}",
            f"Здравствуйте, {person.name} {person.patronymic}".strip()
            + f"!\n\n{text}\n\n{address}\n",
            None,
            [person.email],
        )
        for person in people
    ]
    transaction.on_commit(lambda: send_mass_mail(letters, fail_silently=True))
    return len(letters)
