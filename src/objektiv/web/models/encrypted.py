"""Personal data that the database keeps encrypted: only the installation's key opens it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models


class EncryptedJSON(models.TextField):
    """A dict under a key of `settings.PERSONAL_KEYS`; {} where no key opens it.

    Nothing inside can be searched or sorted by the database, and that is the point.
    """

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> dict:
        return opened(value) if value else {}

    def get_prep_value(self, value: dict | None) -> str:
        return closed(value) if value else ""


@cache
def _keys():
    from cryptography.fernet import Fernet, MultiFernet

    return MultiFernet([Fernet(one.strip()) for one in settings.PERSONAL_KEYS])


def closed(value: dict[str, Any]) -> str:
    """The dict encrypted and signed.

    >>> opened(closed({"surname": "Берегова"}))
    {'surname': 'Берегова'}
    """
    return _keys().encrypt(json.dumps(value, ensure_ascii=False).encode()).decode("ascii")


def opened(value: str) -> dict[str, Any]:
    """What was closed; {} where it was changed or its key is gone."""
    from cryptography.fernet import InvalidToken

    try:
        return json.loads(_keys().decrypt(value.encode("ascii")))
    except InvalidToken:
        return {}
