"""Steps of help: one form for each kind of step, with what that step needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from objektiv.planning.debt import FAILED, MISSED, MISSED_VALID, PASSED, Kind
from objektiv.profiles.debt_rules import debt_rules
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form

RESULTS = (
    (PASSED, "пройдена"),
    (FAILED, "не пройдена"),
    (MISSED_VALID, "не пришёл по уважительной причине: попытка не считается"),
    (MISSED, "не пришёл без уважительной причины"),
)
MARKS = [(n, str(n)) for n in (2, 3, 4, 5)]

BASIS = {
    Kind.CORRECTED: "Например: пересдача 12.02.2026, ошибка при переносе",
    Kind.DEBT: "Решение педагогического совета, приказ: дата и номер",
    Kind.PAUSE: "Справка, приказ: дата и номер",
    Kind.PROMOTED: "Решение педагогического совета, приказ: дата и номер",
    Kind.CHOICE: "Заявление родителей: дата; для адаптированной программы — заключение ПМПК",
}
TEXTS = {
    Kind.TALK: "О чём договорились",
    Kind.HELP: "Что сделает школа и когда",
    Kind.RETAKE: "Какая тема",
    Kind.SET: "Форма и место",
    Kind.HELD: "Итог словами",
    Kind.CLOSED: "Чем помогли",
}


class StepForm(Form):
    """The fields that a kind of step needs."""

    day = day_field(
        label="День",
        initial=timezone.localdate,
        error_messages={"required": "Укажите день."},
    )

    def __init__(self, *args, kind: Kind, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        rules = debt_rules()
        add = self.fields
        if kind == Kind.PAUSE:
            add["day"].label = "Первый день"
            add["until"] = day_field(label="Последний день")
            add["reason"] = _choice("Почему", rules.pauses.items())
        if kind == Kind.SET:
            add["day"].label = "День приказа"
            add["until"] = day_field(label="День аттестации")
            add["commission"] = words(
                "Комиссия", required=False, help_text="По строке на человека. Вторую попытку "
                f"принимает комиссия, не меньше {rules['commission_least']} человек.",
            )  # fmt: skip
        if kind in (Kind.HELD, Kind.RETAKE):
            add["result"] = _choice("Чем кончилась", RESULTS)
        if kind == Kind.CHOICE:
            add["result"] = _choice("Что выбрали родители", rules.choices.items())
        if kind == Kind.CORRECTED:
            add["original_mark"] = _mark("Прежняя отметка")
            add["new_mark"] = _mark("Новая отметка")
            add["mark_day"] = day_field(label="За какой день", required=False)
        if kind in TEXTS:
            add["text"] = words(TEXTS[kind], required=kind in (Kind.TALK, Kind.HELP))
        if kind in BASIS:
            add["basis"] = forms.CharField(
                label="Основание", max_length=300, help_text=BASIS[kind],
                error_messages={"required": "Укажите основание."},
            )  # fmt: skip


def _choice(label: str, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(choices), widget=forms.RadioSelect,
        error_messages={"required": "Выберите одно."},
    )  # fmt: skip


def _mark(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, choices=MARKS)


class NoticeForm(Form):
    subject = forms.CharField(
        label="О чём", max_length=200, error_messages={"required": "Напишите, о чём уведомление."}
    )
    text = words("Текст для родителей", rows=6)


class PaperForm(Form):
    on_paper = forms.CharField(
        label="Где подпись родителей", max_length=300,
        help_text="Дата и где хранится уведомление с подписью.",
        error_messages={"required": "Напишите, где подпись."},
    )  # fmt: skip


class OutcomeForm(Form):
    outcome = forms.CharField(
        label="Что вышло", max_length=300, error_messages={"required": "Напишите, что вышло."}
    )
