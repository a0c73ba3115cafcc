"""«Ключи для программ»: making, showing once, revoking."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from objektiv.web.actions.tokens import MOST, make_token, revoke_token, use_token
from objektiv.web.models import AccessToken, AuditEntry, Scope

from .conftest import PASSWORD

ASKED = {"name": "Журнал", "scopes": [Scope.RESULTS_READ], "days": "90"}


@pytest.fixture
def head(as_):
    """Signed in, and the password was asked again a moment ago."""
    client = as_("head")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_the_secret_is_shown_once_and_only_its_digest_is_kept(head, world):
    made = head.post(reverse("token_add"), ASKED)

    token = AccessToken.objects.get()
    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert use_token(secret) == token
    kept = str(list(AccessToken.objects.values())) + str(list(AuditEntry.objects.values()))
    assert secret not in kept
    assert secret not in head.get(reverse("tokens")).content.decode()
    assert token.prefix in head.get(reverse("tokens")).content.decode()
    assert AuditEntry.objects.get(verb="token.made").detail == {"scopes": ["results:read"]}


def test_the_password_is_asked_again_before_a_key_is_made(as_):
    response = as_("head").get(reverse("token_add"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_reauthenticate"))


def test_a_key_without_name_or_purpose_is_refused_and_what_was_typed_stays(head):
    response = head.post(reverse("token_add"), {"name": "Журнал", "days": "5000"})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"scopes", "days"}
    assert 'value="Журнал"' in response.content.decode()
    assert not AccessToken.objects.exists()


def test_a_revoked_key_stops_at_once_and_stays_in_the_list(head, world):
    token, secret = make_token(name="Журнал", scopes=ALL, days=1, by=world.people["head"])
    head.post(reverse("token_revoke", args=[token.pk]))

    assert use_token(secret) is None
    assert "отозван" in head.get(reverse("tokens")).content.decode()
    assert AuditEntry.objects.filter(verb="token.revoked", subject=f"accesstoken:{token.pk}")


def test_keys_are_only_for_people_with_a_role_and_not_without_number(world):
    nobody = world.person("nobody")
    with pytest.raises(PermissionDenied):
        make_token(name="…", scopes=ALL, days=1, by=nobody)
    head = world.people["head"]
    for _ in range(MOST):
        token, _secret = make_token(name="…", scopes=ALL, days=1, by=head)
    with pytest.raises(ValidationError, match="20 действующих"):
        make_token(name="…", scopes=ALL, days=1, by=head)
    with pytest.raises(PermissionDenied):
        revoke_token(token, by=world.people["deputy"])
    for wrong in ({"days": 0}, {"days": 1000}, {"scopes": []}, {"scopes": ["all"]}):
        with pytest.raises(ValidationError):
            make_token(**({"name": "…", "scopes": ALL, "days": 1, "by": head} | wrong))


ALL = list(Scope.values)
