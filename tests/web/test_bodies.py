"""Bodies, their members and their days."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from objektiv.web.actions.bodies import add_member, end_member, keep_body
from objektiv.web.models import Body, BodyMember


@pytest.fixture
def council(world) -> Body:
    return keep_body(world.north, kind="council", name="Координационный совет",
                     by=world.people["north"])  # fmt: skip


def take(council, world, duty, who, starts, ends=None):
    return add_member(council, duty=duty, who=who, starts=starts, ends=ends,
                      by=world.people["north"])  # fmt: skip


def test_a_council_has_one_chair_at_a_time_and_remembers_the_former(council, world):
    first = take(council, world, "chair", "Первый", date(2026, 1, 1))
    with pytest.raises(ValidationError, match="Первый"):
        take(council, world, "chair", "Второй", date(2026, 6, 1))

    end_member(first, on=date(2026, 5, 31), by=world.people["north"])
    take(council, world, "chair", "Второй", date(2026, 6, 1))

    assert council.members.filter(duty="chair").count() == 2
    with pytest.raises(ValidationError):
        take(council, world, "chair", "Третий", date(2026, 5, 1), date(2026, 5, 31))
    take(council, world, "chair", "Нулевой", date(2025, 1, 1), date(2025, 12, 31))
    for name in ("Член А", "Член Б"):
        take(council, world, "member", name, date(2026, 1, 1))


def test_somebody_is_named_one_way_and_every_complaint_comes(council, world):
    with pytest.raises(ValidationError) as refused:
        add_member(council, duty="member", who=" ", starts=date(2026, 2, 1),
                   ends=date(2026, 1, 1), by=world.people["north"])  # fmt: skip
    assert set(refused.value.error_dict) == {"who", "ends"}


def test_the_way_through_the_pages(world, as_):
    client = as_("north")
    page = client.post(
        reverse("body_add", args=[world.north.pk]),
        {"kind": "methodical_service", "name": "Методический центр", "basis": "Приказ № 5"},
    )
    body = Body.objects.get(name="Методический центр")
    assert page.url == reverse("body", args=[body.pk])
    client.post(
        reverse("member_add", args=[body.pk]),
        {"duty": "head", "person": world.people["head"].pk, "starts": "2026-09-01"},
    )

    assert world.people["head"].full_name in client.get(page.url).text
    listed = client.get(reverse("bodies", args=[world.north.pk])).text
    assert world.people["head"].full_name in listed
    assert BodyMember.objects.get().person == world.people["head"]
    twice = client.post(
        reverse("body_add", args=[world.north.pk]),
        {"kind": "council", "name": "методический  центр"},
    )
    assert twice.status_code == 422
