"""The examples, and programs that open what was written."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_path = Path(__file__).with_name("examples.py")
_spec = importlib.util.spec_from_file_location("office_examples", _path)
assert _spec
assert _spec.loader
examples = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(examples)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "example" in metafunc.fixturenames:
        metafunc.parametrize("example", examples.EXAMPLES, ids=lambda one: one.kind)


@pytest.fixture
def school() -> str:
    return examples.SCHOOL


@pytest.fixture
def every() -> tuple:
    return examples.EXAMPLES
