"""Whatever a document holds, no word of it is lost and nothing raises."""

from __future__ import annotations

import random
import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from tests.documents.reading import made

from objektiv.documents.reading import ReadPlan
from objektiv.documents.reading.blocks import Cell, Limits, Paragraph, Table
from objektiv.documents.reading.plan import read_document
from objektiv.documents.reading.text_files import read_text

WORDS = (
    "анализ",
    "ВПР",
    "школа",
    "Провести",
    "до",
    "мая",
    "1.",
    "-",
    "Учителям",
    "А.И.",
    ":",
    "справка;",
)
LINES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)


def said(plan: ReadPlan) -> Counter[str]:
    kept = [plan.title, *plan.rest]
    for section in plan.sections:
        kept += [section.number, section.title]
        for one in section.measures:
            kept += [one.number, one.text, one.expected_result, *one.notes]
            kept += [*one.responsible, *one.participants, one.due.text]
    return Counter(re.findall(r"[^\W\d_]+|\d+", " ".join(kept)))


@given(st.lists(st.one_of(LINES, LINES.map(lambda line: f"\t{line}"), st.just("")), max_size=25))
def test_no_word_of_a_text_is_lost(lines: list[str]) -> None:
    plan = read_document(read_text("\n".join(lines), Limits()))

    source = Counter(re.findall(r"[^\W\d_]+|\d+", " ".join(lines)))
    kept = said(plan)
    # A title of a section that is the document's is said once, so each word at least once.
    assert set(source) <= set(kept)


CELLS = st.one_of(st.just(""), LINES, st.sampled_from(["октябрь", "Лисина О.Н.", "1", "2."]))


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=12), st.booleans())
def test_no_word_of_a_table_is_lost(rows: list[list[str]], headed: bool) -> None:
    header = [tuple(map(Cell, made.HEADER))] if headed else []
    table = Table((*header, *(tuple(map(Cell, row)) for row in rows)))

    plan = read_document([Paragraph("План мероприятий"), table])

    source = set(re.findall(r"[^\W\d_]+|\d+", " ".join(cell for row in rows for cell in row)))
    lost = source - set(said(plan))
    assert lost == set()


@given(st.randoms(use_true_random=False))
def test_any_characters_are_read(chance: random.Random) -> None:
    text = "".join(chance.choice("абвАБ1.\t\n-*|«»: —•#") for _ in range(chance.randrange(200)))

    read_document(read_text(text, Limits()))
