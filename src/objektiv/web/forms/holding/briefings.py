"""Forms of briefings."""

from __future__ import annotations

from django import forms

from objektiv.profiles import holding_rules
from objektiv.russian import long_date
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import FilesField, day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import Person, ProcedureDay


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


def briefing_title(role: str, procedure) -> str:
    """«Инструктаж: организатор, ВПР 2027»"""
    return f"Инструктаж: {holding_rules().roles[role]}, {procedure}"
