"""An existing document into a draft plan: bring, check what was understood, take."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from objektiv.web.actions import plan_documents as act
from objektiv.web.forms.plans import DocumentForm
from objektiv.web.forms.submit import submitted
from objektiv.web.queries.plans import plan_documents_visible_to, plans_visible_to
from objektiv.web.views.places import enter


def bring(request: HttpRequest, plan: int) -> HttpResponse:
    found = get_object_or_404(plans_visible_to(request.user), pk=plan)
    enter(request, found.organisation_id, "plans.manage", "measures")
    form = DocumentForm(request.POST or None, request.FILES or None)
    if submitted(
        request,
        form,
        lambda: act.read_document(found, form.cleaned_data["file"], by=request.user),
    ):
        return redirect("plan_document", plan_document=form.result.pk)
    return render(request, "plans/bring.html", {"plan": found, "form": form}, status=form.status)


def show(request: HttpRequest, plan_document: int) -> HttpResponse:
    """What was understood, every measure to be checked; the rest of the text beside it."""
    found = get_object_or_404(plan_documents_visible_to(request.user), pk=plan_document)
    enter(request, found.plan.organisation_id, "plans.manage", "measures")
    if request.method == "POST":
        try:
            taken = act.take_document(found, set(request.POST.getlist("take")), by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, f"Взято мероприятий: {len(taken)}. Проверьте сроки и людей.")
            return redirect("plan", plan=found.plan_id)
    sections = [
        (section["title"], [(f"{n}.{i}", item) for i, item in enumerate(section["items"])])
        for n, section in enumerate(found.read["sections"])
    ]
    context = {"document": found, "plan": found.plan, "sections": sections, "read": found.read}
    return render(request, "plans/document.html", context)
