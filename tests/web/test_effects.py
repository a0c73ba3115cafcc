"""«Помогло ли?» on kept reports: the page tells what the library computes, no school is named."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from django.urls import reverse

from objektiv.profiles import load_profile
from objektiv.stats.effect import effect
from objektiv.web.actions import plans
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    Analysis,
    Direction,
    Measure,
    Organisation,
    PlaceReport,
    Plan,
    Recommendation,
    Recommendations,
    Step,
    Work,
)
from objektiv.web.queries.effects import changes_in, effect_notes, taken_in
from objektiv.web.queries.sheets import plan_sheet

SCHOOLS = 30


def springs(world, start: int, kind: str):
    """Thirty schools, the springs around a school year; the worst eight took a measure."""
    rng = np.random.default_rng(4)
    true = rng.normal(0, 0.06, SCHOOLS)
    before, after = (true + rng.normal(0, 0.04, SCHOOLS) for _ in range(2))
    treated = before <= np.sort(before)[7]
    schools = [
        Organisation.objects.create(kind="school", parent=world.south, name=f"Школа № {i + 10}")
        for i in range(SCHOOLS)
    ]
    for year, level in ((start, before), (start + 1, after)):
        work = Work.objects.create(procedure="ВПР", year=year, grade=6, subject="Математика")
        analysis = Analysis.objects.create(
            work=work, organisation=world.region, data_hash="d", method="м", profile="п", seed=1,
            schools=SCHOOLS, sittings=1500, expected_false=0.1,
        )  # fmt: skip
        for school, mean in [(world.region, 0.6), *zip(schools, 0.6 + level, strict=True)]:
            PlaceReport.objects.create(
                analysis=analysis, organisation=school, n=50, answer="", content=b"",
                facts={"n": 50, "mean": float(mean), "mean_se": 0.02},
            )  # fmt: skip
    year = school_year_at(date(start, 10, 1))
    for school, took in zip(schools, treated, strict=True):
        plan = Plan.objects.create(
            organisation=school, school_year=year, title="План", state="approved",
            made_by=world.people["stranger"],
        )  # fmt: skip
        direction = Direction.objects.create(plan=plan, title="Кадры")
        Measure.objects.create(
            direction=direction, text="Обучение", kind=kind,
            state="checked" if took else "planned",
        )  # fmt: skip
    return schools, before, after, treated, year


@pytest.fixture
def campaign(world):
    """The springs of 2025 and 2026; the worst eight of 2025 took a training."""
    return springs(world, 2025, "training")


def test_what_goes_in_is_what_the_reports_keep(world, campaign):
    schools, before, after, treated, year = campaign

    changes, taken = changes_in(world.region, year), taken_in(world.region, year)

    assert taken["training"] == {s.pk for s, took in zip(schools, treated, strict=True) if took}
    assert changes[schools[3].pk].before == pytest.approx(100 * before[3])
    assert changes[schools[3].pk].after == pytest.approx(100 * after[3])
    assert changes[schools[3].pk].se_after == pytest.approx(2.0)
    assert world.region.pk not in changes


def test_the_page_says_what_the_library_says_and_names_no_school(world, campaign, as_):
    _, before, after, treated, _ = campaign
    expected = effect(100 * before, 100 * after, treated, se_after=np.full(SCHOOLS, 2.0))
    assert expected.regression > 2  # what a plain comparison would count as the effect
    assert expected.low < 0 < expected.high

    page = as_("south").get(f"/o/{world.south.pk}/effect/?quiet=1").content.decode()

    from objektiv.russian import signed

    assert f"Оценка эффекта {signed(expected.effect)}" in page
    assert "возврат к среднему" in page
    assert "помогла ли мера, сказать нельзя" in page
    assert "Общественное наблюдение" not in page  # nobody took it: nothing to say
    assert not any(f"Школа № {i + 10}" in page for i in range(SCHOOLS))


def test_few_schools_are_not_judged(world, campaign, as_):
    least = int(load_profile(2026).value("effect.treated"))
    done = Measure.objects.filter(state="checked").values_list("pk", flat=True)
    Measure.objects.filter(pk__in=list(done)[least - 1 :]).update(state="planned")

    page = as_("coordinator").get(f"/o/{world.region.pk}/effect/?quiet=1").content.decode()

    assert "меру завершили 4" in page
    assert "пока нельзя" in page


def test_nothing_yet_is_explained(world, as_):
    assert (
        "Нужны результаты двух лет"
        in as_("head").get(f"/o/{world.first.pk}/effect/").content.decode()
    )


def test_what_is_known_of_a_kind_stands_beside_the_proposal_and_removes_nothing(
    as_, world, campaign
):
    document = Recommendations.objects.create(
        organisation=world.south, school_year=campaign[-1], title="Новые", made_by=world.people[
            "coordinator"]
    )  # fmt: skip
    for kind in ("training", "parents"):
        Recommendation.objects.create(document=document, direction="Кадры", text=kind, kind=kind)

    page = as_("coordinator").get(reverse("recommendations_document", args=[document.pk]))

    said = page.content.decode()
    assert set(effect_notes(world.south)) == {"training"}
    assert said.count("Помогло ли раньше") == 1
    assert effect_notes(world.south)["training"] in said
    assert document.points.count() == 2


def test_next_year_begins_with_what_is_known_and_goals_to_edit(as_, world, campaign):
    year = campaign[-1]
    by = world.people["head"]
    plan = plans.create_plan(organisation=world.first, school_year=year, title="План", by=by)
    direction = plans.add_direction(plan, title="Кадры", by=by)
    plans.add_measure(direction, text="Обучение", term="октябрь", kind="training", by=by)
    plans.approve_plan(plan, order_number="5", order_date=date(2025, 9, 1), by=by)

    page = as_("deputy").get(reverse("plan_next", args=[plan.pk]))
    said = page.content.decode()
    assert effect_notes(world.first)["training"] in said
    assert "Завершить начатое: 1\u00a0мероприятие" in said

    as_("deputy").post(
        reverse("plan_next", args=[plan.pk]), {"title": "Следующий", "goals": "Первая\nВторая"}
    )
    following = Plan.objects.get(title="Следующий")
    assert plan_sheet(following, date(2026, 9, 1)).goals == ("Первая", "Вторая")
    as_("deputy").post(reverse("plan_goals", args=[following.pk]), {"goals": "Другая"})
    following.refresh_from_db()
    assert following.goals == "Другая"
    assert "Другая" in as_("deputy").get(reverse("plan", args=[following.pk])).content.decode()


def test_notes_are_reckoned_anew_after_something_was_done(world, campaign):
    assert effect_notes(world.region)
    Measure.objects.filter(kind="training").update(state="planned")
    assert effect_notes(world.region)  # kept until the journal of measures moves
    Step.objects.create(measure=Measure.objects.first(), state="doing", by=world.people["head"])
    assert effect_notes(world.region) == {}
