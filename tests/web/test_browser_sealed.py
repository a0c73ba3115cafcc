"""In a real browser: seal, too early, the time comes, open; codes, their sheets, the vault."""

from __future__ import annotations

import re
import zipfile
from datetime import timedelta
from io import BytesIO

from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from objektiv.documents.code_sheets import code_sheets
from objektiv.web.actions.audit import first_broken_entry
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    AuditEntry,
    NamePiece,
    Procedure,
    ProcedureDay,
    ProcedureSite,
    SchoolClass,
)

from .browsing import IN_BROWSER, sign_in, violations

pytestmark = IN_BROWSER

NAME = "Ёлкина Мария"


def site(world) -> Procedure:
    """The first school takes part in a week."""
    procedure = Procedure.objects.create(
        kind="МПР", year=timezone.localdate().year + 1, organiser=world.north
    )
    day = ProcedureDay.objects.create(
        procedure=procedure, subject="Математика", grade=5,
        day=timezone.localdate() + timedelta(days=7),
    )  # fmt: skip
    ProcedureSite.objects.create(day=day, school=world.first)
    return procedure


def new_key(page, live_server) -> str:
    page.goto(live_server.url + reverse("sealed_key"))
    page.get_by_label("Ручка и бумага").check()
    page.get_by_role("button", name="Завести ключ").click()
    return str(page.locator("pre.phrase").inner_text()).strip()


def look(page) -> list[str]:
    """Violations of this page, on a wide and on a narrow screen."""
    found = violations(page)
    page.set_viewport_size({"width": 390, "height": 844})
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    return [*found, *([f"wider than the screen by {wider}"] if wider > 0 else [])]


def test_materials_are_sealed_refused_early_opened_in_time(
    page,
    live_server,
    world,
    tmp_path,
    monkeypatch,
):
    site(world)
    sign_in(page, live_server, "office")
    office = new_key(page, live_server)
    assert re.fullmatch(r"\d{5}( \d{5}){5}", office)
    sign_in(page, live_server, "north")
    new_key(page, live_server)
    paper = tmp_path / "вариант.pdf"
    paper.write_bytes(
        code_sheets("protocol", {"5А": ["1"]}, title="МПР", school="Школа", place="Школа")
    )
    page.goto(live_server.url + reverse("sealed", args=[world.north.pk]))
    page.get_by_role("link", name="Запечатать материалы").click()
    page.get_by_label("Что в посылке").fill("Вариант 1")
    page.get_by_label("Файлы").set_input_files(str(paper))
    page.get_by_label("Школьный координатор").check()
    assert look(page) == []
    page.get_by_role("button", name="Запечатать").click()
    page.get_by_text("Запечатано до").wait_for()
    assert look(page) == []
    address = page.url
    page.goto(live_server.url + reverse("sealed_bring", args=[world.north.pk]))
    assert look(page) == []

    sign_in(page, live_server, "office")
    page.get_by_role("link", name=re.compile("Вскрыть с 08:00: Вариант 1")).first.click()
    assert page.get_by_role("link", name="Вскрыть", exact=True).count() == 0
    page.goto(address + "open/")
    page.get_by_label("Личный ключ").fill(office)
    page.get_by_role("button", name="Вскрыть и скачать файлы").click()
    page.get_by_text("Ещё рано").first.wait_for()

    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(days=8))
    sign_in(page, live_server, "office")
    page.goto(address)
    page.get_by_role("link", name="Вскрыть", exact=True).click()
    page.get_by_label("Личный ключ").fill(office)
    with page.expect_download() as download:
        page.get_by_role("button", name="Вскрыть и скачать файлы").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        text = PdfReader(BytesIO(archive.read("вариант.pdf"))).pages[0].extract_text()
    page.goto(address + "key/")
    page.get_by_role("button", name="Показать ключ").click()
    page.get_by_alt_text("QR-код").wait_for()
    assert look(page) == []
    page.goto(address + "confirm/")
    page.get_by_role("button", name="Подтвердить").click()
    page.get_by_text("Подтверждено, отправитель это видит.").wait_for()

    assert world.people["office"].initials.replace("\xa0", " ") in text.replace("\xa0", " ")
    verbs = set(AuditEntry.objects.filter(verb__startswith="sealed").values_list("verb", flat=True))
    assert verbs == {
        "sealed.ordered", "sealed.sealed", "sealed.key_given", "sealed.opened", "sealed.confirmed",
    }  # fmt: skip
    assert first_broken_entry() is None


def test_codes_are_drawn_printed_and_their_names_locked(page, live_server, world):
    site(world)
    SchoolClass.objects.create(
        school=world.first, school_year=school_year_at(timezone.localdate()), grade=6, name="6В"
    )
    sign_in(page, live_server, "head")
    codes = live_server.url + reverse("codes", args=[world.first.pk])
    page.goto(codes)
    page.get_by_role("link", name="Выдать коды").click()
    page.get_by_label("6В: сколько кодов").fill("3")
    assert look(page) == []
    page.get_by_role("button", name="Выдать коды").click()
    page.get_by_text("Коды выданы.").wait_for()
    assert look(page) == []
    sheet = page.get_by_role("link", name="Листы для разрезания").get_attribute("href")
    assert page.request.get(live_server.url + sheet).headers["content-type"] == "application/pdf"

    page.get_by_role("link", name="Сейф имён").click()
    page.get_by_role("link", name="Завести сейф").click()
    page.get_by_label("Бумага и школьный сейф").check()
    page.get_by_role("button", name="Завести сейф").click()
    phrase = page.locator("pre.phrase").inner_text()
    page.get_by_role("link", name="К сейфу имён").click()
    page.get_by_role("link", name=re.compile("Внести")).click()
    page.locator("main input[type=text]").first.fill(NAME)
    assert look(page) == []
    page.get_by_role("button", name="Зашифровать").click()
    page.get_by_text("В сейфе 1 имя.").wait_for()
    assert look(page) == []
    page.get_by_role("link", name=re.compile("Прочесть")).click()
    page.get_by_label("Ключ школы").fill(phrase)
    page.get_by_role("button", name="Показать").click()
    page.get_by_text(NAME).wait_for()
    assert look(page) == []
    assert NAME.encode() not in bytes(NamePiece.objects.get().body)
