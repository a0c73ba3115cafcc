"""Bodies and associations, and who does what in them from when to when."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from objektiv.web.actions.audit import log
from objektiv.web.models import Body, BodyMember, Organisation, Person
from objektiv.web.permissions import require


@transaction.atomic
def keep_body(
    organisation: Organisation,
    *,
    kind: str,
    name: str,
    basis: str = "",
    tasks: str = "",
    contacts: str = "",
    closed_on: date | None = None,
    body: Body | None = None,
    by: Person,
) -> Body:
    """Add a body of an organisation or change what is known of it; a closed one stays."""
    require(by, "bodies.manage", organisation)
    name = " ".join(name.split())
    others = Body.objects.filter(organisation=organisation).exclude(pk=body.pk if body else None)
    if name.casefold() in {one.casefold() for one in others.values_list("name", flat=True)}:
        raise ValidationError({"name": f"«{name}» здесь уже есть."})
    kept = body or Body(organisation=organisation)
    kept.kind, kept.name, kept.basis = kind, name, basis.strip()
    kept.tasks, kept.contacts, kept.closed_on = tasks.strip(), contacts.strip(), closed_on
    kept.save()
    log("body.kept", kept, f"{kept.get_kind_display()}: «{kept}»", by=by, at=organisation)
    return kept


@transaction.atomic
def add_member(
    body: Body,
    *,
    duty: str,
    starts: date,
    ends: date | None = None,
    person: Person | None = None,
    who: str = "",
    position: str = "",
    by: Person,
) -> BodyMember:
    """Somebody takes a duty; chair, head and secretary are one at a time."""
    require(by, "bodies.manage", body.organisation)
    problems = {}
    who = " ".join(who.split())
    if person is None and not who:
        problems["who"] = "Выберите человека из системы или напишите фамилию, имя, отчество."
    if person is not None and who:
        problems["who"] = "Укажите что-то одно: человека из системы или имя."
    if ends and ends < starts:
        problems["ends"] = "Последний день раньше первого. Исправьте одну из дат."
    elif duty in BodyMember.SINGLE:
        same = body.members.filter(duty=duty).exclude(ends__lt=starts)
        other = next((one for one in same if ends is None or one.starts <= ends), None)
        if other:
            problems["duty"] = (
                f"{other.get_duty_display().capitalize()} в эти дни — {other}. "
                "Сначала укажите последний день."
            )
    if problems:
        raise ValidationError(problems)
    member = BodyMember.objects.create(
        body=body, person=person, who=who, position=position.strip(), duty=duty, starts=starts,
        ends=ends,
    )  # fmt: skip
    log(
        "body.member_added",
        member,
        f"«{body}»: {member}, {member.get_duty_display()} с {starts:%d.%m.%Y}",
        by=by,
        at=body.organisation,
    )
    return member


@transaction.atomic
def end_member(member: BodyMember, *, on: date, by: Person) -> None:
    """The last day of a duty; the row stays as history."""
    require(by, "bodies.manage", member.body.organisation)
    if on < member.starts:
        raise ValidationError({"on": "Последний день раньше первого. Исправьте дату."})
    member.ends = on
    member.save(update_fields=["ends"])
    log(
        "body.member_ended",
        member,
        f"«{member.body}»: {member}, {member.get_duty_display()} по {on:%d.%m.%Y}",
        by=by,
        at=member.body.organisation,
    )
