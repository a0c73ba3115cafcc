"""In a real browser: a finding from the question to the outcome, and its pages against axe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from objektiv.schema import ItemPart, Portrait
from objektiv.web.actions import breaches, keeping, rechecks, reviews
from objektiv.web.models import Finding, Recheck, Upload

from .browsing import IN_BROWSER, sign_in, violations

pytestmark = IN_BROWSER

TODAY = timezone.localdate()


@pytest.fixture
def evidence(filled) -> Finding:
    """A finding with everything its page can show."""
    from dataclasses import asdict

    finding = Finding.objects.get(school=filled.first, class_name="")
    portrait = Portrait(
        histogram=(0, 1, 2, 0, 6, 3, 1),
        expected=(0.5, 1.5, 2.5, 3.0, 3.0, 1.5, 1.0),
        cuts=((3, 2), (4, 4), (5, 6)),
        items=(ItemPart("1", 9, 13, 2.0, 7.5), ItemPart("2", 4, 13, 3.0, 8.0)),
    )
    finding.detail["portrait"] = asdict(portrait)
    finding.detail["recheck_works"] = 6
    finding.detail["clearing"] = ["Повторная проверка 6 работ другой комиссией"]
    finding.kept.save()
    return finding


def test_a_recheck_from_the_order_to_its_outcome(page, live_server, filled, evidence):
    north, head = filled.people["north"], filled.people["head"]
    review = reviews.ask_school(evidence, reply_by=TODAY + timedelta(days=30), by=north)
    reviews.reply(review, text="Просим проверить", files=[], by=head)

    sign_in(page, live_server, "north")
    page.goto(live_server.url + reverse("finding", args=[evidence.pk]))
    page.get_by_role("link", name="Назначить перепроверку: 6").click()
    assert page.get_by_label("провести перепроверку работ").is_checked()
    page.get_by_label("Обоснование").fill("Проверить баллы у границы.")
    page.get_by_label("Сколько работ перепроверить").fill("10")
    page.get_by_label("Срок перепроверки").fill((TODAY + timedelta(days=20)).isoformat())
    page.get_by_role("button", name="Записать решение").click()
    page.get_by_role("link", name="Перепроверка: 10").click()
    page.get_by_role("link", name="Внести баллы второй проверки").click()
    recheck = Recheck.objects.get()
    for one in recheck.papers.all():
        page.locator(f"#id_paper{one.pk}").fill(str(one.score))
    page.locator(f"#id_paper{one.pk}").fill("999")
    page.get_by_role("button", name="Записать баллы").click()
    page.get_by_role("alert").get_by_text("больше").wait_for()
    page.locator(f"#id_paper{one.pk}").fill(str(one.score))
    page.get_by_role("button", name="Записать баллы").click()
    page.get_by_text("Баллы второй проверки записаны").wait_for()
    page.goto(live_server.url + reverse("recheck", args=[recheck.pk]))
    page.get_by_role("link", name="Подвести итог").click()
    page.get_by_role("button", name="Подвести итог").click()
    page.get_by_text("сняла вопрос").wait_for()

    sign_in(page, live_server, "head")
    page.goto(live_server.url + reverse("recheck", args=[recheck.pk]))
    page.get_by_text("сняла вопрос").wait_for()


def test_pages_of_a_finding_keep_the_rules(page, live_server, filled, evidence):
    north, head = filled.people["north"], filled.people["head"]
    review = reviews.ask_school(evidence, reply_by=TODAY + timedelta(days=30), by=north)
    asked = {name: reverse(name, args=[review.pk]) for name in ("review", "review_extend")}
    pages = [("north", asked["review"]), ("north", asked["review_extend"])]
    found = {}
    sign_in(page, live_server, "north")
    for _, address in pages:
        page.goto(live_server.url + address)
        found[address] = violations(page)
    reviews.reply(review, text="Просим проверить", files=[], by=head)
    reviews.decide(review, kind="recheck", reason="…", works=6, due=TODAY, by=north)
    recheck = review.rechecks.get()
    file = Upload.objects.get().files.first()
    removal = keeping.ask_to_remove(file, reason="Фамилии", by=north)
    keeping.place_hold(filled.first, reason="Жалоба", by=north)
    page.set_viewport_size({"width": 390, "height": 844})
    for address in (
        reverse("finding", args=[evidence.pk]),
        reverse("recheck", args=[recheck.pk]),
        reverse("recheck_marks", args=[recheck.pk]),
        reverse("keeping", args=[filled.north.pk]),
        reverse("hold_add", args=[filled.north.pk]),
        reverse("removal", args=[removal.pk]),
    ):
        page.goto(live_server.url + address)
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[address] = violations(page) + ([f"wider by {wider}"] if wider > 0 else [])
    rechecks.enter_marks(
        recheck, {one.pk: max(one.score - 5, 0) for one in recheck.papers.all()}, by=north
    )
    rechecks.conclude(recheck, by=north)
    breach = breaches.establish(review, ground="Баллы изменены", document="Протокол", by=north)
    page.emulate_media(color_scheme="dark")
    for address in (
        reverse("recheck", args=[recheck.pk]),
        reverse("review", args=[review.pk]),
        reverse("breach", args=[breach.pk]),
        reverse("breach_answer", args=[breach.pk]),
    ):
        page.goto(live_server.url + address)
        found[f"{address} dark"] = violations(page)

    assert {name: problems for name, problems in found.items() if problems} == {}
