"""Codes on slips of paper: drawn once, told once, only their digests are kept."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.conf import settings

LETTERS = "абвгдежкмнпрстухшэюя23456789"  # without those that are mistaken for others
LONG = 8  # letters: 28⁸ codes, and each opens one thing of one link


def draw_slip() -> str:
    """A code for one slip."""
    return "".join(secrets.choice(LETTERS) for _ in range(LONG))


def slip_digest(what: str, code: str) -> str:
    """What is kept of a code; `what` names what it opens, so that it opens nothing else."""
    plain = f"{settings.SECRET_KEY}:{what}:{code.strip().lower()}"
    return sha256(plain.encode()).hexdigest()
