"""Classes, roll-over, calendars and subjects."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from objektiv.web.actions import classes
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import SchoolClass, Subject, Term
from objektiv.web.queries.classes import terms_of

YEAR = date(2026, 9, 1)


@pytest.fixture
def year(world):
    return school_year_at(YEAR)


@pytest.fixture
def school(world, year):
    classes.add_classes(world.first, year, ["5а", "5-Б", "9А", "11А"], by=world.people["office"])
    return world.first


def of(school, year):
    return {one.name: one for one in SchoolClass.objects.filter(school=school, school_year=year)}


def test_classes_are_named_as_results_name_them(school, year):
    assert set(of(school, year)) == {"5А", "5Б", "9А", "11А"}


def test_every_wrong_class_is_told_at_once_and_none_is_added(school, year, world):
    with pytest.raises(ValidationError) as refused:
        classes.add_classes(school, year, ["6А", "Лотос", "6А", "17Б"], by=world.people["office"])

    text = " ".join(refused.value.messages)
    assert all(word in text for word in ("Лотос", "17Б", "6А указан дважды"))
    assert "6А" not in of(school, year)


def test_the_whole_school_goes_on_in_one_step(school, year, as_, world):
    address = reverse("class_roll", args=[school.pk]) + "?year=2026"
    page = as_("office").get(address)
    proposed = {name: field.initial for name, field in page.context["form"].fields.items()}
    assert sorted(proposed.values()) == ["", "", "6А", "6Б"]

    as_("office").post(address, proposed)

    then = of(school, classes.next_year(year))
    assert set(then) == {"6А", "6Б"}
    assert then["6А"].line == of(school, year)["5А"].pk
    # again: nothing doubles
    as_("office").post(address, proposed)
    assert len(of(school, classes.next_year(year))) == 2


def test_a_class_that_results_made_becomes_the_next_step(school, year, world):
    then = classes.next_year(year)
    made = SchoolClass.objects.create(school=school, school_year=then, name="6А", grade=6)

    classes.roll_over(school, year, {of(school, year)["5А"].pk: "6А"}, by=world.people["office"])

    made.refresh_from_db()
    assert made.line == of(school, year)["5А"].pk


def test_two_classes_do_not_become_one(school, year, world):
    known = of(school, year)
    with pytest.raises(ValidationError, match="для двух классов"):
        classes.roll_over(
            school, year, {known["5А"].pk: "6А", known["5Б"].pk: "6а"}, by=world.people["office"]
        )
    assert not of(school, classes.next_year(year))


def test_a_renamed_class_keeps_its_results(school, year, world):
    one = of(school, year)["5А"]

    classes.change_class(one, name="5К", by=world.people["office"])

    assert one.names == ["5К", "5А"]
    with pytest.raises(ValidationError, match="уже есть"):
        classes.change_class(of(school, year)["5Б"], name="5А", by=world.people["office"])


def test_a_school_has_its_own_calendar_and_gives_it_up(world, year):
    own = [("I триместр", date(2026, 9, 1), date(2026, 11, 20)),
           ("Осенние каникулы", date(2026, 11, 21), date(2026, 11, 29))]  # fmt: skip
    region = [("I четверть", date(2026, 9, 1), date(2026, 10, 24))]
    assert terms_of(world.first, year)[1] is None
    classes.keep_terms(world.region, year, region, by=world.people["coordinator"])
    assert terms_of(world.first, year)[1] == world.region

    classes.keep_terms(world.first, year, own, by=world.people["head"])

    terms, owner = terms_of(world.first, year)
    assert (owner, [one.kind for one in terms]) == (
        world.first, [Term.Kind.STUDY, Term.Kind.HOLIDAYS],
    )  # fmt: skip
    assert terms_of(world.second, year)[1] == world.region
    classes.keep_terms(world.first, year, [], by=world.people["head"])
    assert terms_of(world.first, year)[1] == world.region


def test_a_calendar_with_mistakes_is_told_whole_and_kept_in_the_form(world, as_, year):
    address = reverse("terms_edit", args=[world.first.pk]) + "?year=2026"
    typed = "I четверть; 01.09.2026; 24.10.2026\nчто-то\nII; 32.10.2026; 01.11.2026"

    page = as_("head").post(address, {"terms": typed})

    assert page.status_code == 422
    assert "Строка 2" in page.text
    assert "Строка 3" in page.text
    assert "32.10.2026" in page.text
    crossing = "I; 01.09.2026; 24.10.2026\nII; 20.10.2026; 01.11.2026\nIII; 01.01.2020; 02.01.2020"
    text = as_("head").post(address, {"terms": crossing}).text
    assert "пересекаются" in text
    assert "вне 2026/27" in text


def test_the_name_of_a_subject_with_results_stays(world, case):
    subject = Subject.objects.get(name="Математика")
    coordinator = world.people["coordinator"]

    with pytest.raises(ValidationError, match="уже есть результаты"):
        classes.keep_subject("Матем.", subject=subject, by=coordinator)
    with pytest.raises(ValidationError, match="уже есть в списке"):
        classes.keep_subject("математика", by=coordinator)
    assert classes.keep_subject(" Физика ", by=coordinator).name == "Физика"
