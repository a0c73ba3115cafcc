"""A task is complete or says everything that it lacks; results feed back into it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from objektiv.profiles import task_rules
from objektiv.tasks.model import Criterion, Option, Task, complaints, key_of
from objektiv.tasks.pictures import picture_complaint
from objektiv.tasks.statistics import TaskStatistics, remarks, task_statistics, together
from objektiv.tasks.text import paragraphs, plain, written

from .test_exchange import TASKS, png


@pytest.mark.parametrize("one", TASKS, ids=lambda one: one.kind)
def test_plain_data_and_back(one):
    contents = {two.name: two.content for two in one.pictures}

    assert Task.read(one.plain(), contents) == one


@pytest.mark.parametrize(
    ("one", "key"),
    list(zip(TASKS, ("1", "12", "Москва или г. Москва", "0,5 ± 0,01", "21", "321", "по критериям"),
             strict=True)),
    ids=lambda one: getattr(one, "kind", ""),
)  # fmt: skip
def test_the_key_is_what_a_pupil_would_write(one, key):
    if one.kind == "match":  # right column alphabetically: $x_2$, 1, лишнее
        assert key_of(one) in ("21", "12")
    else:
        assert key_of(one) == key


def test_everything_that_is_missing_is_said_at_once():
    said = complaints(Task("$x^2", "choice", points=0, level="Г", options=(Option("а"),)))

    assert len(said) == 5
    assert any("без пары" in one for one in said)


def test_points_of_criteria_must_add_up():
    one = Task("?", "open", points=3, criteria=(Criterion("К1", "Ход", ("нет", "да")),))

    assert complaints(one) == ["По критериям набирается 1, а за задание дают 3."]
    assert complaints(replace(one, points=1)) == []


def test_a_picture_must_be_there():
    assert complaints(Task("![а.png]", "short", answers=("1",))) == [
        "Текст задания: рисунка «а.png» нет среди приложенных."
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (png(), ""),
        (b"<svg/>", "PNG или JPEG"),
        (png()[:-30], "повреждён"),
        (b"\x89PNG" + b"0" * 2_000_000, "больше 2 МБ"),
    ],
)
def test_pictures_are_known_by_their_bytes(content, said):
    found = picture_complaint("а.png", content)

    assert said in found
    assert bool(said) == bool(found)


def test_texts_are_read_and_written_back():
    text = "Цена 5 \\$ и $x^2$\n$$a\\ge b$$ конец ![а.png]"

    assert written(paragraphs(text)) == text
    assert plain(text) == "Цена 5 $ и x^2 a\\ge b конец"


def test_statistics_of_a_known_matrix():
    rng = np.random.default_rng(1)
    skill = rng.normal(size=4000)
    x = (rng.uniform(size=(4000, 5)) < 1 / (1 + np.exp(-(skill[:, None] - [-1, 0, 0, 0, 1])))) * 1
    group = rng.integers(0, 2, 4000)
    x[:, 2] = np.where(group == 1, rng.uniform(size=4000) < 0.35, x[:, 2])

    found = task_statistics(x, [1] * 5, group=group)

    assert found[0].share > found[1].share > found[4].share
    assert found[1].n == 4000
    assert found[2].dif_q < 0.001
    assert found[2].dif > found[1].dif


def test_few_pupils_say_nothing():
    assert task_statistics([[1], [0]], [1]) == (TaskStatistics(2, None, None, None),)


def test_uses_are_put_together_by_their_pupils():
    found = together([TaskStatistics(100, 0.5, 0.3, 0.2, dif=0.1, dif_q=0.5),
                      TaskStatistics(300, 0.9, None, 0.4, dif=0.5, dif_q=0.01),
                      TaskStatistics(5, None, None, None)])  # fmt: skip

    assert found == TaskStatistics(405, 0.8, 0.3, 0.35, None, 0.5, 0.01)


def test_remarks_name_the_number_and_the_border():
    rules = task_rules()
    said = remarks(TaskStatistics(200, 0.3, 0.1, 0.05, dif=0.5, dif_q=0.01), "Б", rules)

    assert [one.split(":")[0].split(" ")[0] for one in said] == ["Труднее,", "Слабо", "Одинаково"]
    assert "30,0\u00a0%" in said[0]
    assert remarks(TaskStatistics(200, 0.75, 0.5, 0.4), "Б", rules) == []
    assert not any("неверн" in one or "брак" in one for one in said)
