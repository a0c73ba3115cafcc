"""Forms of the open page."""

from __future__ import annotations

from django import forms

from objektiv.profiles import needed_documents
from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import Organisation, PublicItem, Work


class PageForm(Form):
    address = forms.SlugField(
        label="Адрес страницы",
        max_length=60,
        help_text="Латинские буквы, цифры и дефис. Страница будет видна по адресу /open/…/",
        error_messages={"required": "Введите адрес, например логин школы."},
    )
    about = forms.CharField(
        label="Как у нас устроена оценка",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Два-три абзаца для родителей простыми словами.",
    )
    contacts = forms.CharField(
        label="Куда обратиться с вопросом",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Должность, рабочий телефон и часы. Личных номеров не указывайте.",
    )
    site = forms.URLField(
        label="Сайт организации", required=False, assume_scheme="https", max_length=200
    )
    opened = forms.BooleanField(label="Страница открыта для всех", required=False)


class ItemForm(Form):
    kind = forms.ChoiceField(label="Раздел страницы", choices=PublicItem.Kind.choices)
    needed = forms.ChoiceField(
        label="Какой это документ из перечня", required=False, choices=[("", "другой")]
    )
    title = forms.CharField(
        label="Название", max_length=300, error_messages={"required": "Введите название."}
    )
    number = forms.CharField(label="Номер", max_length=40, required=False)
    dated = day_field(label="Дата документа", required=False)
    text = forms.CharField(label="Текст", required=False, widget=forms.Textarea(attrs={"rows": 6}))
    file = forms.FileField(
        label="Файл",
        required=False,
        help_text="PDF, DOCX, ODT, XLSX. Без фамилий учеников: файл увидят все.",
    )

    def __init__(self, *args, place: Organisation, **options):
        super().__init__(*args, **options)
        self.fields["needed"].choices += [
            (one.code, one.title) for one in needed_documents() if place.kind in one.who
        ]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and not file.name.lower().endswith(
            (".pdf", ".docx", ".odt", ".xlsx", ".ods", ".csv", ".png", ".jpg", ".jpeg")
        ):
            raise forms.ValidationError(
                "Такой файл посетители могут не открыть. Сохраните его как PDF."
            )
        return file


class ReasonForm(Form):
    reason = forms.CharField(
        label="Почему снимаете",
        max_length=300,
        error_messages={"required": "Напишите, почему снимаете."},
    )


class WorksForm(Form):
    works = forms.ModelMultipleChoiceField(
        Work.objects.none(),
        label="Работы",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте хотя бы одну работу."},
    )

    def __init__(self, *args, works, **options):
        super().__init__(*args, **options)
        self.fields["works"].queryset = works
