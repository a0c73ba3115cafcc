"""The log of the server holds no personal data: it goes to people who keep machines.

Addresses keep their numbers and lose what was asked and every secret; of an error remain its
kind and the places in the program, never its words (a database quotes the row it refuses).
Who did what stands in the journal of the system, where rights protect it.
"""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

_E_MAIL = re.compile(r"[^\s<>\"'=,;:()]+@[^\s<>\"'=,;:()]+")
_ASKED = re.compile(r"(?<=\S)\?[^\s'\")]*")
_SECRET = re.compile(r"(/(?:join|letters|calendar|key|survey|acquaint)/)[^/\s?'\"]{12,}")


def without_people(text: str) -> str:
    """A line of the log without e-mail addresses, questions and secrets of links.

    >>> without_people("Not Found: /join/v3JdkX0Zq1l2Hs8a/?next=/ for a.b@school.ru")
    'Not Found: /join/…/?… for …@…'
    >>> without_people("Forbidden: /o/17/people/")
    'Forbidden: /o/17/people/'
    """
    return _ASKED.sub("?…", _SECRET.sub(r"\1…", _E_MAIL.sub("…@…", text)))


class PrivateFormatter(logging.Formatter):
    """Lines without personal data; errors by their kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        return without_people(super().format(record))

    def formatException(  # noqa: N802 (the base class's name)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        lines = []
        error = ei[1]
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            lines += [f"  {one.filename}:{one.lineno} {one.name}" for one in frames]
            lines.append(f"  {type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or error.__context__
        return "\n".join(lines)
