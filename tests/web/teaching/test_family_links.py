"""One account of a family: several children, a child that leaves, a year that is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions import people
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.teaching import helping, routes
from objektiv.web.models import ClassJournal, Role, RoleAssignment, SchoolClass
from objektiv.web.queries.pupils import children_of

from . import journal

TODAY = timezone.localdate()
FROM = TODAY - timedelta(days=30)


@pytest.fixture
def family(world):
    """A parent of two pupils of one class, each with marks, help and a notice."""
    now = school_year_at(TODAY)
    of_class, _ = SchoolClass.objects.get_or_create(
        school=world.first, school_year=now, name="5А", defaults={"grade": 5}
    )
    days = [f"{TODAY - timedelta(days=n)}" for n in (3, 2)]
    journal.accepted(
        world, journal.csv([(code, day, "4", "", "") for code in ("12", "13") for day in days])
    )
    parent = world.people["parent"]
    parent.assignments.all().delete()
    links = [
        people.assign_role(parent, role=Role.PARENT, organisation=world.first,
                           school_class=of_class, pupil_code=code, starts=FROM,
                           by=world.people["office"])
        for code in ("12", "13")
    ]  # fmt: skip
    cases = [
        helping.open_case(world.first, now, class_name="5А", subject="Математика", pupil=code,
                          by=world.people["head"])
        for code in ("12", "13")
    ]  # fmt: skip
    notices = []
    for number, case in enumerate(cases, 1):
        routes.plan_route(case, topic=f"Тема {number}", by=world.people["head"])
        notices.append(helping.notify_family(case, subject=f"Письмо {number}", text="Текст",
                                             by=world.people["head"]))  # fmt: skip
    return links, cases, notices


def seen(as_, who="parent") -> str:
    client = as_(who)
    return "".join(client.get(reverse(one)).content.decode() for one in ("my_help", "my_marks"))


def test_one_account_sees_all_of_its_children_and_each_apart(world, family, as_):
    assert [one.pupil_code for one in children_of(world.people["parent"])] == ["12", "13"]
    page = seen(as_)

    assert all(text in page for text in ("Тема 1", "Тема 2", "Письмо 1", "Письмо 2"))
    marks = as_("parent").get(reverse("my_marks")).content.decode()
    assert "код 12" in marks
    assert "код 13" in marks


def test_a_code_that_is_withdrawn_shows_nothing_and_the_other_stays(world, family, as_):
    (first, _), _, (letter, other) = family
    people.end_role(first, by=world.people["office"])

    page = seen(as_)
    assert "Тема 1" not in page
    assert "Письмо 1" not in page
    assert "Тема 2" in page
    client = as_("parent")
    assert client.post(reverse("help_notice_confirm", args=[letter.pk])).status_code == 404
    assert client.post(reverse("help_notice_confirm", args=[other.pk])).status_code == 302
    assert [one.pupil_code for one in children_of(world.people["parent"])] == ["13"]


def test_after_the_last_child_left_every_page_of_the_child_is_refused(world, family, as_):
    links, (case, _), (letter, _) = family
    for one in links:
        people.end_role(one, by=world.people["office"])
    client = as_("parent")

    assert children_of(world.people["parent"]) == []
    for name, about in (
        ("my_mark", ClassJournal.objects.get().pk),
        ("my_route", case.pk),
        ("help_case", case.pk),
    ):
        assert client.get(reverse(name, args=[about])).status_code in (403, 404), name
    assert client.post(reverse("help_notice_confirm", args=[letter.pk])).status_code in (403, 404)


def test_a_child_that_went_to_another_school_takes_nothing_of_the_former_along(world, family, as_):
    """The new school links its own code; the same code there is another child's."""
    links, _, _ = family
    for one in links:
        people.end_role(one, by=world.people["office"])
    there = SchoolClass.objects.create(
        school=world.second, school_year=school_year_at(TODAY), name="5А", grade=5
    )
    people.assign_role(
        world.people["parent"], role=Role.PARENT, organisation=world.second, school_class=there,
        pupil_code="12", by=world.people["neighbour"],
    )  # fmt: skip

    page = seen(as_)
    assert "Тема 1" not in page
    assert "Тема 2" not in page


def test_only_the_school_of_the_child_withdraws_its_code(world, family):
    (first, _), _, _ = family

    for who in ("neighbour", "north", "teacher", "parent"):
        with pytest.raises(Exception, match=r".") as refusal:
            people.end_role(first, by=world.people[who])
        assert refusal.type.__name__ in ("PermissionDenied", "ValidationError"), who
    first.refresh_from_db()
    assert first.ends is None


def test_the_same_child_is_linked_once(world, family):
    (first, _), _, _ = family

    with pytest.raises(ValidationError):
        people.assign_role(
            world.people["parent"], role=Role.PARENT, organisation=world.first,
            school_class=first.school_class, pupil_code="12", by=world.people["office"],
        )  # fmt: skip


def test_an_invitation_to_a_child_that_is_linked_adds_nothing_twice(world, family, as_):
    (first, _), _, _ = family
    parent = world.people["parent"]
    _, secret = people.invite(
        email=parent.email, role="parent", organisation=world.first,
        school_class=first.school_class, pupil_code="12", by=world.people["office"],
    )  # fmt: skip

    as_("parent").post(reverse("join", args=[secret]))

    assert RoleAssignment.objects.filter(person=parent, pupil_code="12").count() == 1
