"""Commands about the system that people open in a browser, and about keeping its data."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from objektiv.cli.app import Seed, app

DATA = Path("objektiv-data")
# What a folder of the web system may hold; a folder with other things is not ours to fill.
MARKS = ("objektiv.sqlite3", "secret.key", "store", "static")

DataFolder = Annotated[
    Path, typer.Option("--data", envvar="OBJEKTIV_DATA", help="Папка данных.", metavar="ПАПКА")
]


def _system() -> ModuleType:
    """The web system, where it is installed."""
    from importlib.util import find_spec

    from objektiv.analysis.refusal import Refused

    if find_spec("django") is None:
        raise Refused(
            "Веб-система не установлена: выполните make start или pip install 'objektiv[web]'."
        )
    from objektiv.web import start

    return start


def _installation(data: Path) -> ModuleType:
    """The web system, with a data folder that is its own."""
    from objektiv.analysis.refusal import Refused

    start = _system()
    if not any((data / name).exists() for name in MARKS):
        raise Refused(f"В папке «{data}» нет данных системы. Укажите папку: --data ПАПКА.")
    return start


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
    folder: Annotated[
        Path,
        typer.Argument(
            envvar="OBJEKTIV_DATA",
            help="Папка данных системы; папка с report.html — тогда только отчёт.",
            metavar="ПАПКА",
        ),
    ] = DATA,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Порт.")] = 8000,
    bind: Annotated[str, typer.Option(help="Адрес, на котором отвечать.")] = "127.0.0.1",
    demonstration: Annotated[
        bool, typer.Option("--demo", help="Пустую папку наполнить демонстрационным районом.")
    ] = False,
    worker: Annotated[
        bool, typer.Option(help="Выполнять и фоновые задания (иначе — objektiv worker).")
    ] = True,
) -> None:
    """Открыть систему (или готовый отчёт) в браузере: http://127.0.0.1:8000."""
    if (folder / "report.html").is_file():
        from objektiv.analysis.serving import serve_folder

        serve_folder(folder, port)
        return
    from objektiv.analysis.refusal import Refused

    held = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    if held and not set(held) & set(MARKS):
        raise Refused(
            f"В папке «{folder}» нет ни отчёта (report.html), ни данных системы. "
            "Укажите новую или пустую папку."
        )
    _system().serve(folder, port=port, bind=bind, demo=demonstration, worker=worker)


@app.command()
def worker(data: DataFolder = DATA) -> None:
    """Выполнять фоновые задания системы, пока не остановят."""
    _installation(data).work(data)


@app.command()
def invite(
    region: Annotated[str, typer.Argument(help="Название региона.", metavar="РЕГИОН")],
    email: Annotated[str, typer.Argument(help="Почта его координатора.", metavar="ПОЧТА")],
    data: DataFolder = DATA,
) -> None:
    """Завести регион в пустой системе и выдать ссылку-приглашение его координатору."""
    print(_system().first_invitation(region, email, data=data))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Новый файл копии.", metavar="ФАЙЛ")],
    data: DataFolder = DATA,
) -> None:
    """Сохранить всё в один файл; систему останавливать не нужно."""
    _system()
    from objektiv.web.backup import backup as save

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # a stopped copy leaves no draft
    copy = save(data, file)
    print(f"Сохранено в {file}: файлов {copy.files}, {_megabytes(copy.size)}.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="Файл копии.", metavar="ФАЙЛ")],
    data: DataFolder = DATA,
) -> None:
    """Восстановить всё из копии в пустую папку данных (и пустую базу данных)."""
    _system()
    from objektiv.web.backup import restore as put_back

    copy = put_back(data, file)
    print(
        f"Восстановлено в {data}: файлов {copy.files}, копия от "
        f"{copy.made_at.astimezone():%d.%m.%Y %H:%M}, версия {copy.version}."
    )


@app.command()
def verify(data: DataFolder = DATA) -> None:
    """Проверить целость данных: файлы, база данных, журнал действий."""
    start = _installation(data)
    found = start.verify(data)
    for problem in found.problems:
        print(problem)
    print(
        f"Проверено: файлов {found.files}, ссылок на файлы {found.named}, "
        f"записей журнала {found.entries}. "
        + ("Замечаний нет." if not found.problems else f"Замечаний: {len(found.problems)}.")
    )
    raise typer.Exit(1 if found.problems else 0)


def _megabytes(size: int) -> str:
    from objektiv import russian

    return f"{russian.number(size / 1e6, 1)} МБ"
