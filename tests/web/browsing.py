"""A real browser for tests: the page that fails on errors, axe, signing in, results to look at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from objektiv.web.actions import jobs, uploads
from objektiv.web.models import Finding
from objektiv.web.tasks import WORK

from . import campaign

if TYPE_CHECKING:
    from .conftest import World

CHROMIUM = shutil.which("chromium")
IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, live_server, transactional_db):
    """A page that fails the test for an error in the console or a request elsewhere."""
    context = browser.new_context(locale="ru-RU", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    problems: list[str] = []
    page.on(
        "console",
        lambda said: (
            problems.append(said.text)
            if said.type == "error" and "status of 4" not in said.text
            else None
        ),
    )
    page.on(
        "request",
        lambda sent: (
            None if sent.url.startswith((live_server.url, "data:")) else problems.append(sent.url)
        ),
    )
    page.set_default_timeout(10_000)
    yield page
    context.close()
    assert problems == [], problems  # this file is no test: pytest would not show them


def sign_in(page, live_server, name: str) -> None:
    from .conftest import PASSWORD

    page.context.clear_cookies()
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("Электронная почта").fill(f"{name}@test.example")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти", exact=True).click()
    page.get_by_role("heading", name="Сегодня").first.wait_for()


def violations(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    rules = {"type": "tag", "values": RULES}
    # Of what is kept nothing is told: half the time of a run goes into that.
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


@pytest.fixture
def filled(world) -> World:
    """The world with analysed results of two schools; the first one stands out."""
    north = world.people["north"]
    upload = uploads.bring(
        files=campaign.csv("edu900101", "edu900102"), organisation=world.north, by=north
    )
    jobs.carry_out(upload.job_id, WORK["read_upload"])
    upload.refresh_from_db()
    for job in uploads.accept(upload, by=north):
        jobs.carry_out(job.pk, WORK["analyse_work"])
    # Two schools are too few for a verdict; the way after it is what is tested here.
    Finding.objects.filter(school=world.first, class_name="").update(
        verdict="verify", headline="Результат требует проверки."
    )
    return world


def walk(page, live_server, pages) -> Iterator[str]:
    """Open each page as its person and say which one is open."""
    signed = ""
    for who, address in sorted(pages, key=lambda pair: pair[0]):
        if who != signed:
            sign_in(page, live_server, who)
            signed = who
        page.goto(live_server.url + address)
        yield address
