"""How notices come."""

from __future__ import annotations

from django import forms

from objektiv.web.forms.submit import Form
from objektiv.web.models.notifications import Kind, Way


class WaysForm(Form):
    """A choice for each kind of notice."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for kind, title in Kind.choices:
            self.fields[kind] = forms.ChoiceField(label=title, choices=Way.choices)
