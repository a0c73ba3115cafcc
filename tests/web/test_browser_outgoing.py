"""In a real browser: a template is refused, put right and used; its pages against axe."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from objektiv.web.actions import outgoing as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import Addressee, Person, Recommendations

from .browsing import IN_BROWSER, sign_in, violations, walk

pytestmark = IN_BROWSER


def template(path, *lines: str) -> str:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(path)
    return str(path)


@pytest.fixture
def document(world) -> Recommendations:
    north, today = world.people["north"], timezone.localdate()
    made = Recommendations.objects.create(
        organisation=world.north, school_year=school_year_at(today), title="Рекомендации",
        state="sent", number="3", dated=today, made_by=north, sent_by=north,
        sent_at=timezone.now(),
    )  # fmt: skip
    for school in (world.first, world.second):
        Addressee.objects.create(document=made, school=school)
    Person.objects.filter(email="head@test.example").update(surname="Ким", name="Женя")
    act.give_number(world.north, number="3", dated=today, by=north, title="Рекомендации",
                    recommendations=made)  # fmt: skip
    return made


def test_a_template_is_refused_with_its_place_then_used(
    page, live_server, world, document, tmp_path
):  # fmt: skip
    sign_in(page, live_server, "north")
    page.goto(live_server.url + reverse("templates", args=[world.north.pk]))
    page.get_by_role("link", name="Загрузить шаблон").click()
    page.get_by_label("Файл шаблона").set_input_files(
        template(tmp_path / "а.docx", "Бланк района", "{{ адрисат }}")
    )
    page.get_by_role("button", name="Проверить и сохранить").click()
    page.get_by_role("alert").get_by_text("«адрисат» в этом документе нет").wait_for()
    assert violations(page) == []

    page.get_by_label("Файл шаблона").set_input_files(
        template(tmp_path / "а.docx", "Бланк района", "{{ адресат }}")
    )
    page.get_by_role("button", name="Проверить и сохранить").click()
    page.get_by_text("DOCX по вашей версии 1").wait_for()
    assert violations(page) == []

    page.goto(live_server.url + reverse("letters", args=[document.pk]))
    letter = document.addressees.get(school=world.first)
    with page.expect_download() as download:
        page.locator(f"a[href='{reverse('letter', args=[letter.pk, 'docx'])}']").click()
    text = [p.text for p in Document(io.BytesIO(download.value.path().read_bytes())).paragraphs]
    assert text[0] == "Бланк района"


def test_pages_of_documents_out_keep_the_rules_of_accessibility(
    page, live_server, world, document
):  # fmt: skip
    north = world.north.pk
    addressee = document.addressees.get(school=world.first)
    year = timezone.localdate().year
    pages = [
        ("north", reverse("letters", args=[document.pk])),
        ("north", reverse("cases", args=[addressee.pk])),
        ("north", reverse("outgoing", args=[north])),
        ("north", reverse("outgoing_add", args=[north])),
        ("north", reverse("outgoing_gap", args=[north, year, 1, 2])),
        ("north", reverse("letterhead", args=[north])),
        ("north", reverse("templates", args=[north])),
        ("head", reverse("outgoing", args=[world.first.pk])),  # empty
        ("head", reverse("recommendations_received", args=[addressee.pk])),
    ]
    found = {}
    for address in walk(page, live_server, pages):
        page.set_viewport_size({"width": 1280, "height": 900})
        found[address] = violations(page)
        page.set_viewport_size({"width": 390, "height": 844})
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[address] += [f"wider than the screen by {wider}"] if wider > 0 else []

    assert {name: problems for name, problems in found.items() if problems} == {}
