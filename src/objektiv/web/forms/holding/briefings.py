"""Forms of briefings."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from objektiv.profiles import holding_rules
from objektiv.russian import long_date
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import FilesField, day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import Briefed, Person, ProcedureDay


class DayChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: ProcedureDay) -> str:
        return f"{obj}, {long_date(obj.day)}"


class PeopleChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Person) -> str:
        return obj.full_name


class PeopleForm(Form):
    people = PeopleChoice(
        Person.objects.none(), label="Кого позвать", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    others = words(
        "Ещё люди", rows=3, required=False,
        help_text="По человеку в строке: имя и должность. Распишутся на бумаге.",
    )  # fmt: skip

    def __init__(self, *args, candidates, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = candidates


class BriefingForm(PeopleForm):
    title = forms.CharField(
        label="Тема", max_length=300, error_messages={"required": "Введите тему."}
    )
    text = words(
        "О чём",
        rows=8,
        required=False,
        help_text="Что должен знать каждый. Это прочитают и под этим распишутся.",
    )
    files = FilesField(label="Материалы", required=False, help_text="Инструкции, памятки.")
    day = DayChoice(
        ProcedureDay.objects.none(), label="Для какого дня", required=False,
        empty_label="для всех дней процедуры",
    )  # fmt: skip
    held_on = day_field(label="Когда проводится", required=False)
    field_order = ("title", "text", "files", "day", "held_on", "people", "others")

    def __init__(self, *args, days, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].queryset = days


class SignaturesForm(Form):
    everybody = forms.BooleanField(label="Расписались все из списка", required=False)
    people = forms.MultipleChoiceField(
        label="Или только", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, unsigned: Sequence[Briefed], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.unsigned = {str(one.pk): one for one in unsigned}
        self.fields["people"].choices = [(pk, one.name) for pk, one in self.unsigned.items()]

    def clean(self) -> dict:
        given = super().clean()
        if not given.get("everybody") and not given.get("people"):
            raise forms.ValidationError("Отметьте, чьи подписи есть в журнале.")
        return given

    def signed(self) -> list[Briefed]:
        if self.cleaned_data["everybody"]:
            return list(self.unsigned.values())
        return [self.unsigned[pk] for pk in self.cleaned_data["people"]]


def briefing_title(role: str, procedure) -> str:
    """«Инструктаж: организатор, ВПР 2027»"""
    return f"Инструктаж: {holding_rules().roles[role]}, {procedure}"
