"""Each kind of manipulation does what it says and nothing else."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from objektiv.schema import MISSING, NOT_ATTEMPTED, NOT_TAUGHT
from objektiv.simulation.items import Bank, draw_bank, expected_score, plain_work
from objektiv.simulation.manipulations import MANIPULATIONS, Rows, raised
from objektiv.simulation.plan import KINDS
from objektiv.simulation.responses import respond, total

BANK = draw_bank(plain_work("Математика", 5, 2026), seed=1)
CUTS = np.array([7, 13, 19])


def honest_rows(intensity: float = 1.0, classes: int = 40, size: int = 20) -> Rows:
    random = np.random.default_rng(3)
    count = classes * size
    class_ = np.repeat(np.arange(classes), size)
    variant = np.arange(count) % 2
    ability = random.normal(0, 1, count)
    shift = random.normal(0, 0.3, (classes, len(BANK.maxima)))
    scores = respond(random, BANK, ability=ability, shift=shift, class_=class_, variant=variant)
    scores[(scores == 0) & (random.random(scores.shape) < 0.4)] = NOT_ATTEMPTED
    scores[:size, 4] = NOT_TAUGHT
    return Rows(
        bank=BANK,
        scores=scores,
        intensity=np.full(count, intensity),
        school=class_ // 2,
        class_=class_,
        variant=variant,
        ability=ability,
        shift=shift,
        journal=random.integers(0, 6, count).astype(np.uint8) // 2 * 2,
    )


def points(scores: np.ndarray) -> np.ndarray:
    return np.where(scores < NOT_TAUGHT, scores, 0).astype(int)


@pytest.fixture
def rows() -> Rows:
    return honest_rows()


def changed(kind: str, rows: Rows) -> np.ndarray:
    before = rows.scores.copy()
    after = MANIPULATIONS[kind](np.random.default_rng(5), rows)
    assert (rows.scores == before).all()
    return after


@pytest.mark.parametrize("kind", KINDS)
def test_cells_stay_within_the_work(kind: str, rows: Rows) -> None:
    after = changed(kind, rows)

    assert after.dtype == np.uint8
    assert after.shape == rows.scores.shape
    assert ((after <= BANK.maxima) | (after >= NOT_TAUGHT)).all()
    kept = rows.scores == NOT_TAUGHT
    assert np.isin(after[kept], [NOT_TAUGHT, MISSING]).all()
    assert ((after == NOT_TAUGHT) <= kept).all()


@pytest.mark.parametrize("kind", KINDS)
def test_no_intensity_hardly_changes_anything(kind: str) -> None:
    rows = honest_rows(intensity=0.0)

    share = (changed(kind, rows) != rows.scores).any(axis=1).mean()
    assert share < (0.3 if kind == "fabrication" else 0.01)


@pytest.mark.parametrize("kind", ["blanks", "bump", "hard", "copying", "open", "leak"])
def test_helping_never_takes_a_point_away(kind: str, rows: Rows) -> None:
    assert (points(changed(kind, rows)) >= points(rows.scores)).all()


def test_blanks_fills_omissions_and_wrong_short_answers(rows: Rows) -> None:
    after = changed("blanks", rows)

    moved = after != rows.scores
    was_nothing = (rows.scores == NOT_ATTEMPTED) | ((rows.scores == 0) & ~BANK.open)
    assert (moved <= was_nothing).all()
    assert (after[moved] == np.broadcast_to(BANK.maxima, after.shape)[moved]).all()
    blank = rows.scores == NOT_ATTEMPTED
    assert moved[blank].mean() == pytest.approx(0.75, abs=0.05)


def test_bump_lifts_from_just_below_a_cut_to_it(rows: Rows) -> None:
    before, after = total(rows.scores), total(changed("bump", rows))

    moved = after != before
    target = CUTS[np.searchsorted(CUTS, before[moved], side="right")]
    assert moved.any()
    assert ((target - before[moved]) <= 3).all()
    assert np.isin(after[moved] - target, [0, 1]).all()
    just_below = np.isin(before, CUTS - 1)
    assert moved[just_below].all()


def test_hard_touches_the_hardest_items_only(rows: Rows) -> None:
    moved = (changed("hard", rows) != rows.scores).any(axis=0)

    hardest = BANK.mean.argsort()[:5]
    assert set(np.flatnonzero(moved)) == set(hardest)


def test_open_adds_one_point_to_open_items(rows: Rows) -> None:
    after = changed("open", rows)

    moved = after != rows.scores
    assert not moved[:, ~BANK.open].any()
    assert set(points(after)[moved] - points(rows.scores)[moved]) == {1}


def test_copies_agree_with_somebody_of_the_class_and_variant(rows: Rows) -> None:
    after = changed("copying", rows)

    for pupil in np.flatnonzero((after != rows.scores).any(axis=1)):
        others = (rows.class_ == rows.class_[pupil]) & (rows.variant == rows.variant[pupil])
        cells = after[pupil] != rows.scores[pupil]
        agree = (rows.scores[others][:, cells] == after[pupil, cells]).all(axis=1)
        assert agree.any()


def test_removal_takes_weak_pupils_away_whole(rows: Rows) -> None:
    after = changed("removal", rows)

    gone = (after == MISSING).all(axis=1)
    assert ((after == MISSING).any(axis=1) == gone).all()
    assert (after[~gone] == rows.scores[~gone]).all()
    assert rows.ability[gone].mean() < -0.6 < 0.2 < rows.ability[~gone].mean()
    assert gone.mean() == pytest.approx(0.9 * 0.45, abs=0.03)


def test_fabricated_rows_have_no_blanks_and_little_difficulty(rows: Rows) -> None:
    after = changed("fabrication", rows)

    assert not (after == NOT_ATTEMPTED).any()
    share = points(after).mean(axis=0) / BANK.maxima
    honest = points(rows.scores).mean(axis=0) / BANK.maxima
    assert share.std() < 0.6 * honest.std()


def test_marks_to_journal_reaches_the_border_of_the_journal_mark(rows: Rows) -> None:
    before, after = total(rows.scores), total(changed("marks_to_journal", rows))

    moved = after != before
    border = np.array([0, 0, 0, *CUTS])[rows.journal]
    assert moved.any()
    assert np.isin(after[moved] - border[moved], [0, 1]).all()
    assert (after[rows.journal == 0] == before[rows.journal == 0]).all()


def test_substitution_helps_the_weaker_half(rows: Rows) -> None:
    moved = (changed("substitution", rows) != rows.scores).any(axis=1)

    median = np.array([np.median(rows.ability[rows.class_ == one]) for one in rows.class_])
    assert (rows.ability[moved] < median[moved]).all()
    assert moved.mean() == pytest.approx(0.35, abs=0.05)


@given(st.integers(0, 40), st.integers(0, 2**32 - 1))
def test_raised_adds_what_is_asked_up_to_the_maximum(need: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    scores = random.integers(0, BANK.maxima + 1, (5, len(BANK.maxima))).astype(np.uint8)
    scores[random.random(scores.shape) < 0.1] = NOT_TAUGHT
    scores[random.random(scores.shape) < 0.1] = NOT_ATTEMPTED
    room = np.where(scores == NOT_TAUGHT, 0, BANK.maxima).sum(axis=1)

    after = raised(random, BANK, scores, np.full(5, need))

    expected = np.minimum(total(scores) + need, room)
    assert total(after).tolist() == expected.tolist()
    assert ((after == NOT_TAUGHT) == (scores == NOT_TAUGHT)).all()


@pytest.mark.parametrize("ability", [-1.5, 0.0, 1.5])
def test_answers_follow_the_generalised_partial_credit_model(ability: float) -> None:
    bank: Bank = BANK
    count = 40_000
    scores = respond(
        np.random.default_rng(2),
        bank,
        ability=np.full(count, ability),
        shift=np.zeros((1, len(bank.maxima))),
        class_=np.zeros(count, int),
        variant=np.zeros(count, int),
    )

    for item, maximum in enumerate(bank.maxima):
        logit = np.cumsum(np.append(0.0, bank.slope[item] * (ability - bank.steps[item, :maximum])))
        chance = np.exp(logit) / np.exp(logit).sum()
        seen = np.bincount(scores[:, item], minlength=maximum + 1) / count
        error = np.sqrt(chance * (1 - chance) / count)
        assert (np.abs(seen - chance) < 4.5 * error + 1e-4).all()
        mean = expected_score(bank.slope[item], bank.steps[item], maximum, np.array([ability]))
        assert mean[0] == pytest.approx(float(chance @ np.arange(maximum + 1)))


def test_every_kind_has_its_function() -> None:
    functions: dict[str, Callable[..., np.ndarray]] = dict(MANIPULATIONS)
    assert tuple(functions) == KINDS
