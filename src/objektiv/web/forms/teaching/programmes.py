"""Corrections of a work programme."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from objektiv.web.forms.results import day_field
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
    order_number = forms.CharField(
        label="Номер приказа", max_length=40, error_messages={"required": "Введите номер приказа."}
    )
    order_date = day_field(label="Дата приказа", initial=timezone.localdate)
