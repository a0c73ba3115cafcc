"""What procedures mean for a child, in plain words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Guide:
    """An explanation for the family; `do`: what they can do."""

    code: str
    kinds: tuple[str, ...]
    grades: tuple[int, ...]
    title: str
    why: str
    how: str
    means: str
    not_means: str
    do: tuple[str, ...]


@cache
def guides() -> tuple[Guide, ...]:
    """All of them, in the order of the file.

    >>> [one.code for one in guides()]
    ['vpr', 'exam', 'diagnostic', 'school', 'other']
    """
    data = tomllib.loads(files("objektiv.profiles").joinpath("guides.toml").read_text("utf-8"))
    return tuple(
        Guide(
            **{
                **one,
                "kinds": tuple(one["kinds"]),
                "grades": tuple(one.get("grades", ())),
                "do": tuple(one["do"]),
            }
        )
        for one in data["guides"]
    )


def guide_for(kind: str, grade: int | None = None) -> Guide:
    """The first that names the kind of procedure (and the grade), or the general one.

    >>> guide_for("ЕГЭ", 11).code, guide_for("Олимпиада").code
    ('exam', 'other')
    """
    fits = [
        one
        for one in guides()
        if kind.casefold() in {name.casefold() for name in one.kinds}
        and (not one.grades or grade is None or grade in one.grades)
    ]
    return fits[0] if fits else guides()[-1]
