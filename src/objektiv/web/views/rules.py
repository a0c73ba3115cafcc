"""Rules of recommendations: list with a preview on real data, one rule, all as a file."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from objektiv.recommendations import GROUNDS, write_rules
from objektiv.web.actions import rules as act
from objektiv.web.forms.recommendations import RuleForm, RulesFileForm
from objektiv.web.forms.submit import submitted
from objektiv.web.queries.recommendations import draft_of, rule_set_of, rules_in, rules_shown
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "recommendations.write", "measures")
    return render(
        request,
        "rules/index.html",
        {
            "organisation": organisation,
            "active": rule_set_of(organisation),
            "draft": draft_of(organisation),
            "rows": rules_shown(organisation),
            "grounds": GROUNDS,
            "menu": section_menu(request.user, organisation, "measures", "recommendations"),
        },
    )


def edit(request: HttpRequest, place: int, code: str = "") -> HttpResponse:
    organisation = enter(request, place, "recommendations.write", "measures")
    in_work = rules_in(draft_of(organisation) or rule_set_of(organisation))
    known = next((one for one in in_work if one.code == code), None)
    if code and known is None:
        raise Http404
    initial = asdict(known) if known else None
    form = RuleForm(request.POST or None, initial=initial, known=known)
    if submitted(request, form, lambda: act.save_rule(organisation, form.rule(), by=request.user)):
        messages.success(request, "Изменение сохранено в черновике. Посмотрите, что оно даёт.")
        return redirect("rules", place=organisation.pk)
    heading = f"Правило «{known.code}»" if known else "Новое правило"
    context = {"organisation": organisation, "form": form, "heading": heading, "known": known}
    return render(request, "rules/edit.html", context, status=form.status)


@require_POST
def remove(request: HttpRequest, place: int, code: str) -> HttpResponse:
    organisation = enter(request, place, "recommendations.write", "measures")
    try:
        act.remove_rule(organisation, code, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"Правило «{code}» убрано из черновика.")
    return redirect("rules", place=organisation.pk)


@require_POST
def put_in_force(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "recommendations.write", "measures")
    draft = draft_of(organisation)
    if draft:
        act.apply_rule_set(draft, by=request.user)
        messages.success(request, "Правила введены: по ним составляются новые рекомендации.")
    return redirect("rules", place=organisation.pk)


@require_POST
def drop(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "recommendations.write", "measures")
    draft = draft_of(organisation)
    if draft:
        act.drop_draft(draft, by=request.user)
        messages.success(request, "Черновик удалён, действуют прежние правила.")
    return redirect("rules", place=organisation.pk)


def file(request: HttpRequest, place: int) -> HttpResponse:
    """The rules as a file out (GET with ?download) and in."""
    organisation = enter(request, place, "recommendations.write", "measures")
    if "download" in request.GET:
        kept = rules_in(draft_of(organisation) or rule_set_of(organisation))
        response = HttpResponse(write_rules(kept), content_type="application/toml; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="rules.toml"'
        return response
    form = RulesFileForm(request.POST or None, request.FILES or None)
    if submitted(
        request,
        form,
        lambda: act.save_rules(
            organisation, form.cleaned_data["file"], note="загружен файл правил", by=request.user
        ),
    ):
        messages.success(request, "Правила прочитаны в черновик. Посмотрите, что они дают.")
        return redirect("rules", place=organisation.pk)
    context = {"organisation": organisation, "form": form}
    return render(request, "rules/file.html", context, status=form.status)
