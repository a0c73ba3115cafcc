"""In a real browser: the way of a schedule, an expert's marking on a phone, the pages."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from ..browsing import IN_BROWSER, sign_in, violations

pytestmark = IN_BROWSER


def test_a_schedule_goes_from_a_wrong_day_to_its_publication(page, live_server, world, settings):
    from objektiv.web.actions.organisations import school_year_at
    from objektiv.web.models import ScheduleVersion, SchoolClass

    year = school_year_at(timezone.localdate())
    SchoolClass.objects.create(school=world.first, school_year=year, grade=5, name="5А")
    sunday = date(year.start + 1, 4, 1)
    sunday = sunday.replace(day=1 + (6 - sunday.weekday()) % 7)
    home = live_server.url + reverse("schedule", args=[world.first.pk])
    sign_in(page, live_server, "head")
    page.goto(home)
    page.get_by_role("button", name="Начать график").click()
    page.get_by_role("link", name="Добавить запись").click()
    page.get_by_label("Класс", exact=True).fill("5А")
    page.get_by_label("Предмет").fill("Химия")
    page.get_by_label("Процедура").fill("Срез")
    page.get_by_label("День", exact=True).fill(f"{sunday:%Y-%m-%d}")
    page.get_by_role("button", name="Добавить").click()
    assert "это воскресенье" in page.inner_text("main")
    page.get_by_role("link", name="Подобрать дни").click()
    page.get_by_role("button", name="Начать подбор").click()
    page.get_by_role("button", name="Принять в черновик").click()
    assert "расхождений с правилами нет" in page.inner_text("main")
    page.get_by_role("link", name="Утвердить").click()
    page.get_by_label("Приказ №").fill("7")
    page.get_by_role("button", name="Утвердить").click()
    page.get_by_role("button", name="Опубликовать").click()

    version = ScheduleVersion.objects.get()
    assert version.state == "published"
    assert version.entries.get().day != sunday
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server, "teacher")
    page.goto(home)
    assert "Срез" in page.inner_text("main")


def test_an_expert_marks_on_a_phone(page, live_server, world, case):
    from objektiv.web.models import MarkingRound, ScriptMark

    MarkingRound.objects.update(state="marking")
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server, "expert")
    page.goto(live_server.url + reverse("my_marking"))
    page.get_by_role("link", name="QW234").click()
    page.get_by_role("button", name="Записать и дальше").click()
    assert "выберите балл" in page.inner_text("main")
    page.get_by_label("1", exact=True).check()
    page.get_by_label("Задание 2, наибольший балл 7").fill("6")
    page.get_by_role("button", name="Записать и дальше").click()

    assert "оценено 1 из 1" in page.inner_text("main")
    assert ScriptMark.objects.get(script__code="QW234").points == [1, 6]


def test_pages_of_schedules_and_experts_keep_the_rules(page, live_server, world, case):
    first, north = [world.first.pk], [world.north.pk]
    version, marking = [case["schedule_version"]], [case["marking"]]
    pages = [
        ("head", reverse("schedule", args=first)),
        ("head", reverse("schedule_version", args=version)),
        ("head", reverse("schedule_version", args=version) + "?class=5А"),
        ("head", reverse("schedule_entry", args=[case["schedule_entry"]])),
        ("head", reverse("schedule_works", args=[case["schedule"]])),
        ("head", reverse("schedule_solution", args=[case["schedule_solution"]])),
        ("head", reverse("schedule_rules", args=first)),
        ("head", reverse("experts", args=first)),
        ("head", reverse("expert_edit", args=[case["expert"]])),
        ("head", reverse("commission", args=[case["commission"]])),
        ("head", reverse("marking", args=marking)),
        ("head", reverse("marking_discuss", args=marking)),
        ("head", reverse("marking_codes", args=marking)),
        ("expert", reverse("my_marking")),
        ("expert", reverse("marking_task", args=[case["script_mark"]])),
        ("parent", reverse("my_schedule")),
        ("north", reverse("schedule", args=north)),
        ("coordinator", reverse("schedule", args=[world.region.pk])),
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
