"""`recommendations/<school>.docx`: addressed recommendations to one school."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2.sandbox import SandboxedEnvironment

from objektiv import russian
from objektiv.documents.content import CampaignReport, WorkReport
from objektiv.reports.units import natural
from objektiv.schema import Finding, Verdict
from objektiv.schema.recommendations import Recommendation

BLOCKS = {"school": "Рекомендации вашей организации", "all": "Рекомендации всем организациям"}
CLOSING = (
    "Признак необъективности — повод для проверки, а не вывод об организации, учителе или "
    "ученике. Организация вправе представить пояснения; они рассматриваются до принятия решений."
)
NAMED_WORKS = 2  # more are counted, not listed, in the heading


@dataclass(frozen=True)
class Letter:
    """What stands in one document."""

    school: str  # full name
    addressee: str  # in the dative: «Руководителю образовательной организации»
    subject: str  # «по результатам: ВПР 2026, Математика, 5 класс»
    relevance: tuple[str, ...]  # section «Актуальность», a paragraph each
    recommendations: tuple[Recommendation, ...]
    source: str  # method, profile, data, seed in one line


def recommendations_docx(
    campaign: CampaignReport,
    recommendations: Mapping[str, Sequence[Recommendation]],
    folder: Path,
) -> list[Path]:
    """Write a document for each school into `folder`, which is made where it is not there.

    `recommendations`: by school id. A document goes to one school and names no other.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, document in letters(campaign, recommendations):
        written.append(folder / name)
        written[-1].write_bytes(document)
    return written


def letters(
    campaign: CampaignReport, recommendations: Mapping[str, Sequence[Recommendation]]
) -> Iterator[tuple[str, bytes]]:
    """A file name (with suffix) and the document for each school, alphabetically."""
    schools = sorted(recommendations, key=lambda one: (natural(campaign.school(one)), one))
    stems = russian.file_names([campaign.school(one) for one in schools])
    parts = _by_school(campaign)
    for school, stem in zip(schools, stems, strict=True):
        written = letter(campaign, school, recommendations[school], parts.get(school, []))
        yield f"{stem}.docx", letter_docx(written)


def letter(
    campaign: CampaignReport,
    school: str,
    recommendations: Sequence[Recommendation],
    parts: Sequence[tuple[WorkReport, Finding | None, str]] = (),
) -> Letter:
    """The letter to a school; `parts`: its works with their finding and a sentence on marks."""
    works = [work.work.title for work, _, _ in parts]
    if not works:
        subject = "по результатам оценочных процедур"
    elif len(works) <= NAMED_WORKS:
        subject = f"по результатам: {'; '.join(works)}"
    else:
        subject = f"по результатам {russian.counted(len(works), 'работы', 'работ', 'работ')}"
    addressees = [one.addressee for one in recommendations if one.block == "school"]
    addressees += [one.addressee for one in recommendations]
    first = (addressees or ["руководителю образовательной организации"])[0]
    source = campaign.provenance
    return Letter(
        campaign.school(school),
        first[:1].upper() + first[1:],
        subject,
        tuple(_relevance(parts)),
        tuple(recommendations),
        f"Метод: {source.method}; профиль порогов: {source.profile}; "
        f"данные: {source.data_hash}; начальное число: {source.seed}.",
    )


def letter_docx(letter: Letter) -> bytes:
    """The document of a letter; the same letter gives the same bytes."""
    from docxtpl import DocxTemplate

    document = DocxTemplate(io.BytesIO(_template()))
    document.render(_context(letter), _environment(), autoescape=True)
    out = io.BytesIO()
    document.save(out)
    return _without_clock(out)


def _context(letter: Letter) -> dict[str, Any]:
    number = 0
    blocks = []
    for key, title in BLOCKS.items():
        mine = [one for one in letter.recommendations if one.block == key]
        order = {one.direction: i for i, one in reversed(list(enumerate(mine)))}
        mine.sort(key=lambda one: order[one.direction])
        directions = []
        for direction, group in groupby(mine, key=lambda one: one.direction):
            points = []
            for one in group:
                number += 1
                points.append(
                    {
                        "number": number,
                        "text": one.text,
                        "ground": one.ground,
                        "term": one.term,
                        "expected_result": one.expected_result,
                        "checked_by": one.checked_by,
                    }
                )
            directions.append({"title": direction, "points": points})
        if directions:
            blocks.append({"title": title, "directions": directions})
    return {
        "addressee": letter.addressee,
        "school": letter.school,
        "subject": letter.subject,
        "relevance": letter.relevance,
        "blocks": blocks,
        "closing": CLOSING,
        "source": letter.source,
    }


# --- Template ---------------------------------------------------------------------------


class _Compiled(SandboxedEnvironment):
    """Compiles each part of the template once; authorities may edit it, hence the sandbox."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, finalize=_printable)
        self._known: dict[str, Any] = {}

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        if source not in self._known:
            self._known[source] = super().from_string(source, *args, **kwargs)
        return self._known[source]


def _printable(value: Any) -> Any:
    """Without control characters, which XML does not allow and Word does not open."""
    if isinstance(value, str) and not value.isprintable():
        return "".join(c for c in value if c == "\n" or unicodedata.category(c) not in _REFUSED)
    return value


_REFUSED = ("Cc", "Cs", "Cn", "Co")


@cache
def _environment() -> _Compiled:
    return _Compiled()


@cache
def _template() -> bytes:
    folder = files("objektiv.documents").joinpath("templates")
    return folder.joinpath("recommendations.docx").read_bytes()


def _without_clock(written: io.BytesIO) -> bytes:
    """The same archive with a fixed time in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()


# --- «Актуальность» ---------------------------------------------------------------------


def _by_school(
    campaign: CampaignReport,
) -> dict[str, list[tuple[WorkReport, Finding | None, str]]]:
    """For each school its works in order, with the finding and the sentence on marks."""
    found: dict[str, list[tuple[WorkReport, Finding | None, str]]] = {}
    for work in campaign.works:
        findings = {one.school: one for one in (work.findings.schools if work.findings else ())}
        for row in work.reports.marks.rows:
            if row.unit.level != "school":
                continue
            said = russian.counted(row.n, "участник", "участника", "участников")
            if row.shares is not None:
                good = (row.counts[2] + row.counts[3]) / row.n
                said += (
                    f"; «4» и «5» — {russian.share(good)}, «2»{russian.NBSP}— "
                    f"{russian.share(row.shares[0].value)}"
                )
            found.setdefault(row.unit.school, []).append(
                (work, findings.get(row.unit.school), said)
            )
    return found


def _relevance(parts: Sequence[tuple[WorkReport, Finding | None, str]]) -> Iterator[str]:
    for work, finding, marks in parts:
        yield f"{work.work.title}: {marks}. {_state(finding)}".strip()
    if not parts:
        yield "Рекомендации даны по итогам оценочных процедур муниципалитета."


def _state(finding: Finding | None) -> str:
    if finding is None:
        return ""
    if finding.verdict is Verdict.NONE:
        return "Результаты согласуются с результатами других организаций."
    said = [finding.headline or "", *finding.facts]
    return " ".join(russian.sentence(one) for one in said if one)
