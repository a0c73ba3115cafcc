"""Assignments without conflicts: against a search through everything."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.planning.assignment import (
    Assignment,
    Child,
    Impossible,
    Relation,
    assign,
    conflicts,
)

_spec = importlib.util.spec_from_file_location(
    "assignment_made", Path(__file__).with_name("made.py")
)
made = importlib.util.module_from_spec(_spec)
sys.modules["assignment_made"] = made
_spec.loader.exec_module(made)
DAY, SCHOOLS = made.DAY, made.SCHOOLS


@pytest.mark.parametrize(
    ("fields", "role", "rule"),
    [
        ({"school": "сош №1"}, "observer", "own_school"),
        ({"children": (Child("СОШ № 1", "9Б"),)}, "observer", "own_child"),
        ({"subjects": frozenset({"математика"})}, "observer", "own_subject"),
        ({"subjects": frozenset({"физика"})}, "expert", "qualification"),
        ({"relations": (Relation("СОШ № 1", "брат"),)}, "observer", "relation"),
        ({"trained": False}, "observer", "training"),
        ({"accredited_until": None}, "observer", "accreditation"),
        ({"accredited_until": date(2026, 4, 20)}, "observer", "accreditation"),
        ({"accredited_from": date(2026, 4, 22)}, "observer", "accreditation"),
        ({"briefed": None}, "observer", "briefing"),
        ({"briefed": DAY}, "observer", "briefing"),
        ({"busy": frozenset({DAY})}, "observer", "busy"),
        ({"last_schools": frozenset({"СОШ № 1"})}, "observer", "rotation"),
        ({"most": 0}, "observer", "limit"),
    ],
)
def test_each_rule_keeps_a_person_away_alone(fields, role, rule):
    fields = {"subjects": frozenset({"Математика"})} | fields if role == "expert" else fields
    who, where = made.person("А", **fields), made.procedure("п1")
    asked = made.request([where], [who])

    found = conflicts(who, where, role, asked)

    assert [one.rule for one in found] == [rule]
    off = replace(asked, rules=asked.rules.changed({rule: "off"}))
    assert conflicts(who, where, role, off) == ()


def test_the_day_before_is_early_enough_for_a_briefing_and_a_weekend_does_not_count():
    where = made.procedure("п1", day=date(2026, 4, 20))  # a Monday
    friday, saturday = made.person("А"), made.person("Б")
    friday = replace(friday, briefed=date(2026, 4, 17))
    saturday = replace(saturday, briefed=date(2026, 4, 18))
    asked = made.request([where], [friday, saturday])

    assert conflicts(friday, where, "observer", asked) == ()
    assert [one.rule for one in conflicts(saturday, where, "observer", asked)] == ["briefing"]


def test_an_unknown_class_of_a_child_keeps_away_from_every_class():
    where = made.procedure("п1", classes=frozenset({"5А"}))
    near = made.person("А", children=(Child("СОШ № 1", "5-а"),))
    far = made.person("Б", children=(Child("СОШ № 1", "9Б"),))
    unknown = made.person("В", children=(Child("СОШ № 1"),))
    asked = made.request([where], [near, far, unknown], child_scope="class")

    kept = [bool(conflicts(who, where, "observer", asked)) for who in asked.people]

    assert kept == [True, False, True]


def test_a_distant_school_on_the_same_day_needs_another_person():
    places = [
        made.procedure("п1"),
        made.procedure("п2", school=SCHOOLS[1], start=time(12), end=time(13)),
    ]
    pair = frozenset({frozenset(SCHOOLS[:2])})

    assert isinstance(assign(made.request(places, [made.person("А")])), Assignment)
    assert isinstance(assign(made.request(places, [made.person("А")], distant=pair)), Impossible)


def test_a_preferred_rotation_repeats_a_school_only_where_nobody_else_is_left():
    rules = made.request([], []).rules.changed({"rotation": "prefer"})
    old = made.person("А", last_schools=frozenset({SCHOOLS[0]}))
    both = made.request([made.procedure("п1")], [old, made.person("Б", load=5)], rules=rules)
    alone = made.request([made.procedure("п1")], [old], rules=rules)

    assert [one.person for one in assign(both).assigned] == ["Б"]
    assert [one.person for one in assign(alone).assigned] == ["А"]
    assert (assign(both).repeated, assign(alone).repeated) == (0, 1)


people = st.builds(
    lambda n, roles, school, child, load, most, last: made.person(
        f"person {n}",
        roles=frozenset(roles),
        school=school,
        children=(Child(child),) if child else (),
        subjects=frozenset({"Математика"} if "expert" in roles else ()),
        load=load,
        most=most,
        last_schools=frozenset({last} if last else ()),
    ),
    st.just(0),
    st.sampled_from([("observer",), ("observer",), ("expert",), ("observer", "expert")]),
    st.sampled_from(["", *SCHOOLS]),
    st.sampled_from(["", "", *SCHOOLS]),
    st.integers(0, 2),
    st.sampled_from([None, None, 1, 2]),
    st.sampled_from(["", "", *SCHOOLS]),
)
places = st.builds(
    lambda school, subject, day, hour, observers, experts: made.procedure(
        "",
        school=school,
        subject=subject,
        day=day,
        start=time(hour),
        end=time(hour + 2),
        observers=observers,
        experts=experts,
    ),
    st.sampled_from(SCHOOLS),
    st.sampled_from(["Математика", "История"]),
    st.sampled_from([DAY, date(2026, 4, 22)]),
    st.integers(9, 11),
    st.integers(0, 2),
    st.integers(0, 1),
)


@st.composite
def requests(draw):
    where = [replace(one, code=f"п{n}") for n, one in enumerate(draw(st.lists(places, max_size=4)))]
    who = [
        replace(one, name=f"person {n}")
        for n, one in enumerate(draw(st.lists(people, min_size=1, max_size=5)))
    ]
    pairs = frozenset({frozenset(SCHOOLS[:2])}) if draw(st.booleans()) else frozenset()
    return made.request(where, who, distant=pairs)


@settings(max_examples=80, deadline=None)
@given(requests())
def test_it_agrees_with_a_search_through_everything(asked):
    possible = made.every_assignment(asked)

    found = assign(asked)

    if not possible:
        assert isinstance(found, Impossible)
        assert found.sentences
        assert all(one.lacking > 0 for one in found.shortages)
    else:
        assert isinstance(found, Assignment)
        assert made.broken(asked, found.assigned) == []
        assert sum(found.spread.values()) == min(made.spread(asked, one) for one in possible)
        assert found.proven
        assert assign(asked) == found


@settings(max_examples=30, deadline=None)
@given(requests(), st.data())
def test_when_somebody_drops_out_the_fewest_change(asked, data):
    first = assign(asked)
    if isinstance(first, Impossible) or not first.assigned:
        return
    gone = data.draw(st.sampled_from(sorted({one.person for one in first.assigned})))
    left = replace(
        asked, people=tuple(one for one in asked.people if one.name != gone), keep=first.assigned
    )
    possible = made.every_assignment(left)

    again = assign(left)

    assert isinstance(again, Assignment) == bool(possible)
    if possible:
        fewest = min(len(set(first.assigned) - set(one)) for one in possible)
        assert again.changes == fewest
        assert made.broken(left, again.assigned) == []


@settings(max_examples=30, deadline=None)
@given(requests())
def test_the_people_said_to_be_missing_are_enough(asked):
    found = assign(asked)
    if isinstance(found, Assignment):
        return
    more = [
        made.person(
            f"more {role} {subject} {n}",
            roles=frozenset({role}),
            subjects=frozenset({subject} if subject else ()),
        )
        for role, subject, number in found.missing
        for n in range(number)
    ]

    assert isinstance(assign(replace(asked, people=(*asked.people, *more))), Assignment)


def test_the_explanation_names_rules_people_and_lines():
    who = [
        made.person("Лугова", school=SCHOOLS[0], line=20),
        made.person("Ветров", trained=False, line=30),
    ]
    found = assign(made.request([made.procedure("п1", line=5)], who))

    assert isinstance(found, Impossible)
    assert found.missing == (("observer", "", 1),)
    assert found.binding == ("own_school", "training")
    text = " ".join(found.sentences).replace("\xa0", " ")
    assert "своя организация — Лугова, строка 20" in text
    assert "обучение — Ветров, строка 30" in text
    assert "21.04.2026, строка 5): наблюдателей нужно 1, не хватает 1" in text
    assert "Помогло бы: ещё 1 наблюдатель без ограничений." in text


def test_work_that_runs_out_is_not_called_impossible():
    places = [made.procedure(f"п{n}", start=time(8 + n), end=time(9 + n)) for n in range(9)]
    asked = made.request(places, [made.person(f"person {n}") for n in range(20)])

    found = assign(asked, effort=0)

    assert isinstance(found, Impossible)
    assert found.shortages == ()
    assert "что оно невозможно, не доказано" in found.sentences[0]
