"""Journals: what was brought, what counts, what the marks say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.russian import counted, integer
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.teaching import journals as act
from objektiv.web.forms.results import ReasonForm
from objektiv.web.forms.submit import submitted
from objektiv.web.forms.teaching.journals import JournalForm
from objektiv.web.models import ClassJournal, JournalUpload, Organisation, SchoolYear
from objektiv.web.permissions import may
from objektiv.web.queries.organisations import school_years
from objektiv.web.queries.teaching import journals as query
from objektiv.web.queries.teaching.norms import act_of, periods_of
from objektiv.web.queries.teaching.places import journals_below
from objektiv.web.tasks import run_soon
from objektiv.web.views.form_page import form_page
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

FLAGS = (
    ("lacking", "Не хватает отметок"),
    ("gaps", "Уроков подряд без отметки"),
    ("last_week", "Все отметки в конце периода"),
    ("raised", "Отметка выросла в последние дни"),
    ("corrected", "Исправленные отметки"),
)


def year_of(request: HttpRequest) -> SchoolYear:
    asked = request.GET.get("year", "")
    now = school_year_at(timezone.localdate())
    return next((one for one in school_years() if str(one.start) == asked), now)


def index(request: HttpRequest, place: int) -> HttpResponse:
    """At a school its journals with what to look at; above it only how many there are."""
    organisation = enter(request, place, "journals.view", "teaching")
    year = year_of(request)
    context: dict[str, Any] = {
        "organisation": organisation,
        "menu": section_menu(request.user, organisation, "teaching", "journals"),
        "year": year,
        "years": school_years(),
    }
    if not may(request.user, "journals.bring", organisation):
        return _above(request, organisation, year, context)
    names = [one.name for one in periods_of(organisation, year)]
    period = period_of(request, organisation, year, names)
    chosen = {name: request.GET.get(name, "") for name in ("class", "subject", "flag")}
    journals = list(query.with_pages(query.journals_of(request.user, organisation, year)))
    counting = [one for one in journals if one.counting]
    rows = [
        {"journal": one, "last": max(page.last_day for page in one.counting), **_of(one, period)}
        for one in counting
        if chosen["class"] in ("", one.class_name)
        and chosen["subject"] in ("", one.subject)
        and (chosen["flag"] not in dict(FLAGS) or _of(one, period).get(chosen["flag"]))
    ]
    waiting = query.uploads_visible_to(request.user).filter(
        school=organisation, state__in=(JournalUpload.State.READING, JournalUpload.State.READ)
    )
    context |= {
        "rows": rows,
        "journals": counting,
        "answer": _answer(rows, period),
        "period": period,
        "periods": names,
        "chosen": chosen,
        "classes": sorted({one.class_name for one in counting}),
        "subjects": sorted({one.subject for one in counting}),
        "flags": FLAGS,
        "waiting": waiting,
        "act": act_of(organisation, year),
        "may_manage": may(request.user, "marks.manage", organisation),
        "may_groups": may(request.user, "journals.view_pupils", organisation),
    }
    return render(request, "teaching/journals/index.html", context)


def _above(
    request: HttpRequest, place: Organisation, year: SchoolYear, context: dict
) -> HttpResponse:
    schools = journals_below(place, year)
    brought = [one for one in schools if one.journals]
    context |= {
        "schools": page_of(request, schools, 100),
        "answer": f"Журналы принесли {len(brought)} из "
        f"{counted(len(schools), 'школы', 'школ', 'школ')}. "
        "Здесь только числа: отметки видны внутри школы.",
    }
    return render(request, "teaching/journals/above.html", context)


def period_of(
    request: HttpRequest, school: Organisation, year: SchoolYear, names: list[str]
) -> str:
    asked = request.GET.get("period", "")
    if asked in names:
        return asked
    today = timezone.localdate()
    begun = [one.name for one in periods_of(school, year) if one.starts <= today]
    return (begun or names or [""])[-1]


def _of(journal: ClassJournal, period: str) -> dict[str, int]:
    return journal.counts.get(period, {})


def _answer(rows: Iterable[dict[str, Any]], period: str) -> str:
    rows = list(rows)
    lacking = sum(one.get("lacking", 0) for one in rows)
    whole = sum(one.get("rows", 0) for one in rows)
    unknown = sum(one.get("unknown", 0) for one in rows)
    if not whole:
        return f"{period}: отметок ещё нет."
    if unknown == whole:
        return (
            f"{period}: {counted(whole, 'строка', 'строки', 'строк')} (ученик и предмет). Норма не "
            "посчитана: не указаны недельные часы."
        )
    said = (
        "отметок хватает у всех"
        if not lacking
        else f"отметок не хватает в {counted(lacking, 'строке', 'строках', 'строках')} из "
        f"{integer(whole)} (строка — ученик и предмет)"
    )
    return f"{period}: {said}."


def bring(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "journals.bring", "teaching")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = JournalForm(*sent)
    if submitted(
        request,
        form,
        lambda: act.bring_journals(school=school, by=request.user, **form.cleaned_data),
    ):
        run_soon(form.result.job)
        return redirect("journal_upload", journal_upload=form.result.pk)
    context = {"organisation": school, "form": form}
    return render(request, "teaching/journals/bring.html", context, status=form.status)


def _upload(request: HttpRequest, journal_upload: int) -> JournalUpload:
    found = get_object_or_404(query.uploads_visible_to(request.user), pk=journal_upload)
    enter(request, found.school_id, "journals.bring", "teaching")
    return found


def upload(request: HttpRequest, journal_upload: int, problem: str = "") -> HttpResponse:
    """What was understood, and the decision."""
    found = _upload(request, journal_upload)
    complaints = found.understood.get("complaints", [])
    open_ = found.state == JournalUpload.State.READ
    context = {
        "upload": found,
        "organisation": found.school,
        "files": found.files.all(),
        "refused": [one for one in complaints if one["severity"] == "refuse"],
        "warned": [one for one in complaints if one["severity"] != "refuse"],
        "obstacles": query.obstacles(found, request.user) if open_ else [],
        "replaced": query.replaced_by(found) if open_ else [],
        "counting": found.pages.filter(state="accepted").count(),
        "problem": problem,
    }
    status = 422 if problem else 200
    return render(request, "teaching/journals/upload.html", context, status=status)


@require_POST
def accept(request: HttpRequest, journal_upload: int) -> HttpResponse:
    found = _upload(request, journal_upload)
    try:
        job = act.accept_journals(found, reason=request.POST.get("reason", ""), by=request.user)
    except ValidationError as refusal:
        return upload(request, journal_upload, " ".join(refusal.messages))
    run_soon(job)
    messages.success(request, "Журнал принят, отметки считаются.")
    return redirect("journals", place=found.school_id)


@require_POST
def cancel(request: HttpRequest, journal_upload: int) -> HttpResponse:
    found = _upload(request, journal_upload)
    try:
        act.cancel_journals(found, by=request.user)
        messages.success(request, "Загрузка отменена, файлы сохранены.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("journal_upload", journal_upload=found.pk)


def withdraw(request: HttpRequest, journal_upload: int) -> HttpResponse:
    found = _upload(request, journal_upload)
    form = ReasonForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: act.withdraw_journals(found, reason=form.cleaned_data["reason"], by=request.user),
    ):
        run_soon(form.result)
        messages.success(request, "Отозвано; файлы и причина сохранены.")
        return redirect("journal_upload", journal_upload=found.pk)
    return form_page(
        request, form, f"Отозвать: {found}", "Отозвать", reverse("journal_upload", args=[found.pk])
    )


def original(request: HttpRequest, journal_file: int) -> FileResponse:
    """The file exactly as it was brought."""
    found = get_object_or_404(query.files_visible_to(request.user), pk=journal_file)
    return FileResponse(
        open(settings.STORE / found.path, "rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
