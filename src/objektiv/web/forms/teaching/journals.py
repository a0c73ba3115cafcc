"""Bringing journals, the local act about marks, weights, «что если»."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from objektiv.web.forms.results import FilesField
from objektiv.web.forms.submit import Form
from objektiv.web.forms.teaching.acts import ActField
from objektiv.web.models import Organisation, Subject, Term

BORDERS = ("three", "four", "five")
MOST = 100


class JournalForm(Form):
    files = FilesField(
        label="Файлы журнала",
        help_text="Выгрузка электронного журнала (XLSX, XLS, ODS, CSV) или длинная таблица "
        "отметок. Можно сразу много файлов.",
        error_messages={
            "required": "Выберите хотя бы один файл.",
            "empty": "Один из файлов пуст. Проверьте, что он сохранён целиком.",
        },
    )


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    exact = value.is_finite() and value == round(value, 3)
    return value if exact and 0 <= value <= MOST else None


def plain(value: Decimal) -> str:
    """As it is kept and shown again: without needless zeros.

    >>> plain(Decimal("3.0")), plain(Decimal("10"))
    ('3', '10')
    """
    return f"{value.normalize():f}"


class LinesField(forms.CharField):
    """Lines «название = число» as a mapping; what is wrong is named line by line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> dict[str, str]:
        text = super().clean(value)
        found: dict[str, str] = {}
        wrong = []
        for line in filter(None, (one.strip() for one in text.splitlines())):
            name, _, number = line.rpartition("=")
            known = _number(number)
            if not name.strip() or known is None:
                wrong.append(f"«{line}»: нужно «название = число от 0 до {MOST}».")
            elif name.strip() in found:
                wrong.append(f"«{name.strip()}» встречается дважды.")
            else:
                found[name.strip()] = plain(known)
        if wrong:
            raise forms.ValidationError(wrong)
        return found


def lines_of(values: dict[str, Any]) -> str:
    """The same back for the form."""
    return "\n".join(f"{name} = {value}" for name, value in values.items())


class NumberField(forms.CharField):
    """A number with a comma or a point, kept as an exact text."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def clean(self, value: Any) -> str:
        known = _number(super().clean(value))
        if known is None:
            raise forms.ValidationError(f"{self.label}: нужно число от 0 до {MOST}.")
        return plain(known)


class ActForm(Form):
    act_version = ActField(required=False, empty_label="его нет в реестре — назову ниже")
    title = forms.CharField(
        label="Локальный акт",
        max_length=300,
        required=False,
        help_text="Если его нет в реестре: название, дата и номер — «Положение о текущем контроле, "
        "приказ от 30.08.2026 № 90».",
    )
    base = NumberField(label="Отметок за период не меньше")
    per_weekly_hour = NumberField(
        label="и ещё за каждый час в неделю",
        help_text="Для 5 часов 1 + 2 × 5 = 11.",
    )
    hours = LinesField(
        label="Часов в неделю",
        required=False,
        help_text="По строке на предмет: «Математика = 5». Для параллели или класса своё число: "
        "«Математика, 5 = 5», «Математика, 5Б = 6».",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    three = NumberField(label="Отметка 3 ставится от")
    four = NumberField(label="Отметка 4 ставится от")
    five = NumberField(label="Отметка 5 ставится от")
    final_least = forms.IntegerField(
        label="Отметок для итоговой не меньше", min_value=0, max_value=MOST
    )

    def __init__(self, *args, place: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.fields["act_version"].of(place, "current_control"):
            del self.fields["act_version"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not found.get("act_version") and not found.get("title"):
            self.add_error("title", "Напишите, каким актом это установлено.")
        borders = [Decimal(found[name]) for name in BORDERS if name in found]
        if len(borders) == len(BORDERS) and sorted(set(borders)) != borders:
            self.add_error("five", "Границы отметок должны возрастать, например 2,6; 3,6; 4,6.")
        return found

    def values(self) -> dict[str, Any]:
        """As `MarkAct.values` keeps it."""
        given = self.cleaned_data
        return {
            "base": given["base"],
            "per_weekly_hour": given["per_weekly_hour"],
            "rounding": [given[name] for name in BORDERS],
            "final_least": given["final_least"],
            "hours": hours_of(given["hours"]),
        }


def hours_of(lines: dict[str, str]) -> dict[str, Any]:
    """«Математика, 5Б = 6» belongs under its subject.

    >>> hours_of({"Математика": "5", "Математика, 5Б": "6", "Физика": "2"})
    {'Математика': {'': '5', '5Б': '6'}, 'Физика': '2'}
    """
    found: dict[str, dict[str, str]] = {}
    for name, value in lines.items():
        subject, _, class_ = name.rpartition(",")
        known = subject and class_.strip()[:1].isdigit()
        if known:
            found.setdefault(subject.strip(), {})[class_.strip().upper()] = value
        else:
            found.setdefault(name, {})[""] = value
    return {name: own[""] if set(own) == {""} else own for name, own in found.items()}


def hours_lines(hours: dict[str, Any]) -> dict[str, str]:
    """The same back: a line per number."""
    found: dict[str, str] = {}
    for subject, own in hours.items():
        for class_, value in (own if isinstance(own, dict) else {"": own}).items():
            found[f"{subject}, {class_}" if class_ else subject] = value
    return found


class SchemeForm(Form):
    subject = forms.ModelChoiceField(
        Subject.objects.none(),
        label="Предмет",
        required=False,
        empty_label="все предметы",
        to_field_name="name",
    )
    starts = forms.ChoiceField(
        label="Действует с начала периода",
        help_text="Только с периода, который ещё не начался: ученики знают веса заранее.",
    )
    weights = LinesField(
        label="Веса форм работы",
        help_text="По строке на форму: «контрольная работа = 3». Названия как в журнале.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Впишите хотя бы одну форму работы и её вес."},
    )
    default = NumberField(label="Вес остальных работ", initial="1")
    act_version = ActField(required=False, empty_label="не указан")

    def __init__(self, *args, subjects, periods: list[Term], place: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.fields["act_version"].of(place, "current_control"):
            del self.fields["act_version"]
        self.fields["subject"].queryset = subjects
        self.fields["starts"].choices = [
            (one.starts.isoformat(), f"{one.name}, с {one.starts:%d.%m.%Y}") for one in periods
        ]

    def values(self) -> dict[str, Any]:
        subject = self.cleaned_data["subject"]
        return self.cleaned_data | {"subject": subject.name if subject else ""}


class WhatIfForm(Form):
    """Marks that might come: a mark, how many, its form of work."""

    mark = forms.TypedChoiceField(
        label="Если получить", coerce=int, choices=[(n, str(n)) for n in (5, 4, 3, 2)]
    )
    count = forms.IntegerField(label="Сколько раз", min_value=1, max_value=20, initial=1)
    kind = forms.ChoiceField(label="За что", required=False)

    def __init__(self, *args, kinds, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds
