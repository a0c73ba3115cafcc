"""Every rule for every role, above, at, below and beside the place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from objektiv.web.models import Role, RoleAssignment
from objektiv.web.permissions import RULES, may, may_give, require

COORDINATORS = {"coordinator", "north"}
MANAGERS = {"head", "deputy"}
OFFICE = {*MANAGERS, "office"}
OTHERS = {"methodist", "teacher", "classteacher", "expert", "organiser", "technician"}
# Who may do it in the first school of the north; everybody else may not.
ALLOWED = {
    "organisation.view": {
        *COORDINATORS,
        *OFFICE,
        "methodist",
        "teacher",
        "classteacher",
        "expert",
        "organiser",
        "technician",
    },
    "organisation.manage": COORDINATORS,
    "people.view": {*COORDINATORS, *OFFICE, "methodist"},
    "people.manage": {*COORDINATORS, *MANAGERS},
    "people.invite": {*COORDINATORS, *OFFICE},
    "people.families": OFFICE,  # whose child has which code stays in the school
    "bodies.manage": {*COORDINATORS, *MANAGERS},
    "classes.view": {*COORDINATORS, *OFFICE, *OTHERS},
    "classes.manage": {*COORDINATORS, *OFFICE},
    "terms.manage": {*COORDINATORS, *MANAGERS},
    "subjects.manage": {"coordinator"},
    "procedure.manage": COORDINATORS,
    "holding.view": {*COORDINATORS, *OFFICE, "methodist", "organiser", "technician", "expert"},
    "holding.organise": {*COORDINATORS, *OFFICE},
    "holding.prepare": OFFICE,
    "holding.take_part": {*OFFICE, "organiser", "technician", "expert"},
    "experts.view": {*COORDINATORS, *OFFICE, "methodist"},
    "experts.manage": {*OFFICE, "methodist"},
    "schedule.view": {*COORDINATORS, *OFFICE, "methodist", "teacher", "classteacher", "organiser"},
    "schedule.manage": OFFICE,
    "schedule.approve": MANAGERS,
    "schedule.rules": OFFICE,
    "sealed.view": {*COORDINATORS, *OFFICE},
    "sealed.send": OFFICE,
    "briefings.view": {*COORDINATORS, *OFFICE},
    "briefings.hold": OFFICE,
    "codes.manage": OFFICE,
    "codes.vault": MANAGERS,
    "results.bring": {*COORDINATORS, *OFFICE},
    "results.view": {*COORDINATORS, *OFFICE, "methodist", "teacher", "classteacher"},
    "results.view_all": {*COORDINATORS, *OFFICE, "methodist"},
    "results.compare": {*COORDINATORS, *OFFICE, "methodist"},
    "results.view_pupils": OFFICE,  # above the school people see counts
    "findings.view": {*COORDINATORS, *OFFICE},
    "findings.ask": COORDINATORS,
    "findings.reply": MANAGERS,
    "findings.decide": COORDINATORS,
    "recommendations.view": {*COORDINATORS, *OFFICE, "methodist"},
    "recommendations.write": COORDINATORS,
    "recommendations.answer": MANAGERS,
    "open.view": {*COORDINATORS, *OFFICE, "methodist"},
    "open.manage": OFFICE,
    "open.tables": MANAGERS,
    "indicators.view": {*COORDINATORS, *OFFICE, "methodist"},
    "indicators.manage": MANAGERS,
    "acts.view": {*COORDINATORS, *OFFICE, "methodist", "teacher", "classteacher"},
    "acts.manage": OFFICE,
    "acts.approve": MANAGERS,
    "growth.own": {*OFFICE, "teacher", "classteacher"},
    "growth.bring": {*OFFICE, "methodist"},
    "growth.view": {*COORDINATORS, *OFFICE, "methodist"},
    "growth.courses": {*OFFICE, "methodist"},
    "growth.pair": {*OFFICE, "methodist"},
    "parents.view": {*OFFICE, "teacher", "classteacher"},
    "parents.manage": OFFICE,
    "parents.talk": {*OFFICE, "teacher", "classteacher"},
    "surveys.view": {*COORDINATORS, *OFFICE, "methodist"},
    "surveys.manage": OFFICE,
    "effect.view": {*COORDINATORS, *OFFICE, "methodist"},
    "plans.view": {*COORDINATORS, *OFFICE, "methodist", "teacher", "classteacher"},
    "plans.manage": OFFICE,
    "plans.approve": MANAGERS,
    "measures.check": {*COORDINATORS, *MANAGERS},
    "leaflets.view": {*COORDINATORS, *OFFICE, "methodist"},
    "leaflets.write": {*OFFICE, "methodist"},
    "practices.view": {*COORDINATORS, *OFFICE, "methodist"},
    "practices.write": OFFICE,
    "practices.publish": COORDINATORS,
    "evaluation.view": {*COORDINATORS, *OFFICE, "methodist"},
    "evaluation.fill": OFFICE,
    "evaluation.submit": MANAGERS,
    "evaluation.assess": COORDINATORS,
    "evaluation.criteria": COORDINATORS,
    "meetings.view": {*COORDINATORS, *OFFICE, "methodist"},
    "meetings.manage": {*OFFICE, "methodist"},
    "meetings.interview": MANAGERS,  # a talk with a teacher is not seen from above
    "findings.mark_again": COORDINATORS,
    "findings.confirm": COORDINATORS,
    "journals.view": {*COORDINATORS, *OFFICE, "teacher", "classteacher"},
    "observers.manage": COORDINATORS,
    "observation.view": {*COORDINATORS, *OFFICE},
    "observation.manage": COORDINATORS,
    "remarks.reply": MANAGERS,
    "remarks.decide": COORDINATORS,
    "help.work": {*OFFICE, "teacher", "classteacher"},
    "help.decide": MANAGERS,
    "programmes.write": {*OFFICE, "teacher", "classteacher"},
    "programmes.approve": MANAGERS,
    "journals.bring": {*OFFICE, "teacher", "classteacher"},
    "journals.view_pupils": OFFICE,
    "marks.draft": {*OFFICE, "teacher", "classteacher"},
    "marks.manage": MANAGERS,
    "tasks.view": {*COORDINATORS, *OFFICE, "methodist", "teacher", "classteacher"},
    "tasks.write": {*OFFICE, "methodist", "teacher", "classteacher"},
    "tasks.review": {*OFFICE, "methodist"},
    "criteria.view": {*COORDINATORS, *OFFICE, "methodist", "teacher", "classteacher"},
    "criteria.write": {*OFFICE, "methodist", "teacher", "classteacher"},
    "criteria.approve": MANAGERS,
    "criteria.mark": {*OFFICE, "teacher", "classteacher"},
    "control.view": {*COORDINATORS, *OFFICE, "methodist"},
    "control.manage": OFFICE,
    "control.approve": MANAGERS,
    "visits.lead": MANAGERS,
    "visits.mutual": {*OFFICE, "methodist", "teacher", "classteacher"},
    "keeping.view": {*COORDINATORS, *MANAGERS},
    "keeping.run": COORDINATORS,
    "keeping.decide": {*COORDINATORS, *MANAGERS},
    "outgoing.view": {*COORDINATORS, *OFFICE},
    "outgoing.write": OFFICE,
    "audit.view": {*COORDINATORS, *MANAGERS},
}


@pytest.mark.parametrize("rule", RULES)
def test_rule_at_a_school_allows_exactly_these_roles(world, rule):
    allowed = {name for name, person in world.people.items() if may(person, rule, world.first)}

    assert allowed == ALLOWED[rule]


@pytest.mark.parametrize("rule", RULES)
def test_nobody_of_a_school_reaches_above_or_beside(world, rule):
    for name in ("head", "deputy", "office", "methodist", "teacher"):
        for place in (world.region, world.north, world.south, world.second, world.third):
            assert not may(world.people[name], rule, place), (name, place)


@pytest.mark.parametrize("rule", RULES)
def test_a_district_ends_at_its_border(world, rule):
    for place in (world.region, world.south, world.third):
        assert not may(world.people["north"], rule, place), place


def test_nobody_decides_about_the_own_level(world):
    both = world.person("both", (Role.MUNICIPAL_COORDINATOR, world.north))

    assert may(both, "findings.decide", world.first)
    assert not may(both, "findings.decide", world.north)
    assert not may(world.people["head"], "findings.decide", world.first)


def test_the_reply_belongs_to_the_school_alone(world):
    assert may(world.people["head"], "findings.reply", world.first)
    assert not may(world.people["coordinator"], "findings.reply", world.first)
    assert not may(world.people["neighbour"], "findings.reply", world.first)


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(0, None, True), (-10, 0, True), (1, None, False), (-10, -1, False)],
)
def test_an_assignment_holds_on_its_days_only(world, starts, ends, holds):
    person = world.person("dated")
    today = timezone.localdate()
    RoleAssignment.objects.create(
        person=person,
        role=Role.HEAD,
        organisation=world.first,
        starts=today + timedelta(days=starts),
        ends=None if ends is None else today + timedelta(days=ends),
    )

    assert may(person, "results.bring", world.first) is holds


def test_somebody_who_may_not_come_in_may_nothing(world):
    head = world.people["head"]
    head.is_active = False

    assert not any(may(head, rule, world.first) for rule in RULES)


def test_require_refuses(world):
    with pytest.raises(PermissionDenied):
        require(world.people["teacher"], "results.bring", world.first)


@pytest.mark.parametrize(
    ("giver", "role", "place", "allowed"),
    [
        ("coordinator", Role.REGIONAL_COORDINATOR, "region", True),
        ("coordinator", Role.MUNICIPAL_COORDINATOR, "north", True),
        ("coordinator", Role.HEAD, "first", True),
        ("north", Role.MUNICIPAL_COORDINATOR, "north", True),
        ("north", Role.REGIONAL_COORDINATOR, "region", False),
        ("north", Role.HEAD, "third", False),
        ("north", Role.HEAD, "north", False),  # a head is head of a school
        ("head", Role.TEACHER, "first", True),
        ("head", Role.HEAD, "first", False),
        ("head", Role.TEACHER, "second", False),
        ("office", Role.TEACHER, "first", False),
        ("teacher", Role.PARENT, "first", False),
        ("office", Role.PARENT, "first", True),
        ("head", Role.PUPIL, "first", True),
        ("head", Role.PARENT, "second", False),
        ("north", Role.PARENT, "first", False),
        ("coordinator", Role.PUPIL, "first", False),
    ],
)
def test_nobody_gives_a_role_above_the_own(world, giver, role, place, allowed):
    assert may_give(world.people[giver], role, getattr(world, place)) is allowed
