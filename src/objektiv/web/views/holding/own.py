"""What an observer sees: own assignments, own training, own declarations."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import observer_rules
from objektiv.web.actions.holding import observers as act
from objektiv.web.forms.holding.observers import OwnForm, TestForm, own_values
from objektiv.web.forms.submit import Form, submitted
from objektiv.web.models import Observer
from objektiv.web.queries.holding import observers as query
from objektiv.web.queries.organisations import schools_below


def training(request: HttpRequest, observer: int) -> HttpResponse:
    """What an observer must know, and the test."""
    found = _own(request, observer)
    rules = observer_rules()
    form = TestForm(request.POST or None)
    if submitted(request, form, lambda: act.take_test(found, form.answers(), by=request.user)):
        taken = form.result
        said = f"Верно {taken.right} из {taken.asked}, нужно {rules.border}."
        if taken.passed:
            messages.success(request, f"Тест сдан. {said}")
            return redirect("my_watch")
        wrong = [
            (one.text, one.why)
            for answer, one in zip(taken.answers, rules.questions, strict=True)
            if answer != one.right
        ]
        return render(
            request, "holding/training.html",
            {"observer": found, "rules": rules, "wrong": wrong, "said": said,
             "left": rules.tries_a_day - query.tries_of(found, timezone.localdate())},
        )  # fmt: skip
    left = rules.tries_a_day - query.tries_of(found, timezone.localdate())
    return render(
        request,
        "holding/training.html",
        {"observer": found, "rules": rules, "form": form, "left": left},
        status=form.status,
    )


def declare(request: HttpRequest, observer: int) -> HttpResponse:
    """Where one works, whose parent one is, when one cannot come."""
    found = _own(request, observer)
    form = OwnForm(request.POST or None, initial=own_values(found),
                   schools=schools_below(found.place))  # fmt: skip
    if submitted(request, form, lambda: act.declare(found, by=request.user, **form.values())):
        messages.success(request, "Сведения сохранены.")
        return redirect("my_watch")
    context = {
        "form": form,
        "heading": "Работа, дети, занятые дни",
        "button": "Сохранить",
        "back": reverse("my_watch"),
        "lead": "По этим сведениям вас не назначат туда, где у вас личный интерес. "
        "Их видят те, кто назначает, и больше никто.",
    }
    return render(request, "holding/observer_form.html", context, status=form.status)


def withdraw(request: HttpRequest, observer: int) -> HttpResponse:
    """The consent is taken back."""
    found = _own(request, observer)
    form = Form(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: act.withdraw_consent(found, by=request.user)):
        messages.success(request, "Согласие отозвано, сведения удалены.")
        return redirect("my_watch")
    context = {
        "form": form,
        "heading": "Отозвать согласие",
        "button": "Отозвать согласие",
        "back": reverse("my_watch"),
        "lead": "Ваши имя, телефон, место работы и сведения о детях будут удалены из реестра "
        "наблюдателей, аккредитация закончится, будущие назначения снимутся. Сданные листы и "
        "акты останутся под номером удостоверения. Вернуть это нельзя, можно подать заявление "
        "снова.",
    }
    return render(request, "holding/observer_form.html", context, status=form.status)


def _own(request: HttpRequest, observer: int) -> Observer:
    request.section = "my_watch"
    return get_object_or_404(query.own_observers(request.user), pk=observer)
