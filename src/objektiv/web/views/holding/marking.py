"""Marking by code: the leader's page of a round, an expert's own works."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from objektiv.russian import counted
from objektiv.web.actions.holding import marking as act
from objektiv.web.actions.holding import marking_distribution as giving
from objektiv.web.actions.holding.marking_closing import close_round, left_in, may_close
from objektiv.web.forms.holding import experts as forms
from objektiv.web.forms.submit import Form, submitted
from objektiv.web.models import Commission, MarkingRound, ScriptMark, Work
from objektiv.web.permissions import may, require
from objektiv.web.queries.holding import experts as query
from objektiv.web.queries.holding.marking import agreement_of, hints_of
from objektiv.web.queries.holding.marking_about import days_to_mark, rechecks_to_give, works_known
from objektiv.web.tasks import run_soon
from objektiv.web.views.form_page import form_page
from objektiv.web.views.holding.experts import commission_asked

S = MarkingRound.State
T = TypeVar("T")


def add(request: HttpRequest, commission: int) -> HttpResponse:
    found: Commission = commission_asked(request, commission)
    require(request.user, "experts.manage", found.organisation)
    form = forms.RoundForm(
        request.POST or None,
        days=days_to_mark(found),
        rechecks=rechecks_to_give(request.user, found),
        works=works_known(found),
    )

    def start() -> MarkingRound:
        values = form.cleaned_data
        asked = form.asked()
        work: Work = asked["work"] or act.work_of_day(asked["day"], values["items"])
        return act.start_round(
            found,
            work=work,
            columns=values["items"] or work.columns,
            due=values["due"],
            share=values["share"] / 100,
            day=asked["day"],
            recheck=asked["recheck"],
            by=request.user,
        )

    if submitted(request, form, start):
        messages.success(request, "Проверка начата. Теперь список работ и обсуждение критериев.")
        return redirect("marking", marking=form.result.pk)
    back = reverse("commission", args=[found.pk])
    return _form(request, form, "Новая проверка", back, "Начать")


def _form(request: HttpRequest, form: Form, heading: str, back: str, button: str) -> HttpResponse:
    return form_page(request, form, heading, button, back)


def _round(request: HttpRequest, pk: int) -> MarkingRound:
    """For who leads it; for everybody else it is not there."""
    found = get_object_or_404(query.rounds_led_by(request.user), pk=pk)
    act.require_leader(found, request.user)
    request.section = "preparation"
    if may(request.user, "organisation.view", found.commission.organisation):
        request.place = found.commission.organisation
    return found


def show(request: HttpRequest, marking: int) -> HttpResponse:
    """What stands, what is left, hints for the leader: never an order of experts by points."""
    found = _round(request, marking)
    scripts = found.scripts.filter(reference=False)
    marks = ScriptMark.objects.filter(script__round=found, turn__gt=0)
    given = marks.count()
    done = marks.filter(points__isnull=False).count()
    _, unable = giving.able(found) if found.state == S.PREPARING else ((), ())
    return render(
        request,
        "holding/experts/marking.html",
        {
            "round": found,
            "organisation": found.commission.organisation,
            "scripts": scripts.count(),
            "given": given,
            "done": done,
            "thirds": marks.filter(turn=3).count(),
            "loads": query.loads_of(found),
            "references": found.scripts.filter(reference=True).prefetch_related("marks"),
            "agreement": agreement_of(found) if found.state == S.PREPARING else None,
            "hints": hints_of(found) if found.state == S.MARKING else (),
            "left": left_in(found) if found.state == S.MARKING else (),
            "unable": unable,
            "may_close": may_close(found, request.user),
            "unbriefed": [one for one in unable if one.endswith(giving.NOT_BRIEFED)],
            "may_manage": may(request.user, "experts.manage", found.commission.organisation),
            "may_brief": may(request.user, "briefings.hold", found.commission.organisation),
            "top": sum(most for _, most in found.columns),
            "percent": round(100 * found.share),
        },
    )


def scripts(request: HttpRequest, marking: int) -> HttpResponse:
    found = _round(request, marking)
    form = forms.ScriptsForm(request.POST or None, request.FILES or None)
    back = reverse("marking", args=[found.pk])
    if submitted(
        request, form, lambda: act.bring_scripts(found, by=request.user, **form.cleaned_data)
    ):
        said = counted(form.result, "работа", "работы", "работ")
        messages.success(request, f"Внесено: {said}. У каждой теперь свой код.")
        return redirect(back)
    return _form(request, form, "Список работ", back, "Внести")


def codes(request: HttpRequest, marking: int) -> HttpResponse:
    """Which code is whose: to write codes on the papers; experts never see this page."""
    found = _round(request, marking)
    rows = found.scripts.filter(reference=False).select_related("school")
    return render(
        request,
        "holding/experts/codes.html",
        {
            "round": found,
            "organisation": found.commission.organisation,
            "rows": sorted(rows, key=lambda one: (str(one.school), one.class_name, one.pupil)),
        },
    )


def reference(request: HttpRequest, marking: int) -> HttpResponse:
    found = _round(request, marking)
    form = forms.ReferenceForm(request.POST or None)
    back = reverse("marking", args=[found.pk])
    if submitted(
        request, form, lambda: act.add_reference(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Добавлено: эксперты видят её среди своих работ.")
        return redirect(back)
    return _form(request, form, "Эталонная работа", back, "Добавить")


def unbriefed(request: HttpRequest, marking: int) -> HttpResponse:
    """Experts mark without the briefing that the technology asks for: the reason is kept."""
    found = _round(request, marking)
    require(request.user, "experts.manage", found.commission.organisation)
    form = forms.UnbriefedForm(request.POST or None)
    back = reverse("marking", args=[found.pk])
    if submitted(
        request, form, lambda: giving.allow_unbriefed(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Записано: работы раздадут и тем, кто не подписал инструктаж.")
        return redirect(back)
    return _form(request, form, "Проверять без инструктажа", back, "Разрешить")


def discuss(request: HttpRequest, marking: int) -> HttpResponse:
    found = _round(request, marking)
    references = list(found.scripts.filter(reference=True))
    form = forms.DiscussForm(request.POST or None, round_=found, references=references)
    back = reverse("marking", args=[found.pk])
    if submitted(
        request,
        form,
        lambda: act.discuss(
            found, agreed=form.cleaned_data["agreed"], points=form.points(), by=request.user
        ),
    ):
        messages.success(request, "Решение записано.")
        return redirect(back)
    return _form(request, form, "Обсуждение критериев", back, "Записать решение")


def _tried(request: HttpRequest, what: Callable[[], T]) -> T | None:
    """The result of an act, or None with its refusal shown to the person."""
    try:
        return what()
    except ValidationError as refusal:
        for text in refusal.messages:
            messages.error(request, text)
        return None


@require_POST
def distribute(request: HttpRequest, marking: int) -> HttpResponse:
    found = _round(request, marking)
    job = _tried(request, lambda: giving.ask_distribution(found, by=request.user))
    if job is None:
        return redirect("marking", marking=found.pk)
    run_soon(job)
    return redirect(f"{reverse('job', args=[job.pk])}?wait")


@require_POST
def close(request: HttpRequest, marking: int) -> HttpResponse:
    found = _round(request, marking)
    closed = _tried(request, lambda: close_round(found, by=request.user))
    if closed is not None:
        messages.success(request, "Проверка окончена, баллы переданы.")
        if found.upload:
            run_soon(found.upload.job)
            return redirect("upload", upload=found.upload_id)
    return redirect("marking", marking=found.pk)


# --- An expert's own ----------------------------------------------------------------------


def mine(request: HttpRequest) -> HttpResponse:
    """«Мои проверки»: codes alone, the open ones first."""
    request.section = "my_marking"
    return render(request, "holding/experts/mine.html", {"rounds": query.rounds_of(request.user)})


def task(request: HttpRequest, script_mark: int) -> HttpResponse:
    """Points of one work; after them the next one that waits."""
    found = get_object_or_404(query.tasks_of(request.user), pk=script_mark)
    request.section = "my_marking"
    round_ = found.script.round
    form = forms.PointsForm(request.POST or None, task=found)
    if submitted(
        request, form, lambda: giving.enter_points(found, points=form.points(), by=request.user)
    ):
        following = (
            query.tasks_of(request.user)
            .filter(script__round=round_, points__isnull=True)
            .order_by("script__code")
            .first()
        )
        messages.success(request, f"Записано: {found.script.code}.")
        if following is None:
            return redirect("my_marking")
        return redirect("marking_task", script_mark=following.pk)
    mine = query.tasks_of(request.user).filter(script__round=round_)
    return render(
        request,
        "holding/experts/task.html",
        {
            "task": found,
            "round": round_,
            "form": form,
            "all": mine.count(),
            "done": mine.filter(points__isnull=False).count(),
            "open": round_.state != S.CLOSED,
        },
        status=form.status,
    )
