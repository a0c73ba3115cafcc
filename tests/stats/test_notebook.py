"""In a notebook a result draws itself, by the same charts as the pages."""

from __future__ import annotations

import numpy as np
import pytest

from objektiv.analysis.comparing import compare_results
from objektiv.analysis.deficits import report_skills
from objektiv.analysis.measuring import measure
from objektiv.schema import Item, Level, Work


def answers() -> np.ndarray:
    rng = np.random.default_rng(1)
    theta = rng.normal(size=(300, 1))
    return (rng.random((300, 6)) < 1 / (1 + np.exp(np.linspace(-2, 2, 6) - theta))).astype(np.int16)


def results() -> list[object]:
    rng = np.random.default_rng(2)
    level = rng.normal(size=300)
    school = np.repeat([f"ш{i}" for i in range(10)], 30)
    items = tuple(Item(str(i), 1, Level.BASE, skills=("1.1",)) for i in range(1, 7))
    return [
        measure(answers(), [str(i) for i in range(1, 7)], "rasch"),
        compare_results(level + rng.normal(size=300), level + rng.normal(size=300), school),
        report_skills(answers(), Work("ВПР", 2026, 5, "Математика", items)),
    ]


@pytest.mark.parametrize("number", range(3))
def test_a_result_draws_itself_with_a_description(number: int) -> None:
    drawing = results()[number]._repr_html_()

    assert "<svg" in drawing
    assert "<desc" in drawing
