"""Forms of local acts."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import LocalActVersion, Organisation
from objektiv.web.queries.teaching.acts import holding_at

READABLE = (".docx", ".odt", ".pdf", ".rtf", ".doc")


class ActField(forms.ModelChoiceField):
    """An act of the register that is in force."""

    def __init__(self, **kwargs) -> None:
        super().__init__(LocalActVersion.objects.none(), label="Акт из реестра", **kwargs)

    def label_from_instance(self, one: LocalActVersion) -> str:
        return f"{one.act}, приказ № {one.order_number} от {one.order_date:%d.%m.%Y}"

    def of(self, place: Organisation, code: str = "") -> bool:
        """Offers the acts of a place, that of the expected set first chosen; are there any?"""
        self.queryset = holding_at(place, timezone.localdate())
        chosen = next((one for one in self.queryset if code and one.act.code == code), None)
        self.initial = chosen.pk if chosen else None
        return bool(self.queryset)


class ActForm(Form):
    title = forms.CharField(
        label="Название акта", max_length=300, error_messages={"required": "Введите название."}
    )


class VersionForm(Form):
    file = forms.FileField(
        label="Текст акта",
        help_text="DOCX, ODT или PDF.",
        error_messages={"required": "Выберите файл."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(READABLE):
            raise forms.ValidationError("Нужен текстовый документ: DOCX, ODT или PDF.")
        return file


class ApproveForm(Form):
    order_number = forms.CharField(
        label="Номер приказа", max_length=40, error_messages={"required": "Введите номер приказа."}
    )
    order_date = day_field(
        label="Дата приказа", error_messages={"required": "Укажите дату приказа."}
    )
    starts = day_field(
        label="Действует с", error_messages={"required": "Укажите, с какого дня действует акт."}
    )
    considered = forms.CharField(
        label="Кем рассмотрен",
        max_length=200,
        required=False,
        help_text="Например, «педагогический совет, протокол № 3 от 28.08.2026; совет родителей».",
    )


class EndForm(Form):
    on = day_field(label="Последний день действия", error_messages={"required": "Укажите день."})
