"""The school is heard before anything is decided; a sign and a breach are two records."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from objektiv.web.actions import reviews
from objektiv.web.models import Finding, Recheck, Review
from objektiv.web.queries.findings import worth_a_look
from objektiv.web.queries.today import waiting_for

TODAY = timezone.localdate()


@pytest.fixture
def finding(case) -> Finding:
    found = case["objects"]["finding"]
    case["objects"]["breach"].delete()
    case["objects"]["protocol"].delete()
    Recheck.objects.all().delete()
    case["objects"]["reply"] = None
    case["objects"]["attachment"].delete()
    review = case["objects"]["review"]
    review.replies.all().delete()
    review.delete()
    return found


@pytest.fixture
def review(world, finding) -> Review:
    return reviews.ask_school(
        finding, reply_by=TODAY + timedelta(days=30), by=world.people["north"]
    )


def titles(person) -> list[str]:
    return [item.what for group in waiting_for(person, TODAY) for item in group.items]


def test_the_school_sees_its_finding_as_early_as_its_district(world, finding):
    assert worth_a_look(world.people["head"]) == [finding]
    assert worth_a_look(world.people["north"]) == [finding]
    assert worth_a_look(world.people["neighbour"]) == []
    assert worth_a_look(world.people["south"]) == []


def test_nothing_is_decided_while_the_school_may_still_answer(world, review):
    with pytest.raises(ValidationError, match="может ответить"):
        reviews.decide(review, kind="help", reason="Помочь", by=world.people["north"])

    assert review.decisions.count() == 0


def test_a_reply_opens_the_way_to_a_decision(world, review):
    file = SimpleUploadedFile("акт.pdf", b"%PDF")
    reviews.reply(review, text="Тему прошли раньше", files=[file], by=world.people["head"])
    waiting = titles(world.people["north"])
    assert any(one.startswith("Рассмотреть пояснения школы") for one in waiting)

    decision = reviews.decide(
        review, kind="explained", reason="Подтверждено актом", by=world.people["north"]
    )

    review.refresh_from_db()
    assert review.state == Review.State.CLOSED
    assert decision.reason == "Подтверждено актом"
    assert review.replies.get().attachments.get().name == "акт.pdf"


def test_without_a_reply_one_decides_when_the_term_is_over(world, review):
    review.reply_by = TODAY - timedelta(days=1)
    review.save()

    reviews.decide(review, kind="help", reason="Школа не ответила", by=world.people["north"])

    review.refresh_from_db()
    assert review.state == Review.State.CLOSED


def test_a_recheck_is_ordered_carried_out_and_closed(world, review):
    reviews.reply(review, text="Просим перепроверить", files=[], by=world.people["head"])
    north = world.people["north"]

    with pytest.raises(ValidationError), transaction.atomic():
        reviews.decide(review, kind="recheck", reason="Проверить", by=north)
    reviews.decide(review, kind="recheck", reason="Проверить", works=12, due=TODAY, by=north)
    recheck = review.rechecks.get()
    with pytest.raises(ValidationError):
        reviews.decide(review, kind="closed", reason="Готово", by=north)
    reviews.record_outcome(
        recheck, outcome="cleared", outcome_text="12 работ, изменений нет", by=north
    )
    reviews.decide(review, kind="closed", reason="Вопрос снят", by=north)

    review.refresh_from_db()
    assert review.state == Review.State.CLOSED
    assert [one.kind for one in review.decisions.all()] == ["recheck", "closed"]
    assert Finding.objects.get().verdict == "verify"  # the sign stays what it was


def test_only_one_review_is_open_at_a_time(world, finding, review):
    with pytest.raises(ValidationError, match="уже идёт"):
        reviews.ask_school(finding, reply_by=TODAY, by=world.people["north"])


def test_a_term_in_the_past_is_refused(world, finding):
    with pytest.raises(ValidationError, match="Срок"):
        reviews.ask_school(finding, reply_by=TODAY - timedelta(days=1), by=world.people["north"])


@pytest.mark.parametrize("who", ["head", "office", "teacher", "south", "neighbour", "parent"])
def test_who_is_not_above_neither_asks_nor_decides(world, finding, review, who):
    person = world.people[who]
    with pytest.raises(PermissionDenied):
        reviews.ask_school(finding, reply_by=TODAY, by=person)
    with pytest.raises(PermissionDenied):
        reviews.decide(review, kind="help", reason="…", by=person)


@pytest.mark.parametrize("who", ["north", "coordinator", "office", "teacher", "neighbour"])
def test_nobody_speaks_for_the_school(world, review, who):
    with pytest.raises(PermissionDenied):
        reviews.reply(review, text="…", files=[], by=world.people[who])


def test_the_head_finds_the_request_on_the_first_page(world, review):
    assert any(one.startswith("Дать пояснения") for one in titles(world.people["head"]))
    assert not any("пояснения" in title for title in titles(world.people["teacher"]))
