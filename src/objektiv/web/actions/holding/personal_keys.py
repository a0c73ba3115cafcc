"""Keys of people: made here and shown once, or brought; the private half is never kept."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv import sealing
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import write
from objektiv.web.models import Person, PersonalKey, SealedParcel, SealedRecipient
from objektiv.web.models.notifications import Kind


@transaction.atomic
def make_key(*, by: Person, public: str = "") -> str:
    """A new personal key in place of the former one; returns its phrase, kept nowhere.

    With `public` the person made the key elsewhere: there is no phrase, and nothing to return.
    """
    phrase = ""
    if public:
        try:
            public = sealing.public_key(public)
        except sealing.NotOpened as refusal:
            raise ValidationError({"public": str(refusal)}) from None
        if PersonalKey.objects.filter(public=public).exists():
            raise ValidationError({"public": "Этот ключ уже известен: заведите новый."})
    else:
        phrase = sealing.new_phrase()
        public = sealing.key_of(phrase, "person").public
    ended = PersonalKey.objects.filter(person=by, ended_at=None).update(ended_at=timezone.now())
    key = PersonalKey.objects.create(person=by, public=public)
    text = "Личный ключ заменён новым" if ended else "Заведён личный ключ"
    log("key.made", key, text, by=by, at=None, public=public)
    if ended:
        _ask_for_envelopes(by)
    return phrase


def _ask_for_envelopes(person: Person) -> None:
    """Senders of parcels that the former key was to open hear that a new envelope is needed."""
    waiting = SealedRecipient.objects.filter(
        person=person, ended_at=None, confirmed_at=None, parcel__state=SealedParcel.State.SEALED
    ).select_related("parcel__sender")
    for one in waiting:
        write(
            [one.parcel.sender],
            "нужен конверт на новый ключ",
            f"{person.initials}: ключ заменён, «{one.parcel}» прежним ключом не открыть.",
            reverse("sealed_parcel", args=[one.parcel_id]),
            kind=Kind.TERM,
        )


def own_key(phrase: str, known: PersonalKey) -> sealing.Key:
    """The key of a typed phrase, where it is the one that is known."""
    try:
        own = sealing.key_of(phrase, "person")
    except sealing.NotOpened as refusal:
        raise ValidationError({"phrase": str(refusal)}) from None
    if own.public != known.public:
        raise ValidationError({"phrase": "Это не тот личный ключ, для которого запечатано."})
    return own
