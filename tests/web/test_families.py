"""Parents and pupils see the results of the own code, of one class of one year, nothing else."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions import people
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import AuditEntry, Role, RoleAssignment, SchoolClass, Work
from objektiv.web.queries.people import people_at
from objektiv.web.queries.pupils import children_of, codes_of, results_of

from . import campaign
from .test_own_results import brought  # noqa: F401


@pytest.fixture
def child(world, brought):  # noqa: F811
    """The parent of one pupil of the class, and the pupil's row as it was brought."""
    import polars as pl

    work, names = brought
    of_class = SchoolClass.objects.get(
        school=world.first, name=names[0], school_year__start=work.year - 1
    )
    frame = campaign.sittings().frame.filter(pl.col("school") == "edu900101")
    codes = codes_of(of_class)
    row = next(
        one
        for one in frame.sort("score", descending=True).iter_rows(named=True)
        if one["participated"] and one["pupil"] in codes
    )
    world.people["parent"].assignments.update(school_class=of_class, pupil_code=row["pupil"])
    return of_class, row


def test_a_parent_reads_the_own_child(world, child, as_):
    _, row = child

    link = children_of(world.people["parent"])[0]
    (result,) = results_of(link)
    assert (result.score, result.mark) == (row["score"], row["mark"])
    assert sum(one.points or 0 for one in result.answers) == row["score"]
    page = as_("parent").get(reverse("my_results")).text
    assert re.search(rf"{row['score']}.балл\w* из {result.most}", page)


def test_nothing_about_other_children_and_no_findings_reach_the_page(world, child, as_):
    of_class, row = child
    page = as_("parent").get(reverse("my_results")).text

    others = codes_of(of_class) - {row["pupil"]}
    assert len(others) > 3
    assert not any(re.search(rf"\b{re.escape(code)}\b", page) for code in others)
    assert "требует проверки." not in page
    assert "признак" not in page.split("<footer")[0]


def test_the_same_code_of_another_class_or_year_shows_nothing(world, child):
    of_class, _ = child
    assignment = world.people["parent"].assignments.get()
    sixth = SchoolClass.objects.create(
        school=world.first, school_year=school_year_at(date(2027, 4, 1)), grade=6, name="6А",
        first=of_class,
    )  # fmt: skip
    same_name = SchoolClass.objects.create(
        school=world.first, school_year=school_year_at(date(2027, 4, 1)), grade=5,
        name=of_class.name,
    )  # fmt: skip
    neighbour = SchoolClass.objects.create(
        school=world.second, school_year=school_year_at(date(2025, 4, 1)), grade=5, name="5А"
    )
    for other in (sixth, same_name, neighbour):
        assignment.school_class = other
        assert results_of(assignment) == [], other


def test_a_parent_opens_no_page_of_the_school(world, child, as_):
    for name, kwargs in (
        ("place", {"place": world.first.pk}),
        ("results", {"place": world.first.pk}),
        ("result", {"place": world.first.pk, "work": Work.objects.first().pk}),
        ("people", {"place": world.first.pk}),
    ):
        assert as_("parent").get(reverse(name, kwargs=kwargs)).status_code == 404


def test_an_ended_link_shows_nothing(world, child):
    world.people["parent"].assignments.update(
        starts=timezone.localdate() - timedelta(days=9),
        ends=timezone.localdate() - timedelta(days=1),
    )

    assert children_of(world.people["parent"]) == []


def test_the_office_invites_a_parent_to_a_code(world, child, as_, client):
    of_class, row = child
    sent = {
        "email": "mother@home.example", "role": "parent", "school_class": of_class.pk,
        "pupil_code": row["pupil"],
    }  # fmt: skip
    address = reverse("invite", args=[world.first.pk])

    wrong = as_("office").post(address, sent | {"pupil_code": "Иванова"})
    assert wrong.status_code == 422
    assert "код ученика из протокола" in wrong.text
    unknown = as_("office").post(address, sent | {"pupil_code": "77777"})
    assert "нет кода 77777" in unknown.text
    page = as_("office").post(address, sent)
    client.logout()
    client.post(
        page.context["link"],
        {"surname": "Мамина", "name": "Анна", "password": "семь слов подряд"},
    )

    link = RoleAssignment.objects.get(person__email="mother@home.example")
    assert (link.school_class, link.pupil_code) == (of_class, row["pupil"])
    assert f"{row['score']}" in client.get(reverse("my_results")).text


def test_who_a_family_is_stays_in_the_school(world, child, as_):
    """Name of a parent and code of a child together are known to the school's office alone."""
    of_class, row = child
    people.invite(
        email="father@home.example", role=Role.PARENT, organisation=world.first,
        school_class=of_class, pupil_code=row["pupil"], by=world.people["office"],
    )  # fmt: skip
    parent = world.people["parent"]

    assert parent in people_at(world.people["office"], world.first, families=True)
    for name in ("north", "coordinator", "methodist"):
        reader = world.people[name]
        assert parent not in people_at(reader, world.first)
        assert parent not in people_at(reader, world.first, families=True)
        text = as_(name).get(reverse("people", args=[world.first.pk]) + "?who=families").text
        assert parent.email not in text
        assert "father@home.example" not in text
        assert parent.email not in as_(name).get(reverse("search") + "?q=parent").text
        person = reverse("person", args=[world.first.pk, parent.pk])
        assert as_(name).get(person).status_code == 404
    told = " ".join(AuditEntry.objects.values_list("text", flat=True))
    assert "father@home.example" not in told
    assert row["pupil"] not in told


def test_only_the_own_office_links(world, child):
    of_class, row = child
    for name in ("north", "coordinator", "neighbour", "teacher"):
        with pytest.raises(PermissionDenied):
            people.invite(
                email="x@y.ru", role=Role.PARENT, organisation=world.first,
                school_class=of_class, pupil_code=row["pupil"], by=world.people[name],
            )  # fmt: skip


def test_every_complaint_about_a_role_comes_at_once(world):
    with pytest.raises(ValidationError) as refused:
        people.assign_role(
            world.people["teacher"], role=Role.PARENT, organisation=world.first,
            by=world.people["head"], starts=date(2026, 9, 2), ends=date(2026, 9, 1),
        )  # fmt: skip

    assert set(refused.value.error_dict) == {"school_class", "pupil_code", "ends"}


def test_dates_and_class_of_a_role_are_corrected(world, as_, case):
    assignment = world.people["teacher"].assignments.get()
    other = SchoolClass.objects.create(
        school=world.first, school_year=school_year_at(timezone.localdate()), grade=7, name="7А"
    )
    sent = {"starts": "2026-09-01", "ends": "2027-05-31", "school_class": other.pk}

    response = as_("head").post(reverse("role_change", args=[assignment.pk]), sent)

    assert response.url == reverse("person", args=[world.first.pk, assignment.person_id])
    assignment.refresh_from_db()
    assert (assignment.starts, assignment.ends) == (date(2026, 9, 1), date(2027, 5, 31))
    assert (assignment.school_class, assignment.subject) == (other, None)
    page = as_("head").get(response.url).text
    assert "1\u00a0сентября 2026" in page
    assert "7А (2026/27)" in page


def test_an_observer_has_a_page_of_assignments(as_):
    page = as_("observer").get(reverse("my_watch")).text

    assert "Назначений пока нет" in page
    assert "Мои назначения" in as_("observer").get(reverse("today")).text
