"""In a real browser: a procedure from the registry to the report of the day; axe on every page."""

from __future__ import annotations

import re

from django.urls import reverse
from django.utils import timezone

from objektiv.russian import add_working_days
from objektiv.web.models import Organisation, ProcedureDay, ProcedureSite, StepDone

from .browsing import IN_BROWSER, sign_in, violations

pytestmark = IN_BROWSER


def hidden(shown: str, rest: str) -> re.Pattern[str]:
    """A name of which the rest is for screen readers alone."""
    return re.compile(rf"^{shown}\s*: {rest}")


PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def test_from_the_registry_to_the_report_of_the_day(page, live_server, world):
    Organisation.objects.create(kind="school", parent=world.north, name="МБОУ «СОШ № 4» г. Северск")
    day = add_working_days(timezone.localdate(), 4)

    # The coordinator opens a procedure and names its day in three schools.
    sign_in(page, live_server, "north")
    page.get_by_role("link", name="Процедуры").click()
    page.get_by_role("link", name="Реестр", exact=True).click()
    page.get_by_role("link", name="Муниципальные проверочные работы").click()
    page.get_by_role("link", name="Провести", exact=True).click()
    page.get_by_role("button", name="Открыть").click()
    page.get_by_label("Предмет").fill("Математика")
    page.get_by_label("Класс").fill("5")
    page.get_by_label("День", exact=True).fill(day.isoformat())
    page.get_by_label("Начало").fill("09:00")
    page.get_by_label("Минут").fill("45")
    page.get_by_role("button", name="Добавить день").click()
    page.get_by_text("Можно назвать следующий").wait_for()
    assert ProcedureSite.objects.count() == 3

    # The school sees what to do, ticks a step, calls its organisers to a briefing.
    sign_in(page, live_server, "office")
    page.get_by_role("link", name="Процедуры").click()
    page.get_by_role("button", name=hidden("Сделано", "Издать приказ")).click()
    page.get_by_text("Отмечено: Издать приказ").wait_for()
    page.get_by_role("navigation").get_by_role("link", name="Подготовка").click()
    page.get_by_role("link", name="Инструктажи").click()
    page.get_by_role("link", name=hidden("Провести", "организатор")).click()
    page.get_by_label("О чём").fill("Телефоны остаются вне кабинета.")
    page.get_by_role("button", name="Открыть").click()
    page.get_by_text("Расписались 0 из 1").wait_for()

    # The organiser reads and signs on the phone.
    page.set_viewport_size(PHONE)
    sign_in(page, live_server, "organiser")
    page.get_by_role("link", name="Пройти инструктаж").click()
    page.get_by_text("Телефоны остаются вне кабинета").wait_for()
    page.get_by_role("button", name="Прочитал(а), расписываюсь").click()
    page.get_by_text("вы прошли инструктаж").wait_for()

    # The day comes: the checklist hour by hour, something happens.
    ProcedureDay.objects.update(day=timezone.localdate())
    page.get_by_role("link", name="Сегодня").click()
    page.get_by_role("link", name="Провести: МПР").click()
    page.get_by_role("button", name=hidden("Сделано", "Проверить кабинет")).click()
    page.get_by_text("Отмечено: Проверить кабинет").wait_for()
    page.get_by_role("link", name="Происшествие").click()
    page.get_by_label("начали позже").check()
    page.get_by_label("Когда").fill("09:12")
    page.get_by_label("Подробнее").fill("Ждали варианты")
    page.get_by_label("Что сделали").fill("Продлили время")
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("Ждали варианты").first.wait_for()
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0

    # The office reports participation; a name instead of a number is sent back, nothing is lost.
    sign_in(page, live_server, "office")
    page.goto(live_server.url + reverse("holding", args=[world.first.pk]))
    page.get_by_role("link", name="Математика, 5 класс", exact=True).click()
    page.get_by_role("link", name="Записать участие", exact=True).click()
    page.get_by_label("Участников по списку").fill("25")
    page.get_by_label("Участвовали", exact=True).fill("23")
    page.get_by_label("Не участвовали: болезнь").fill("Петров, 12")
    page.get_by_role("button", name="Записать").click()
    page.locator(".summary").get_by_text("без имён").wait_for()
    assert page.get_by_label("Участников по списку").input_value() == "25"
    page.get_by_label("Не участвовали: болезнь").fill("7, 12")
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("участвовали 23 из 25").wait_for()

    # The coordinator sees it.
    page.set_viewport_size(DESK)
    sign_in(page, live_server, "north")
    page.get_by_role("link", name="Процедуры").click()
    page.get_by_role("link", name="МПР", exact=False).first.click()
    page.get_by_role("link", name=re.compile("^2 .*открыто: Издать приказ")).click()
    page.get_by_role("heading", name="Где ещё не отмечено").wait_for()
    site = ProcedureSite.objects.get(school=world.first)
    page.goto(live_server.url + reverse("site", args=[site.pk]))
    page.get_by_text("Ждали варианты").first.wait_for()
    page.get_by_text("7, 12").wait_for()
    assert not page.get_by_role("button", name="Сделано").count()
    assert StepDone.objects.filter(by=world.people["organiser"]).count() == 1


def test_pages_of_holding_keep_the_rules(page, live_server, world, case):
    ProcedureDay.objects.update(day=timezone.localdate())
    case["objects"]["procedure"].technology = "vpr"
    case["objects"]["procedure"].save()
    first, north, site = [world.first.pk], [world.north.pk], [case["procedure_site"]]
    one = [case["procedure"]]
    pages = [
        ("office", reverse("holding", args=first)),
        ("office", reverse("holding_procedure", args=first + one)),
        ("office", reverse("holding_calendar", args=first)),
        ("office", reverse("site", args=site)),
        ("office", reverse("participation", args=site)),
        ("office", reverse("incident_add", args=site)),
        ("office", reverse("step_tick", args=[*first, *one, "order"])),
        ("office", reverse("briefings", args=first)),
        ("office", reverse("briefing", args=[case["briefing"]])),
        ("office", reverse("briefing_add", args=[*first, *one, "organiser"])),
        ("north", reverse("holding", args=north)),
        ("north", reverse("registry", args=north)),
        ("north", reverse("technology", args=[*north, "vpr"])),
        ("north", reverse("holding_procedure", args=north + one) + "?step=order"),
        ("north", reverse("day_add", args=north + one)),
        ("north", reverse("days_table", args=north + one)),
        ("north", reverse("holding_steps", args=north + one)),
        ("north", reverse("day_move", args=[case["procedure_day"]])),
    ]
    found, signed = {}, ""
    for who, address in pages:
        if who != signed:
            sign_in(page, live_server, who)
            signed = who
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light")
        page.goto(live_server.url + address)
        found[address] = violations(page)
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark")
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[address] += [f"wider than the screen by {wider}"] if wider > 0 else []

    assert {name: problems for name, problems in found.items() if problems} == {}
