"""Forms of a second marking and of a confirmed breach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from objektiv.web.forms.results import FilesField
from objektiv.web.forms.submit import Form
from objektiv.web.models import Breach, RecheckPaper


class MarksForm(Form):
    """Second marks typed in: one field per work, numbers alone."""

    def __init__(self, data: Any, *, papers: Iterable[RecheckPaper], most: int) -> None:
        super().__init__(data)
        self.papers = list(papers)
        for one in self.papers:
            self.fields[f"paper{one.pk}"] = forms.IntegerField(
                label=f"Работа № {one.number}",
                required=False,
                min_value=0,
                max_value=most,
                initial=one.second_score,
                error_messages={
                    "invalid": f"№ {one.number}: нужно целое число от 0 до {most}.",
                    "max_value": f"№ {one.number}: больше {most} баллов в работе нет.",
                    "min_value": f"№ {one.number}: баллов меньше 0 не бывает.",
                },
            )

    def marks(self) -> dict[int, int]:
        found = {one.pk: self.cleaned_data.get(f"paper{one.pk}") for one in self.papers}
        return {pk: mark for pk, mark in found.items() if mark is not None}


class MarksFileForm(Form):
    file = FilesField(
        label="Заполненный бланк",
        help_text="Тот же файл XLSX, что скачан здесь, с баллами в последнем столбце.",
        error_messages={"required": "Выберите файл с баллами второй проверки."},
    )


class ConcludeForm(Form):
    note = forms.CharField(
        label="Замечание комиссии",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Итог считается по баллам, замечание его не меняет.",
    )


class BreachForm(Form):
    ground = forms.CharField(
        label="Что установлено и на каком основании",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Напишите, что установлено и чем это подтверждено."},
    )
    document = forms.CharField(
        label="Документ: вид, номер и дата",
        max_length=300,
        help_text="Например: протокол муниципальной комиссии № 3 от 15.06.2026.",
        error_messages={"required": "Укажите документ: без него факт не записывают."},
    )


class ObjectionForm(Form):
    text = forms.CharField(
        label="Возражения школы",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Напишите возражения."},
    )


class AnswerForm(Form):
    answer = forms.ChoiceField(
        label="Решение по возражениям",
        choices=Breach.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите решение."},
    )
    reason = forms.CharField(
        label="Обоснование",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Напишите, на чём основано решение."},
    )
