"""Corrections of work programmes: proposals, lines, approval, the printed appendix."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.profiles.programme_rules import programme_rules
from objektiv.web.actions.teaching import programmes as act
from objektiv.web.forms.submit import Form, submitted
from objektiv.web.forms.teaching import programmes as forms
from objektiv.web.forms.teaching.helping import OutcomeForm
from objektiv.web.models import ProgrammeChange, ProgrammeLine, Subject
from objektiv.web.permissions import may
from objektiv.web.queries.organisations import school_years
from objektiv.web.queries.teaching import programmes as query
from objektiv.web.queries.teaching.programme_sheet import programme_sheet
from objektiv.web.views.form_page import form_page
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu
from objektiv.web.views.sheets import paper_file
from objektiv.web.views.teaching.journals import year_of


def index(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "programmes.write", "support")
    year = year_of(request)
    changes = query.with_sums(query.changes_of(request.user, school).filter(school_year=year))
    return render(
        request,
        "teaching/programmes/index.html",
        {
            "organisation": school,
            "menu": section_menu(request.user, school, "support", "programmes"),
            "year": year,
            "years": school_years(),
            "changes": changes,
        },
    )


def add(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "programmes.write", "support")
    subjects = query.subjects_of(request.user, school)
    if may(request.user, "journals.view_pupils", school):
        subjects = list(Subject.objects.filter(closed=False).values_list("name", flat=True))
    form = forms.ChangeForm(request.POST or None, subjects=subjects)
    year = year_of(request)
    if submitted(
        request,
        form,
        lambda: act.start_change(school, year, by=request.user, **form.cleaned_data),
    ):
        return redirect("programme", programme=form.result.pk)
    return form_page(
        request,
        form,
        f"Изменения рабочей программы, {year}",
        "Составить черновик",
        reverse("programmes", args=[school.pk]),
    )


def _change(request: HttpRequest, programme: int, rule: str = "programmes.write"):
    found = get_object_or_404(query.changes_visible_to(request.user), pk=programme)
    enter(request, found.school_id, rule, "support")
    return found


def _line(request: HttpRequest, programme_line: int) -> ProgrammeLine:
    found = get_object_or_404(
        ProgrammeLine.objects.filter(
            change__in=query.changes_visible_to(request.user)
        ).select_related("change__school", "change__school_year"),
        pk=programme_line,
    )
    enter(request, found.change.school_id, "programmes.write", "support")
    return found


def show(request: HttpRequest, programme: int) -> HttpResponse:
    found = _change(request, programme)
    lines = list(found.lines.all())
    draft = found.state == ProgrammeChange.State.DRAFT
    return render(
        request,
        "teaching/programmes/show.html",
        {
            "change": found,
            "organisation": found.school,
            "lines": lines,
            "hours": sum(one.hours for one in lines),
            "done": sum(one.done_on is not None for one in lines),
            "draft": draft,
            "proposals": query.proposals_for(found, reader=request.user) if draft else [],
            "rules": programme_rules(),
            "entry": query.order_of(found),
            "may_see_orders": may(request.user, "outgoing.view", found.school),
            "may_approve": draft
            and lines
            and may(request.user, "programmes.approve", found.school),
        },
    )


def printed(request: HttpRequest, programme: int) -> HttpResponse:
    """The appendix to the work programme, to be printed."""
    found = _change(request, programme)
    lines = list(found.lines.all())
    context = {"change": found, "organisation": found.school, "lines": lines,
               "hours": sum(one.hours for one in lines)}  # fmt: skip
    return render(request, "teaching/programmes/printed.html", context)


def sheet(request: HttpRequest, programme: int, form: str) -> FileResponse:
    """The same as a document: DOCX in the template of the school, PDF, XLSX."""
    found = _change(request, programme)
    made = programme_sheet(found, timezone.localdate())
    return paper_file(made, form, found.school, f"Корректировка программы {found}")


@require_POST
def take(request: HttpRequest, programme: int) -> HttpResponse:
    found = _change(request, programme)
    try:
        act.take_proposals(found, request.POST.getlist("take"), by=request.user)
        messages.success(request, "Внесено с основаниями. Часы можно изменить.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("programme", programme=found.pk)


def _form(
    request: HttpRequest,
    about: ProgrammeChange,
    form: Form,
    do: Callable[[], object],
    words: tuple[str, str, str],
) -> HttpResponse:
    """A form of one act; words: heading, button, what is said afterwards."""
    heading, button, said = words
    if submitted(request, form, do):
        messages.success(request, said)
        return redirect("programme", programme=about.pk)
    return form_page(
        request, form, f"{heading}: {about}", button, reverse("programme", args=[about.pk])
    )


def line_add(request: HttpRequest, programme: int) -> HttpResponse:
    found = _change(request, programme)
    form = forms.LineForm(request.POST or None)
    return _form(
        request,
        found,
        form,
        lambda: act.keep_line(found, by=request.user, **form.cleaned_data),
        ("Тема", "Внести", "Внесено."),
    )


def line_edit(request: HttpRequest, programme_line: int) -> HttpResponse:
    found = _line(request, programme_line)
    known = {name: getattr(found, name) for name in forms.LineForm.base_fields}
    form = forms.LineForm(request.POST or None, initial=known)
    return _form(
        request,
        found.change,
        form,
        lambda: act.keep_line(found.change, found, by=request.user, **form.cleaned_data),
        ("Тема", "Сохранить", "Сохранено."),
    )


@require_POST
def line_remove(request: HttpRequest, programme_line: int) -> HttpResponse:
    found = _line(request, programme_line)
    try:
        act.remove_line(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("programme", programme=found.change_id)


def line_done(request: HttpRequest, programme_line: int) -> HttpResponse:
    found = _line(request, programme_line)
    form = OutcomeForm(request.POST or None)
    return _form(
        request,
        found.change,
        form,
        lambda: act.finish_line(found, by=request.user, **form.cleaned_data),
        (f"Проведено: {found}", "Записать", "Записано."),
    )


def approve(request: HttpRequest, programme: int) -> HttpResponse:
    found = _change(request, programme, "programmes.approve")
    form = forms.ApproveForm(request.POST or None)
    return _form(
        request,
        found,
        form,
        lambda: act.approve_change(found, by=request.user, **form.cleaned_data),
        (
            "Утвердить изменения",
            "Утвердить",
            "Утверждено, приказ внесён в реестр. Лист корректировки можно скачать.",
        ),
    )
