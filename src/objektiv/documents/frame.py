"""What every page shares: the frame with its security policy, the style, cells of tables.

A page needs no network: charts are inline SVG, styles are inside and named by their hash in a
Content-Security-Policy that allows nothing else.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from objektiv import charts, russian
from objektiv.charts import Chart
from objektiv.schema import Cell, Column, Few, Zoned


def render(template: str, **values: Any) -> str:
    """A template of this folder that extends `frame.html.jinja`, with the style and its hash."""
    style = charts.css() + _source("report.css")
    return (
        _environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704 - our own file
            style_hash=f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}",
            **values,
        )
    )


def drawn(chart: Chart, name: str, picture: str | None = None) -> Markup:
    """A chart made fit to stand inside a page; `name`: unique on it.

    `picture`: the chart as `charts.svg` draws it, where that was done before.
    """
    picture = picture or charts.svg(chart.spec)
    inline = charts.inline(picture, f"{name}-{chart.code}", chart.title, chart.description)
    return Markup(inline)  # noqa: S704 - our own drawing


def _source(name: str) -> str:
    return files("objektiv.documents").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["sentence"] = russian.sentence
    environment.filters["integer"] = russian.integer
    environment.globals["cells"] = _cells
    return environment


def _cells(row: Sequence[Cell], columns: Sequence[Column]) -> Markup:
    """A row as markup; written by hand because a page may hold tens of thousands of cells."""
    out = []
    named = next((i for i, column in enumerate(columns) if column.key == "unit"), 0)
    for i, (value, column) in enumerate(zip(row, columns, strict=True)):
        text = escape(russian.cell(value, column.kind))
        if i == named:
            out.append(f'<th scope="row">{text}</th>')
        elif isinstance(value, Few):
            out.append(f'<td class="few">{text}</td>')
        elif isinstance(value, Zoned) and value.zone:
            zone = russian.ZONES[value.zone]
            out.append(
                f'<td class="num zone-{value.zone}">{text} <span aria-hidden="true">{zone.sign}'
                f'</span><span class="visually-hidden">{zone.word}</span></td>'
            )
        elif column.kind != "text":
            out.append(f'<td class="num">{text}</td>')
        else:
            out.append(f"<td>{text}</td>")
    return Markup("".join(out))  # noqa: S704 - every text is escaped above
