"""Every address for every role: who is not allowed is refused, on the page and on sending."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, reverse

from objektiv.web import urls

from .allowed import AREAS
from .conftest import STAFF as PEOPLE

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


# One test for each person, not for each address: the rows that addresses speak of are made once.
@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_whoever_may_not_is_refused(who, as_, case):
    client, wrong = as_(who), []
    for name in sorted(ALLOWED):
        if who in ALLOWED[name]:
            continue
        for method, ask in (("GET", client.get), ("POST", client.post)):
            status = ask(address(name, case)).status_code
            if status not in (403, 404) and not (status == 405 and name in ONLY_SENT):
                wrong.append((method, name, status))

    assert wrong == []


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_whoever_may_comes_in(who, as_, case):
    client, wrong = as_(who), []
    for name in sorted(set(ALLOWED) - ONLY_SENT - LEADS_ON - {"place_add", "places_list"}):
        if who not in ALLOWED[name]:
            continue
        response = client.get(address(name, case))
        if response.status_code != 200:
            wrong.append((name, response.status_code))
        if response.streaming:
            for close in response._resource_closers:  # without ending the request's connection
                close()

    assert wrong == []


def test_nobody_comes_in_without_signing_in(client, case):
    wrong = []
    for name in sorted(set(ALLOWED) | OWN):
        response = client.get(address(name, case))
        if response.status_code != 302 or not response.url.startswith(reverse("account_login")):
            wrong.append((name, response.status_code))

    assert wrong == []


def test_rows_of_pupils_stay_in_the_school(as_, case):
    page = address("result_export", case) + "?report=individual&format=csv"

    for who in ("coordinator", "north", "methodist"):
        assert as_(who).get(page).status_code == 403, who


def test_no_address_serves_a_form_for_signing_up(client, db):
    response = client.get(reverse("account_signup"))

    assert response.status_code == 302
    assert get_resolver().resolve("/account/signup/").func.__name__ == "view"
