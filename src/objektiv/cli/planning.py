"""Commands about what people do next: schedule check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from objektiv.cli.app import app

schedule = typer.Typer(
    help="Единый график оценочных процедур.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(schedule, name="schedule")

Profile = Annotated[
    int | None,
    typer.Option(min=2000, max=2099, help="Год правил; иначе — по датам графика."),
]
Rules = Annotated[
    Path | None,
    typer.Option(help="Свои правила региона или школы (TOML).", metavar="ФАЙЛ"),
]


@schedule.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="Таблица графика.", metavar="ФАЙЛ")],
    profile: Profile = None,
    hours: Annotated[
        Path | None, typer.Option(help="Часы в неделю по классам и предметам.", metavar="ФАЙЛ")
    ] = None,
    rules: Rules = None,
    out: Annotated[
        Path | None, typer.Option(help="Файл CSV со всеми расхождениями.", metavar="ФАЙЛ")
    ] = None,
) -> None:
    """Проверить график: каждое расхождение с правилами и источник правила."""
    from objektiv.analysis.scheduling import check_schedule_file

    found = check_schedule_file(file, profile=profile, hours=hours, rules=rules, out=out)
    for one in found.checked.broken:
        print(f"{one.rule}: {one.message} Источник: {one.source}.")
    for text in found.checked.unchecked:
        print(text, file=sys.stderr)
    print(found.summary)
    raise typer.Exit(1 if found.checked.broken else 0)
