"""The schedule as a file: the form in which schools publish it."""

from __future__ import annotations

from datetime import date

from objektiv import russian
from objektiv.documents import office
from objektiv.documents.schedule import day_said, lessons_said, schedule_html
from objektiv.planning.schedule import LEVELS, Entry, schedule_changes
from objektiv.web.models import ScheduleVersion
from objektiv.web.queries.holding.schedule import entries_of, in_order
from objektiv.web.queries.outgoing import template_for
from objektiv.web.queries.sheets import head_of, head_signature

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}


def schedule_file(version: ScheduleVersion, form: str, day: date) -> tuple[bytes, str] | None:
    """Bytes and type of one form; None for a form there is not."""
    if form not in TYPES:
        return None
    if form == "html":
        notes = [one for one in (_approved(version), _version(version)) if one]
        title = f"{version.schedule.school}: {_title(version)}"
        content = schedule_html(entries_of(version), title, notes, _changes(version)).encode()
    else:
        sheet = schedule_sheet(version, day)
        if form == "docx":
            template = template_for(version.schedule.school, sheet.kind)
            content = office.sheet_docx(sheet, template)
        elif form == "pdf":
            content = office.sheet_pdf(sheet, day)
        else:
            content = office.sheet_xlsx(sheet)
    return content, TYPES[form]


def schedule_sheet(version: ScheduleVersion, day: date) -> office.CommonSchedule:
    school = version.schedule.school
    entries = entries_of(version)
    return office.CommonSchedule(
        **head_of(school),
        title=_title(version),
        appendix=_approved(version),
        version=_version(version),
        classes=tuple(
            office.ClassSchedule(
                title=name,
                entries=tuple(_row(one) for one in entries if one.class_ == name),
            )
            for name in in_order(one.class_ for one in entries)
        ),
        changes=tuple(_changes(version)),
        signatures=head_signature(school, day),
    )


def _row(one: Entry) -> office.Scheduled:
    return office.Scheduled(
        day=day_said(one),
        lesson=lessons_said(one),
        subject=one.subject,
        procedure=one.procedure,
        level=LEVELS[one.level],
    )


def _title(version: ScheduleVersion) -> str:
    return f"Единый график оценочных процедур на {version.schedule.school_year} учебный год"


def _approved(version: ScheduleVersion) -> str:
    if not version.order_number or version.order_date is None:
        return ""
    return (
        f"Утверждено приказом № {version.order_number} от {russian.long_date(version.order_date)}"
    )


def _version(version: ScheduleVersion) -> str:
    if version.number == 1 and not version.reason:
        return ""
    return f"Версия {version.number}" + (f": {version.reason}" if version.reason else "")


def _changes(version: ScheduleVersion) -> list[str]:
    if version.before is None:
        return []
    return [one.text for one in schedule_changes(entries_of(version.before), entries_of(version))]
