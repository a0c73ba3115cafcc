"""Forms of assigning observers."""

from __future__ import annotations

from django import forms

from objektiv.web.forms.submit import Form
from objektiv.web.models import Observer

BECAUSE = "Напишите, почему человека назначают без инструктажа."
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
    unbriefed = forms.BooleanField(
        label="Назначать и тех, кто не подписал инструктаж", required=False
    )
    unbriefed_because = forms.CharField(
        label="Почему без инструктажа",
        max_length=300,
        required=False,
        help_text="Нужно только с отметкой выше. Основание останется в журнале действий.",
    )
    partly = forms.BooleanField(
        label="Если людей не хватает, назначить скольких можно",
        required=False,
        help_text="Без отметки при нехватке никто не назначается, а программа говорит почему.",
    )

    def __init__(self, *args, demanded: bool, **kwargs) -> None:
        """`demanded`: the technology asks for a briefing; else it is a choice."""
        super().__init__(*args, **kwargs)
        for name in ("briefed_only",) if demanded else ("unbriefed", "unbriefed_because"):
            del self.fields[name]

    def clean(self) -> dict:
        given = super().clean()
        if given.pop("unbriefed", False):
            if not given.get("unbriefed_because"):
                self.add_error("unbriefed_because", BECAUSE)
        else:
            given.pop("unbriefed_because", None)
        return given


class HandForm(Form):
    observer = forms.ModelChoiceField(
        Observer.objects.none(),
        label="Кого назначить",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Выберите наблюдателя."},
    )
    unbriefed_because = forms.CharField(
        label="Почему без инструктажа",
        max_length=300,
        required=False,
        help_text="Нужно, только если человек не подписал инструктаж. Основание останется в "
        "журнале действий.",
    )
    reason = forms.CharField(label="Почему замена", max_length=300, required=False)

    def __init__(self, *args, observers, unbriefed, replacing: bool, **kwargs) -> None:
        """`unbriefed`: who could come but for the briefing."""
        super().__init__(*args, **kwargs)
        field = self.fields["observer"]
        names = {one.pk: one.name for one in observers}
        names |= {one.pk: f"{one.name} — инструктаж не подписан" for one in unbriefed}
        self.unbriefed = {one.pk for one in unbriefed}
        field.queryset = Observer.objects.filter(pk__in=names)
        field.label_from_instance = lambda one: names[one.pk]
        if not replacing:
            del self.fields["reason"]
        if not unbriefed:
            del self.fields["unbriefed_because"]

    def clean(self) -> dict:
        given = super().clean()
        chosen = given.get("observer")
        if chosen and chosen.pk in self.unbriefed and not given.get("unbriefed_because"):
            self.add_error("unbriefed_because", BECAUSE)
        return given
