"""Commands about sealed parcels: sealed key, pack, open, verify. They need no server."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from objektiv.cli.app import app

sealed = typer.Typer(
    help="Запечатанные материалы (ЗКС): работают и без сервера.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(sealed, name="sealed")

Parcel = Annotated[Path, typer.Argument(help="Посылка, файл .sealed.", metavar="ПОСЫЛКА")]


@sealed.command("key")
def key(
    file: Annotated[Path, typer.Argument(help="Куда записать открытый ключ.", metavar="ФАЙЛ")],
) -> None:
    """Завести личный ключ: 30 цифр видны один раз, открытый ключ — в файле."""
    from objektiv.analysis.refusal import Refused
    from objektiv.analysis.sealed_files import new_key_file

    if file.exists():
        raise Refused(f"Файл «{file}» уже есть: выберите другое имя.")
    phrase, public = new_key_file(file)
    print(f"Ваш личный ключ, показан один раз: {phrase}")
    print("Запишите его на бумаге и никому не сообщайте. Потерян — заведите новый.")
    print(f"Открытый ключ для отправителя: {public} (в файле «{file}»).")


@sealed.command("pack")
def pack(
    files: Annotated[list[Path], typer.Argument(help="Что запечатать.", metavar="ФАЙЛ…")],
    to: Annotated[
        Path, typer.Option(help="Получатели: [[recipients]] с label и key (TOML).", metavar="ФАЙЛ")
    ],
    opens: Annotated[
        datetime,
        typer.Option(
            help="Когда вскрывать, по часам этого компьютера.",
            formats=["%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"],
            metavar="ВРЕМЯ",
        ),
    ],
    out: Annotated[Path, typer.Option(help="Папка посылок.", metavar="ПАПКА")],
    title: Annotated[str, typer.Option(help="Что в посылке.")] = "Материалы",
    sender: Annotated[str, typer.Option(help="Кто отправляет.")] = "",
) -> None:
    """Запечатать файлы получателям до назначенного времени."""
    from objektiv.analysis.sealed_files import pack_files

    packed = pack_files(files, to, opens=opens, title=title, sender=sender, out=out)
    for path in packed.files:
        print(path)
    print(f"Контрольное число: {packed.parcel.control}")
    print(f"Ключ выпуска, показан один раз: {packed.release}")
    print(
        f"Сообщите его получателям не раньше {opens:%d.%m.%Y %H:%M}, отдельно от посылки; или "
        "загрузите «всем.sealed» с ключом на сайт, и ключ в это время выдаст система."
    )


@sealed.command("verify")
def verify(
    parcel: Parcel,
    release: Annotated[str, typer.Option(help="Ключ выпуска, если он уже известен.")] = "",
) -> None:
    """Проверить посылку, не вскрывая: что в ней и не изменена ли она."""
    from objektiv.analysis.sealed_files import verify_file

    print("\n".join(verify_file(parcel, release)))


@sealed.command("open")
def open_(
    parcel: Parcel,
    out: Annotated[Path, typer.Option(help="Папка для вскрытых файлов.", metavar="ПАПКА")],
    release: Annotated[
        str, typer.Option(help="Ключ выпуска: 30 цифр, выданных в назначенное время.")
    ] = "",
) -> None:
    """Вскрыть свой конверт: нужны ключ выпуска и личный ключ (его спросят, на экране не видно)."""
    from objektiv.analysis.sealed_files import open_file

    release = release or typer.prompt("Ключ выпуска")
    # A variable lets a script open; on a command line a secret would stay in the history.
    own = os.environ.get("OBJEKTIV_KEY") or typer.prompt("Личный ключ", hide_input=True)
    for path in open_file(parcel, own=own, release=release, out=out):
        print(path)
