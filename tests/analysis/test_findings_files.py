"""What scripts read: columns, order, harmless cells, valid JSON."""

from __future__ import annotations

import csv
import io
import json

from objektiv.analysis.findings_files import findings_csv, findings_json
from objektiv.schema import Finding, Findings, Guard, School, Sign, Verdict, Work

WORK = Work("ВПР", 2026, 5, "Математика", ())


def sign(code: str, p: float | None, guard: Guard = Guard.OK) -> Sign:
    return Sign(code, "Признак", 1.0, (0.0, 2.0), "балла", 20, 1.0, p, guard, "Текст.")


def finding(school: str, *signs: Sign, p: float | None = 0.5) -> Finding:
    verdict = Verdict.NONE if p is not None else Verdict.INSUFFICIENT
    return Finding("", "", school, "", 20, p, p, verdict, signs)


def findings(*rows: Finding, classes: tuple[Finding, ...] = ()) -> Findings:
    return Findings(WORK, rows, classes, 0.0, "метод 1", "профиль 1", "0" * 64, 7)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_signs_are_those_that_stand_out_strongest_first():
    one = finding(
        "Школа",
        sign("weak", 0.04),
        sign("strong", 0.001),
        sign("quiet", 0.3),
        sign("absent", None, Guard.UNAVAILABLE),
    )

    assert read(findings_csv([findings(one)]))[0]["signs"] == "strong;weak"


def test_rows_are_sorted_by_school_and_no_verdict_has_no_probability():
    rows = read(findings_csv([findings(finding("Б"), finding("А", p=None))]))

    assert [row["school"] for row in rows] == ["А", "Б"]
    assert rows[0]["p_value"] == rows[0]["q_value"] == ""


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless():
    rows = read(findings_csv([findings(finding('=HYPERLINK("x")'))]))

    assert rows[0]["school"] == '\'=HYPERLINK("x")'


def test_json_round_trip_keeps_every_field():
    one = finding("Школа «А»", sign("level", 0.01))
    klass = Finding("", "", "Школа «А»", "5А", 20, 0.2, 0.2, Verdict.NONE, ())

    body = json.loads(
        findings_json([findings(one, classes=(klass,))], {"Школа «А»": School("Школа «А»", "А")})
    )

    (work,) = body["works"]
    assert work["data_hash"] == "0" * 64
    assert work["seed"] == 7
    assert work["work"]["subject"] == "Математика"
    assert work["schools"][0]["signs"][0]["expected"] == [0.0, 2.0]
    assert work["classes"][0]["class"] == "5А"
    assert body["schools"] == [{"id": "Школа «А»", "name": "А", "municipality": "", "region": ""}]


def test_json_of_no_schools_is_still_json():
    assert json.loads(findings_json([findings()], {}))["works"][0]["schools"] == []
