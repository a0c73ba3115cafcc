"""The whole way from counts to findings."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.evidence.real import czech

from objektiv import engines
from objektiv.engines import conditional
from objektiv.evidence import explanation, find, look_up
from objektiv.evidence.explanation import stands_out
from objektiv.evidence.signs import CODES
from objektiv.profiles import load_profile
from objektiv.schema import Counts, Findings, Guard, Sittings, Verdict
from objektiv.simulation import simulate
from objektiv.simulation.plan import base

PROFILE = load_profile()


@cache
def sittings(seed: int = 3) -> Sittings:
    return simulate(base(250), seed).sittings[0]


@cache
def counts(seed: int = 3) -> Counts:
    return engines.count(sittings(seed))


@cache
def given(seed: int = 3) -> conditional.Given:
    return second_pass(sittings(seed), counts(seed))


@cache
def findings(seed: int = 3) -> Findings:
    return find(counts(seed), PROFILE, seed=1, data_hash="0" * 64, given=given(seed))


def second_pass(results: Sittings, counted: Counts) -> conditional.Given:
    tables = look_up(counted, conditional.joint(results), PROFILE)
    return conditional.given(results, tables)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_czech_pupils_in_random_schools_need_no_verification(seed):
    results = czech(seed)
    counted = engines.count(results)

    found = find(counted, PROFILE, seed=1, data_hash="", given=second_pass(results, counted))

    assert len(found.schools) > 300
    p = np.array([f.p_value for f in found.schools if f.p_value is not None])
    assert np.mean(p < 0.01) < 0.03
    assert [f.school for f in found.schools if f.verdict is Verdict.VERIFY] == []
    assert [f.school for f in found.classes if f.verdict is Verdict.VERIFY] == []


def test_every_sign_has_an_honest_explanation():
    assert set(CODES) <= set(explanation.ALTERNATIVES)


def test_small_groups_get_facts_without_a_verdict():
    small = [f for f in findings().schools if f.n < PROFILE.value("group.minimum")]

    assert small
    assert {f.verdict for f in small} == {Verdict.INSUFFICIENT}
    assert {(f.p_value, f.q_value) for f in small} == {(None, None)}
    assert all("Данных мало" in f.headline for f in small)


def test_a_campaign_too_small_to_compare_with_gives_no_verdict():
    few = counts()
    names = set(list(dict.fromkeys(few.school))[:8])
    rows = np.array([name in names for name in few.school])
    part = replace(
        few,
        **{
            name: value[rows]
            for name, value in vars(few).items()
            if isinstance(value, np.ndarray) and name != "cube"
        },
    )

    found = find(part, PROFILE, seed=1, data_hash="")

    assert {f.verdict for f in found.schools} == {Verdict.INSUFFICIENT}


def test_missing_scale_journal_and_prior_leave_the_other_signs():
    full = counts()
    bare = replace(
        full,
        work=replace(full.work, scale=None, subject="Без шкалы"),
        marks=np.zeros_like(full.marks),
        **{
            name: np.zeros_like(getattr(full, name))
            for name in vars(full)
            if name.startswith(("prior", "enrolled"))
        },
    )

    found = find(bare, PROFILE, seed=1, data_hash="")

    missing = {s.code for f in found.schools for s in f.signs if s.guard is Guard.UNAVAILABLE}
    computed = {s.code for f in found.schools for s in f.signs if s.guard is not Guard.UNAVAILABLE}
    assert {"bunching", "journal", "agreement", "selection"} <= missing
    assert {"level", "inversion", "spread", "similarity"} <= computed
    assert any(f.p_value is not None for f in found.schools)


def test_words_never_accuse():
    said = " ".join(
        [
            *(f.headline for f in findings().schools),
            *(text for f in findings().schools for text in (*f.facts, *f.alternatives)),
        ]
    ).lower()

    assert "требуют проверки" in said
    for word in ("нарушен", "завышен", "необъективн", "списыва", "подделк", "фальсификац"):
        assert word not in said


def test_facts_are_at_most_three_and_name_what_was_expected():
    told = [f for f in findings().schools if f.verdict in (Verdict.VERIFY, Verdict.LOOK)]

    assert told
    assert sum(bool(finding.facts) for finding in told) > 0.9 * len(told)
    for finding in told:
        assert len(finding.facts) <= 3
        assert len(set(finding.alternatives)) == len(finding.alternatives)
        assert all("ожида" in fact for fact in finding.facts)
        assert finding.recheck_works <= finding.n


def test_a_told_fact_lies_outside_its_range_as_people_read_it():
    told = 0
    for finding in findings().schools:
        if len(finding.facts) < 2:
            continue
        by_text = {sign.text + ".": sign for sign in finding.signs}
        told += 1
        assert all(stands_out(by_text[fact]) for fact in finding.facts)

    assert told


def test_manipulated_schools_are_found_and_honest_ones_are_not():
    truth = simulate(base(250), 3).truth
    bad = set(truth.filter(truth["manipulation"] != "")["school"])
    verify = {f.school for f in findings().schools if f.verdict is Verdict.VERIFY}

    assert len(verify & bad) >= 5
    assert len(verify - bad) <= 1


def test_without_the_second_pass_the_signs_from_counts_remain():
    found = find(counts(), PROFILE, seed=1, data_hash="")

    codes = {s.code for f in found.schools for s in f.signs if s.guard is not Guard.UNAVAILABLE}
    assert {"level", "bunching", "inversion", "journal", "similarity"} <= codes
    assert {f.kind for f in found.schools} == {""}


def test_the_same_counts_give_the_same_findings():
    again = find(counts(), PROFILE, seed=1, data_hash="0" * 64, given=given())

    assert again == findings()


def test_each_school_and_each_class_of_several_is_there_once():
    found = findings()
    full = counts()

    assert [f.school for f in found.schools] == list(dict.fromkeys(full.school))
    assert len({(f.school, f.class_) for f in found.classes}) == len(found.classes)
    assert sum(f.n for f in found.schools) == full.n.sum()
