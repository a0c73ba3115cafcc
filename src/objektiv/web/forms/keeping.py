"""Forms of holds and of removing a file."""

from __future__ import annotations

from django import forms

from objektiv.web.forms.submit import Form


class HoldForm(Form):
    reason = forms.CharField(
        label="Почему удалять нельзя",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Например: идёт проверка, подана жалоба, дело в суде.",
        error_messages={"required": "Напишите причину."},
    )


class RemoveFileForm(Form):
    reason = forms.CharField(
        label="Почему файл нужно удалить",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Например: в файле фамилии учеников. Самих фамилий здесь не пишите.",
        error_messages={"required": "Напишите причину."},
    )


class ConfirmForm(Form):
    remove = forms.TypedChoiceField(
        label="Решение",
        choices=[("yes", "удалить файл и всё, что из него прочитано"), ("no", "оставить")],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите решение."},
    )
