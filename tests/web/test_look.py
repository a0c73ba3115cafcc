"""The look: remembered choices, security headers, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from django.urls import reverse

ROOT = Path(__file__).parents[2]
WEB = ROOT / "src" / "objektiv" / "web"


def test_low_vision_is_switched_remembered_and_switched_back(client, db):
    login = reverse("account_login")

    client.post(reverse("look"), {"switch": "low-vision", "next": login})
    page = client.get(login).text
    assert 'data-size="large"' in page
    assert "Обычная версия" in page

    client.post(reverse("look"), {"switch": "ordinary", "next": login})
    assert "data-size" not in client.get(login).text


def test_colours_are_chosen_one_by_one_and_nonsense_is_ignored(client, db):
    client.post(reverse("look"), {"theme": "dark", "size": "<script>", "spacing": "wide"})

    page = client.get(reverse("account_login")).text
    assert 'data-theme="dark"' in page
    assert "data-size" not in page


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1"]
)
def test_the_switch_leads_to_pages_of_this_site_only(client, db, address):
    response = client.post(reverse("look"), {"switch": "ordinary", "next": address})

    assert response.url == reverse("today")


def test_headers_are_strict(client, db):
    response = client.get(reverse("account_login"))

    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_templates_hold_no_inline_script_or_style_and_name_no_other_site():
    wrong = []
    for path in WEB.glob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("https://schema.org/", "")  # names a vocabulary, is never asked
        if re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)|https?://", text):
            wrong.append(path.name)

    assert wrong == []


def test_the_style_sheet_asks_no_other_site():
    for path in WEB.glob("static/*.css"):
        assert "//" not in re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"))


def test_colours_of_pages_are_those_of_the_charts():
    made = runpy.run_path(str(ROOT / "assets" / "tokens.py"))["sheet"]()

    assert (WEB / "static" / "tokens.css").read_text(encoding="utf-8") == made


def test_first_load_stays_under_300_kb():
    files = [
        *WEB.glob("static/*.css"),
        *WEB.glob("static/js/*.js"),
        *WEB.glob("static/fonts/*.woff2"),
    ]

    assert sum(path.stat().st_size for path in files) < 200_000


@pytest.mark.parametrize(("path", "status"), [("/nowhere/", 404), ("/o/999999/", 404)])
def test_a_wrong_address_says_what_to_do(as_, path, status):
    response = as_("head").get(path)

    assert response.status_code == status
    assert "Такой страницы нет" in response.text


def test_exports_run_no_formula(as_, case, world):
    address = reverse("result_export", args=[world.first.pk, case["work"]])

    text = as_("head").get(address + "?report=marks&format=csv").content.decode("utf-8-sig")

    assert text.splitlines() == [
        "Название;Участников",
        "'=5;20",
        "'=5, 5А;14",
        "'=5, 5Б;мало данных (n\xa0=\xa06)",
    ]


def test_a_workbook_says_where_it_comes_from(as_, case, world, tmp_path):
    from openpyxl import load_workbook

    address = reverse("result_export", args=[world.first.pk, case["work"]])
    path = tmp_path / "t.xlsx"
    path.write_bytes(as_("head").get(address + "?report=all&format=xlsx").content)

    book = load_workbook(path)
    about = "\n".join(str(cell.value) for row in book.worksheets[0] for cell in row)
    assert len(book.worksheets) == 7
    assert "d" * 64 in about
    book.close()
