"""Receiving sealed parcels: fetching, the release key from the time on, opening, confirming."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv import sealing
from objektiv.web.actions.audit import log
from objektiv.web.actions.holding.personal_keys import own_key
from objektiv.web.actions.holding.release_keys import release_phrase
from objektiv.web.actions.holding.sealed import latest_parcel, locked
from objektiv.web.actions.letters import write
from objektiv.web.models import Person, SealedParcel, SealedRecipient
from objektiv.web.models.notifications import Kind


@transaction.atomic
def fetch(parcel: SealedParcel, recipients: Iterable[SealedRecipient], *, by: Person) -> bytes:
    """The encrypted file with the envelopes of these recipients; may be asked for at any time."""
    recipients = list(recipients)
    if parcel.cancelled or not recipients:
        raise PermissionDenied("nothing to fetch")
    latest = latest_parcel(parcel)
    now = timezone.now()
    for one in recipients:
        if one.person_id == by.pk and one.fetched_at is None:
            one.fetched_at = now
            one.save()
    log("sealed.fetched", parcel, f"Скачана посылка (зашифрована), конвертов: {len(recipients)}",
        by=by, at=parcel.organisation)  # fmt: skip
    return sealing.write_parcel(sealing.only(latest, [one.key.public for one in recipients]))


@transaction.atomic
def give_out_key(recipient: SealedRecipient, *, by: Person) -> str:
    """The release key, from the time on, to a recipient; written down before it is shown."""
    _require_own(recipient, by)
    parcel = locked(recipient.parcel)
    phrase = release_phrase(parcel)
    now = timezone.now()
    try:
        sealing.released(sealing.Release(timezone.localtime(parcel.opens_at), phrase), now)
    except sealing.NotOpened as refusal:
        raise ValidationError(str(refusal)) from None
    if parcel.given_out_at is None:
        parcel.given_out_at = now
        parcel.save()
    if recipient.key_given_at is None:
        recipient.key_given_at = now
        recipient.save()
    log("sealed.key_given", parcel, f"Ключ выпуска выдан: {recipient}", by=by,
        at=recipient.organisation)  # fmt: skip
    return phrase


@transaction.atomic
def open_here(recipient: SealedRecipient, *, phrase: str, by: Person) -> dict[str, bytes]:
    """The files of the recipient's envelope; they are in memory only."""
    _require_own(recipient, by)
    own = own_key(phrase, recipient.key)
    release = sealing.key_of(give_out_key(recipient, by=by), "release")
    try:
        files = sealing.open_parcel(latest_parcel(recipient.parcel), own, release)
    except sealing.NotOpened as refusal:
        raise ValidationError(str(refusal)) from None
    if recipient.opened_at is None:
        recipient.opened_at = timezone.now()
        recipient.save()
    log("sealed.opened", recipient.parcel, f"Вскрыто на странице: {recipient}", by=by,
        at=recipient.organisation, files=sorted(files))  # fmt: skip
    return files


@transaction.atomic
def confirm(recipient: SealedRecipient, *, remark: str, by: Person) -> None:
    """«Получено, всё читается», or what is wrong: then the sender is told."""
    _require_own(recipient, by)
    recipient.confirmed_at, recipient.remark = timezone.now(), remark
    recipient.save()
    parcel = recipient.parcel
    log("sealed.confirmed", parcel, f"Получение подтверждено: {recipient}. {remark}".strip(), by=by,
        at=recipient.organisation)  # fmt: skip
    if remark:
        write([parcel.sender], "замечание к посылке", f"«{parcel}», {recipient}: {remark}",
              reverse("sealed_parcel", args=[parcel.pk]), kind=Kind.TERM)  # fmt: skip


def _require_own(recipient: SealedRecipient, by: Person) -> None:
    if recipient.person_id != by.pk or recipient.ended_at is not None:
        raise PermissionDenied("not addressed to this person")
    if recipient.parcel.cancelled:
        raise ValidationError("Посылка отменена отправителем: вскрыть её нельзя.")
