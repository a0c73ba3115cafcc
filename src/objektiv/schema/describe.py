"""A work as plain data and back: what files carry to say which work they hold."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from objektiv.schema.work import Condition, Item, Level, Scale, Work


def describe(work: Work) -> dict[str, Any]:
    """Plain dicts, lists, strings and numbers: JSON as it is.

    >>> describe(Work("ВПР", 2026, 5, "Математика", (Item("q1", 1, Level.BASE),)))["items"][0]
    {'code': 'q1', 'max': 1, 'level': 'Б', 'open': False, 'skills': (), 'topic': ''}
    """
    plain = asdict(work)
    del plain["codes"]
    for item in plain["items"]:
        item["level"] = item["level"] and str(item["level"])
    return plain


def work_of(plain: dict[str, Any]) -> Work:
    """The work that `describe` described.

    >>> work = Work("ВПР", 2026, 5, "Математика", (Item("q1", 1, Level.BASE, skills=("5.1",)),))
    >>> import json
    >>> work_of(json.loads(json.dumps(describe(work)))) == work
    True
    """
    return Work(
        **{key: value for key, value in plain.items() if key not in ("items", "scale")},
        items=tuple(
            Item(
                **{
                    **item,
                    "level": Level(item["level"]) if item["level"] else None,
                    "skills": tuple(item["skills"]),
                }
            )
            for item in plain["items"]
        ),
        scale=_scale(plain["scale"]) if plain["scale"] else None,
    )


def _scale(plain: dict[str, Any]) -> Scale:
    return Scale(
        bands=tuple((low, high, mark) for low, high, mark in plain["bands"]),
        conditions=tuple(
            Condition(one["mark"], tuple(one["items"]), one["at_least"])
            for one in plain["conditions"]
        ),
        source=plain["source"],
        status=plain["status"],
    )
