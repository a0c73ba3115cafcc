"""Pages of measurement and comparison in a real browser: accessible, nothing sticks out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from objektiv.analysis.comparing import compare_results
from objektiv.analysis.comparing_pages import compare_html
from objektiv.analysis.measuring import measure
from objektiv.analysis.measuring_pages import measure_html
from objektiv.schema import Scale

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    rng = np.random.default_rng(2)
    theta = rng.normal(size=120)
    x = (rng.random((120, 6)) < 1 / (1 + np.exp(np.linspace(-1, 1, 6) - theta[:, None]))).astype(
        np.int16
    )
    x[:, 5] += x[:, 4]
    x[:, 2] = rng.random(120) < 0.4
    scale = Scale(((0, 2, 2), (3, 4, 3), (5, 6, 4), (7, 7, 5)))
    measured = measure(x, tuple("123456"), "pcm", scale=scale)
    school = np.repeat([f"МБОУ СОШ № {k} имени Героя" for k in range(1, 9)], 15)
    inside = np.round(3.5 + 0.7 * theta + (school == school[0]))
    group = np.array(["5А", "5Б"])[np.arange(120) % 2]
    compared = compare_results(inside, 12 + 4 * theta, school, group=group)
    folder: Path = tmp_path_factory.mktemp("pages")
    pages = {"measure": measure_html(measured, scale=scale), "compare": compare_html(compared)}
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in pages}


@pytest.mark.parametrize("name", ["measure", "compare"])
@pytest.mark.parametrize("width", [1280, 360])
def test_accessible_in_light_and_dark_and_nothing_sticks_out(
    browser: Any, addresses: dict[str, str], name: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(addresses[name])
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")

    page.emulate_media(color_scheme="light")
    light = axe.run(page, options={"resultTypes": ["violations"]})
    page.emulate_media(color_scheme="dark")
    dark = axe.run(page, options={"runOnly": ["color-contrast"]})

    assert light.response["violations"] == [], light.generate_report()
    assert dark.response["violations"] == [], dark.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("name", ["measure", "compare"])
def test_policy_is_kept_and_nothing_is_fetched(
    browser: Any, addresses: dict[str, str], name: str
) -> None:
    page = browser.new_page()
    said: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: requests.append(request.url))

    page.goto(addresses[name])

    assert said == []
    assert requests == [addresses[name]]
    page.close()
