"""A TOML request read table by table: every complaint with the line the table begins in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

_HEADER = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]\s*(?:#.*)?")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")


class Request:
    """A request under reading; `wrong` gathers Russian sentences about it."""

    def __init__(self, path: Path, raw: Mapping[str, Any], text: str) -> None:
        self.file = path.name
        self.raw = raw
        self.wrong: list[str] = []
        self._lines: dict[str, list[int]] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if match := _HEADER.fullmatch(line):
                self._lines.setdefault(match[1], []).append(number)

    def complain(self, text: str, line: int = 0) -> None:
        place = f"{self.file}, строка {line}" if line else self.file
        self.wrong.append(f"{place}: {text}")

    def only(self, known: Sequence[str]) -> None:
        """Complain about keys that mean nothing here."""
        self._strange(self.raw, known, 0)

    def tables(self, name: str, known: Sequence[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Every `[[name]]` with its line (0 where it cannot be told)."""
        found = self.raw.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.complain(f"«{name}» должно быть таблицами [[{name}]].")
            return
        lines = self._lines.get(name, [])
        if len(lines) != len(found):
            lines = [0] * len(found)
        for line, one in zip(lines, found, strict=True):
            self._strange(one, known, line)
            yield line, one

    def _strange(self, table: Mapping[str, Any], known: Sequence[str], line: int) -> None:
        for key in table:
            if key not in known:
                self.complain(f"ключ «{key}» неизвестен. Известны: {', '.join(known)}.", line)

    def take(
        self,
        table: Mapping[str, Any],
        key: str,
        read: Callable[[Any], Any],
        line: int = 0,
        *,
        default: Any = None,
        needed: bool = False,
    ) -> Any:
        """A value read, or the default with a complaint when it cannot be understood."""
        if key not in table:
            if needed:
                self.complain(f"нет «{key}».", line)
            return default
        try:
            return read(table[key])
        except ValueError as error:
            self.complain(f"«{key}»: {error}", line)
            return default


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("нужен непустой текст в кавычках.")
    return " ".join(value.split())


def texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError('нужен список, например ["5А", "5Б"].')
    return tuple(text(one) for one in value)


def day(value: Any) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("нужна дата, например 2026-04-20.")
    return value


def days(value: Any) -> frozenset[date]:
    if not isinstance(value, list):
        raise ValueError("нужен список дат, например [2026-04-20].")
    return frozenset(day(one) for one in value)


def clock(value: Any) -> time:
    if isinstance(value, time):
        return value
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError('нужно время, например "09:00".')
    return time(int(match[1]), int(match[2]))


def whole(value: Any, least: int = 0, most: int = 10_000) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"нужно целое число от {least} до {most}.")
    return value


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("нужно true или false.")
    return value
