"""How allauth behaves here: nobody signs up, people come by invitation."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from objektiv.web.actions.people import join_by_provider


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAdapter(DefaultSocialAccountAdapter):
    """A regional provider proves who somebody is; it never gives a role.

    Somebody known is found by the provider's own number (`sub`), the first time by an address
    that the provider has verified. Somebody invited becomes a person with the invited roles.
    Nobody else comes in.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin) -> None:
        claims = _claims(sociallogin.account.extra_data)
        if claims is None:
            raise ImmediateHttpResponse(_refused(request, "", mixed=True))
        if sociallogin.is_existing:
            return
        verified = [one.email for one in sociallogin.email_addresses if one.verified]
        person = join_by_provider(verified[0], claims) if verified else None
        if person is None:
            raise ImmediateHttpResponse(_refused(request, claims.get("email", "")))
        sociallogin.connect(request, person)


def _claims(data: dict) -> dict | None:
    """What the provider says; None where its two answers are about different people."""
    token, info = data.get("id_token") or {}, data.get("userinfo") or {}
    if token and info and token.get("sub") != info.get("sub"):
        return None
    return token | info


def _refused(request: HttpRequest, email: str, *, mixed: bool = False):
    return render(request, "people/unknown.html", {"email": email, "mixed": mixed}, status=403)


class SignedTokens(OpenIDConnectOAuth2Adapter):
    """Checks the signature of an id token by the provider's published keys.

    allauth leaves it out where the token came straight from the provider over TLS, which the
    specification allows. Bridges of regions stand behind proxies that end TLS, so it is checked.
    """

    def complete_login(self, *args, **kwargs):
        self.did_fetch_access_token = False  # the token is as little trusted as one from a browser
        return super().complete_login(*args, **kwargs)


@login_not_required
def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends a person back to; stands before the same address of allauth."""
    try:
        return OAuth2CallbackView.adapter_view(SignedTokens(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
