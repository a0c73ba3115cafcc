from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.protocols.made import write

from objektiv.schema import Item, Level, Scale, Work

Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Write rows into the test's folder: `save("a.xlsx", rows)`."""
    return lambda name, rows, **options: write(tmp_path / name, rows, **options)


@pytest.fixture
def work() -> Work:
    items = (Item("q1", 2, Level.BASE), Item("9.1", 1, Level.BASE), Item("q3", 4, Level.HIGH))
    scale = Scale(((0, 2, 2), (3, 4, 3), (5, 6, 4), (7, 7, 5)))
    return Work("ВПР", 2026, 5, "Математика", items, scale)
