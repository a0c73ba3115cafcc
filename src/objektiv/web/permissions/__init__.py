"""Who may what. The rules themselves stand in `table.py`, all of them.

A person acts through role assignments. An assignment reaches the organisation it names and
everything below it, never sideways or above. `may(person, "results.bring", place)` asks one
question; `place` is an organisation. Rules say what the law and the order of work say, and
`tests/web/test_permissions.py` walks through every role for every rule.
"""

from objektiv.web.permissions.asking import may, places, require
from objektiv.web.permissions.assigned import assignments, expert_places
from objektiv.web.permissions.giving import may_give, roles_given
from objektiv.web.permissions.own import classes_seen, own_results, pupils_seen
from objektiv.web.permissions.predicates import (
    COORDINATORS,
    FAMILY,
    METHODISTS,
    ON_DAY,
    SCHOOL_MANAGERS,
    SCHOOL_OFFICE,
    STAFF,
    TEACHERS,
)
from objektiv.web.permissions.table import RULES

__all__ = [
    "COORDINATORS",
    "FAMILY",
    "METHODISTS",
    "ON_DAY",
    "RULES",
    "SCHOOL_MANAGERS",
    "SCHOOL_OFFICE",
    "STAFF",
    "TEACHERS",
    "assignments",
    "classes_seen",
    "expert_places",
    "may",
    "may_give",
    "own_results",
    "places",
    "pupils_seen",
    "require",
    "roles_given",
]
