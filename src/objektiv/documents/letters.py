"""`recommendations/<school>.docx`: addressed recommendations to one school."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from objektiv import russian
from objektiv.documents.content import CampaignReport, WorkReport
from objektiv.documents.office import (
    AddressedRecommendations,
    Signature,
    blocks_of,
    sheet_docx,
)
from objektiv.reports.units import natural
from objektiv.schema import Finding, Verdict
from objektiv.schema.recommendations import Recommendation

CLOSING = (
    "Признак необъективности — повод для проверки, а не вывод об организации, учителе или "
    "ученике. Организация вправе представить пояснения; они рассматриваются до принятия решений."
)
SIGNATURES = tuple(
    Signature(role=role)
    for role in ("Председатель комиссии", "Члены комиссии", "", "Секретарь комиссии")
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
    return sheet_docx(
        AddressedRecommendations(
            title="Адресные рекомендации",
            addressee=f"{letter.addressee}\n{letter.school}",
            subject=letter.subject,
            relevance=letter.relevance,
            blocks=blocks_of(letter.recommendations),
            closing=CLOSING,
            signatures=SIGNATURES,
            source=letter.source,
        )
    )


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
