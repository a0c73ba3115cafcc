"""The yearly public report: take the numbers, write the words, put it on the open page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from objektiv import charts, russian
from objektiv.documents import office
from objektiv.profiles import report_rules
from objektiv.web.actions.audit import log
from objektiv.web.actions.openness.page import publish_item, withdraw_item
from objektiv.web.models import Organisation, Person, PublicItem, SchoolYear, YearReport
from objektiv.web.permissions import require
from objektiv.web.queries.openness.editions import seen_parts
from objektiv.web.queries.openness.report import Part, parts_of


def draft_report(place: Organisation, year: SchoolYear, *, by: Person) -> YearReport:
    """A draft with today's numbers: that of the year if there is one, else a new edition.

    Words and the choice of sections stay; a new edition begins with those of the one before.
    """
    require(by, "open.manage", place)
    found = parts_of(place, year, timezone.localdate())
    taken = [_plain(one) for one in found]
    with transaction.atomic():
        known_reports = YearReport.objects.filter(organisation=place, school_year=year)
        report = known_reports.filter(item=None).first()
        before = report or known_reports.order_by("item__published_at", "pk").last()
        known = {one["code"]: one for one in before.parts} if before else {}
        report = report or YearReport(organisation=place, school_year=year, made_by=by)
        report.parts = [
            one | {key: known[one["code"]][key] for key in ("text", "shown")}
            if one["code"] in known else one
            for one in taken
        ]  # fmt: skip
        report.taken_at = timezone.now()
        report.save()
        report.tables.set({pk for one in found for pk in one.tables})
        log("report.taken", report, f"{report}: взяты числа", by=by, at=place)
    return report


def _plain(part: Part) -> dict[str, Any]:
    chart = part.chart
    return {
        "code": part.code,
        "title": part.title,
        "lines": list(part.lines),
        "head": list(part.head),
        "rows": [list(one) for one in part.rows],
        "chart": chart and {
            "title": chart.title,
            "description": chart.description,
            "svg": charts.svg(chart.spec),
        },
        "text": "",
        "shown": True,
        "hint": part.hint,
    }  # fmt: skip


@transaction.atomic
def write_report(report: YearReport, texts: Mapping[str, tuple[str, bool]], *, by: Person) -> None:
    """Words of people and which sections are shown; `texts`: code of the section -> both."""
    require(by, "open.manage", report.organisation)
    if report.item_id:
        raise ValidationError("Отчёт уже опубликован. Подготовьте новый за тот же год.")
    _refuse_unwanted({code: text for code, (text, _) in texts.items()}, report)
    for one in report.parts:
        one["text"], one["shown"] = texts.get(one["code"], (one["text"], one["shown"]))
    report.save(update_fields=["parts"])
    log("report.written", report, f"{report}: изменён текст", by=by, at=report.organisation)


def _refuse_unwanted(texts: Mapping[str, str], report: YearReport) -> None:
    titles = {one["code"]: one["title"] for one in report.parts}
    found = {code: report_rules().unwanted(text) for code, text in texts.items()}
    complaints = [
        f"Раздел «{titles[code]}»: слово «{word}». О проверках результатов и отдельных людях "
        "в открытом отчёте не пишут. Скажите иначе."
        for code, word in found.items()
        if word and code in titles
    ]
    if complaints:
        raise ValidationError(complaints)


def publish_report(report: YearReport, *, by: Person) -> PublicItem:
    """PDF and page on the open page; the report of the same year there before is taken off."""
    place = report.organisation
    require(by, "open.tables", place)
    if report.item_id:
        raise ValidationError("Отчёт уже опубликован.")
    now = {one.code: _numbers(_plain(one))
           for one in parts_of(place, report.school_year, timezone.localdate())}  # fmt: skip
    shown = seen_parts(report)
    if not shown:
        raise ValidationError(
            "Показывать нечего: отметьте хотя бы один раздел, в котором есть числа или ваши слова."
        )
    old = [one["title"] for one in shown if _numbers(one) != now.get(one["code"])]
    if old:
        raise ValidationError(
            f"Данные изменились после {timezone.localtime(report.taken_at):%d.%m.%Y %H:%M}: "
            f"{russian.enumeration([f'«{one}»' for one in old])}. Обновите числа и прочитайте "
            "отчёт ещё раз."
        )
    _refuse_unwanted({one["code"]: _words(one) for one in shown}, report)
    pdf = SimpleUploadedFile(f"Публичный отчёт {report.school_year.start}-"
                             f"{report.school_year.start + 1}.pdf", report_pdf(report))  # fmt: skip
    with transaction.atomic():
        for before in YearReport.objects.filter(
            organisation=place, school_year=report.school_year, item__withdrawn_at=None
        ).exclude(item=None):
            withdraw_item(before.item, reason="Заменён новой редакцией за тот же год.", by=by)
        report.item = publish_item(place, kind="report", title=str(report), file=pdf, by=by)
        report.save(update_fields=["item"])
        log("report.published", report, f"{report}: опубликован", by=by, at=place)
    return report.item


def _numbers(part: Mapping[str, Any]) -> list[Any]:
    return [part["lines"], part["rows"]]


def _words(part: Mapping[str, Any]) -> str:
    cells = (cell for row in part["rows"] for cell in row)
    return "\n".join([part["title"], *part["lines"], part["text"], *cells])


def report_pdf(report: YearReport) -> bytes:
    """PDF/A-2a, PDF/UA-1: the same sections as on the page."""
    parts = tuple(_printed(one) for one in seen_parts(report))
    day = timezone.localtime(report.taken_at).date()
    sheet = office.YearReport(
        organisation=report.organisation.name,
        registered="",
        title=str(report),
        subject=f"за {report.school_year} учебный год",
        parts=parts,
        source=f"Данные системы «Объектив» на {russian.long_date(day)}. Показано только то, "
        "что открыто для всех.",
    )
    return office.sheet_pdf(sheet, day)


def _printed(part: Mapping[str, Any]) -> office.ReportPart:
    said = [line.strip() for line in part["text"].splitlines() if line.strip()]
    chart = part["chart"] or {}
    rows = tuple(tuple(one) for one in part["rows"])
    return office.ReportPart(
        title=part["title"],
        paragraphs=(*part["lines"], *said),
        picture=chart.get("svg", ""),
        described=chart.get("description", ""),
        caption=chart.get("title", ""),
        tables=(office.ReportTable(head=tuple(part["head"]), rows=rows),) if rows else (),
    )
