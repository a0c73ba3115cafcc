"""Forms of participant codes and of the vault of names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from objektiv.sealing import printed_code
from objektiv.web.forms.holding.sealed import phrase_field
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import BringForm
from objektiv.web.forms.submit import Form
from objektiv.web.models import Procedure, SchoolClass

SCHOOL_KEY = "Ключ школы"


class IssueForm(Form):
    procedure = forms.ModelChoiceField(
        Procedure.objects.none(),
        label="Процедура",
        empty_label=None,
        error_messages={"required": "Выберите процедуру."},
    )

    def __init__(self, *args: Any, procedures: Any, classes: Iterable[SchoolClass]) -> None:
        super().__init__(*args)
        self.fields["procedure"].queryset = procedures
        self.classes = {f"class{one.pk}": one.name for one in classes}
        for name, title in self.classes.items():
            self.fields[name] = forms.IntegerField(
                label=f"{title}: сколько кодов",
                required=False,
                min_value=0,
                max_value=99,
                error_messages={
                    "invalid": f"{title}: нужно целое число.",
                    "max_value": f"{title}: больше 99 кодов на класс не бывает.",
                    "min_value": f"{title}: число не меньше нуля.",
                },
            )

    def wanted(self) -> dict[str, int]:
        return {
            title: n for name, title in self.classes.items() if (n := self.cleaned_data.get(name))
        }


class ByCodeForm(BringForm):
    procedure = forms.ModelChoiceField(
        Procedure.objects.none(),
        label="Процедура, для которой выданы коды",
        empty_label=None,
        error_messages={"required": "Выберите процедуру."},
    )

    def __init__(self, *args: Any, procedures: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["procedure"].queryset = procedures
        self.fields["files"].help_text = (
            "Таблица, где участник назван только кодом: столбец «Код участника» и баллы по "
            "заданиям. Вместе с ней можно принести work.toml."
        )
        self.order_fields(["procedure", "files", "work"])


class NamesForm(Form):
    """A field for each code; what is left empty stays as it was."""

    def __init__(self, *args: Any, codes: Iterable[str]) -> None:
        super().__init__(*args)
        self.codes = {f"code{one}": one for one in codes}
        for name, code in self.codes.items():
            self.fields[name] = forms.CharField(
                label=printed_code(code),
                required=False,
                max_length=150,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
                error_messages={"max_length": f"{printed_code(code)}: не больше 150 знаков."},
            )

    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(name, "") for name, code in self.codes.items()}


class VaultKeyForm(Form):
    """The first key of a vault, or a new one with the former."""

    noted = forms.BooleanField(
        label="Бумага и школьный сейф под рукой: ключ будет показан один раз",
        error_messages={"required": "Приготовьте, на чём записать: второй раз ключ не показать."},
    )

    def __init__(self, *args: Any, known: bool) -> None:
        super().__init__(*args)
        if known:
            self.fields["phrase"] = phrase_field("Прежний ключ школы")
            self.order_fields(["phrase", "noted"])


class LostKeyForm(Form):
    reason = words("Как утрачен ключ: акт, номер, дата", rows=2, max_length=300)
    noted = forms.BooleanField(
        label="Понимаю: имена, внесённые раньше, будут стёрты, останется бумажный протокол",
        error_messages={"required": "Подтвердите: вернуть имена нельзя."},
    )


class RemoveForm(Form):
    noted = forms.BooleanField(
        label="Понимаю: вернуть имена нельзя",
        error_messages={"required": "Подтвердите: вернуть имена нельзя."},
    )


class PhraseForm(Form):
    phrase = phrase_field(SCHOOL_KEY, "Тридцать цифр с листа из школьного сейфа.")


class RequestForm(Form):
    codes = forms.CharField(
        label="Коды участников",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Только те, о которых спрашивают; через пробел или с новой строки.",
        error_messages={"required": "Назовите коды."},
    )
    document = forms.CharField(
        label="Документ: запрос суда или заявление об апелляции, номер и дата",
        max_length=300,
        error_messages={"required": "Без документа имена не выдают."},
    )
    reason = words("Для чего нужны имена", rows=2, max_length=500)
