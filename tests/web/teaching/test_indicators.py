"""Goals and indicators: numbers that can be recounted, own sets, nothing of single teachers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.planning.indicators import read_indicators
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.teaching.indicators import keep_indicators
from objektiv.web.models import Measure, PublicPage
from objektiv.web.queries.teaching.indicator_facts import NAMES, facts_of
from objektiv.web.queries.teaching.indicators import goals_of, text_of, usual_text

OWN = """
source = "Приказ № 1"
status = "house"
[goals]
plan = "Планы выполняются"
[[indicators]]
code = "done"
goal = "plan"
title = "Сделано"
formula = "100 * measures_done / measures_due"
target = 50
"""


def test_the_usual_set_uses_only_what_is_known_and_every_fact_has_words(world):
    found = read_indicators(usual_text(), NAMES)
    today = timezone.localdate()
    facts = facts_of(world.first, school_year_at(today), today)

    assert set(facts) == set(NAMES)
    assert {one.goal for one in found.indicators} == set(found.goals)


def test_numbers_can_be_recounted_by_hand(world, case):
    """The case: one done measure of an approved plan, one review, protocol, recommendation."""
    today = timezone.localdate()
    year = school_year_at(today)
    facts = facts_of(world.first, year, today)
    direction = Measure.objects.get().direction
    Measure.objects.create(
        direction=direction, text="Опоздало", due={"text": "", "doubt": ""},
        ends=today - timedelta(days=3),
    )  # fmt: skip
    again = facts_of(world.first, year, today)

    assert (facts["measures_due"], facts["measures_done"]) == (1, 1)
    assert (again["measures_due"], again["measures_done"]) == (2, 1)
    assert (facts["addressed"], facts["signed"]) == (1, 0)
    assert (facts["decided"], facts["planned"]) == (0, 0)  # minutes are not signed
    assert (facts["acts"], facts["acts_expected"]) == (0, 8)
    spring = facts_of(world.first, school_year_at(today - timedelta(days=365)), today)
    assert (spring["marked"], spring["failing"]) == (20, 2)
    assert (spring["compared"], spring["confirmed"]) == (20, 10)
    assert (spring["judged"], spring["verify"]) == (1, 1)
    assert spring["pages"] is None  # a register does not remember how it stood


def test_a_place_sees_its_own_and_what_is_below(world, case):
    today = timezone.localdate()
    year = school_year_at(today)
    PublicPage.objects.create(organisation=world.third, address="third", opened_at=timezone.now())

    numbers = [
        (facts_of(place, year, today)["pages"], facts_of(place, year, today)["schools"])
        for place in (world.region, world.north, world.third)
    ]
    assert numbers == [(2, 3), (1, 2), (1, 1)]


def test_an_own_set_counts_here_and_below_and_only_there(world, case):
    today = timezone.localdate()
    keep_indicators(world.north, OWN, by=world.people["north"])

    (goal,) = goals_of(world.first, school_year_at(today), today)
    assert goal.lines[0].now.value == 100
    assert goal.done
    assert text_of(world.first)[1] == world.north
    assert text_of(world.third)[1] is None
    keep_indicators(world.north, "", by=world.people["north"])
    assert text_of(world.first)[1] is None


def test_a_set_with_mistakes_is_kept_nowhere_and_says_all(world):
    text = OWN.replace("measures_done", "unknown").replace("50", '"много"')
    with pytest.raises(ValidationError) as wrong:
        keep_indicators(world.first, text, by=world.people["head"])

    assert len(wrong.value.messages) == 2
    assert text_of(world.first)[1] is None
    with pytest.raises(PermissionDenied):
        keep_indicators(world.first, OWN, by=world.people["office"])


def test_a_set_is_looked_at_on_data_before_it_is_kept(world, case, as_):
    page = reverse("indicators_edit", args=[world.first.pk])
    looked = as_("head").post(page, {"text": OWN, "do": "look"})

    assert looked.status_code == 200
    assert "Что получится" in looked.content.decode()
    assert text_of(world.first)[1] is None
    wrong = as_("head").post(page, {"text": "[goals]", "do": "look"})
    assert wrong.status_code == 422
    assert as_("head").post(page, {"text": OWN, "do": "keep"}).status_code == 302
    assert text_of(world.first)[1] == world.first


def test_years_stand_in_the_address(world, case, as_):
    page = reverse("indicators", args=[world.first.pk])
    for year in ("", "x", "9999999999", str(timezone.localdate().year - 1)):
        assert as_("head").get(page, {"year": year}).status_code == 200
