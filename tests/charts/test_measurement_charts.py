"""Charts of measurement say the numbers of the statistics they draw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from objektiv import charts, russian
from objektiv.charts import theme
from objektiv.schema import Few, Level, Scale, Verdict, Work, Zoned
from objektiv.schema import Item as WorkItem
from objektiv.stats import comparison, deficits, equating, raters, school_gaps, value_added
from objektiv.stats import linking as links
from objektiv.stats.dif import dif_table, mantel_haenszel
from objektiv.stats.irt import Item, curves
from objektiv.stats.items import distractors, item_analysis, variant_equivalence
from objektiv.stats.persons import ability
from objektiv.stats.reliability import mark_decisions

Z = 1.959964
CODES = ("1", "2.1", "2.2", "3", "4", "5")
ITEMS = (
    *(Item("gpcm", (0, 1), 1.0, (-b,)) for b in (-1.5, -0.5, 0.0, 0.8)),
    Item("gpcm", (0, 1, 2), 1.0, (0.6, 0.1)),
    None,  # all pupils the same
)
SCALE = Scale(((0, 1, 2), (2, 3, 3), (4, 5, 4), (6, 6, 5)))
BORDERS = {level: deficits.Borders(0.57, 0.60) for level in Level}
SCHOOLS = tuple(f"МБОУ СОШ № {k}" for k in (1, 2, 3, 10, 11, 12))
WORK = Work(
    "ВПР",
    2026,
    5,
    "Математика",
    tuple(
        WorkItem(code, 2 if code == "4" else 1, list(Level)[k % 3], skills=(f"1.{k % 2 + 1}",))
        for k, code in enumerate(CODES)
    ),
)


@cache
def answers() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    theta = rng.normal(size=160)
    columns = []
    for item in ITEMS:
        if item is None:
            columns.append(np.ones(160))
            continue
        p = curves(item, theta).p
        columns.append((rng.random(160) > p.cumsum(axis=0)[:-1]).sum(axis=0))
    x = np.column_stack(columns).astype(np.int16)
    x[::9, 2] = -1
    return x, ability(x, ITEMS).theta


@cache
def compared() -> comparison.Comparison:
    rng = np.random.default_rng(5)
    n = np.array([30, 40, 25, 6, 50, 35])
    school = np.repeat(np.array(SCHOOLS), n)
    level = rng.normal(size=n.sum())
    inside = np.round(3.5 + 0.7 * level + 0.9 * (school == SCHOOLS[2]))
    return comparison.compare(inside, 12 + 4 * level + rng.normal(size=n.sum()), school)


def verdicts(units: comparison.Units) -> tuple[Verdict, ...]:
    return tuple(
        Verdict.INSUFFICIENT
        if not enough
        else Verdict.VERIFY
        if name == SCHOOLS[2]
        else Verdict.NONE
        for enough, name in zip(units.enough, units.names, strict=True)
    )


@cache
def pictures() -> school_gaps.Picture:
    rng = np.random.default_rng(6)
    rows = [
        (level + lift + rng.normal(), level, school, subject, year)
        for subject in ("Математика", "Физика")
        for year in ("2025", "2026")
        for j, school in enumerate(SCHOOLS)
        for lift in (0.8 * (j == 1),)
        for level in rng.normal(size=4 if (j, subject) == (1, "Физика") else 25)
    ]
    return school_gaps.picture(*zip(*rows, strict=True))


@cache
def added() -> value_added.ValueAdded:
    rng = np.random.default_rng(7)
    school = np.repeat(np.array(SCHOOLS), [30, 30, 30, 5, 30, 30])
    prior = rng.normal(size=len(school))
    result = prior + 1.0 * (school == SCHOOLS[1]) + rng.normal(size=len(school))
    return value_added.value_added(result, prior, school)


def markers() -> raters.Severity:
    rng = np.random.default_rng(8)
    rows = []
    for pupil, level in enumerate(rng.normal(size=60)):
        for marker, severe in (("Эксперт 1", 0.0), ("Эксперт 2", 1.0), ("Эксперт 3", -1.0)):
            p = 1 / (1 + np.exp(severe - level))
            rows += [(pupil, item, marker, rng.binomial(2, p)) for item in range(2)]
    return raters.facets(*zip(*rows, strict=True))


def drifts() -> tuple[school_gaps.Drift, ...]:
    rng = np.random.default_rng(9)
    level = rng.normal(size=300)
    year = np.repeat(["2024", "2025", "2026"], 100)
    lift = np.repeat([0.0, 0.5, 1.0], 100)
    school = np.array(SCHOOLS)[np.arange(300) % 6]
    subject = np.full(300, "Физика")
    return school_gaps.drifts(level + lift + rng.normal(size=300), level, school, subject, year)


def skills() -> tuple[deficits.Skill, ...]:
    x, _ = answers()
    return deficits.skills(x, WORK, BORDERS, systemic_share=0.5, systemic_items=2)


def group_gaps() -> tuple[deficits.GroupGap, ...]:
    x, _ = answers()
    return deficits.group_gaps(x, WORK, np.where(np.arange(160) < 80, "5А", "5Б"), BORDERS)


def linked() -> tuple[list[Item], list[Item], links.Link]:
    old = [item for item in ITEMS if item]
    new = [links.rescale(item, 1.0, 0.1 * k) for k, item in enumerate(old)]
    return old, new, links.link(old, new, unit_slope=True)


def every_chart() -> Iterator[charts.Chart]:
    x, theta = answers()
    options = np.where(x[:, :4] == 1, "а", "б")
    left_out = item_analysis(x, [1, 1, 1, 1, 2, 1], omitted=x == 0)
    yield charts.item_map(CODES, ITEMS, theta)
    yield charts.item_curves(CODES, ITEMS, x, theta)
    yield charts.item_plane(CODES, left_out, {"3": "мало различает"}, least=0.2)
    yield charts.precision(ITEMS, theta, SCALE.cuts)
    yield charts.firmness(mark_decisions([i for i in ITEMS if i], SCALE.bands))
    yield charts.options(CODES, distractors(options, ["а"] * 4, least_share=0.05))
    omissions = charts.omissions(CODES, left_out)
    assert omissions
    yield omissions
    total = np.where(x > 0, x, 0).sum(axis=1)
    dif = [mantel_haenszel(x[:, i] == 1, np.arange(160) % 2, total) for i in range(6)]
    yield charts.fairness(CODES, dif, ("девочки", "мальчики"), moderate=1.0, large=1.5)
    groups = np.where(np.arange(160) % 2, "мальчики", "девочки")
    table = dif_table(x, groups)
    yield replace(
        charts.fairness_table(CODES, table, moderate=0.17, large=0.25, level=0.05), code="dif-table"
    )
    variant = np.where(np.arange(160) % 2, "1", "2")
    equal = variant_equivalence(x, [1, 1, 1, 1, 2, 1], variant, ["5А"] * 160)
    yield charts.variants(equal, level=0.05)
    yield charts.shifts(CODES[:5], linked()[2], drift=0.2)
    yield charts.drifts(drifts(), level=0.05)
    yield charts.link(CODES[:5], *linked(), drift=0.2)
    yield charts.equating(equating.equate([1, 4, 9, 5, 2], [0, 3, 9, 6, 4], draws=20))
    yield charts.severity(markers(), [False, True, False])
    yield charts.matrix([[3, 1], [0, 4]], ["2", "3"])
    yield charts.school_means(compared(), verdicts(compared().schools))
    yield charts.gaps(compared().schools, verdicts(compared().schools))
    yield charts.school_picture(pictures(), SCHOOLS[1], level=0.05)
    below = [k % 7 == 0 for k in range(60)]
    yield charts.pretenders(school_gaps.pretenders(below, ["а"] * 40 + ["б"] * 20), level=0.05)
    yield charts.value_added(added())
    yield charts.skills(skills(), WORK, BORDERS)
    yield charts.skill_groups(group_gaps())


EVERY = {chart.code: chart for chart in every_chart()}


@pytest.mark.parametrize("code", EVERY)
def test_every_chart_draws_in_theme_colours_with_a_name(code: str) -> None:
    chart = EVERY[code]

    html = charts.inline(charts.svg(chart.spec), "w1", chart.title, chart.description)

    assert 'role="img"' in html
    assert chart.title in html
    assert "nan" not in html.lower()
    for colour in re.findall(r' (?:fill|stroke)="([^"]+)"', html):
        assert colour in ("none", "transparent") or colour.startswith("var(--"), colour
    assert charts.png(chart.spec)[:4] == b"\x89PNG"
    for row in chart.table.rows:
        assert len(row) == len(chart.table.columns)
        assert all(cell == cell for cell in row), "nan in the table"


def test_a_notebook_shows_the_colours_themselves_and_the_table() -> None:
    html = EVERY["gaps"]._repr_html_()

    assert "var(--" not in html  # a notebook has no style sheet of ours
    assert theme.LIGHT["accent"] in html
    assert html.count("<tr>") == 1 + len(SCHOOLS)
    assert russian.few(6) in html


def test_same_chart_same_picture_whatever_was_drawn_before() -> None:
    spec = EVERY["item-curves"].spec

    first = charts.svg(spec)

    assert "clip-path" in first
    assert charts.svg(spec) == first


def test_item_map_gives_thresholds_and_the_share_of_pupils_above_them() -> None:
    _, theta = answers()

    rows = EVERY["item-map"].table.rows

    steps = [(code, b) for code, item in zip(CODES, ITEMS, strict=True) if item
             for b in item.thresholds]  # fmt: skip
    assert [row[0] for row in rows[:-1]] == [code for code, _ in steps]
    assert [row[2] for row in rows[:-1]] == [russian.number(b, 2) for _, b in steps]
    assert [row[3] for row in rows[:-1]] == pytest.approx([(theta >= b).mean() for _, b in steps])
    assert rows[-1] == ("5", None, None, None)


def test_item_map_draws_every_pupil_once() -> None:
    _, theta = answers()
    bars = EVERY["item-map"].spec["layer"][0]["data"]["values"]

    step = (bars[0]["y2"] - bars[0]["y"]) / 0.88  # a bar leaves a little air around it
    inside = [int((np.floor(theta / step) == round(bar["y"] / step - 0.06)).sum()) for bar in bars]
    widths = np.array([bar["x2"] - bar["x"] for bar in bars])

    assert sum(inside) == len(theta)
    assert widths / widths.max() == pytest.approx(np.array(inside) / max(inside), abs=0.001)


def test_curves_show_what_groups_of_pupils_earned() -> None:
    x, theta = answers()

    rows = [row for row in EVERY["item-curves"].table.rows if row[0] == "4"]

    assert sum(row[2] for row in rows) == 160
    assert sum(row[2] * row[3] for row in rows) == pytest.approx(x[:, 4].sum() / 2)
    assert all(row[4] <= row[3] <= row[5] for row in rows)
    assert [row[6] for row in rows] == sorted(row[6] for row in rows)
    assert np.isfinite(theta).all()


def test_gaps_are_those_of_the_comparison_and_few_pupils_get_words() -> None:
    units = compared().schools

    rows = {row[0]: row for row in EVERY["gaps"].table.rows}

    assert list(rows) == list(SCHOOLS)  # 2 before 10: by name as people read it
    for j, name in enumerate(units.names):
        n = int(units.n[j])
        if n < 10:
            assert rows[name][2] == Few(n)
            continue
        value, se = units.effects.shrunken[j], units.effects.shrunken_se[j]
        ends = (value, value - Z * se, value + Z * se)
        assert rows[name][3:6] == tuple(russian.signed(v, 2) for v in ends)
    flagged = [name for name, row in rows.items() if row[6]]
    assert flagged == [SCHOOLS[2]]


def test_rows_are_never_sorted_by_value() -> None:
    for code in ("gaps", "value-added"):
        assert [row[0] for row in EVERY[code].table.rows] == list(SCHOOLS)


def test_picture_of_a_school_holds_all_its_subjects_and_years() -> None:
    rows = EVERY["school-picture"].table.rows

    cells = [cell for cell in pictures().cells if cell.school == SCHOOLS[1]]
    assert [row[:3] for row in rows[1:]] == [(c.subject, c.year, c.n) for c in cells]
    assert rows[0][2] == sum(c.n for c in cells)
    assert [row[3] for row in rows[1:]] == [
        russian.signed(c.gap, 2) if c.enough else Few(c.n) for c in cells
    ]


def test_value_added_of_similar_schools_shows_them_alone() -> None:
    similar = value_added.Similar(SCHOOLS[1], SCHOOLS[4:6], np.zeros(2), 0.0, 0.0, 0.0)

    chart = charts.value_added(added(), similar)

    said = charts.svg(chart.spec)
    assert f"≈ {russian.short_school(SCHOOLS[4])}<" in said
    assert russian.short_school(SCHOOLS[0]) + "<" not in said
    assert [row[0] for row in chart.table.rows] == list(SCHOOLS)


def test_skills_have_the_zone_of_the_statistics() -> None:
    for row, skill in zip(EVERY["skills"].table.rows, skills(), strict=True):
        assert row[0] == skill.code
        assert row[3] == Zoned(skill.share.value, skill.share.zone or "")
        assert row[4:6] == (skill.share.low, skill.share.high)


def test_markers_equating_and_linking_keep_their_numbers() -> None:
    found = markers()
    rows = EVERY["severity"].table.rows
    assert [row[2] for row in rows] == [russian.signed(v, 2) for v in found.severity]
    assert rows[1][-1]
    assert not rows[0][-1]
    _, _, link = linked()
    assert [row[3] for row in EVERY["link"].table.rows] == [
        russian.signed(v, 2) for v in link.displacement
    ]
    same = equating.equate([1, 4, 9, 5, 2], [0, 3, 9, 6, 4], draws=20)
    assert [row[1] for row in EVERY["equating"].table.rows] == [
        russian.number(v, 2) for v in same.equivalent
    ]


def test_interval_of_two_groups_ends_at_zero_where_the_test_does() -> None:
    """The interval leaves out zero exactly when the test rejects at 5 %."""
    x, _ = answers()
    table = dif_table(x, np.where(np.arange(160) % 2, "мальчики", "девочки"))

    rows = EVERY["dif-table"].table.rows

    for row, chi2 in zip(rows, table.chi2, strict=True):
        if row[2] is not None:
            assert (not str(row[2]).startswith(russian.MINUS)) == (chi2 >= Z**2), row
    assert rows[-1][1] is None  # all pupils the same


def test_drift_is_against_the_first_year_and_named_once() -> None:
    (found,) = drifts()
    chart = EVERY["drifts"]

    assert [row[3] for row in chart.table.rows] == [
        None,
        *(russian.signed(v, 2) for v in found.difference[1:]),
    ]
    assert "Меняется: Физика" in chart.description
    assert charts.svg(chart.spec).count("▲") == 1


def test_precision_is_one_over_the_root_of_information() -> None:
    for theta, se, information, _ in EVERY["precision"].table.rows:
        at, error, known = (
            float(str(v).replace(",", ".").replace(russian.MINUS, "-"))
            for v in (theta, se, information)
        )
        exact = sum(float(curves(item, [at]).information[0]) for item in ITEMS if item)
        assert known == pytest.approx(exact, abs=0.02)
        assert error == pytest.approx(exact**-0.5, rel=0.02)


def test_the_guide_names_the_charts_there_are() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "charts.md").read_text(encoding="utf-8")
    rows = [line.split("|")[2] for line in guide.splitlines() if line.startswith("| ")][1:]

    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]

    assert len(named) == len(set(named)) > 15
    assert [name for name in named if not callable(getattr(charts, name, None))] == []
