"""Variants: every rule kept, as equal as brute force can make them, or a reason why not."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from objektiv.tasks.assembly import BankTask, Blueprint, Cell, Impossible, Variants, assemble


def bank(seed: int, count: int = 40) -> list[BankTask]:
    rng = np.random.default_rng(seed)
    levels = "ББПВ"
    return [
        BankTask(
            f"t{n}", "choice", level := levels[n % 4], {"Б": 1, "П": 2, "В": 3}[level],
            int(rng.integers(2, 6)), frozenset({f"5.{n % 5}"}), float(rng.uniform(0.2, 0.9)),
            int(rng.integers(0, 3)),
        )
        for n in range(count)
    ]  # fmt: skip


def cell(tasks: int, *skills: str, levels: str = "", points: int | None = None) -> Cell:
    return Cell(tasks, frozenset(skills), frozenset(levels), frozenset(), points)


PLAN = (cell(3, levels="Б"), cell(2, levels="П"), cell(1, levels="В"))


@pytest.mark.parametrize("seed", range(3))
def test_variants_keep_every_rule(seed):
    tasks = bank(seed)
    known = {one.code: one for one in tasks}
    twins = frozenset({"t0", "t1"})
    tasks[4] = BankTask(**{**_plain(tasks[4]), "enemies": twins})

    found = assemble(tasks, Blueprint(PLAN, variants=2, minutes=25, most_uses=3))

    assert isinstance(found, Variants)
    for variant in found.variants:
        codes = [one.code for one in variant]
        assert len(set(codes)) == len(codes) == 6
        assert [PLAN[one.cell].takes(known[one.code]) for one in variant] == [True] * 6
        assert sum(known[one].minutes for one in codes) <= 25
        assert not ("t4" in codes and twins & set(codes))
    assert not {one.code for one in found.variants[0]} & {one.code for one in found.variants[1]}
    assert found.points == (10, 10)
    assert found.equivalent


def _plain(task: BankTask) -> dict:
    return {name: getattr(task, name) for name in BankTask.__slots__}


def test_no_closer_variants_exist():
    """All splits of a small bank by hand."""
    tasks = bank(7, 16)
    plan = (cell(2, levels="Б"), cell(1, levels="П"))
    base = [one for one in tasks if one.level == "Б"]
    advanced = [one for one in tasks if one.level == "П"]
    best = min(
        abs(
            sum(round(100 * x.share * x.points) for x in (*a, c))
            - sum(round(100 * x.share * x.points) for x in (*b, d))
        )
        for a in combinations(base, 2)
        for b in combinations(base, 2)
        if not set(a) & set(b)
        for c in advanced
        for d in advanced
        if c != d
    )

    found = assemble(tasks, Blueprint(plan, variants=2))

    assert isinstance(found, Variants)
    assert found.proven
    known = {one.code: one for one in tasks}
    totals = [
        sum(round(100 * known[one.code].share * known[one.code].points) for one in variant)
        for variant in found.variants
    ]
    assert abs(totals[0] - totals[1]) == best


def test_the_same_request_gives_the_same_variants():
    plan = Blueprint(PLAN, variants=2)

    assert assemble(bank(1), plan, seed=5) == assemble(bank(1), plan, seed=5)


def test_common_tasks_stand_in_every_variant():
    found = assemble(bank(2), Blueprint(PLAN, variants=3, common=2), effort=0.5)

    assert isinstance(found, Variants)
    sets = [{one.code for one in variant} for variant in found.variants]
    assert len(set.intersection(*sets)) == 2
    assert len(sets[0] & sets[1]) == 2


def test_worn_out_tasks_are_left_out():
    found = assemble(bank(3), Blueprint(PLAN, variants=2, most_uses=2))

    assert isinstance(found, Variants)
    known = {one.code: one for one in bank(3)}
    assert all(known[one.code].uses < 2 for variant in found.variants for one in variant)


def said(tasks, plan) -> str:
    found = assemble(tasks, plan)
    assert isinstance(found, Impossible)
    return " ".join(found.sentences)


def test_a_line_without_tasks_is_named_with_the_numbers():
    text = said(bank(1, 8), Blueprint((cell(2, levels="В"),), variants=2))

    assert text.startswith("Нельзя, потому что строке 1 (уровень В) на 2\u00a0варианта нужно")
    assert "4\u00a0задания, а в банке подходят 2." in text
    assert "Без требования уровня подошло бы ещё 6\u00a0заданий." in text


def test_worn_out_tasks_are_named_as_the_reason():
    tasks = [BankTask(f"t{n}", "choice", "Б", 1, 3, uses=5) for n in range(4)]

    text = said(tasks, Blueprint((cell(1),), variants=2, most_uses=3))

    assert "Ещё 4\u00a0задания использовали 3\u00a0раза и больше." in text


def test_too_little_time_is_named_as_the_rule_in_the_way():
    text = said(bank(1), Blueprint(PLAN, variants=2, minutes=5))

    assert "«время на вариант»" in text
    assert "на вариант отведено 5" in text


def test_points_that_cannot_be_reached_are_named():
    text = said(bank(1), Blueprint(PLAN, variants=2, points=30))

    assert "«равенство баллов»" in text
    assert "можно набрать от 10 до 10 баллов, а задано 30" in text


def test_enemies_are_named():
    everyone = frozenset(f"t{n}" for n in range(6))
    tasks = [BankTask(f"t{n}", "choice", "Б", 1, 3, enemies=everyone - {f"t{n}"}) for n in range(6)]

    assert "«задания, которые нельзя ставить вместе»" in said(
        tasks, Blueprint((cell(2),), variants=2)
    )


def test_a_large_bank_is_assembled_in_reasonable_work():
    found = assemble(bank(9, 400), Blueprint(PLAN * 2, variants=3, minutes=90))

    assert isinstance(found, Variants)
    assert found.equivalent
