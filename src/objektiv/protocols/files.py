"""Which reader opens a file: told by its first bytes, never by its name."""

from __future__ import annotations

from pathlib import Path

from objektiv.protocols import limits
from objektiv.protocols.columnar import read_parquet
from objektiv.protocols.complaints import Place, Refused
from objektiv.protocols.containers import ENCRYPTED
from objektiv.protocols.delimited import read_csv
from objektiv.protocols.sheets import Sheet
from objektiv.protocols.workbooks import read_apart, read_archive

_MARKUP = (b"<html", b"<!doctype", b"<?xml")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_sheets(path: Path, place: Place) -> list[Sheet]:
    """Sheets of a file of any known format; raises `Refused` with the reason."""
    start = _start(path, place)
    if start.startswith(b"PK\x03\x04"):
        return read_archive(path, place)
    if start.startswith(_OLE):
        return _read_old(path, place)
    if start.startswith(b"PAR1"):
        return read_parquet(path, place)
    if start.lstrip(b"\xef\xbb\xbf \r\n\t")[:9].lower().startswith(_MARKUP):
        raise Refused(
            place.refuse("это веб-страница под видом таблицы. Откройте её и сохраните как XLSX.")
        )
    return read_csv(path, place)


def _start(path: Path, place: Place) -> bytes:
    try:
        if not path.is_file():
            raise Refused(place.refuse("такого файла нет."))
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(64)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused(place.refuse(f"файл не открывается ({reason}).")) from None
    if size == 0:
        raise Refused(place.refuse("файл пуст."))
    if size > limits.FILE_BYTES:
        raise Refused(place.refuse(f"файл больше {limits.FILE_BYTES >> 20} МБ. Разделите его."))
    return start


def _read_old(path: Path, place: Place) -> list[Sheet]:
    if path.stat().st_size > limits.OLD_FILE_BYTES:
        raise Refused(place.refuse("файл XLS слишком велик. Сохраните его как XLSX."))
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise Refused(place.refuse(ENCRYPTED))
    return read_apart(path, place)
