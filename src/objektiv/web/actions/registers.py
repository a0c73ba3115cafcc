"""Orders and minutes take their place in the register when they are approved or signed."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from objektiv.web.actions.audit import log
from objektiv.web.actions.outgoing import give_number
from objektiv.web.models import Meeting, Organisation, Outgoing, Person, Plan, ProgrammeChange
from objektiv.web.models.outgoing import ORDERS
from objektiv.web.permissions import require
from objektiv.web.queries.outgoing import book_of, unregistered


@transaction.atomic
def enter_order(plan: Plan, *, by: Person) -> Outgoing:
    """The order that approves the plan. One order of one day may approve several plans."""
    number, dated = plan.order_number.strip(), plan.order_date
    title = f"Об утверждении документа «{plan}»"
    if plan.version > 1:
        title += f", редакция {plan.version}"
    known = _order_of(plan.organisation, number, dated)
    if known and known.plan_id and _same_year(known.plan, plan):
        known = None  # the same plan again needs an order of its own
    if known:
        return _also(known, title, str(plan), by)
    return give_number(
        plan.organisation,
        book=ORDERS,
        number=number,
        dated=dated,
        by=by,
        field="order_number",
        title=title[:500],
        performer=plan.made_by.full_name,
        plan=plan,
    )


@transaction.atomic
def enter_correction(change: ProgrammeChange, *, by: Person) -> Outgoing:
    """The order that approves a correction of a work programme; one order may approve several."""
    title = f"О корректировке рабочей программы: {change}, {change.school_year}"
    known = _order_of(change.school, change.order_number, change.order_date)
    if known:
        return _also(known, title, str(change), by)
    return give_number(
        change.school,
        book=ORDERS,
        number=change.order_number,
        dated=change.order_date,
        by=by,
        field="order_number",
        title=title[:500],
        performer=change.made_by.full_name,
        programme=change,
    )


def _order_of(place: Organisation, number: str, dated: date) -> Outgoing | None:
    """The order of this number and day that is already in the register."""
    return Outgoing.objects.filter(
        organisation=place, book=ORDERS, number=number, dated=dated, cancelled_because=""
    ).first()


def _also(known: Outgoing, title: str, about: str, by: Person) -> Outgoing:
    """One order, one more thing that it approves."""
    known.title = f"{known.title}; {title[:1].lower()}{title[1:]}"[:500]
    known.save(update_fields=["title"])
    log("outgoing.entered", known, f"Приказ № {known.number} утверждает и «{about}»", by=by,
        at=known.organisation)  # fmt: skip
    return known


def _same_year(known: Plan, plan: Plan) -> bool:
    """Is it another version of one plan?"""
    return known.title == plan.title and known.school_year_id == plan.school_year_id


@transaction.atomic
def enter_minutes(meeting: Meeting, *, by: Person) -> Outgoing:
    """The minutes, in the register of their body; they are numbered by the school year."""
    return give_number(
        meeting.organisation,
        book=book_of(meeting),
        year=meeting.school_year.start,
        number=meeting.number,
        dated=meeting.dated,
        by=by,
        title=f"{meeting.get_kind_display().capitalize()}: {meeting}"[:500],
        performer=by.full_name,
        meeting=meeting,
    )


def enter_past(place: Organisation, *, by: Person) -> tuple[int, list[str]]:
    """What was approved before the register knew orders and minutes; what cannot is told."""
    require(by, "outgoing.write", place)
    plans, meetings = unregistered(place)
    entered, refused = 0, []
    for one in (*plans, *meetings):
        try:
            if isinstance(one, Plan):
                enter_order(one, by=by)
            else:
                enter_minutes(one, by=by)
            entered += 1
        except ValidationError as refusal:
            refused.append(f"«{one}»: {' '.join(refusal.messages)}")
    return entered, refused
