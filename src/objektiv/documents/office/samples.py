"""A full example of every kind: for the check of templates, and to look at."""

from __future__ import annotations

from typing import Any

from objektiv.documents.office.shape import Sheet, fields_of
from objektiv.documents.office.sheets import KINDS

ROWS = 2  # of every list


def sample(kind: str) -> Sheet:
    """A document of the kind with every field filled in.

    >>> sample("letter").title
    'заголовок документа'
    """
    return _filled(KINDS[kind])  # type: ignore[no-any-return]


def _filled(shape: type) -> Any:
    values: dict[str, Any] = {}
    for one in fields_of(shape):
        if one.of:
            values[one.attribute] = tuple(_filled(one.of) for _ in range(ROWS))
        elif one.many:
            values[one.attribute] = (one.hint,) * ROWS
        elif one.attribute == "number":
            values[one.attribute] = 1
        else:
            values[one.attribute] = one.hint
    return shape(**values)
