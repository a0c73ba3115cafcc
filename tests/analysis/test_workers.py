"""Sharing work between processes changes nothing but the time."""

from __future__ import annotations

import pytest

from objektiv.analysis.workers import shared, workers


def square(number: int) -> int:
    return number * number


def fail(number: int) -> int:
    raise ValueError(str(number))


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_parts(processes):
    heard: list[int] = []

    with workers(processes) as pool:
        found = shared(square, list(range(7)), pool, heard.append)

    assert found == [n * n for n in range(7)]
    assert heard == list(range(1, 8))


def test_an_error_of_a_helper_is_the_callers():
    with workers(2) as pool, pytest.raises(ValueError, match=r"[01]"):
        shared(fail, [0, 1], pool)
