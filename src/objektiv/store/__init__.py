"""Keeping results: immutable files, and a manifest that says which of them count."""

from objektiv.store.files import Original, StoredFile, described, fingerprint, original, put, read
from objektiv.store.manifest import Counting, Entry, Manifest, OccupiedError
from objektiv.store.upkeep import Damage, Verification, compact, sittings, verify

__all__ = [
    "Counting",
    "Damage",
    "Entry",
    "Manifest",
    "OccupiedError",
    "Original",
    "StoredFile",
    "Verification",
    "compact",
    "described",
    "fingerprint",
    "original",
    "put",
    "read",
    "sittings",
    "verify",
]
