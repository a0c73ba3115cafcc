"""«Органы и объединения»: who they are, who is in them, who supports and assesses."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.bodies import add_member, end_member, keep_body
from objektiv.web.forms.bodies import BodyForm, EndForm, MemberForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import BodyMember
from objektiv.web.permissions import may
from objektiv.web.queries.bodies import bodies_at, bodies_visible_to
from objektiv.web.views.form_page import form_page
from objektiv.web.views.places import enter


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "organisation.view", "place")
    return render(
        request,
        "bodies/index.html",
        {
            "organisation": organisation,
            "bodies": bodies_at(request.user, organisation, timezone.localdate()),
            "may_manage": may(request.user, "bodies.manage", organisation),
        },
    )


def show(request: HttpRequest, body: int) -> HttpResponse:
    found = get_object_or_404(bodies_visible_to(request.user), pk=body)
    organisation = enter(request, found.organisation_id, "organisation.view", "place")
    return render(
        request,
        "bodies/show.html",
        {
            "organisation": organisation,
            "body": found,
            "members": found.members.select_related("person"),
            "today": timezone.localdate(),
            "may_manage": may(request.user, "bodies.manage", organisation),
        },
    )


def add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "bodies.manage", "place")
    form = BodyForm(request.POST or None)
    del form.fields["closed_on"]
    if submitted(
        request, form, lambda: keep_body(organisation, **form.cleaned_data, by=request.user)
    ):
        messages.success(request, f"Добавлено: «{form.result}».")
        return redirect("body", body=form.result.pk)
    back = reverse("bodies", args=[organisation.pk])
    return _form(request, form, "Новый орган или объединение", back)


def edit(request: HttpRequest, body: int) -> HttpResponse:
    found = get_object_or_404(bodies_visible_to(request.user), pk=body)
    organisation = enter(request, found.organisation_id, "bodies.manage", "place")
    known = {field: getattr(found, field) for field in BodyForm.base_fields}
    form = BodyForm(request.POST or None, initial=known)
    if submitted(
        request,
        form,
        lambda: keep_body(organisation, **form.cleaned_data, body=found, by=request.user),
    ):
        messages.success(request, "Сведения сохранены.")
        return redirect("body", body=found.pk)
    return _form(request, form, f"{found}", reverse("body", args=[found.pk]))


def member_add(request: HttpRequest, body: int) -> HttpResponse:
    found = get_object_or_404(bodies_visible_to(request.user), pk=body)
    organisation = enter(request, found.organisation_id, "bodies.manage", "place")
    form = MemberForm(request.POST or None, reader=request.user, place=organisation)
    if submitted(request, form, lambda: add_member(found, **form.cleaned_data, by=request.user)):
        messages.success(request, f"{form.result}: записано.")
        return redirect("body", body=found.pk)
    return _form(request, form, f"Новый участник: {found}", reverse("body", args=[found.pk]))


def member_end(request: HttpRequest, member: int) -> HttpResponse:
    found = get_object_or_404(
        BodyMember.objects.filter(body__in=bodies_visible_to(request.user)).select_related(
            "body__organisation", "person"
        ),
        pk=member,
    )
    enter(request, found.body.organisation_id, "bodies.manage", "place")
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if submitted(request, form, lambda: end_member(found, **form.cleaned_data, by=request.user)):
        messages.success(request, f"{found}: последний день записан.")
        return redirect("body", body=found.body_id)
    back = reverse("body", args=[found.body_id])
    return _form(request, form, f"{found}: {found.get_duty_display()}", back)


def _form(request: HttpRequest, form, heading: str, back: str) -> HttpResponse:
    return form_page(request, form, heading, "Сохранить", back)
