"""What is being sealed, and what was sealed without the site."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from objektiv.profiles import sealing_rules
from objektiv.web.actions.holding.brought_parcels import bring_parcel
from objektiv.web.actions.holding.sealing_orders import drop_order
from objektiv.web.forms.holding.sealed import BringForm
from objektiv.web.forms.submit import Form, submitted
from objektiv.web.models import SealingOrder
from objektiv.web.permissions import may, require
from objektiv.web.queries.holding import sealed as query
from objektiv.web.views.places import enter


def _order(request: HttpRequest, order: int) -> SealingOrder:
    found = get_object_or_404(query.orders_visible_to(request.user), pk=order)
    request.place, request.section = found.organisation, "preparation"
    return found


def show(request: HttpRequest, order: int) -> HttpResponse:
    """The state of an order; once it is sealed, its parcel."""
    found = _order(request, order)
    if found.parcel_id:
        return redirect("sealed_parcel", parcel=found.parcel_id)
    context = {
        "order": found,
        "own": found.job is not None and found.job.started_by_id == request.user.pk,
        "may_drop": found.waits and may(request.user, "sealed.send", found.organisation),
        "rule": sealing_rules()["waits_hours"],
    }
    return render(request, "holding/sealed/order.html", context)


def drop(request: HttpRequest, order: int) -> HttpResponse:
    found = _order(request, order)
    require(request.user, "sealed.send", found.organisation)
    form = Form(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: drop_order(found, by=request.user)):
        messages.success(request, "Файлы стёрты, ничего не запечатано.")
        return redirect("sealed", place=found.organisation_id)
    context = {
        "form": form,
        "order": found,
        "back": reverse("sealing_order", args=[found.pk]),
    }
    return render(request, "holding/sealed/drop.html", context, status=form.status)


def bring(request: HttpRequest, place: int) -> HttpResponse:
    """A parcel of `objektiv sealed pack` with its release key."""
    organisation = enter(request, place, "sealed.send", "preparation")
    days = query.days_to_seal_for(organisation)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = BringForm(*sent, days=days)
    if not form.is_bound:
        form.initial["day"] = request.GET.get("day")

    def carry_out() -> object:
        values = dict(form.cleaned_data)
        content = values.pop("file").read()
        return bring_parcel(organisation=organisation, content=content, by=request.user, **values)

    if submitted(request, form, carry_out):
        messages.success(request, "Посылка принята, получатели извещены.")
        return redirect("sealed_parcel", parcel=form.result.pk)
    context = {"organisation": organisation, "form": form, "days": days}
    return render(request, "holding/sealed/bring.html", context, status=form.status)
