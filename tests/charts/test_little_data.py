"""Little data still draws: rows without a number, one item, one pupil, labels without room."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from objektiv import charts
from objektiv.charts.intervals import Interval, intervals
from objektiv.charts.labels import placed
from objektiv.schema import Verdict, Work
from objektiv.stats import comparison, equating
from objektiv.stats.dif import dif_table, mantel_haenszel
from objektiv.stats.irt import Item
from objektiv.stats.items import item_analysis, variant_equivalence

EASY = Item("gpcm", (0, 1), 1.0, (1.5,))
WORK = Work("ВПР", 2026, 5, "Математика", ())
ALIKE = np.ones((6, 2), dtype=np.int16)


@pytest.mark.parametrize(
    "chart",
    [
        lambda: charts.item_map(["1"], [EASY], [0.3]),
        lambda: charts.item_map(["1"], [None], []),
        lambda: charts.item_curves(["1"], [EASY], [[1]], [12.0]),
        lambda: charts.item_curves(["1"], [None], [[1], [1]], [12.0, 12.0]),
        lambda: charts.item_plane(["1"], item_analysis([[1], [1]], [1]), {}, least=0.2),
        lambda: charts.precision([None], [np.nan]),
        lambda: charts.precision([EASY], [12.0]),
        lambda: charts.fairness(
            ["1"], [mantel_haenszel([1, 1], [0, 1], [1, 1])], ("а", "б"), moderate=1, large=2
        ),
        lambda: charts.equating(equating.equate([1, 2], [2, 1], method="mean", draws=0)),
        lambda: charts.matrix([[0]], ["2"]),
        lambda: charts.skills((), WORK, {}),
        lambda: charts.skill_groups(()),
        lambda: charts.options(["1"], ()),
        lambda: charts.fairness_table(
            ["1", "2"], dif_table(ALIKE, list("аабббв")), moderate=0.1, large=0.2, level=0.05
        ),
        lambda: charts.variants(
            variant_equivalence(ALIKE, [1, 1], ["1"] * 6, ["5А"] * 6), level=0.05
        ),
        lambda: charts.drifts((), level=0.05),
    ],
)  # fmt: skip
def test_little_data_still_draws(chart: Callable[[], charts.Chart]) -> None:
    html = chart()._repr_html_()

    assert "NaN" not in html
    assert "Infinity" not in html


def test_amber_row_also_has_its_sign() -> None:
    rows = [Interval("1", 0.4, 0.1, 0.7, "+0,4", watched=True), Interval("2", None, text="мало")]

    picture = charts.svg(intervals(rows, title="разница", usual=0.0))

    assert picture.count("▲") == 1
    assert "мало" in picture


def test_labels_never_cover_each_other() -> None:
    rng = np.random.default_rng(1)
    points = [
        {"x": float(a), "y": float(b), "text": f"{k}.1", "watched": k == 0}
        for k, (a, b) in enumerate(rng.random((40, 2)))
    ]

    found = placed(points, (0, 1), (0, 1), (300, 200))

    assert points[0]["text"] in [one["text"] for one in found]
    middles = [(one["x"] * 300, one["y"] * 200) for one in found]
    for i, (a, b) in enumerate(middles):
        for c, d in middles[:i]:
            assert abs(a - c) > 15 or abs(b - d) >= 11.9


def test_many_schools_without_a_question_get_words() -> None:
    rng = np.random.default_rng(1)
    level = rng.normal(size=1500)
    school = np.array([f"Школа № {k % 50}" for k in range(1500)])
    found = comparison.compare(level + rng.normal(size=1500), level, school)

    chart = charts.gaps(found.schools, [Verdict.NONE] * 50)

    assert "Вопросов нет" in charts.svg(chart.spec)
    assert len(chart.table.rows) == 50
