"""The example of marks gives what its document says, and the code in the document runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from objektiv.analysis.marks import marks_file

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "marks"


def test_the_example_of_marks(tmp_path: Path) -> None:
    files = [FOLDER / "marks.csv", FOLDER / "5А Английский язык.csv"]

    report = marks_file(files, FOLDER / "norms.toml", tmp_path / "out.csv", school="edu900001")

    rows = {(one["pupil"], one["subject"]): one for one in report.table.to_dicts()}
    first = rows["5А-01", "Математика"]
    assert (first["required"], first["actual"], first["weighted_mean"]) == (11, 3, 4.4444)
    assert "исправленных отметок: 1" in rows["5А-03", "Математика"]["flags"]
    assert "точек без отметки: 1" in rows["5А-04", "Математика"]["flags"]
    assert rows["5А-06", "Английский язык"]["required"] == 9  # four hours in 5А, three in others


def test_the_code_of_the_document_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs" / "marks.md").read_text(encoding="utf-8")

    exec(re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0], {})

    assert "средневзвешенная 4,44, выходит отметка 4" in capsys.readouterr().out
