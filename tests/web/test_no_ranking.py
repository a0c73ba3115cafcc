"""Nobody sees a ranking of schools: lists go by work and name, and there is nothing to sort by."""

from __future__ import annotations

import pytest
from django.urls import reverse

from objektiv.web import urls
from objektiv.web.models import Finding, Organisation
from objektiv.web.queries.findings import findings_at, worth_a_look


@pytest.fixture
def many(world, case) -> list[Finding]:
    """Five schools whose probabilities run against the alphabet."""
    analysis = case["objects"]["finding"].analysis
    made = []
    for number, name in enumerate(("Д", "Г", "В", "Б", "А")):
        school = Organisation.objects.create(
            kind="school", parent=world.north, name=f"Школа {name}"
        )
        made.append(
            Finding.objects.create(
                analysis=analysis, school=school, n=20 + number, p_value=10.0 ** -(9 - number),
                q_value=10.0 ** -(8 - number), verdict="look" if number % 2 else "verify",
                headline="",
            )
        )  # fmt: skip
    return made


def names(findings) -> list[str]:
    return [one.school.name for one in findings]


@pytest.mark.parametrize("verdict", ["", "all", "verify", "look"])
def test_the_list_goes_by_name_whatever_the_numbers(world, many, verdict):
    found = names(findings_at(world.people["north"], world.north, work=None, verdict=verdict))

    assert found == sorted(found)
    assert len(found) > 1


@pytest.mark.parametrize("query", ["?sort=p_value", "?order=-q_value", "?o=1", "?sort=verdict"])
def test_no_address_sorts_the_list_otherwise(world, many, as_, query):
    page = reverse("findings", args=[world.north.pk])
    plain = as_("north").get(page).context["page"].object_list
    sorted_ = as_("north").get(page + query).context["page"].object_list

    assert names(plain) == names(sorted_) == sorted(names(plain))


def test_the_first_page_lists_what_is_new_by_name(world, many):
    found = names(worth_a_look(world.people["north"]))

    assert found == sorted(found)


def test_the_list_shows_no_number_to_rank_by_and_no_file(world, many, as_):
    body = as_("north").get(reverse("findings", args=[world.north.pk])).content.decode()

    assert "p_value" not in body
    assert "0,0" not in body
    assert "export" not in body
    exports = [one.name for one in urls.urlpatterns if "export" in (getattr(one, "name", "") or "")]
    assert not any("finding" in name for name in exports)
