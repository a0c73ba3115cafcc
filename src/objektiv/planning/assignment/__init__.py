"""Assigning observers and experts to procedures, and works to markers, without conflicts."""

from objektiv.planning.assignment.conflicts import Conflict, clash, conflicts
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
    "Impossible",
    "Person",
    "Procedure",
    "Relation",
    "Shortage",
    "StaffRequest",
    "assign",
    "clash",
    "conflicts",
]
