"""«Объясни мою отметку» and «что если»."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objektiv.analysis.mark_words import OwnMark, explain, explain_what_if, shown_mean
from objektiv.schema.journal import MarkNorms, MarkPeriod, WeightScheme

PERIOD = MarkPeriod("1 четверть", date(2026, 9, 1), date(2026, 10, 25))
SCHEME = WeightScheme("2026", {"контрольная работа": Fraction(3)})
NORMS = MarkNorms((PERIOD,), schemes=(SCHEME,), final_least=3)
OWN = [OwnMark(3, "контрольная работа"), OwnMark(4), OwnMark(4)]


def words(sentences: tuple[str, ...]) -> str:
    return "\n".join(sentences).replace("\xa0", " ")


def test_weights_come_from_the_scheme_and_every_number_is_shown() -> None:
    found = explain(OWN, NORMS, "Алгебра")

    assert found.now.mean == Fraction(17, 5)
    assert words(found.sentences) == (
        "Сейчас средневзвешенная 3,40, выходит отметка 3.\n"
        "(3×3 + 4×1 + 4×1) / 5 = 17 / 5 = 3,40. Вес показывает, сколько обычных отметок заменяет "
        "одна.\n"
        "Отметка 3 ставится от 2,6, отметка 4 — от 3,6.\n"
        "До 4 не хватает 1 отметки «5» с весом 1."
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([OwnMark(5)], "Вместо 3 выйдет 4: с «5» с весом 1 средневзвешенная будет 3,67."),
        ([OwnMark(2)], "Отметка не изменится: с «2» с весом 1 средневзвешенная будет 3,17."),
    ],
)
def test_what_the_next_mark_would_change(more: list[OwnMark], said: str) -> None:
    assert words(explain_what_if(OWN, more, NORMS, "Алгебра").sentences) == said


def test_without_marks_and_with_too_few() -> None:
    assert explain([], NORMS, "Алгебра").now.final is None
    assert "нужно хотя бы 3 отметки, есть 1" in words(explain(OWN[1:2], NORMS, "х").sentences)
    assert words(explain_what_if([], OWN[1:], NORMS, "х").sentences).startswith("Выйдет 4")
    assert "не идут" in words(explain_what_if([], [], NORMS, "х").sentences)


def test_the_highest_and_the_lowest_mark_have_one_border() -> None:
    assert "Отметка 5 ставится от 4,6." in explain([OwnMark(5)], NORMS, "х").sentences
    assert "Отметка 3 — от 2,6." in explain([OwnMark(2)], NORMS, "х").sentences


@given(st.fractions(2, 5, max_denominator=5000))
def test_a_shown_mean_never_looks_like_a_border_it_misses(mean: Fraction) -> None:
    shown = Fraction(shown_mean(mean, NORMS.rounding).replace(",", "."))

    assert [shown >= one for one in NORMS.rounding] == [mean >= one for one in NORMS.rounding]
