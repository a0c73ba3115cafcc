"""The page of a comparison says what the comparison says, schools by alphabet."""

from __future__ import annotations

import numpy as np
import pytest

from objektiv.analysis.comparing import Compared, compare_results
from objektiv.analysis.comparing_pages import compare_html, compare_page

SCHOOLS = tuple(f"Школа № {k}" for k in range(1, 16))


def results(*, lenient: int | None = 3, schools: int = 15) -> Compared:
    rng = np.random.default_rng(4)
    names = np.repeat(np.array(SCHOOLS[:schools]), 40)
    level = rng.normal(size=len(names))
    lift = 1.5 * (names == SCHOOLS[lenient]) if lenient is not None else 0.0
    inside = 3.5 + 0.6 * level + lift + rng.normal(0, 0.4, len(names))
    group = np.array(["5А", "5Б"])[np.arange(len(names)) % 2]
    outside = 12 + 4 * level + rng.normal(0, 1.5, len(names))
    return compare_results(np.round(inside), outside, names, group=group)


@pytest.fixture(scope="module")
def found() -> Compared:
    return results()


def test_first_sentence_is_the_answer_and_steps_follow(found: Compared) -> None:
    page = compare_page(found)

    assert page.answer == found.sentences[0]
    assert not any(line.startswith("Что делать") for line in (*page.meaning, *page.steps))
    assert len(page.meaning) + len(page.steps) == len(found.sentences)  # one step is added
    assert SCHOOLS[3] in page.steps[-1]


def test_schools_without_a_question_get_no_step() -> None:
    page = compare_page(results(lenient=None))

    assert not any("Школа №" in line for line in page.steps)


def test_columns_name_the_axes_and_schools_stand_by_alphabet(found: Compared) -> None:
    page = compare_page(found, internal="отметка по журналу", external="первичный балл")
    means, gaps = (chart for chart, _ in page.sections[0].charts)

    assert [row[0] for row in means.table.rows] == list(SCHOOLS)
    assert [row[0] for row in gaps.table.rows] == list(SCHOOLS)
    html = compare_html(found, internal="отметка по журналу", external="первичный балл")
    assert "отметка по журналу" in html
    assert "первичный балл" in html
    assert "nan" not in html.lower()


def test_groups_of_a_school_are_named_with_it(found: Compared) -> None:
    (chart, _), = compare_page(found).sections[1].charts  # fmt: skip

    assert chart.table.rows[0][0] == f"{SCHOOLS[0]}, 5А"


def test_one_school_has_no_picture_of_schools() -> None:
    page = compare_page(results(lenient=None, schools=1))

    assert [section.code for section in page.sections] == ["groups"]
