"""The secret address of a person's calendar: made, shown again, made anew, revoked.

The address is signed by the installation's key over a salt in the database: neither alone
opens it, and it can be shown again. Revoking or making it anew ends the address before.
"""

from __future__ import annotations

import secrets

from django.core.signing import BadSignature, Signer
from django.db import transaction

from objektiv.web.models import CalendarFeed, Person

_SIGNER = Signer(salt="objektiv.calendar")


@transaction.atomic
def make_feed(person: Person) -> CalendarFeed:
    """A new address; the one before is dead from now on."""
    CalendarFeed.objects.filter(person=person).delete()
    return CalendarFeed.objects.create(person=person, salt=secrets.token_hex(16))


def revoke_feed(person: Person) -> None:
    CalendarFeed.objects.filter(person=person).delete()


def token_of(feed: CalendarFeed) -> str:
    return _SIGNER.signature(f"{feed.pk}:{feed.salt}") + f"-{feed.pk}"


def person_of_feed(token: str) -> Person | None:
    """Whose calendar an address opens; None for one that is forged, revoked or of somebody who
    may not sign in any more."""
    signature, _, pk = token.rpartition("-")
    feed = (
        CalendarFeed.objects.filter(pk=int(pk), person__is_active=True)
        .select_related("person")
        .first()
        if pk.isdecimal() and len(pk) < 12
        else None
    )
    if feed is None:
        return None
    try:
        _SIGNER.unsign(f"{feed.pk}:{feed.salt}:{signature}")
    except BadSignature:
        return None
    return feed.person
