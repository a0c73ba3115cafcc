"""Forms about opening procedures and their days."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from objektiv.profiles import Technology, holding_rules
from objektiv.web.actions.holding.day_table import DAY_COLUMNS
from objektiv.web.forms.lists import ListForm
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import FilesField, day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import Organisation, SchoolYear


def time_field(**options) -> forms.TimeField:
    return forms.TimeField(
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Введите время, например 09:00."},
        **options,
    )


class OpenForm(Form):
    kind = forms.CharField(
        label="Название",
        max_length=120,
        help_text="Так, как процедура названа в файлах результатов.",
        error_messages={"required": "Введите название процедуры."},
    )
    year = forms.IntegerField(
        label="Год",
        min_value=2015,
        max_value=2100,
        help_text="Год, в котором кончается учебный: для работы октября 2026 года это 2027.",
        error_messages={"required": "Введите год."},
    )


def open_values(technology: Technology) -> dict:
    """The school year that runs now."""
    today = timezone.localdate()
    return {"kind": technology.kind, "year": SchoolYear.start_of(today) + 1}


class DayForm(Form):
    subject = forms.CharField(
        label="Предмет", max_length=120, required=False,
        help_text="Пусто, если процедура не о предмете: опрос, проверка.",
    )  # fmt: skip
    grade = forms.IntegerField(label="Класс", min_value=1, max_value=11, required=False)
    day = day_field(label="День", error_messages={"required": "Назовите день."})
    starts = time_field(
        label="Начало", required=False, help_text="По нему считаются часы в чек-листе дня."
    )
    minutes = forms.IntegerField(label="Минут", min_value=5, max_value=600, required=False)
    reserve = forms.BooleanField(label="Резервный день", required=False)
    every = forms.BooleanField(label="Во всех школах", required=False, initial=True)
    schools = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Или только в этих",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, schools, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if schools is None:  # a school names its own day
            del self.fields["every"], self.fields["schools"]
        else:
            self.fields["schools"].queryset = schools
            self.fields["every"].label = f"Во всех школах ({len(schools)})"


class DaysTableForm(ListForm):
    replace = forms.BooleanField(
        label="Перенести работы, у которых уже назван другой день",
        required=False,
        help_text="Прежний день останется в истории, школы узнают о переносе.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, columns=DAY_COLUMNS, needed="day", **kwargs)


class MoveForm(Form):
    day = day_field(label="Новый день", error_messages={"required": "Назовите день."})
    starts = time_field(label="Начало", required=False)
    reason = words("Почему", rows=2, help_text="Школы увидят причину в уведомлении.")


class StepForm(Form):
    title = forms.CharField(
        label="Что сделать", max_length=300, error_messages={"required": "Напишите, что сделать."}
    )
    role = forms.ChoiceField(label="Кто делает", choices=holding_rules().roles.items)
    each = forms.ChoiceField(
        label="Сколько раз",
        choices=(
            ("day", "на каждый день процедуры"),
            ("first", "один раз, считая от первого дня"),
            ("last", "один раз, считая от последнего дня"),
        ),
        initial="day",
        widget=forms.RadioSelect,
    )
    days = forms.IntegerField(
        label="Рабочих дней",
        min_value=-60,
        max_value=60,
        initial=-1,
        help_text="До дня процедуры — со знаком минус, 0 — в тот же день.",
        error_messages={"required": "Введите число рабочих дней."},
    )


class TickForm(Form):
    note = words("Пояснение", rows=2, required=False, max_length=1000)
    files = FilesField(
        label="Файлы", required=False, help_text="Если хотите показать, что сделано. Без имён."
    )
