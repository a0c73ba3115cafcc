"""A page that is one form: a heading, the fields, one button and the way back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from objektiv.web.forms.submit import Form


def form_page(
    request: HttpRequest, form: Form, heading: str, button: str, back: str
) -> HttpResponse:
    """The page; 422 where the form was sent with mistakes. `back`: an address."""
    context = {"form": form, "heading": heading, "button": button, "back": back}
    return render(request, "form.html", context, status=form.status)
