"""`findings.csv` and `findings.json`: what scripts read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from objektiv.schema import Finding, Findings, Guard, School, Work

CSV_COLUMNS = (
    "school",
    "procedure",
    "year",
    "subject",
    "grade",
    "n",
    "p_value",
    "q_value",
    "verdict",
    "signs",
)


def findings_csv(all_findings: Iterable[Findings]) -> str:
    """One row per school × work, sorted by school and work; strongest signs first.

    Only signs that stand out at their own 5 % are listed; their joint probability is `p_value`.
    """
    rows = [
        (
            finding.school,
            findings.work.procedure,
            findings.work.year,
            findings.work.subject,
            findings.work.grade,
            finding.n,
            _short(finding.p_value),
            _short(finding.q_value),
            finding.verdict.value,
            ";".join(standing_out(finding)),
        )
        for findings in all_findings
        for finding in findings.schools
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(
        [_harmless(cell) for cell in row] for row in sorted(rows, key=lambda row: row[:5])
    )
    return out.getvalue()


def standing_out(finding: Finding, level: float = 0.05) -> list[str]:
    """Codes of the computed signs with p ≤ level, strongest first."""
    strong = [
        sign
        for sign in finding.signs
        if sign.guard is not Guard.UNAVAILABLE
        and sign.p_value is not None
        and sign.p_value <= level
    ]
    return [sign.code for sign in sorted(strong, key=lambda sign: sign.p_value or 0.0)]


def findings_json(all_findings: Iterable[Findings], schools: Mapping[str, School]) -> str:
    """The same with every sign, class-level findings and what reproduces them.

    A finding per line: people can read it, version control can compare it, and the compact
    encoder writes it several times faster than an indented one.
    """
    works = ",\n".join(_work_part(findings) for findings in all_findings)
    known = [asdict(school) for _, school in sorted(schools.items())]
    return f'{{"works": [\n{works}\n],\n"schools": {_lines(known)}}}\n'


def _work_part(findings: Findings) -> str:
    about = {
        "method": findings.method,
        "profile": findings.profile,
        "data_hash": findings.data_hash,
        "seed": findings.seed,
        "expected_false": findings.expected_false,
    }
    return (
        f'{{"work": {_line(_work(findings.work))},\n{_line(about)[1:-1]},\n'
        f'"schools": {_lines([_finding(one) for one in findings.schools])},\n'
        f'"classes": {_lines([_finding(one) for one in findings.classes])}}}'
    )


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _lines(values: list[Any]) -> str:
    return "[\n" + ",\n".join(map(_line, values)) + "\n]"


def _work(work: Work) -> dict[str, Any]:
    return {
        "procedure": work.procedure,
        "year": work.year,
        "grade": work.grade,
        "subject": work.subject,
        "variant_of": work.variant_of,
        "max_score": work.max_score,
        "scale": [list(band) for band in work.scale.bands] if work.scale else None,
        "items": [asdict(item) for item in work.items],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    part = asdict(finding)
    part["class"] = part.pop("class_")
    return part


def _short(value: float | None) -> str:
    """Six significant digits: enough for any use, the same on every machine."""
    return "" if value is None else f"{value:.6g}"


def _harmless(cell: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "@", "\t", "\r"):
        return "'" + cell
    return cell
