"""Commands about documents: plan read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from objektiv.cli.app import app

plan = typer.Typer(help="Планы мероприятий.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(plan, name="plan")


@plan.command("read")
def read(
    file: Annotated[
        Path, typer.Argument(help="План, письмо, рекомендации или протокол.", metavar="ФАЙЛ")
    ],
    out: Annotated[Path, typer.Option(help="Файл JSON для результата.", metavar="ФАЙЛ")],
    year: Annotated[
        int | None,
        typer.Option(
            min=2000, max=2099, help="Год начала учебного года, если в документе его нет."
        ),
    ] = None,
) -> None:
    """Прочитать документ DOCX, ODT или TXT: мероприятия, сроки, ответственные, результаты."""
    from objektiv.analysis.plans import plan_words, read_plan_file

    found = read_plan_file(file, out, year)
    print("\n".join([*plan_words(found), str(out)]))
