"""Names by code, encrypted to the key of the school: adding needs no secret, reading does."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from objektiv.sealing.errors import Altered, WrongKey
from objektiv.sealing.keys import Key

_STEP = 4096  # sealed names of a class are of one size: their length tells nobody anything


class NameRow(NamedTuple):
    """Whose code it is. Lives in memory and inside an encrypted piece, nowhere else."""

    code: str
    name: str


def lock_names(rows: Iterable[NameRow], public: str) -> bytes:
    """The rows, encrypted to a school's public key.

    >>> from objektiv.sealing.keys import key_from_bytes
    >>> key = key_from_bytes(bytes(32))
    >>> piece = lock_names([NameRow("1000013", "Ёлкина Мария")], key.public)
    >>> "Ёлкина".encode() in piece, unlock_names(piece, key)
    (False, [NameRow(code='1000013', name='Ёлкина Мария')])
    """
    import pyrage

    plain = json.dumps([list(one) for one in rows], ensure_ascii=False).encode()
    padded = plain + b" " * (-len(plain) % _STEP)
    return bytes(pyrage.encrypt(padded, [pyrage.x25519.Recipient.from_str(public)]))


def unlock_names(piece: bytes, key: Key) -> list[NameRow]:
    """The rows of an encrypted piece. Raises `WrongKey` or `Altered`."""
    import pyrage

    try:
        plain = pyrage.decrypt(piece, [pyrage.x25519.Identity.from_str(key.secret)])
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise WrongKey("Это ключ другого сейфа.") from None
        raise Altered("Сейф имён повреждён: восстановите его из резервной копии.") from None
    return [NameRow(*one) for one in json.loads(plain)]
