"""Participant codes on paper: cards to cut apart, and the protocol a school fills in by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from objektiv.documents.typst_pages import page_pdf


def code_sheets(
    kind: Literal["cards", "protocol"],
    classes: Mapping[str, Sequence[str]],
    *,
    title: str,
    school: str,
    place: str,
) -> bytes:
    """A PDF with the printed codes of each class, from a new page each.

    `place` is the short name of the school on a card.
    """
    return page_pdf(
        "codes.typ",
        {
            "kind": kind,
            "title": title,
            "school": school,
            "place": place,
            "classes": [{"name": name, "codes": list(codes)} for name, codes in classes.items()],
        },
        pdf_standards=["ua-1"],
    )
