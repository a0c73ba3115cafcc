"""Rows named by words, where a list to choose from would be hundreds long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from objektiv.russian.searching import asked

LISTED = 40  # rows that a person still looks through in a list
_SHOWN = 5


class ByName(forms.CharField):
    """One row, or with `several` one on each line; what fits many or nothing is said by name.

    rows: the query set; columns: of search texts in which the words must occur.
    """

    def __init__(
        self, rows, *, columns: tuple[str, ...], label_of: Callable[[Any], str],
        several: bool = False, **options: Any,
    ) -> None:  # fmt: skip
        widget = forms.Textarea(attrs={"rows": 3}) if several else forms.TextInput()
        super().__init__(widget=widget, **options)
        self.rows, self.columns, self.label_of, self.several = rows, columns, label_of, several

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(map(self.label_of, value))
        return value if value is None or isinstance(value, str) else self.label_of(value)

    def clean(self, value: Any) -> Any:
        lines = super().clean(value).splitlines() if self.several else [super().clean(value)]
        found, wrong = [], []
        for line in filter(None, map(str.strip, lines)):
            try:
                found.append(self._row(line))
            except ValidationError as refusal:
                wrong += refusal.messages
        if wrong:
            raise ValidationError(wrong)
        if self.several:
            return list(dict.fromkeys(found))
        return found[0] if found else None

    def _row(self, line: str) -> Any:
        rows = self.rows
        for part in asked(line):
            rows = rows.filter(
                Q.create([(f"{one}__contains", part) for one in self.columns], connector=Q.OR)
            )
        fit = list(rows[:LISTED]) if asked(line) else []
        named = [one for one in fit if self.label_of(one).casefold() == line.casefold()]
        fit = named if len(named) == 1 else fit
        if len(fit) == 1:
            return fit[0]
        if not fit:
            raise ValidationError(f"«{line}»: не нашлось. Проверьте написание.")
        labels = "; ".join(self.label_of(one) for one in fit[:_SHOWN])
        more = " и другие" if len(fit) > _SHOWN else ""
        raise ValidationError(f"«{line}»: подходят {labels}{more}. Напишите точнее.")
