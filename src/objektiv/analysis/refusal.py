"""The one error that reaches a user: its text is a Russian sentence or a list of them."""

from __future__ import annotations


class Refused(ValueError):
    """The input or the output place is at fault; nothing was written."""
