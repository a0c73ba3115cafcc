"""Published data sets beside the repository; tests that need them skip where they are absent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def _load(folder: str, name: str) -> pl.DataFrame:
    path = SHARED / folder / name
    if not path.exists():
        pytest.skip(f"published data set {name} is not beside the repository")
    return pl.read_csv(path, null_values=["NA", ""], infer_schema_length=None)


@pytest.fixture
def reference() -> Callable[[str], pl.DataFrame]:
    """A data set that ships with an R package."""
    return lambda name: _load("reference", name)


@pytest.fixture
def real() -> Callable[[str], pl.DataFrame]:
    """Real results of schools."""
    return lambda name: _load("real", name)
