"""Names of pupils become codes as soon as they are read: «5А-07», by the list of the class."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from objektiv.protocols.complaints import Place, Refused

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
        if not is_name(pupil):
            taken.setdefault((school, class_), set()).add(pupil)
    found = {}
    for school, class_, pupil in pupils:
        if not is_name(pupil):
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


def read_codes(path: Path) -> dict[tuple[str, str, str], str]:
    """Codes kept by an earlier reading; raises `Refused` when the table is another one."""
    place = Place(path.name)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        return {(row["school"], row["class"], row["name"]): row["code"] for row in rows}
    except (OSError, UnicodeDecodeError, csv.Error, KeyError):
        raise Refused(
            place.refuse("это не таблица кодов: нужны столбцы school, class, code, name.")
        ) from None


def write_codes(path: Path, codes: PupilCodes) -> None:
    """Keep the codes for the next reading."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["school", "class", "code", "name"])
        for (school, class_, name), code in sorted(
            codes.items(), key=lambda one: (one[0][:2], one[1])
        ):
            table.writerow([school, class_, code, name])


def is_name(text: str) -> bool:
    """Is it a name and not a code? A code has a digit or is a letter or two.

    >>> is_name("Ёлкина Мария"), is_name("Борисов"), is_name("5А-07"), is_name("к")
    (True, True, False, False)
    """
    letters = len(text) > 2 and not any(one.isdigit() for one in text)
    return letters and any(one.islower() for one in text)


def _alphabet(name: str) -> str:
    return name.casefold().replace("ё", "е")
