"""Forms about procedures and files."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils import timezone

from objektiv.profiles import Source
from objektiv.russian import number
from objektiv.web.forms.submit import Form
from objektiv.web.models import Procedure, Work


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
        files = data if isinstance(data, list | tuple) and data else [data or None]
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
        help_text="Так, как она названа в файлах результатов: ВПР, РДР, МПР…",
        error_messages={"required": "Введите название процедуры."},
    )
    year = forms.IntegerField(
        label="Год",
        min_value=2015,
        max_value=2100,
        initial=lambda: timezone.localdate().year,
        help_text="Год, в котором кончается учебный: для работы октября 2026 года это 2027.",
    )
    expects = forms.ChoiceField(
        label="Что ждём",
        choices=Procedure.Expects.choices,
        widget=forms.RadioSelect,
        initial=Procedure.Expects.RESULTS,
    )
    from_whom = forms.ChoiceField(
        label="Кто приносит",
        choices=Procedure.From.choices,
        widget=forms.RadioSelect,
        initial=Procedure.From.SCHOOL,
    )
    due = day_field(
        label="Ждём до", required=False, help_text="Последний день. Без срока не напоминаем."
    )
    note = forms.CharField(
        label="Что нужно принести", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    reminds = forms.BooleanField(label="Напоминать автоматически", required=False, initial=True)


class ProcedureChangeForm(ProcedureForm):
    closed = forms.BooleanField(label="Приём закончен", required=False)


def procedure_values(procedure: Procedure) -> dict:
    return {name: getattr(procedure, name) for name in ProcedureChangeForm.base_fields}


def values_of_source(source: Source) -> dict:
    """What the catalogue says of a procedure that is opened from it now."""
    today = timezone.localdate()
    due = source.due_in(today.year)
    year = today.year + (due is not None and due < today)
    return {
        "kind": source.kind,
        "year": year,
        "due": source.due_in(year),
        "expects": source.expects,
        "from_whom": source.from_whom,
        "note": source.form,
        "reminds": True,
    }


class DocumentsForm(Form):
    files = FilesField(
        label="Файлы",
        help_text="Документы и таблицы любого вида. Без имён учеников: хранятся так, как пришли.",
        error_messages={
            "required": "Выберите хотя бы один файл.",
            "empty": "Один из файлов пуст. Проверьте, что он сохранён целиком.",
        },
    )
    note = forms.CharField(label="Пояснение", max_length=500, required=False)


class ReasonForm(Form):
    reason = forms.CharField(
        label="Причина",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Останется в журнале действий.",
        error_messages={"required": "Напишите причину."},
    )
