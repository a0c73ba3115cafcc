"""A page that answers one question: sentence, pictures, table, where it comes from; and its files.

The address of the page with `format=xlsx|csv` gives the table as it is shown, with
`format=svg|png` and `chart=…` one of the pictures, with `format=json` everything the page says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from objektiv.schema import Table
from objektiv.web.actions.pictures import picture_of
from objektiv.web.actions.plain import table_plain
from objektiv.web.models import Analysis, Organisation, Work
from objektiv.web.tables import csv_of, table_of, workbook, workbook_of
from objektiv.web.views.listing import listing

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}


@dataclass(frozen=True)
class Block:
    """A folded part: words, pictures and tables that few need."""

    title: str
    lines: Sequence[str] = ()
    charts: Sequence[Mapping[str, Any]] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Answer:
    """Everything a page says."""

    title: str
    lines: Sequence[tuple[str, bool]]  # sentence, does it say that nothing stands out
    charts: Sequence[Mapping[str, Any]] = ()
    table: Table | None = None
    links: Mapping[str, str] = field(default_factory=dict)  # heading of a row -> its page
    blocks: Sequence[Block] = ()
    analyses: Sequence[Analysis] = ()  # where the numbers come from
    work: Work | None = None
    next: Sequence[tuple[str, str]] = ()  # what follows: words, address
    empty: str = ""  # what to do where there is nothing to say
    facts: Sequence[tuple[str, str]] = ()


def answer_page(
    request: HttpRequest,
    place: Organisation,
    answer: Answer,
    template: str = "results/answer.html",
    **context: Any,
) -> HttpResponse:
    """The page, or the file that its address asks for."""
    shown = listing(request, answer.table, answer.links) if answer.table else None
    kind = request.GET.get("format", "")
    if kind == "json":
        return JsonResponse(answer_plain(answer), json_dumps_params={"ensure_ascii": False})
    if kind:
        return file_of(request, place, answer, shown.table if shown else None, kind)
    everything = bool(request.GET.get("quiet"))
    first, rest = answer.lines[:1], answer.lines[1:]
    told = [text for text, quiet in rest if everything or not quiet]
    return render(
        request,
        template,
        {
            "organisation": place,
            "work": answer.work,
            "answer": answer,
            "lead": first[0][0] if first else "",
            "lines": told,
            "quiet": len(rest) - len(told),
            "everything": everything and any(quiet for _, quiet in rest),
            "figures": figures(answer.charts),
            "listing": shown,
            "export": request.path,
            "kept": kept_of(request),
            "blocks": [
                {
                    "title": block.title,
                    "lines": block.lines,
                    "figures": figures(block.charts),
                    "tables": [listing(_nothing(request), one) for one in block.tables],
                }
                for block in answer.blocks
            ],
            **context,
        },
    )


def answer_plain(answer: Answer) -> dict[str, Any]:
    """Everything a page says, as plain data: what the API gives to programs."""
    return {
        "title": answer.title,
        "lines": [{"text": text, "quiet": quiet} for text, quiet in answer.lines],
        "empty": answer.empty,
        "table": table_plain(answer.table) if answer.table else None,
        "charts": _charts_plain(answer.charts),
        "blocks": [
            {
                "title": block.title,
                "lines": list(block.lines),
                "charts": _charts_plain(block.charts),
                "tables": [table_plain(one) for one in block.tables],
            }
            for block in answer.blocks
        ],
        "sources": [
            {
                "work": one.work.title,
                "made_at": one.made_at,
                "data_hash": one.data_hash,
                "method": one.method,
                "profile": one.profile,
                "seed": one.seed,
            }
            for one in answer.analyses
        ],
    }


def _charts_plain(charts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    names = ("code", "title", "description", "hint", "spec")
    return [{name: one.get(name, "") for name in names} for one in charts]


def _nothing(request: HttpRequest) -> HttpRequest:
    """Folded tables are shown as they are, whatever the address says of the main one."""
    plain = HttpRequest()
    plain.COOKIES = request.COOKIES
    return plain


def kept_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form above a table must not lose."""
    own = ("sort", "find", "unit", "page", "format")
    return [(name, value) for name, value in request.GET.items() if name not in own]


def figures(charts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Charts with their drawings; names inside the page are the codes."""
    return [
        {
            "code": chart["code"],
            "title": chart["title"],
            "hint": chart.get("hint", ""),
            "picture": picture_of(chart),
            "table": table_of(chart["table"]) if chart.get("table") else None,
        }
        for chart in charts
    ]


def drawn_file(charts_: Iterable[Mapping[str, Any]], code: str, kind: str) -> bytes:
    """A chart as SVG or PNG; the first one where no code is given."""
    from objektiv import charts

    chart = next((one for one in charts_ if code in ("", one["code"])), None)
    if chart is None:
        raise Http404
    return charts.svg(chart["spec"]).encode() if kind == "svg" else charts.png(chart["spec"])


def file_of(
    request: HttpRequest, place: Organisation, answer: Answer, table: Table | None, kind: str
) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    if kind in ("svg", "png"):
        every = [*answer.charts, *(one for block in answer.blocks for one in block.charts)]
        body = drawn_file(every, request.GET.get("chart", ""), kind)
    elif table is None:
        raise Http404
    elif kind == "csv":
        body = csv_of(table)
    elif answer.work is not None and answer.analyses:
        body = workbook(answer.analyses[0], answer.work, [table])
    else:
        body = workbook_of(answer.title, answer.analyses, [table])
    return sent(body, f"{answer.title}, {place}.{kind}", kind)


def sent(body: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(body, content_type=KINDS[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
