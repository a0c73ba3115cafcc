"""Forms about procedures and files."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils import timezone

from objektiv.russian import number
from objektiv.web.forms.submit import Form
from objektiv.web.models import Procedure, Work

KINDS = ("ВПР", "ОГЭ", "ЕГЭ", "РДР", "РПР", "МПР", "НИКО", "ГВЭ", "Контрольная работа")


def day_field(**options) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, none above the limit."""

    widget = ManyFiles

    def clean(self, data, initial=None) -> list:
        clean_one = super().clean
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [one for one in (clean_one(file, initial) for file in files) if one]
        limit = settings.UPLOAD_MAX_BYTES
        for file in cleaned:
            if file.size > limit:
                raise forms.ValidationError(
                    f"Файл «{file.name}» больше {number(limit / 1_000_000, 0)} МБ. "
                    "Разделите его на части."
                )
        return cleaned


class BringForm(Form):
    files = FilesField(
        label="Файлы результатов",
        help_text="Форма Ф1 из ФИС ОКО (XLSX, XLS, ODS) или своя таблица (CSV, XLSX, ODS). "
        "Можно сразу много файлов.",
        error_messages={
            "required": "Выберите хотя бы один файл.",
            "empty": "Один из файлов пуст. Проверьте, что он сохранён целиком.",
        },
    )
    work = forms.ModelChoiceField(
        Work.objects.none(),
        label="Какая это работа",
        required=False,
        empty_label="сказано в файлах",
        help_text="Нужно только для своей таблицы без work.toml. Форма Ф1 называет работу сама.",
    )

    def __init__(self, *args, works, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work"].queryset = works


class ProcedureForm(Form):
    kind = forms.CharField(
        label="Процедура",
        max_length=120,
        help_text="Так, как она названа в файлах результатов: " + ", ".join(KINDS[:7]) + "…",
        error_messages={"required": "Введите название процедуры."},
    )
    year = forms.IntegerField(
        label="Год", min_value=2015, max_value=2100, initial=lambda: timezone.localdate().year
    )
    due = day_field(label="Результаты ждём до", required=False)
    note = forms.CharField(
        label="Что нужно от школы", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )


class ProcedureChangeForm(ProcedureForm):
    closed = forms.BooleanField(label="Приём результатов закончен", required=False)


def procedure_values(procedure: Procedure) -> dict:
    return {name: getattr(procedure, name) for name in ProcedureChangeForm.base_fields}


class ReasonForm(Form):
    reason = forms.CharField(
        label="Причина",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Останется в журнале действий.",
        error_messages={"required": "Напишите причину."},
    )
