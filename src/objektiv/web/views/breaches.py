"""A confirmed breach: stated, objected to, answered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from objektiv.web.actions import breaches as act
from objektiv.web.forms.rechecks import AnswerForm, BreachForm, ObjectionForm
from objektiv.web.forms.submit import submitted
from objektiv.web.permissions import may
from objektiv.web.queries.findings import reviews_visible_to
from objektiv.web.queries.rechecks import breaches_visible_to, in_force
from objektiv.web.views.places import enter


def add(request: HttpRequest, review: int) -> HttpResponse:
    found = get_object_or_404(reviews_visible_to(request.user), pk=review)
    enter(request, found.school_id, "findings.confirm", "findings")
    form = BreachForm(request.POST or None)
    if submitted(request, form, lambda: act.establish(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Факт записан. Школа может возразить до конца срока.")
        return redirect("breach", breach=form.result.pk)
    return render(request, "breaches/add.html", {"review": found, "form": form}, status=form.status)


def show(request: HttpRequest, breach: int) -> HttpResponse:
    found = get_object_or_404(breaches_visible_to(request.user), pk=breach)
    school = found.review.school
    enter(request, school.pk, "findings.view", "findings")
    return render(
        request,
        "breaches/show.html",
        {
            "breach": found,
            "in_force": in_force(found),
            "may_object": not found.appealed_at and may(request.user, "findings.reply", school),
            "may_answer": found.appealed_at
            and not found.answer
            and found.by_id != request.user.pk
            and may(request.user, "findings.confirm", school),
        },
    )


def object_to(request: HttpRequest, breach: int) -> HttpResponse:
    found = get_object_or_404(breaches_visible_to(request.user), pk=breach)
    enter(request, found.review.school_id, "findings.reply", "findings")
    form = ObjectionForm(request.POST or None)
    if submitted(request, form, lambda: act.object_to(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Возражения отправлены.")
        return redirect("breach", breach=found.pk)
    return render(
        request, "breaches/object.html", {"breach": found, "form": form}, status=form.status
    )


def answer(request: HttpRequest, breach: int) -> HttpResponse:
    found = get_object_or_404(breaches_visible_to(request.user), pk=breach)
    enter(request, found.review.school_id, "findings.confirm", "findings")
    form = AnswerForm(request.POST or None)
    if submitted(request, form, lambda: act.answer(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Решение по возражениям записано.")
        return redirect("breach", breach=found.pk)
    return render(
        request, "breaches/answer.html", {"breach": found, "form": form}, status=form.status
    )
