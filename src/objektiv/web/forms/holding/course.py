"""Forms of the day: participation, incidents."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from objektiv.profiles import holding_rules
from objektiv.web.actions.holding.course import Taking, field_of
from objektiv.web.forms.holding.days import time_field
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.submit import Form
from objektiv.web.models import ProcedureSite

NUMBERS = {"inputmode": "text", "autocomplete": "off"}


class ParticipationForm(Form):
    """Numbers of every class that is known, else of the whole school; classes may stay empty."""

    started = time_field(label="Начали", required=False)
    ended = time_field(label="Закончили", required=False)

    def __init__(self, *args, classes: Sequence[str] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.classes = tuple(classes)
        for name in self.classes or ("",):
            self.fields |= _numbers(name)
        self.order_fields([one for one in self.fields if one not in ("started", "ended")])

    def rows(self) -> list[tuple[str, list[tuple[forms.BoundField, str]]]]:
        """Fields of each class with the heads of their columns, for the table."""
        return [
            (name, [(self[field_of(what, name)], head)
                    for what, head in zip(_WHAT, self.heads(), strict=True)])
            for name in self.classes
        ]  # fmt: skip

    def heads(self) -> list[str]:
        return [
            "По списку",
            "Участвовали",
            *(one[:1].upper() + one[1:] for one in _REASONS.values()),
        ]

    def hours(self) -> list[forms.BoundField]:
        return [self["started"], self["ended"]]

    def clean(self) -> dict:
        given = super().clean()
        filled = 0
        for name in self.classes:
            both = [given.get(field_of(what, name)) for what in ("enrolled", "took_part")]
            named = any(given.get(field_of(f"absent_{one}", name)) for one in _REASONS)
            filled += any(one is not None for one in both) or named
            if both[0] is None and (both[1] is not None or named):
                self.add_error(field_of("enrolled", name), f"{name}: сколько по списку?")
            if both[1] is None and (both[0] is not None or named):
                self.add_error(field_of("took_part", name), f"{name}: сколько участвовали?")
        if self.classes and not filled and not self.errors:
            raise forms.ValidationError("Запишите участие хотя бы одного класса.")
        return given

    def values(self) -> dict:
        """As the action wants them: classes that were filled in."""
        given = self.cleaned_data
        return {
            "started": given["started"],
            "ended": given["ended"],
            "takings": [
                Taking(
                    name,
                    given[field_of("enrolled", name)],
                    given[field_of("took_part", name)],
                    {one: given[field_of(f"absent_{one}", name)] for one in _REASONS},
                )
                for name in self.classes or ("",)
                if given[field_of("enrolled", name)] is not None
            ],
        }


_REASONS = holding_rules().absences
_WHAT = ("enrolled", "took_part", *(f"absent_{one}" for one in _REASONS))


def _numbers(name: str) -> dict[str, forms.Field]:
    of = f", {name}" if name else ""
    found: dict[str, forms.Field] = {
        field_of("enrolled", name): forms.IntegerField(
            label=f"Участников по списку{of}", min_value=0, max_value=5000, required=not name,
            error_messages={"required": "Сколько участников по списку?"},
        ),
        field_of("took_part", name): forms.IntegerField(
            label=f"Участвовали{of}", min_value=0, max_value=5000, required=not name,
            error_messages={"required": "Сколько участвовали?"},
        ),
    }  # fmt: skip
    for code, title in _REASONS.items():
        found[field_of(f"absent_{code}", name)] = forms.CharField(
            label=f"Не участвовали: {title}{of}",
            required=False,
            max_length=2000,
            widget=forms.TextInput(attrs=NUMBERS),
            help_text="" if name else "Номера или коды участников через запятую, без имён.",
        )
    return found


def participation_values(site: ProcedureSite) -> dict:
    """What is known: of the report, or of the plan of the day."""
    known: dict = {"started": site.started or site.day.starts, "ended": site.ended}
    listed: dict[tuple[str, str], list[str]] = {}
    for one in site.absences.all():
        listed.setdefault((one.reason, one.class_name), []).append(one.code)
    for (reason, name), codes in listed.items():
        known[field_of(f"absent_{reason}", name)] = ", ".join(
            sorted(codes, key=lambda one: (len(one), one))
        )
    for one in site.classes.all():
        known[field_of("enrolled", one.class_name)] = one.enrolled
        known[field_of("took_part", one.class_name)] = one.took_part
    return known | {"enrolled": site.enrolled, "took_part": site.took_part}


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
