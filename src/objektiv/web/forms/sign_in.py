"""Signing in, in the words of the other forms."""

from __future__ import annotations

from allauth.account import forms as allauth


class LoginForm(allauth.LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Электронная почта"
        self.fields["password"].label = "Пароль"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
