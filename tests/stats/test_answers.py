"""The same answers from an export Ф1 and from a described table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from objektiv.analysis.answers import read_answers
from objektiv.analysis.measuring import as_json, measure_file
from objektiv.analysis.refusal import Refused
from objektiv.analysis.simulating import simulate_to


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("campaign")
    for form in ("f1", "csv"):
        simulate_to(folder / form, schools=2, seed=1, manipulated=0, kinds=[], form=form)
    return folder


def test_an_export_and_a_table_give_the_same_answers(campaign: Path) -> None:
    exports = sorted((campaign / "f1").glob("*.xlsx"))
    from_f1 = np.concatenate([read_answers(path).codes for path in exports])
    table = read_answers(campaign / "csv" / "results.csv", work=campaign / "csv" / "work.toml")

    assert sorted(map(bytes, from_f1)) == sorted(map(bytes, table.codes))
    assert table.top is not None
    assert table.scale is not None


def test_a_described_work_gives_maxima_and_how_firm_marks_are(campaign: Path) -> None:
    found = measure_file(
        campaign / "csv" / "results.csv",
        "pcm",
        ids=["class", "pupil"],
        work=campaign / "csv" / "work.toml",
    )

    assert found.marks is not None
    assert 0.4 < as_json(found)["marks"]["consistency"] < 0.95
    assert set(found.ids) == {"class", "pupil"}
    assert_allclose(found.marks.share.sum(), 1)


def test_an_item_that_is_not_in_the_work_is_named(campaign: Path) -> None:
    export = next((campaign / "f1").glob("*.xlsx"))

    with pytest.raises(Refused, match="Нет заданий или столбцов «99»"):
        read_answers(export, items=["1", "99"])
