"""Own rules of the schedule: changed in a draft, tried on real schedules, put in force."""

from __future__ import annotations

import tomllib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from objektiv.profiles import load_schedule_rules
from objektiv.web.actions.audit import log
from objektiv.web.models import Organisation, Person, ScheduleRuleSet
from objektiv.web.permissions import require

State = ScheduleRuleSet.State


@transaction.atomic
def save_rules(place: Organisation, text: str, *, by: Person) -> ScheduleRuleSet:
    """The draft of the place with this text. Raises ValidationError when it is not understood."""
    require(by, "schedule.rules", place)
    try:
        load_schedule_rules(2026, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        where = str(error).rpartition("(at ")[2].rstrip(")").replace("line", "строка")
        where = where.replace("column", "столбец").replace("end of document", "конец текста")
        raise ValidationError({"text": f"Текст не читается: {where}."}) from None
    except ValueError as error:
        raise ValidationError({"text": str(error)}) from None
    draft = ScheduleRuleSet.objects.filter(organisation=place, state=State.DRAFT).first()
    draft = draft or ScheduleRuleSet(organisation=place)
    draft.text, draft.made_by = text, by
    draft.save()
    log("schedule_rules.saved", draft, "Изменён черновик правил графика", by=by, at=place)
    return draft


@transaction.atomic
def apply_rules(draft: ScheduleRuleSet, *, by: Person) -> ScheduleRuleSet:
    """From now on schedules at and below the place are checked by them; former ones stay kept."""
    require(by, "schedule.rules", draft.organisation)
    if draft.state != State.DRAFT:
        raise ValidationError("Эта редакция уже не черновик.")
    ScheduleRuleSet.objects.filter(organisation=draft.organisation, state=State.ACTIVE).update(
        state=State.PAST
    )
    draft.state, draft.applied_at = State.ACTIVE, timezone.now()
    draft.save()
    log("schedule_rules.applied", draft, "Введены свои правила графика", by=by,
        at=draft.organisation, rules=draft.text)  # fmt: skip
    return draft


@transaction.atomic
def drop_rules(draft: ScheduleRuleSet, *, by: Person) -> None:
    require(by, "schedule.rules", draft.organisation)
    if draft.state != State.DRAFT:
        raise ValidationError("Действующую редакцию не удаляют, её заменяет новая.")
    log("schedule_rules.dropped", draft, "Черновик правил графика удалён", by=by,
        at=draft.organisation, rules=draft.text)  # fmt: skip
    draft.delete()
