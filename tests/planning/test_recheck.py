"""Choosing works for a second marking and judging what it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.planning import Outcome, Written, choose_works, judge_recheck
from objektiv.planning.recheck import _tilted, divergence, excess
from objektiv.profiles import load_profile
from objektiv.schema import Finding, Findings, Item, Scale, Verdict, Work

PROFILE = load_profile(2026)
SCALE = Scale(((0, 6, 2), (7, 12, 3), (13, 18, 4), (19, 24, 5)))
WORK = Work("ВПР", 2026, 5, "Математика", (Item("1", 24),), SCALE)


def findings_of(schools: dict[str, Verdict]) -> Findings:
    rows = tuple(
        Finding("", "", school, "", 30, 0.001, 0.01, verdict, ())
        for school, verdict in schools.items()
    )
    return Findings(WORK, rows, (), 0.0, "m", "p", "h", 1)


def written_of(rng: np.random.Generator, schools: int, raised: set[int]) -> tuple[Written, set]:
    """Honest scores, and in some schools most works just below a cut lifted to it."""
    parts: list[tuple[str, str, str, int]] = []
    lifted = set()
    for school in range(schools):
        scores = rng.binomial(24, np.clip(rng.normal(0.55, 0.12), 0.2, 0.9), 40)
        for pupil, honest in enumerate(scores):
            key = (f"s{school}", "5А", f"{pupil:03}")
            lift = {11: 13, 12: 13, 17: 19, 18: 19} if school in raised else {}
            if honest in lift:
                lifted.add(key)
            parts.append((*key, lift.get(int(honest), int(honest))))
    columns = list(zip(*parts, strict=True))
    return (
        Written(
            np.array(columns[0], dtype=object),
            np.array(columns[1], dtype=object),
            np.array(columns[2], dtype=object),
            np.array(columns[3], dtype=np.int64),
            np.zeros(len(parts), dtype=np.int64),
        ),
        lifted,
    )


def sample_of(seed: int = 3, works: int = 40):
    written, lifted = written_of(np.random.default_rng(seed), 30, {0, 1})
    verdicts = {f"s{n}": Verdict.VERIFY if n < 2 else Verdict.NONE for n in range(30)}
    return choose_works(findings_of(verdicts), written, PROFILE, works=works), written, lifted


def test_same_seed_gives_the_same_works_and_another_seed_other_controls():
    first, written, _ = sample_of()
    verdicts = {f"s{n}": Verdict.VERIFY if n < 2 else Verdict.NONE for n in range(30)}

    again = choose_works(findings_of(verdicts), written, PROFILE, works=40)
    other = choose_works(findings_of(verdicts), written, PROFILE, works=40, seed=7)

    assert first == again
    controls = [
        {w.pupil + w.school for w in s.works if w.stratum == "control"} for s in (first, other)
    ]
    assert controls[0] != controls[1]


def test_order_of_the_rows_does_not_matter():
    first, written, _ = sample_of()
    order = np.random.default_rng(1).permutation(len(written.score))
    shuffled = Written(
        *(
            getattr(written, name)[order]
            for name in ("school", "class_", "pupil", "score", "open_score")
        )
    )
    verdicts = {f"s{n}": Verdict.VERIFY if n < 2 else Verdict.NONE for n in range(30)}

    again = choose_works(findings_of(verdicts), shuffled, PROFILE, works=40)

    assert [w.pupil for w in first.works] == [w.pupil for w in again.works]


def test_most_informative_first_and_the_sum_is_the_information_of_the_whole():
    sample, _, _ = sample_of()
    bits = [work.information for work in sample.works]

    assert bits == sorted(bits, reverse=True)
    assert sample.information == pytest.approx(sum(bits))
    assert len(sample.works) == 40


def test_works_lifted_over_a_cut_are_found_far_more_often_than_by_lot():
    sample, written, lifted = sample_of()
    chosen = [w for w in sample.works if w.stratum != "control"]

    hits = sum((w.school, w.class_, w.pupil) in lifted for w in chosen) / len(chosen)
    by_lot = len(lifted) / np.isin(written.school, ["s0", "s1"]).sum()

    assert hits > 1.5 * by_lot


def test_every_mark_of_a_chosen_protocol_is_represented():
    sample, written, _ = sample_of()
    for school in ("s0", "s1"):
        has = {SCALE.mark(int(s)) for s in written.score[written.school == school]}
        taken = {SCALE.mark(w.score) for w in sample.works if w.school == school}
        assert taken == has


def test_a_fifth_of_the_works_is_control_from_other_protocols():
    sample, _, _ = sample_of()
    controls = [w for w in sample.works if w.stratum == "control"]

    assert len(controls) == 8
    assert not {w.school for w in controls} & {"s0", "s1"}


def test_without_findings_all_works_are_control():
    written, _ = written_of(np.random.default_rng(0), 3, set())
    none = findings_of(dict.fromkeys(["s0", "s1", "s2"], Verdict.NONE))

    sample = choose_works(none, written, PROFILE, works=10)

    assert {w.stratum for w in sample.works} == {"control"}
    assert len(sample.works) == 10


@given(st.integers(1, 400), st.integers(0, 5))
@settings(max_examples=20, deadline=None)
def test_number_of_works_is_what_was_asked_and_none_twice(works, seed):
    written, _ = written_of(np.random.default_rng(seed), 4, {0})
    verdicts = {f"s{n}": Verdict.LOOK if n == 0 else Verdict.NONE for n in range(4)}

    sample = choose_works(findings_of(verdicts), written, PROFILE, works=works, seed=seed)

    keys = {(w.school, w.class_, w.pupil) for w in sample.works}
    assert len(keys) == len(sample.works) == min(works, len(written.score))


def test_a_strong_school_has_no_excess_for_being_strong():
    rng = np.random.default_rng(5)
    weak = rng.binomial(24, 0.4, 900)
    strong = rng.binomial(24, 0.75, 100)
    written = Written(
        np.array(["w"] * 900 + ["s"] * 100, dtype=object),
        np.array(["5А"] * 1000, dtype=object),
        np.array([f"{n}" for n in range(1000)], dtype=object),
        np.concatenate([weak, strong]).astype(np.int64),
        np.zeros(1000, dtype=np.int64),
    )

    share, _ = excess(written, SCALE, PROFILE)

    assert share[900:].mean() < 0.35


def test_tilting_reaches_the_mean_even_at_the_edge():
    counts = np.array([5.0, 9.0, 20.0, 9.0, 5.0])
    for mean in (0.3, 2.0, 3.6):
        weights = _tilted(counts, mean)
        assert weights @ np.arange(5) == pytest.approx(mean, abs=1e-6)
        assert weights.sum() == pytest.approx(1.0)


def test_divergence_is_never_negative_and_zero_only_for_equal_chances():
    q = np.linspace(0.0, 1.0, 51)

    bits = divergence(q, 0.05)

    assert (bits >= -1e-12).all()
    assert bits.argmin() == int(np.abs(q - 0.05).argmin())


def second_marks(sample, lifted: set, rng, honest_change: float = 0.05) -> dict:
    second = {}
    for work in sample.works:
        key = (work.school, work.class_, work.pupil)
        lower = key in lifted or rng.random() < honest_change
        second[key] = work.score - 2 if lower else work.score
    return second


def test_honest_second_marks_clear_and_lifted_ones_confirm():
    sample, _, lifted = sample_of(works=80)
    rng = np.random.default_rng(4)
    flagged = tuple(w for w in sample.works if w.stratum != "control")

    raised = judge_recheck(flagged, second_marks(sample, lifted, rng), PROFILE)
    honest = judge_recheck(flagged, second_marks(sample, set(), rng), PROFILE)

    assert {one.outcome for one in raised} == {Outcome.CONFIRMED}
    assert {one.outcome for one in honest} == {Outcome.CLEARED}
    assert all("действиях" in one.text for one in raised)


def test_wrong_decisions_stay_within_walds_bound():
    sample, _, _ = sample_of(works=40)
    flagged = tuple(w for w in sample.works if w.school == "s0")
    rng = np.random.default_rng(9)
    confirmed = 0
    for _ in range(300):
        outcome = judge_recheck(flagged, second_marks(sample, set(), rng), PROFILE)[0].outcome
        confirmed += outcome is Outcome.CONFIRMED

    assert confirmed / 300 <= 1 / PROFILE.value("recheck.odds")


def test_few_works_are_undecided_and_say_how_many_more():
    sample, _, _ = sample_of()
    two = tuple(w for w in sample.works if w.school == "s0")[:2]
    second = {(w.school, w.class_, w.pupil): w.score for w in two}

    (outcome,) = judge_recheck(two, second, PROFILE)

    assert outcome.outcome is Outcome.UNDECIDED
    assert outcome.more_works >= 1
    assert str(outcome.more_works) in outcome.text


def test_a_work_without_a_second_score_is_left_out():
    sample, _, _ = sample_of()
    works = tuple(replace(w) for w in sample.works if w.school == "s0")
    second = {(works[0].school, works[0].class_, works[0].pupil): works[0].score}

    (outcome,) = judge_recheck(works, second, PROFILE)

    assert outcome.works == 1
