"""Finer residuals: the same arithmetic as the signs, in many columns at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from objektiv import engines
from objektiv.engines import conditional
from objektiv.evidence import details, judgement, look_up, units
from objektiv.evidence.measured import judge
from objektiv.profiles import load_profile
from objektiv.schema import Scale
from objektiv.simulation import base, honest, simulate

PROFILE = load_profile()


def measured(plan, seed: int):
    sittings = simulate(plan, seed).sittings[0]
    counts = engines.count(sittings)
    tables = look_up(counts, conditional.joint(sittings), PROFILE)
    whole = units.schools(counts, conditional.given(sittings, tables))
    table = judgement.campaign_tables(whole, PROFILE.value("evidence.reference_pupils"))
    return whole, details.measure(whole, table, PROFILE)


def test_many_columns_are_judged_as_one_sign_is():
    random = np.random.default_rng(4)
    whole, _ = measured(honest(150), 4)
    n = whole.counts.n.astype(float)
    parts = [
        details.Part(str(k), random.normal(0, np.sqrt(n)), 0 * n, n * (1 + k), n) for k in range(3)
    ]

    many = details.standardised(whole, parts, whole.context)

    for k, part in enumerate(parts):
        one, _, _ = judge(
            part.observed, part.expected, part.variance, part.per, whole.counts.n >= 5,
            keep=whole.keep, context=whole.context,
        )  # fmt: skip
        assert many[:, k] == pytest.approx(one, abs=0.02, nan_ok=True)


def test_honest_details_are_centred_and_of_unit_scale():
    whole, z = measured(honest(400), 5)
    big = whole.counts.n >= 10

    middle, scale = np.nanmean(z[big], axis=0), np.nanstd(z[big], axis=0)

    assert np.all(np.abs(middle) < 0.4)
    assert np.all(scale < 1.6)
    assert np.all(scale > 0.2)


def test_what_a_campaign_lacks_is_not_a_number_and_the_rest_goes_on():
    whole, z = measured(base(80, no_journal=True, no_prior=True), 6)
    missing = [name for k, name in enumerate(details.NAMES) if np.isnan(z[:, k]).all()]

    # Nothing sets pupils apart: they are one third, and there is no journal to come near.
    assert {name.split(".")[0] for name in missing} == {"pupil", "journal"}
    assert {name for name in missing if name.startswith("pupil")} == {
        f"pupil.{g}.{b}" for g in (0, 2) for b in range(details.FIFTHS)
    }
    assert np.isfinite(z[whole.counts.n >= 20]).any(axis=1).all()


def test_a_scale_decides_only_the_columns_of_cuts():
    whole, z = measured(honest(80), 7)
    work = replace(whole.counts.work, scale=Scale(((0, 11, 2), (12, 24, 3)), "проба", "house"))
    other = replace(whole, counts=replace(whole.counts, work=work))
    table = judgement.campaign_tables(other, PROFILE.value("evidence.reference_pupils"))

    again = details.measure(other, table, PROFILE)

    changed = [
        name for k, name in enumerate(details.NAMES)
        if not np.allclose(z[:, k], again[:, k], equal_nan=True)
    ]  # fmt: skip
    assert changed
    assert {name.split(".")[0] for name in changed} <= {"cut", "lift", "journal"}
