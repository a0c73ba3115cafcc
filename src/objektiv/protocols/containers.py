"""XLSX and ODS are ZIP archives: is this one sound, and does it stay within the limits?

Every part is inflated once in small steps and measured, because the sizes an archive
declares may lie; nothing is opened by another library before that.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Literal

from objektiv.protocols import limits
from objektiv.protocols.complaints import Place, Refused

Kind = Literal["xlsx", "xlsb", "ods"]

_STEP = 1 << 20
_LOCAL_HEADER = 30
BROKEN = "файл повреждён и не открывается. Выгрузите или сохраните его заново."
ENCRYPTED = "файл защищён паролем. Снимите пароль и сохраните файл заново."
BOMB = "файл при распаковке становится недопустимо большим и не открыт. Сохраните его заново."


def check_archive(path: Path, place: Place) -> Kind:
    """What the archive holds. Raises `Refused`: broken, encrypted, a bomb, not a workbook."""
    names = check_parts(path, place)
    try:
        with zipfile.ZipFile(path) as archive:
            return _kind(archive, names, place)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError):
        raise Refused(place.refuse(BROKEN)) from None


def check_parts(path: Path, place: Place, at_most: int = limits.UNZIPPED_BYTES) -> set[str]:
    """Names of an archive's parts, each inflated and measured.

    Raises `Refused`: broken, encrypted, or more than `at_most` bytes when unpacked.
    """
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > limits.ZIP_PARTS:
                raise Refused(place.refuse(BOMB))
            if len(names) < len(parts):
                raise Refused(place.refuse(BROKEN))
            if any(part.flag_bits & 1 for part in parts):
                raise Refused(place.refuse(ENCRYPTED))
            left = at_most
            for part in parts:
                file.seek(part.header_offset)
                header = file.read(_LOCAL_HEADER)
                skip = int.from_bytes(header[26:28], "little") + int.from_bytes(
                    header[28:30], "little"
                )
                file.seek(skip, 1)
                left -= _inflated_size(file.read(part.compress_size), part, left, place)
            return names
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError):
        raise Refused(place.refuse(BROKEN)) from None
    except (NotImplementedError, RuntimeError):  # a compression or encryption unknown here
        raise Refused(place.refuse(BROKEN)) from None


def _inflated_size(packed: bytes, part: zipfile.ZipInfo, left: int, place: Place) -> int:
    bound = max(limits.UNZIPPED_ALWAYS_FINE, len(packed) * limits.COMPRESSION)
    bound = min(bound, left)
    if part.compress_type == zipfile.ZIP_STORED:
        size = len(packed)
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        size, crc = 0, 0
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        rest = packed
        while not inflate.eof:
            step = inflate.decompress(rest, _STEP)
            if not step and not inflate.unconsumed_tail:
                break
            size += len(step)
            crc = zlib.crc32(step, crc)
            if size > bound:
                raise Refused(place.refuse(BOMB))
            rest = inflate.unconsumed_tail
        if not inflate.eof or crc != part.CRC:
            raise Refused(place.refuse(BROKEN))
    else:
        raise Refused(place.refuse(BROKEN))
    if size > bound:
        raise Refused(place.refuse(BOMB))
    if size != part.file_size:
        raise Refused(place.refuse(BROKEN))
    return size


def _kind(archive: zipfile.ZipFile, names: set[str], place: Place) -> Kind:
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names or any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names:
        manifest = "META-INF/manifest.xml"
        if manifest in names and b"encryption-data" in archive.read(manifest):
            raise Refused(place.refuse(ENCRYPTED))
        return "ods"
    if any(name.startswith("word/") for name in names):
        raise Refused(place.refuse("это документ Word. Нужна таблица: XLSX, XLS, ODS или CSV."))
    raise Refused(place.refuse("это архив, а не таблица. Распакуйте его и дайте сами файлы."))
