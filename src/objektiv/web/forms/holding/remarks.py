"""Forms of observers' remarks."""

from __future__ import annotations

from django import forms

from objektiv.web.forms.recommendations import words
from objektiv.web.forms.submit import Form
from objektiv.web.models import Person

TERM_HINT = "Как в плане: «октябрь», «в течение учебного года», «до 25 декабря»."


class ReplyForm(Form):
    text = words("Ответ школы", rows=6, help_text="Как это было и чем объясняется.")


class DecideForm(Form):
    decision = words("Что решено и почему", rows=4)
    offer = words(
        "Мера, которую предлагаем школе внести в план",
        rows=3,
        required=False,
        help_text="Если меры не нужно, оставьте пустым: замечание будет учтено.",
    )


class TakeForm(Form):
    text = words("Мероприятие", rows=3)
    term = forms.CharField(
        label="Срок",
        max_length=300,
        help_text=TERM_HINT,
        error_messages={"required": "Напишите срок словами."},
    )
    responsible = forms.ModelChoiceField(
        Person.objects.none(), label="Ответственный", required=False, empty_label="не выбран"
    )

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = people


class DeclineForm(Form):
    answer = words("Почему школа не берёт меру", rows=4)
