"""Is a file a Word document that nothing can hide in? Asked before anything opens it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

LARGEST = 3_000_000  # bytes of a template as it is brought
UNPACKED = 30_000_000  # bytes of its parts in all
PARTS = 300
MAIN = "word/document.xml"
_CHUNK = 1 << 16
_ACTIVE = re.compile(r"vbaProject|vbaData|activeX|/embeddings/|oleObject|\.bin$", re.IGNORECASE)
_MACRO = b"macroEnabled"
_LINKS = ("http://", "https://", "mailto:", "tel:")
_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES", "DATE", "TIME", "HYPERLINK"}
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts_of(document: bytes) -> tuple[dict[str, bytes], list[str]]:
    """Unpacked parts of a DOCX and what is wrong with it as a file, in Russian sentences.

    Never unpacks more than `UNPACKED` bytes, whatever the archive says of itself.
    """
    if len(document) > LARGEST:
        return {}, [f"Файл больше {LARGEST // 1_000_000} МБ. Уменьшите рисунки в шаблоне."]
    if document.startswith(b"\xd0\xcf\x11\xe0"):
        return {}, ["Это старый формат DOC или файл с паролем. Сохраните документ как DOCX "
                    "без пароля."]  # fmt: skip
    try:
        with zipfile.ZipFile(io.BytesIO(document)) as archive:
            return _unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError,
            RuntimeError):  # fmt: skip
        return {}, ["Это не документ Word в формате DOCX или файл повреждён."]


def _unpacked(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], list[str]]:
    entries = archive.infolist()
    names = [one.filename for one in entries]
    if len(entries) > PARTS or len(set(names)) < len(names):
        return {}, ["В файле слишком много частей или они повторяются. Сохраните документ заново."]
    parts: dict[str, bytes] = {}
    left = UNPACKED
    for one in entries:
        with archive.open(one) as packed:
            part = packed.read(left + 1)
        left -= len(part)
        if left < 0:
            return {}, ["Файл распаковывается во много раз больше обычного. Сохраните документ "
                        "заново."]  # fmt: skip
        parts[one.filename] = part
    if MAIN not in parts or "[Content_Types].xml" not in parts:
        return {}, ["Это не документ Word в формате DOCX."]
    return parts, [*_macros(parts), *_relations(parts)]


def _macros(parts: dict[str, bytes]) -> list[str]:
    wrong = []
    if _MACRO in parts["[Content_Types].xml"] or any(_ACTIVE.search(name) for name in parts):
        wrong.append("В файле есть макросы или вложенные объекты. Сохраните документ как DOCX "
                     "без макросов.")  # fmt: skip
    if b"template.main+xml" in parts["[Content_Types].xml"]:
        wrong.append("Это шаблон DOTX. Сохраните его как обычный документ DOCX.")
    return wrong


def _relations(parts: dict[str, bytes]) -> list[str]:
    """What the document takes from elsewhere: pictures, templates, other files."""
    found = []
    for name in sorted(parts):
        if not name.endswith(".rels"):
            continue
        tree = parse(parts[name])
        if tree is None:
            found.append(f"Часть «{name}» не читается. Сохраните документ заново.")
            continue
        for one in tree:
            kind = one.get("Type", "").rpartition("/")[2]
            target = one.get("Target", "")
            if kind == "aFChunk":
                found.append("В документ вставлен другой файл целиком. Вставьте его текст.")
            elif one.get("TargetMode") == "External" and not (
                kind == "hyperlink" and target.lower().startswith(_LINKS)
            ):
                called = {"image": "рисунок", "attachedTemplate": "шаблон"}.get(kind, "данные")
                found.append(f"Документ берёт {called} из другого места: «{target[:80]}». "
                             "Вставьте в сам документ или уберите.")  # fmt: skip
    return found


def is_xml(name: str, part: bytes) -> bool:
    """Would a reader take the part for XML, whatever it is called?"""
    start = part[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return name.endswith((".xml", ".rels")) or start.startswith(b"<")


def parse(part: bytes) -> Any:
    """The tree of a part; None where it is not plain XML (entities, document types)."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False,
                             huge_tree=False)  # fmt: skip
    try:
        tree = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None if tree.getroottree().docinfo.doctype else tree


def field_complaints(tree: Any) -> list[str]:
    """Fields that read files or the network when the document is opened."""
    codes = ["".join(one.itertext()) for one in tree.iter(f"{_WORD}instrText")]
    codes += [one.get(f"{_WORD}instr", "") for one in tree.iter(f"{_WORD}fldSimple")]
    words = (code.split() for code in codes)
    bad = sorted({one[0].upper() for one in words if one} - _FIELDS)
    return [f"Поле Word {name} в шаблонах не допускается: оно может читать файлы." for name in bad]
