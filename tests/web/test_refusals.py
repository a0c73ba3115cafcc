"""Every address for every role: who is not allowed is refused, on the page and on sending."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, reverse

from objektiv.web import urls

from .allowed import AREAS

ALLOWED = {name: who for area in AREAS for name, who in area.ALLOWED.items()}
ONLY_SENT = {name for area in AREAS for name in getattr(area, "ONLY_SENT", ())}
LEADS_ON = {name for area in AREAS for name in getattr(area, "LEADS_ON", ())}
OWN = {name for area in AREAS for name in getattr(area, "OWN", ())}
OPEN = {name for area in AREAS for name in getattr(area, "OPEN", ())}


def names() -> set[str]:
    return {pattern.name for pattern in urls.urlpatterns if getattr(pattern, "name", None)}


def test_every_address_has_a_rule():
    assert names() == set(ALLOWED) | OWN | OPEN


def address(name: str, case) -> str:
    pattern = next(one for one in urls.urlpatterns if getattr(one, "name", None) == name)
    wanted = pattern.pattern.converters
    return reverse(name, kwargs={key: case[key] for key in wanted})


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_wrong_roles_are_refused(name, as_, world, case):
    for who in sorted(set(world.people) - ALLOWED[name]):
        client = as_(who)
        for response in (client.get(address(name, case)), client.post(address(name, case))):
            assert response.status_code in (403, 404, 405), (who, response.status_code)
            if response.status_code == 405:
                assert name in ONLY_SENT


@pytest.mark.parametrize(
    "name", sorted(set(ALLOWED) - ONLY_SENT - LEADS_ON - {"place_add", "places_list"})
)
def test_right_roles_come_in(name, as_, case):
    for who in sorted(ALLOWED[name]):
        response = as_(who).get(address(name, case))

        assert response.status_code == 200, who
        if response.streaming:
            for close in response._resource_closers:  # without ending the request's connection
                close()


@pytest.mark.parametrize("name", sorted(set(ALLOWED) | OWN))
def test_nobody_comes_in_without_signing_in(name, client, case):
    response = client.get(address(name, case))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_rows_of_pupils_stay_in_the_school(as_, case):
    page = address("result_export", case) + "?report=individual&format=csv"

    for who in ("coordinator", "north", "methodist"):
        assert as_(who).get(page).status_code == 403, who


def test_no_address_serves_a_form_for_signing_up(client, db):
    response = client.get(reverse("account_signup"))

    assert response.status_code == 302
    assert get_resolver().resolve("/account/signup/").func.__name__ == "view"
