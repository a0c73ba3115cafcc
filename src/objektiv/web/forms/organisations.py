"""Forms about organisations."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from objektiv.web.forms.submit import Form
from objektiv.web.models import Organisation


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
    category = forms.CharField(
        label="Вид",
        max_length=120,
        required=False,
        help_text="Например: средняя общеобразовательная школа, лицей.",
    )
    address = forms.CharField(label="Адрес", max_length=500, required=False)
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
        label="С какого дня",
        initial=timezone.localdate,
        help_text="День может быть и впереди: до него всё останется как есть.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Укажите день.", "invalid": "Введите дату: 01.09.2026."},
    )
    reason = forms.CharField(
        label="Основание",
        max_length=500,
        help_text="Приказ, постановление, решение: номер и дата.",
        error_messages={"required": "Укажите основание: приказ, постановление, решение."},
    )


class MoveForm(CloseForm):
    to = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Куда",
        empty_label="Выберите",
        error_messages={"required": "Выберите, куда."},
    )
    field_order = ["to", "on", "reason"]

    def __init__(self, *args, targets, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = targets
        self.fields["to"].label_from_instance = lambda one: one.name
