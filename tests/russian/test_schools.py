"""Short names of schools and file names."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.russian import NBSP, file_names, short_school


@pytest.mark.parametrize(
    ("name", "short"),
    [
        (
            "Муниципальное бюджетное общеобразовательное учреждение "
            '"Средняя общеобразовательная школа № 5"',
            f"СОШ №{NBSP}5",
        ),
        (
            "муниципальное автономное общеобразовательное учреждение "
            "гимназия №3 Тестовского района",
            f"Гимназия №{NBSP}3 Тестовского района",
        ),
        ("МКОУ «Озёрская ООШ»", "Озёрская ООШ"),
        ("ГБОУ Лицей № 1", f"Лицей №{NBSP}1"),
        (
            "Муниципальное казённое общеобразовательное учреждение основная "
            "общеобразовательная школа села Тихое",
            "ООШ села Тихое",
        ),
        ("МБОУ", "МБОУ"),
        ("edu000123", "edu000123"),
        ("Школа-лаборатория", "Школа-лаборатория"),
    ],
)
def test_short_school(name: str, short: str) -> None:
    assert short_school(name) == short


@settings(max_examples=200)
@given(st.lists(st.text(max_size=300), max_size=6))
def test_file_names_are_unique_and_can_be_created(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("names")

    safe = file_names(names)

    assert len(safe) == len(names)
    assert len({one.casefold() for one in safe}) == len(names)
    for one in safe:
        path = folder / f"{one}.docx"
        path.touch(exist_ok=False)
        assert path.parent == folder
        assert not set(one) & set('<>:"/\\|?*\r\n\t')
        assert one == one.strip(" .")


@pytest.mark.parametrize(
    "name", ["con", "NUL.x", "", "...", "../../etc/passwd", "a\x00b", "🏫" * 90]
)
def test_file_names_of_hostile_names(name: str) -> None:
    (safe,) = file_names([name])

    assert safe
    assert Path(safe).name == safe
    assert safe.split(".")[0].casefold() not in {"con", "nul"}
