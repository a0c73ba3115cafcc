"""Addressed recommendations: a person reviews, sends; schools sign, accept, decline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from objektiv.recommendations import write_rules
from objektiv.web.actions import plans, rules
from objektiv.web.actions import recommendations as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    Ground,
    Measure,
    PlaceReport,
    Recommendation,
    RecommendationAnswer,
    Recommendations,
)
from objektiv.web.queries import recommendations as query


def points(world) -> list[Recommendation]:
    return [
        Recommendation(direction="Критерии", text="Обсудить критерии"),
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


# --- By the rules, on an analysis -----------------------------------------------------------


@pytest.fixture
def fact(case, world):
    """Two facts of the first school; the second has none."""
    analysis = case["objects"]["finding"].analysis
    made = [
        Ground.objects.create(analysis=analysis, school=world.first, code=code, text=text)
        for code, text in (("look", "Математика: 9 учеников"), ("peaks", "Математика: у «4»"))
    ]
    PlaceReport.objects.create(
        analysis=analysis, organisation=world.second, n=20, answer="", content=b""
    )
    return made[0]


def drafted(world, case):
    return act.draft_by_rules(
        organisation=world.north,
        works=[case["objects"]["work"]],
        schools=[world.first, world.second],
        school_year=school_year_at(date(2026, 10, 1)),
        title="Рекомендации",
        by=world.people["north"],
    )


def test_the_rules_propose_what_the_facts_call_for(world, case, fact):
    document = drafted(world, case)

    own = {one.rule: one for one in document.points.filter(school=world.first)}
    assert set(own) == {"objectivity.look", "objectivity.peaks"}
    assert own["objectivity.look"].ground == "Математика: 9 учеников."
    assert list(own["objectivity.look"].grounds.all()) == [fact]
    assert own["objectivity.look"].kind == "mutual_check"
    assert own["objectivity.look"].due["text"] == "до 1 октября 2026 года"
    assert document.points.filter(school=None).count() == 8
    assert "метод 1" in document.source


def test_a_changed_rule_is_seen_on_real_data_before_it_holds(world, case, fact):
    north = world.people["north"]
    now = query.rules_in(None)
    rule = next(one for one in now if one.code == "objectivity.look")
    draft = rules.save_rule(world.north, replace(rule, text="Обсудить на ШМО"), by=north)
    rules.remove_rule(world.north, "objectivity.peaks", by=north)
    draft.refresh_from_db()

    rows = {one.rule.code: one for one in query.preview(world.north, now, query.rules_in(draft))}
    look, peaks = rows["objectivity.look"], rows["objectivity.peaks"]
    assert (look.state, look.before, look.after) == ("changed", 1, 1)
    assert (peaks.state, peaks.before, peaks.after) == ("removed", 1, 0)
    assert (rows["quiet"].before, rows["all.acts"].before) == (1, 2)
    before = drafted(world, case).points.get(rule="objectivity.look", school=world.first)
    assert before.text != "Обсудить на ШМО"  # a draft of rules changes nothing

    rules.apply_rule_set(draft, by=north)
    document = drafted(world, case)
    assert document.rules == draft
    assert document.points.get(rule="objectivity.look").text == "Обсудить на ШМО"
    assert not document.points.filter(rule="objectivity.peaks").exists()


def test_rules_of_the_region_hold_below_until_a_district_has_its_own(world):
    region = rules.save_rules(
        world.region, write_rules(query.rules_in(None)[:1]), note="", by=world.people["coordinator"]
    )
    rules.apply_rule_set(region, by=world.people["coordinator"])
    assert query.rule_set_of(world.north) == region

    own = rules.save_rules(
        world.north, write_rules(query.rules_in(None)[:2]), note="", by=world.people["north"]
    )
    rules.apply_rule_set(own, by=world.people["north"])
    assert query.rule_set_of(world.north) == own
    assert query.rule_set_of(world.south) == region


def test_rules_that_accuse_are_refused_with_all_complaints(world, as_):
    client = as_("north")
    file = SimpleUploadedFile(
        "rules.toml", '[[rules]]\ncode = "x"\nblock = "all"\ntext = "Нарушения"'.encode()
    )
    page = client.post(f"/o/{world.north.pk}/rules/file/", {"file": file})

    assert page.status_code == 422
    text = page.content.decode()
    assert "говорит больше, чем признак" in text
    assert "не заполнено «срок»" in text
    assert query.draft_of(world.north) is None


def test_a_term_that_is_over_is_not_sent(world, document):
    north = world.people["north"]
    Recommendation.objects.filter(text__startswith="Обсудить").update(due_on=date(2020, 1, 1))
    with pytest.raises(ValidationError, match="срок уже прошёл"):
        act.approve_recommendations(document, by=north)
    with pytest.raises(ValidationError, match="не назван днём"):
        act.renew_terms(document, term="до 1 сентября 2020 г.", by=north)

    day = timezone.localdate() + timedelta(days=40)
    assert act.renew_terms(document, term=f"до {day:%d.%m.%Y} г.", by=north) == 1

    assert point(document, "Обсудить").due_on == day
    act.approve_recommendations(document, by=north)


def test_the_way_from_results_to_a_plan_in_the_pages(world, case, fact, as_):
    client = as_("north")
    page = client.post(
        f"/o/{world.north.pk}/recommendations/draft/",
        {"title": "Рекомендации", "works": [case["work"]], "every": "on"},
        follow=True,
    )
    document = Recommendations.objects.latest("id")
    assert "Проверьте каждый пункт" in page.content.decode()
    document.points.update(due_on=None)
    client.post(f"/recommendations/{document.pk}/approve/")
    client.post(f"/recommendations/{document.pk}/send/", {"number": "7", "dated": "2026-10-05"})

    client = as_("deputy")
    addressee = document.addressees.get(school=world.first)
    text = client.get(f"/addressed/{addressee.pk}/").content.decode()
    assert "Математика: 9 учеников" in text
    assert str(world.second) not in text
    own = document.points.get(rule="objectivity.look")
    client.post(f"/addressed/{addressee.pk}/{own.pk}/accept/", {"others": "руководители ШМО"})

    measure = Measure.objects.get(recommendation=own)
    assert measure.direction.plan.organisation == world.first
    assert [str(one) for one in measure.responsibles.all()] == ["руководители ШМО"]
    (first, *_) = query.progress_of(document)
    assert (first.answers, first.points) == ({"accepted": 1}, 10)
    assert first.addressee.read_by == world.people["deputy"]
