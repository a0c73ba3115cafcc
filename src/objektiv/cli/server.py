"""Commands about what is shown in a browser: demo, serve."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from objektiv.cli.app import Seed, app


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Папка демонстрации.", metavar="ПАПКА")] = Path(
        "demo-data"
    ),
    seed: Seed = 2026,
) -> None:
    """Собрать демонстрационный район из 25 выдуманных школ и разобрать его результаты."""
    from objektiv.analysis.demonstration import demonstrate
    from objektiv.analysis.progress import terminal_progress

    with terminal_progress() as progress:
        result = demonstrate(out, seed=seed, progress=progress, processes=os.cpu_count() or 1)
    print(result.summary)


@app.command()
def serve(
    folder: Annotated[Path, typer.Argument(help="Папка с report.html.", metavar="ПАПКА")] = Path(
        "demo-data/report"
    ),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Порт.")] = 8000,
) -> None:
    """Открыть отчёт в браузере на этом компьютере: http://127.0.0.1:8000."""
    from objektiv.analysis.serving import serve_folder

    serve_folder(folder, port)
