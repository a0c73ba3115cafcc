"""The example notebook runs from its first cell to its last, and its pictures draw."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from objektiv.schema import Verdict

NOTEBOOK = Path(__file__).parents[2] / "examples" / "measurement.ipynb"


def run(source: str, names: dict[str, Any]) -> Any:
    """Execute a cell as a notebook does; the value of its last expression."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    if last is None:
        return None
    assert isinstance(last, ast.Expr)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


@pytest.fixture(scope="module")
def notebook() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return read


def test_cells_run_in_order_and_show_what_they_promise(
    notebook: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, Any] = {}
    shown = [
        run("".join(cell["source"]), names)
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]

    pictures = {
        html.split('aria-labelledby="')[1].split("-t ")[0]: html
        for html in (one._repr_html_() for one in shown if hasattr(one, "_repr_html_"))
    }
    assert set(pictures) == {
        "item-map",
        "precision",
        "firmness",
        "item-plane",
        "item-curves",
        "school-means",
        "gaps",
    }
    assert all("<svg" in html and "<table" in html for html in pictures.values())
    assert shown[-1] == ["измерение.html", "карта.png", "карта.svg"]
    said = capsys.readouterr().out
    assert "Задание 5" in said  # the item that was made to fail
    compared = names["compared"]
    verdicts = dict(zip(compared.comparison.schools.names, compared.verdicts, strict=True))
    assert [name for name, verdict in verdicts.items() if verdict is Verdict.VERIFY] == [
        "Школа № 4"
    ]


def test_notebook_is_stored_clean(notebook: dict[str, Any]) -> None:
    assert notebook["nbformat"] == 4
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
