"""A municipality of 25 schools on its own is the commonest case: it must get verdicts.

Its natural variation is estimated from few schools, so the method must widen for that (as a
t distribution does), not fall silent: the coordinator of the demonstration municipality and
every real one of 15–40 schools would otherwise read «данных мало» a hundred times.
"""

from __future__ import annotations

from objektiv.engines import count
from objektiv.evidence import find
from objektiv.profiles import load_profile
from objektiv.schema import Verdict
from objektiv.simulation import honest, simulate
from objektiv.simulation.demo import demo_municipality

PROFILE = load_profile(2026)


def verdicts_of(campaign) -> list[Verdict]:
    return [
        finding.verdict
        for sittings in campaign.sittings
        for finding in find(count(sittings), PROFILE, seed=1, data_hash="").schools
        if finding.n >= PROFILE.value("group.minimum")
    ]


def test_twenty_five_schools_get_verdicts():
    verdicts = verdicts_of(simulate(honest(25), 11))

    assert verdicts.count(Verdict.INSUFFICIENT) == 0
    assert verdicts.count(Verdict.NONE) > len(verdicts) * 0.8


def test_honest_municipalities_are_almost_never_told_to_verify():
    flagged = sum(
        verdicts_of(simulate(honest(25), seed)).count(Verdict.VERIFY) for seed in range(20)
    )

    assert flagged <= 2


def test_the_demonstration_municipality_shows_something_to_verify():
    campaign = demo_municipality(2026)
    manipulated = set(campaign.truth.filter(campaign.truth["manipulation"] != "")["school"])

    found = {
        finding.school
        for sittings in campaign.sittings
        for finding in find(count(sittings), PROFILE, seed=1, data_hash="").schools
        if finding.verdict is Verdict.VERIFY
    }

    assert found
    assert found <= manipulated
