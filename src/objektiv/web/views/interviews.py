"""Interviews in October and April: who was talked to, planning the others."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from objektiv.profiles import meeting_rules
from objektiv.web.actions.interviews import plan_interviews
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form, submitted
from objektiv.web.models import Person
from objektiv.web.queries.interviews import round_of, talks_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


class InterviewsForm(Form):
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="С кем",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте, с кем собеседование."},
    )
    day = day_field(label="День", error_messages={"required": "Укажите день."})
    where = forms.CharField(label="Место", max_length=300, required=False)

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people


def index(request: HttpRequest, place: int) -> HttpResponse:
    """The rounds of the year; the form plans interviews for those who have none yet."""
    organisation = enter(request, place, "meetings.interview", "measures")
    today = timezone.localdate()
    year = school_year_at(today)
    talks = talks_of(organisation, year)
    rounds = meeting_rules().rounds(year.start)
    now = round_of(today, rounds)
    left = [one.person.pk for one in talks if one.rounds[now] is None]
    form = InterviewsForm(request.POST or None, people=Person.objects.filter(pk__in=left))
    if submitted(
        request, form, lambda: plan_interviews(organisation, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Запланировано собеседований: {len(form.result)}.")
        return redirect("interviews", place=organisation.pk)
    context = {
        "organisation": organisation,
        "talks": talks,
        "rounds": rounds,
        "now": rounds[now],
        "left": len(left),
        "form": form,
        "menu": section_menu(request.user, organisation, "measures", "meetings"),
        "source": meeting_rules().interview_source,
    }
    return render(request, "meetings/interviews.html", context, status=form.status)
