"""No sealed file opens early, for the wrong person, or after tampering."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.sealing import (
    Altered,
    NotOpened,
    Recipient,
    Release,
    TooEarly,
    WrongKey,
    is_genuine,
    key_from_bytes,
    moved,
    number_of,
    only,
    open_parcel,
    read_parcel,
    released,
    resealed,
    seal,
    write_parcel,
)

NOW = datetime(2026, 4, 13, 12, tzinfo=UTC)
OPENS = NOW + timedelta(hours=18)
IVANOVA, PETROV, STRANGER, RELEASE, OTHER = (key_from_bytes(bytes([n] * 32)) for n in range(5))
FILES = {"вариант 1.pdf": b"%PDF-1.7 one", "ключи.txt": "ответы".encode()}


def sealed(files=FILES):
    return seal(
        title="ВПР 2026, математика, 5 класс",
        sender="Северный район",
        opens=OPENS,
        now=NOW,
        release=RELEASE,
        contents=[
            (Recipient(IVANOVA.public, "Школа № 1"), files),
            (Recipient(PETROV.public, "Школа № 2"), {"другой.txt": b"2"}),
        ],
    )


CONTENT = write_parcel(sealed())


def test_each_recipient_opens_the_own_envelope_with_both_keys():
    parcel = read_parcel(CONTENT)

    assert open_parcel(parcel, IVANOVA, RELEASE) == FILES
    assert open_parcel(parcel, PETROV, RELEASE) == {"другой.txt": b"2"}
    assert (parcel.title, parcel.opens, parcel.edition) == (sealed().title, OPENS, 1)


def test_nothing_of_the_files_is_seen_in_the_parcel():
    for text in ("вариант", "%PDF", "ответы", "другой"):
        assert text.encode() not in CONTENT


@pytest.mark.parametrize("own", [STRANGER, RELEASE])
def test_the_wrong_person_opens_nothing(own):
    with pytest.raises(WrongKey, match="не для вашего ключа"):
        open_parcel(read_parcel(CONTENT), own, RELEASE)


@pytest.mark.parametrize("release", [OTHER, IVANOVA])
def test_without_the_release_key_the_recipient_opens_nothing(release):
    with pytest.raises(WrongKey, match="другой посылки"):
        open_parcel(read_parcel(CONTENT), IVANOVA, release)


def test_neither_key_alone_gets_behind_the_encryption():
    envelope = read_parcel(CONTENT).carried[1]
    mine = pyrage.x25519.Identity.from_str(IVANOVA.secret)
    servers = pyrage.x25519.Identity.from_str(RELEASE.secret)

    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(envelope, [mine])
    inner = pyrage.decrypt(envelope, [servers])
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(inner, [servers])
    assert b"%PDF" not in inner


@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
@settings(max_examples=300, deadline=None)
def test_any_changed_byte_is_noticed(position, change):
    altered = bytearray(CONTENT)
    altered[position] ^= change

    with pytest.raises(NotOpened):
        open_parcel(read_parcel(bytes(altered)), IVANOVA, RELEASE)


@given(st.integers(0, len(CONTENT) - 1))
@settings(max_examples=50, deadline=None)
def test_what_is_cut_off_or_added_is_noticed(length):
    for content in (CONTENT[:length], CONTENT + CONTENT[: length + 1]):
        with pytest.raises(Altered):
            read_parcel(content)


def test_an_envelope_put_in_by_somebody_else_is_noticed():
    """Public keys are known to everybody; the seal over the manifest is not."""
    forged = seal(
        title=sealed().title, sender="Северный район", opens=OPENS, now=NOW, release=OTHER,
        contents=[(Recipient(IVANOVA.public, "Школа № 1"), {"вариант 1.pdf": b"forged"})],
    )  # fmt: skip
    from dataclasses import replace

    passed_off = read_parcel(write_parcel(replace(forged, release=RELEASE.public)))

    assert not is_genuine(passed_off, RELEASE)
    with pytest.raises(Altered, match="изменена"):
        open_parcel(passed_off, IVANOVA, RELEASE)


def test_a_stick_for_one_school_carries_its_envelope_alone():
    stick = read_parcel(write_parcel(only(read_parcel(CONTENT), [PETROV.public])))

    assert list(stick.carried) == [2]
    assert open_parcel(stick, PETROV, RELEASE) == {"другой.txt": b"2"}
    with pytest.raises(NotOpened, match="нет вашего конверта"):
        open_parcel(stick, IVANOVA, RELEASE)
    assert stick.control == read_parcel(CONTENT).control


def test_a_lost_key_gets_a_new_envelope_and_the_old_edition_still_opens():
    new = resealed(
        read_parcel(CONTENT),
        [(Recipient(STRANGER.public, "Школа № 1, новый ключ"), FILES)],
        RELEASE,
    )

    assert new.edition == 2
    assert open_parcel(read_parcel(write_parcel(new)), STRANGER, RELEASE) == FILES
    assert number_of(new, STRANGER.public) == 3
    assert open_parcel(read_parcel(CONTENT), IVANOVA, RELEASE) == FILES


def test_nobody_else_makes_a_next_edition():
    with pytest.raises(WrongKey):
        resealed(read_parcel(CONTENT), [(Recipient(STRANGER.public, "я"), FILES)], OTHER)


@given(st.dictionaries(st.text(min_size=1, max_size=20), st.binary(max_size=50), max_size=4))
@settings(max_examples=50, deadline=None)
def test_whatever_was_put_in_comes_out(files):
    kept = open_parcel(read_parcel(write_parcel(sealed(files))), IVANOVA, RELEASE)

    assert len(kept) <= len(files)  # names that a disk does not know apart
    assert set(kept.values()) <= set(files.values())
    assert all("/" not in name and "\\" not in name and name.strip(".") for name in kept)


hours = st.integers(-48, 96)


@given(st.lists(st.tuples(hours, hours), max_size=8), hours)
def test_in_any_order_of_moves_the_key_is_given_out_from_the_time_on_and_never_taken_back(
    moves, asked
):
    """Each move is (when it is tried, the new time), hours from sealing; time runs on."""
    release, given_out = Release(OPENS, "ключ"), False
    for at, opens in sorted(moves):
        now = NOW + timedelta(hours=at)
        given_out = given_out or now >= release.opens
        try:
            release = moved(release, NOW + timedelta(hours=opens), now)
        except NotOpened:
            continue
        assert not given_out
        assert release.opens > now
    last = max([at for at, _ in moves] + [asked])
    now = NOW + timedelta(hours=last)
    if now >= release.opens:
        assert released(release, now) == "ключ"
    else:
        assert not given_out
        with pytest.raises(TooEarly):
            released(release, now)
