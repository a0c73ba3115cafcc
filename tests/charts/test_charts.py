"""Charts say the numbers they were given, in one theme that can be read."""

from __future__ import annotations

import importlib.util
import re
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from objektiv import charts, russian
from objektiv.charts import theme
from objektiv.charts.stacked import Bar, Part, stacked
from objektiv.schema import Few, Guard, Sign, Zoned
from objektiv.schema.reports import Reports


def _campaign() -> ModuleType:
    path = Path(__file__).parents[1] / "documents" / "campaign.py"
    spec = importlib.util.spec_from_file_location("campaign", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["campaign"] = module
    spec.loader.exec_module(module)
    return module


CAMPAIGN = _campaign()
MUNICIPALITY = 1


@pytest.fixture(scope="module")
def reports() -> Reports:
    return CAMPAIGN.reports(CAMPAIGN.work())[0]


def every_chart(reports: Reports) -> list[charts.Chart]:
    return [
        charts.marks(reports.marks),
        charts.journal(reports.journal),
        charts.scores(reports.scores, reports.scores.rows[MUNICIPALITY]),
        charts.items(reports.items.rows[MUNICIPALITY], CAMPAIGN.ZONES),
        charts.groups(reports.groups.rows[MUNICIPALITY]),
    ]


def texts(picture: str) -> list[str]:
    return re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", picture)


def test_marks_label_every_part_with_its_share(reports: Reports) -> None:
    chart = charts.marks(reports.marks, most=1)

    labels = texts(charts.svg(chart.spec))

    first = reports.marks.rows[MUNICIPALITY]
    assert first.shares
    for share in first.shares:
        if share.value > 0.1:
            assert russian.share(share.value, 0) in labels
    assert chart.table.rows[0][2:] == tuple(share.value for share in first.shares)


def test_marks_show_whole_levels_and_no_list_of_schools_that_does_not_fit(
    reports: Reports,
) -> None:
    chart = charts.marks(reports.marks, most=12)

    assert [row[0] for row in chart.table.rows] == ["Заречный район"]
    every = charts.marks(reports.marks, most=26).table.rows
    assert [row[1] for row in every] == [row.n for row in reports.marks.rows[1:]]


def test_few_pupils_give_words_instead_of_a_bar(reports: Reports) -> None:
    small = next(row for row in reports.marks.rows if row.shares is None)
    chart = charts.marks(type(reports.marks)(reports.work, (small,)))

    assert russian.few(small.n) in texts(charts.svg(chart.spec))
    assert chart.table.rows[0][2:] == (Few(small.n),) * 4


def test_score_bars_are_as_high_as_the_counts(reports: Reports) -> None:
    row = reports.scores.rows[MUNICIPALITY]
    chart = charts.scores(reports.scores, row)

    picture = charts.svg(chart.spec)

    bars = re.findall(r'aria-label="[^"]*"|<path d="M[\d.]+,([\d.]+)h([\d.]+)v([\d.]+)h-', picture)
    heights = [float(v) for _, _, v in bars if v]
    counts = [n for n in row.histogram if n]
    assert len(heights) == len(counts)
    tallest = max(heights) / max(counts)
    assert heights == pytest.approx([n * tallest for n in counts], rel=1e-3)
    assert [cells[1] for cells in chart.table.rows] == list(row.histogram)


def test_cuts_and_notable_peaks_are_said_in_words(reports: Reports) -> None:
    chart = charts.scores(reports.scores, reports.scores.rows[MUNICIPALITY])

    labels = texts(charts.svg(chart.spec))

    assert f"«4» с{russian.NBSP}12" in labels
    assert "▲" in labels
    assert "131 при ожидаемых 91–117" in chart.description


def test_items_keep_the_order_of_the_work_and_their_zone(reports: Reports) -> None:
    row = reports.items.rows[MUNICIPALITY]
    chart = charts.items(row, CAMPAIGN.ZONES)

    assert [cells[0] for cells in chart.table.rows] == list(reports.work.codes)
    for cell, cells in zip(row.cells, chart.table.rows, strict=True):
        assert cell.completion
        assert cells[3] == Zoned(cell.completion.value, cell.zone)
    labels = texts(charts.svg(chart.spec))
    assert labels.index("1.1 · Б") < labels.index("13 · В")


def test_groups_leave_out_small_groups() -> None:
    reports, _ = CAMPAIGN.reports(CAMPAIGN.work(), schools=3, seed=5)
    row = next(row for row in reports.groups.rows if any(n < CAMPAIGN.MINIMUM for n in row.n))
    chart = charts.groups(row)

    for cells in chart.table.rows:
        for n, cell in zip(row.n, cells[1:5], strict=True):
            assert (cell == Few(n)) == (n < CAMPAIGN.MINIMUM)


def test_same_input_same_picture(reports: Reports) -> None:
    for first, second in zip(every_chart(reports), every_chart(reports), strict=True):
        assert charts.svg(first.spec) == charts.svg(second.spec)


class Drawing(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def test_inline_picture_has_a_name_and_only_theme_colours(reports: Reports) -> None:
    for chart in every_chart(reports):
        drawing = Drawing()
        drawing.feed(
            charts.inline(charts.svg(chart.spec), "w1-x", chart.title, "Описание <картинки>")
        )

        found = drawing.attributes
        assert ("svg", "role", "img") in found
        assert ("svg", "aria-labelledby", "w1-x-t w1-x-d") in found
        assert sum(name == "role" for _, name, _ in found) == 1
        for _, name, value in found:
            assert name not in {"style", "class", "href", "xlink:href"}
            assert "://" not in value
            if name in {"fill", "stroke"}:
                assert value == "none" or re.fullmatch(r"var\(--[a-z0-9-]+\)", value), value
            if name == "id":
                assert value.startswith("w1-x-")


def test_inline_replaces_ids_where_they_are_used() -> None:
    picture = '<svg width="5" height="5"><clipPath id="a"/><g clip-path="url(#a)"/></svg>'

    assert 'id="p-a"' in charts.inline(picture, "p", "", "")
    assert "url(#p-a)" in charts.inline(picture, "p", "", "")


def test_inline_shortens_positions_but_never_a_code() -> None:
    picture = '<svg width="5" height="5"><text transform="translate(1.2345,2)">10.125</text></svg>'

    inline = charts.inline(picture, "p", "", "")

    assert ">10.125<" in inline
    assert 'transform="translate(1.2,2)"' in inline


def test_engine_never_fetches() -> None:
    with pytest.raises(ValueError, match=r"(?i)not allowed|denied|external|load"):
        charts.svg({"data": {"url": "http://127.0.0.1:9/x.csv"}, "mark": "point", "encoding": {}})


def test_every_theme_colour_stands_for_one_role() -> None:
    assert len(set(theme.LIGHT.values())) == len(theme.LIGHT)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_text_can_be_read_on_what_it_stands_on(colours: dict[str, str]) -> None:
    pairs = [
        ("ink", "paper"),
        ("muted", "paper"),
        ("accent", "paper"),
        ("watch", "paper"),
        ("ink", "watch-soft"),
        ("watch", "watch-soft"),
        ("ink", "zone-low"),
        ("ink", "zone-enough"),
        *((f"mark-{mark}-ink", f"mark-{mark}") for mark in (2, 3, 4, 5)),
        *((f"{part}-ink", part) for part in ("lowered", "confirmed", "raised")),
    ]
    for text, ground in pairs:
        assert theme.contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


def test_neighbouring_parts_differ_in_grey_print() -> None:
    def grey(colour: str) -> float:
        return theme.contrast(colour, "#000000")

    for parts in (
        ["mark-2", "mark-3", "mark-4", "mark-5"],
        ["lowered", "confirmed", "raised"],
        ["zone-low", "zone-border", "zone-enough"],
    ):
        shades = [grey(theme.LIGHT[part]) for part in parts]
        assert all(max(a, b) / min(a, b) > 1.1 for a, b in pairwise(shades)), parts


def test_narrow_parts_get_the_short_sign_or_none() -> None:
    spec = stacked(
        [Bar("Школа", (0.02, 0.12, 0.86))],
        (
            Part("lowered", "понизили", "↓"),
            Part("confirmed", "подтвердили", "="),
            Part("raised", "повысили", "↑"),
        ),
    )

    labels = [value["label"] for value in spec["layer"][3]["data"]["values"]]

    assert labels == ["", f"=\n12{russian.NBSP}%", f"повысили\n86{russian.NBSP}%"]


def sign(value: float | None, expected: tuple[float, float] | None, unit: str = "балла") -> Sign:
    return Sign("level", "Уровень", value, expected, unit, 30, 1.0, 0.3, Guard.OK, "Текст.")


def test_fact_places_value_and_band_on_one_axis() -> None:
    picture = charts.fact(sign(10, (0, 5)))

    assert picture
    x = float(re.search(r'<circle cx="([\d.]+)"', picture)[1])  # type: ignore[index]
    start, width = map(
        float,
        re.search(r'<rect x="([\d.]+)" y="\d+" width="([\d.]+)"', picture).groups(),  # type: ignore[union-attr]
    )
    assert start == 8  # the band begins at zero, the axis too
    assert (x - start) / width == pytest.approx(2, abs=0.02)
    assert f"10{russian.NBSP}балла" in picture
    assert "ожидалось 0–5" in picture
    assert theme.LIGHT["watch"] in picture


def test_fact_inside_the_band_has_no_amber() -> None:
    picture = charts.fact(sign(-0.4, (-1.2, 1.3)))

    assert picture
    assert theme.LIGHT["watch"] not in picture


@pytest.mark.parametrize(("value", "expected"), [(None, (1, 2)), (1, None), (None, None)])
def test_fact_without_numbers_is_no_picture(
    value: float | None, expected: tuple[float, float] | None
) -> None:
    assert charts.fact(sign(value, expected)) is None


@pytest.mark.parametrize(
    ("value", "expected"), [(0, (0, 0)), (1e6, (-1e6, 0)), (0.001, (0.0001, 0.0002))]
)
def test_fact_survives_odd_numbers(value: float, expected: tuple[float, float]) -> None:
    picture = charts.fact(sign(value, expected, "<&>"))

    assert picture
    assert "&lt;&amp;&gt;" in picture
    assert "nan" not in picture
    for x in re.findall(r'(?:cx|x1|x2|x)="(-?[\d.]+)"', picture):
        assert 0 <= float(x) <= theme.WIDTH
