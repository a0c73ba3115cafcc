"""A parcel from the district for two people of the first school, until a day to come."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from objektiv import sealing

# Whose phrase is whose; deriving a key takes a tenth of a second, so each is derived once.
PHRASES = {
    "north": "12340 12340 12340 12340 12340 12340",
    "office": "22223 22223 22223 22223 22223 22223",
    "technician": "33333 33333 33333 33333 33333 33333",
}
RELEASE = "57240 57240 57240 57240 57240 57240"
RECIPIENTS = ("office", "technician")
FILES = {"слова.txt": b"secret words"}


@cache
def public(name: str) -> str:
    return sealing.key_of(PHRASES[name], "person").public


@cache
def sealed() -> sealing.Parcel:
    now = timezone.localtime()
    return sealing.seal(
        title="Варианты 1 и 2",
        sender="Северный район",
        opens=now + timedelta(days=14),
        now=now,
        release=sealing.key_of(RELEASE, "release"),
        contents=[(sealing.Recipient(public(name), name), FILES) for name in PHRASES],
    )


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    from objektiv.web.actions.holding.release_keys import kept_secret
    from objektiv.web.actions.uploads import keep
    from objektiv.web.models import (
        PersonalKey,
        SealedEdition,
        SealedParcel,
        SealedRecipient,
        SealingOrder,
    )

    keys = {
        name: PersonalKey.objects.create(person=world.people[name], public=public(name))
        for name in PHRASES
    }
    content = sealed()
    parcel = SealedParcel.objects.create(
        organisation=world.north, day=made["procedure_day"], title=content.title,
        sender=world.people["north"], sender_key=keys["north"], sealed_at=timezone.now(),
        opens_at=timezone.now() + timedelta(days=14), release_public=content.release,
        release_kept=kept_secret(RELEASE), files=len(FILES),
    )  # fmt: skip
    file = ContentFile(sealing.write_parcel(content), name="Варианты.sealed")
    SealedEdition.objects.create(
        parcel=parcel, number=1, control=content.control, made_by=world.people["north"],
        **keep(file),
    )  # fmt: skip
    recipients = [
        SealedRecipient.objects.create(
            parcel=parcel, person=world.people[name], organisation=world.first, key=keys[name],
            label=name,
        )
        for name in RECIPIENTS
    ]  # fmt: skip
    order = SealingOrder.objects.create(
        organisation=world.north, day=made["procedure_day"], title="Варианты 3 и 4", files=1,
        roles=["school_coordinator"], opens_at=parcel.opens_at, asked_by=world.people["north"],
        key_kept=kept_secret("00" * 32),
    )  # fmt: skip
    return {"order": order, "parcel": parcel, "recipient": recipients[0]}
