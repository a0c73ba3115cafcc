"""In a real browser: from a finding to recommendations, a plan, evidence and the effect."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from objektiv.web.models import Addressee, Finding, Ground, Measure, Recommendations

from .browsing import IN_BROWSER, sign_in, violations
from .test_effects import springs

pytestmark = IN_BROWSER

TODAY = timezone.localdate()


@pytest.fixture
def fact(filled) -> Ground:
    """The finding of the first school calls for a recommendation."""
    finding = Finding.objects.get(school=filled.first, class_name="")
    return Ground.objects.create(
        analysis=finding.analysis, school=filled.first, code="verify", text="Математика: 9 учеников"
    )


def test_a_finding_becomes_a_measure_that_is_done_and_checked(page, live_server, filled, fact):
    site = live_server.url
    sign_in(page, live_server, "north")
    page.goto(site + reverse("draft", args=[filled.north.pk]))
    page.get_by_role("button", name="Составить черновик").click()
    page.get_by_text("Проверьте каждый пункт").first.wait_for()
    document = Recommendations.objects.get()
    page.goto(f"{page.url}?school={filled.first.pk}")
    page.get_by_text("Математика: 9 учеников").wait_for()
    assert violations(page) == []
    page.goto(site + reverse("recommendations_document", args=[document.pk]))
    if page.get_by_label("Новый срок для пунктов").count():
        term = TODAY + timedelta(days=30)
        page.get_by_label("Новый срок для пунктов").fill(f"до {term:%d.%m.%Y} г.")
        page.get_by_role("button", name="Назначить срок").click()
    page.get_by_role("button", name="Пункты проверены").click()
    page.get_by_role("link", name="Отправить школам").click()
    page.get_by_label("Исходящий номер").fill("7")
    page.get_by_role("button", name="Отправить").click()
    page.get_by_text("Что сделали школы").wait_for()

    sign_in(page, live_server, "deputy")
    page.get_by_role("link", name="Подтвердить получение").click()
    page.get_by_role("button", name="Подтвердить получение").click()
    page.get_by_role("link", name=re.compile("Внести в план.*Организовать повторную")).click()
    page.get_by_label("Ответственный").select_option(label=filled.people["deputy"].full_name)
    page.get_by_role("button", name="Внести в план").click()
    page.get_by_text("Пункт внесён в план").wait_for()
    page.goto(site + reverse("today"))
    page.get_by_role("link", name="Утвердить план").click()
    assert violations(page) == []
    page.get_by_role("link", name="Утвердить", exact=True).click()
    page.get_by_label("Номер приказа").fill("87")
    page.get_by_role("button", name="Утвердить").click()
    measure = Measure.objects.get()
    page.goto(site + reverse("measure", args=[measure.pk]))
    page.get_by_role("link", name="Отметить, что сделано").click()
    page.get_by_label("выполнено, ждёт проверки").check()
    page.get_by_label("Что сделано").fill("Комиссия перепроверила работы.")
    page.get_by_label("Подтверждение").set_input_files(
        {"name": "протокол.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )
    page.get_by_role("button", name="Записать").click()
    page.get_by_role("link", name="протокол.pdf").wait_for()
    assert violations(page) == []

    sign_in(page, live_server, "north")
    page.goto(site + reverse("measure", args=[measure.pk]))
    page.get_by_role("link", name="Проверить выполнение").click()
    page.get_by_label("достигнут, мероприятие выполнено", exact=True).check()
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("Проверено").first.wait_for()
    page.goto(site + reverse("effect", args=[filled.north.pk]))
    page.get_by_text("пока нельзя").wait_for()
    assert violations(page) == []
    year = measure.direction.plan.school_year
    springs(filled, year.start, measure.kind)  # the next spring has come, in thirty schools
    page.goto(site + reverse("effect", args=[filled.north.pk]))
    page.get_by_text("Оценка эффекта").first.wait_for()
    assert violations(page) == []

    sign_in(page, live_server, "deputy")
    page.goto(site + reverse("plan", args=[measure.direction.plan_id]))
    page.get_by_role("link", name="План следующего года").click()
    page.get_by_role("cell", name=re.compile("оценка эффекта")).wait_for()
    assert violations(page) == []
    page.get_by_label("Цели").fill("Проверять работы вдвоём")
    page.get_by_role("button", name="Начать").click()
    page.get_by_text("Проверять работы вдвоём").wait_for()
    measure.refresh_from_db()
    assert measure.state == Measure.State.CHECKED
    assert Addressee.objects.get(school=filled.first).signed_by == filled.people["deputy"]
