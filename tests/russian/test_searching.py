"""Search forgives forms, ё, one slip, and the wrong layout; numbers stay whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objektiv.russian.searching import asked, corrected, matches, searchable

SIXTH = searchable("МБОУ «СОШ № 6» г. Берёзовск Школа №6 edu900106")
KNOWN = set(SIXTH.split()) | {"гимназия", "иванова", "математика", "лицей"}


@pytest.mark.parametrize(
    "query",
    ["школа 6", "СОШ №6", "сош6", "6 школы", "Березовске", "берёзовск", "EDU900106", "школу"],
)
def test_ways_to_name_a_school(query):
    assert matches(SIXTH, asked(query))


@pytest.mark.parametrize("query", ["школа 16", "гимназия 6", "66", "сад"])
def test_other_schools_are_not_meant(query):
    assert not matches(SIXTH, asked(query))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("гимназея", "гимназия"),
        ("гминазия", "гимназия"),
        ("ивонова", "иванова"),
        ("матиматека", "математика"),
        ("vfntvfnbrf", "математика"),
        ("лицкй 6", "лицей 6"),
        ("кот", None),
        ("xyzzy", None),
    ],
)
def test_slips_are_put_right(typed, meant):
    assert corrected(typed, KNOWN) == meant


@given(st.text(max_size=60))
def test_whatever_is_searched_finds_itself(text):
    assert matches(searchable(text), asked(text))
    assert searchable(searchable(text)).strip() == searchable(text).strip()
