"""Hundreds of schools and people are named, not chosen from a list."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from objektiv.web.models import Expert, Organisation, Person, RoleAssignment, Subject


@pytest.fixture
def many(world) -> list[Organisation]:
    """Fifty schools more in the north, each with a teacher."""
    schools = []
    for n in range(101, 151):
        school = Organisation.objects.create(
            kind="school", parent=world.north, name=f"МБОУ «Лицей № {n}»", short_name=f"Лицей № {n}"
        )
        person = Person.objects.create_user(f"t{n}@test.example", surname="Иванова", name=f"Н{n}")
        RoleAssignment.objects.create(person=person, role="teacher", organisation=school)
        schools.append(school)
    return schools


@pytest.fixture
def send(world, as_):
    def carry_out(**values):
        about = {
            "subjects": [Subject.objects.filter(closed=False).first().pk], "status": "candidate",
            "since": timezone.localdate().isoformat(),
        }  # fmt: skip
        return as_("north").post(reverse("expert_add", args=[world.north.pk]), {**about, **values})

    return carry_out


def test_the_page_of_many_schools_lists_none(world, many, as_):
    page = as_("north").get(reverse("expert_add", args=[world.north.pk])).text

    assert "Лицей № 101" not in page
    assert "t101@test.example" not in page


def test_what_is_named_is_found_and_stands_in_the_form_again(world, many, send, as_):
    answer = send(
        person="t103@test.example", school="лицей 103", relations="Лицей №104, Северный\nлицей 105"
    )

    expert = Expert.objects.get()
    assert answer.status_code == 302
    assert (expert.person.email, expert.school) == ("t103@test.example", many[2])
    assert list(expert.relations.order_by("pk")) == [many[3], many[4]]

    edit = reverse("expert_edit", args=[expert.pk])
    form = as_("north").get(edit).context["form"]
    values = {name: form[name].value() for name in form.fields}
    assert values["school"] == "Лицей № 103, Северный район"
    kept = {name: one for name, one in values.items() if one} | {"status": "confirmed"}
    assert as_("north").post(edit, kept).status_code == 302
    expert.refresh_from_db()
    assert (expert.school, expert.relations.count(), expert.status) == (many[2], 2, "confirmed")


def test_what_fits_many_or_nothing_is_said_and_stays_in_the_form(world, many, send):
    page = send(person="Иванова", school="лицей", relations="лицей 104\nгимназия 7").text

    assert "«Иванова»: подходят Иванова Н101, t101@test.example;" in page
    assert "и другие. Напишите точнее." in page
    assert "«гимназия 7»: не нашлось." in page
    assert "лицей 104\nгимназия 7" in page
    assert not Expert.objects.exists()


def test_a_school_of_another_district_is_not_found(world, many, send):
    page = send(person="t103@test.example", school=world.third.title).text

    assert "не нашлось" in page
    assert not Expert.objects.exists()


def test_a_few_are_still_chosen_from_a_list(world, as_):
    page = as_("north").get(reverse("expert_add", args=[world.north.pk])).text

    assert world.first.title in page or world.first.name in page
