"""In a real browser of phone size: from an application to the act; the sheet without a network."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from objektiv.profiles import observer_rules
from objektiv.web.actions.holding import observation as assigning
from objektiv.web.models import Observation, ObservationRemark, Observer, SheetEntry

from ..browsing import IN_BROWSER, sign_in, violations
from ..conftest import PASSWORD
from .network import Network
from .observing import TODAY, observation_of, observer_of, site_of

pytestmark = IN_BROWSER

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(browser, live_server, transactional_db):
    """A phone; a request that fails for want of a network is no error of the page."""
    context = browser.new_context(locale="ru-RU", viewport=PHONE, is_mobile=True, has_touch=True)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.set_default_timeout(10_000)
    yield page
    context.close()
    assert broken == []


@pytest.fixture
def network(live_server):
    made = Network(live_server.url)
    yield made
    made.close()


def go_offline(phone, network) -> None:
    phone.context.set_offline(True)
    network.cut()


def go_online(phone, network) -> None:
    network.mend()
    phone.context.set_offline(False)


def opened(phone, live_server, observation) -> None:
    """The sheet, with its page and parts kept in the phone."""
    phone.goto(live_server.url + reverse("watch_sheet", args=[observation.pk]))
    phone.wait_for_function(
        """async () => {
          const kept = await (await caches.open("objektiv-sheets-1")).keys();
          return kept.length > 3 && (await navigator.serviceWorker.ready).active;
        }"""
    )


def answer(phone, item: str, word: str) -> None:
    phone.locator(f"[data-item={item}]").get_by_label(word, exact=True).check()


def test_the_sheet_is_filled_without_a_network_and_sent_when_it_is_back(phone, network, world):
    watching = observation_of(
        world, observer_of(world, "watcher"), site_of(world, world.first, day=TODAY)
    )
    sign_in(phone, network, "watcher")
    opened(phone, network, watching)
    answer(phone, "hints", "да")
    phone.get_by_text("Всё записано и отправлено.").wait_for()
    assert SheetEntry.objects.get().value == "yes"

    go_offline(phone, network)
    answer(phone, "seating", "нет")
    phone.locator("#note-seating").fill("Сидят по двое")
    phone.locator("[data-item=started] input[type=time]").fill("09:12")
    phone.locator("[data-item=present] input:not([type=hidden])").fill("24")
    phone.locator("#note-remarks").fill("Задания раздали в 9:10")
    phone.get_by_text(re.compile("на телефоне, отправится, когда появится сеть")).wait_for()
    phone.reload()  # the phone was put away, the browser closed the page
    expect(phone.locator("#note-seating")).to_have_value("Сидят по двое")
    expect(phone.locator("[data-item=present] input:not([type=hidden])")).to_have_value("24")
    expect(phone.locator("[data-item=hints]").get_by_label("да", exact=True)).to_be_checked()
    phone.get_by_role("button", name="Сдать лист").click()
    phone.get_by_text("Лист сдастся сам").wait_for()
    assert [one.item for one in SheetEntry.objects.all()] == ["hints"]
    watching.refresh_from_db()
    assert watching.state == Observation.State.ASSIGNED

    go_online(phone, network)
    phone.get_by_text("Лист сдан. Всё записано и отправлено.").wait_for()
    newest = {one.item: one for one in SheetEntry.objects.order_by("id")}
    assert {item: (one.value, one.note) for item, one in newest.items()} == {
        "hints": ("yes", ""), "seating": ("no", "Сидят по двое"), "started": ("09:12", ""),
        "present": ("24", ""), "remarks": ("", "Задания раздали в 9:10"), "finish": ("", ""),
    }  # fmt: skip
    assert not SheetEntry.objects.filter(conflict=True).exists()
    assert ObservationRemark.objects.count() == 2
    kept = phone.evaluate("() => Object.keys(localStorage).length")
    assert kept == 0


def test_two_phones_meet_and_the_observer_chooses(phone, browser, network, world):
    observer = observer_of(world, "watcher")
    watching = observation_of(world, observer, site_of(world, world.first, day=TODAY))
    sign_in(phone, network, "watcher")
    opened(phone, network, watching)
    go_offline(phone, network)
    answer(phone, "hints", "нет")
    SheetEntry.objects.create(
        observation=watching, client="11111111-1111-4111-8111-111111111111", item="hints",
        value="yes", at="2027-04-20T09:00:00Z", by=observer.person,
    )  # fmt: skip

    go_online(phone, network)
    phone.locator("[data-item=hints] [data-conflict]").wait_for()
    phone.get_by_role("button", name=re.compile("^да")).click()
    phone.wait_for_function(
        "() => document.querySelector('[data-item=hints] [data-conflict]').hidden"
    )
    phone.get_by_text("Всё записано и отправлено.").wait_for()
    newest = SheetEntry.objects.filter(item="hints").last()
    assert (newest.value, newest.conflict) == ("yes", False)
    assert SheetEntry.objects.count() == 3


def test_a_new_session_loses_nothing(phone, live_server, world):
    """Signed out meanwhile: what was typed waits on the phone for the next sign-in."""
    watching = observation_of(
        world, observer_of(world, "watcher"), site_of(world, world.first, day=TODAY)
    )
    sign_in(phone, live_server, "watcher")
    opened(phone, live_server, watching)
    phone.context.clear_cookies()
    answer(phone, "hints", "нет")
    phone.get_by_text("Войдите снова").wait_for()
    assert not SheetEntry.objects.exists()
    sign_in(phone, live_server, "watcher")
    phone.goto(live_server.url + reverse("watch_sheet", args=[watching.pk]))
    phone.get_by_text("Всё записано и отправлено.").wait_for()
    assert SheetEntry.objects.get().value == "no"


def test_the_way_of_an_observer_from_application_to_act(phone, live_server, world, mailoutbox):
    site = live_server.url
    phone.goto(site + reverse("observer_apply"))
    phone.get_by_role("link", name="Северский район").or_(
        phone.get_by_role("link", name=world.north.name)
    ).first.click()
    assert violations(phone) == []
    phone.get_by_label("Фамилия").fill("Заречная")
    phone.get_by_label("Имя", exact=True).fill("Инна")
    phone.get_by_label("Электронная почта").fill("zarechnaya@test.example")
    phone.get_by_label("Школа, где учится ваш ребёнок").select_option(str(world.second.pk))
    for label in ("Мне исполнилось 18 лет", "Я не работаю", "Согласие на обработку"):
        phone.get_by_role("checkbox", name=re.compile(label)).check()
    phone.get_by_role("button", name="Подать заявление").click()
    phone.get_by_role("heading", name="Заявление подано").wait_for()
    observer = Observer.objects.get()

    sign_in(phone, live_server, "north")
    phone.goto(site + reverse("observer", args=[observer.pk]))
    phone.get_by_role("link", name="Принять", exact=True).click()
    phone.get_by_label(re.compile("Документ")).fill(TODAY.isoformat())
    phone.get_by_role("button", name="Принять", exact=True).click()
    phone.get_by_text("zarechnaya@test.example").first.wait_for()
    link = re.search(r"/join/\S+", mailoutbox[-1].body)[0]

    phone.context.clear_cookies()
    phone.goto(site + link)
    phone.get_by_label("Фамилия").fill("Заречная")
    phone.get_by_label("Имя", exact=True).fill("Инна")
    phone.get_by_label("Пароль").first.fill(PASSWORD)
    phone.get_by_role("button", name="Начать работу").click()
    phone.goto(site + reverse("my_watch"))
    phone.get_by_role("link", name="Пройти обучение и тест").click()
    assert violations(phone) == []
    for number, question in enumerate(observer_rules().questions, 1):
        phone.locator(f"[name=q{number}][value='{question.right}']").check()
    phone.get_by_role("button", name="Ответить").click()
    phone.get_by_text("Тест сдан.").wait_for()

    sign_in(phone, live_server, "north")
    phone.goto(site + reverse("observer_accredit", args=[observer.pk]))
    phone.get_by_role("button", name="Аккредитовать").click()
    phone.get_by_text("выдана").wait_for()
    place = site_of(world, world.first, day=TODAY)
    observer.refresh_from_db()
    assigning.assign_by_hand(place, observer, by=world.people["north"])

    phone.context.clear_cookies()
    phone.goto(site + reverse("account_login"))
    phone.get_by_label("Электронная почта").fill("zarechnaya@test.example")
    phone.get_by_label("Пароль").fill(PASSWORD)
    phone.get_by_role("button", name="Войти", exact=True).click()
    phone.get_by_role("link", name=re.compile("Наблюдать: ВПР")).first.click()
    phone.get_by_role("heading", name="Лист наблюдения").wait_for()
    assert violations(phone) == []
    answer(phone, "phones", "нет")
    phone.get_by_role("button", name="Сдать лист").click()
    phone.get_by_text("Лист сдан. Всё записано и отправлено.").wait_for()
    watching = Observation.objects.get()
    phone.goto(site + reverse("observation_sheet", args=[watching.pk]))
    assert violations(phone) == []
    with phone.expect_download() as act:
        phone.get_by_role("link", name="Акт (PDF)").click()
    assert act.value.suggested_filename.endswith(".pdf")

    sign_in(phone, live_server, "head")
    phone.get_by_role("link", name=re.compile("Ответить на замечание")).click()
    assert violations(phone) == []
    phone.get_by_role("link", name="Ответить").click()
    phone.get_by_label("Ответ школы").fill("Телефон был у организатора.")
    phone.get_by_role("button", name="Ответить").click()
    phone.get_by_text("Ответ школы записан.").wait_for()
