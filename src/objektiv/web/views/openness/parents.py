"""Families: their own page, and the school's page about acquainting and talks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.profiles.guides import guides
from objektiv.web.actions.openness import parents as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.forms.openness.parents import AcquaintForm, PaperForm, SlipForm, TalksForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Acquaintance, Consultation, SchoolClass
from objektiv.web.permissions import may, require
from objektiv.web.queries.openness import parents as query
from objektiv.web.queries.pupils import children_of
from objektiv.web.views.form_page import form_page
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


def own(request: HttpRequest) -> HttpResponse:
    """«Школа и ребёнок»: what is ahead, what to read, when to talk."""
    request.section = "my_school"
    return render(
        request,
        "openness/family.html",
        {
            "children": query.family_page(request.user, timezone.localdate()),
            "booked": query.booked_by(request.user),
        },
    )


@require_POST
def confirm(request: HttpRequest, acquaintance: int) -> HttpResponse:
    """The family has read it."""
    found = get_object_or_404(query.acquaintances_for(request.user), pk=acquaintance)
    asked = set(found.classes.values_list("pk", flat=True))
    links = [one for one in children_of(request.user) if one.school_class_id in asked]
    if not links:
        raise PermissionDenied("no child in these classes")
    for link in links:  # twins are read for once
        act.confirm(found, link, by=request.user)
    messages.success(request, "Спасибо, отмечено.")
    return redirect("my_school")


@login_not_required
def slip(request: HttpRequest, secret: str) -> HttpResponse:
    """The same without an account: the text and the code of the slip."""
    request.for_everybody = True
    found = get_object_or_404(Acquaintance, secret=secret)
    form = SlipForm(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: act.confirm_by_code(found, form.cleaned_data["code"])):
        return render(request, "openness/slip_thanks.html", {"acquaintance": found})
    return render(
        request,
        "openness/slip.html",
        {"acquaintance": found, "form": form},
        status=form.status,
    )


@login_not_required
def paper(request: HttpRequest, secret: str) -> FileResponse:
    """The file families are to read, for who has the link."""
    found = get_object_or_404(Acquaintance, secret=secret, removed_at=None)
    if not found.path:
        raise Http404
    return FileResponse(
        (settings.STORE / found.path).open("rb"), as_attachment=True, filename=found.name
    )


@login_not_required
def guide(request: HttpRequest) -> HttpResponse:
    """Every procedure in plain words, for anybody."""
    request.for_everybody = True
    return render(request, "openness/guides.html", {"guides": guides()})


def index(request: HttpRequest, place: int) -> HttpResponse:
    """What the school's families are asked to read, and the talks to come."""
    organisation = enter(request, place, "parents.view", "openness")
    manages = may(request.user, "parents.manage", organisation)
    return render(
        request,
        "openness/parents.html",
        {
            "organisation": organisation,
            "menu": section_menu(request.user, organisation, "openness", "parents"),
            "acquaintances": query.coverage_at(organisation)[:20],
            "talks": query.talks_at(organisation, reader=request.user, whole=manages),
            "may_manage": manages,
            "may_talk": may(request.user, "parents.talk", organisation),
        },
    )


def _classes(place: int):
    year = school_year_at(timezone.localdate())
    return SchoolClass.objects.filter(school=place, school_year=year).order_by("grade", "name")


def add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "parents.manage", "openness")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AcquaintForm(*sent, classes=_classes(place))
    if submitted(
        request, form, lambda: act.acquaint(organisation, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Семьям с учётной записью отправлено уведомление.")
        return redirect("acquaintance", acquaintance=form.result.pk)
    back = reverse("parents", args=[place])
    return form_page(request, form, "Ознакомить родителей", "Отправить", back)


def show(request: HttpRequest, acquaintance: int) -> HttpResponse:
    """Who has confirmed, by class; slips and paper signatures."""
    found = get_object_or_404(query.acquaintances_for(request.user), pk=acquaintance)
    organisation = enter(request, found.school_id, "parents.view", "openness")
    form = PaperForm(request.POST if request.method == "POST" else None, classes=found.classes)
    slips = None
    if request.method == "POST":
        require(request.user, "parents.manage", organisation)
        verb = act.make_slips if request.POST.get("do") == "slips" else act.confirm_on_paper
        if submitted(
            request,
            form,
            lambda: verb(
                found,
                form.cleaned_data["school_class"],
                form.cleaned_data["codes"],
                by=request.user,
            ),
        ):
            if verb is act.confirm_on_paper:
                messages.success(request, f"Записано подписей: {form.result}.")
                return redirect("acquaintance", acquaintance=acquaintance)
            slips = form.result
    return render(
        request,
        "openness/acquaintance.html",
        {
            "organisation": organisation,
            "acquaintance": found,
            "coverage": query.coverage_of(found),
            "unsigned": _unsigned(request, found),
            "form": form,
            "slips": slips,
            "link": settings.SITE.rstrip("/") + reverse("slip", args=[found.secret]),
            "may_manage": may(request.user, "parents.manage", organisation),
        },
        status=form.status,
    )


def _unsigned(request: HttpRequest, found: Acquaintance) -> dict[str, Any] | None:
    """Who of the chosen class (or of the only one) has not confirmed: for the office alone."""
    if not may(request.user, "parents.manage", found.school):
        return None
    classes = list(found.classes.select_related("school_year", "first"))
    asked = request.GET.get("class", "")
    chosen = next((one for one in classes if len(classes) == 1 or str(one.pk) == asked), None)
    if chosen is None:
        return None
    n, codes = query.unsigned_of(found, chosen)
    return {"class": chosen, "n": n, "codes": codes}


def talks(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "parents.talk", "openness")
    form = TalksForm(request.POST or None)
    if submitted(
        request, form, lambda: act.offer_talks(organisation, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Открыто для записи: {len(form.result)}.")
        return redirect("parents", place=place)
    back = reverse("parents", args=[place])
    return form_page(request, form, "Время для консультаций", "Открыть запись", back)


@require_POST
def book(request: HttpRequest, talk: int) -> HttpResponse:
    found = get_object_or_404(Consultation, pk=talk, cancelled_at=None)
    link = query.link_of(request.user, found.school)
    if link is None:
        raise Http404
    return _do(request, lambda: act.book_talk(found, link, by=request.user), "Вы записаны.")


@require_POST
def leave(request: HttpRequest, talk: int) -> HttpResponse:
    found = get_object_or_404(Consultation, pk=talk, cancelled_at=None)
    family = found.taken_by_id == request.user.pk
    if not family:
        enter(request, found.school_id, "parents.view", "openness")
    act.leave_talk(found, by=request.user)
    messages.success(request, "Запись отменена.")
    return redirect("my_school") if family else redirect("parents", place=found.school_id)


def _do(request: HttpRequest, verb, said: str) -> HttpResponse:
    try:
        verb()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect("my_school")
