"""Addressed recommendations: a person reviews, sends; schools sign, accept, decline."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from objektiv.web.actions import plans
from objektiv.web.actions import recommendations as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import Measure, Recommendation, RecommendationAnswer


def points(world) -> list[Recommendation]:
    return [
        Recommendation(direction="Критерии", text="Обсудить критерии", due_on=date(2026, 11, 1)),
        Recommendation(direction="Проверка", text="Перепроверить работы", school=world.first),
        Recommendation(direction="Проверка", text="Разобрать задания", school=world.second),
    ]


@pytest.fixture
def document(world):
    return act.draft_recommendations(
        organisation=world.north,
        school_year=school_year_at(date(2026, 10, 1)),
        title="Адресные рекомендации",
        points=points(world),
        schools=[world.first, world.second],
        by=world.people["north"],
    )


@pytest.fixture
def sent(world, document):
    north = world.people["north"]
    act.approve_recommendations(document, by=north)
    return act.send_recommendations(document, number="12", dated=date(2026, 10, 5), by=north)


@pytest.fixture
def plan(world, sent):
    return plans.create_plan(
        organisation=world.first,
        school_year=sent.school_year,
        title="План",
        by=world.people["deputy"],
    )


def point(document, text: str) -> Recommendation:
    return document.points.get(text__startswith=text)


def test_only_the_authority_writes(world, document):
    for who in ("head", "south", "methodist", "teacher"):
        with pytest.raises(PermissionDenied):
            act.change_point(point(document, "Обсудить"), text="…", by=world.people[who])


def test_nothing_is_sent_before_a_person_checked_it(world, document):
    with pytest.raises(ValidationError, match="Сначала проверьте"):
        act.send_recommendations(
            document, number="1", dated=date(2026, 10, 5), by=world.people["north"]
        )


def test_what_was_sent_is_not_changed(world, sent):
    with pytest.raises(ValidationError, match="не изменяют"):
        act.change_point(point(sent, "Обсудить"), text="Иначе", by=world.people["north"])


def test_schools_are_written_to(world, document, django_capture_on_commit_callbacks):
    north = world.people["north"]
    act.approve_recommendations(document, by=north)
    with django_capture_on_commit_callbacks(execute=True):
        act.send_recommendations(document, number="12", dated=date(2026, 10, 5), by=north)

    to = {address for letter in mail.outbox for address in letter.to}
    assert to == {f"{who}@test.example" for who in ("head", "deputy", "neighbour")}


def test_a_school_signs_once(world, sent):
    addressee = sent.addressees.get(school=world.first)
    act.sign_for(addressee, by=world.people["deputy"])
    act.sign_for(addressee, by=world.people["head"])

    addressee.refresh_from_db()
    assert (addressee.read_by, addressee.signed_by) == (world.people["deputy"],) * 2
    with pytest.raises(PermissionDenied):
        act.sign_for(addressee, by=world.people["north"])


def test_a_point_becomes_a_measure_once(world, sent, plan):
    deputy = world.people["deputy"]
    taken = act.accept_into_plan(point(sent, "Перепроверить"), plan, by=deputy)
    again = act.accept_into_plan(point(sent, "Перепроверить"), plan, by=deputy)

    assert taken == again
    assert (taken.origin, taken.direction.title) == (Measure.Origin.RECOMMENDATION, "Проверка")
    given = RecommendationAnswer.objects.get()
    assert (given.state, given.school) == ("accepted", world.first)


def test_a_school_answers_only_what_is_addressed_to_it(world, sent, plan):
    with pytest.raises(ValidationError, match="не вашей"):
        act.accept_into_plan(point(sent, "Разобрать"), plan, by=world.people["deputy"])
    with pytest.raises(PermissionDenied):
        act.answer(
            point(sent, "Обсудить"), world.third, state="done", reason="…", by=world.people["head"]
        )


def test_declining_needs_a_reason(world, sent):
    head = world.people["head"]
    with pytest.raises(ValidationError, match="обоснование"):
        act.answer(point(sent, "Обсудить"), world.first, state="declined", by=head)
    act.answer(
        point(sent, "Обсудить"), world.first, state="declined", reason="Уже обсудили", by=head
    )
    assert RecommendationAnswer.objects.get().reason == "Уже обсудили"


def test_what_is_left_out_reaches_nobody(world, document):
    north = world.people["north"]
    left = act.leave_out(point(document, "Обсудить"), reason="Повтор", by=north)
    act.approve_recommendations(document, by=north)
    act.send_recommendations(document, number="12", dated=date(2026, 10, 5), by=north)

    with pytest.raises(ValidationError, match="не вашей"):
        act.answer(left, world.first, state="done", reason="…", by=world.people["head"])
