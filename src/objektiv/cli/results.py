"""Commands about results: check, analyse, simulate, recheck."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from objektiv.cli.app import Seed, app, names

Files = Annotated[
    list[Path], typer.Argument(help="Файлы результатов: Ф1 или широкая таблица.", metavar="ФАЙЛ…")
]
WorkFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--work", help="Описание работы, work.toml. Можно повторять: по работе.", metavar="ФАЙЛ"
    ),
]
Same = Annotated[
    list[str] | None,
    typer.Option(
        "--same",
        help="Ответ на вопрос о школе: «название в файле=логин или название». Можно повторять.",
        metavar="ТЕКСТ",
    ),
]
Engine = Literal["local", "spark"]
Form = Literal["f1", "csv", "parquet"]


@app.command()
def check(files: Files, work: WorkFiles = None, same: Same = None) -> None:
    """Проверить файлы: что понято и все замечания сразу. Ничего не записывается."""
    from objektiv.analysis.reading import check_files

    text, accepted = check_files(files, works=work or [], same=same or [])
    print(text)
    raise typer.Exit(0 if accepted else 1)


@app.command()
def analyse(
    files: Files,
    out: Annotated[Path, typer.Option(help="Папка для результата.", metavar="ПАПКА")],
    work: WorkFiles = None,
    same: Same = None,
    engine: Annotated[Engine, typer.Option(help="Чем считать.")] = "local",
    master: Annotated[str | None, typer.Option(help="Адрес кластера Spark.")] = None,
    seed: Seed = 2026,
) -> None:
    """Разобрать результаты: таблицы, выводы, отчёт и рекомендации школам."""
    from objektiv.analysis import analyse as run
    from objektiv.analysis.progress import terminal_progress

    with terminal_progress() as progress:
        result = run(
            files,
            works=work or [],
            same=same or [],
            out=out,
            engine=engine,
            master=master,
            seed=seed,
            progress=progress,
            processes=os.cpu_count() or 1,
        )
    for warning in result.warnings:
        print(warning, file=sys.stderr)
    print(result.summary)


@app.command()
def simulate(
    out: Annotated[Path, typer.Option(help="Папка для результата.", metavar="ПАПКА")],
    schools: Annotated[int, typer.Option(min=1, help="Сколько школ.")] = 25,
    seed: Seed = 2026,
    manipulated: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Доля школ с искажёнными результатами.")
    ] = 0.1,
    kinds: Annotated[
        str, typer.Option(help="Виды искажений через запятую; пусто — все.", metavar="A,B")
    ] = "",
    form: Annotated[Form, typer.Option("--format", help="В каком виде файлы.")] = "csv",
) -> None:
    """Создать кампанию с известной правдой: результаты, work.toml и truth.csv."""
    from objektiv.analysis.simulating import simulate_to

    simulate_to(
        out,
        schools=schools,
        seed=seed,
        manipulated=manipulated,
        kinds=names(kinds),
        form=form,
    )
    print(f"Записано в {out}")


@app.command()
def recheck(
    findings: Annotated[Path, typer.Argument(help="Папка, которую записала objektiv analyse.")],
    out: Annotated[Path, typer.Option(help="Файл CSV для результата.", metavar="ФАЙЛ")],
    share: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Доля работ; обычно 0.07.")
    ] = None,
    works: Annotated[int | None, typer.Option(min=1, help="Сколько работ.")] = None,
    second: Annotated[
        Path | None,
        typer.Option(help="Заполненная выборка (столбец second_score): записать итог."),
    ] = None,
    seed: Seed = 2026,
) -> None:
    """Выбрать работы для второй, слепой проверки; с --second — подвести её итог."""
    from objektiv.analysis.rechecking import recheck_to

    if share is not None and works is not None:
        raise typer.BadParameter("укажите что-то одно: --share или --works", param_hint="--works")
    print(recheck_to(findings, out, share=share, works=works, seed=seed, second=second))
