"""Forms about keys for programs."""

from __future__ import annotations

from django import forms

from objektiv.web.forms.submit import Form
from objektiv.web.models import Scope

TERMS = {30: "месяц", 90: "три месяца", 180: "полгода", 365: "год"}


class TokenForm(Form):
    name = forms.CharField(
        label="Для чего ключ",
        max_length=120,
        help_text="Чтобы узнать его в списке: «Выгрузка в электронный журнал».",
        error_messages={"required": "Напишите, для чего ключ."},
    )
    scopes = forms.MultipleChoiceField(
        label="Что доступно по ключу",
        choices=[(value, f"{label} ({value})") for value, label in Scope.choices],
        widget=forms.CheckboxSelectMultiple,
        help_text="Отметьте только нужное. Больше, чем видите и можете вы сами, ключ не даст.",
        error_messages={"required": "Отметьте, что будет доступно по ключу."},
    )
    days = forms.TypedChoiceField(
        label="Срок действия", choices=list(TERMS.items()), coerce=int, initial=90
    )
