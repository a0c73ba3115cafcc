"""`objektiv link` and `objektiv equate` from files."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from objektiv.analysis.linking import equate_files, equate_words, link_files
from objektiv.analysis.measuring import measure, write_measurement
from objektiv.analysis.refusal import Refused

Load = Callable[[str], pl.DataFrame]
RNG = np.random.default_rng(1)


def _fit(path: Path, theta: np.ndarray, b: dict[str, float], model: str) -> Path:
    difficulty = np.array(list(b.values()))
    x = RNG.random((len(theta), len(b))) < 1 / (1 + np.exp(difficulty - theta[:, None]))
    write_measurement(measure(x.astype(np.int16), list(b), model), path)
    return path


def _years(tmp_path: Path, gain: float, model: str) -> tuple[Path, Path]:
    shared = {f"q{i}": float(b) for i, b in enumerate(np.linspace(-1.5, 1.5, 12))}
    easier = {f"new{i}": -1.0 for i in range(6)}
    old = _fit(tmp_path / "old.json", RNG.normal(size=2500), shared, model)
    new = _fit(tmp_path / "new.json", RNG.normal(size=2500) + gain, shared | easier, model)
    return old, new


@pytest.mark.parametrize("model", ["rasch", "rasch-cml", "2pl"])
@pytest.mark.parametrize("method", ["mean-sigma", "stocking-lord", "haebara"])
def test_better_pupils_are_told_from_an_easier_test(
    tmp_path: Path, model: str, method: str
) -> None:
    old, new = _years(tmp_path, 0.3, model)
    found = link_files(old, new, method=method, out=tmp_path / "link.json")

    assert found.change == pytest.approx(0.3, abs=4 * found.change_se)
    assert found.change_se < 0.1
    assert found.sentences[0].startswith("Результаты выше, чем раньше")
    written = json.loads((tmp_path / "link.json").read_text(encoding="utf-8"))
    assert written["slope"] == pytest.approx(1, abs=0.2)
    assert len(written["items"]) == 12
    assert written["se"]["intercept"] > 0


def test_an_easier_test_alone_is_no_gain(tmp_path: Path) -> None:
    found = link_files(*_years(tmp_path, 0.0, "rasch"))

    assert abs(found.change) < 3.5 * found.change_se


def test_a_known_item_is_named(tmp_path: Path) -> None:
    b = {f"q{i}": float(v) for i, v in enumerate(np.linspace(-1, 1, 10))}
    old = _fit(tmp_path / "old.json", RNG.normal(size=2000), b, "rasch")
    new = _fit(tmp_path / "new.json", RNG.normal(size=2000), b | {"q4": -1.3}, "rasch")

    assert "«q4»" in link_files(old, new).sentences[-1]


def test_what_is_no_fit_or_shares_nothing_is_refused(tmp_path: Path) -> None:
    old, _ = _years(tmp_path, 0, "rasch")
    other = _fit(tmp_path / "other.json", RNG.normal(size=300), {"a": 0.0, "b": 0.5}, "rasch")
    (tmp_path / "no.json").write_text("{}", encoding="utf-8")

    with pytest.raises(Refused, match="общих заданий 0"):
        link_files(old, other)
    with pytest.raises(Refused, match="не результат objektiv measure"):
        link_files(old, tmp_path / "no.json")


def test_equating_kolen_brennan_from_files(reference: Load, tmp_path: Path) -> None:
    frame = reference("equate_KBneat.csv")
    for form in "xy":
        frame.filter(pl.col("form") == form).drop("form").write_csv(tmp_path / f"{form}.csv")
    found = equate_files(
        tmp_path / "x.csv", tmp_path / "y.csv", method="tucker", weight=1, out=tmp_path / "o.csv"
    )

    assert found.slope == pytest.approx(1.0289, abs=5e-5)
    assert found.intercept == pytest.approx(0.5368, abs=5e-5)
    rows = list(csv.DictReader((tmp_path / "o.csv").read_text(encoding="utf-8").splitlines()))
    assert float(rows[10]["equivalent"]) == pytest.approx(0.5368 + 10 * 1.0289, abs=1e-2)
    assert 0 < float(rows[10]["se"]) < 1
    assert "балла" in equate_words(found)


def test_counts_and_items_are_forms_too(tmp_path: Path) -> None:
    x, y, items = tmp_path / "x.csv", tmp_path / "y.csv", tmp_path / "items.csv"
    x.write_text("score,count\n0,5\n1,10\n2,5\n", encoding="utf-8")
    y.write_text("scale,n\n0,0\n1,5\n2,10\n3,5\n", encoding="utf-8")
    assert equate_files(x, y, method="linear").equivalent.tolist() == pytest.approx(
        [1, 2, 3, 4][:3]
    )
    items.write_text("pupil,a,b\n1,1,0\n2,1,1\n3,0,0\n4,0,1\n", encoding="utf-8")
    assert equate_files(items, items, method="chained").equivalent.tolist() == pytest.approx(
        [0, 1, 2]
    )


def test_anchor_methods_say_what_they_need(tmp_path: Path) -> None:
    x = tmp_path / "x.csv"
    x.write_text("score\n1\n2\n3\n", encoding="utf-8")

    with pytest.raises(Refused, match="anchor"):
        equate_files(x, x, method="tucker")
    x.write_text("score;name\n1;а\n2,5;б\n", encoding="utf-8")
    with pytest.raises(Refused, match="строка 3"):
        equate_files(x, x, method="linear")
