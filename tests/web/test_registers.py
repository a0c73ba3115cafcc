"""Orders and minutes stand in their registers by themselves, each number once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions import meetings, plans
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.outgoing import enter_outgoing, explain_hole
from objektiv.web.actions.registers import enter_past
from objektiv.web.models import Meeting, Outgoing, Plan
from objektiv.web.models.outgoing import ORDERS, OUT
from objektiv.web.queries import outgoing as query

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def draft(world, title: str) -> Plan:
    by = world.people["head"]
    plan = plans.begin_plan(
        organisation=world.first, school_year=school_year_at(TODAY), title=title,
        directions=("Объективность",), by=by,
    )  # fmt: skip
    plans.add_measure(plan.directions.get(), text="Обсудить", term="октябрь",
                      responsibles=["ШМО"], by=by)  # fmt: skip
    return plan


def approved(world, title: str, number: str, dated: date = TODAY) -> Plan:
    by = world.people["head"]
    return plans.approve_plan(draft(world, title), order_number=number, order_date=dated, by=by)


def held(world, number: str, body=None) -> Meeting:
    by = world.people["head"]
    meeting = meetings.plan_meeting(
        organisation=world.first, kind="council" if body else "pedagogical", body=body,
        title="Итоги", day=TODAY, by=by,
    )  # fmt: skip
    meetings.call_people(meeting, people=[by], by=by)
    meetings.add_question(meeting, title="О результатах", by=by)
    came = meeting.participants.values_list("pk", flat=True)
    meetings.write_minutes(meeting, number=number, dated=TODAY, came=came, by=by)
    return meetings.sign_minutes(meeting, by=by)


def test_an_approved_plan_enters_the_register_of_orders(world):
    plan = approved(world, "План", "87")

    (entry,) = Outgoing.objects.all()
    assert (entry.book, entry.number, entry.dated, entry.plan) == (ORDERS, "87", TODAY, plan)
    assert entry.made_by == world.people["head"]
    assert query.holes_of(world.first, TODAY.year, ORDERS) == []  # 1–86 are no holes of ours
    assert query.next_number(world.first, TODAY) == "1"  # letters are numbered apart


def test_one_order_of_a_day_approves_two_plans_and_stands_once(world):
    approved(world, "План", "87")
    approved(world, "Дорожная карта", "87")

    (entry,) = Outgoing.objects.all()
    assert "План" in entry.title
    assert "Дорожная карта" in entry.title
    assert query.unregistered(world.first) == ([], [])


def test_a_number_of_another_day_or_of_the_same_plan_is_refused_and_nothing_changes(world):
    plan = approved(world, "План", "87")
    other = draft(world, "Другой")
    head = world.people["head"]
    with pytest.raises(ValidationError) as refused:
        plans.approve_plan(other, order_number="87", order_date=TODAY - timedelta(days=1), by=head)
    assert "order_number" in refused.value.error_dict
    other.refresh_from_db()
    assert other.state == Plan.State.DRAFT

    second = plans.next_version(plan, by=head)
    with pytest.raises(ValidationError):
        plans.approve_plan(second, order_number="87", order_date=TODAY, by=head)
    plans.approve_plan(second, order_number="88", order_date=TODAY, by=head)
    assert Outgoing.objects.count() == 2


def test_minutes_of_each_body_are_numbered_apart_and_once(world, case):
    council = case["objects"]["meeting"].body or world.first.bodies.first()
    held(world, "1")
    mine = held(world, "1", council)
    with pytest.raises(ValidationError, match="уже занят"):
        held(world, "1")
    held(world, "3")

    pedagogical = query.book_of(Meeting.objects.filter(kind="pedagogical").first())
    year = mine.school_year.start
    assert query.holes_of(world.first, year, pedagogical) == [query.Hole(2, 2)]
    explain_hole(world.first, year, query.Hole(2, 2), book=pedagogical, reason="Не состоялось.",
                 by=world.people["head"])  # fmt: skip
    assert query.holes_of(world.first, year, pedagogical) == []
    assert set(query.books_of(world.first)) >= {OUT, pedagogical, query.book_of(mine)}


def test_what_was_approved_before_is_entered_by_one_button(as_, world):
    approved(world, "План", "87")
    held(world, "1")
    Outgoing.objects.all().delete()
    enter_outgoing(world.first, number="5", dated=TODAY, title="Письмо", by=world.people["head"])

    page = as_("head").get(reverse("outgoing", args=[world.first.pk]))
    assert "2\u00a0документа" in page.content.decode()
    as_("head").post(reverse("outgoing_past", args=[world.first.pk]))

    assert query.unregistered(world.first) == ([], [])
    assert Outgoing.objects.count() == 3
    assert enter_past(world.first, by=world.people["head"]) == (0, [])
    with pytest.raises(PermissionDenied):
        enter_past(world.first, by=world.people["north"])


def test_pages_of_registers_lead_to_what_is_entered(as_, world):
    plan = approved(world, "План", "87")
    meeting = held(world, "1")

    address = reverse("outgoing", args=[world.first.pk])
    orders = as_("head").get(address, {"book": ORDERS}).content.decode()
    minutes = as_("head").get(address, {"book": query.book_of(meeting)}).content.decode()

    assert reverse("plan", args=[plan.pk]) in orders
    assert reverse("meeting", args=[meeting.pk]) in minutes
    assert "учебный год" in minutes
