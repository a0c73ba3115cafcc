"""Forms of assigning observers."""

from __future__ import annotations

from django import forms

from objektiv.web.forms.submit import Form
from objektiv.web.models import Observer

ROTATION = (("must", "не в ту же школу, что в прошлый раз"), ("prefer", "по возможности"))


class AssignForm(Form):
    per_site = forms.IntegerField(
        label="Наблюдателей в каждую школу",
        initial=1,
        min_value=1,
        max_value=9,
        error_messages={"required": "Введите число.", "min_value": "Хотя бы один."},
    )
    rotation = forms.ChoiceField(label="Ротация", choices=ROTATION, widget=forms.RadioSelect)
    briefed_only = forms.BooleanField(
        label="Только прошедшие инструктаж этой процедуры", required=False
    )
    partly = forms.BooleanField(
        label="Если людей не хватает, назначить скольких можно",
        required=False,
        help_text="Без отметки при нехватке никто не назначается, а программа говорит почему.",
    )


class HandForm(Form):
    observer = forms.ModelChoiceField(
        Observer.objects.none(),
        label="Кого назначить",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Выберите наблюдателя."},
    )
    reason = forms.CharField(label="Почему замена", max_length=300, required=False)

    def __init__(self, *args, observers, replacing: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["observer"]
        field.queryset = Observer.objects.filter(pk__in=[one.pk for one in observers])
        names = {one.pk: one.name for one in observers}
        field.label_from_instance = lambda one: names[one.pk]
        if not replacing:
            del self.fields["reason"]
