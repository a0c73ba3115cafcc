"""Meetings: list, one meeting, its people, agenda, minutes and decisions."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.web.actions import meetings as act
from objektiv.web.forms import meetings as forms
from objektiv.web.forms.results import ReasonForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Meeting, MeetingDecision
from objektiv.web.permissions import may, require
from objektiv.web.queries import meetings as query
from objektiv.web.queries.agenda import proposed
from objektiv.web.queries.organisations import home_of
from objektiv.web.queries.outgoing import book_of, next_n
from objektiv.web.queries.people import people_called_to, staff_of
from objektiv.web.views.form_page import form_page
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

IN_DRAFT = "в черновик плана. План вступит в силу, когда его утвердят."


def index(request: HttpRequest, place: int) -> HttpResponse:
    """Meetings of the place and what became of their decisions."""
    organisation = enter(request, place, "meetings.view", "measures")
    kind = request.GET.get("kind", "")
    found = query.meetings_at(request.user, organisation, kind)
    today = timezone.localdate()
    coming = found.filter(state__in=query.OPEN).order_by("day", "id")
    return render(
        request,
        "meetings/index.html",
        {
            "organisation": organisation,
            "today": today,
            "coming": coming,
            "page": page_of(request, found.exclude(state__in=query.OPEN)),
            "open_decisions": query.open_decisions(organisation),
            "kind": kind,
            "kinds": [one for one in Meeting.Kind.choices if one[0] != Meeting.Kind.INTERVIEW],
            "may_manage": may(request.user, "meetings.manage", organisation),
            "may_interview": may(request.user, "meetings.interview", organisation),
            "menu": section_menu(request.user, organisation, "measures", "meetings"),
        },
    )


def add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "meetings.manage", "measures")
    form = forms.MeetingForm(request.POST or None, place=organisation)
    if submitted(
        request,
        form,
        lambda: act.plan_meeting(organisation=organisation, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "Заседание запланировано. Осталось: люди, повестка, приглашения.")
        return redirect("meeting", meeting=form.result.pk)
    back = reverse("meetings", args=[organisation.pk])
    return form_page(request, form, "Новое заседание", "Запланировать", back)


def _meeting(request: HttpRequest, meeting: int, *, change: bool = True) -> Meeting:
    """The meeting, or a refusal; who is called to one elsewhere sees it from the own place."""
    found = get_object_or_404(query.meetings_visible_to(request.user), pk=meeting)
    own = may(request.user, "organisation.view", found.organisation)
    request.place = found.organisation if own else home_of(request.user)
    request.section = "measures"
    if change:
        require(request.user, act.rule_of(found.kind), found.organisation)
    return found


def show(request: HttpRequest, meeting: int) -> HttpResponse:
    found = _meeting(request, meeting, change=False)
    place = found.organisation
    may_change = found.is_open and may(request.user, act.rule_of(found.kind), place)
    decisions = query.decisions_of([found])
    return render(
        request,
        "meetings/show.html",
        {
            "meeting": found,
            "organisation": place,
            "minutes": query.minutes_of(found),
            "people": query.participants_of(found),
            "agenda": found.agenda.all(),
            "decisions": decisions,
            "loose": sum(one.measure is None for one in decisions),
            "proposed": proposed(found, request.user, timezone.localdate())
            if may_change and not found.is_interview
            else (),
            "may_change": may_change,
            "may_plan": found.state == Meeting.State.HELD
            and may(request.user, "plans.manage", place),
            "may_see_list": may(request.user, "meetings.view", place),
            "past": found.day <= timezone.localdate(),
        },
    )


def edit(request: HttpRequest, meeting: int) -> HttpResponse:
    found = _meeting(request, meeting)
    known = {name: getattr(found, name) for name in ("title", "day", "starts", "where")}
    form = forms.ChangeForm(request.POST or None, initial=known)
    return _step(
        request,
        found,
        form,
        lambda: act.change_meeting(found, by=request.user, **form.cleaned_data),
        "Заседание: день, время, место",
    )


def people(request: HttpRequest, meeting: int) -> HttpResponse:
    found = _meeting(request, meeting)
    form = forms.PeopleForm(
        request.POST or None,
        people=people_called_to(found.organisation),
        initial=forms.people_values(found),
    )
    return _step(
        request,
        found,
        form,
        lambda: act.call_people(found, by=request.user, **form.cleaned_data),
        "Участники",
    )


@require_POST
def take(request: HttpRequest, meeting: int) -> HttpResponse:
    """Proposed questions into the agenda: those that were ticked."""
    found = _meeting(request, meeting)
    ticked = set(request.POST.getlist("take"))
    offered = proposed(found, request.user, timezone.localdate())
    chosen = [
        {"key": one.key, "title": one.title, "ground": one.ground, "path": one.path}
        for one in offered
        if one.key in ticked
    ]
    return _tried(
        request,
        found,
        lambda: act.add_questions(found, chosen, by=request.user),
        "Внесено в повестку." if chosen else "Ничего не отмечено: повестка прежняя.",
    )


def question_add(request: HttpRequest, meeting: int) -> HttpResponse:
    found = _meeting(request, meeting)
    form = forms.QuestionForm(request.POST or None)
    return _step(
        request,
        found,
        form,
        lambda: act.add_question(found, by=request.user, **form.cleaned_data),
        "Вопрос повестки",
    )


def question_edit(request: HttpRequest, question: int) -> HttpResponse:
    known = get_object_or_404(query.agenda_visible_to(request.user), pk=question)
    found = _meeting(request, known.meeting_id)
    values = {name: getattr(known, name) for name in ("title", "speaker", "ground")}
    form = forms.QuestionForm(request.POST or None, initial=values)
    return _step(
        request,
        found,
        form,
        lambda: act.change_question(known, by=request.user, **form.cleaned_data),
        "Вопрос повестки",
    )


@require_POST
def question_remove(request: HttpRequest, question: int) -> HttpResponse:
    known = get_object_or_404(query.agenda_visible_to(request.user), pk=question)
    found = _meeting(request, known.meeting_id)
    return _tried(request, found, lambda: act.remove_question(known, by=request.user),
                  "Вопрос убран из повестки.")  # fmt: skip


@require_POST
def invite(request: HttpRequest, meeting: int) -> HttpResponse:
    found = _meeting(request, meeting)
    return _tried(request, found, lambda: act.invite(found, by=request.user),
                  "Приглашения разосланы. Кого нет в системе, пригласите сами.")  # fmt: skip


def cancel(request: HttpRequest, meeting: int) -> HttpResponse:
    found = _meeting(request, meeting)
    form = ReasonForm(request.POST or None)
    return _step(
        request,
        found,
        form,
        lambda: act.cancel_meeting(found, by=request.user, **form.cleaned_data),
        "Отменить заседание",
        button="Отменить заседание",
    )


def minutes(request: HttpRequest, meeting: int) -> HttpResponse:
    found = _meeting(request, meeting)
    initial = forms.minutes_values(found)
    if not found.number and not found.is_interview:
        initial["number"] = str(next_n(found.organisation, found.school_year.start, book_of(found)))
    form = forms.MinutesForm(request.POST or None, meeting=found, initial=initial)
    return _step(
        request,
        found,
        form,
        lambda: act.write_minutes(found, by=request.user, **form.values()),
        "Запись собеседования" if found.is_interview else "Протокол",
    )


@require_POST
def sign(request: HttpRequest, meeting: int) -> HttpResponse:
    found = _meeting(request, meeting)
    return _tried(request, found, lambda: act.sign_minutes(found, by=request.user),
                  "Подписано. Теперь записанное не изменяется.")  # fmt: skip


def decision_add(request: HttpRequest, meeting: int) -> HttpResponse:
    found = _meeting(request, meeting)
    form = forms.DecisionForm(
        request.POST or None, meeting=found, people=staff_of(found.organisation)
    )
    return _step(
        request,
        found,
        form,
        lambda: act.decide(found, by=request.user, **form.cleaned_data),
        "Решение",
    )


def _decision(request: HttpRequest, decision: int) -> MeetingDecision:
    return get_object_or_404(query.decisions_visible_to(request.user), pk=decision)


def decision_edit(request: HttpRequest, decision: int) -> HttpResponse:
    known = _decision(request, decision)
    found = _meeting(request, known.meeting_id)
    form = forms.DecisionForm(
        request.POST or None,
        meeting=found,
        people=staff_of(found.organisation),
        initial=forms.decision_values(known),
    )
    return _step(
        request,
        found,
        form,
        lambda: act.decide(found, decision=known, by=request.user, **form.cleaned_data),
        "Решение",
    )


@require_POST
def decision_remove(request: HttpRequest, decision: int) -> HttpResponse:
    known = _decision(request, decision)
    found = _meeting(request, known.meeting_id)
    return _tried(request, found, lambda: act.remove_decision(known, by=request.user),
                  "Решение убрано.")  # fmt: skip


@require_POST
def decision_plan(request: HttpRequest, decision: int) -> HttpResponse:
    """One decision into the plan of the year."""
    known = _decision(request, decision)
    found = _meeting(request, known.meeting_id, change=False)
    require(request.user, "plans.manage", found.organisation)
    return _tried(request, found, lambda: act.into_plan(known, by=request.user),
                  f"Решение внесено {IN_DRAFT}")  # fmt: skip


@require_POST
def plan_all(request: HttpRequest, meeting: int) -> HttpResponse:
    found = _meeting(request, meeting, change=False)
    require(request.user, "plans.manage", found.organisation)
    return _tried(request, found, lambda: act.all_into_plan(found, by=request.user),
                  f"Решения внесены {IN_DRAFT}")  # fmt: skip


def _tried(
    request: HttpRequest, meeting: Meeting, do: Callable[[], object], said: str
) -> HttpResponse:
    try:
        do()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect("meeting", meeting=meeting.pk)


def _step(
    request: HttpRequest, meeting: Meeting, form, do, heading: str, *, button: str = "Сохранить"
) -> HttpResponse:
    if submitted(request, form, do):
        messages.success(request, "Записано.")
        return redirect("meeting", meeting=meeting.pk)
    back = reverse("meeting", args=[meeting.pk])
    return form_page(request, form, f"{heading}: {meeting}", button, back)
