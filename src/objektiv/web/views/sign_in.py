"""How allauth behaves here: nobody signs up, people come by invitation."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAdapter(DefaultSocialAccountAdapter):
    """A regional provider proves who somebody is; it never makes a person or a role."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin) -> bool:
        return False
