"""The invented campaign as fixtures."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from objektiv.documents import CampaignReport, Provenance, WorkReport
from objektiv.profiles import load_profile
from objektiv.reports import tables
from objektiv.schema import School


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
