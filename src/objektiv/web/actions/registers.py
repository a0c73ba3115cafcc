"""Orders and minutes take their place in the register when they are approved or signed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from objektiv.web.actions.audit import log
from objektiv.web.actions.outgoing import give_number
from objektiv.web.models import Meeting, Organisation, Outgoing, Person, Plan
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
    known = Outgoing.objects.filter(
        organisation=plan.organisation, book=ORDERS, number=number, dated=dated,
        cancelled_because="",
    ).first()  # fmt: skip
    if known and known.plan_id and _same_year(known.plan, plan):
        known = None  # the same plan again needs an order of its own
    if known:
        known.title = f"{known.title}; {title[:1].lower()}{title[1:]}"[:500]
        known.save(update_fields=["title"])
        log("outgoing.entered", known, f"Приказ № {number} утверждает и «{plan}»", by=by,
            at=plan.organisation)  # fmt: skip
        return known
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
