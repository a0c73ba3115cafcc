"""People of an organisation, invitations, roles."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from objektiv.web.actions.people import (
    accept_invitation,
    assign_role,
    change_role,
    end_role,
    invite,
    send_invitation,
    withdraw_invitation,
)
from objektiv.web.forms.people import InvitationForm, JoinForm, RoleChangeForm, RoleForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Invitation
from objektiv.web.permissions import may, may_give
from objektiv.web.queries.people import (
    assignments_visible_to,
    invitations_visible_to,
    open_invitations,
    people_at,
    roles_known,
)
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "people.view", "people")
    manages = may(request.user, "people.manage", organisation)
    links = may(request.user, "people.families", organisation)
    families = links and request.GET.get("who") == "families"
    return render(
        request,
        "people/index.html",
        {
            "organisation": organisation,
            "people": page_of(request, people_at(request.user, organisation, families=families)),
            "invitations": open_invitations(request.user, organisation) if manages or links else [],
            "may_manage": manages,
            "may_invite": may(request.user, "people.invite", organisation),
            "may_link": links,
            "families": families,
            "today": timezone.localdate(),
        },
    )


def person(request: HttpRequest, place: int, person: int) -> HttpResponse:
    """All roles of one person here: what holds, what was, what will be."""
    organisation = enter(request, place, "people.view", "people")
    roles = list(roles_known(request.user, person, organisation))
    if not roles:
        raise Http404
    today = timezone.localdate()
    for one in roles:
        one.state = (
            "over" if one.ends and one.ends < today else "coming" if one.starts > today else "holds"
        )
        one.may_change = (
            may_give(request.user, one.role, one.organisation) and person != request.user.pk
        )
    return render(
        request,
        "people/person.html",
        {
            "organisation": organisation,
            "known": roles[0].person,
            "roles": roles,
            "may_manage": may(request.user, "people.manage", organisation),
        },
    )


def change(request: HttpRequest, assignment: int) -> HttpResponse:
    """Dates of a role and what it is about."""
    found = get_object_or_404(assignments_visible_to(request.user), pk=assignment)
    organisation = enter(request, found.organisation_id, "people.view", "people")
    if not may_give(request.user, found.role, organisation):
        raise PermissionDenied("people.manage")
    form = RoleChangeForm(
        request.POST or None,
        assignment=found,
        giver=request.user,
        initial={
            "starts": found.starts,
            "ends": found.ends,
            "school_class": found.school_class_id,
            "subject": found.subject_id,
            "pupil_code": found.pupil_code,
        },
    )
    if submitted(request, form, lambda: change_role(found, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{found.person.full_name}: роль изменена.")
        return redirect("person", place=organisation.pk, person=found.person_id)
    return render(
        request,
        "people/change.html",
        {"organisation": organisation, "assignment": found, "form": form},
        status=form.status,
    )


def add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "people.invite", "people")
    form = InvitationForm(request.POST or None, giver=request.user, place=organisation)
    if submitted(
        request,
        form,
        lambda: invite(organisation=organisation, by=request.user, **form.cleaned_data),
    ):
        invitation, secret = form.result
        link = request.build_absolute_uri(reverse("join", args=[secret]))
        send_invitation(invitation, link)
        return render(
            request,
            "people/invited.html",
            {"organisation": organisation, "invitation": invitation, "link": link},
        )
    return render(
        request,
        "people/invite.html",
        {"organisation": organisation, "form": form},
        status=form.status,
    )


@require_POST
def withdraw(request: HttpRequest, invitation: int) -> HttpResponse:
    found = get_object_or_404(invitations_visible_to(request.user), pk=invitation)
    withdraw_invitation(found, by=request.user)
    messages.success(request, f"Приглашение для {found.email} отозвано.")
    return redirect("people", place=found.organisation_id)


def give_role(request: HttpRequest, place: int, person: int) -> HttpResponse:
    organisation = enter(request, place, "people.manage", "people")
    known = get_object_or_404(people_at(request.user, organisation), pk=person)
    form = RoleForm(request.POST or None, giver=request.user, place=organisation)
    if submitted(
        request,
        form,
        lambda: assign_role(known, organisation=organisation, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, f"{known.full_name}: роль назначена.")
        return redirect("people", place=organisation.pk)
    return render(
        request,
        "people/role.html",
        {"organisation": organisation, "known": known, "form": form},
        status=form.status,
    )


@require_POST
def remove_role(request: HttpRequest, assignment: int) -> HttpResponse:
    found = get_object_or_404(assignments_visible_to(request.user), pk=assignment)
    try:
        end_role(found, by=request.user)
        messages.success(request, f"{found.person.full_name}: роль снята.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("people", place=found.organisation_id)


@login_not_required
@never_cache
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """The way in by an invitation."""
    found = Invitation.objects.filter(secret_hash=Invitation.hash_of(secret)).first()
    if found is None:
        raise Http404
    if not found.is_open:
        return render(request, "people/join_over.html", status=410)
    if request.user.is_authenticated:
        if request.method == "POST":
            accept_invitation(secret, known=request.user)
            messages.success(request, "Роль добавлена.")
            return redirect("today")
        if request.user.email != found.email:
            raise PermissionDenied("the invitation is for another address")
        return render(request, "people/join_known.html", {"invitation": found})
    form = JoinForm(request.POST or None, email=found.email)
    if submitted(request, form, lambda: accept_invitation(secret, **form.cleaned_data)):
        login(request, form.result, backend=BACKEND)
        messages.success(request, "Добро пожаловать. Это ваша первая страница.")
        return redirect("today")
    return render(
        request, "people/join.html", {"invitation": found, "form": form}, status=form.status
    )
