"""The application that every command joins, and what the commands share."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(
    help="Объектив: насколько можно доверять результатам школьных работ и что из них следует.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Seed = Annotated[int, typer.Option(help="Число, от которого зависят случайные выборки.")]


def names(text: str) -> list[str]:
    """Names separated by commas.

    >>> names("q1, q2,")
    ['q1', 'q2']
    """
    return [name.strip() for name in text.split(",") if name.strip()]
