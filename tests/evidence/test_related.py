"""Signs that need other works stand beside and change no probability."""

from __future__ import annotations

from dataclasses import replace

from objektiv import engines
from objektiv.evidence import find, relate
from objektiv.profiles import load_profile
from objektiv.schema import Findings, Guard
from objektiv.simulation import base, simulate

PROFILE = load_profile()
CAMPAIGN = simulate(base(60, subjects=("Математика", "Русский язык", "Физика")), 8)
FOUND = [
    find(engines.count(results), PROFILE, seed=1, data_hash="") for results in CAMPAIGN.sittings
]


def code_of(found: Findings, code: str):
    return [next(s for s in f.signs if s.code == code) for f in found.schools]


def test_other_works_add_signs_and_leave_the_probability():
    first, *others = FOUND

    related = relate(first, others=others, following=others[0], earlier=[others[1]])

    assert [f.p_value for f in related.schools] == [f.p_value for f in first.schools]
    for code in ("other_subjects", "next_year", "years"):
        assert any(sign.guard is Guard.OK for sign in code_of(related, code))
    level = {
        f.school: s.z for f, s in zip(others[0].schools, code_of(others[0], "level"), strict=True)
    }
    for finding, sign in zip(related.schools, code_of(related, "next_year"), strict=True):
        if sign.z is not None:
            assert sign.z == -level[finding.school]


def test_without_other_works_the_signs_say_so():
    related = relate(FOUND[0])

    for code in ("other_subjects", "next_year", "years"):
        assert {sign.guard for sign in code_of(related, code)} == {Guard.UNAVAILABLE}
        assert all(sign.text for sign in code_of(related, code))


def test_a_school_absent_elsewhere_is_not_compared():
    alone = replace(FOUND[1], schools=FOUND[1].schools[1:])

    related = relate(FOUND[0], others=[alone])

    gone = {f.school for f in FOUND[0].schools} - {f.school for f in alone.schools}
    for finding, sign in zip(related.schools, code_of(related, "other_subjects"), strict=True):
        if finding.school in gone:
            assert sign.guard is Guard.UNAVAILABLE
