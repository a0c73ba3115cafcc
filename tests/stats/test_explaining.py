"""Measurement in words: what is said of items, groups, markers and schools."""

from __future__ import annotations

import numpy as np

from objektiv.analysis.explaining import (
    explain_dif,
    explain_items,
    explain_pair,
    explain_severity,
    explain_value_added,
    explain_variants,
    works_for_third_marker,
)
from objektiv.stats.dif import dif_table
from objektiv.stats.items import distractors, item_analysis, variant_equivalence
from objektiv.stats.raters import agreement, facets
from objektiv.stats.value_added import similar_schools, value_added

BLAMING = ("нарушен", "завыш", "заниж", "необъектив", "ошиб", "плох", "худш", "лучш", "место")


def _calm(*lines: str) -> None:
    for line in lines:
        assert line[-1] == "."
        assert not any(word in line.lower() for word in BLAMING), line


def _right(rng: np.random.Generator, n: int, items: int) -> np.ndarray:
    theta = rng.normal(size=(n, 1))
    return (rng.random((n, items)) < 1 / (1 + np.exp(np.linspace(-1, 1, items) - theta))).astype(
        int
    )


def test_an_item_that_favours_the_weak_is_named() -> None:
    x = _right(np.random.default_rng(1), 400, 6)
    assert explain_items(item_analysis(x, np.ones(6)), list("123456")) == (
        "Все задания различают сильных и слабых учеников.",
    )
    x[:, 2] = 1 - x[:, 2]
    lines = explain_items(item_analysis(x, np.ones(6)), list("123456"))
    assert "«3»" in lines[0]
    options = np.where(_right(np.random.default_rng(2), 400, 4) == 1, "а", "б")
    wrong_key = explain_items(
        item_analysis(x, np.ones(6)),
        list("123456"),
        distractors(options, ["б", "а", "а", "а"], least_share=0.05),
    )
    assert any("Задание «1»: верный ответ «б»" in line for line in wrong_key)
    _calm(*lines, *wrong_key)


def test_differences_between_groups_are_a_question_to_the_item() -> None:
    rng = np.random.default_rng(3)
    x = _right(rng, 1200, 8)
    group = np.repeat(["рус", "тат"], 600)
    quiet = explain_dif(dif_table(x, group), list("12345678"))
    assert quiet[0] == "Заданий, которые работают в группах по-разному, не видно."
    assert quiet[-1] == "Учеников: рус — 600 и тат — 600."
    x[600:, 4] = rng.random(600) < 0.15
    loud = explain_dif(dif_table(x, group), list("12345678"))
    assert "«5»" in loud[0]
    _calm(*quiet, *loud)


def test_variants_in_words() -> None:
    rng = np.random.default_rng(4)
    x, block = _right(rng, 400, 5), np.repeat(["А", "Б"], 200)
    variant = np.tile(["1", "2"], 200)
    equal = explain_variants(variant_equivalence(x, np.ones(5), variant, block), list("12345"))
    assert equal[0].startswith("Варианты равноценны")
    x[variant == "2", 3] = 0
    apart = explain_variants(variant_equivalence(x, np.ones(5), variant, block), list("12345"))
    assert "труднее вариант 2" in apart[0]
    assert "«4»" in apart[1]
    one = explain_variants(variant_equivalence(x, np.ones(5), ["1"] * 400, block), list("12345"))
    assert one == ("Вариант один: сравнивать не с чем.",)
    _calm(*equal, *apart)


def test_markers_are_called_together_not_blamed() -> None:
    rng = np.random.default_rng(5)
    rows = []
    for n in range(400):
        theta = rng.normal()
        for r in rng.choice(4, 2, replace=False):
            for i in range(4):
                p = 1 / (1 + np.exp(-(theta - 0.9 * (r == 2) - 0.2 * i)))
                rows.append((n, i, "АБВГ"[r], (rng.random(2) < p).sum()))
    columns = list(zip(*rows, strict=True))
    found = explain_severity(facets(*columns))

    assert found[0] == "Нужна общая сверка критериев на нескольких работах."
    assert any(line.startswith("В (") and "строже остальных" in line for line in found)
    _calm(*found)
    _calm(explain_pair(agreement([0, 1, 2, 2], [0, 2, 2, 1])))
    assert explain_pair(agreement([], [])) == "Работ, проверенных дважды, нет."


def test_third_marker_sentence_counts_works() -> None:
    which, text = works_for_third_marker([[3, 1], [3, 1]], [[1, 1], [3, 1]], [3, 1])

    assert which.tolist() == [True, False]
    assert text.startswith("Третьему проверяющему: 1\xa0работа из 2")


def test_value_added_has_an_interval_and_no_place() -> None:
    rng = np.random.default_rng(6)
    school = np.repeat([f"ш{i:02}" for i in range(30)], 40)
    effect = np.repeat(np.where(np.arange(30) == 3, 1.5, 0.2 * rng.normal(size=30)), 40)
    prior = rng.normal(size=1200)
    found = value_added(0.6 * prior + effect + 0.6 * rng.normal(size=1200), prior, school)
    near = similar_schools(found.school, rng.normal(size=(30, 2)), found.actual, count=5)
    strong = explain_value_added(found, "ш03", near[3])
    usual = explain_value_added(found, found.school[int(np.argmin(np.abs(found.effect)))])

    assert strong[0].startswith("Результаты выше, чем у учеников с такой же подготовкой")
    assert strong[-1].startswith("В 5\xa0школах с похожими условиями")
    assert usual[0].startswith("Результаты такие, каких ждут")
    assert "нет учеников" in explain_value_added(found, "нет такой")[0]
    _calm(*strong, *usual)
