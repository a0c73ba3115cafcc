"""The report in a real browser: accessible, no sideways scroll, prints, works in the dark."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from objektiv.documents import CampaignReport, report_html

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(
    make_campaign: Callable[..., CampaignReport], tmp_path_factory: pytest.TempPathFactory
) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    remarks = ("Файл ma5.xlsx: заявлено 880 участников, прочитано 878.",)
    campaign = make_campaign(7, ("Математика",), remarks=remarks)
    # Two tables are enough: the checker looks at every cell.
    work = dataclasses.replace(campaign.works[0], tables=campaign.works[0].tables[:4:2])
    campaign = dataclasses.replace(campaign, works=(work,))
    path.write_text(report_html(campaign), encoding="utf-8")
    return path.as_uri()


VIEWS = [
    (1280, 900, "light"),
    (1280, 900, "dark"),
    (360, 740, "light"),
    (360, 740, "dark"),
]


@pytest.mark.parametrize(("width", "height", "scheme"), VIEWS)
def test_accessible_and_nothing_sticks_out(
    browser: Any, address: str, width: int, height: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    # The page forbids scripts, as it should; the checker is one.
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")

    found = axe.run(page, options={"resultTypes": ["violations"]})

    assert found.response["violations"] == [], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_policy_is_kept_without_complaints(browser: Any, address: str) -> None:
    page = browser.new_page()
    said: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: requests.append(request.url))

    page.goto(address)

    assert said == []
    assert requests == [address]
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"  # the style was let in
    page.close()


def test_dark_screen_changes_the_charts_and_paper_stays_white(browser: Any, address: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(address)
    fill = "getComputedStyle(document.querySelector('.charts svg text')).fill"
    dark = page.evaluate(fill)

    page.emulate_media(media="print")

    assert dark != page.evaluate(fill)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.close()


def test_prints_evidence_whole_and_leaves_out_what_paper_cannot_open(
    browser: Any, address: str
) -> None:
    page = browser.new_page(viewport={"width": 700, "height": 1000})
    page.goto(address)
    headline = "document.querySelector('details.evidence .headline')"
    look = f"{headline}.checkVisibility({{contentVisibilityAuto: true}})"
    assert not page.evaluate(look)

    page.emulate_media(media="print")

    page.wait_for_function(look)  # the new style is applied with the next frame
    assert page.evaluate(f"{headline}.getBoundingClientRect().height > 0")
    assert not page.evaluate("document.querySelector('.tables').checkVisibility()")
    assert len(page.pdf(prefer_css_page_size=True)) > 10_000
    page.close()


def test_skip_link_is_the_first_stop_and_leads_to_the_answer(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.close()


def test_doubled_text_size_does_not_scroll_sideways(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 720, "height": 900})
    page.goto(address)

    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")

    assert page.evaluate("document.documentElement.scrollWidth") <= 720
    page.close()
