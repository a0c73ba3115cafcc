"""In a real browser, phone first: what a visitor and a parent do on the pages of openness."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.openness import parents
from objektiv.web.actions.openness import report as reports
from objektiv.web.models import Acknowledgement, Consultation, RoleAssignment

from ..browsing import IN_BROWSER, sign_in, violations
from .test_report import told, year  # noqa: F401

pytestmark = IN_BROWSER


@pytest.mark.parametrize("dark", ["light", "dark"])
def test_a_visitor_reads_without_scripts(browser, live_server, world, told, year, dark):  # noqa: F811
    report = reports.draft_report(told, year, by=world.people["head"])
    reports.publish_report(report, by=world.people["head"])
    phone = {"width": 390, "height": 844}
    plain = browser.new_context(viewport=phone, java_script_enabled=False)
    seen = plain.new_page()
    seen.goto(live_server.url + reverse("open_index"))
    seen.get_by_role("link", name=told.name).click()
    seen.get_by_role("link", name="Публичный отчёт за 2025/26", exact=True).click()
    seen.get_by_text("По планам года выполнено 3 из 4 мероприятий.").wait_for()
    assert seen.locator("figure svg[role=img]").count() >= 1
    with seen.expect_download() as kept:
        seen.get_by_role("link", name="Скачать PDF").click()
    assert kept.value.suggested_filename.endswith(".pdf")
    plain.close()
    for size in (phone, {"width": 1280, "height": 900}):
        context = browser.new_context(viewport=size, color_scheme=dark)
        seen = context.new_page()
        for address in (
            reverse("open_index"),
            reverse("open_page", args=["told"]),
            reverse("open_report", args=["told", report.pk]),
            reverse("guide"),
        ):
            seen.goto(live_server.url + address)
            assert violations(seen) == []
            assert seen.evaluate("document.documentElement.scrollWidth") <= size["width"]
        context.close()


def test_a_parent_confirms_and_books_a_talk(page, live_server, world):
    page.set_viewport_size({"width": 390, "height": 844})
    link = RoleAssignment.objects.get(person=world.people["parent"])
    day = timezone.localdate() + timedelta(days=3)
    parents.acquaint(
        world.first, title="Критерии работ", classes=[link.school_class], due=day,
        text="За каждое задание — баллы.", by=world.people["office"],
    )  # fmt: skip
    parents.offer_talks(
        world.first, starts=timezone.make_aware(datetime.combine(day, time(16))), number=2,
        subject="Математика", by=world.people["teacher"],
    )  # fmt: skip

    sign_in(page, live_server, "parent")
    page.goto(live_server.url + reverse("my_school"))
    assert violations(page) == []
    page.get_by_role("button", name="Ознакомились").click()
    page.get_by_text("Всё прочитано.").wait_for()
    page.get_by_role("button", name="Записаться").first.click()
    page.get_by_role("heading", name="Вы записаны").wait_for()
    assert violations(page) == []
    assert Acknowledgement.objects.get().by == world.people["parent"]
    assert Consultation.objects.filter(taken_by=world.people["parent"]).count() == 1
