"""Submitting a form: check it, act, and show what the action refuses beside the fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest


class Form(forms.Form):
    """A form that knows how its page answers."""

    required_css_class = "required"
    result: Any = None

    @property
    def status(self) -> int:
        """422 with mistakes, so that a program sees them too."""
        return 422 if self.is_bound and self.errors else 200


def submitted(request: HttpRequest, form: Form, act: Callable[[], object]) -> bool:
    """Was the form sent, right, and carried out? The action's result is `form.result`."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        form.result = act()
    except ValidationError as refusal:
        known = getattr(refusal, "error_dict", None)
        if known and not set(known) <= set(form.fields):
            refusal = ValidationError(refusal.messages)
        form.add_error(None, refusal)
        return False
    return True
