"""Internal against external results in files, words and pictures of a school."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from objektiv.analysis.comparing import (
    compare_file,
    compare_results,
    explain_drift,
    explain_marks,
    explain_picture,
    explain_pretenders,
)
from objektiv.analysis.refusal import Refused
from objektiv.profiles import load_profile
from objektiv.schema import Verdict
from objektiv.stats.comparison import mark_agreement
from objektiv.stats.school_gaps import drifts, picture, pretenders

Load = Callable[[str], pl.DataFrame]
PROFILE = load_profile()
BLAMING = ("нарушен", "завыш", "заниж", "необъектив", "обман", "списыв")


def test_gcse_from_a_file(real: Load, tmp_path: Path) -> None:
    path, out = tmp_path / "gcse.csv", tmp_path / "compare.json"
    real("Gcsemv_written_vs_coursework.csv").write_csv(path)
    compare_file(path, internal="course", external="written", school="school", out=out)
    found = json.loads(out.read_text(encoding="utf-8"))

    assert found["n"] == 1523
    assert found["pupil"]["pearson"] == pytest.approx(0.4742, abs=5e-5)
    assert found["school"]["pearson"] == pytest.approx(0.4339, abs=5e-5)
    assert found["gap"]["tau"] == pytest.approx(7.366, abs=5e-4)
    assert len(found["schools"]) == 73
    assert not [s for s in found["schools"] if s["verdict"] in ("verify", "look")]
    assert max(s["z"] for s in found["schools"]) == pytest.approx(2.12, abs=5e-3)
    small = [s for s in found["schools"] if s["n"] < 10]
    assert small
    assert all(s["verdict"] == "insufficient" and s["p_value"] is None for s in small)


def _results(
    rng: np.random.Generator, schools: int = 30, size: int = 40, noise: float = 0.5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    code = np.repeat(np.arange(schools), size)
    level = rng.normal(size=schools)[code] + rng.normal(size=len(code))
    return (
        level + noise * rng.normal(size=len(code)),
        level + noise * rng.normal(size=len(code)),
        np.char.add("ш", code.astype(str)),
    )


def test_strong_weak_and_reversed_are_told_apart_with_what_to_do() -> None:
    rng = np.random.default_rng(1)
    internal, external, school = _results(rng)
    strong = compare_results(internal, external, school).sentences
    assert strong[0].startswith("Внутренняя и внешняя оценка ставят учеников почти в один порядок")

    weak = compare_results(rng.permutation(internal), external, school).sentences
    assert "связаны слабо" in weak[0]
    assert any("взаимную проверку" in line for line in weak)

    reversed_ = compare_results(-internal, external, school).sentences
    assert reversed_[0].startswith("Порядок обратный")
    assert any("проверить данные" in line for line in reversed_)
    for line in (*strong, *weak, *reversed_):
        assert not any(word in line.lower() for word in BLAMING)


def test_order_of_schools_may_be_reversed_while_pupils_are_in_order() -> None:
    rng = np.random.default_rng(2)
    internal, external, school = _results(rng, 60, 40, 0.3)
    mean = {s: external[school == s].mean() for s in np.unique(school)}
    demanding = np.array([mean[s] for s in school])
    found = compare_results(internal - 1.8 * demanding, external, school)

    assert found.comparison.school.pearson < -0.5
    assert found.sentences[-1].startswith("Внутри школ порядок верный")


def test_one_school_stands_out_and_small_ones_are_not_judged() -> None:
    rng = np.random.default_rng(3)
    internal, external, school = _results(rng)
    internal[school == "ш4"] += 3
    internal, external = np.append(internal, [9.0] * 5), np.append(external, [0.0] * 5)
    school = np.append(school, ["малая"] * 5)
    found = compare_results(internal, external, school)
    verdicts = dict(zip(found.comparison.schools.names, found.verdicts, strict=True))

    assert verdicts["ш4"] is Verdict.VERIFY
    assert verdicts["малая"] is Verdict.INSUFFICIENT
    assert sum(v is Verdict.VERIFY for v in verdicts.values()) == 1
    assert "требует проверки у 1\xa0школы" in " ".join(found.sentences)


def test_columns_that_are_missing_or_equal_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("школа;год;внеш\nа;3;10\nб;3;12\nв;3;12\n", encoding="utf-8")

    with pytest.raises(Refused, match="нет столбца «оценка»"):
        compare_file(path, internal="оценка", external="внеш", school="школа")
    with pytest.raises(Refused, match="у всех учеников одинаков"):
        compare_file(path, internal="год", external="внеш", school="школа")
    path.write_text("школа;год;внеш\nа;3;10\nб;три;12\n;4;12\n", encoding="utf-8")
    with pytest.raises(Refused, match="строка 4: пуст столбец «школа»"):
        compare_file(path, internal="год", external="внеш", school="школа")
    path.write_text("школа;год;внеш\nа;3;10\nб;три;12\n", encoding="utf-8")
    with pytest.raises(Refused, match="ячейка B3: в столбце «год» нужно число, а стоит «три»"):
        compare_file(path, internal="год", external="внеш", school="школа")


def test_marks_in_one_sentence() -> None:
    text = explain_marks(mark_agreement([5, 5, 4, 3], [3, 4, 4, 4]))

    assert text == (
        "Подтвердили отметку 25,0\xa0%, понизили 50,0\xa0%, повысили 25,0\xa0% (4\xa0ученика); "
        "на две отметки и больше разошлись у 1\xa0ученика."
    )
    assert explain_marks(mark_agreement([], [])).startswith("Нет учеников")


def _panel(rng: np.random.Generator, lenient: float, subject_only: float) -> tuple[np.ndarray, ...]:
    rows = []
    for s in range(25):
        for subject in ("математика", "русский язык", "биология"):
            for year in ("2024", "2025"):
                for _ in range(25):
                    level = rng.normal()
                    shift = 0.15 * rng.normal()
                    if s == 7:
                        shift += lenient
                    if s == 9 and subject == "биология":
                        shift += subject_only
                    rows.append(
                        (level + shift + 0.5 * rng.normal(), level + 0.5 * rng.normal(),
                         f"ш{s}", subject, year)
                    )  # fmt: skip
    return tuple(np.array(c) for c in zip(*rows, strict=True))


def test_one_picture_tells_a_school_from_a_subject() -> None:
    x, y, school, subject, year = _panel(np.random.default_rng(4), 0.9, 1.6)
    found = picture(x.astype(float), y.astype(float), school, subject, year)
    everywhere = explain_picture(found, "ш7", PROFILE)
    one_subject = explain_picture(found, "ш9", PROFILE)
    quiet = explain_picture(found, "ш3", PROFILE)

    assert len(found.cells) == 25 * 6
    assert "общую меру отметки" in everywhere[0]
    assert all(line.startswith("биология") for line in one_subject)
    assert len(one_subject) == 2
    assert quiet == (
        "Внутренние и внешние результаты расходятся не больше, чем у других школ "
        "(6\xa0предметов и лет).",
    )


def test_inflation_is_seen_per_subject_and_absence_is_said() -> None:
    rng = np.random.default_rng(5)
    rows = []
    for year in range(4):
        for s in range(20):
            for _ in range(20):
                level = rng.normal()
                rows.append((level + 0.2 * year + 0.4 * rng.normal(), level, s, "химия", year))
                rows.append((level + 0.4 * rng.normal(), level, s, "физика", year))
    x, y, school, subject, year = (np.array(c) for c in zip(*rows, strict=True))
    found = drifts(x.astype(float), y.astype(float), school, subject, year)
    by_name = {one.subject: one for one in found}

    assert by_name["химия"].slope == pytest.approx(0.2, abs=0.03)
    assert by_name["химия"].q_value < 1e-6
    assert "растёт" in explain_drift(by_name["химия"], PROFILE)
    assert by_name["физика"].q_value > 0.05
    assert "не изменилась" in explain_drift(by_name["физика"], PROFILE)


def test_pretenders_are_judged_against_honest_differences() -> None:
    rng = np.random.default_rng(6)
    flagged = 0
    for _ in range(30):
        p = rng.beta(2, 6, size=60)
        school = np.repeat([f"ш{j}" for j in range(60)], 8)
        found = pretenders(rng.random(480) < np.repeat(p, 8), school)
        flagged += (found.q_value <= 0.05).sum()
    assert flagged <= 3  # of 1 800

    below = rng.random(480) < 0.1
    below[:8] = True
    found = pretenders(below, school)
    assert np.flatnonzero(found.q_value <= 0.05).tolist() == [found.school.index("ш0")]
    text = " ".join(explain_pretenders(found, PROFILE))
    assert "ш0: 8 из 8" in text
    assert found.expected[0] < 2


def test_few_pretenders_have_no_probability() -> None:
    found = pretenders([True, True, False], ["а", "а", "б"])

    assert np.isnan(found.p_value).all()
    assert explain_pretenders(found, PROFILE)[1] == "Различия школ не больше случайных и обычных."
