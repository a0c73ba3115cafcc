"""What procedures mean for a child, in plain words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Guide:
    """An explanation for the family; `do`: what they can do; `sources`: of the facts in it."""

    code: str
    kinds: tuple[str, ...]
    grades: tuple[int, ...]
    title: str
    why: str
    how: str
    means: str
    not_means: str
    do: tuple[str, ...]
    sources: tuple[str, ...] = ()

    def fits(self, kind: str, grade: int | None) -> bool:
        """Is it about a procedure of this name, in this grade (None: not known)?"""
        named = kind.strip().casefold().startswith(tuple(one.casefold() for one in self.kinds))
        return named and (not self.grades or grade is None or grade in self.grades)


@cache
def guides() -> tuple[Guide, ...]:
    """All of them, in the order of the file.

    >>> [one.code for one in guides()][:3]
    ['vpr4', 'vpr', 'talk9']
    """
    data = tomllib.loads(files("objektiv.profiles").joinpath("guides.toml").read_text("utf-8"))
    lists = ("kinds", "grades", "do", "sources")
    return tuple(
        Guide(**{**one, **{name: tuple(one.get(name, ())) for name in lists}})
        for one in data["guides"]
    )


def guide_for(kind: str, grade: int | None = None) -> Guide:
    """The first whose names the procedure's begins with (and that is for the grade), or the last.

    >>> guide_for("ГИА", 11).code, guide_for("Контрольная работа № 2", 6).code
    ('ege', 'school')
    >>> guide_for("ВПР", 4).code, guide_for("ВПР", 7).code, guide_for("Олимпиада").code
    ('vpr4', 'vpr', 'other')
    """
    return next((one for one in guides() if one.fits(kind, grade)), guides()[-1])
