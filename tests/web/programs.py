"""A program with a key of somebody of the world."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from objektiv.web.models import AccessToken, Person, Scope

ROOT = "/api/v1"
ALL = list(Scope.values)


def key_of(person: Person, *scopes: str, days: int = 30) -> str:
    """A key that works; with all scopes unless some are named."""
    secret = AccessToken.new_secret()
    AccessToken.objects.create(
        person=person,
        name="Проверка",
        prefix=secret[:13],
        digest=AccessToken.digest_of(secret),
        scopes=scopes or ALL,
        expires=timezone.now() + timedelta(days=days),
    )
    return secret


class Program:
    """Calls the API with a key and without cookies."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client(
            raise_request_exception=False,
            headers={"authorization": f"Bearer {secret}"} if secret else None,
            enforce_csrf_checks=True,
        )

    def get(self, path: str, **query: Any):
        return self.client.get(ROOT + path, query)

    def send(self, path: str, data: Any = None, method: str = "POST"):
        return self.client.generic(
            method, ROOT + path, _json(data), content_type="application/json"
        )

    def post_files(self, path: str, data: dict[str, Any]):
        return self.client.post(ROOT + path, data)


def _json(data: Any) -> str:
    import json

    return json.dumps(data or {}, default=str)
