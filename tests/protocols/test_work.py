"""`work.toml`: what it says is what is read; everything wrong is said at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from objektiv.protocols import Refused, read_work
from objektiv.schema import Condition, Item, Level, Scale, Work

GOOD = """
procedure = "ВПР"
year = 2026
grade = 5
subject = "Математика"
variant_of = ""
scale = [[0, 1, 2], [2, 3, 3], [4, 4, 4], [5, 5, 5]]
conditions = [{mark = 3, items = ["q2"], at_least = 1}]
[[items]]
code = "q1"
max = 2
level = "Б"
open = false
skills = ["5.1", "5.2"]
topic = "Дроби"
[[items]]
code = "q2"
max = 3
"""


def read(folder: Path, text: str) -> Work:
    path = folder / "work.toml"
    path.write_text(text, encoding="utf-8")
    return read_work(path)


def complaints(folder: Path, text: str) -> list[str]:
    with pytest.raises(Refused) as caught:
        read(folder, text)
    assert all(one.file == "work.toml" for one in caught.value.complaints)
    return [one.text for one in caught.value.complaints]


def test_a_good_description(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD) == Work(
        "ВПР",
        2026,
        5,
        "Математика",
        (Item("q1", 2, Level.BASE, False, ("5.1", "5.2"), "Дроби"), Item("q2", 3)),
        Scale(((0, 1, 2), (2, 3, 3), (4, 4, 4), (5, 5, 5)), (Condition(3, ("q2",), 1),)),
    )


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff" + GOOD).grade == 5


def test_all_complaints_at_once(tmp_path: Path) -> None:
    text = """
procedure = ""
year = "2026"
grade = 0
variant_of = "сложный"
scale = [[0, 1, 2], [3, 4, 2]]
[[items]]
code = "1К1"
max = 0
level = "С"
[[items]]
code = "2"
max = 2
[[items]]
code = "2"
max = 1
"""
    found = complaints(tmp_path, text)
    for start in (
        "procedure:",
        "subject:",
        "year:",
        "grade:",
        "variant_of:",
        "задание 1: max",
        "задание 1: level",
        "задание 3: код «2» уже был",
        "scale: полоса [3, 4, 2]",
        "scale: отметки",
        "scale: шкала кончается на 4",
    ):
        assert sum(one.startswith(start) for one in found) == 1, (start, found)


@pytest.mark.parametrize(
    "text",
    ["", "procedure = ", "\x00", "items = 5", "scale = 7\nitems = [1, 2]", "items = [{}]"],
)
def test_nonsense_is_refused_in_russian(tmp_path: Path, text: str) -> None:
    for sentence in complaints(tmp_path, text):
        assert sentence.endswith(".")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="не открывается"):
        read_work(tmp_path / "нет.toml")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "work.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused, match="TOML"):
        read_work(tmp_path / "work.toml")
