"""Who may let whom have a role."""

from __future__ import annotations

from objektiv.web.models import Organisation, Person, Role
from objektiv.web.permissions.asking import may
from objektiv.web.permissions.predicates import (
    COORDINATORS,
    FAMILY,
)

# On which level of the tree a role exists.
LEVELS = {
    Role.REGIONAL_COORDINATOR: (Organisation.Kind.REGION,),
    Role.MUNICIPAL_COORDINATOR: (Organisation.Kind.MUNICIPALITY,),
    Role.METHOD_HEAD: (Organisation.Kind.MUNICIPALITY, Organisation.Kind.SCHOOL),
    Role.EXPERT: tuple(Organisation.Kind),
    Role.OBSERVER: tuple(Organisation.Kind),
}
# Roles that one may give: at or below the giver's own place.
GIVEN_BY_SCHOOL = tuple(set(Role.values) - {*COORDINATORS, Role.HEAD})


def may_give(giver: Person, role_: str, place: Organisation) -> bool:
    """May the giver let somebody have a role there? Nobody gives a role above the own."""
    if role_ in FAMILY:
        return may(giver, "people.families", place)
    if not may(giver, "people.manage", place):
        return False
    if place.kind not in LEVELS.get(Role(role_), (Organisation.Kind.SCHOOL,)):
        return False
    if may(giver, "organisation.manage", place):
        # A coordinator gives own rank only below or at the own place.
        return True
    return role_ in GIVEN_BY_SCHOOL


def roles_given(giver: Person, place: Organisation) -> list[str]:
    """Roles that the giver may let somebody have at the place or in an organisation below it."""
    kinds = list(Organisation.Kind)
    lower = set(kinds[kinds.index(Organisation.Kind(place.kind)) + 1 :])
    manages = may(giver, "people.manage", place)
    return [
        one
        for one in Role.values
        if may_give(giver, one, place)
        or (
            manages
            and one not in FAMILY
            and lower & set(LEVELS.get(Role(one), (Organisation.Kind.SCHOOL,)))
        )
    ]
