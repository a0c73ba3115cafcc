"""Counts of made-up pupils, recounted the slow way: one pupil at a time, in plain Python."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import pytest

from objektiv.profiles import Profile, load_profile
from objektiv.schema import MISSING, NOT_ATTEMPTED, NOT_TAUGHT, Counts, Work


@dataclass(frozen=True)
class Pupil:
    items: tuple[int, ...]
    mark: int = 0
    journal: int = 0
    class_: str = "5А"
    school: str = "edu01"
    municipality: str = "Озёрский район"
    region: str = "Приморье"
    extra: dict = field(default_factory=dict)

    @property
    def score(self) -> int:
        return sum(points for points in self.items if points < NOT_TAUGHT)


def count_by_hand(work: Work, pupils: list[Pupil]) -> Counts:
    """Only the fields that reports read are filled from the pupils; the rest are zeros."""
    groups = defaultdict(list)
    for pupil in pupils:
        groups[pupil.region, pupil.municipality, pupil.school, pupil.class_].append(pupil)
    paths = sorted(groups)
    C, n_items, S = len(paths), len(work.items), work.max_score
    K = max(item.max for item in work.items)
    fields = {
        name: np.zeros(C, np.int64)
        for name in [
            "n",
            "absent",
            "score_sum",
            "score_sq",
            "prior_n",
            "prior_sum",
            "prior_sq",
            "prior_score",
            "prior_of_score",
            "enrolled_prior_n",
            "enrolled_prior_sum",
            "pairs",
            "pair_agreements",
            "pair_agreements_sq",
            "identical_pairs",
            "identical_pupils",
        ]
    }
    for name in ["item_sum", "item_sq", "not_attempted", "not_taught", "missing"]:
        fields[name] = np.zeros((C, n_items), np.int64)
    fields["histogram"] = np.zeros((C, S + 1), np.int64)
    fields["marks"] = np.zeros((C, 6, 6), np.int64)
    fields["mark_item_sum"] = np.zeros((C, 4, n_items), np.int64)
    fields["mark_item_n"] = np.zeros((C, 4, n_items), np.int64)
    for c, path in enumerate(paths):
        for pupil in groups[path]:
            fields["n"][c] += 1
            fields["score_sum"][c] += pupil.score
            fields["score_sq"][c] += pupil.score**2
            fields["histogram"][c, pupil.score] += 1
            fields["marks"][c, pupil.mark, pupil.journal] += 1
            for i, points in enumerate(pupil.items):
                if points == NOT_TAUGHT:
                    fields["not_taught"][c, i] += 1
                    continue
                if points == MISSING:
                    fields["missing"][c, i] += 1
                    continue
                fields["not_attempted"][c, i] += points == NOT_ATTEMPTED
                earned = 0 if points == NOT_ATTEMPTED else points
                fields["item_sum"][c, i] += earned
                fields["item_sq"][c, i] += earned**2
                if pupil.mark:
                    fields["mark_item_sum"][c, pupil.mark - 2, i] += earned
                    fields["mark_item_n"][c, pupil.mark - 2, i] += 1
    columns = [np.array([path[at] for path in paths], object) for at in range(4)]
    return Counts(
        work,
        *columns,
        **fields,
        variants=("",),
        cube=np.zeros((1, S + 1, n_items, K + 4), np.int64),
    )


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile(2026)


@pytest.fixture(scope="session")
def by_hand():
    return count_by_hand


@pytest.fixture(scope="session")
def pupil():
    return Pupil
