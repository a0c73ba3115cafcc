"""Commands about what people do next: schedule check, solve, publish, changes; assign."""

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
Calendars = Annotated[
    Path | None,
    typer.Option(help="Папка для календарей ICS, файл на класс.", metavar="ПАПКА"),
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


@schedule.command("solve")
def solve(
    request: Annotated[Path, typer.Argument(help="Запрос, REQUEST.toml.", metavar="ФАЙЛ")],
    out: Annotated[Path, typer.Option(help="График: таблица CSV или книга XLSX.", metavar="ФАЙЛ")],
    previous: Annotated[
        Path | None,
        typer.Option(help="Прежний график: изменить как можно меньше.", metavar="ФАЙЛ"),
    ] = None,
    ics: Calendars = None,
) -> None:
    """Составить график по правилам или сказать, что чему противоречит."""
    from objektiv.analysis.progress import terminal_progress
    from objektiv.analysis.scheduling import solve_schedule_file

    with terminal_progress() as progress:
        said = solve_schedule_file(request, out, previous=previous, ics=ics, progress=progress)
    print("\n".join(said))


@schedule.command("publish")
def publish(
    file: Annotated[Path, typer.Argument(help="Таблица графика.", metavar="ФАЙЛ")],
    out: Annotated[Path, typer.Option(help="Книга XLSX: лист на класс.", metavar="ФАЙЛ")],
    title: Annotated[str, typer.Option(help="Заголовок графика.")] = "",
    ics: Calendars = None,
) -> None:
    """Опубликовать график: книга XLSX по классам, календари ICS."""
    from objektiv.analysis.scheduling import publish_schedule_file

    print(publish_schedule_file(file, out, title=title, ics=ics))


@schedule.command("changes")
def changes(
    old: Annotated[Path, typer.Argument(help="Прежний график.", metavar="БЫЛО")],
    new: Annotated[Path, typer.Argument(help="Новый график.", metavar="СТАЛО")],
    out: Annotated[Path, typer.Option(help="Файл CSV с изменениями.", metavar="ФАЙЛ")],
) -> None:
    """Изменения между двумя графиками: что перенесено, добавлено, отменено."""
    from objektiv.analysis.scheduling import compare_schedule_files

    print(compare_schedule_files(old, new, out))


@app.command("assign")
def assign(
    file: Annotated[Path, typer.Argument(help="Запрос (TOML).", metavar="ФАЙЛ")],
    out: Annotated[Path, typer.Option(help="Файл CSV с назначениями.", metavar="ФАЙЛ")],
    seed: Annotated[
        int | None, typer.Option(help="Число, от которого зависит выбор из равных.")
    ] = None,
) -> None:
    """Назначить наблюдателей и экспертов без конфликтов интересов, с равной нагрузкой."""
    from objektiv.analysis.assigning import assign_file

    for sentence in assign_file(file, out, seed=seed).sentences:
        print(sentence)
