"""Why something sealed was not opened: one Russian sentence each."""

from __future__ import annotations


class NotOpened(ValueError):
    """Nothing was opened; the text says why and what to do."""


class WrongPhrase(NotOpened):
    """What was typed is no key phrase."""


class WrongKey(NotOpened):
    """A key, but not the one for this."""


class TooEarly(NotOpened):
    """The release key is not given out before its time."""


class Altered(NotOpened):
    """The file is not as it was sealed."""
