"""Hidden cells of public tables: nothing can be computed back, no more is hidden than needed."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.stats.suppression import suppress
from objektiv.stats.suppression_audit import recoverable
from objektiv.stats.suppression_tables import Axis, cube, join

MINIMUM, WIDTH = 3, 3
MARKS = Axis(dict.fromkeys("234", "все"), results=True)
COUNTS = st.integers(0, 7)


def all_tables(cells, leaves, top):
    """Every table that an outsider could imagine, as rows: leaves from 0 to `top`, sums added."""
    grid = np.array(list(itertools.product(range(top + 1), repeat=len(leaves))))
    tables = np.zeros((len(grid), len(cells.keys)), np.int64)
    tables[:, leaves] = grid
    done = set(leaves)
    while len(done) < len(cells.keys):
        for one in cells.sums:
            if one.total not in done and done.issuperset(one.parts):
                tables[:, one.total] = tables[:, list(one.parts)].sum(axis=1)
                done.add(one.total)
    return tables


def leaves_of(cells):
    totals = {one.total for one in cells.sums}
    return [place for place in range(len(cells.keys)) if place not in totals]


def ranges(tables, cells, hidden):
    same = (tables[:, ~hidden] == cells.values[~hidden]).all(axis=1)
    return np.ptp(tables[same], axis=0), tables[same]


def betrayed(cells, possible):
    """Is there a group of which each pupil's result is the same in all possible tables?"""
    return any(
        (possible[:, part] == possible[:, one.total]).all()
        for one in cells.sums
        if one.results and cells.values[one.total]
        for part in one.parts
    )


def safe(tables, cells, hidden):
    spread, possible = ranges(tables, cells, hidden)
    return (spread[hidden] >= WIDTH).all() and not betrayed(cells, possible)


def two_by_two(counts):
    return cube(
        dict(zip(itertools.product("аб", "23"), counts, strict=True)),
        (Axis(dict.fromkeys("аб", "обе")), Axis(dict.fromkeys("23", "все"), results=True)),
    )


@settings(max_examples=25, deadline=None)
@given(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS))
def test_the_loss_is_the_least_of_all_safe_ways_to_hide(counts):
    cells = two_by_two(counts)
    tables = all_tables(cells, leaves_of(cells), 11)

    found = suppress(cells, minimum=MINIMUM, width=WIDTH)

    must = np.array([kind in {"small", "same"} for kind in found.why])
    assert safe(tables, cells, found.hidden)
    assert found.least
    free = np.flatnonzero(~must)
    for chosen in itertools.product((False, True), repeat=len(free)):
        hidden = must.copy()
        hidden[free] = chosen
        if cells.weights[hidden & ~must].sum() < found.loss:
            assert not safe(tables, cells, hidden)


@st.composite
def publications(draw):
    """Classes of schools of a municipality × marks, with a second table that shares margins."""
    schools = {"5а": "Ш1", "5б": "Ш1", "5в": "Ш2", "Ш1": "город", "Ш2": "город"}
    units = draw(st.lists(st.sampled_from(["5а", "5б", "5в"]), min_size=1, unique=True))
    counts = {(unit, mark): draw(st.integers(0, 30)) for unit in units for mark in "234"}
    first = cube(counts, (Axis(schools), MARKS))
    if not draw(st.booleans()):
        return first
    whole = dict(zip(first.keys, first.values.tolist(), strict=True))["город", "все"]
    girls = draw(st.integers(0, whole))
    sexes = {("девочки", "все"): girls, ("мальчики", "все"): whole - girls}
    second = cube(sexes, (Axis(dict.fromkeys(("девочки", "мальчики"), "город")), Axis()))
    return join(first, second)


@settings(max_examples=25, deadline=None)
@given(publications())
def test_no_hidden_cell_and_no_pupil_can_be_recovered_from_linked_tables(cells):
    found = suppress(cells, minimum=10, width=10)

    small = (cells.values > 0) & (cells.values < 10)
    assert found.hidden[small].all()
    back = recoverable(cells, found.published(), width=10)
    assert back.narrow == ()
    assert back.certain == ()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=9, max_size=9), st.permutations(["Ш1", "Ш2", "Ш3"]))
def test_parts_published_one_after_another_give_away_no_small_cell(counts, order):
    """First the whole city, then single schools by themselves: all of it is added up."""
    grid = itertools.product(("Ш1", "Ш2", "Ш3"), "234")
    schools = Axis(dict.fromkeys(("Ш1", "Ш2", "Ш3"), "город"))
    cells = cube(dict(zip(grid, counts, strict=True)), (schools, MARKS))
    seen = suppress(cells, minimum=10, width=10).published()
    for school in order[:2]:
        found = suppress(
            cells, minimum=10, width=10,
            known={key for key, value in seen.items() if value is not None},
            elsewhere={key for key in cells.keys if key[0] != school},
        )  # fmt: skip
        assert found.exposed == ()
        seen |= {key: n for key, n in found.published().items() if n is not None}

    small = {key for key, n in zip(cells.keys, cells.values, strict=True) if 0 < n < 10}
    back = recoverable(cells, seen, width=10)
    assert not small & set(back.narrow)
    assert back.certain == ()


