"""What calamine leaves out of a workbook: formula errors, and the merged cells of ODS.

A cell with an error (#ДЕЛ/0!) must not be taken for an empty one, which is how calamine
shows it in XLSX, or for 0, as in ODS.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree  # expat bounds the expansion of entities

Corner = tuple[int, int]  # row and column, from 0

_CELL = re.compile(rb"<c\s([^>]*)>(.*?)</c>", re.DOTALL)
_ADDRESS = re.compile(rb"\br=\"([A-Z]{1,3})([0-9]{1,7})\"")
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_ODS_SPECIAL = re.compile(rb"number-(?:rows|columns)-spanned=\"(?!1\")|value-type=\"error\"")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_EXTENDED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Untold:
    """Of one sheet."""

    errors: dict[Corner, str] = field(default_factory=dict)
    merged: list[tuple[Corner, Corner]] = field(default_factory=list)


def untold(path: Path, skip: set[str]) -> dict[str, Untold]:
    """By name of sheet, but for some parts; nothing for a file that is no archive."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if "content.xml" in names:
            return _of_ods(archive.read("content.xml"))
        if "xl/workbook.xml" not in names:
            return {}
        return {
            sheet: Untold(_errors(archive.read(part)))
            for sheet, part in _parts(archive).items()
            if part in names and part not in skip
        }


def part_of_sheet(path: Path) -> dict[str, str]:
    """Which part of an XLSX holds the sheet of a name.

    Raises ElementTree.ParseError (a SyntaxError) or KeyError when the workbook does not say.
    """
    with zipfile.ZipFile(path) as archive:
        return _parts(archive)


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    return {
        str(one.get("name")): posixpath.normpath(
            posixpath.join("/xl", targets[one.get(_RELATIONS)])
        ).lstrip("/")
        for one in book.iterfind("{*}sheets/{*}sheet")
        if one.get(_RELATIONS) in targets
    }


def column_number(letters: bytes) -> int:
    """Column from 0.

    >>> column_number(b"A"), column_number(b"XFD")
    (0, 16383)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _errors(sheet: bytes) -> dict[Corner, str]:
    if b't="e"' not in sheet:
        return {}
    found = {}
    for attributes, content in _CELL.findall(sheet):
        where = _ADDRESS.search(attributes)
        if b't="e"' in attributes and where:
            value = _VALUE.search(content)
            text = value[1].decode("utf-8", "replace") if value else "#ОШИБКА"
            found[(int(where[2]) - 1, column_number(where[1]))] = text
    return found


def _of_ods(content: bytes) -> dict[str, Untold]:
    found: dict[str, Untold] = {}
    if not _ODS_SPECIAL.search(content):
        return found
    mine, row, column = Untold(), 0, 0
    for event, element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):  # noqa: S314
        name, of = element.tag.rpartition("}")[2], element.attrib
        if event == "start":
            if name == "table":
                row, mine = 0, found.setdefault(of.get(f"{_TABLE}name", ""), Untold())
            elif name == "table-row":
                column = 0
        elif name in ("table-cell", "covered-table-cell"):
            high = int(of.get(f"{_TABLE}number-rows-spanned", "1"))
            wide = int(of.get(f"{_TABLE}number-columns-spanned", "1"))
            if high > 1 or wide > 1:
                mine.merged.append(((row, column), (row + high - 1, column + wide - 1)))
            if of.get(f"{_EXTENDED}value-type") == "error":
                mine.errors[(row, column)] = "".join(element.itertext()) or "#ОШИБКА"
            column += int(of.get(f"{_TABLE}number-columns-repeated", "1"))
        elif name == "table-row":
            row += int(of.get(f"{_TABLE}number-rows-repeated", "1"))
            element.clear()
    return found
