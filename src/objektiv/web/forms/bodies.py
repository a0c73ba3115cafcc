"""Forms about bodies and their members."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from objektiv.web.forms.submit import Form
from objektiv.web.models import Body, BodyMember, Organisation, Person
from objektiv.web.queries.people import people_at


def _day(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Укажите день.", "invalid": "Введите дату: 01.09.2026."},
    )


class BodyForm(Form):
    kind = forms.ChoiceField(label="Вид", choices=Body.Kind.choices)
    name = forms.CharField(
        label="Название", max_length=300, error_messages={"required": "Введите название."}
    )
    basis = forms.CharField(
        label="Основание", max_length=300, required=False, help_text="Приказ: номер и дата."
    )
    tasks = forms.CharField(
        label="Чем занимается", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    contacts = forms.CharField(label="Как связаться", max_length=300, required=False)
    closed_on = _day("Работа завершена с", required=False)


class MemberForm(Form):
    duty = forms.ChoiceField(
        label="Обязанность", choices=BodyMember.Duty.choices, initial=BodyMember.Duty.MEMBER
    )
    person = forms.ModelChoiceField(
        Person.objects.none(), label="Человек из системы", required=False, empty_label="не выбран"
    )
    who = forms.CharField(
        label="Или фамилия, имя, отчество",
        max_length=200,
        required=False,
        help_text="Если человек не работает в системе.",
    )
    position = forms.CharField(label="Должность и место работы", max_length=300, required=False)
    starts = _day("С какого дня")
    ends = _day("По какой день", required=False, hint="Если оставить пустым — бессрочно.")

    def __init__(self, *args, reader: Person, place: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_at(reader, place)
        for name in ("person", "who"):
            self.fields[name].one_of_two = True
        self.fields["starts"].initial = timezone.localdate()


class EndForm(Form):
    on = _day("Последний день")
