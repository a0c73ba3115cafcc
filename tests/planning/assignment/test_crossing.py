"""Cross-marking: nobody marks the own, nobody marks each other, every work is marked."""

from __future__ import annotations

from collections import Counter
from itertools import product
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.planning.assignment import Child, Person
from objektiv.planning.assignment.crossing import (
    Work,
    barred,
    distribute,
    paired,
    third_markings,
)


def experts(homes: str) -> list[Person]:
    return [Person(f"{home}{n}", frozenset({"expert"}), home) for n, home in enumerate(homes)]


def works(counts: dict[str, int]) -> list[Work]:
    return [Work(f"{n:03}{school}", school) for school in counts for n in range(counts[school])]


def ways(found, given_works, staff) -> set[tuple[str, str]]:
    school = {one.code: one.school for one in given_works}
    home = {one.name: one.school for one in staff}
    return {(school[one.code], home[one.expert]) for one in found}


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.sampled_from("АБВГ"), st.integers(1, 6), min_size=1),
    st.text("АБВГ", min_size=1, max_size=6),
    st.sampled_from([0.0, 0.3, 1.0]),
)
def test_every_work_is_marked_and_nobody_marks_the_own_or_each_other(counts, homes, share):
    given_works, staff = works(counts), experts(homes)

    found = distribute(given_works, staff, share=share)

    if found is None:
        return
    first = Counter(one.code for one in found.markings if one.turn == 1)
    second = Counter(one.code for one in found.markings if one.turn == 2)
    assert first == Counter(one.code for one in given_works)
    assert set(second.values()) <= {1}
    for school, number in counts.items():
        drawn = sum(code.endswith(school) for code in second)
        assert drawn == ceil(round(share * number, 9))
    assert len({(one.code, one.expert) for one in found.markings}) == len(found.markings)
    seen = ways(found.markings, given_works, staff)
    assert not any((b, a) in seen for a, b in seen)
    assert found == distribute(given_works, staff, share=share)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from("АБВ"), min_size=1, max_size=4),
    st.text("АБВГ", min_size=1, max_size=4),
)
def test_single_marking_agrees_with_a_search_through_everything(homes, staffed):
    given_works = [Work(str(n), home) for n, home in enumerate(homes)]
    staff = experts(staffed)
    able = [one for one in staff if any(not barred(one, school) for school in homes)]
    spreads = []
    for choice in product(staff, repeat=len(homes)):
        seen = {(home, one.school) for home, one in zip(homes, choice, strict=True)}
        if not any((b, a) in seen for a, b in seen):
            loads = [sum(one == who for who in choice) for one in able]
            spreads.append(max(loads) - min(loads))

    found = distribute(given_works, staff, share=0)

    assert (found is not None) == bool(spreads)
    if found is not None:
        assert max(found.loads.values()) - min(found.loads.values()) == min(spreads)


@given(st.lists(st.tuples(st.sampled_from("абвг"), st.sampled_from("абвг")), max_size=12))
def test_pairs_of_different_people_are_found_whenever_they_exist(wanted):
    wanted = [(one, other) for one, other in wanted if one != other]
    first, second = Counter(one for one, _ in wanted), Counter(other for _, other in wanted)

    found = paired(first, second)

    assert all(one != other for one, other in found)
    assert Counter(one for one, _ in found) == first
    assert Counter(other for _, other in found) == second


def test_two_schools_cannot_mark_each_other_and_three_go_round():
    assert distribute(works({"А": 3, "Б": 3}), experts("АБ"), share=0) is None
    round_ = distribute(works({"А": 3, "Б": 3, "В": 3}), experts("АБВ"), share=0)
    assert round_ is not None
    assert round_.loads == {"А0": 3, "Б1": 3, "В2": 3}


def test_a_parent_does_not_mark_works_of_the_childs_school():
    staff = [Person("Лугова", frozenset({"expert"}), "Б", children=(Child("А"),))]
    assert distribute(works({"А": 2}), staff, share=0) is None


@pytest.mark.parametrize(("second", "thirds"), [(9, 0), (8, 1), (12, 1), (11, 0)])
def test_a_third_marks_where_two_differ_by_the_rule(second, thirds):
    given_works, staff = works({"А": 2}), experts("БВГ")
    done = distribute(given_works, staff, share=1)
    assert done is not None
    code = given_works[0].code

    found, without = third_markings(
        done.markings, {(code, 1): 10, (code, 2): second}, given_works, staff, difference=2
    )

    assert len(found) == thirds
    assert without == ()
    before = {one.expert for one in done.markings if one.code == code}
    assert not {one.expert for one in found} & before
