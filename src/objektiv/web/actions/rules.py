"""Rules of recommendations: change in a draft, look at real data, then put in force."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from objektiv.recommendations import Rule, RulesRefused, read_rules, write_rules
from objektiv.web.actions.audit import log
from objektiv.web.models import Organisation, Person, RuleSet
from objektiv.web.permissions import require
from objektiv.web.queries.recommendations import draft_of, rule_set_of, rules_in


@transaction.atomic
def save_rules(place: Organisation, text: str, *, note: str, by: Person) -> RuleSet:
    """The draft of the place with this text; every complaint of the rules at once."""
    require(by, "recommendations.write", place)
    try:
        text = write_rules(read_rules(text))
    except RulesRefused as refused:
        raise ValidationError(list(refused.complaints)) from None
    draft = draft_of(place) or RuleSet(organisation=place, made_by=by)
    draft.text, draft.made_by = text, by
    draft.note = "; ".join(dict.fromkeys(filter(None, [*draft.note.split("; "), note])))[:500]
    draft.save()
    log("rules.saved", draft, f"Изменён черновик правил: {note}", by=by, at=place)
    return draft


def save_rule(place: Organisation, rule: Rule, *, by: Person) -> RuleSet:
    """One rule changed or, with a new code, added at the end of its block."""
    known = list(_in_work(place))
    codes = [one.code for one in known]
    if rule.code in codes:
        known[codes.index(rule.code)] = rule
        note = f"изменено «{rule.code}»"
    else:
        known.append(rule)
        note = f"добавлено «{rule.code}»"
    return save_rules(place, write_rules(known), note=note, by=by)


def remove_rule(place: Organisation, code: str, *, by: Person) -> RuleSet:
    left = [one for one in _in_work(place) if one.code != code]
    return save_rules(place, write_rules(left), note=f"убрано «{code}»", by=by)


def _in_work(place: Organisation) -> tuple[Rule, ...]:
    return tuple(replace(one) for one in rules_in(draft_of(place) or rule_set_of(place)))


@transaction.atomic
def apply_rule_set(draft: RuleSet, *, by: Person) -> RuleSet:
    """From now on new drafts of recommendations follow these rules; the former stay kept."""
    place = draft.organisation
    require(by, "recommendations.write", place)
    if draft.state != RuleSet.State.DRAFT:
        raise ValidationError("Эта редакция уже не черновик.")
    RuleSet.objects.filter(organisation=place, state=RuleSet.State.ACTIVE).update(
        state=RuleSet.State.PAST
    )
    draft.state, draft.applied_at = RuleSet.State.ACTIVE, timezone.now()
    draft.save(update_fields=["state", "applied_at"])
    log("rules.applied", draft, f"Введены правила рекомендаций: {draft.note}", by=by, at=place)
    return draft


@transaction.atomic
def drop_draft(draft: RuleSet, *, by: Person) -> None:
    require(by, "recommendations.write", draft.organisation)
    if draft.state != RuleSet.State.DRAFT:
        raise ValidationError("Действующую редакцию не удаляют, её заменяет новая.")
    log("rules.dropped", draft, "Черновик правил удалён", by=by, at=draft.organisation,
        rules=draft.text)  # fmt: skip
    draft.delete()
