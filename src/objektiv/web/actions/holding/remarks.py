"""Remarks of observers: the school answers first; then a measure may be offered to its plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import SheetItem, observer_rules
from objektiv.russian import add_working_days
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import people_of, write
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.plans import add_direction, add_measure, plan_in_work
from objektiv.web.models import Observation, ObservationRemark, Person, SheetEntry
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import COORDINATORS, SCHOOL_MANAGERS, require

S = ObservationRemark.State
DIRECTION = "Общественное наблюдение"
OPEN = (S.ASKED, S.REPLIED)


def make_remarks(
    observation: Observation,
    entries: Iterable[SheetEntry],
    items: Mapping[str, SheetItem],
    *,
    by: Person,
) -> list[ObservationRemark]:
    """Remarks of a handed in sheet, once per item; the school is asked, nobody is blamed."""
    known = set(observation.remarks.values_list("item", "text"))
    term = add_working_days(timezone.localdate(), observer_rules().numbers["reply_days"])
    made = []
    for entry in entries:
        item = items.get(entry.item)
        text = _remark(item, entry) if item else ""
        if text and (entry.item, text) not in known:
            made.append(
                ObservationRemark(
                    observation=observation, item=entry.item, text=text, at=entry.at, reply_by=term
                )
            )
    ObservationRemark.objects.bulk_create(made)
    site = observation.site
    if made:
        write(
            people_of([site.school], SCHOOL_MANAGERS),
            "вопросы наблюдателя: нужен ответ школы",
            f"{site.day.procedure}, {site.day}: замечаний {len(made)}. До вашего ответа по ним "
            f"ничего не решают. Срок — {term:%d.%m.%Y}.",
            reverse("remarks", args=[site.school_id]),
            kind=Kind.OBSERVATION,
        )
    return made


def _remark(item: SheetItem, entry: SheetEntry) -> str:
    """What the school is asked about: something that was not so, or free words."""
    if item.kind == "yes_no" and entry.value == "no":
        note = f" {entry.note}" if entry.note else ""
        return f"Наблюдатель отметил «нет»: {item.text[:1].lower()}{item.text[1:]}.{note}"
    if item.kind == "text" and (words := entry.note or entry.value):
        return words
    return ""


@transaction.atomic
def reply(remark: ObservationRemark, *, text: str, by: Person) -> ObservationRemark:
    """The school's own words; until a decision they may be added to."""
    school = remark.observation.site.school
    require(by, "remarks.reply", school)
    if remark.state not in OPEN:
        raise ValidationError("По замечанию уже решено.")
    remark.reply, remark.state = text.strip(), S.REPLIED
    remark.replied_by, remark.replied_at = by, timezone.now()
    remark.save()
    log("remark.replied", remark, f"Ответ школы: {remark}", by=by, at=school)
    write(
        people_of([school.parent], COORDINATORS),
        "школа ответила на замечание наблюдателя",
        f"{school}: {remark}.",
        reverse("remark", args=[remark.pk]),
        kind=Kind.OBSERVATION,
    )
    return remark


@transaction.atomic
def decide(
    remark: ObservationRemark, *, decision: str, offer: str = "", by: Person
) -> ObservationRemark:
    """Take note, or offer a measure; never before the school replied or its term is over."""
    school = remark.observation.site.school
    require(by, "remarks.decide", school)
    if remark.state not in OPEN:
        raise ValidationError("По замечанию уже решено.")
    if remark.state == S.ASKED and timezone.localdate() <= remark.reply_by:
        raise ValidationError(
            f"Сначала отвечает школа: срок её ответа — {remark.reply_by:%d.%m.%Y} включительно."
        )
    remark.decision, remark.offer = decision.strip(), offer.strip()
    remark.state = S.OFFERED if remark.offer else S.CLOSED
    remark.decided_by, remark.decided_at = by, timezone.now()
    remark.save()
    log("remark.decided", remark, f"{remark}: {remark.get_state_display()}", by=by, at=school)
    write(
        people_of([school], SCHOOL_MANAGERS),
        "предложена мера по замечанию наблюдателя" if offer else "замечание наблюдателя учтено",
        f"{remark}: {remark.decision}",
        reverse("remark", args=[remark.pk]),
        kind=Kind.OBSERVATION,
    )
    return remark


@transaction.atomic
def take(
    remark: ObservationRemark,
    *,
    text: str,
    term: str,
    responsible: Person | None = None,
    by: Person,
    **values: Any,
) -> ObservationRemark:
    """The school takes the measure into the draft of its year's plan, in its own words."""
    school = remark.observation.site.school
    require(by, "remarks.reply", school)
    if remark.state != S.OFFERED:
        raise ValidationError("Мера не предложена, или по ней уже решено.")
    plan = plan_in_work(school, school_year_at(timezone.localdate()), by=by)
    direction = plan.directions.filter(title=DIRECTION).first()
    direction = direction or add_direction(plan, title=DIRECTION, by=by)
    remark.measure = add_measure(
        direction, text=text, term=term, responsibles=[responsible] if responsible else (),
        kind="observers", by=by, **values,
    )  # fmt: skip
    remark.state = S.TAKEN
    remark.save()
    log("remark.taken", remark, f"{remark}: мера в плане", by=by, at=school,
        measure=remark.measure.pk)  # fmt: skip
    return remark


@transaction.atomic
def decline(remark: ObservationRemark, *, answer: str, by: Person) -> ObservationRemark:
    """The school does not take the measure, with a reason."""
    school = remark.observation.site.school
    require(by, "remarks.reply", school)
    if remark.state != S.OFFERED:
        raise ValidationError("Мера не предложена, или по ней уже решено.")
    remark.state, remark.answer = S.DECLINED, answer.strip()
    remark.save()
    log("remark.declined", remark, f"{remark}: школа отказалась от меры", by=by, at=school)
    return remark
