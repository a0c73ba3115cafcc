"""Report 1 «Индивидуальные результаты»: one row per pupil, by code."""

from __future__ import annotations

from objektiv.schema import (
    MISSING,
    NOT_ATTEMPTED,
    NOT_TAUGHT,
    IndividualResults,
    Item,
    Level,
    PupilRow,
    Share,
    Sittings,
    item_column,
)


def individual_results(sittings: Sittings) -> IndividualResults:
    """Score, marks and the share of points of items Б, П and В of every pupil.

    «X» counts as 0 of the item's maximum; «N» and empty items leave the share. A pupil who
    was absent has no score, mark or shares. Mark 0 (none) becomes None.
    """
    items = sittings.work.items
    by_level = {level: [item for item in items if item.level is level] for level in Level}
    rows = []
    for row in sittings.frame.iter_rows(named=True):
        wrote = bool(row["participated"])
        shares = {
            level: _points(row, of_level) if wrote else None for level, of_level in by_level.items()
        }
        rows.append(
            PupilRow(
                region=row["region"],
                municipality=row["municipality"],
                school=row["school"],
                class_=row["class"],
                pupil=row["pupil"],
                variant=row["variant"],
                score=row["score"] if wrote else None,
                mark=(row["mark"] or None) if wrote else None,
                journal_mark=row["journal_mark"] or None,
                base=shares[Level.BASE],
                advanced=shares[Level.ADVANCED],
                high=shares[Level.HIGH],
            )
        )
    return IndividualResults(sittings.work, tuple(rows))


def _points(row: dict[str, object], items: list[Item]) -> Share | None:
    earned = possible = 0
    for item in items:
        points = row[item_column(item.code)]
        if points is None or points in (MISSING, NOT_TAUGHT):
            continue
        possible += item.max
        earned += 0 if points == NOT_ATTEMPTED else int(str(points))
    return Share(earned, possible) if possible else None
