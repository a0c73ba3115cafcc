"""Registers of experts and commissions."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.holding import experts as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.forms.holding import experts as forms
from objektiv.web.forms.submit import Form, submitted
from objektiv.web.models import (
    Commission,
    Expert,
    Organisation,
    Person,
    Role,
    RoleAssignment,
    Subject,
)
from objektiv.web.permissions import STAFF, may, require
from objektiv.web.queries.holding import experts as query
from objektiv.web.queries.organisations import schools_below
from objektiv.web.views.form_page import form_page
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


def index(request: HttpRequest, place: int) -> HttpResponse:
    """The register by name, and the commissions of the place."""
    organisation = enter(request, place, "experts.view", "preparation")
    subject, status = request.GET.get("subject", ""), request.GET.get("status", "")
    everybody = query.register_of(organisation)
    counts = dict.fromkeys(Expert.Status.values, 0)
    for one in everybody.values_list("status", flat=True):
        counts[one] += 1
    return render(
        request,
        "holding/experts/index.html",
        {
            "organisation": organisation,
            "menu": section_menu(request.user, organisation, "preparation", "experts"),
            "experts": query.register_of(organisation, subject=subject, status=status),
            "everybody": sum(counts.values()),
            "confirmed": counts[Expert.Status.CONFIRMED],
            "subjects": Subject.objects.filter(closed=False),
            "subject": subject,
            "statuses": Expert.Status.choices,
            "status": status,
            "commissions": query.commissions_visible_to(request.user).filter(
                organisation=organisation
            ),
            "may_manage": may(request.user, "experts.manage", organisation),
            "today": timezone.localdate(),
        },
    )


def _form(request: HttpRequest, form: Form, heading: str, back: str, button: str = "Сохранить"):
    return form_page(request, form, heading, button, back)


def _people(place: Organisation):
    """Staff at or below the place today."""
    there = RoleAssignment.objects.on(timezone.localdate()).filter(
        organisation__path__startswith=place.path, role__in=STAFF
    )
    return Person.objects.filter(pk__in=there.values("person"), is_active=True)


def expert_add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "experts.manage", "preparation")
    known = query.register_of(organisation).values("person")
    form = forms.ExpertForm(
        request.POST or None,
        people=_people(organisation).exclude(pk__in=known),
        schools=schools_below(organisation),
        initial={"status": Expert.Status.CANDIDATE},
    )
    if submitted(
        request,
        form,
        lambda: act.save_expert(organisation, None, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, f"В реестре: {form.result}.")
        return redirect("experts", place=organisation.pk)
    back = reverse("experts", args=[organisation.pk])
    return _form(request, form, "Новый эксперт", back, "Добавить")


def experts_add(request: HttpRequest, place: int) -> HttpResponse:
    """Several people at once: those who have the role of an expert; else everybody, by name."""
    organisation = enter(request, place, "experts.manage", "preparation")
    known = query.register_of(organisation).values("person")
    people = _people(organisation).exclude(pk__in=known).order_by("surname", "name", "pk")
    experts = people.filter(
        assignments__in=RoleAssignment.objects.on(timezone.localdate()).filter(
            organisation__path__startswith=organisation.path, role=Role.EXPERT
        )
    ).distinct()
    form = forms.ExpertsForm(
        request.POST or None,
        people=experts if experts.exists() else people,
        initial={"status": Expert.Status.CANDIDATE},
    )
    back = reverse("experts", args=[organisation.pk])
    if submitted(
        request, form, lambda: act.save_experts(organisation, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Внесено в реестр: {len(form.result)}.")
        return redirect(back)
    return _form(request, form, "Новые эксперты", back, "Добавить")


def expert_edit(request: HttpRequest, expert: int) -> HttpResponse:
    found = get_object_or_404(query.experts_visible_to(request.user), pk=expert)
    place = enter(request, found.organisation_id, "experts.manage", "preparation")
    form = forms.ExpertForm(
        request.POST or None,
        people=None,
        schools=schools_below(place),
        expert=found,
        initial=forms.expert_values(found),
    )
    if submitted(
        request, form, lambda: act.save_expert(place, found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Записано: {found}.")
        return redirect("experts", place=place.pk)
    return _form(request, form, str(found), reverse("experts", args=[place.pk]))


def commission_add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "experts.manage", "preparation")
    form = forms.CommissionForm(
        request.POST or None, place=organisation, people=_people(organisation)
    )
    year = school_year_at(timezone.localdate())
    if submitted(
        request,
        form,
        lambda: act.save_commission(
            organisation, None, school_year=year, by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, f"Создана: {form.result}.")
        return redirect("commission", commission=form.result.pk)
    back = reverse("experts", args=[organisation.pk])
    return _form(request, form, "Новая комиссия", back, "Создать")


def commission_edit(request: HttpRequest, commission: int) -> HttpResponse:
    found = commission_asked(request, commission)
    place = found.organisation
    require(request.user, "experts.manage", place)
    people = Person.objects.filter(Q(pk__in=_people(place)) | Q(pk=found.leader_id))
    form = forms.CommissionForm(
        request.POST or None, place=place, people=people, initial=forms.commission_values(found)
    )
    if submitted(
        request,
        form,
        lambda: act.save_commission(place, found, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, f"Записано: {found}.")
        return redirect("commission", commission=found.pk)
    return _form(request, form, str(found), reverse("commission", args=[found.pk]))


def commission_asked(request: HttpRequest, pk: int) -> Commission:
    found = get_object_or_404(query.commissions_visible_to(request.user), pk=pk)
    request.section = "preparation"
    if may(request.user, "organisation.view", found.organisation):
        request.place = found.organisation
    return found


def commission(request: HttpRequest, commission: int) -> HttpResponse:
    """Members with their status today, and what the commission marks."""
    found = commission_asked(request, commission)
    today = timezone.localdate()
    confirmed = set(
        query.confirmed_on(found.organisation, found.subject, today).values_list("pk", flat=True)
    )
    members = list(found.members.select_related("person", "school"))
    return render(
        request,
        "holding/experts/commission.html",
        {
            "commission": found,
            "organisation": found.organisation,
            "members": [(one, one.pk in confirmed) for one in members],
            "ready": sum(one.pk in confirmed for one in members),
            "rounds": found.rounds.select_related("work"),
            "may_manage": may(request.user, "experts.manage", found.organisation),
            "may_lead": found.leader_id == request.user.pk
            or may(request.user, "experts.manage", found.organisation),
            "may_see_register": may(request.user, "experts.view", found.organisation),
        },
    )
