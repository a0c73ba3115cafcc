"""Surveys: the questionnaire anybody with the link answers, and the pages of who holds it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.profiles import survey_rules
from objektiv.web.actions.openness import surveys as act
from objektiv.web.forms.openness.surveys import (
    AnswerForm,
    CodesForm,
    GroupForm,
    QuestionsForm,
    SampleForm,
    SurveyForm,
)
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Organisation, Survey, SurveyGroup
from objektiv.web.permissions import may
from objektiv.web.queries.openness import surveys as query
from objektiv.web.queries.openness.subject_surveys import voices_in
from objektiv.web.queries.organisations import schools_below
from objektiv.web.tables import csv_of, workbook_of
from objektiv.web.views.answer_page import sent
from objektiv.web.views.form_page import form_page
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


@login_not_required
def fill(request: HttpRequest, secret: str) -> HttpResponse:
    """The questionnaire. No cookie or address of who answers is kept with the answer."""
    request.for_everybody = True
    group = query.group_of(secret)
    if group is None or group.survey.state == Survey.State.DRAFT:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = AnswerForm(sent, survey=group.survey, with_code=group.codes.exists())
    if submitted(
        request,
        form,
        lambda: act.answer(group, form.values(), code=form.cleaned_data.get("code", "")),
    ):
        return redirect("survey_thanks", secret=secret)
    return render(
        request,
        "openness/survey_fill.html",
        {"survey": group.survey, "group": group, "form": form},
        status=form.status,
    )


@login_not_required
def thanks(request: HttpRequest, secret: str) -> HttpResponse:
    request.for_everybody = True
    group = query.group_of(secret)
    if group is None:
        raise Http404
    return render(request, "openness/survey_thanks.html", {"survey": group.survey})


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "surveys.view", "openness")
    surveys = query.surveys_at(organisation, reader=request.user)
    return render(
        request,
        "openness/surveys.html",
        {
            "organisation": organisation,
            "menu": section_menu(request.user, organisation, "openness", "surveys"),
            "page": page_of(request, surveys),
            "may_manage": may(request.user, "surveys.manage", organisation),
        },
    )


def prepare(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "surveys.manage", "openness")
    form = SurveyForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: act.prepare_survey(organisation, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "Опрос подготовлен. Теперь добавьте, кого спрашиваем.")
        return redirect("survey", place=place, survey=form.result.pk)
    back = reverse("surveys", args=[place])
    return form_page(request, form, "Новый опрос", "Подготовить", back)


def _survey(request: HttpRequest, survey: int, place: int | None, rule: str) -> Survey:
    found = get_object_or_404(query.surveys_visible_to(request.user), pk=survey)
    enter(request, place or found.organisation_id, rule, "openness")
    return found


def show(request: HttpRequest, place: int, survey: int) -> HttpResponse:
    """How it goes, and from the smallest number of answers on what they say."""
    found = _survey(request, survey, place, "surveys.view")
    organisation: Organisation = request.place
    groups = query.groups_at(found, organisation)
    own = found.organisation_id == organisation.pk
    may_manage = own and may(request.user, "surveys.manage", organisation)
    if not own and not groups:
        raise Http404
    return render(
        request,
        "openness/survey.html",
        {
            "organisation": organisation,
            "survey": found,
            "own": own,
            "groups": groups,
            "told": query.told(found, organisation, words=may_manage),
            "voices": list(voices_in(found, organisation)) if organisation.is_school else (),
            "minimum": survey_rules().minimum,
            "over": found.over(timezone.localdate()),
            "may_manage": may_manage,
        },
    )


def export(request: HttpRequest, place: int, survey: int) -> HttpResponse:
    """What the page shows as a table; answers themselves are not given out."""
    found = _survey(request, survey, place, "surveys.view")
    kind = request.GET.get("format", "csv")
    if kind not in ("csv", "xlsx"):
        raise Http404
    table = query.table_of(query.told(found, request.place))
    name = f"{found}, {found.school_year}, {request.place}"
    body = csv_of(table) if kind == "csv" else workbook_of(name, (), (table,))
    return sent(body, f"{name}.{kind}", kind)


def questions(request: HttpRequest, survey: int) -> HttpResponse:
    found = _survey(request, survey, None, "surveys.manage")
    form = QuestionsForm(request.POST or None, survey=found)
    if submitted(
        request, form, lambda: act.reword(found, form.texts(), form.left_out(), by=request.user)
    ):
        messages.success(request, "Вопросы сохранены.")
        return _back(found)
    return form_page(request, form, "Вопросы", "Сохранить", _address(found))


def ask(request: HttpRequest, survey: int) -> HttpResponse:
    found = _survey(request, survey, None, "surveys.manage")
    form = GroupForm(request.POST or None, schools=schools_below(request.place))
    if submitted(request, form, lambda: act.ask_group(found, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Добавлено: {form.result}.")
        return _back(found)
    return form_page(request, form, "Кого спрашиваем", "Добавить", _address(found))


def sample(request: HttpRequest, survey: int) -> HttpResponse:
    """Classes by lot: a link for each school."""
    found = _survey(request, survey, None, "surveys.manage")
    form = SampleForm(request.POST or None)
    if submitted(
        request, form, lambda: act.ask_sample(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Выбрано по жребию, групп: {len(form.result)}.")
        return _back(found)
    return form_page(request, form, "Классы по жребию", "Выбрать", _address(found))


@require_POST
def start(request: HttpRequest, survey: int) -> HttpResponse:
    found = _survey(request, survey, None, "surveys.manage")
    return _do(request, found, act.open_survey, "Опрос открыт: ссылки работают.")


@require_POST
def close(request: HttpRequest, survey: int) -> HttpResponse:
    found = _survey(request, survey, None, "surveys.manage")
    return _do(request, found, act.close_survey, "Опрос завершён.")


def _do(request: HttpRequest, survey: Survey, verb, said: str) -> HttpResponse:
    try:
        verb(survey, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return _back(survey)


def _group(request: HttpRequest, survey_group: int) -> SurveyGroup:
    found = get_object_or_404(
        SurveyGroup.objects.select_related("survey__organisation", "school"),
        pk=survey_group,
        survey__in=query.surveys_visible_to(request.user),
    )
    enter(request, found.survey.organisation_id, "surveys.manage", "openness")
    return found


def group(request: HttpRequest, survey_group: int) -> HttpResponse:
    """The link and its QR code, to hang up or to send."""
    found = _group(request, survey_group)
    return render(
        request,
        "openness/survey_link.html",
        {
            "group": found,
            "survey": found.survey,
            "link": _link(found),
            "qr": _qr(_link(found)),
            "with_codes": found.codes.exists(),
            "form": CodesForm(),
            "back": _address(found.survey),
        },
    )


@require_POST
def drop(request: HttpRequest, survey_group: int) -> HttpResponse:
    found = _group(request, survey_group)
    survey = found.survey
    try:
        act.drop_group(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return _back(survey)


def codes(request: HttpRequest, survey_group: int) -> HttpResponse:
    """New codes, shown once: to print and cut."""
    found = _group(request, survey_group)
    form = CodesForm(request.POST or None)
    if submitted(
        request, form, lambda: act.make_codes(found, form.cleaned_data["number"], by=request.user)
    ):
        return render(
            request,
            "openness/survey_codes.html",
            {"group": found, "survey": found.survey, "codes": form.result, "link": _link(found),
             "qr": _qr(_link(found))},
        )  # fmt: skip
    back = reverse("survey_group", args=[found.pk])
    return form_page(request, form, f"Коды для опроса: {found}", "Сделать коды", back)


def _link(group: SurveyGroup) -> str:
    return settings.SITE.rstrip("/") + reverse("survey_fill", args=[group.secret])


def _qr(text: str) -> str:
    """An SVG of squares, coloured by the page's own style."""
    import segno

    return segno.make(text, error="m").svg_inline(
        scale=4, border=2, omitsize=True, svgclass="qr", lineclass=None
    )


def _address(survey: Survey) -> str:
    return reverse("survey", args=[survey.organisation_id, survey.pk])


def _back(survey: Survey) -> HttpResponse:
    return redirect(_address(survey))
