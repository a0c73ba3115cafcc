"""The bank of good practice: who is proposed, what the school says, who sees it."""

from __future__ import annotations

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.analysis.effects import SchoolChange
from objektiv.analysis.practice import candidates
from objektiv.profiles import load_profile
from objektiv.web.actions import practices as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import Addressee, Ground, Notice, Practice, Recommendation
from objektiv.web.queries.practices import Need, fitting, with_practices

PROFILE = load_profile(2026)


def region(seed: int, raised: dict[int, float] | None = None) -> dict[int, SchoolChange]:
    """Sixty schools whose true level stays, and who are measured with error in both years."""
    rng = np.random.default_rng(seed)
    true, error = rng.normal(0, 6, 60), 3.0
    before, after = true + rng.normal(0, error, 60), true + rng.normal(0, error, 60)
    return {
        n: SchoolChange(float(before[n]), float(after[n] + (raised or {}).get(n, 0.0)), error)
        for n in range(60)
    }


def test_a_school_far_above_what_was_to_be_expected_is_proposed():
    found = candidates(region(1, {3: 30.0}), {"deficits": set(range(10))}, PROFILE)

    best = next(one for one in found if one.school == 3)
    assert best.q_value < 0.001
    assert best.after - best.expected > 20
    assert "ожидалось" in best.words


def test_a_rise_after_a_bad_year_alone_proposes_nobody():
    """The ten worst of a year take the measure and nothing works: they rise by themselves."""
    proposed = 0
    for seed in range(200):
        schools = region(seed)
        worst = sorted(schools, key=lambda one: schools[one].before)[:10]
        proposed += bool(candidates(schools, {"deficits": set(worst)}, PROFILE))

    assert proposed / 200 <= 0.15  # the rate allowed is 0.1


def test_few_schools_without_the_measure_are_no_line_to_compare_with():
    assert candidates(region(1, {3: 30.0}), {"deficits": set(range(55))}, PROFILE) == []


def test_candidates_keep_the_order_of_the_schools_given():
    found = candidates(region(2, {5: 40.0, 2: 30.0}), {"deficits": set(range(10))}, PROFILE)

    assert [one.school for one in found] == [2, 5]


@pytest.fixture
def practice(world) -> Practice:
    return act.invite_school(
        world.first, school_year_at(timezone.localdate()), kind="deficits", ground="Выше.",
        by=world.people["north"],
    )  # fmt: skip


def test_only_from_above_one_invites_and_once(world, practice):
    year = practice.school_year
    for who in ("head", "south", "teacher"):
        with pytest.raises(PermissionDenied):
            act.invite_school(world.first, year, kind="deficits", by=world.people[who])

    act.invite_school(world.first, year, kind="deficits", by=world.people["north"])

    assert Practice.objects.count() == 1
    assert Notice.objects.filter(person=world.people["head"]).count() == 1


def test_nothing_is_published_before_the_school_wrote_it(world, practice):
    with pytest.raises(ValidationError, match="описала"):
        act.publish_practice(practice, by=world.people["north"])
    with pytest.raises(PermissionDenied):
        act.describe(practice, title="…", text="…", by=world.people["north"])


@pytest.mark.parametrize("named", [True, False])
def test_others_see_it_published_and_named_only_with_consent(world, practice, as_, named):
    page = reverse("practice", args=[practice.pk])
    act.describe(practice, title="Разбор ошибок", text="Раз в неделю", named=named,
                 by=world.people["head"])  # fmt: skip
    assert as_("stranger").get(page).status_code == 404

    act.publish_practice(practice, by=world.people["north"])

    shown = as_("stranger").get(page).content.decode()
    listed = as_("stranger").get(reverse("practices", args=[world.third.pk])).content.decode()
    assert "Раз в неделю" in shown
    assert "Разбор ошибок" in listed
    assert (world.first.title in shown) is named
    assert (world.first.title in listed) is named
    assert "Выше." not in shown  # the numbers of a school stay with it and above it


def test_it_stands_beside_recommendations_of_the_same_kind(world, case, as_):
    practice = Practice.objects.get()
    act.describe(practice, title="Разбор ошибок", text="…", by=world.people["head"])
    act.publish_practice(practice, by=world.people["north"])
    Recommendation.objects.update(kind="deficits")
    other = Addressee.objects.create(document_id=case["document"], school=world.second)

    shown = as_("neighbour").get(reverse("recommendations_received", args=[other.pk]))
    own = as_("head").get(reverse("recommendations_received", args=[case["addressee"]]))

    assert "Похожую задачу решали" in shown.content.decode()
    assert "Похожую задачу решали" not in own.content.decode()


def test_a_school_takes_it_back_whenever_it_wants(world, practice, as_):
    act.describe(practice, title="Разбор", text="…", by=world.people["head"])
    act.publish_practice(practice, by=world.people["north"])

    act.decline_practice(practice, by=world.people["head"])

    assert as_("stranger").get(reverse("practice", args=[practice.pk])).status_code == 404


def test_practices_fit_a_deficit_by_skill_and_subject_not_by_the_kind_alone(world):
    def made(title: str, kind: str, subject: str = "", skills: str = "", grade=None) -> Practice:
        year = school_year_at(timezone.localdate().replace(year=2000 + Practice.objects.count()))
        return Practice.objects.create(
            school=world.second, school_year=year, kind=kind, state="published", title=title,
            subject=subject, skills=skills, grade=grade, invited_by=world.people["north"],
        )  # fmt: skip

    same = made("Дроби", "training", "Математика", "обыкновенные дроби, степени", 5)
    made("Орфография", "deficits", "Русский язык", "орфограммы")
    general = made("Общая", "deficits")
    made("Чужая", "parents", "Математика", "геометрия")
    need = Need("deficits", frozenset({("Математика", 5)}), "дефицит: Обыкновенная дробь")

    (found,) = fitting(world.first, [need])

    assert found == [(same, "то же умение, тот же предмет, тот же класс"), (general, "та же мера")]
    assert fitting(world.second, [need]) == [[]]  # nobody is offered the own one
    other = Need("deficits", frozenset({("Физика", 8)}), "дефицит: дробь")
    assert fitting(world.first, [other]) == [[(general, "та же мера")]]


def test_points_take_subject_and_grade_from_their_grounds(world, case):
    point = case["objects"]["point"]
    point.kind = "recheck"
    point.ground = "системный дефицит: дроби"
    point.save()
    analysis = case["objects"]["finding"].analysis
    point.grounds.add(Ground.objects.create(analysis=analysis, school=world.first, code="x",
                                            text="…"))  # fmt: skip
    practice = Practice.objects.create(
        school=world.second, school_year=school_year_at(timezone.localdate()), kind="training",
        state="published", title="Дроби", subject=analysis.work.subject, skills="Дроби",
        invited_by=world.people["north"],
    )  # fmt: skip

    (found,) = with_practices([point], world.first)

    assert found.practices == [(practice, "то же умение, тот же предмет")]
