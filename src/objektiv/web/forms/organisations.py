"""Forms about organisations."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from objektiv.web.forms.submit import Form


class OrganisationForm(Form):
    name = forms.CharField(
        label="Полное название",
        max_length=500,
        help_text="Как в уставе; так оно войдёт в документы.",
        error_messages={"required": "Введите полное название организации."},
    )
    short_name = forms.CharField(
        label="Краткое название",
        max_length=120,
        required=False,
        help_text="Для списков и графиков. Если оставить пустым, сократим сами.",
    )
    code = forms.CharField(
        label="Логин в ФИС ОКО",
        max_length=60,
        required=False,
        help_text="Например, edu123456. По логину школа узнаётся в файлах без вопросов.",
    )

    def clean_code(self) -> str:
        return self.cleaned_data["code"].strip().lower()


class CloseForm(Form):
    on = forms.DateField(
        label="С какого дня закрыта",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
