"""Keys of a person."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from objektiv.web.models import AccessToken, Person


def tokens_of(person: Person):
    """Own keys, those that work first; nobody sees the keys of others."""
    return AccessToken.objects.filter(person=person).order_by(
        F("revoked").asc(nulls_first=True), "-expires", "-id"
    )


def working_tokens_of(person: Person):
    return tokens_of(person).filter(revoked__isnull=True, expires__gt=timezone.now())
