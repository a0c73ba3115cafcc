"""The invented campaign and a real browser as fixtures."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from objektiv.documents import CampaignReport, Provenance, WorkReport
from objektiv.profiles import load_profile
from objektiv.reports import tables
from objektiv.schema import School

CHROMIUM = os.environ.get("OBJEKTIV_CHROMIUM") or shutil.which("chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def _load() -> ModuleType:
    """The builder beside this file; tests are not a package."""
    if "campaign" not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            "campaign", Path(__file__).with_name("campaign.py")
        )
        assert spec
        assert spec.loader
        sys.modules["campaign"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["campaign"])
    return sys.modules["campaign"]


def build(
    schools: int = 25,
    subjects: tuple[str, ...] = ("Математика", "Русский язык"),
    *,
    pupils: bool = False,
    remarks: tuple[str, ...] = (),
) -> CampaignReport:
    made = _load()
    works, known = [], {}
    for i, subject in enumerate(subjects):
        work = made.work(subject, 4 + i)
        described, units = made.reports(work, schools, seed=i + 1, pupils=pupils)
        works.append(
            WorkReport(described, tables(described, load_profile()), made.findings(work, units))
        )
        known |= {u.school: School(u.school, u.name, u.municipality, u.region) for u in units}
    return CampaignReport(
        "Заречный район, ВПР 2026",
        tuple(works),
        Provenance("first-findings 1.0", "Профиль 2026", "sha256:3f9ac81d", 2026, ("ma5.xlsx",)),
        known,
        made.ZONES,
        remarks,
    )


@pytest.fixture(scope="session")
def campaign() -> CampaignReport:
    return build(pupils=True)


@pytest.fixture(scope="session")
def make_campaign() -> Callable[..., CampaignReport]:
    return build


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        except sync_api.Error as error:
            pytest.skip(f"no browser: {str(error).splitlines()[0]}")
        yield browser
        browser.close()
