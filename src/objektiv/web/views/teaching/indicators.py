"""Goals and indicators of the internal system of assessment."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from objektiv.planning.indicators import Wrong, read_indicators
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.teaching.indicators import keep_indicators
from objektiv.web.forms.submit import Form, submitted
from objektiv.web.models import SchoolYear
from objektiv.web.permissions import may
from objektiv.web.queries.teaching import indicators as query
from objektiv.web.queries.teaching.indicator_facts import NAMES
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


class TextForm(Form):
    text = forms.CharField(
        label="Цели и показатели",
        required=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "code"}),
        help_text="Пустой текст — показатели вышестоящей организации.",
    )


def index(request: HttpRequest, place: int) -> HttpResponse:
    """Every goal: is it reached, by which numbers, how it was before."""
    organisation = enter(request, place, "indicators.view", "system")
    today = timezone.localdate()
    current = school_year_at(today)
    years = SchoolYear.objects.filter(start__lte=current.start).order_by("-start")
    asked = request.GET.get("year", "")
    chosen = years.filter(start=asked).first() if asked.isdecimal() and len(asked) == 4 else None
    year = chosen or current
    return render(
        request,
        "teaching/indicators.html",
        {
            "organisation": organisation,
            "menu": section_menu(request.user, organisation, "system", "indicators"),
            "goals": query.goals_of(organisation, year, today),
            "owner": query.text_of(organisation)[1],
            "year": year,
            "years": years[:6],
            "may_manage": may(request.user, "indicators.manage", organisation),
        },
    )


def edit(request: HttpRequest, place: int) -> HttpResponse:
    """The set as text; looked at on today's data before it is kept."""
    organisation = enter(request, place, "indicators.manage", "system")
    sent = request.POST if request.method == "POST" else None
    form = TextForm(sent, initial={"text": query.text_of(organisation)[0]})
    look = request.POST.get("do") == "look"
    preview, complaints = None, []
    if look and form.is_valid():
        try:
            found = read_indicators(form.cleaned_data["text"] or query.usual_text(), NAMES)
        except Wrong as wrong:
            complaints = wrong.complaints
        else:
            today = timezone.localdate()
            preview = query.computed(found, organisation, school_year_at(today), today)
        for words in complaints:
            form.add_error("text", words)
    elif not look and submitted(
        request,
        form,
        lambda: keep_indicators(organisation, form.cleaned_data["text"], by=request.user),
    ):
        messages.success(request, "Показатели сохранены.")
        return redirect("indicators", place=place)
    return render(
        request,
        "teaching/indicators_edit.html",
        {"organisation": organisation, "form": form, "preview": preview, "names": NAMES},
        status=form.status,
    )
