"""Assigning observers and experts to procedures, and works to markers, without conflicts."""

from objektiv.planning.assignment.conflicts import Conflict, clash, conflicts
from objektiv.planning.assignment.crossing import (
    Distribution,
    Marking,
    Work,
    distribute,
    third_markings,
)
from objektiv.planning.assignment.explaining import Impossible, Shortage
from objektiv.planning.assignment.request import (
    ROLES,
    Assigned,
    Child,
    Person,
    Procedure,
    Relation,
    StaffRequest,
)
from objektiv.planning.assignment.solving import Assignment, assign

__all__ = [
    "ROLES",
    "Assigned",
    "Assignment",
    "Child",
    "Conflict",
    "Distribution",
    "Impossible",
    "Marking",
    "Person",
    "Procedure",
    "Relation",
    "Shortage",
    "StaffRequest",
    "Work",
    "assign",
    "clash",
    "conflicts",
    "distribute",
    "third_markings",
]
