"""Bringing results in: files, what was understood, accepting."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from objektiv.web.actions import uploads as act
from objektiv.web.forms.results import BringForm, ReasonForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Organisation, Upload
from objektiv.web.permissions import may
from objektiv.web.queries.differences import differences
from objektiv.web.queries.organisations import schools_below
from objektiv.web.queries.results import known_works
from objektiv.web.queries.uploads import (
    bringers_of,
    chosen_uploads,
    counting_of,
    files_visible_to,
    obstacles,
    protocols_visible_to,
    replaced_by,
    uploads_at,
    uploads_visible_to,
)
from objektiv.web.tasks import run_soon
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter


def bring(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "results.bring", "procedures")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = BringForm(*sent, works=known_works(organisation))
    if submitted(
        request,
        form,
        lambda: act.bring(organisation=organisation, by=request.user, **form.cleaned_data),
    ):
        run_soon(form.result.job)
        return redirect("upload", upload=form.result.pk)
    return render(
        request,
        "results/bring.html",
        {"organisation": organisation, "form": form},
        status=form.status,
    )


def index(request: HttpRequest, place: int) -> HttpResponse:
    """Who brought what when; filters stand in the address."""
    organisation = enter(request, place, "results.bring", "procedures")
    chosen = {name: request.GET.get(name, "").strip() for name in ("state", "by", "words", "since")}
    uploads = uploads_at(request.user, organisation)
    people = bringers_of(uploads)
    return render(
        request,
        "results/uploads.html",
        {
            "organisation": organisation,
            "uploads": page_of(request, chosen_uploads(uploads, **chosen)),
            "chosen": chosen,
            "any_chosen": any(chosen.values()),
            "people": people,
            "states": Upload.State.choices,
        },
    )


def show(request: HttpRequest, upload: int) -> HttpResponse:
    """What was understood; questions and the decision stand on the same page."""
    found = get_object_or_404(uploads_visible_to(request.user), pk=upload)
    enter(request, found.organisation_id, "results.bring", "procedures")
    problem = ""
    if request.method == "POST":
        try:
            job = act.answer(
                found,
                schools={
                    name.removeprefix("school:"): int(value)
                    for name, value in request.POST.items()
                    if name.startswith("school:") and value.isdecimal()
                },
                names={
                    name.removeprefix("name:"): value
                    for name, value in request.POST.items()
                    if name.startswith("name:") and value
                },
                by=request.user,
            )
            if job:
                run_soon(job)
            return redirect("upload", upload=found.pk)
        except ValidationError as refusal:
            problem = refusal.messages[0]
    return _show(request, found, problem)


def _show(request: HttpRequest, found: Upload, problem: str = "", status: int = 200):
    understood = found.understood
    complaints = understood.get("complaints", [])
    schools = understood.get("schools", [])
    names = {
        one.pk: one
        for one in Organisation.objects.filter(pk__in=[one["organisation"] for one in schools])
    }
    deciding = found.state == Upload.State.READ
    replaced = replaced_by(found) if deciding else []
    open_ = [one for one in schools if one["organisation"] is None]
    return render(
        request,
        "results/upload.html",
        {
            "upload": found,
            "files": _files(found, complaints),
            "understood": understood,
            "refused": [one for one in complaints if one["severity"] == "refuse"],
            "asked": [one for one in complaints if one["severity"] == "ask"],
            "warned": [one for one in complaints if one["severity"] == "warn"],
            "matched": [
                {**one, "found": names.get(one["organisation"])}
                for one in schools
                if one["organisation"] is not None
            ],
            "open": open_,
            "choices": list(schools_below(found.organisation)) if open_ else [],
            "obstacles": obstacles(found) if deciding else [],
            "replaced": differences(found, replaced),
            "may_withdraw": found.state in (Upload.State.ACCEPTED, Upload.State.KEPT),
            "may_manage": may(request.user, "organisation.manage", found.organisation),
            "problem": problem,
        },
        status=422 if problem else status,
    )


def _files(upload: Upload, complaints: list[dict]) -> list[dict]:
    """A row for each file: what it turned out to be, and how many complaints it has."""
    understood = {(one["file"], one["sha256"]): one for one in upload.understood.get("files", [])}
    by_digest = {one["sha256"]: one for one in upload.understood.get("files", [])}
    return [
        {
            "file": file,
            "understood": understood.get((file.name, file.sha256)) or by_digest.get(file.sha256),
            "refused": sum(
                one.get("id") == file.pk and one["severity"] == "refuse" for one in complaints
            ),
            "warned": sum(
                one.get("id") == file.pk and one["severity"] == "warn" for one in complaints
            ),
        }
        for file in upload.files.all()
    ]


@require_POST
def accept(request: HttpRequest, upload: int) -> HttpResponse:
    found = get_object_or_404(uploads_visible_to(request.user), pk=upload)
    enter(request, found.organisation_id, "results.bring", "procedures")
    try:
        jobs = act.accept(found, reason=request.POST.get("reason", ""), by=request.user)
    except ValidationError as refusal:
        return _show(request, found, " ".join(refusal.messages))
    run_soon(*jobs)
    messages.success(request, "Результаты приняты. Идёт разбор; страницу можно закрыть.")
    if len(jobs) == 1:
        return redirect(reverse("job", args=[jobs[0].pk]) + "?wait")
    return redirect("results", place=found.organisation_id)


@require_POST
def cancel(request: HttpRequest, upload: int) -> HttpResponse:
    found = get_object_or_404(uploads_visible_to(request.user), pk=upload)
    try:
        act.cancel(found, by=request.user)
        messages.success(request, "Загрузка отменена, файлы сохранены.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("upload", upload=upload)


def original(request: HttpRequest, file: int) -> FileResponse:
    """The file exactly as it was brought."""
    found = get_object_or_404(files_visible_to(request.user), pk=file)
    return FileResponse(
        open(settings.STORE / found.path, "rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )


def cell(request: HttpRequest, file: int) -> HttpResponse:
    """A cell of an original with its neighbours, read from the kept bytes only when asked for."""
    from objektiv.protocols import excerpt

    found = get_object_or_404(files_visible_to(request.user).select_related("upload"), pk=file)
    enter(request, found.upload.organisation_id, "results.bring", "procedures")
    sheet, address = request.GET.get("sheet", "")[:200], request.GET.get("cell", "")[:40]
    partly = "HX-Request" in request.headers
    around = excerpt(settings.STORE / found.path, sheet, address)
    lines = (
        [(row, list(zip(around.columns, texts, strict=True))) for row, texts in around.rows]
        if around
        else []
    )
    return render(
        request,
        "results/excerpt.html" if partly else "results/cell.html",
        {
            "file": found,
            "sheet": sheet,
            "cell": address,
            "excerpt": around,
            "lines": lines,
        },
    )


def withdraw_whole(request: HttpRequest, upload: int) -> HttpResponse:
    """Everything of an upload at once, with a reason."""
    found = get_object_or_404(uploads_visible_to(request.user), pk=upload)
    enter(request, found.organisation_id, "results.bring", "procedures")
    form = ReasonForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: act.withdraw_upload(found, reason=form.cleaned_data["reason"], by=request.user),
    ):
        run_soon(*form.result)
        messages.success(request, "Отозвано; файлы и причина сохранены.")
        return redirect("upload", upload=found.pk)
    return render(
        request,
        "results/withdraw_upload.html",
        {"upload": found, "form": form, "counting": counting_of(found)},
        status=form.status,
    )


def withdraw(request: HttpRequest, protocol: int) -> HttpResponse:
    found = get_object_or_404(protocols_visible_to(request.user), pk=protocol)
    enter(request, found.school_id, "results.bring", "results")
    form = ReasonForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: act.withdraw(found, reason=form.cleaned_data["reason"], by=request.user),
    ):
        run_soon(form.result)
        messages.success(request, "Результаты отозваны; файл и причина сохранены.")
        return redirect("results", place=found.school_id)
    return render(
        request, "results/withdraw.html", {"protocol": found, "form": form}, status=form.status
    )
