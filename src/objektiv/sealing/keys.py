"""Keys that can be typed and dictated: thirty digits in six groups, each with its check digit.

A phrase is the whole private key: nothing else has to be kept or carried, and a wrong digit is
named by its group. 24 free digits are 79.7 bits; scrypt (N = 2^15, r = 8, p = 1: RFC 7914, 32
MB and about 0.1 s) makes each guess 2^15 times dearer. The 32 bytes it gives are an age X25519
identity (https://age-encryption.org/v1), so whatever reads age reads what we seal.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Literal

from objektiv.sealing.digits import check_digit, is_checked
from objektiv.sealing.errors import WrongPhrase

# A phrase of one use opens nothing of another, even where somebody types it in the wrong place.
Use = Literal["person", "release", "school"]

GROUPS, FREE = 6, 4
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


@dataclass(frozen=True, slots=True)
class Key:
    """An age key pair; the private half is never printed."""

    public: str
    secret: str = field(repr=False)


def new_phrase() -> str:
    """A fresh phrase: `1234x 5678x …`, x the check digit of its group."""
    groups = ("".join(secrets.choice("0123456789") for _ in range(FREE)) for _ in range(GROUPS))
    return " ".join(group + check_digit(group) for group in groups)


def read_phrase(text: str) -> str:
    """The phrase as `new_phrase` writes it, from what was typed.

    Raises `WrongPhrase`, naming the groups with a slip.

    >>> read_phrase("57240-57241 5724057240,57240 57240")
    Traceback (most recent call last):
    objektiv.sealing.errors.WrongPhrase: Опечатка в группе 2: сверьте её цифры.
    """
    digits = re.sub(r"\D", "", text)
    if re.search(r"[^\d\s.,;:_–—-]", text) or not digits.isascii():
        raise WrongPhrase("Ключ состоит только из цифр: шесть групп по пять цифр.")
    if len(digits) != GROUPS * (FREE + 1):
        raise WrongPhrase(f"В ключе {GROUPS * (FREE + 1)} цифр, введено {len(digits)}.")
    groups = [digits[n : n + FREE + 1] for n in range(0, len(digits), FREE + 1)]
    wrong = [str(n) for n, group in enumerate(groups, 1) if not is_checked(group)]
    if wrong:
        if len(wrong) == 1:
            raise WrongPhrase(f"Опечатка в группе {wrong[0]}: сверьте её цифры.")
        raise WrongPhrase(f"Опечатка в группах {', '.join(wrong)}: сверьте их цифры.")
    return " ".join(groups)


def key_of(phrase: str, use: Use) -> Key:
    """The key pair of a phrase. Raises `WrongPhrase`.

    >>> phrase = new_phrase()
    >>> key_of(phrase, "person") == key_of(phrase.replace(" ", ""), "person")
    True
    >>> key_of(phrase, "person") == key_of(phrase, "release")
    False
    """
    raw = hashlib.scrypt(
        read_phrase(phrase).encode(),
        salt=f"objektiv {use} key 1".encode(),
        n=2**15,
        r=8,
        p=1,
        maxmem=2**26,
        dklen=32,
    )
    return key_from_bytes(raw)


def key_from_bytes(raw: bytes) -> Key:
    """The key pair of 32 secret bytes."""
    import pyrage

    identity = pyrage.x25519.Identity.from_str(_bech32("age-secret-key-", raw).upper())
    return Key(str(identity.to_public()), str(identity))


def public_key(text: str) -> str:
    """A public key as somebody gave it. Raises `WrongPhrase`."""
    import pyrage

    try:
        return str(pyrage.x25519.Recipient.from_str(text.strip()))
    except pyrage.RecipientError:
        raise WrongPhrase("Открытый ключ начинается с «age1» и состоит из 62 знаков.") from None


def control_number(content: bytes) -> str:
    """Twelve digits to compare by eye or by telephone: is it the same thing?

    >>> control_number(b"")
    '2328 2426 1652'
    """
    number = int.from_bytes(hashlib.sha256(content).digest()[:8]) % 10**12
    digits = f"{number:012}"
    return " ".join(digits[n : n + 4] for n in (0, 4, 8))


def _bech32(prefix: str, raw: bytes) -> str:
    """BIP 173, as age writes its keys."""
    bits = int.from_bytes(raw) << (-len(raw) * 8 % 5)
    length = -(-len(raw) * 8 // 5)
    values = [bits >> 5 * n & 31 for n in reversed(range(length))]
    expanded = [ord(one) >> 5 for one in prefix] + [0] + [ord(one) & 31 for one in prefix]
    rest = _polymod([*expanded, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    check = [rest >> 5 * (5 - n) & 31 for n in range(6)]
    return f"{prefix}1" + "".join(_BECH32[one] for one in values + check)


def _polymod(values: list[int]) -> int:
    state = 1
    for value in values:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for n, one in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            state ^= one if top >> n & 1 else 0
    return state
