"""The register of local acts."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.profiles import local_act_rules
from objektiv.web.actions.teaching import acts as act
from objektiv.web.forms.submit import submitted
from objektiv.web.forms.teaching.acts import ActForm, ApproveForm, EndForm, VersionForm
from objektiv.web.models import LocalActVersion, Organisation, Person
from objektiv.web.permissions import may, require
from objektiv.web.queries.teaching import acts as query
from objektiv.web.queries.teaching.act_rules import rules_of, rules_without
from objektiv.web.views.form_page import form_page
from objektiv.web.views.places import enter
from objektiv.web.views.sections import may_open, section_menu

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def index(request: HttpRequest, place: int) -> HttpResponse:
    """The expected set with its gaps; above a school, how many gaps there are one level below."""
    organisation = enter(request, place, "acts.view", "system")
    today = timezone.localdate()
    lines = query.register_of(organisation, today)
    return render(
        request,
        "teaching/acts.html",
        {
            "organisation": organisation,
            "menu": section_menu(request.user, organisation, "system", "acts"),
            "lines": [(one, _uses(request.user, organisation, one.used)) for one in lines],
            "without": rules_without(organisation, request.user),
            "missing": sum(one.current is None for one in lines if one.code),
            "old": sum(one.review for one in lines),
            "below": () if organisation.is_school else query.gaps_of_children(organisation, today),
            "heading": "Муниципалитеты" if organisation.kind == "region" else "Школы",
            "rules": local_act_rules(),
            "may_manage": may(request.user, "acts.manage", organisation),
        },
    )


def _uses(
    person: Person, place: Organisation, used: tuple[tuple[str, str], ...]
) -> list[tuple[str, str]]:
    """Where the system applies the act: words and address, "" for who may not open the page."""
    return [
        (text, reverse(page, args=[place.pk]) if may_open(person, place, page) else "")
        for text, page in used
    ]


def add(request: HttpRequest, place: int) -> HttpResponse:
    """An act beside the expected set."""
    organisation = enter(request, place, "acts.manage", "system")
    form = ActForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: act.register_act(organisation, by=request.user, **form.cleaned_data),
    ):
        return redirect("act", local_act=form.result.pk)
    return form_page(request, form, "Новый акт", "Добавить", reverse("acts", args=[place]))


@require_POST
def take(request: HttpRequest, place: int, act_code: str) -> HttpResponse:
    """An act of the expected set enters the register."""
    organisation = enter(request, place, "acts.manage", "system")
    try:
        found = act.register_act(organisation, code=act_code, by=request.user)
    except ValidationError as refusal:
        raise Http404 from refusal
    return redirect("act", local_act=found.pk)


def sample(request: HttpRequest, place: int, act_code: str) -> HttpResponse:
    """A draft of an expected act in Word, with the name of the organisation."""
    from objektiv.documents.acts import act_draft

    organisation = enter(request, place, "acts.view", "system")
    expected = local_act_rules().one(act_code)
    if expected is None or not expected.sample:
        raise Http404
    return HttpResponse(
        act_draft(expected.title, organisation.name, expected.sample),
        content_type=WORD,
        headers={"Content-Disposition": f'attachment; filename="{act_code}.docx"'},
    )


def show(request: HttpRequest, local_act: int) -> HttpResponse:
    """Versions of an act, each with its order and days."""
    found = get_object_or_404(query.acts_visible_to(request.user), pk=local_act)
    organisation = enter(request, found.organisation_id, "acts.view", "system")
    expected = local_act_rules().one(found.code) if found.code else None
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        require(request.user, "acts.manage", organisation)
        if submitted(
            request, form, lambda: act.bring_version(found, by=request.user, **form.cleaned_data)
        ):
            messages.success(request, "Проект сохранён. Он начнёт действовать после утверждения.")
            return redirect("act", local_act=local_act)
    return render(
        request,
        "teaching/act.html",
        {
            "organisation": organisation,
            "act": found,
            "versions": found.versions.select_related("made_by", "approved_by"),
            "current": query.in_force(found, timezone.localdate()),
            "rules": rules_of(found, request.user),
            "form": form,
            "uses": _uses(request.user, organisation, expected.used) if expected else [],
            "has_sample": bool(expected and expected.sample),
            "may_manage": may(request.user, "acts.manage", organisation),
            "may_approve": may(request.user, "acts.approve", organisation),
        },
        status=form.status,
    )


def _version(request: HttpRequest, act_version: int, rule: str) -> LocalActVersion:
    found = get_object_or_404(query.versions_visible_to(request.user), pk=act_version)
    enter(request, found.act.organisation_id, rule, "system")
    return found


def approve(request: HttpRequest, act_version: int) -> HttpResponse:
    found = _version(request, act_version, "acts.approve")
    form = ApproveForm(request.POST or None)
    if submitted(
        request, form, lambda: act.approve_version(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Утверждено.")
        return redirect("act", local_act=found.act_id)
    back = reverse("act", args=[found.act_id])
    return form_page(request, form, f"Утвердить: {found.act}", "Утвердить", back)


def end(request: HttpRequest, act_version: int) -> HttpResponse:
    found = _version(request, act_version, "acts.approve")
    form = EndForm(request.POST or None)
    if submitted(
        request, form, lambda: act.end_version(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Записано.")
        return redirect("act", local_act=found.act_id)
    back = reverse("act", args=[found.act_id])
    return form_page(request, form, f"Когда утрачивает силу: {found.act}", "Записать", back)


@require_POST
def publish(request: HttpRequest, act_version: int) -> HttpResponse:
    found = _version(request, act_version, "open.manage")
    try:
        act.publish_version(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "Акт на открытой странице.")
    return redirect("act", local_act=found.act_id)


def file(request: HttpRequest, act_version: int) -> FileResponse:
    found = _version(request, act_version, "acts.view")
    if found.removed_at:
        raise Http404
    return FileResponse(
        (settings.STORE / found.path).open("rb"), as_attachment=True, filename=found.name
    )
