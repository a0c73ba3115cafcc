"""Commands about what a school keeps itself: marks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from objektiv.cli.app import app


@app.command()
def marks(
    files: Annotated[
        list[Path],
        typer.Argument(help="Таблица отметок или выгрузка журнала.", metavar="ФАЙЛ…"),
    ],
    norms: Annotated[
        Path,
        typer.Option(help="Нормы школы: периоды, часы, веса, округление.", metavar="NORMS.toml"),
    ],
    out: Annotated[Path, typer.Option(help="Файл CSV для результата.", metavar="ФАЙЛ")],
    codes: Annotated[
        Path | None,
        typer.Option(
            help="Таблица CSV «имя — код»: читается, если есть, и дополняется. Остаётся у вас.",
            metavar="ФАЙЛ",
        ),
    ] = None,
    groups: Annotated[
        Path | None,
        typer.Option(
            help="Таблица CSV: распределение отметок по группам, не меньше порога учеников.",
            metavar="ФАЙЛ",
        ),
    ] = None,
    school: Annotated[
        str, typer.Option(help="Школа, если в файлах она не названа.", metavar="ТЕКСТ")
    ] = "",
) -> None:
    """Накопляемость отметок и средневзвешенные по нормам школы: строка на ученика и предмет."""
    from objektiv.analysis.marks import marks_file

    found = marks_file(files, norms, out, codes=codes, groups=groups, school=school)
    for remark in found.remarks:
        print(remark, file=sys.stderr)
    print("\n".join([*found.sentences, str(out)]))
