"""One journal of a class: its pupils against the norm, one pupil's mark explained."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.audit import log_reading
from objektiv.web.actions.plain import chart_plain
from objektiv.web.forms.teaching.journals import WhatIfForm
from objektiv.web.models import ClassJournal
from objektiv.web.queries.teaching import journals as query
from objektiv.web.queries.teaching.explaining import chosen_period, standing_of
from objektiv.web.queries.teaching.norms import norms_of
from objektiv.web.queries.teaching.reports import pupils_table, spread_by_group, spread_by_period
from objektiv.web.views.answer_page import Answer, answer_page
from objektiv.web.views.places import enter
from objektiv.web.views.teaching.journals import year_of

AROUND = "Доли считаются, когда учеников не меньше десяти."


def _journal(request: HttpRequest, class_journal: int) -> ClassJournal:
    found = get_object_or_404(query.journals_visible_to(request.user), pk=class_journal)
    enter(request, found.school_id, "journals.view", "teaching")
    return found


def show(request: HttpRequest, class_journal: int) -> HttpResponse:
    """Pupils of the journal in a period."""
    found = _journal(request, class_journal)
    journal = query.journal_of(query.counting_pages([found]))
    norms = norms_of(found.school, found.school_year)
    title = f"Журнал: {found}"
    if journal is None or not norms.periods:
        answer = Answer(title, [], empty="Отметок, которые учитываются, сейчас нет.")
        return answer_page(request, found.school, answer, "teaching/journals/show.html",
                           journal=found, periods=[], period="")  # fmt: skip
    period = chosen_period(norms, request.GET.get("period", ""), timezone.localdate())
    table, said = pupils_table(journal, norms, period.name)
    log_reading(found, f"Открыт журнал: {found}", by=request.user, at=found.school)
    chart = spread_by_period(journal, norms)
    address = f"?period={period.name}"
    links = {
        str(row[0]): reverse("journal_pupil", args=[found.pk, str(row[0])]) + address
        for row in table.rows
    }
    answer = Answer(
        title,
        [(line, False) for line in said],
        [chart_plain(chart, AROUND)] if chart else [],
        table,
        links,
        empty="" if table.rows else f"{period.name}: отметок ещё нет.",
    )
    return answer_page(
        request,
        found.school,
        answer,
        "teaching/journals/show.html",
        journal=found,
        periods=[one.name for one in norms.periods],
        period=period.name,
        pages=found.pages.select_related("upload", "ended_by"),
    )


def pupil(request: HttpRequest, class_journal: int, pupil: str) -> HttpResponse:
    """«Объясни мою отметку» for the teacher."""
    found = _journal(request, class_journal)
    context = explained(request, found, pupil)
    log_reading(found, f"Открыты отметки ученика {pupil}: {found}", by=request.user,
                at=found.school)  # fmt: skip
    return render(request, "teaching/journals/pupil.html", context)


def explained(request: HttpRequest, journal: ClassJournal, code: str) -> dict:
    """What both doors show: to a teacher and to a family. Raises Http404 without such a pupil."""
    today = timezone.localdate()
    period = request.GET.get("period", "")
    try:
        now, periods = standing_of(journal, code, period=period, today=today)
    except LookupError as missing:
        raise Http404 from missing
    asked = "mark" in request.GET
    form = WhatIfForm(request.GET if asked else None, kinds=now.kinds)
    if asked and form.is_valid():
        given = form.cleaned_data
        more = [(given["mark"], given["kind"])] * given["count"]
        now, _ = standing_of(journal, code, period=now.period.name, today=today, more=more)
    return {"journal": journal, "organisation": journal.school, "pupil": code, "standing": now,
            "periods": periods, "form": form}  # fmt: skip


def groups(request: HttpRequest, place: int) -> HttpResponse:
    """How marks are spread over groups: for the school's own office and the own teacher."""
    school = enter(request, place, "journals.bring", "teaching")
    journals = list(query.journals_of(request.user, school, year_of(request)))
    subjects = sorted({one.subject for one in journals})
    asked = request.GET.get("subject", "")
    subject = asked if asked in subjects else next(iter(subjects), "")
    chart = spread_by_group(journals, subject) if subject else None
    answer = Answer(
        "Отметки по группам",
        [
            (
                "Распределение — не мера учителя: группы различаются учениками. Прежде чем "
                "обсуждать, покажите его самому учителю.",
                False,
            )
        ]
        if chart
        else [],
        [chart_plain(chart, AROUND)] if chart else [],
        empty="" if chart else "В журналах нет кодов учителей или отметок.",
    )
    return answer_page(request, school, answer, "teaching/journals/groups.html",
                       subjects=subjects, subject=subject)  # fmt: skip
