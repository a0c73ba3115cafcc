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
from objektiv.web.queries.holding.acts import recheck_act
from objektiv.web.queries.rechecks import papers_of, rechecks_to_mark
from objektiv.web.views.places import enter
from objektiv.web.views.sheets import paper_file

STRATA = {
    "cut": "у границы отметки",
    "open": "развёрнутые ответы",
    "mark": "по одной на отметку",
    "random": "случайный выбор",
    "control": "контрольные из других школ",
}
HEADS = ("№ работы", "Балл второй проверки")
PACKING = ("№ работы", "Школа", "Класс", "Код участника")
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
            "school": school,
            "rounds": list(found.rounds.select_related("commission")),
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
    """The form for second marks: numbers alone, no school, no class, no code of a pupil."""
    found = _to_mark(request, recheck)
    log_reading(found, "Скачан бланк второй проверки", by=request.user, at=found.review.school)
    return _xlsx(_form(found, list(papers_of(found))), f"Вторая проверка, {found.review.work}")


def packing(request: HttpRequest, recheck: int) -> HttpResponse:
    """Which work goes to the commission under which number: for who prepares the copies."""
    found = get_object_or_404(rechecks_visible_to(request.user), pk=recheck)
    school = found.review.school
    enter(request, school.pk, "findings.decide", "findings")
    log_reading(found, f"Скачан список работ для кодирования: {school}", by=request.user, at=school)
    return _xlsx(_packing(found, list(papers_of(found))), f"Работы под номерами, {found.review}")


def act_sheet(request: HttpRequest, recheck: int, form: str) -> HttpResponse:
    """The act of a second marking, once its outcome is recorded."""
    found = get_object_or_404(rechecks_visible_to(request.user).exclude(outcome=""), pk=recheck)
    school = found.review.school
    enter(request, school.pk, "findings.view", "findings")
    sheet = recheck_act(found, list(papers_of(found, school=school)))
    return paper_file(sheet, form, school.parent, sheet.title)


def _xlsx(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
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
    most = act.most_points(recheck)
    return _book(
        f"Вторая проверка работ: {recheck.review.work}",
        f"Срок {recheck.due:%d.%m.%Y}. Балл — целое число от 0 до {most}.",
        HEADS,
        [(one.number, one.second_score) for one in papers],
    )


def _packing(recheck: Recheck, papers: list[RecheckPaper]) -> bytes:
    return _book(
        f"Работы под номерами: {recheck.review.work}",
        "Комиссия получает копии только с номером. Этот список ей не передают.",
        PACKING,
        [(one.number, str(one.school), one.class_name, one.pupil) for one in papers],
    )


def _book(title: str, note: str, heads: tuple[str, ...], rows: list[tuple]) -> bytes:
    import xlsxwriter

    body = BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Вторая проверка")
        bold = book.add_format({"bold": True})
        box = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        head = book.add_format(
            {"border": 1, "bold": True, "text_wrap": True, "bg_color": "#d9e1ea"}
        )
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)
        for column, name in enumerate(heads):
            sheet.set_column(column, column, 42 if name == "Школа" else 18)
        sheet.write(0, 0, title, bold)
        sheet.write(1, 0, note)
        sheet.write_row(3, 0, heads, head)
        for row, values in enumerate(rows, start=4):
            for column, value in enumerate(values):
                if value is None:
                    sheet.write_blank(row, column, None, box)
                else:
                    sheet.write(row, column, value, box)
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
    start = next((i for i, row in enumerate(table) if _texts(row)[:2] == list(HEADS)), None)
    if start is None:
        raise ValidationError(
            f"{file.name}: не найден заголовок «{' · '.join(HEADS)}». Нужен бланк отсюда."
        )
    for line, row in enumerate(table[start + 1 :], start=start + 2):
        number, mark = (_texts(row) + [""] * 2)[:2]
        if number or mark:
            yield f"{file.name}, B{line}", number, mark


def _texts(row: list) -> list[str]:
    return [
        str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell).strip()
        for cell in row
    ]
