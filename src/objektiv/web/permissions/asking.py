"""May this person do that here?"""

from __future__ import annotations

import rules
from django.core.exceptions import PermissionDenied

from objektiv.web.models import Organisation, Person
from objektiv.web.permissions.assigned import assignments
from objektiv.web.permissions.table import RULES

for _name, _predicate in RULES.items():
    if not rules.perm_exists(_name):
        rules.add_perm(_name, _predicate)


def may(person: Person, rule: str, place: Organisation | None = None) -> bool:
    """Does the rule allow the person this at the place (anywhere, without a place)?"""
    return bool(rules.has_perm(rule, person, place))


def require(person: Person, rule: str, place: Organisation | None = None) -> None:
    """Raise PermissionDenied where `may` says no."""
    if not may(person, rule, place):
        raise PermissionDenied(rule)


def places(person: Person, rule: str) -> tuple[str, ...]:
    """Paths at which the person's roles give the right; what lies below is included.

    Only for rules that are a plain `role(...)`: visibility of lists.
    """
    roles = set(RULES[rule].name.removeprefix("role:").split("|"))
    return tuple(one.path for one in assignments(person) if one.role in roles)
