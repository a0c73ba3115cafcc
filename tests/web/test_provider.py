"""Signing in through the identity provider of a region, run for real on loopback."""

from __future__ import annotations

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import reverse

from objektiv.web.actions import people
from objektiv.web.models import Person, Role

from .provider import CLIENT, SECRET, Provider

NAME = "Учётная запись региона"


@pytest.fixture
def provider(settings):
    provider = Provider()
    server = provider.start()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "regional",
                    "name": NAME,
                    "client_id": CLIENT,
                    "secret": SECRET,
                    "settings": {"server_url": provider.url},
                }
            ],
        }
    }
    yield provider
    server.shutdown()
    server.server_close()


def said(email: str, sub: str = "17", **more) -> dict:
    return {
        "sub": sub, "email": email, "email_verified": True, "family_name": "Новая",
        "given_name": "Анна", "middle_name": "Олеговна",
    } | more  # fmt: skip


def go(client, provider):
    """The way of a browser: our page, the provider's, and back."""
    assert NAME in client.get(reverse("account_login")).text
    address = reverse("openid_connect_login", args=["regional"])
    assert "Продолжить" in client.get(address).text
    there = urlsplit(client.post(address).url)
    connection = HTTPConnection(there.netloc)
    connection.request("GET", f"{there.path}?{there.query}")
    back = urlsplit(connection.getresponse().getheader("Location"))
    connection.close()
    response = client.get(f"{back.path}?{back.query}")
    assert provider.faults == []
    return response


def signed_in(client) -> Person | None:
    known = client.session.get("_auth_user_id")
    return Person.objects.get(pk=known) if known else None


def test_somebody_known_is_found_by_the_address_and_then_by_the_number(world, client, provider):
    provider.claims = said("head@test.example")

    assert go(client, provider).url == reverse("today")
    assert signed_in(client) == world.people["head"]
    client.logout()
    provider.claims = said("another@new.example")  # the address changed, the number did not
    go(client, provider)

    assert signed_in(client) == world.people["head"]
    assert SocialAccount.objects.get().uid == "17"


def test_somebody_invited_comes_in_with_the_invited_roles(world, client, provider):
    for role, place in ((Role.TEACHER, world.first), (Role.EXPERT, world.first)):
        people.invite(email="New@School.ru", role=role, organisation=place,
                      by=world.people["head"])  # fmt: skip
    provider.claims = said("new@school.ru")

    go(client, provider)

    person = signed_in(client)
    assert person.full_name == "Новая Анна Олеговна"
    assert set(person.assignments.values_list("role", flat=True)) == {"teacher", "expert"}
    assert not person.has_usable_password()
    client.logout()
    go(client, provider)
    assert signed_in(client) == person


def test_somebody_unknown_is_refused_with_a_page_that_says_what_to_do(world, client, provider):
    provider.claims = said("nobody@home.example")

    response = go(client, provider)

    assert response.status_code == 403
    assert "nobody@home.example" in response.text
    assert "прислать приглашение" in response.text
    assert signed_in(client) is None
    assert not Person.objects.filter(email="nobody@home.example").exists()


@pytest.mark.parametrize("verified", [False, None])
def test_an_address_that_is_not_verified_links_nobody(world, client, provider, verified):
    people.invite(email="new@school.ru", role=Role.TEACHER, organisation=world.first,
                  by=world.people["head"])  # fmt: skip
    for email in ("head@test.example", "new@school.ru"):
        provider.claims = said(email, sub=email, email_verified=verified)
        assert go(client, provider).status_code == 403
        assert signed_in(client) is None


def test_two_answers_about_different_people_are_refused(world, client, provider):
    provider.claims = said("head@test.example")
    provider.userinfo = said("head@test.example", sub="18")

    assert go(client, provider).status_code == 403
    assert signed_in(client) is None


def test_a_token_that_the_provider_did_not_sign_is_refused(world, client, provider):
    provider.claims = said("head@test.example")
    provider.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    response = go(client, provider)

    assert "Войти не получилось" in response.text
    assert signed_in(client) is None
    assert not SocialAccount.objects.exists()


def test_a_withdrawn_invitation_opens_nothing(world, client, provider):
    invitation, _ = people.invite(email="new@school.ru", role=Role.TEACHER,
                                  organisation=world.first, by=world.people["head"])  # fmt: skip
    people.withdraw_invitation(invitation, by=world.people["head"])
    provider.claims = said("new@school.ru")

    assert go(client, provider).status_code == 403


def test_somebody_switched_off_does_not_come_in(world, client, provider):
    Person.objects.filter(pk=world.people["head"].pk).update(is_active=False)
    provider.claims = said("head@test.example")

    go(client, provider)

    assert signed_in(client) is None
