"""Papers as PDF: Typst with formulas, pictures, answer forms; PDF/A-2a and PDF/UA-1 as all else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from objektiv.documents.office.pdf import STANDARDS, fonts
from objektiv.documents.office.word import printable
from objektiv.documents.papers.content import (
    ASKED,
    FORM_LINES,
    Line,
    Paper,
    PaperVariant,
    keys,
    offered,
)
from objektiv.tasks.formulas import in_words, typst_math
from objektiv.tasks.model import Task
from objektiv.tasks.text import Formula, Shown, paragraphs


def paper_pdf(paper: Paper, day: date, *, part: str = "variants") -> bytes:
    """`part`: "variants" for pupils with their answer forms, "key" for markers. Same values, same
    bytes."""
    import typst

    pictures: dict[str, bytes] = {}
    data = {
        "part": part,
        "title": printable(paper.title),
        "organisation": printable(paper.organisation),
        "about": printable(paper.about),
        "minutes": paper.minutes,
        "note": printable(paper.note),
        "instruction": printable(paper.instruction),
        "lines": FORM_LINES,
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "variants": [_variant(one, pictures) for one in paper.variants],
    }
    # Files given in memory must be texts, so pictures need a folder; the compiler sees only it.
    with TemporaryDirectory(prefix="objektiv-paper-") as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes(_source())
        for name, content in pictures.items():
            (root / name).write_bytes(content)
        return bytes(
            typst.compile(
                root / "main.typ",
                root=root,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards=STANDARDS,
                font_paths=fonts(),
                ignore_system_fonts=True,
                timestamp=0,
            )
        )


@cache
def _source() -> bytes:
    return files("objektiv.documents.papers").joinpath("paper.typ").read_bytes()


def _variant(variant: PaperVariant, pictures: dict[str, bytes]) -> dict[str, Any]:
    return {
        "label": variant.label,
        "tasks": [_task(n, one, pictures) for n, one in enumerate(variant.tasks, 1)],
        "keys": [
            [str(one.number), one.answer, str(one.points), one.level, one.skills]
            for one in keys(variant)
        ],
    }


def _task(number: int, task: Task, pictures: dict[str, bytes]) -> dict[str, Any]:
    alts = {}
    for one in task.pictures:
        kind = "png" if one.content.startswith(b"\x89PNG") else "jpg"
        name = f"p{len(pictures)}.{kind}"
        pictures[name] = one.content
        alts[one.name] = (name, one.alt or f"Рисунок к заданию {number}")

    def shown(text: str) -> list[list[dict[str, str]]]:
        return [[_run(run, alts) for run in line] for line in paragraphs(text)]

    def column(lines: Sequence[Line]) -> list[dict[str, Any]]:
        return [{"mark": one.mark, "text": shown(one.text)} for one in lines]

    left, right = offered(task)
    return {
        "number": number,
        "text": shown(task.text),
        "asked": ASKED[task.kind],
        "left": column(left),
        "right": column(right),
        "open": task.kind == "open",
        "points": task.points,
        "criteria": [
            {"code": one.code, "text": shown(one.text), "levels": [shown(x) for x in one.levels]}
            for one in task.criteria
        ],
        "solution": shown(task.solution),
    }


def _run(run: Any, alts: dict[str, tuple[str, str]]) -> dict[str, str]:
    match run:
        case Formula():
            kind = "display" if run.display else "math"
            return {"is": kind, "of": typst_math(run.latex), "said": in_words(run.latex)}
        case Shown():
            name, alt = alts.get(run.name, ("", ""))
            if not name:
                return {"is": "text", "of": f"[рисунок: {run.name}]"}
            return {"is": "picture", "of": name, "said": alt}
    return {"is": "text", "of": printable(run)}
