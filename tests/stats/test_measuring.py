"""`objektiv measure` from files: the published numbers, what is refused, what is said."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from objektiv.analysis.calibrating import MODELS, Model
from objektiv.analysis.measuring import as_json, measure, measure_file
from objektiv.analysis.refusal import Refused
from objektiv.schema import Scale

Load = Callable[[str], pl.DataFrame]


@pytest.fixture
def published(reference: Load, tmp_path: Path) -> Callable[[str], Path]:
    """A published data set as a file."""

    def write(name: str) -> Path:
        path = tmp_path / name
        reference(name).write_csv(path)
        return path

    return write


@pytest.mark.parametrize(
    ("name", "model", "options", "loglik"),
    [
        ("LSAT6_1000x5.csv", "rasch", {"fix_variance": True}, -2473.054),
        ("LSAT6_1000x5.csv", "rasch", {}, -2466.938),
        ("LSAT6_1000x5.csv", "rasch-cml", {}, -1091.57),
        ("LSAT6_1000x5.csv", "2pl", {}, -2466.653),
        ("mirt_Science_392x4.csv", "grm", {}, -1608.871),
        ("mirt_Science_392x4.csv", "gpcm", {}, -1612.683),
        ("mirt_Science_392x4.csv", "pcm", {"fix_variance": True}, -1619.274),
        ("ltm_WIRS.csv", "2pl", {}, -3420.066),
        ("ltm_Abortion.csv", "2pl", {}, -706.3369),
        ("TAM_data.sim.rasch.csv", "rasch", {}, -84155.77 / 2),
        ("TAM_data.gpcm.csv", "pcm", {}, -2464.099 / 2),
        ("TAM_data.gpcm.csv", "gpcm", {}, -2450.69 / 2),
        (
            "TAM_data.timssAusTwn.scored.csv",
            "pcm",
            {"ids": ["IDCNTRY", "ITSEX", "IDBOOK"]},
            -21616.18 / 2,
        ),
        ("eRm_pcmdat2.csv", "rasch-cml", {}, -485.0172),
    ],
)
def test_published_likelihoods_from_files(
    published: Callable[[str], Path], name: str, model: str, options: dict, loglik: float
) -> None:
    found = measure_file(published(name), model, **options)

    assert found.loglik == pytest.approx(loglik, abs=1e-2)


def test_files_of_the_contract(published: Callable[[str], Path], tmp_path: Path) -> None:
    fit, persons = tmp_path / "out" / "fit.json", tmp_path / "out" / "persons.csv"
    measure_file(
        published("LSAT6_1000x5.csv"), "rasch", fix_variance=True, out=fit, persons=persons
    )
    found = json.loads(fit.read_text(encoding="utf-8"))

    assert (found["model"], found["n"]) == ("rasch", 1000)
    first = found["items"][0]
    assert first["code"] == "Item 1"
    assert first["difficulty"] == pytest.approx(-2.8719712, abs=1e-4)
    assert first["discrimination"] == 1
    assert first["p_value"] == pytest.approx(0.924)
    assert set(first["se"]) == {"discrimination", "difficulty"}
    assert {"infit", "outfit", "rest_correlation"} <= set(first)
    assert found["latent"] == {"mean": 0.0, "sd": 1.0}
    assert found["reliability"]["alpha"] == pytest.approx(0.294997, abs=1e-6)
    rows = list(csv.DictReader(persons.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 1000
    assert list(rows[0]) == [
        "score",
        "wle",
        "wle_se",
        "eap",
        "eap_se",
        "lz",
        "lz_star",
        "infit",
        "outfit",
    ]


def test_conditional_fit_as_erm(published: Callable[[str], Path]) -> None:
    found = as_json(measure_file(published("eRm_raschdat1.csv"), "rasch-cml"))
    difficulty = [item["difficulty"] for item in found["items"]]

    assert sum(difficulty) == pytest.approx(0, abs=1e-9)
    assert_allclose([-difficulty[0], -difficulty[13]], [1.565270, -2.116117], atol=1e-3)
    assert found["items"][0]["infit"] == pytest.approx(0.9560, abs=1e-4)
    assert found["items"][0]["outfit"] == pytest.approx(0.8196, abs=1e-4)


def test_reliabilities_as_tam(published: Callable[[str], Path]) -> None:
    found = as_json(measure_file(published("TAM_data.sim.rasch.csv"), "rasch"))

    assert found["reliability"]["wle"] == pytest.approx(0.89374, abs=1e-4)
    assert found["reliability"]["eap"] == pytest.approx(0.8992, abs=1e-4)
    assert found["latent"]["sd"] ** 2 == pytest.approx(1.404465, abs=1e-4)


def _table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "ответы.csv"
    path.write_bytes(text.encode(encoding))
    return path


def _answers(rows: int = 60) -> list[str]:
    rng = np.random.default_rng(1)
    theta = rng.normal(size=(rows, 1))
    right = (rng.random((rows, 4)) < 1 / (1 + np.exp(np.linspace(-1, 1, 4) - theta))).astype(int)
    return [";".join(map(str, row)) for row in right.tolist()]


def test_x_is_zero_and_n_and_empty_are_not_presented(tmp_path: Path) -> None:
    rows = _answers()
    rows[0] = "1;Х;N;"
    path = _table(tmp_path, "а;б;в;г\n" + "\n".join(rows), "cp1251")
    found = measure_file(path, "rasch")

    assert found.x[0].tolist() == [1, 0, -1, -1]
    assert "2\xa0ячейки" in found.notes[-1]
    assert found.items[0].code == "а"


def test_known_columns_and_ids_are_not_items(tmp_path: Path) -> None:
    rows = [f"ш1;5А;{n};{row}" for n, row in enumerate(_answers())]
    path = _table(tmp_path, "school;class;pupil;а;б;в;г\n" + "\n".join(rows))
    persons = tmp_path / "persons.csv"
    found = measure_file(path, "rasch", ids=["pupil"], persons=persons)

    assert [one.code for one in found.items] == ["а", "б", "в", "г"]
    assert persons.read_text(encoding="utf-8").startswith("pupil,score,wle")


def test_a_cell_that_is_no_score_is_named(tmp_path: Path) -> None:
    path = _table(tmp_path, "а;б\n1;0\n0;да\n1;1")

    with pytest.raises(Refused, match=r"ответы\.csv, ячейка B3: непонятное значение «да»") as said:
        measure_file(path, "rasch")
    assert "--id" in str(said.value)


def test_an_unknown_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    path = _table(tmp_path, "а;б\n1;0\n0;1")

    with pytest.raises(Refused, match=r"нет столбца «в»\. Есть: «а», «б»"):
        measure_file(path, "rasch", items=["в"])


@pytest.mark.parametrize("model", ["rasch-cml", "rasch", "pcm", "2pl", "gpcm", "grm"])
@pytest.mark.parametrize(
    "x",
    [
        [[1, 0, 1]],  # one pupil
        [[1], [0], [1]],  # one item
        [[1, 1], [1, 1], [1, 1]],  # all scores equal
        [[0, 0], [0, 0]],
    ],
)
def test_degenerate_answers_give_a_sentence(model: str, x: list) -> None:
    matrix = np.array(x, dtype=np.int16)

    with pytest.raises(Refused, match=r"[а-я].*\.$"):
        measure(matrix, [f"q{i}" for i in range(matrix.shape[1])], model)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(MODELS), st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 6))
def test_any_answers_give_numbers_or_a_sentence(
    model: Model, seed: int, pupils: int, items: int
) -> None:
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=(pupils, 1)) * rng.choice([0, 1, 3])
    p = 1 / (1 + np.exp(rng.normal(size=items) * 2 - theta))
    x = rng.binomial(rng.integers(1, 4), p).astype(np.int16)
    x[rng.random(x.shape) < rng.choice([0, 0.2])] = -1
    try:
        found = as_json(measure(x, [str(i) for i in range(items)], model))
    except Refused:
        return
    json.dumps(found, allow_nan=False)
    assert math.isfinite(found["loglik"])


def test_an_item_all_right_is_named_and_has_no_number() -> None:
    rng = np.random.default_rng(2)
    x = rng.integers(0, 2, (80, 4)).astype(np.int16)
    x[:, 1] = 1
    found = measure(x, ["1", "2", "3", "4"], "rasch-cml")
    item = as_json(found)["items"][1]

    assert item["difficulty"] is None
    assert item["rest_correlation"] is None
    assert any("«2»" in note for note in found.notes)


def test_booklets_without_overlap_are_refused_with_a_way_out() -> None:
    rng = np.random.default_rng(3)
    x = np.full((60, 6), -1, dtype=np.int16)
    x[:30, :3] = rng.integers(0, 2, (30, 3))
    x[30:, 3:] = rng.integers(0, 2, (30, 3))

    with pytest.raises(Refused, match="--model rasch"):
        measure(x, list("абвгде"), "rasch-cml")
    assert measure(x, list("абвгде"), "rasch", fix_variance=True).n == 60


def test_pupils_who_differ_by_chance_only_are_told_so() -> None:
    # Every pupil has exactly half of the items right: less spread than chance gives.
    x = np.array([np.roll([1, 1, 0, 0], k) for k in range(4)] * 10, dtype=np.int16)

    with pytest.raises(Refused, match="различаются не больше, чем бывает случайно"):
        measure(x, list("абвг"), "rasch")
    assert measure(x, list("абвг"), "rasch", fix_variance=True).n == 40


def test_graded_items_are_refused_by_the_dichotomous_models() -> None:
    x = np.random.default_rng(4).integers(0, 3, (50, 3)).astype(np.int16)

    with pytest.raises(Refused, match=r"«а», «б» и «в» их больше\. Возьмите модель pcm"):
        measure(x, ["а", "б", "в"], "rasch")


def test_marks_of_a_scale_are_judged() -> None:
    rng = np.random.default_rng(5)
    theta = rng.normal(size=(400, 1))
    right = rng.random((400, 10)) < 1 / (1 + np.exp(np.linspace(-1, 1, 10) - theta))
    scale = Scale(((0, 3, 2), (4, 6, 3), (7, 8, 4), (9, 10, 5)))
    found = measure(right.astype(np.int16), [str(i) for i in range(10)], "rasch", scale=scale)

    assert found.marks is not None
    assert 0.3 < found.marks.consistency < found.marks.accuracy < 1
    assert as_json(found)["marks"]["mark_error"] > 0.3
