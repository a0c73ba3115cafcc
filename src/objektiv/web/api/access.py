"""Who asks: a key in the header, what it is for, how often it asks. No cookies here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from objektiv.web.actions.tokens import use_token
from objektiv.web.models import AccessToken
from objektiv.web.queries.people import lacks_second_factor


class Unknown(Exception):
    """There is no key in the request, or none that works."""


class ScopeMissing(Exception):
    """The key works, but not for this."""

    def __init__(self, scopes: tuple[Any, ...]) -> None:
        super().__init__(scopes)
        self.scopes = scopes


class SecondFactorMissing(Exception):
    """The site asks people above the school for a second factor, and this one has none."""


class Key(HttpBearer):
    """Asks for a working key that has one of the scopes; any working key where none is named.

    Afterwards `request.user` is the person of the key, whose roles of today decide the rest.
    """

    def __init__(self, *scopes: Any) -> None:  # values of Scope
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> AccessToken:
        found = use_token(token.strip())
        if found is None:
            raise Unknown
        if self.scopes and not set(self.scopes) & set(found.scopes):
            raise ScopeMissing(self.scopes)
        if lacks_second_factor(found.person):
            raise SecondFactorMissing
        found.person.key = found.prefix  # the journal names the key
        request.user = found.person
        return found
