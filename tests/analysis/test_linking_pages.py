"""Pages of a link and of an equating answer first and carry their tables."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from objektiv.analysis.linking import link_files
from objektiv.analysis.linking_pages import equate_html, link_html
from objektiv.analysis.measuring import measure, write_measurement
from objektiv.stats.equating import equate

CODES = tuple(f"z{k}" for k in range(8))


@pytest.fixture(scope="module")
def fits(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("fits")
    rng = np.random.default_rng(12)
    paths = []
    for year, mean, known in (("2025", 0.0, 0.0), ("2026", 0.4, 1.8)):
        b = np.linspace(-1.5, 1.5, 8)
        b[3] -= known  # became easier: perhaps it is known to pupils
        theta = rng.normal(mean, 1.0, 900)
        x = (rng.random((900, 8)) < 1 / (1 + np.exp(b - theta[:, None]))).astype(np.int16)
        path = folder / f"{year}.json"
        write_measurement(measure(x, CODES, "rasch"), path)
        paths.append(path)
    return paths[0], paths[1]


def test_link_answers_first_and_names_the_item_that_moved(fits: tuple[Path, Path]) -> None:
    found = link_files(*fits)

    html = link_html(found, files=[path.name for path in fits])

    assert found.sentences[0] in html
    assert html.index(found.sentences[0]) < html.index("Что делать") < html.index("<svg")
    assert "Посмотреть общие задания z3" in html
    assert "2025.json и 2026.json" in html
    assert json.loads(fits[0].read_text(encoding="utf-8"))["model"] == "rasch"


def test_equating_shows_every_score() -> None:
    found = equate([2, 5, 9, 6, 3], [1, 3, 8, 8, 5], method="equipercentile", draws=50)

    html = equate_html(found)

    assert html.count('<th scope="row">') == len(found.equivalent)
    assert "эквипроцентильно" in html
    assert "nan" not in html.lower()
