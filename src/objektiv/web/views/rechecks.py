"""Second marking: the works, the form for the commission, the marks, the outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from math import log2
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from objektiv.profiles import load_profile
from objektiv.web.actions import rechecks as act
from objektiv.web.actions.audit import log_reading
from objektiv.web.forms.rechecks import ConcludeForm, MarksFileForm, MarksForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Recheck, RecheckPaper
from objektiv.web.permissions import may, require
from objektiv.web.queries.findings import rechecks_visible_to
from objektiv.web.queries.rechecks import papers_of, rechecks_to_mark
from objektiv.web.views.places import enter

STRATA = {
    "cut": "у границы отметки",
    "open": "развёрнутые ответы",
    "mark": "по одной на отметку",
    "random": "случайный выбор",
    "control": "контрольные из других школ",
}
HEADS = ("№", "Школа", "Класс", "Код участника", "Балл второй проверки")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(request: HttpRequest, recheck: int) -> HttpResponse:
    """Which works, how much they tell, what came out: the same for school and municipality."""
    found = get_object_or_404(rechecks_visible_to(request.user), pk=recheck)
    school = found.review.school
    enter(request, school.pk, "findings.view", "findings")
    papers = list(papers_of(found))
    odds = load_profile(found.review.work.year).value("recheck.odds")
    own = [one for one in papers if one.school_id == school.pk]
    if papers:
        log_reading(
            found, f"Открыт список работ перепроверки: {school}", by=request.user, at=school
        )
    return render(
        request,
        "rechecks/show.html",
        {
            "recheck": found,
            "odds": round(odds),
            "bits": log2(odds),
            "own": sorted(own, key=lambda one: (-one.information, one.number)),
            "strata": [
                (title, n)
                for code, title in STRATA.items()
                if (n := Counter(one.stratum for one in papers)[code])
            ],
            "controls": len(papers) - len(own),
            "marked": sum(one.second_score is not None for one in papers),
            "left": sum(one.second_score is None for one in own),
            "papers": len(papers),
            "may_mark": may(request.user, "findings.mark_again", school),
            "may_conclude": may(request.user, "findings.decide", school),
        },
    )


def form(request: HttpRequest, recheck: int) -> HttpResponse:
    """The form for second marks: codes alone."""
    found = _to_mark(request, recheck)
    log_reading(found, "Скачан бланк второй проверки", by=request.user, at=found.review.school)
    response = HttpResponse(_form(found, list(papers_of(found))), content_type=XLSX)
    name = f"Вторая проверка, {found.review.work}, {found.review.school}.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def marks(request: HttpRequest, recheck: int) -> HttpResponse:
    """Second marks, typed or as a file; first marks are not on this page."""
    found = _to_mark(request, recheck)
    papers = list(papers_of(found))
    as_file = request.method == "POST" and "file" in request.FILES
    typed = MarksForm(
        request.POST if request.method == "POST" and not as_file else None,
        papers=papers,
        most=act.most_points(found),
    )
    brought = MarksFileForm(*((request.POST, request.FILES) if as_file else (None, None)))
    if submitted(
        request, typed, lambda: act.enter_marks(found, typed.marks(), by=request.user)
    ) or submitted(request, brought, lambda: _enter_file(found, brought, request)):
        messages.success(request, "Баллы второй проверки записаны.")
        return redirect("recheck_marks", recheck=found.pk)
    return render(
        request,
        "rechecks/marks.html",
        {
            "recheck": found,
            "form": brought if as_file else typed,
            "typed": typed,
            "brought": brought,
            "papers": len(papers),
            "marked": sum(one.second_score is not None for one in papers),
            "may_see": may(request.user, "findings.view", found.review.school),
        },
        status=brought.status if as_file else typed.status,
    )


def conclude(request: HttpRequest, recheck: int) -> HttpResponse:
    found = get_object_or_404(rechecks_visible_to(request.user), pk=recheck)
    enter(request, found.review.school_id, "findings.decide", "findings")
    form = ConcludeForm(request.POST or None)
    if submitted(request, form, lambda: act.conclude(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Итог перепроверки записан, школа его видит.")
        return redirect("recheck", recheck=found.pk)
    return render(
        request, "rechecks/conclude.html", {"recheck": found, "form": form}, status=form.status
    )


def _to_mark(request: HttpRequest, recheck: int) -> Recheck:
    found = get_object_or_404(rechecks_to_mark(request.user), pk=recheck)
    require(request.user, "findings.mark_again", found.review.school)
    request.section = "findings"
    return found


def _enter_file(recheck: Recheck, form: MarksFileForm, request: HttpRequest) -> int:
    file = form.cleaned_data["file"][0]
    return act.enter_marks(recheck, act.read_marks(recheck, _rows(file)), by=request.user)


def _form(recheck: Recheck, papers: list[RecheckPaper]) -> bytes:
    import xlsxwriter

    body = BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Вторая проверка")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        box = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        head = book.add_format(
            {"border": 1, "bold": True, "text_wrap": True, "bg_color": "#d9e1ea"}
        )
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)
        for column, width in enumerate((6, 42, 9, 18, 18)):
            sheet.set_column(column, column, width)
        sheet.write(0, 0, f"Вторая проверка работ: {recheck.review.work}", bold)
        most = act.most_points(recheck)
        sheet.write(1, 0, f"Срок {recheck.due:%d.%m.%Y}. Балл — целое число от 0 до {most}.")
        sheet.write_row(3, 0, HEADS, head)
        for row, one in enumerate(papers, start=4):
            sheet.write_number(row, 0, one.number, box)
            for column, text in enumerate((str(one.school), one.class_name, one.pupil), start=1):
                sheet.write_string(row, column, text, box)
            if one.second_score is None:
                sheet.write_blank(row, 4, None, box)
            else:
                sheet.write_number(row, 4, one.second_score, box)
    return body.getvalue()


def _rows(file: Incoming) -> Iterator[tuple[str, str, str]]:
    """Cell, code and mark of every row of a filled-in form."""
    import python_calamine

    try:
        sheet = python_calamine.load_workbook(BytesIO(file.read())).get_sheet_by_index(0)
        table = sheet.to_python(skip_empty_area=False)
    except Exception as problem:
        raise ValidationError(
            f"{file.name}: файл не читается. Нужен бланк XLSX, скачанный на этой странице."
        ) from problem
    start = next((i for i, row in enumerate(table) if _texts(row)[:5] == list(HEADS)), None)
    if start is None:
        raise ValidationError(
            f"{file.name}: не найден заголовок «{' · '.join(HEADS)}». Нужен бланк отсюда."
        )
    for number, row in enumerate(table[start + 1 :], start=start + 2):
        number_, _, name, pupil, mark = (_texts(row) + [""] * 5)[:5]
        if any((number_, name, pupil, mark)):
            yield f"{file.name}, E{number}", f"{number_} · {name} · {pupil}", mark


def _texts(row: list) -> list[str]:
    return [
        str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell).strip()
        for cell in row
    ]
