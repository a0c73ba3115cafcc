"""Keeping results: immutable files, and a manifest that says which of them count."""

from objektiv.store.files import (
    Original,
    StoredFile,
    StoredJournal,
    described,
    discard,
    fingerprint,
    original,
    put,
    put_journal,
    read,
    read_journal,
)
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
    "StoredJournal",
    "Verification",
    "compact",
    "described",
    "discard",
    "fingerprint",
    "original",
    "put",
    "put_journal",
    "read",
    "read_journal",
    "sittings",
    "verify",
]
