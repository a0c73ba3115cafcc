"""Keys that the server keeps until their time: encrypted to this installation, so that a copy of
the database alone gives no key out."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.core.exceptions import ValidationError

from objektiv import sealing
from objektiv.web.models import SealedParcel


def kept_secret(secret: str) -> str:
    """A release phrase, or another secret of the server's, as the database keeps it."""
    import pyrage

    recipient = pyrage.x25519.Recipient.from_str(_installation().public)
    return pyrage.encrypt(secret.encode(), [recipient], armored=True).decode()


def secret_of(kept: str) -> str:
    """What `kept_secret` kept. Raises `ValidationError`."""
    import pyrage

    identity = pyrage.x25519.Identity.from_str(_installation().secret)
    try:
        return pyrage.decrypt(kept.encode(), [identity]).decode()
    except pyrage.DecryptError:
        raise ValidationError(
            "Секретный ключ установки сменили: прежние ключи не прочесть. "
            "Отмените посылку и запечатайте заново."
        ) from None


def release_phrase(parcel: SealedParcel) -> str:
    """The phrase of a parcel; who calls asks for the time first."""
    if not parcel.release_kept:
        raise ValidationError("Посылка отменена, её ключ уничтожен.")
    return secret_of(parcel.release_kept)


def _installation() -> sealing.Key:
    secret = settings.SECRET_KEY.encode()
    return sealing.key_from_bytes(hmac.digest(secret, b"objektiv release 1", hashlib.sha256))
