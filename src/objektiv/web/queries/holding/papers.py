"""Papers of a procedure: log of a briefing, checklist of the day, protocol of the day."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from objektiv import russian
from objektiv.documents import office
from objektiv.profiles import holding_rules
from objektiv.web.models import Briefed, Briefing, ProcedureSite
from objektiv.web.queries.holding.briefings import people_of, term_of
from objektiv.web.queries.holding.participation import absences_of
from objektiv.web.queries.holding.steps import Task, tasks_at
from objektiv.web.queries.sheets import head_of, head_signature


def briefing_sheet(briefing: Briefing) -> office.BriefingLog:
    """The log: signatures given in the system are named, the others are signed by hand."""
    term = term_of(briefing)
    when = [
        russian.long_date(briefing.held_on) if briefing.held_on else "",
        f"срок — {russian.long_date(term)}" if term else "",
    ]
    day = briefing.day
    about = [str(briefing.procedure), str(day) if day else "", _on(day.day) if day else ""]
    return office.BriefingLog(
        **head_of(briefing.place),
        registered="",
        title=briefing.title,
        procedure=", ".join(filter(None, about)),
        role=holding_rules().roles.get(briefing.role, briefing.role),
        held=", ".join(filter(None, when)),
        paragraphs=tuple(line.strip() for line in briefing.text.splitlines() if line.strip()),
        people=tuple(
            _signed(number, one) for number, one in enumerate(people_of(briefing), start=1)
        ),
        signatures=(office.Signature(role="Инструктаж провёл(а)", name=briefing.made_by.initials),),
    )


def _signed(number: int, one: Briefed) -> office.SignedRow:
    by_hand = one.signed_at is None or one.recorded_by_id is not None
    return office.SignedRow(
        number=str(number),
        name=one.name,
        day=russian.short_date(timezone.localdate(one.signed_at)) if one.signed_at else "",
        mark="" if by_hand else f"в системе, {timezone.localtime(one.signed_at):%H:%M}",
    )


def _on(day: date) -> str:
    return russian.long_date(day)


def _subject(site: ProcedureSite) -> str:
    day = site.day
    parts = [str(day), _on(day.day), f"начало в {day.starts:%H:%M}" if day.starts else ""]
    return ", ".join(filter(None, parts))


def checklist_sheet(site: ProcedureSite, role: str = "") -> office.Checklist:
    """The day hour by hour, for everybody or for one role; what is ticked shows its hour."""
    tasks = [
        one
        for one in tasks_at(site.school, [site])
        if one.site is not None and one.step.on_checklist and role in ("", one.step.role)
    ]
    whose = f", {holding_rules().roles[role]}" if role in holding_rules().roles else ""
    return office.Checklist(
        **head_of(site.school),
        registered="",
        title=f"Чек-лист: {site.day.procedure}{whose}",
        subject=_subject(site),
        rows=tuple(_row(one) for one in tasks),
        signatures=(office.Signature(role="Школьный координатор"),),
    )


def _row(task: Task) -> office.CheckRow:
    hour = task.at
    return office.CheckRow(
        time=f"{hour:%H:%M}" if hour else "",
        text=task.step.title if hour else f"{task.step.title} ({task.term})",
        role=task.role[:1].upper() + task.role[1:],
        mark=f"✓ {timezone.localtime(task.done.at):%H:%M}" if task.done else "",
    )


def day_sheet(site: ProcedureSite) -> office.DayProtocol:
    """How the day went; what is not known yet is left to be written by hand."""
    rules = holding_rules()
    incidents = tuple(
        office.Happened(
            time=f"{one.at:%H:%M}",
            text=f"{rules.incidents.get(one.kind, one.kind)}: {one.text}",
            measures=one.measures,
        )
        for one in site.incidents.all()
    )
    blank = "______"
    known = site.reported_at is not None
    hours = f"{site.started:%H:%M}" if site.started else blank
    hours += f" – {site.ended:%H:%M}" if site.ended else f" – {blank}"
    day = site.day
    return office.DayProtocol(
        **head_of(site.school),
        registered="",
        title=str(day.procedure),
        subject=_subject(site),
        figures=(
            office.Figure(
                name="Участвовали",
                value=str(site.took_part) if known else blank,
                compared=f"по списку {site.enrolled if known else blank}",
            ),
            office.Figure(name="Не участвовали", value=str(site.absent) if known else blank),
            office.Figure(
                name="Время",
                value=hours,
                compared=f"назначено {day.starts:%H:%M}" if day.starts else "",
            ),
        ),
        absent=tuple(
            f"{title[:1].upper()}{title[1:]}: {'; '.join(codes)}."
            for title, codes in absences_of(site)
        ),
        incidents=incidents,
        calm="" if incidents else "Происшествий не записано.",
        signatures=(
            office.Signature(role="Школьный координатор"),
            *head_signature(site.school, timezone.localdate()),
        ),
    )
