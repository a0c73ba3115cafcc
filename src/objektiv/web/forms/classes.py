"""Forms about classes, the school year and subjects."""

from __future__ import annotations

import re
from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError

from objektiv.web.actions.classes import next_name
from objektiv.web.forms.submit import Form
from objektiv.web.models import SchoolClass, Term


class ClassesForm(Form):
    names = forms.CharField(
        label="Классы",
        help_text="Через запятую или с новой строки: 5А, 5Б, 5В.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Назовите хотя бы один класс, например 5А."},
    )

    def clean_names(self) -> list[str]:
        return [one for one in re.split(r"[,;\n]+", self.cleaned_data["names"]) if one.strip()]


class ClassForm(Form):
    name = forms.CharField(
        label="Класс",
        max_length=20,
        help_text="Прежнее название сохранится: по нему найдутся уже принятые результаты.",
        error_messages={"required": "Введите название класса, например 5А."},
    )
    closed_on = forms.DateField(
        label="Расформирован с",
        required=False,
        help_text="Заполните, если класса больше нет. Его результаты останутся.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RollForm(Form):
    """A line for each class: how it will be called; empty: it does not go on."""

    def __init__(self, *args, classes: list[SchoolClass], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for one in classes:
            self.fields[f"class{one.pk}"] = forms.CharField(
                label=one.name,
                required=False,
                max_length=20,
                initial=next_name(one),
                widget=forms.TextInput(attrs={"size": 8}),
            )

    @property
    def names(self) -> dict[int, str]:
        return {int(key.removeprefix("class")): name for key, name in self.cleaned_data.items()}


def written(terms: list[Term]) -> str:
    """A calendar as its form shows it."""
    return "\n".join(f"{one.name}; {one.starts:%d.%m.%Y}; {one.ends:%d.%m.%Y}" for one in terms)


class TermsForm(Form):
    terms = forms.CharField(
        label="Периоды и каникулы",
        required=False,
        help_text="Каждый с новой строки: название; первый день; последний день. "
        "Например: 1-я четверть; 01.09.2026; 23.10.2026. Если стереть всё, будет действовать "
        "календарь вышестоящего уровня.",
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def clean_terms(self) -> list[tuple[str, date, date]]:
        found, problems = [], []
        for number, line in enumerate(self.cleaned_data["terms"].splitlines(), 1):
            if not line.strip():
                continue
            parts = [part.strip() for part in line.split(";")]
            days = [day for part in parts[1:] if (day := _day(part))]
            if len(parts) != 3 or not parts[0] or len(days) != 2:
                problems.append(
                    f"Строка {number}: нужны название и две даты через точку с запятой."
                )
            else:
                found.append((parts[0][:60], days[0], days[1]))
        if problems:
            raise ValidationError(problems)
        return found


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()
    except ValueError:
        return None


class SubjectForm(Form):
    name = forms.CharField(
        label="Предмет",
        max_length=120,
        help_text="Так, как он назван в протоколах: «Математика».",
        error_messages={"required": "Введите название предмета."},
    )
    closed = forms.BooleanField(label="Больше не преподаётся: убрать из списков", required=False)
