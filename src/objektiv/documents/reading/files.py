"""Files in: what kind it is, whether it is sound and of a bearable size, then its blocks."""

from __future__ import annotations

import zipfile
from pathlib import Path

from objektiv.documents.reading.blocks import Block, Limits, TooLong
from objektiv.documents.reading.text_files import decode, read_text
from objektiv.protocols.complaints import Place, Refused
from objektiv.protocols.containers import BROKEN, ENCRYPTED, check_parts

FILE_BYTES = 20 * 2**20  # a plan of a region with pictures takes some two
UNZIPPED_BYTES = 120 * 2**20
XML_BYTES = 30 * 2**20  # the text itself; a thousand pages take some ten
_TOO_BIG = "файл больше 20 МБ, для плана это слишком много. Уберите рисунки и сохраните заново."
_TOO_LONG = "в документе слишком много текста для плана. Оставьте в нём только сам план."
_KINDS = "Нужен DOCX, ODT или TXT: откройте файл и сохраните его в одном из этих видов."


def read_blocks(path: Path) -> list[Block]:
    """Paragraphs and tables of a document; raises `Refused` with what to do."""
    place = Place(path.name)
    if path.stat().st_size > FILE_BYTES:
        raise Refused(place.refuse(_TOO_BIG))
    with path.open("rb") as file:
        head = file.read(8)
    try:
        if head[:2] == b"PK":
            return _read_archive(path, place)
        if head[:4] == b"\xd0\xcf\x11\xe0":
            raise Refused(
                place.refuse(f"это документ старого вида (DOC) или под паролем. {_KINDS}")
            )
        if head[:5] == b"%PDF-":
            raise Refused(place.refuse(f"это PDF, из него текст не читается надёжно. {_KINDS}"))
        if head[:5] == b"{\\rtf":
            raise Refused(place.refuse(f"это RTF. {_KINDS}"))
        text = decode(path.read_bytes())
        if text is None:
            raise Refused(place.refuse(f"это не текстовый документ. {_KINDS}"))
        blocks = read_text(text, Limits())
    except TooLong:
        raise Refused(place.refuse(_TOO_LONG)) from None
    return _not_empty(blocks, place)


def _read_archive(path: Path, place: Place) -> list[Block]:
    names = check_parts(path, place, at_most=UNZIPPED_BYTES)
    if "EncryptedPackage" in names:
        raise Refused(place.refuse(ENCRYPTED))
    text = next((name for name in ("word/document.xml", "content.xml") if name in names), None)
    with zipfile.ZipFile(path) as archive:
        if (
            text
            and sum(archive.getinfo(n).file_size for n in names if n.endswith(".xml")) > XML_BYTES
        ):
            raise TooLong
        kind = _kind(archive, text)
    if kind == "encrypted":
        raise Refused(place.refuse(ENCRYPTED))
    if not kind:
        raise Refused(place.refuse(f"это не документ Word и не ODT. {_KINDS}"))
    try:
        if kind == "docx":
            from objektiv.documents.reading.word_files import read_docx

            return _not_empty(read_docx(path, Limits()), place)
        from objektiv.documents.reading.odt_files import read_odt

        return _not_empty(read_odt(path, Limits()), place)
    except (TooLong, Refused):
        raise
    except Exception:  # any part may be at fault; the libraries raise whatever they meet
        raise Refused(place.refuse(BROKEN)) from None


def _kind(archive: zipfile.ZipFile, text: str | None) -> str:
    if text == "word/document.xml":
        return "docx"
    if text == "content.xml":
        names = archive.namelist()
        manifest = (
            archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
        )
        if b"encryption-data" in manifest:
            return "encrypted"
        mime = archive.read("mimetype") if "mimetype" in names else b"text"
        return "odt" if b"text" in mime else ""
    return ""


def _not_empty(blocks: list[Block], place: Place) -> list[Block]:
    if not any(getattr(block, "text", "") or getattr(block, "rows", ()) for block in blocks):
        raise Refused(place.refuse("в документе нет текста. Если это скан, его надо распознать."))
    return blocks
