"""The page of a measurement answers first, with the numbers of the measurement."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest

from objektiv import russian
from objektiv.analysis.item_table import item_flags
from objektiv.analysis.measuring import Measurement, measure
from objektiv.analysis.measuring_pages import measure_html, measure_page
from objektiv.profiles import load_profile
from objektiv.schema import Scale

SCALE = Scale(((0, 3, 2), (4, 6, 3), (7, 8, 4), (9, 10, 5)))


def answers(n: int = 300, *, broken: int | None = None) -> np.ndarray:
    rng = np.random.default_rng(11)
    theta = rng.normal(size=n) * 1.6
    x = (rng.random((n, 10)) < 1 / (1 + np.exp(np.linspace(-2, 2, 10) - theta[:, None]))).astype(
        np.int16
    )
    if broken is not None:
        x[:, broken] = rng.random(n) < 1 / (1 + np.exp(1.5 * theta))
    return x


CODES = tuple(str(k + 1) for k in range(10))


@pytest.fixture(scope="module")
def sound() -> Measurement:
    return measure(answers(), CODES, "rasch", scale=SCALE)


@pytest.fixture(scope="module")
def broken() -> Measurement:
    return measure(answers(broken=4), CODES, "rasch", scale=SCALE)


def text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))


def test_first_sentence_answers_with_the_reliability(sound: Measurement) -> None:
    page = measure_page(sound)

    assert page.answer.startswith("Работа")
    assert russian.number(sound.alpha.value, 2) in page.answer
    html = measure_html(sound)
    assert html.index(page.answer) < html.index("<svg")


def test_an_item_that_works_backwards_is_named_with_what_to_do(broken: Measurement) -> None:
    flags = item_flags(broken, load_profile())
    page = measure_page(broken)

    assert list(flags) == ["5"]
    assert page.steps[0].startswith("Задание 5: обратная связь")
    assert "проверьте ключ" in page.steps[0]


def test_few_pupils_raise_few_questions() -> None:
    """In a class of 20 sound items correlate anyhow: that alone is no question."""
    rng = np.random.default_rng(5)
    asked = 0
    for _ in range(40):
        theta = rng.normal(size=20)
        x = rng.random((20, 10)) < 1 / (1 + np.exp(np.linspace(-1, 1, 10) - theta[:, None]))
        found = measure(x.astype(np.int16), CODES, "rasch", fix_variance=True)
        weak = {code for code, said in item_flags(found, load_profile()).items() if "связь" in said}
        asked += len(weak)

    assert asked <= 0.05 * 400


def test_nothing_to_repair_is_said_too(sound: Measurement) -> None:
    assert item_flags(sound, load_profile()) == {}
    firm = replace(sound, alpha=replace(sound.alpha, value=0.9))
    assert measure_page(firm).steps == (
        "Ничего исправлять не требуется: работу можно использовать и связывать с другими.",
    )


def test_a_test_that_is_not_firm_says_how_many_items_would_be(sound: Measurement) -> None:
    weak = replace(sound, alpha=replace(sound.alpha, value=0.5))

    page = measure_page(weak)

    # Spearman–Brown: four times as long, 4·0.5 / (1 + 3·0.5) = 0.8
    assert "около 40\u00a0заданий" in page.steps[-1]
    assert "ненадёжно" in page.answer
    assert not any("Ничего" in line for line in page.steps)


def test_page_holds_pictures_with_their_tables_and_all_thresholds(broken: Measurement) -> None:
    page = measure_page(broken, scale=SCALE)
    html = measure_html(broken, scale=SCALE, files=["ответы.csv"])

    titles = {chart.title for section in page.sections for chart, _ in section.charts}
    assert {"Карта заданий и учеников", "Устойчивость отметок"} < titles
    assert html.count("<svg") == len(titles) == html.count("Числа таблицей")
    assert len(re.findall(r'id="([^"]+)"', html)) == len(set(re.findall(r'id="([^"]+)"', html)))
    assert "ответы.csv" in html
    assert "Ebel (1965)" in html
    assert "default-src 'none'" in html
    assert "<script" not in html


def test_table_of_items_has_the_parameters(sound: Measurement) -> None:
    (table,) = (t for section in measure_page(sound).sections for t in section.tables)

    for row, one in zip(table.rows, sound.items, strict=True):
        assert one.item is not None
        assert row[0] == one.code
        assert row[4] == russian.number(float(one.item.thresholds[0]), 2)


def test_words_accuse_nobody(broken: Measurement) -> None:
    said = text(measure_html(broken)).lower()

    for word in ("нарушени", "завышен", "необъективн", "nan"):
        assert word not in said


@pytest.mark.parametrize("model", ["rasch-cml", "rasch", "pcm", "2pl", "grm"])
def test_little_data_gives_a_page_without_empty_numbers(model: str) -> None:
    x = answers(90)[:, 3:7].copy()
    x[:, 0] = 1  # everybody right
    x[::6, 1] = -1

    html = measure_html(measure(x, ("1", "2", "3", "4"), model))  # type: ignore[arg-type]

    assert "nan" not in text(html).lower()
    assert "Задание 1: все ученики получили одно и то же число баллов" in html


def test_same_measurement_same_page(sound: Measurement) -> None:
    assert measure_html(sound) == measure_html(sound)


def test_items_are_compared_between_large_groups_of_an_id_column_only() -> None:
    x = answers(400)
    sex = np.array(["девочки", "мальчики"])[np.arange(400) % 2]
    x[:, 6] = np.where(sex == "девочки", x[:, 6], np.random.default_rng(1).random(400) < 0.9)
    ids = {"пол": sex, "школа": np.array([f"№ {k % 20}" for k in range(400)])}

    page = measure_page(measure(x, CODES, "rasch", ids=ids))

    groups = [section for section in page.sections if section.code.startswith("groups")]
    assert [section.title for section in groups] == ["Задания в группах: пол"]
    ((chart, _),) = groups[0].charts
    assert [row[0] for row in chart.table.rows if row[-1]] == ["7"]
    assert any("«7»" in line for line in groups[0].lines)
