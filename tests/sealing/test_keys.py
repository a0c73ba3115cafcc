"""Key phrases, check digits, codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objektiv.sealing import (
    CodeError,
    NameRow,
    WrongKey,
    WrongPhrase,
    check_digit,
    is_checked,
    key_from_bytes,
    key_of,
    lock_names,
    new_codes,
    new_phrase,
    public_key,
    read_code,
    read_phrase,
    unlock_names,
)

digits = st.text("0123456789", min_size=1, max_size=12)


@given(digits, st.data())
def test_every_wrong_digit_and_every_swap_of_neighbours_is_noticed(bare, data):
    whole = bare + check_digit(bare)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != whole[place]]))
    pair = data.draw(st.integers(0, len(whole) - 2))
    swapped = whole[:pair] + whole[pair + 1] + whole[pair] + whole[pair + 2 :]

    assert is_checked(whole)
    assert not is_checked(whole[:place] + other + whole[place + 1 :])
    assert is_checked(swapped) == (swapped == whole)


def test_a_phrase_is_read_however_it_was_typed():
    phrase = new_phrase()

    for typed in (phrase, phrase.replace(" ", ""), phrase.replace(" ", "-"), f" {phrase}\n"):
        assert read_phrase(typed) == phrase


def test_a_slip_in_a_phrase_names_its_group():
    groups = new_phrase().split()
    groups[3] = groups[3][:-1] + str((int(groups[3][-1]) + 1) % 10)

    with pytest.raises(WrongPhrase, match=r"в группе 4:"):
        read_phrase(" ".join(groups))


@pytest.mark.parametrize("typed", ["", "12345", "пароль", "1" * 31, "١" * 30])
def test_what_is_no_phrase_is_refused(typed):
    with pytest.raises(WrongPhrase):
        read_phrase(typed)


def test_a_key_is_never_printed():
    key = key_of(new_phrase(), "person")

    assert key.secret not in repr(key)
    assert key.secret.startswith("AGE-SECRET-KEY-1")
    assert public_key(f" {key.public}\n") == key.public


def test_the_key_of_a_phrase_stays_the_same():
    """Phrases on paper must open in every later version."""
    phrase = "57240 57240 57240 57240 57240 57240"

    assert key_of(phrase, "person").public == (
        "age1qpmcnm777z5kgj8neve7em3673vjh0cn7xzvfvl0enlzfsmnde6q2yv095"
    )


def test_what_is_no_public_key_is_refused():
    with pytest.raises(WrongPhrase, match="age1"):
        public_key("age1qqqq")


@given(st.integers(1, 300))
def test_codes_differ_and_are_read_back(n):
    codes = new_codes(n, taken=["1000015"])

    assert len({*codes, "1000015"}) == n + 1
    assert all(read_code(one) == one and one[0] != "0" for one in codes)


def test_codes_that_are_taken_are_drawn_again():
    draws = iter([5, 5, 6])

    first, second = new_codes(2, draw=lambda _: next(draws))

    assert first != second


@pytest.mark.parametrize("typed", ["", "12", "7777777", "Иванова Мария", "1000015x", "²²²²²²²"])
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(CodeError):
        read_code(typed)


def test_names_are_read_by_the_key_of_the_school_alone():
    own, other = key_from_bytes(b"a" * 32), key_from_bytes(b"b" * 32)
    piece = lock_names([NameRow("1000015", "Ёлкина Мария")], own.public)

    assert unlock_names(piece, own) == [NameRow("1000015", "Ёлкина Мария")]
    with pytest.raises(WrongKey):
        unlock_names(piece, other)


def test_the_size_of_a_vault_does_not_tell_the_length_of_names():
    key = key_from_bytes(b"a" * 32)
    short, long = (
        len(lock_names([NameRow("1000015", name)] * 20, key.public))
        for name in ("Ли Ян", "Александрова-Константинопольская Вильгельмина")
    )

    assert abs(long - short) < 400  # age adds a little of its own at random; the names 1,600
