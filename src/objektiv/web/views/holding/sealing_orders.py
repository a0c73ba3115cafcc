"""What is being sealed: how far it is, once more, never mind."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from objektiv.profiles import sealing_rules
from objektiv.web.actions.holding.sealing_orders import drop_order
from objektiv.web.forms.submit import Form, submitted
from objektiv.web.models import SealingOrder
from objektiv.web.permissions import may, require
from objektiv.web.queries.holding import sealed as query


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
