"""Corrections of a work programme."""

from __future__ import annotations

from django import forms

from objektiv.web.forms.submit import Form


class ChangeForm(Form):
    subject = forms.ChoiceField(label="Предмет")
    grade = forms.IntegerField(label="Параллель", min_value=1, max_value=11)
    hours_left = forms.IntegerField(
        label="Часов предмета осталось до конца года", min_value=1, max_value=400,
        help_text="В одном классе: часов в неделю × оставшихся недель.",
    )  # fmt: skip

    def __init__(self, *args, subjects: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [(one, one) for one in subjects]


class LineForm(Form):
    topic = forms.CharField(
        label="Тема или умение", max_length=300, error_messages={"required": "Напишите тему."}
    )
    hours = forms.IntegerField(label="Часов", min_value=1, max_value=60)
    taken_from = forms.CharField(label="За счёт чего", max_length=300, required=False)
    ground = forms.CharField(label="Откуда видно", max_length=300, required=False)


class ApproveForm(Form):
    basis = forms.CharField(
        label="Приказ", max_length=300, help_text="Дата и номер.",
        error_messages={"required": "Укажите приказ: дату и номер."},
    )  # fmt: skip
