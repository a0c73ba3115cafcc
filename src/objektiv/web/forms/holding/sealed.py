"""Forms of sealed parcels and of personal keys."""

from __future__ import annotations

from typing import Any

from django import forms

from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import FilesField
from objektiv.web.forms.submit import Form
from objektiv.web.models import Person, ProcedureDay, Role


def moment_field(**options: Any) -> forms.DateTimeField:
    """A day and an hour, in the zone of the installation."""
    return forms.DateTimeField(
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M"],
        **options,
    )


def phrase_field(label: str = "Личный ключ", hint: str = "") -> forms.CharField:
    """Thirty digits; the browser must not remember them."""
    return forms.CharField(
        label=label,
        help_text=hint or "Тридцать цифр с вашего листка; пробелы не важны.",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}
        ),
        error_messages={"required": "Введите ключ: тридцать цифр."},
    )


class KeyForm(Form):
    public = forms.CharField(
        label="Открытый ключ, если вы завели ключ у себя",
        required=False,
        max_length=80,
        help_text="Строка «age1…», которую напечатала команда objektiv sealed key. "
        "Оставьте пустым, и ключ появится здесь.",
    )
    noted = forms.BooleanField(
        label="Ручка и бумага под рукой: ключ будет показан один раз",
        error_messages={"required": "Приготовьте, на чём записать: второй раз ключ не показать."},
    )


class SealForm(Form):
    day = forms.ModelChoiceField(
        ProcedureDay.objects.none(),
        label="День процедуры",
        empty_label=None,
        error_messages={"required": "Выберите день процедуры."},
    )
    title = forms.CharField(
        label="Что в посылке",
        max_length=200,
        help_text="Видно всем получателям до вскрытия, например «Варианты 1 и 2».",
        error_messages={"required": "Назовите посылку."},
    )
    files = FilesField(
        label="Файлы",
        help_text="PDF каждый получатель увидит со своей меткой. Файлы шифруются сразу, "
        "в открытом виде система их не хранит.",
        error_messages={"required": "Выберите файлы.", "empty": "Один из файлов пуст."},
    )
    roles = forms.MultipleChoiceField(
        label="Кому",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте, кому запечатать."},
    )
    opens_at = moment_field(
        label="Вскрыть не раньше",
        required=False,
        help_text="По часам системы. Пусто: по правилу, за час до начала.",
        error_messages={"invalid": "Введите день и время, например 14.04.2026 08:00."},
    )

    def __init__(self, *args: Any, days: Any, roles: tuple[Role, ...], sends_back: bool) -> None:
        super().__init__(*args)
        self.fields["day"].queryset = days
        self.fields["day"].label_from_instance = _named
        self.fields["roles"].choices = [
            (one.value, one.label[0].upper() + one.label[1:]) for one in roles
        ]
        if sends_back:
            self.fields["opens_at"].help_text = "Пусто: сразу, как только придёт."


def _named(one: ProcedureDay) -> str:
    return f"{one.day:%d.%m.%Y}: {one.procedure}, {one}"


class BringForm(Form):
    day = forms.ModelChoiceField(
        ProcedureDay.objects.none(),
        label="День процедуры",
        empty_label=None,
        error_messages={"required": "Выберите день процедуры."},
    )
    file = forms.FileField(
        label="Посылка, файл «всем.sealed»",
        help_text="Её сделала команда objektiv sealed pack. Файлы внутри система не увидит.",
        error_messages={"required": "Выберите файл.", "empty": "Файл пуст."},
    )
    phrase = phrase_field(
        "Ключ выпуска",
        "Тридцать цифр, которые команда показала один раз. Получателям ключ выдаст система, "
        "когда придёт время вскрытия, записанное в посылке.",
    )

    def __init__(self, *args: Any, days: Any) -> None:
        super().__init__(*args)
        self.fields["day"].queryset = days
        self.fields["day"].label_from_instance = _named


class MoveForm(Form):
    opens_at = moment_field(
        label="Новое время вскрытия",
        error_messages={"required": "Укажите время.", "invalid": "Введите день и время."},
    )
    reason = words("Основание", rows=2, max_length=400)


class ReasonForm(Form):
    reason = words("Основание", rows=2, max_length=400)


class EnvelopeForm(Form):
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Кому",
        empty_label=None,
        help_text="Сотрудники этой организации с личным ключом.",
        error_messages={"required": "Выберите человека."},
    )
    ground = words("Основание: приказ, номер, дата", rows=2, max_length=400)
    phrase = phrase_field("Ваш личный ключ отправителя")

    def __init__(self, *args: Any, people: Any) -> None:
        super().__init__(*args)
        self.fields["person"].queryset = people
        self.fields["person"].label_from_instance = lambda one: one.initials


class OpenForm(Form):
    phrase = phrase_field()


class ConfirmForm(Form):
    remark = forms.CharField(
        label="Замечание, если что-то не так",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Пусто: получено, всё читается. Замечание сразу увидит отправитель.",
    )
