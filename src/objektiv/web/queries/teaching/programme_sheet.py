"""The correction of a work programme as a document."""

from __future__ import annotations

from datetime import date

from objektiv.documents import office
from objektiv.russian import counted
from objektiv.web.models import ProgrammeChange
from objektiv.web.queries.sheets import head_of, head_signature, registered


def programme_sheet(change: ProgrammeChange, day: date) -> office.ProgrammeSheet:
    """The sheet of a correction: an approved one names its order, a draft says that it is one."""
    lines = list(change.lines.all())
    hours = sum(one.hours for one in lines)
    order = registered(change.order_number, change.order_date)
    basis = change.basis if change.basis and not change.order_date else f"Приказ {order}"
    return office.ProgrammeSheet(
        **head_of(change.school),
        registered="",
        title="Лист корректировки рабочей программы",
        appendix=f"Приложение к рабочей программе\n{basis}",
        subject=f"{change}, {change.school_year} учебный год",
        topics=tuple(
            office.CorrectedTopic(
                number=str(n),
                text=one.topic,
                hours=str(one.hours),
                ground=one.ground,
                taken_from=one.taken_from,
                done=f"{one.done_on:%d.%m.%Y}: {one.outcome}".rstrip(": ") if one.done_on else "",
            )
            for n, one in enumerate(lines, 1)
        ),
        total=f"Всего {counted(hours, 'час', 'часа', 'часов')} из {change.hours_left} оставшихся "
        "до конца года.",
        note=("Черновик, не утверждён. " if change.state == ProgrammeChange.State.DRAFT else "")
        + f"Составлено: {change.made_by.full_name}.",
        signatures=head_signature(change.school, day),
    )
