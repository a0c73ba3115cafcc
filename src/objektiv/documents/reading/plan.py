"""A document as a whole: its title, whose it is, for which year, what it asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from objektiv.documents.reading.blocks import Block, Paragraph, Table, tidy_line
from objektiv.documents.reading.files import read_blocks
from objektiv.documents.reading.lists import ADDRESSEE, Point, read_points
from objektiv.documents.reading.measures import (
    DocumentKind,
    ReadMeasure,
    ReadPlan,
    ReadSection,
)
from objektiv.documents.reading.people import participants_in, people_in
from objektiv.documents.reading.schools import begins_with_school, named_schools
from objektiv.documents.reading.tables import Row, TableReader
from objektiv.profiles import load_school_terms
from objektiv.russian.due import find_due, read_due
from objektiv.russian.due.school import school_year_of
from objektiv.schema import Due, SchoolTerms, SchoolYear

_TITLE = re.compile(
    r"(?:муниципальн\w+\s+|школьн\w+\s+|региональн\w+\s+|комплексн\w+\s+|примерн\w+\s+|сводн\w+\s+|адресн\w+\s+"
    r"|методическ\w+\s+|информационн\w+\s+)*"
    r"(?P<word>план(?:-график)?(?![а-я])|дорожная\s+карта|рекомендации|перечень|протокол|приказ|распоряжение|справка"
    r"|комплекс\s+мер|программа|мероприятия|письмо)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"Об?о?\s+[а-яё]{4,}")
_LETTER = re.compile(
    r"(?:направляет|сообщает|информирует|просит|напоминает)(?![а-я])", re.IGNORECASE
)
_OFFICE = re.compile(
    r"(?P<name>(?:министерство|департамент|комитет|управление|отдел)\s+(?:по\s+)?образовани\w*[^.,;:]*?)"
    r"(?=\s+(?:направляет|сообщает|информирует|просит|напоминает|рекомендует)|[.,;:]|$)",
    re.IGNORECASE,
)
_DECIDED = re.compile(r"(?:слушали|решили|постановили|выступили|повестка)", re.IGNORECASE)
# «… (ответственный – Лисина О.Н.)»
_RESPONSIBLE = re.compile(
    r"[(;.,]\s*(?:отв\.\s*[:–—-]?|ответственн\w+\s*[:–—-])\s*(?P<who>[^;()]+?)(?=[;)]|,?\s+срок|\.?$)",
    re.IGNORECASE,
)
_TITLE_LINES = 6
_HEAD_LINES = 12
_FULL_NAME = re.compile(
    r"(?:муниципальн|государственн|частн|краев|областн)\w+\s+(?:[а-яё]+\s+){0,4}?учреждени[ея]"
    r"(?:\s+«[^»]+»|\s+[а-яё]+.*)?",
    re.IGNORECASE,
)


def read_plan(path: Path, year: SchoolYear | None = None) -> ReadPlan:
    """Read a document (DOCX, ODT, TXT) for a person to check.

    `year`: the school year of the plan where the document itself names none.
    Raises `protocols.Refused` when the file cannot be read.
    """
    return read_document(read_blocks(path), year)


def read_document(blocks: Sequence[Block], year: SchoolYear | None = None) -> ReadPlan:
    """Read blocks: tables of measures where there are any, else points of the text."""
    title, at = _title(blocks)
    text = [block.text for block in blocks if isinstance(block, Paragraph)]
    said = _year_said(title, text, blocks)
    year = said or year
    terms = load_school_terms(year) if year else None
    tables, others = _take_tables(blocks, at)
    sections = [
        ReadSection(
            part.title or title,
            tuple(_from_row(row, year, terms) for row in part.rows),
            part.number,
            named_schools(part.title) if ADDRESSEE.match(part.title) else (),
        )
        for part in tables.parts
    ]
    unused = [
        Paragraph(f"{section.number} {section.title}".strip())
        for section in sections
        if not section.measures and section.title != title
    ]
    others.extend(unused)
    sections = [section for section in sections if section.measures]
    if sections:
        rest = [f"{one.marker} {one.text}".strip() for one in others]
    else:
        groups, rest = read_points(others)
        sections = [
            ReadSection(
                group.title,
                tuple(_from_point(one, year, terms) for one in group.points),
                group.number,
                named_schools(group.title),
            )
            for group in groups
        ]
    kind = _kind(title, text)
    return ReadPlan(
        title,
        _organisation(title, text, kind),
        str(year) if year else "",
        kind,
        tuple(sections),
        tuple(rest),
        _questions(sections),
    )


def _take_tables(blocks: Sequence[Block], title: set[int]) -> tuple[TableReader, list[Paragraph]]:
    """Tables of measures, and everything else but the title: also cells of other tables."""
    tables = TableReader()
    others: list[Paragraph] = []
    heading: Paragraph | None = None  # the line right above a table
    for i, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            if block.text:
                heading = block if _is_table_heading(block) and i not in title else None
            if block.text and i not in title:
                others.append(block)
            continue
        before = len(tables.parts)
        left = tables.read(block, heading.text if heading else "")
        if heading and len(tables.parts) > before and tables.parts[before].rows:
            others.remove(heading)
        others.extend(Paragraph(line) for line in left)
        heading = None
    return tables, others


def _from_row(row: Row, year: SchoolYear | None, terms: SchoolTerms | None) -> ReadMeasure:
    text = _one_line(row.text)
    due = read_due(row.due, year, terms) if row.due.strip() else find_due(text, year, terms)
    return ReadMeasure(
        _one_line(row.number).rstrip(".)"),
        text,
        due or Due("", "none"),
        people_in(row.responsible),
        participants_in(row.participants),
        _one_line(row.expected_result),
        tuple(map(_one_line, row.notes)),
    )


def _from_point(point: Point, year: SchoolYear | None, terms: SchoolTerms | None) -> ReadMeasure:
    said = _one_line(point.due)
    due = read_due(said, year, terms) if said else find_due(point.text, year, terms)
    inside = _RESPONSIBLE.search(point.text)
    return ReadMeasure(
        point.number,
        point.text,
        due or Due("", "none"),
        people_in(point.responsible or (inside["who"] if inside else "")),
        participants_in(point.participants),
        _one_line(point.expected_result),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _title(blocks: Sequence[Block]) -> tuple[str, set[int]]:
    """The title and the blocks that it takes."""
    paragraphs = [
        (i, block) for i, block in enumerate(blocks) if isinstance(block, Paragraph) and block.text
    ]
    subject = next(
        (i for i, one in paragraphs[:40] if _SUBJECT.match(one.text) and len(one.text) < 200), None
    )
    named = next(
        (i for i, one in paragraphs[:60] if _TITLE.match(one.text) and not one.marker), None
    )
    is_word = named is not None and _text_at(blocks, named).lower().startswith("письмо")
    if subject is not None and (named is None or subject < named or is_word):
        named = subject
    if named is None:
        if paragraphs and not paragraphs[0][1].marker and len(paragraphs[0][1].text) < 300:
            return paragraphs[0][1].text.strip(" :"), {paragraphs[0][0]}
        return "", set()
    first = blocks[named]
    lines, taken = [_text_at(blocks, named)], {named}
    for i in range(named + 1, min(len(blocks), named + _TITLE_LINES)):
        block = blocks[i]
        if not isinstance(block, Paragraph) or not _continues_title(block, first, lines[-1]):
            break
        lines.append(block.text)
        taken.add(i)
    return tidy_line(" ".join(lines)).rstrip(" :."), taken


def _continues_title(block: Paragraph, first: Block, before: str) -> bool:
    text = block.text
    if not text or block.marker or block.apart or before.endswith((".", ":")) or len(text) > 200:
        return False
    if text[0].islower() or text[0] == "«" or begins_with_school(text):
        return True
    alike = before.isupper() and text.isupper()
    strong = isinstance(first, Paragraph) and first.strong and block.strong
    return (alike or strong) and not ADDRESSEE.match(text)


def _text_at(blocks: Sequence[Block], at: int) -> str:
    block = blocks[at]
    return block.text if isinstance(block, Paragraph) else ""


def _year_said(title: str, text: list[str], blocks: Sequence[Block]) -> SchoolYear | None:
    """The school year that the title, else the text, else a table names."""
    cells = (
        cell.text
        for block in blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
    )
    for one in (title, *text, *cells):
        if year := school_year_of(one):
            return year
    return None


def _kind(title: str, text: list[str]) -> DocumentKind:
    low = title.lower()
    if "дорожная карта" in low:
        return "roadmap"
    if _SUBJECT.match(title) and any(map(_LETTER.search, text)):
        return "letter"
    words: tuple[tuple[str, DocumentKind], ...] = (
        ("рекомендации", "recommendations"),
        ("протокол", "protocol"),
        ("приказ", "order"),
        ("распоряжение", "order"),
        ("план", "plan"),
        ("перечень", "plan"),
        ("комплекс мер", "plan"),
        ("программа", "plan"),
        ("мероприятия", "plan"),
        ("письмо", "letter"),
    )
    found = min(
        ((at, kind) for word, kind in words if (at := low.find(word)) >= 0),
        key=lambda pair: pair[0],
        default=None,
    )
    if found:
        return found[1]
    if any(map(_LETTER.search, text)):
        return "letter"
    return "protocol" if sum(bool(_DECIDED.match(one)) for one in text) >= 2 else "other"


def _organisation(title: str, text: list[str], kind: DocumentKind) -> str:
    """Whose document it is: a school of the title, else the office that writes."""
    if schools := named_schools(title):
        return ", ".join(schools)
    for one in text:
        if (match := _OFFICE.search(one)) and _LETTER.search(one):
            name = match["name"].strip()
            return name[0].upper() + name[1:]
    # Recommendations name schools too, but those whom they address.
    for one in text[:_HEAD_LINES] if kind != "recommendations" else ():
        if len(one) < 200 and not ADDRESSEE.match(one):
            if full := _FULL_NAME.search(one):
                return full[0]
            if schools := named_schools(one):
                return schools[0]
    return ""


def _is_table_heading(block: Paragraph) -> bool:
    return len(block.text) < 250 and not block.text.endswith((";", ",")) and not block.marker


def _questions(sections: Sequence[ReadSection]) -> tuple[str, ...]:
    """What a person should settle before the measures are taken over."""
    found = []
    for section in sections:
        for i, one in enumerate(section.measures, start=1):
            if one.due.doubt:
                where = (
                    f"«{section.title}», п. {one.number or i}"
                    if section.title
                    else f"п. {one.number or i}"
                )
                found.append(f"{where}: срок «{_one_line(one.due.text)}». {one.due.doubt}")
    return tuple(found)
