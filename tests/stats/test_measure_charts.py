"""Charts of measurement: the numbers they were given, drawn and described."""

from __future__ import annotations

import json

import numpy as np
import pytest

from objektiv.analysis.comparing import compare_results
from objektiv.analysis.comparison_charts import gap_funnel, skill_chart, value_added_chart
from objektiv.analysis.deficits import report_skills
from objektiv.analysis.item_charts import characteristic_curve, dif_chart, item_person_map
from objektiv.analysis.measuring import Measurement, measure
from objektiv.charts.drawing import svg
from objektiv.schema import Item, Level, Work
from objektiv.stats.dif import dif_table
from objektiv.stats.value_added import value_added


@pytest.fixture(scope="module")
def measured() -> Measurement:
    rng = np.random.default_rng(1)
    theta = rng.normal(size=(300, 1))
    x = (rng.random((300, 6)) < 1 / (1 + np.exp(np.linspace(-2, 2, 6) - theta))).astype(np.int16)
    return measure(x, [str(i) for i in range(1, 7)], "rasch")


def test_map_holds_every_pupil_and_every_item(measured: Measurement) -> None:
    chart = item_person_map(measured)
    pupils, items = chart.spec["hconcat"]

    assert sum(bar["pupils"] for bar in pupils["data"]["values"]) == 300
    assert [one["item"] for one in items["data"]["values"]] == ["1", "2", "3", "4", "5", "6"]
    assert len(chart.table.rows) == 6
    assert "по силам" in chart.description


def test_curve_rises_and_groups_cover_all_pupils(measured: Measurement) -> None:
    chart = characteristic_curve(measured, "3")
    curve = [one["share"] for one in chart.spec["layer"][0]["data"]["values"]]

    assert curve == sorted(curve)
    assert sum(row[1] for row in chart.table.rows) == 300


def test_funnel_names_only_who_calls_for_a_look() -> None:
    rng = np.random.default_rng(2)
    school = np.repeat([f"ш{i}" for i in range(30)], 30)
    level = rng.normal(size=900)
    internal = level + 0.4 * rng.normal(size=900) + 3 * (school == "ш5")
    found = compare_results(internal, level + 0.4 * rng.normal(size=900), school)
    chart = gap_funnel(found)

    named = [one["school"] for one in chart.spec["layer"][2]["data"]["values"]]
    assert named == ["ш5"]
    assert [row[0] for row in chart.table.rows] == sorted(set(school.tolist()))
    assert "требует проверки у 1\xa0школы" in chart.description


def test_every_chart_is_drawn_and_says_no_nan(measured: Measurement) -> None:
    rng = np.random.default_rng(3)
    work = Work("ВПР", 2026, 5, "Математика", (Item("1", 1, Level.BASE, skills=("5.1",)),))
    x = rng.integers(0, 2, (200, 6))
    effect = np.repeat(rng.normal(size=10), 20)
    prior = rng.normal(size=200)
    charts = [
        item_person_map(measured),
        characteristic_curve(measured, "1"),
        skill_chart(report_skills(x[:, :1], work)),
        dif_chart(dif_table(x, ["а", "б"] * 100), "123456"),
        value_added_chart(
            value_added(prior + effect + rng.normal(size=200), prior, np.repeat(np.arange(10), 20))
        ),
    ]
    for chart in charts:
        json.dumps(chart.spec, allow_nan=False)
        assert svg(chart.spec).startswith("<svg")
        assert chart.description[-1] == "."
    assert "<svg" in measured._repr_html_()
