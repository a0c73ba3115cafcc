"""Names of pupils become codes as soon as they are read: «5А-07», by the list of the class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from objektiv.protocols.cells import looks_like_name

if TYPE_CHECKING:
    import polars as pl

# School, class, name → code. It stays with whoever gave the file; nothing here keeps it.
PupilCodes = Mapping[tuple[str, str, str], str]


def coded_pupils(events: pl.DataFrame, codes: PupilCodes) -> tuple[pl.DataFrame, PupilCodes]:
    """Events with codes in place of names, and all codes known now.

    A pupil who has a code keeps it; the others of a class are numbered by the alphabet after
    those who have one. What does not look like a name is a code already.

    >>> import polars as pl
    >>> events = pl.DataFrame({"school": ["1"] * 3, "class": ["5А"] * 3,
    ...                        "pupil": ["Ёлкина Мария", "Борисов Пётр", "к-17"]})
    >>> coded, codes = coded_pupils(events, {("1", "5А", "Ёлкина Мария"): "5А-01"})
    >>> coded["pupil"].to_list()
    ['5А-01', '5А-02', 'к-17']
    """
    import polars as pl

    keys = ["school", "class", "pupil"]
    known = dict(codes)
    pupils = sorted(events.select(keys).unique().iter_rows(), key=lambda row: _alphabet(row[2]))
    taken: dict[tuple[str, str], set[str]] = {}
    for (school, class_, _), code in known.items():
        taken.setdefault((school, class_), set()).add(code)
    for school, class_, pupil in pupils:
        if not looks_like_name(pupil):
            taken.setdefault((school, class_), set()).add(pupil)
    found = {}
    for school, class_, pupil in pupils:
        if not looks_like_name(pupil):
            continue
        if (key := (school, class_, pupil)) not in known:
            own = taken.setdefault((school, class_), set())
            number = next(n for n in range(1, len(own) + 2) if f"{class_}-{n:02}" not in own)
            known[key] = f"{class_}-{number:02}"
            own.add(known[key])
        found[key] = known[key]
    if not found:
        return events, known
    table = pl.DataFrame(
        [(*key, code) for key, code in found.items()], schema=[*keys, "code"], orient="row"
    )
    return (
        events.join(table, on=keys, how="left", maintain_order="left")
        .with_columns(pupil=pl.coalesce("code", "pupil"))
        .drop("code")
    ), known


def _alphabet(name: str) -> str:
    return name.casefold().replace("ё", "е")
