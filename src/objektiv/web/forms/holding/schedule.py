"""Forms of the schedule: entries, tables, works of the year, approval, rules."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import ScheduleEntry, ScheduleWork
from objektiv.web.models.holding.schedule import ScheduleLevel

NO_DAY = {"required": "Укажите день.", "invalid": "Введите дату: 01.09.2026."}
LESSONS = ((1, "один"), (2, "два"), (3, "три"), (4, "четыре"))
TABLE = "CSV, XLSX или ODS"


def number_field(label: str, **options) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=14,
        error_messages={"invalid": "Введите номер урока, например 3."},
        **options,
    )


class EntryForm(Form):
    class_name = forms.CharField(
        label="Класс", max_length=20, error_messages={"required": "Введите класс."}
    )
    subject = forms.CharField(
        label="Предмет", max_length=120, error_messages={"required": "Введите предмет."}
    )
    procedure = forms.CharField(
        label="Процедура",
        max_length=200,
        help_text="Например: Контрольная работа № 2. Одна и та же работа в разных классах "
        "называется одинаково.",
        error_messages={"required": "Введите название процедуры."},
    )
    level = forms.ChoiceField(label="Уровень", choices=ScheduleLevel.choices, initial="school")
    day = day_field(label="День", error_messages=NO_DAY)
    lesson = number_field("Урок", required=False)
    last_lesson = number_field(
        "Последний урок класса в этот день",
        required=False,
        help_text="Без него нельзя проверить, что работа не на последнем уроке.",
    )
    lessons = forms.TypedChoiceField(
        label="Сколько уроков занимает", choices=LESSONS, coerce=int, initial=1
    )


def entry_values(row: ScheduleEntry) -> dict:
    return {name: getattr(row, name) for name in EntryForm.base_fields}


class BringForm(Form):
    file = forms.FileField(
        label="Таблица графика",
        help_text=f"{TABLE}. Столбцы: Дата, Класс, Предмет, Процедура, Уровень; по желанию "
        "Урок, Последний урок, Уроков.",
        error_messages={"required": "Выберите файл.", "empty": "Файл пуст."},
    )
    instead = forms.BooleanField(
        label="Заменить то, что уже внесено",
        required=False,
        initial=True,
        help_text="Процедуры других уровней, внесённые по их календарю, останутся.",
    )


class LessonsForm(Form):
    lessons = forms.FileField(
        label="Расписание уроков",
        required=False,
        help_text=f"{TABLE}. Столбцы: Класс, День недели, Урок, Предмет. По нему подбираются "
        "дни и номера уроков и считаются часы.",
    )
    hours = forms.FileField(
        label="Часы в неделю",
        required=False,
        help_text=f"{TABLE}. Столбцы: Класс, Предмет, Часов в неделю. Нужно без расписания или "
        "для дробных часов.",
    )
    last_lesson = number_field("Последний урок дня, если расписания нет", initial=6)


class WorkForm(Form):
    subject = forms.CharField(
        label="Предмет", max_length=120, error_messages={"required": "Введите предмет."}
    )
    procedure = forms.CharField(
        label="Название работы",
        max_length=180,
        initial="Контрольная работа",
        error_messages={"required": "Введите название работы."},
    )
    classes = forms.CharField(
        label="Классы",
        max_length=300,
        help_text="Параллели или классы через запятую: 5, 6 или 5А, 5Б.",
        error_messages={"required": "Введите классы."},
    )
    count = forms.IntegerField(
        label="Сколько раз за год",
        min_value=1,
        max_value=14,
        initial=1,
        help_text="Работы встанут поровну: № 1, № 2…",
        error_messages={"required": "Введите число."},
    )
    start = day_field(label="Не раньше", required=False)
    end = day_field(label="Не позже", required=False)
    lessons = forms.TypedChoiceField(
        label="Сколько уроков занимает", choices=LESSONS, coerce=int, initial=1
    )


def work_values(work: ScheduleWork) -> dict:
    return {name: getattr(work, name) for name in WorkForm.base_fields}


class SolveForm(Form):
    move_all = forms.BooleanField(
        label="Переставлять и то, что внесено в график вручную или таблицей",
        required=False,
        initial=True,
        help_text="Что не мешает, останется на месте. Дни других уровней не двигаются никогда.",
    )
    effort = forms.TypedChoiceField(
        label="Сколько искать",
        choices=((4.0, "обычно: до минуты на всю школу"), (12.0, "втрое дольше")),
        coerce=float,
        initial=4.0,
        widget=forms.RadioSelect,
    )


class ApproveForm(Form):
    order_number = forms.CharField(
        label="Приказ №", max_length=40, error_messages={"required": "Введите номер приказа."}
    )
    order_date = day_field(label="от", error_messages=NO_DAY, initial=timezone.localdate)
    reason = words(
        "Что и почему изменено",
        rows=3,
        required=False,
        max_length=500,
        help_text="Для второй и следующих версий: эти слова увидят родители.",
    )


class RulesForm(Form):
    text = words(
        "Свои правила (TOML)",
        rows=18,
        help_text="Раздел заменяет только названные ключи и должен назвать source — откуда "
        "правило.",
    )
