"""Norms of a school: everything wrong is told at once, nothing ends in a traceback."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from objektiv.protocols import Refused
from objektiv.protocols.norms import read_norms

PERIODS = 'periods = [{ name = "1", start = "2026-09-01", end = "2026-10-25" }]\n'


def norms(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "norms.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_decimals_stay_exact(tmp_path: Path) -> None:
    found, told = read_norms(norms(tmp_path, PERIODS + 'weights = { "Зачёт" = 0.1 }'))

    assert told == ()
    assert found.rounding == (Fraction(13, 5), Fraction(18, 5), Fraction(23, 5))
    assert found.weight("Физика", "зачет", found.periods[0].start) == Fraction(1, 10)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "periods = [1]",
        PERIODS + "schemes = [1]",
        PERIODS + "rounding = [nan, 3.6, 4.6]",
        PERIODS + "rounding = [3.6, 3.6, 4.6]",
        PERIODS + "marks = []",
        PERIODS + "reduce_for = [[1]]",
        PERIODS + "required = 2",
        PERIODS + "final_least = -1",
        PERIODS + 'hours = { "Физика" = inf }',
        PERIODS + 'weights = { "ответ" = 0.0001 }',
        PERIODS + "[[schemes]]\nstart = 2026-09-01\n[[schemes]]\nend = 2026-09-01",
        'periods = [{ name = "1", start = "2026-09-31", end = 2026-10-25 }]',
    ],
)
def test_what_cannot_be_a_norm_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_norms(norms(tmp_path, text))

    assert len(refused.value.complaints) == 1


def test_a_scheme_published_after_the_beginning_is_told(tmp_path: Path) -> None:
    for day, late in (("2026-09-01", False), ("2026-09-02", True)):
        text = f'{PERIODS}[[schemes]]\nname = "новая"\npublished = {day}\n'

        _, told = read_norms(norms(tmp_path, text))

        assert ["опубликована" in one.text for one in told] == [True] * late
