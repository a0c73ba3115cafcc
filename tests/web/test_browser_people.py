"""Pages of organisations and people against axe, on a desk and on a dark phone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.bodies import add_member, keep_body
from objektiv.web.models import RoleAssignment, SchoolClass
from objektiv.web.queries.pupils import codes_of

from .browsing import IN_BROWSER, sign_in, violations, walk

pytestmark = IN_BROWSER

DARK = ("/roll/?year=2025", "/classes/?year=2025", "?who=families", "/me/results/")


@pytest.fixture
def pages(filled) -> list[tuple[str, str]]:
    first, north, region = filled.first.pk, filled.north.pk, filled.region.pk
    head = filled.people["head"]
    fifth = SchoolClass.objects.get(school=filled.first, school_year__start=2025, name="5А")
    filled.people["parent"].assignments.update(pupil_code=min(codes_of(fifth)))
    body = keep_body(filled.first, kind="association", name="Объединение математиков", by=head)
    member = add_member(
        body, duty="head", person=filled.people["teacher"], starts=timezone.localdate(), by=head
    )
    teacher = filled.people["teacher"].pk
    role = RoleAssignment.objects.get(person=teacher).pk
    old = "?year=2025"
    return [
        ("head", reverse("place", args=[first])),
        ("teacher", reverse("place", args=[first])),
        ("head", reverse("classes", args=[first]) + old),
        ("head", reverse("classes", args=[first])),  # of this year: none yet
        ("teacher", reverse("classes", args=[first]) + old),
        ("head", reverse("class_add", args=[first])),
        ("head", reverse("class_edit", args=[fifth.pk])),
        ("head", reverse("class_roll", args=[first]) + old),
        ("head", reverse("terms", args=[first])),
        ("head", reverse("terms_edit", args=[first])),
        ("coordinator", reverse("subjects")),
        ("coordinator", reverse("subject_add")),
        ("head", reverse("bodies", args=[first])),
        ("north", reverse("bodies", args=[north])),
        ("head", reverse("body", args=[body.pk])),
        ("head", reverse("body_add", args=[first])),
        ("head", reverse("member_add", args=[body.pk])),
        ("head", reverse("member_end", args=[member.pk])),
        ("coordinator", reverse("place_move", args=[first])),
        ("north", reverse("place_merge", args=[first])),
        ("north", reverse("place_close", args=[first])),
        ("coordinator", reverse("places_list", args=[region])),
        ("head", reverse("invite_list", args=[first])),
        ("head", reverse("people", args=[first])),
        ("head", reverse("people", args=[first]) + "?who=families"),
        ("head", reverse("person", args=[first, teacher])),
        ("head", reverse("give_role", args=[first, teacher])),
        ("head", reverse("role_change", args=[role])),
        ("parent", reverse("my_results")),
        ("parent", reverse("today")),
        ("observer", reverse("my_watch")),
    ]


def test_pages_of_people_keep_the_rules_of_accessibility(page, live_server, pages):
    found = {}
    for address in walk(page, live_server, pages):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        found[address] = violations(page)
        page.set_viewport_size({"width": 390, "height": 844})
        page.emulate_media(color_scheme="dark")
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[address] += [f"wider than the screen by {wider}"] if wider > 0 else []
        if address.endswith(DARK):
            found[address] += violations(page)

    assert {name: problems for name, problems in found.items() if problems} == {}


def test_a_list_is_checked_before_anybody_is_invited(page, live_server, world):
    sign_in(page, live_server, "head")
    page.goto(live_server.url + reverse("invite_list", args=[world.first.pk]))
    page.get_by_label("Или вставьте таблицу").fill(
        "Почта;Роль;Класс;Предмет\na@test.example;учитель;5А;Математика\nb@test.example;сторож;;"
    )
    page.get_by_role("button", name="Проверить список").click()
    page.get_by_role("alert").get_by_text("пока никто не приглашён").wait_for()
    assert violations(page) == []

    assert "b@test.example" in page.get_by_label("Или вставьте таблицу").input_value()
    page.get_by_label("Или вставьте таблицу").fill(
        "Почта;Роль;Класс;Предмет\na@test.example;учитель;5А;Математика"
    )
    page.get_by_role("button", name="Проверить ещё раз").click()
    assert violations(page) == []
    page.get_by_role("button", name="Разослать приглашения").click()
    page.get_by_role("heading", name="Приглашения отправлены").wait_for()
    assert violations(page) == []
