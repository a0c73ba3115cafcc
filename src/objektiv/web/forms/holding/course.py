"""Forms of the day: participation, incidents."""

from __future__ import annotations

from django import forms

from objektiv.profiles import holding_rules
from objektiv.web.forms.holding.days import time_field
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.submit import Form
from objektiv.web.models import ProcedureSite

NUMBERS = {"inputmode": "text", "autocomplete": "off"}


class ParticipationForm(Form):
    enrolled = forms.IntegerField(
        label="Участников по списку", min_value=0, max_value=5000,
        error_messages={"required": "Сколько участников по списку?"},
    )  # fmt: skip
    took_part = forms.IntegerField(
        label="Участвовали", min_value=0, max_value=5000,
        error_messages={"required": "Сколько участвовали?"},
    )  # fmt: skip
    started = time_field(label="Начали", required=False)
    ended = time_field(label="Закончили", required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for code, title in holding_rules().absences.items():
            self.fields[f"absent_{code}"] = forms.CharField(
                label=f"Не участвовали: {title}",
                required=False,
                max_length=2000,
                widget=forms.TextInput(attrs=NUMBERS),
                help_text="Номера или коды участников через запятую, без имён.",
            )

    def values(self) -> dict:
        """As the action wants them."""
        given = dict(self.cleaned_data)
        absent = {code: given.pop(f"absent_{code}", "") for code in holding_rules().absences}
        return given | {"absent": absent}


def participation_values(site: ProcedureSite) -> dict:
    """What is known: of the report, or of the plan of the day."""
    listed: dict[str, list[str]] = {}
    for one in site.absences.all():
        listed.setdefault(one.reason, []).append(one.code)
    return {
        "enrolled": site.enrolled,
        "took_part": site.took_part,
        "started": site.started or site.day.starts,
        "ended": site.ended,
        **{f"absent_{reason}": ", ".join(codes) for reason, codes in listed.items()},
    }


class IncidentForm(Form):
    kind = forms.ChoiceField(
        label="Что случилось", choices=holding_rules().incidents.items, widget=forms.RadioSelect,
        error_messages={"required": "Выберите, что случилось."},
    )  # fmt: skip
    at = time_field(label="Когда")
    text = words(
        "Подробнее", rows=3, max_length=1000, help_text="Без имён учеников: только номера."
    )
    measures = words("Что сделали", rows=3, required=False, max_length=1000)


class NotHeldForm(Form):
    reason = words("Почему работа не проводилась", rows=3, max_length=1000)


class CompleteForm(Form):
    measures = words("Что сделали", rows=3, max_length=1000)
