"""A municipal coordinator prepares a procedure for 25 schools, and the day passes.

The key steps are done in a browser by the coordinator, a school, an observer; what 25 people do
alike goes through the same forms without it. The clock of the server moves to the day itself.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from datetime import datetime, time

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from objektiv.russian import add_working_days
from objektiv.web.models import (
    AuditEntry,
    Briefing,
    Observation,
    Observer,
    ObserverTie,
    Organisation,
    Procedure,
    ProcedureDay,
    ProcedureSite,
    ScheduleVersion,
)
from objektiv.web.queries.holding.preparation import preparation_of

from ..browsing import IN_BROWSER, sign_in, violations
from ..test_browser_sealed import new_key
from .district import SCHOOLS, Sender, head_of, keys_for, schools_of
from .observing import observer_of

pytestmark = IN_BROWSER

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
OBSERVERS = SCHOOLS + 1


@pytest.fixture
def send() -> Sender:
    return Sender()


def of(words: str, rest: str) -> re.Pattern[str]:
    """A link or button whose end is for screen readers alone."""
    return re.compile(rf"^{words}\s*[:(].*{rest}")


def stage(page, title: str):
    """The line of a stage on the page of the procedure."""
    return page.locator(".stages > li").filter(has=page.get_by_role("link", name=title, exact=True))


def test_a_procedure_for_25_schools(page, live_server, world, send, monkeypatch, tmp_path):
    schools = schools_of(world)
    north = world.people["north"]
    heads = {school.pk: head_of(world, school) for school in schools}
    held_on = add_working_days(timezone.localdate(), 6)

    procedure = opened(page, live_server, held_on)
    home = live_server.url + reverse("holding_procedure", args=[world.north.pk, procedure.pk])
    schedules(page, home, send, heads)
    corps = observers(page, live_server, world, home)
    briefings(page, home, world, corps)
    assigned(page, home, world, schools, corps)
    materials(page, live_server, world, home, heads, tmp_path)

    begins = timezone.make_aware(datetime.combine(held_on, time(9)))
    monkeypatch.setattr(timezone, "now", lambda: begins)
    key = world.office_key
    the_day(page, live_server, world, procedure, key)
    observed(page, live_server, procedure)
    reported(send, world, procedure, heads)

    sign_in(page, live_server, "north")
    page.goto(home)
    expect(stage(page, "День проведения")).to_contain_text("Участие записано: 25 из 25")
    stage(page, "День проведения").get_by_role("link").click()
    page.get_by_text(re.compile(r"Участвовали 1\s005 из 1\s057\sучеников\.")).wait_for()
    page.get_by_text("Ждали варианты").first.wait_for(state="attached")
    assert violations(page) == []
    stages = {one.code: one for one in preparation_of(procedure, world.north, north, held_on)}
    assert {stages[one].state for one in ("schedule", "materials", "day")} == {"done"}
    assert "Листы сданы: 1 из 25" in stages["observers"].said


# --- Before the day -----------------------------------------------------------------------


def opened(page, live_server, held_on) -> Procedure:
    """From the registry to a day in all the schools."""
    sign_in(page, live_server, "north")
    page.get_by_role("link", name="Процедуры").click()
    page.get_by_role("link", name="Реестр", exact=True).click()
    page.get_by_role("link", name="Муниципальные проверочные работы").click()
    page.get_by_role("link", name="Провести", exact=True).click()
    page.get_by_role("button", name="Открыть").click()
    page.get_by_label("Предмет").fill("Математика")
    page.get_by_label("Класс").fill("5")
    page.get_by_label("День", exact=True).fill(held_on.isoformat())
    page.get_by_label("Начало").fill("09:00")
    page.get_by_label("Минут").fill("45")
    page.get_by_role("button", name="Добавить день").click()
    page.get_by_role("link", name="Готово: к процедуре").click()
    expect(stage(page, "Дни и школы")).to_contain_text(re.compile(r"1\sработа в 25\sшколах из 25"))
    assert violations(page) == []
    assert ProcedureSite.objects.count() == SCHOOLS
    return Procedure.objects.get()


def schedules(page, home: str, send: Sender, heads) -> None:
    """Every school takes the day into its schedule, approves and publishes it; the check agrees."""
    for pk, head in heads.items():
        send.send(head, "schedule_start", pk)
        version = ScheduleVersion.objects.get(schedule__school=pk)
        send.send(head, "schedule_approve", version.pk, order_number="1", order_date="2026-09-01")
        send.send(head, "schedule_publish", version.pk)
    page.goto(home)
    line = stage(page, "Единый график")
    expect(line).to_contain_text(re.compile(r"График опубликовали 25 из 25\sшкол\."))
    expect(line).to_contain_text("готово")


def observers(page, live_server, world, home: str) -> list[Observer]:
    """The corps, trained; all who lack nothing are accredited at once."""
    corps = [observer_of(world, f"watcher{n}") for n in range(OBSERVERS)]
    ObserverTie.objects.create(
        observer=corps[0], kind=ObserverTie.Kind.CHILD, school=world.first, class_name="5А"
    )
    for one in corps[1:]:
        one.accreditations.all().delete()
    page.goto(live_server.url + reverse("observers", args=[world.north.pk]))
    page.get_by_role("link", name=f"Аккредитовать готовых: {OBSERVERS - 1}").click()
    page.get_by_role("button", name="Аккредитовать").click()
    page.get_by_text("Номера выданы подряд").wait_for()

    # Nobody has been briefed: the drawing refuses and says why.
    page.goto(home)
    stage(page, "Наблюдатели").get_by_role("link", name=of("Назначить", "Наблюдатели")).click()
    page.get_by_text(re.compile("Инструктаж этой процедуры не подписали")).wait_for()
    page.get_by_role("button", name="Назначить").click()
    page.get_by_text("не подписал ни один наблюдатель").first.wait_for()
    assert not Observation.objects.exists()
    return corps


def briefings(page, home: str, world, corps: list[Observer]) -> None:
    """Coordinators, then observers: called from the page of the procedure, signed on paper."""
    for _ in ("coordinator", "observer"):
        page.goto(home)
        stage(page, "Инструктажи").get_by_role("link", name=of("Провести инструктаж", "")).click()
        page.get_by_label("О чём").fill("Телефоны остаются вне кабинета.")
        page.get_by_role("button", name="Открыть").click()
        page.get_by_role("link", name="Записать подписи из журнала").click()
        page.get_by_label("Расписались все из списка").check()
        page.get_by_role("button", name="Записать подписи").click()
        page.get_by_text("Записано подписей").wait_for()
    assert {one.role for one in Briefing.objects.all()} == {"coordinator", "observer"}
    assert Briefing.objects.get(role="observer").people.count() == OBSERVERS


def assigned(page, home: str, world, schools: list[Organisation], corps) -> None:
    """One observer in each school, nobody where a conflict is."""
    page.goto(home)
    stage(page, "Наблюдатели").get_by_role("link", name=of("Назначить", "Наблюдатели")).click()
    page.get_by_role("button", name="Назначить").click()
    page.get_by_role("link", name="Посмотреть").or_(
        page.get_by_text("наблюдатель есть везде")
    ).first.wait_for()
    watching = Observation.objects.select_related("site", "observer")
    assert Counter(one.site.school_id for one in watching) == dict.fromkeys(
        (one.pk for one in schools), 1
    )
    assert max(Counter(one.observer_id for one in watching).values()) == 1
    assert not watching.filter(site__school=world.first, observer=corps[0]).exists()


def materials(page, live_server, world, home: str, heads, tmp_path) -> None:
    """Sealed for every school; the school that comes too early gets nothing."""
    keys_for(list(heads.values()))
    sign_in(page, live_server, "office")
    world.office_key = new_key(page, live_server)
    sign_in(page, live_server, "north")
    new_key(page, live_server)
    paper = tmp_path / "вариант.txt"
    paper.write_text("2 + 2 = ?")
    page.goto(home)
    expect(stage(page, "Материалы")).to_contain_text("Ещё не запечатаны.")
    stage(page, "Материалы").get_by_role("link", name=of("Запечатать", "Материалы")).click()
    page.get_by_label("Что в посылке").fill("Вариант 1")
    page.get_by_label("Файлы").set_input_files(str(paper))
    for role in ("Школьный координатор", "Руководитель образовательной организации"):
        page.get_by_label(role).check()
    page.get_by_role("button", name="Запечатать").click()
    page.get_by_text("Запечатано до").wait_for()

    sign_in(page, live_server, "office")
    page.goto(live_server.url + reverse("my_sealed"))
    page.get_by_role("link", name=re.compile("Вариант 1")).first.click()
    assert page.get_by_role("link", name="Вскрыть", exact=True).count() == 0


# --- The day ------------------------------------------------------------------------------


def the_day(page, live_server, world, procedure: Procedure, key: str) -> None:
    """A school on its phone: opens, ticks, writes an incident, reports class by class."""
    page.set_viewport_size(PHONE)
    sign_in(page, live_server, "office")
    page.goto(live_server.url + reverse("my_sealed"))
    page.get_by_role("link", name=re.compile("Вариант 1")).first.click()
    page.get_by_role("link", name="Вскрыть", exact=True).click()
    page.get_by_label("Личный ключ").fill(key)
    with page.expect_download() as download:
        page.get_by_role("button", name="Вскрыть и скачать файлы").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.read("вариант.txt").decode() == "2 + 2 = ?"

    site = ProcedureSite.objects.get(school=world.first)
    page.goto(live_server.url + reverse("site", args=[site.pk]))
    page.get_by_role("button", name=of("Сделано", "Проверить кабинет")).click()
    page.get_by_text("Отмечено: Проверить кабинет").wait_for()
    page.get_by_role("link", name="Происшествие").click()
    page.get_by_label("начали позже").check()
    page.get_by_label("Подробнее").fill("Ждали варианты")
    page.get_by_role("button", name="Записать").click()
    page.get_by_role("link", name="Записать участие", exact=True).click()
    for name, enrolled, took_part, ill in (("5А", "25", "23", "7, 12"), ("5Б", "24", "22", "7")):
        page.get_by_label(f"Участников по списку, {name}").fill(enrolled)
        page.get_by_label(f"Участвовали, {name}", exact=True).fill(took_part)
        page.get_by_label(f"Не участвовали: болезнь, {name}").fill(ill)
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0
    assert violations(page) == []
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("участвовали 45 из 49").wait_for()
    page.get_by_text("5А: 7, 12; 5Б: 7").wait_for()


def observed(page, live_server, procedure: Procedure) -> None:
    """The observer of the first school that has one fills the sheet on the phone."""
    watching = Observation.objects.select_related("observer__person").first()
    sign_in(page, live_server, watching.observer.person.email.split("@")[0])
    page.goto(live_server.url + reverse("watch_sheet", args=[watching.pk]))
    page.locator("[data-item=hints]").get_by_label("да", exact=True).check()
    page.get_by_role("button", name="Сдать лист").click()
    page.get_by_text("Лист сдан. Всё записано и отправлено.").wait_for()
    watching.refresh_from_db()
    assert watching.state == Observation.State.DONE
    page.set_viewport_size(DESK)


def reported(send: Sender, world, procedure: Procedure, heads) -> None:
    """The other schools report by the same form."""
    day = ProcedureDay.objects.get(procedure=procedure)
    numbers = {"enrolled-5А": 21, "took_part-5А": 20, "enrolled-5Б": 21, "took_part-5Б": 20}
    for site in day.sites.exclude(school=world.first):
        send.send(heads[site.school_id], "participation", site.pk, **numbers)
    assert AuditEntry.objects.filter(verb="holding.participation").count() == SCHOOLS
