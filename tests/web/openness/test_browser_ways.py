"""In a real browser, phone first: ways of a visitor, a parent, a pupil and the deputy."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.openness import parents
from objektiv.web.models import (
    Acknowledgement,
    LocalAct,
    PublicItem,
    RoleAssignment,
    ScheduleEntry,
    ScheduleVersion,
    SchoolClass,
    YearSchedule,
)

from ..browsing import IN_BROWSER, sign_in, violations
from .test_public import opened  # noqa: F401

pytestmark = IN_BROWSER

PHONE = {"width": 390, "height": 844}


def fits(seen) -> bool:
    return seen.evaluate("document.documentElement.scrollWidth") <= seen.viewport_size["width"]


def looked_at(seen, address: str) -> None:
    """Light, dark and the low-vision version are without violations and fit the width."""
    for scheme in ("light", "dark"):
        seen.emulate_media(color_scheme=scheme)
        seen.goto(address)
        assert violations(seen) == [], (address, scheme)
        assert fits(seen), (address, scheme)
    seen.emulate_media(color_scheme="light")
    seen.get_by_role("button", name="Версия для слабовидящих").click()
    assert violations(seen) == [], (address, "low-vision")
    assert fits(seen), (address, "low-vision")
    seen.get_by_role("button", name="Обычная версия").click()


@pytest.fixture
def school_site():
    """A site of its own on another address that frames the page its path names."""
    running = []

    def start(ours: str) -> str:
        class Site(BaseHTTPRequestHandler):
            def do_GET(self):
                name = self.path.strip("/")
                shown = reverse(name, args=["shkola-1"]) if name.startswith("open_") else "/"
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(f'<iframe src="{ours}{shown}" height="700"></iframe>'.encode())

            def log_message(self, *said):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
        Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for one in running:
        one.shutdown()
        one.server_close()


def test_a_visitor_takes_open_data_in_a_frame_too(browser, live_server, opened, school_site):  # noqa: F811
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    seen = context.new_page()
    seen.goto(live_server.url + reverse("open_page", args=["shkola-1"]))
    seen.get_by_text("Открытые данные для программ").click()
    for name, file in (("паспорт набора", "meta.csv"), ("описание полей", "structure-")):
        with seen.expect_download() as kept:
            seen.get_by_role("link", name=name).click()
        assert kept.value.suggested_filename.startswith(file)
    with seen.expect_download() as kept:
        seen.get_by_role("link", name="Положение о ВСОКО").click()
    context.close()

    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    seen = context.new_page()
    school = school_site(live_server.url)
    seen.goto(f"{school}/open_embed")
    inside = seen.frame_locator("iframe")
    inside.get_by_role("heading", name="Общие результаты").wait_for()
    inside.get_by_text("Открытые данные для программ").click()
    with context.expect_page() as opened_page:
        inside.get_by_role("link", name="JSON-LD").click()
    assert opened_page.value.url.endswith(reverse("open_data", args=["shkola-1"]))
    seen.goto(f"{school}/open_page")
    assert seen.frame_locator("iframe").get_by_role("heading").count() == 0
    context.close()


def test_open_pages_in_every_look(browser, live_server, opened):  # noqa: F811
    context = browser.new_context(viewport=PHONE)
    seen = context.new_page()
    for name, part in (("open_index", []), ("open_page", ["shkola-1"]), ("guide", [])):
        looked_at(seen, live_server.url + reverse(name, args=part))
    context.close()


@pytest.fixture
def family(world):
    """A paper to read, a work in the schedule, talks to book."""
    link = RoleAssignment.objects.get(person=world.people["parent"])
    day = timezone.localdate() + timedelta(days=3)
    schedule = YearSchedule.objects.create(
        school=world.first, school_year=link.school_class.school_year
    )
    version = ScheduleVersion.objects.create(
        schedule=schedule, number=1, state="published", made_by=world.people["head"]
    )
    ScheduleEntry.objects.create(
        version=version, class_name="5А", day=day, subject="История", procedure="Контрольная № 2"
    )
    parents.offer_talks(
        world.first, starts=timezone.make_aware(datetime.combine(day, time(16))), number=3,
        subject="Математика", by=world.people["teacher"],
    )  # fmt: skip
    return parents.acquaint(
        world.first, title="Критерии работ", classes=[link.school_class], due=day,
        text="За каждое задание — баллы.", by=world.people["office"],
    )  # fmt: skip


def test_a_parent_reads_results_what_is_ahead_and_books(page, live_server, filled, family):
    page.set_viewport_size(PHONE)
    code = filled_code(filled)
    RoleAssignment.objects.filter(person=filled.people["parent"]).update(pupil_code=code)
    sign_in(page, live_server, "parent")
    page.goto(live_server.url + reverse("my_results"))
    page.get_by_text("Это не сравнение с другими детьми").wait_for()
    assert page.get_by_role("heading", level=3).count() == 1
    assert code in page.content()
    looked_at(page, live_server.url + reverse("my_results"))

    looked_at(page, live_server.url + reverse("my_school"))
    page.get_by_text("История, Контрольная № 2").click()
    page.get_by_text("Одна неудача — повод разобраться").wait_for()
    page.get_by_role("button", name="16:15").click()
    page.get_by_role("heading", name="Вы записаны").wait_for()
    assert page.get_by_role("button", name="16:15").get_by_text("Записаться").count() == 0
    page.get_by_role("button", name="отменить").click()
    page.get_by_text("Запись отменена.").wait_for()
    page.get_by_role("link", name="Весь график класса").click()
    page.get_by_text("Контрольная № 2").first.wait_for()


def filled_code(world) -> str:
    """A pupil of the class that has results."""
    from objektiv.web.queries.pupils import codes_of

    return min(codes_of(SchoolClass.objects.get(school=world.first, name="5А")))


def test_a_pupil_sees_the_own_school_page(page, live_server, world, family):
    page.set_viewport_size(PHONE)
    sign_in(page, live_server, "pupil")
    looked_at(page, live_server.url + reverse("my_school"))
    page.get_by_text("История, Контрольная № 2").wait_for()
    page.goto(live_server.url + reverse("my_results"))
    page.get_by_text("Результатов пока нет").wait_for()
    assert page.get_by_role("link", name="Люди").count() == 0


def test_the_deputy_collects_signatures_by_slip_and_on_paper(page, live_server, world, family):
    page.set_viewport_size(PHONE)
    sign_in(page, live_server, "deputy")
    page.goto(live_server.url + reverse("acquaintance", args=[family.pk]))
    page.get_by_label("Коды учеников").fill("5007, 5008")
    page.get_by_role("button", name="Записать подписи на бумаге").click()
    page.get_by_text("Записано подписей: 2.").wait_for()
    page.get_by_label("Коды учеников").fill("5009")
    page.get_by_role("button", name="Сделать листки").click()
    code = page.locator(".slips strong").inner_text()
    assert violations(page) == []
    page.context.clear_cookies()

    page.goto(live_server.url + reverse("slip", args=[family.secret]))
    page.get_by_label("Код с листка").fill(code)
    page.get_by_role("button", name="Ознакомились").click()
    page.get_by_role("heading", name="Спасибо, отмечено").wait_for()
    ways = Acknowledgement.objects.exclude(at=None).order_by("pupil_code")
    assert [(one.pupil_code, one.way) for one in ways] == [
        ("5007", "paper"), ("5008", "paper"), ("5009", "code"),
    ]  # fmt: skip


def test_the_deputy_publishes_an_act(page, live_server, world, tmp_path):
    file = tmp_path / "положение.pdf"
    file.write_bytes(b"%PDF-1.7 act")
    page.set_viewport_size(PHONE)
    sign_in(page, live_server, "deputy")
    page.goto(live_server.url + reverse("act_add", args=[world.first.pk]))
    page.get_by_label("Название акта").fill("Положение о наставничестве")
    page.locator("main form button").last.click()
    page.get_by_label("Текст акта").set_input_files(str(file))
    page.get_by_role("button", name="Приложить проект").click()
    page.get_by_role("link", name="утвердить").click()
    page.get_by_label("Номер приказа").fill("17")
    page.get_by_label("Дата приказа").fill("2026-09-01")
    page.get_by_label("Действует с").fill("2026-09-01")
    page.locator("main form button").last.click()
    page.get_by_role("button", name="на открытую страницу").click()
    page.get_by_text("на открытой странице с").wait_for()
    assert violations(page) == []

    page.goto(live_server.url + reverse("open_arrange", args=[world.first.pk]))
    page.get_by_label("Страница открыта для всех").check()
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("link", name="/open/").click()
    with page.expect_download():
        page.get_by_role("link", name="Положение о наставничестве").click()
    assert LocalAct.objects.get().versions.get().published_at
    assert PublicItem.objects.get().number == "17"
