"""Keys for programs: making, using, revoking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from objektiv.web.actions.audit import log
from objektiv.web.models import AccessToken, Person, Scope
from objektiv.web.models.tokens import PREFIX
from objektiv.web.permissions import assignments
from objektiv.web.queries.organisations import home_of
from objektiv.web.queries.tokens import working_tokens_of

MOST = 20  # working keys of one person
LONGEST_DAYS = 366


class TooOften(Exception):
    """The key was used as often as it may be in a minute; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


@transaction.atomic
def make_token(
    *, name: str, scopes: Iterable[str], days: int, by: Person
) -> tuple[AccessToken, str]:
    """A key and its secret, which is shown once and never kept."""
    if not assignments(by):
        raise PermissionDenied("no role, no key")
    wanted = [one for one in Scope.values if one in set(scopes)]
    if not wanted:
        raise ValidationError({"scopes": "Отметьте, что будет доступно по ключу."})
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError({"days": "Ключ действует от одного дня до года."})
    if working_tokens_of(by).count() >= MOST:
        raise ValidationError(f"У вас уже {MOST} действующих ключей. Отзовите ненужные.")
    secret = AccessToken.new_secret()
    token = AccessToken.objects.create(
        person=by,
        name=name.strip()[:120],
        prefix=secret[:PREFIX],
        digest=AccessToken.digest_of(secret),
        scopes=wanted,
        expires=timezone.now() + timedelta(days=days),
    )
    log(
        "token.made",
        token,
        f"Создан ключ для программ: {token}, до {timezone.localtime(token.expires):%d.%m.%Y}",
        by=by,
        at=home_of(by),
        scopes=wanted,
    )
    return token, secret


@transaction.atomic
def revoke_token(token: AccessToken, *, by: Person) -> None:
    """From now on the key opens nothing; the row stays as history."""
    if token.person_id != by.pk:
        raise PermissionDenied("a key belongs to its person")
    if token.revoked:
        return
    token.revoked = timezone.now()
    token.save(update_fields=["revoked"])
    log("token.revoked", token, f"Отозван ключ для программ: {token}", by=by, at=home_of(by))


def use_token(secret: str) -> AccessToken | None:
    """The working key with this secret, its use written down; None: there is no such key.

    Raises `TooOften` above the limit of a minute. One statement counts and decides, so the
    limit holds however many processes answer.
    """
    token = (
        AccessToken.objects.select_related("person")
        .filter(digest=AccessToken.digest_of(secret), person__is_active=True)
        .first()
    )
    if token is None or not token.works:
        return None
    now = timezone.now()
    minute, second = divmod(int(now.timestamp()), 60)
    counted = (
        AccessToken.objects.filter(pk=token.pk)
        .exclude(Q(minute=minute) & Q(used__gte=settings.API_PER_MINUTE))
        .update(
            used=Case(When(minute=minute, then=F("used") + 1), default=Value(1)),
            minute=minute,
            last_used=now,
        )
    )
    if not counted:
        raise TooOften(60 - second)
    return token
