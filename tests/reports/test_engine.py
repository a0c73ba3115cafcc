"""Reports of the engine's counts equal those of counts by hand."""

import numpy as np
import polars as pl

from objektiv.engines import count
from objektiv.reports import reports
from objektiv.schema import (
    COLUMNS,
    MISSING,
    NOT_ATTEMPTED,
    NOT_TAUGHT,
    Item,
    Level,
    Scale,
    Sittings,
    Work,
    item_column,
)

ITEMS = tuple(
    Item(str(i), 1 + i % 4, [Level.BASE, Level.ADVANCED, Level.HIGH][i % 3], skills=(f"5.{i % 4}",))
    for i in range(9)
)
WORK = Work(
    "ВПР", 2026, 5, "Математика", ITEMS, Scale(((0, 5, 2), (6, 10, 3), (11, 15, 4), (16, 21, 5)))
)


def test_reports_of_the_engine_are_those_by_hand(by_hand, pupil, profile):
    rng = np.random.default_rng(17)
    pupils, rows = [], []
    for at in range(700):
        items = tuple(
            int(rng.choice([NOT_ATTEMPTED, NOT_TAUGHT, MISSING]))
            if rng.random() < 0.1
            else int(rng.binomial(item.max, 0.55))
            for item in ITEMS
        )
        score = sum(points for points in items if points < NOT_TAUGHT)
        mark = WORK.scale.mark(score) if at % 11 else 0
        journal = int(rng.choice([0, 2, 3, 4, 5]))
        school, class_ = f"edu{at % 7}", f"5{'АБ'[at % 2]}"
        pupils.append(pupil(items, mark, journal, class_, school))
        rows.append(
            {
                "region": "Приморье",
                "municipality": "Озёрский район",
                "school": school,
                "class": class_,
                "pupil": f"{at:05}",
                "variant": "",
                "sex": "",
                "participated": True,
                "score": score,
                "mark": mark,
                "journal_mark": journal,
                "prior_score": None,
            }
            | {item_column(item.code): points for item, points in zip(ITEMS, items, strict=True)}
        )
    schema = {name: getattr(pl, kind) for name, kind in COLUMNS.items()}
    schema |= {item_column(item.code): pl.UInt8 for item in ITEMS}
    frame = pl.DataFrame(rows, schema=schema)
    sittings = Sittings(WORK, frame.sort("region", "municipality", "school", "class", "pupil"))

    assert reports(count(sittings), profile) == reports(by_hand(WORK, pupils), profile)
