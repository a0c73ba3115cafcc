"""When a release key is given out. Time is asked here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from objektiv.sealing.errors import NotOpened, TooEarly


@dataclass(frozen=True, slots=True)
class Release:
    """A release key as its keeper (the server, the sender) keeps it until the time."""

    opens: datetime  # with a zone
    phrase: str = field(repr=False)


def released(release: Release, now: datetime) -> str:
    """The phrase, from the time on. Raises `TooEarly`.

    >>> from datetime import datetime, UTC
    >>> at = datetime(2026, 4, 14, 5, 0, tzinfo=UTC)
    >>> released(Release(at, "12340 …"), at)
    '12340 …'
    >>> released(Release(at, "12340 …"), at.replace(hour=4))
    Traceback (most recent call last):
    objektiv.sealing.errors.TooEarly: Ещё рано: ключ выпуска выдаётся с 14.04.2026 05:00 (UTC).
    """
    if now < release.opens:
        raise TooEarly(f"Ещё рано: ключ выпуска выдаётся с {release.opens:%d.%m.%Y %H:%M (%Z)}.")
    return release.phrase


def moved(release: Release, opens: datetime, now: datetime) -> Release:
    """The same key with another time: only before it was given out, only to a time to come.

    Raises `NotOpened`.
    """
    if now >= release.opens:
        raise NotOpened("Ключ уже выдан: время вскрытия больше не переносится.")
    if opens <= now:
        raise NotOpened("Новое время вскрытия должно быть в будущем.")
    return replace(release, opens=opens)
