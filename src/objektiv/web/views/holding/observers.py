"""The corps of observers: applications, who they are, accreditation, the badge."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import observer_rules
from objektiv.russian import counted
from objektiv.web.actions.holding import observers as act
from objektiv.web.actions.people import send_invitation
from objektiv.web.forms.holding.observers import (
    AcceptForm,
    AccreditForm,
    AccreditManyForm,
    ApplicationForm,
    IdentityForm,
    OwnForm,
    ReasonForm,
    own_values,
)
from objektiv.web.forms.submit import Form, submitted
from objektiv.web.models import Accreditation, Observer, Organisation
from objektiv.web.queries.holding import observers as query
from objektiv.web.queries.organisations import schools_below
from objektiv.web.views.holding.menu import observation_menu
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter

CONSENT_ON_PAPER = "Согласие на обработку персональных данных получено на бумаге"


# --- Pages open to everybody ----------------------------------------------------------------


@login_not_required
def apply(request: HttpRequest) -> HttpResponse:
    """The application: first where, then who."""
    where = Organisation.objects.filter(
        kind=Organisation.Kind.MUNICIPALITY, closed_on=None
    ).order_by("name")
    chosen = request.GET.get("place", "")
    place = where.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    if place is None:
        return render(request, "holding/apply_where.html", {"places": where})
    form = ApplicationForm(request.POST or None, schools=schools_below(place))
    if request.method == "POST" and form.is_valid() and not _in_time(request):
        form.add_error(None, "С этого адреса в сети пришло много заявлений. Попробуйте через час.")
    elif submitted(request, form, lambda: act.apply(place, **form.values())):
        return redirect(reverse("observer_applied") + f"?place={place.pk}")
    context = {
        "place_of": place,
        "form": form,
        "consent": observer_rules().consent,
        "requirements": observer_rules().requirements,
    }
    return render(request, "holding/apply.html", context, status=form.status)


def _in_time(request: HttpRequest) -> bool:
    return ratelimit.consume(request, action="observer_apply")


@login_not_required
def applied(request: HttpRequest) -> HttpResponse:
    return render(request, "holding/applied.html")


@login_not_required
def check(request: HttpRequest, badge: str) -> HttpResponse:
    """What the badge leads to: is it in force, its number, its dates; no name, no picture."""
    found = query.badge(badge)
    if found is None:
        raise Http404
    today = timezone.localdate()
    holds = not found.revoked_at and found.starts <= today <= found.ends
    return render(
        request,
        "holding/badge_check.html",
        {"accreditation": found, "holds": holds, "early": today < found.starts},
    )


# --- The register ---------------------------------------------------------------------------


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "observers.manage", "preparation")
    state = request.GET.get("state", "")
    found = query.observers_at(request.user, organisation, state=state)
    page = page_of(request, found)
    today = timezone.localdate()
    rows = [(one, query.accreditation_on(one, today), query.missing_of(one)) for one in page]
    return render(
        request,
        "holding/observers.html",
        {
            "organisation": organisation,
            "menu": observation_menu(request.user, organisation, "observers"),
            "page": page,
            "rows": rows,
            "state": state,
            "states": Observer.State.choices,
            "may_add": organisation.kind == Organisation.Kind.MUNICIPALITY,
            "ready": len(query.ready_at(organisation, today)),
        },
    )


def add(request: HttpRequest, place: int) -> HttpResponse:
    """Entry of an observer who came to the office."""
    organisation = enter(request, place, "observers.manage", "preparation")
    if organisation.kind != Organisation.Kind.MUNICIPALITY:
        messages.info(request, "Наблюдателей вносит муниципалитет: откройте сначала его страницу.")
        return redirect("observers", organisation.pk)
    form = ApplicationForm(request.POST or None, schools=schools_below(organisation))
    form.fields["agreed"].label = CONSENT_ON_PAPER
    form.fields["agreed"].error_messages["required"] = "Без согласия внести человека нельзя."
    if submitted(
        request, form, lambda: act.enter_observer(organisation, by=request.user, **form.values())
    ):
        messages.success(request, f"{form.result.name}: внесено. Осталось принять решение.")
        return redirect("observer", observer=form.result.pk)
    return _form(request, form, heading="Новый наблюдатель", button="Внести",
                 back=reverse("observers", args=[organisation.pk]))  # fmt: skip


def show(request: HttpRequest, observer: int) -> HttpResponse:
    """Who it is, what is missing, what is declared, where they observed."""
    found = _found(request, observer)
    today = timezone.localdate()
    return render(
        request,
        "holding/observer.html",
        {
            "organisation": found.place,
            "observer": found,
            "requirements": query.requirements_of(found),
            "accreditations": list(found.accreditations.all()),
            "in_force": query.accreditation_on(found, today),
            "known": query.known_ties(found),
            "same": query.same_contact([found])[found.pk],
            "tries": list(found.tries.all()[:5]),
            "observations": list(
                found.observations.select_related("site__school", "site__day__procedure")[:50]
            ),
        },
    )


def accept(request: HttpRequest, observer: int) -> HttpResponse:
    found = _found(request, observer)
    form = AcceptForm(request.POST or None)
    if submitted(request, form, lambda: act.accept(found, by=request.user, **form.cleaned_data)):
        accepted, secret = form.result
        link = request.build_absolute_uri(reverse("join", args=[secret]))
        send_invitation(accepted.invitation, link)
        return render(
            request,
            "people/invited.html",
            {"organisation": found.place, "invitation": accepted.invitation, "link": link},
        )
    return _form(request, form, heading=f"Принять заявление: {found.name}", button="Принять",
                 back=reverse("observer", args=[found.pk]),
                 lead="Человек получит письмо со ссылкой для входа.")  # fmt: skip


def decline(request: HttpRequest, observer: int) -> HttpResponse:
    found = _found(request, observer)
    form = ReasonForm(request.POST or None)
    if submitted(request, form, lambda: act.decline(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Заявление отклонено, ответ отправлен письмом.")
        return redirect("observer", observer=found.pk)
    return _form(request, form, heading=f"Отклонить заявление: {found.name}", button="Отклонить",
                 back=reverse("observer", args=[found.pk]))  # fmt: skip


def identity(request: HttpRequest, observer: int) -> HttpResponse:
    found = _found(request, observer)
    form = IdentityForm(request.POST or None, initial={"day": timezone.localdate()})
    if submitted(
        request, form, lambda: act.see_identity(found, by=request.user, **form.cleaned_data)
    ):
        return redirect("observer", observer=found.pk)
    return _form(request, form, heading=f"Документ показан: {found.name}", button="Записать",
                 back=reverse("observer", args=[found.pk]),
                 lead="Серия и номер не нужны, копия не хранится.")  # fmt: skip


def declare(request: HttpRequest, observer: int) -> HttpResponse:
    """Ties of an observer, typed by the office."""
    found = _found(request, observer)
    form = OwnForm(request.POST or None, initial=own_values(found),
                   schools=schools_below(found.place))  # fmt: skip
    if submitted(request, form, lambda: act.declare(found, by=request.user, **form.values())):
        messages.success(request, "Сведения сохранены.")
        return redirect("observer", observer=found.pk)
    return _form(request, form, heading=f"Работа, дети, связи: {found.name}", button="Сохранить",
                 back=reverse("observer", args=[found.pk]))  # fmt: skip


def accredit_many(request: HttpRequest, place: int) -> HttpResponse:
    """Everybody who lacks nothing but the accreditation, at once."""
    organisation = enter(request, place, "observers.manage", "preparation")
    today = timezone.localdate()
    back = reverse("observers", args=[organisation.pk])
    ready = query.ready_at(organisation, today)
    if not ready:
        messages.info(request, "Аккредитовать сейчас некого: у остальных чего-то не хватает.")
        return redirect(back)
    form = AccreditManyForm(
        request.POST or None, ready=ready, initial={"starts": today, "ends": _until(today)}
    )
    if submitted(request, form, lambda: act.accredit_many(by=request.user, **form.values())):
        given = counted(len(form.result), "человек", "человека", "человек")
        messages.success(request, f"Аккредитовано: {given}. Номера выданы подряд.")
        return redirect(back)
    return _form(request, form, heading="Аккредитовать готовых", button="Аккредитовать", back=back,
                 lead="Здесь те, у кого есть всё: согласие, документ, обучение. Номера "
                 "программа даст подряд.")  # fmt: skip


def _until(today: date) -> date:
    """The last day of an accreditation given today."""
    months = observer_rules().numbers["accreditation_months"]
    return today + timedelta(days=round(365.25 * months / 12) - 1)


def accredit(request: HttpRequest, observer: int) -> HttpResponse:
    found = _found(request, observer)
    today = timezone.localdate()
    form = AccreditForm(
        request.POST or None,
        initial={
            "number": query.next_number(found.place, today),
            "starts": today,
            "ends": _until(today),
        },
    )
    if submitted(request, form, lambda: act.accredit(found, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Аккредитация {form.result} выдана.")
        return redirect("observer", observer=found.pk)
    return _form(request, form, heading=f"Аккредитация: {found.name}", button="Аккредитовать",
                 back=reverse("observer", args=[found.pk]))  # fmt: skip


def revoke(request: HttpRequest, accreditation: int) -> HttpResponse:
    known = get_object_or_404(Accreditation, pk=accreditation)
    found = _found(request, known.observer_id)
    form = ReasonForm(request.POST or None)
    if submitted(request, form, lambda: act.revoke(known, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Аккредитация {known} отозвана.")
        return redirect("observer", observer=found.pk)
    return _form(request, form, heading=f"Отозвать аккредитацию {known}", button="Отозвать",
                 back=reverse("observer", args=[found.pk]))  # fmt: skip


def badge(request: HttpRequest, accreditation: int) -> HttpResponse:
    """The badge to print: to its owner and to who gave it."""
    known = get_object_or_404(Accreditation.objects.select_related("observer"), pk=accreditation)
    own = query.own_observers(request.user).filter(pk=known.observer_id).first()
    found = own or _found(request, known.observer_id)
    request.section = "my_watch" if own else "preparation"
    address = request.build_absolute_uri(reverse("observer_check", args=[known.token]))
    return render(
        request,
        "holding/badge.html",
        {
            "accreditation": known,
            "observer": found,
            "address": address,
            "code": _qr(address),
        },
    )


def _qr(address: str) -> str:
    """The address as an SVG, black on white so that every camera reads it."""
    import segno

    return segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, dark="#000", light="#fff", border=4
    )


def _found(request: HttpRequest, observer: int) -> Observer:
    found = get_object_or_404(query.observers_visible_to(request.user), pk=observer)
    enter(request, found.place_id, "observers.manage", "preparation")
    return found


def _form(request: HttpRequest, form: Form, **context: str) -> HttpResponse:
    return render(
        request, "holding/observer_form.html", {"form": form} | context, status=form.status
    )
