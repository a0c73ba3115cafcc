"""Forms of outgoing documents: letterhead, template, number, reason, case."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from objektiv.documents import office
from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form


class LetterheadForm(Form):
    above = forms.CharField(
        label="Строки над названием",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Учредитель, каждая строка отдельно. Например: Администрация города Северска.",
    )
    contacts = forms.CharField(
        label="Адрес и телефоны",
        required=False,
        max_length=300,
        help_text="Одной строкой под названием организации.",
    )
    town = forms.CharField(
        label="Место",
        required=False,
        max_length=100,
        help_text="Стоит в приказах. Например: г. Северск.",
    )
    pattern = forms.RegexField(
        r"^[^{}]*\{n\}[^{}]*$",
        label="Вид номера",
        max_length=40,
        help_text="Вместо {n} встанет следующий номер года. Например: 01-15/{n}.",
        error_messages={
            "required": "Введите вид номера, например: 01-15/{n}.",
            "invalid": "В виде номера один раз стоит {n}, например: 01-15/{n}.",
        },
    )


class TemplateForm(Form):
    kind = forms.ChoiceField(
        label="Какого документа шаблон",
        choices=[(kind, shape.called) for kind, shape in office.KINDS.items()],
    )
    file = forms.FileField(
        label="Файл шаблона",
        help_text="DOCX до 3 МБ. Скачайте нынешний шаблон, измените его в Word, не трогая слова "
        "в фигурных скобках, и загрузите.",
        error_messages={
            "required": "Выберите файл DOCX.",
            "empty": "Файл пуст. Проверьте, что он сохранён целиком.",
        },
    )


class NumberForm(Form):
    number = forms.CharField(
        label="Номер",
        max_length=40,
        help_text="Предложен следующий по порядку.",
        error_messages={"required": "Введите номер."},
    )
    dated = day_field(label="Дата", error_messages={"required": "Введите дату."})

    def clean_dated(self):
        day = self.cleaned_data["dated"]
        if day > timezone.localdate():
            raise forms.ValidationError("Дата документа ещё не наступила.")
        return day


class OutgoingForm(NumberForm):
    title = forms.CharField(
        label="О чём документ", max_length=500, error_messages={"required": "Введите, о чём он."}
    )
    addressees = forms.CharField(
        label="Кому", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    performer = forms.CharField(label="Исполнитель", required=False, max_length=200)


class WhyForm(Form):
    reason = forms.CharField(
        label="Почему", max_length=500, error_messages={"required": "Напишите, почему."}
    )


class CasesForm(Form):
    """A field for each doubt about the names of one school."""

    def __init__(self, *args, doubts, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for i, one in enumerate(doubts):
            self.fields[f"case{i}"] = forms.CharField(
                label=f"«{one.source}» в документе пишем",
                max_length=500,
                initial=one.text,
                help_text=one.question,
                error_messages={"required": "Напишите, как правильно."},
            )
