"""What is read from a document: measures under headings, and everything else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from objektiv.schema import Due

DocumentKind = Literal["plan", "roadmap", "letter", "recommendations", "protocol", "order", "other"]


@dataclass(frozen=True, slots=True)
class ReadMeasure:
    """One measure as it stands in the document, for a person to check."""

    number: str  # as written: numbering may have gaps
    text: str
    due: Due
    responsible: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    expected_result: str = ""
    notes: tuple[str, ...] = ()  # cells of columns that are none of these


@dataclass(frozen=True, slots=True)
class ReadSection:
    """Measures under one heading: a direction of a plan or an addressee."""

    title: str
    measures: tuple[ReadMeasure, ...]
    number: str = ""
    schools: tuple[str, ...] = ()  # named in the heading, as they are written there


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """A plan, roadmap, letter, protocol or recommendations, taken apart."""

    title: str
    organisation: str
    school_year: str  # «2020/21»
    kind: DocumentKind
    sections: tuple[ReadSection, ...]
    rest: tuple[str, ...] = field(default=())  # every other line, in order
    questions: tuple[str, ...] = field(default=())  # what a person should settle

    def as_json(self) -> dict[str, Any]:
        """The file format of `objektiv plan read`."""
        return {
            "title": self.title,
            "organisation": self.organisation or None,
            "school_year": self.school_year or None,
            "kind": self.kind,
            "sections": [
                {
                    "title": section.title,
                    "items": [
                        {
                            "number": one.number or None,
                            "text": one.text,
                            "due": one.due.as_json(),
                            "responsible": list(one.responsible),
                            "participants": list(one.participants),
                            "expected_result": one.expected_result or None,
                            **({"notes": list(one.notes)} if one.notes else {}),
                        }
                        for one in section.measures
                    ],
                    **({"schools": list(section.schools)} if section.schools else {}),
                }
                for section in self.sections
            ],
            "rest": list(self.rest),
            "questions": list(self.questions),
        }
