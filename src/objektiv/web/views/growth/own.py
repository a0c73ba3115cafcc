"""«Моё развитие»: a teacher's own page."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.profiles.growth import growth_rules
from objektiv.web.actions.growth import diagnostics as act
from objektiv.web.actions.growth import training
from objektiv.web.forms.growth.teachers import AppliedForm, CertificateForm, SelfForm, TestForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Course, Enrolment, Mentoring, Organisation
from objektiv.web.queries.growth import own as query
from objektiv.web.queries.growth.facts import facts_for
from objektiv.web.queries.growth.hypotheses import hints_for
from objektiv.web.views.form_page import form_page


def _school(request: HttpRequest) -> Organisation:
    request.section = "my_growth"
    school = query.own_school(request.user)
    if school is None:
        raise Http404
    return school


def index(request: HttpRequest) -> HttpResponse:
    """What is known of the own needs, what may help, what was begun."""
    school = _school(request)
    blocks = query.blocks_of(request.user)
    context = {
        "school": school,
        "blocks": blocks,
        "said": query.said_of(blocks),
        "facts": facts_for(request.user, timezone.localdate()),
        "proposed": query.proposed(request.user, school),
        "enrolments": request.user.enrolments.select_related("course", "certificate"),
        "offered": request.user.mentored.filter(agreed_at=None).select_related("mentor"),
        "helping": request.user.mentoring.select_related("learner"),
        "helped": request.user.mentored.filter(agreed_at__isnull=False).select_related("mentor"),
        "today": timezone.localdate(),
        "rules": growth_rules(),
        "hints": hints_for(request.user, school),
    }
    response = render(request, "growth/own.html", context)
    act.mark_seen(request.user)
    return response


def assess(request: HttpRequest) -> HttpResponse:
    school = _school(request)
    form = SelfForm(request.POST if request.method == "POST" else None)
    if submitted(
        request, form, lambda: act.assess_oneself(school, form.answers(), by=request.user)
    ):
        messages.success(request, "Сохранено. Это видите только вы.")
        return redirect("my_growth")
    context = {"form": form, "button": "Сохранить", "cancel": reverse("my_growth")}
    return render(request, "growth/assess.html", context, status=form.status)


@require_POST
def share(request: HttpRequest, diagnosis: int) -> HttpResponse:
    found = get_object_or_404(request.user.diagnoses, pk=diagnosis)
    act.show_to_school(found, shown=request.POST.get("shown") == "1", by=request.user)
    return redirect("my_growth")


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """A fact of a visit or of marking: the teacher says what level it speaks of."""
    school = _school(request)
    key, level = request.POST.get("fact", ""), request.POST.get("level", "")
    return _carry_out(request, lambda: act.take_fact(school, key, level, by=request.user))


@require_POST
def drop(request: HttpRequest, diagnosis: int) -> HttpResponse:
    found = get_object_or_404(request.user.diagnoses, pk=diagnosis)
    return _carry_out(request, lambda: act.drop_fact(found, by=request.user))


def _carry_out(request: HttpRequest, act_) -> HttpResponse:
    try:
        act_()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("my_growth")


@require_POST
def agree(request: HttpRequest, mentoring: int) -> HttpResponse:
    found = get_object_or_404(Mentoring, pk=mentoring, learner=request.user)
    act.answer_pair(found, agree=request.POST.get("agree") == "1", by=request.user)
    return redirect("my_growth")


def outcome(request: HttpRequest, mentoring: int) -> HttpResponse:
    _school(request)
    found = get_object_or_404(Mentoring, pk=mentoring, learner=request.user)
    form = AppliedForm(request.POST or None)
    form.fields["text"].label = "Что получилось"
    if submitted(
        request,
        form,
        lambda: act.end_pair(found, outcome=form.cleaned_data["text"], by=request.user),
    ):
        return redirect("my_growth")
    return _form(request, form, f"Чем помогло: {found.topic}", "Закончить")


@require_POST
def enrol(request: HttpRequest, course: int) -> HttpResponse:
    school = _school(request)
    found = get_object_or_404(query.courses_for(school), pk=course)
    try:
        made = training.enrol(found, school, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("my_growth")
    if found.kind == Course.Kind.OWN:
        return redirect("training", enrolment=made.pk)
    messages.success(request, "Заявка отправлена.")
    return redirect("my_growth")


def _own(request: HttpRequest, enrolment: int) -> Enrolment:
    _school(request)
    return get_object_or_404(request.user.enrolments.select_related("course"), pk=enrolment)


def learn(request: HttpRequest, enrolment: int) -> HttpResponse:
    """An own training: a page to read, and its test."""
    found = _own(request, enrolment)
    content = training.training_of(found.course.training)
    if content is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = TestForm(sent, enrolment=found, training=content)
    if submitted(request, form, lambda: training.take_test(found, form.answers(), by=request.user)):
        passed = form.result >= content.passes
        right = round(form.result * len(content.questions))
        said = f"Верных ответов: {right} из {len(content.questions)}."
        (messages.success if passed else messages.error)(
            request, f"{said} {'Обучение пройдено.' if passed else 'Перечитайте и попробуйте ещё.'}"
        )
        return redirect(request.path)
    context = {
        "enrolment": found,
        "training": content,
        "form": form,
        "best": (found.best or 0) * len(content.questions),
        "enough": content.enough,
    }
    return render(request, "growth/training.html", context, status=form.status)


def certificate(request: HttpRequest, enrolment: int) -> HttpResponse:
    found = _own(request, enrolment)
    form = CertificateForm(request.POST or None, request.FILES or None)
    if submitted(
        request,
        form,
        lambda: training.bring_certificate(found, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "Приложено. Школа сверит документ.")
        return redirect("my_growth")
    return _form(request, form, f"Удостоверение: {found.course}", "Приложить")


def applied(request: HttpRequest, enrolment: int) -> HttpResponse:
    found = _own(request, enrolment)
    form = AppliedForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: training.tell_applied(found, form.cleaned_data["text"], by=request.user),
    ):
        messages.success(request, "Спасибо: это поможет выбирать обучение.")
        return redirect("my_growth")
    return _form(request, form, f"После обучения: {found.course}", "Сохранить")


def _form(request: HttpRequest, form, heading: str, button: str) -> HttpResponse:
    return form_page(request, form, heading, button, reverse("my_growth"))