@settings(max_examples=20, deadline=None)
@given(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS), st.lists(st.booleans(), min_size=9, max_size=9))
def test_the_audit_finds_what_enumeration_finds(counts, chosen):
    cells = two_by_two(counts)
    hidden = np.array(chosen)
    published = {
        key: None if hide else int(value)
        for key, value, hide in zip(cells.keys, cells.values, hidden, strict=True)
    }
    spread, possible = ranges(all_tables(cells, leaves_of(cells), 11), cells, hidden)

    back = recoverable(cells, published, width=WIDTH)

    narrow = {cells.keys[place] for place in np.flatnonzero(hidden & (spread < WIDTH))}
    assert set(back.narrow) == narrow
    assert bool(back.certain) == betrayed(cells, possible)


@settings(max_examples=20, deadline=None)
@given(publications())
def test_without_any_effort_more_is_hidden_and_never_less(cells):
    least = suppress(cells, minimum=10, width=10)
    hasty = suppress(cells, minimum=10, width=10, rounds=0)

    assert hasty.loss >= least.loss or not least.least
    back = recoverable(cells, hasty.published(), width=10)
    assert back.narrow == ()
    assert back.certain == ()


@settings(max_examples=20, deadline=None)
@given(publications())
def test_what_is_public_stays_public_and_what_it_gives_away_is_named(cells):
    """Numbers of participants were published earlier; marks are still hidden as far as can be."""
    known = {key for key in cells.keys if key[1] == "все"}

    found = suppress(cells, minimum=10, width=10, known=known)

    published = found.published()
    assert all(published[key] is not None for key in known)
    small = {
        key
        for key, value in zip(cells.keys, cells.values, strict=True)
        if 0 < value < 10 and key not in known
    }
    assert all(published[key] is None for key in small)
    back = recoverable(cells, published, width=1)
    assert set(back.narrow) <= set(found.exposed)


def test_the_same_numbers_hide_the_same_cells():
    draw = np.random.default_rng(3)
    counts = {
        (f"Ш{school}", mark): int(n)
        for school in range(12)
        for mark, n in zip("234", draw.integers(0, 25, 3), strict=True)
    }
    cells = cube(counts, (Axis({f"Ш{school}": "город" for school in range(12)}), MARKS))

    first, second = (suppress(cells, minimum=10, width=10) for _ in range(2))

    assert first == second or first.why == second.why
    assert recoverable(cells, first.published(), width=10).narrow == ()


def test_a_result_of_all_pupils_is_hidden_however_many_they_are():
    cells = cube({("2",): 0, ("3",): 25, ("4",): 0}, (MARKS,))

    found = suppress(cells, minimum=10, width=10)

    assert found.why[cells.keys.index(("3",))] == "same"
    published = found.published()
    assert None in (published["2",], published["4",])
    assert published["все",] == 25


def test_zeros_are_shown():
    cells = cube({("2",): 0, ("3",): 25, ("4",): 14}, (MARKS,))

    found = suppress(cells, minimum=10, width=10)

    assert found.published() == {("2",): 0, ("3",): 25, ("4",): 14, ("все",): 39}
    assert found.loss == 0


def test_shares_and_means_say_nothing_about_hidden_cells():
    cells = cube(
        {(unit, mark): n for unit, row in (("а", (3, 11, 20)), ("б", (14, 10, 16)))
         for mark, n in zip("234", row, strict=True)},
        (Axis(), MARKS),
    )  # fmt: skip

    found = suppress(cells, minimum=10, width=10)

    points = {mark: float(mark) for mark in "234"}
    assert found.mean({("а", mark): points[mark] for mark in "234"}) is None
    assert found.mean({("б", mark): points[mark] for mark in "234"}) == 3.05
    assert found.share(("а", "2"), ("а", "все")) is None
    assert found.share(("б", "2"), ("б", "все")) == 35


@pytest.mark.parametrize(
    ("counts", "axes"),
    [
        ({("а",): -1}, (Axis(),)),
        ({("а",): 1.5}, (Axis(),)),
        ({("а", "б"): 1}, (Axis(),)),
        ({("а",): 1, ("все",): 1}, (Axis({"а": "все"}),)),
        ({("2",): 5}, (MARKS,)),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(counts, axes):
    with pytest.raises(ValueError, match=r"[А-я]"):
        cube(counts, axes)


def test_tables_that_contradict_each_other_are_refused():
    first, second = (cube({("а",): n}, (Axis(),)) for n in (5, 6))

    with pytest.raises(ValueError, match="в одной таблице 5, в другой 6"):
        join(first, second)


def test_a_published_table_that_does_not_add_up_is_refused():
    cells = cube({("2",): 12, ("3",): 25}, (Axis(dict.fromkeys("23", "все")),))

    with pytest.raises(ValueError, match="не дают итога"):
        recoverable(cells, {("2",): 12, ("3",): 25, ("все",): 36}, width=10)
