"""In a real browser: pages of meetings and of the evaluation sheet."""

from __future__ import annotations

from django.urls import reverse

from .browsing import IN_BROWSER, sign_in, violations

pytestmark = IN_BROWSER


def test_pages_of_meetings_and_sheets_keep_the_rules(page, live_server, world, case):
    first, north = [world.first.pk], [world.north.pk]
    pages = [
        ("head", reverse("meetings", args=first)),
        ("head", reverse("meeting_add", args=first)),
        ("head", reverse("meeting", args=[case["meeting"]])),
        ("head", reverse("meeting_people", args=[case["meeting"]])),
        ("head", reverse("minutes", args=[case["meeting"]])),
        ("head", reverse("decision_add", args=[case["meeting"]])),
        ("head", reverse("interviews", args=first)),
        ("head", reverse("measures", args=first)),
        ("head", reverse("leaflets", args=first)),
        ("head", reverse("leaflet_add", args=first)),
        ("head", reverse("leaflet", args=[case["leaflet"]])),
        ("head", reverse("leaflet_edit", args=[case["leaflet"]])),
        ("head", reverse("plan_goals", args=[case["plan"]])),
        ("head", reverse("outgoing", args=first)),
        ("head", reverse("evaluation_sheet", args=[case["evaluation"]])),
        ("head", reverse("evaluation_print", args=[case["evaluation"]])),
        ("head", reverse("practices", args=first)),
        ("head", reverse("practice", args=[case["practice"]])),
        ("head", reverse("practice_edit", args=[case["practice"]])),
        ("north", reverse("measures", args=north)),
        ("north", reverse("practices", args=north)),
        ("north", reverse("evaluation", args=north)),
        ("north", reverse("evaluation_criteria", args=north)),
        ("north", reverse("evaluation_score", args=[case["evaluation"], "acts"])),
    ]
    found, signed = {}, ""
    for who, address in pages:
        if who != signed:
            sign_in(page, live_server, who)
            signed = who
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        page.goto(live_server.url + address)
        found[address] = violations(page)
        page.set_viewport_size({"width": 390, "height": 844})
        page.emulate_media(color_scheme="dark")
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[address] += [f"wider than the screen by {wider}"] if wider > 0 else []

    assert {name: problems for name, problems in found.items() if problems} == {}
