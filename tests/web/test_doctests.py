"""Examples in docstrings of the web system: run here, because Django must be set up first."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import objektiv.web

MODULES = [
    module.name
    for module in pkgutil.walk_packages(objektiv.web.__path__, "objektiv.web.")
    if not module.name.startswith(("objektiv.web.migrations", "objektiv.web.wsgi"))
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    module = importlib.import_module(name)

    assert doctest.testmod(module).failed == 0
