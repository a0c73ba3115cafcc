"""The main job from files to outputs, through the command a user types."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

SHARED = Path(__file__).parents[3] / "shared"
MATURA = SHARED / "data" / "real" / "CZmatura2019_15702.csv.gz"


def objektiv(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "objektiv.cli", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=600,  # a command that waits for ever is a failure
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration municipality, made and analysed once by the command."""
    home = tmp_path_factory.mktemp("demo")
    done = objektiv("demo", "--out", "demo", cwd=home)
    assert done.returncode == 0, done.stderr
    return home / "demo"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def test_all_outputs_are_there_and_nothing_else(demo):
    names = {path.name for path in (demo / "report").iterdir()}

    assert names == {
        "findings.csv",
        "findings.json",
        "tables.xlsx",
        "report.html",
        "recommendations",
        "sittings",
    }
    assert len(list((demo / "report" / "recommendations").glob("*.docx"))) == 25


def test_findings_csv_has_the_columns_of_the_contract_and_a_row_per_school_and_work(demo):
    rows = rows_of(demo / "report" / "findings.csv")

    assert list(rows[0]) == [
        "school", "procedure", "year", "subject", "grade", "n", "p_value", "q_value", "verdict",
        "signs",
    ]  # fmt: skip
    assert len({(row["school"], row["subject"], row["grade"]) for row in rows}) == len(rows)
    assert len(rows) == 25 * 4
    for row in rows:
        assert (row["p_value"] == "") == (row["verdict"] == "insufficient"), row
        if row["q_value"]:
            assert (float(row["q_value"]) <= 0.05) == (row["verdict"] == "verify"), row


def test_the_demonstration_shows_something_and_accuses_few(demo):
    verdicts = [row["verdict"] for row in rows_of(demo / "report" / "findings.csv")]

    assert 1 <= verdicts.count("verify") <= 8
    assert verdicts.count("none") > 60


def test_findings_json_says_how_to_get_the_same_again(demo):
    body = json.loads((demo / "report" / "findings.json").read_text(encoding="utf-8"))

    for work in body["works"]:
        assert len(work["data_hash"]) == 64
        assert work["method"]
        assert work["profile"]
        assert isinstance(work["seed"], int)
        for finding in work["schools"]:
            assert {"signs", "markers", "headline", "facts"} <= set(finding)


def test_the_same_files_and_seed_give_the_same_bytes(demo, tmp_path):
    files = sorted((demo / "files").glob("**/*.xlsx"))
    works = [
        part for path in sorted((demo / "files").glob("**/work.toml")) for part in ("--work", path)
    ]

    done = objektiv("analyse", *files, *works, "--out", "again", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    for name in ("findings.csv", "findings.json", "report.html", "tables.xlsx"):
        assert (tmp_path / "again" / name).read_bytes() == (demo / "report" / name).read_bytes()


def test_no_pupil_code_leaves_the_tables_meant_for_pupils(demo):
    """Codes stand in the individual results and the stored sittings, nowhere else."""
    file = next((demo / "files").glob("**/*.xlsx"))
    from openpyxl import load_workbook

    with closing(load_workbook(file, read_only=True)) as book:
        cells = list(book.active.values)
    header = next(i for i, row in enumerate(cells) if "Код участника" in row)
    code = str(cells[header + 1][cells[header].index("Код участника")])

    for name in ("findings.csv", "findings.json"):
        text = (demo / "report" / name).read_text(encoding="utf-8")
        assert re.search(rf"(?<![\d.]){code}(?!\d)", text) is None


@pytest.fixture(scope="module")
def matura(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centrally marked national test, its pupils dealt at random to invented schools."""
    if not MATURA.exists():
        pytest.skip("the real data are not beside the repository")
    with gzip.open(MATURA, "rt", encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    codes = [name for name in rows[0] if name.startswith("b")]
    tops = {code: max(int(row[code]) for row in rows if row[code]) for code in codes}
    rng = np.random.default_rng(20)
    rng.shuffle(rows)
    home = tmp_path_factory.mktemp("matura")
    with (home / "results.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["school", "class", "pupil", *codes])
        at, school = 0, 0
        while at < len(rows):
            size = int(rng.choice([8, 14, 22, 35, 60, 110]))
            for number, row in enumerate(rows[at : at + size]):
                cells = [row[code] for code in codes]
                writer.writerow(
                    [f"Школа {school}", f"11{'АБ'[number % 2]}", f"{at + number}", *cells]
                )
            at, school = at + size, school + 1
    items = "".join(f'[[items]]\ncode = "{code}"\nmax = {tops[code]}\n' for code in codes)
    (home / "work.toml").write_text(
        f'procedure = "Матура"\nyear = 2019\ngrade = 11\nsubject = "Математика"\n'
        f"scale = [[0, 16, 2], [17, 29, 3], [30, 39, 4], [40, {sum(tops.values())}, 5]]\n{items}",
        encoding="utf-8",
    )
    return home


def test_a_centrally_marked_test_in_random_schools_gives_nothing_to_verify(matura):
    done = objektiv("analyse", "results.csv", "--work", "work.toml", "--out", "out", cwd=matura)

    assert done.returncode == 0, done.stderr
    verdicts = [row["verdict"] for row in rows_of(matura / "out" / "findings.csv")]
    assert "verify" not in verdicts
    assert verdicts.count("none") > 200


def test_a_refusal_names_the_cell_and_leaves_nothing(matura, tmp_path):
    lines = (matura / "results.csv").read_text(encoding="utf-8").splitlines()
    cells = lines[5].split(",")
    cells[4] = "77"
    lines[5] = ",".join(cells)
    (tmp_path / "bad.csv").write_text("\n".join(lines), encoding="utf-8")

    done = objektiv(
        "analyse", "bad.csv", "--work", matura / "work.toml", "--out", "out", cwd=tmp_path
    )

    assert done.returncode == 1
    assert "bad.csv" in done.stderr
    assert "E6" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]


def test_recheck_round_trip_from_findings_to_an_outcome(demo, tmp_path):
    done = objektiv("recheck", demo / "report", "--works", 60, "--out", "list.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    works = rows_of(tmp_path / "list.csv")
    assert len(works) == 60
    assert [float(row["information"]) for row in works] == sorted(
        (float(row["information"]) for row in works), reverse=True
    )

    with (tmp_path / "list.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, works[0].keys())
        writer.writeheader()
        writer.writerows({**row, "second_score": row["score"]} for row in works)
    done = objektiv(
        "recheck", demo / "report", "--second", "list.csv", "--out", "outcome.csv", cwd=tmp_path
    )

    assert done.returncode == 0, done.stderr
    outcomes = rows_of(tmp_path / "outcome.csv")
    assert {row["outcome"] for row in outcomes} <= {"cleared", "undecided"}
    assert sum(int(row["works"]) for row in outcomes) == 60


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["check"], 2, "ФАЙЛ"),
        (["analyse", "x.csv"], 2, "--out"),
        (["nonsense"], 2, "команды нет"),
        (["analyse", "x.csv", "--out", "o", "--engine", "abacus"], 2, "--engine"),
        (["check", "нет такого.csv"], 1, "нет такого.csv"),
        (["recheck", ".", "--out", "o.csv"], 1, "findings.json"),
        (["simulate", "--kinds", "magic", "--out", "o"], 1, "magic"),
        (["check", "x.csv", "--same", "непонятно"], 1, "непонятно"),
    ],
)
def test_wrong_usage_and_wrong_input_end_in_a_russian_sentence(tmp_path, arguments, code, said):
    done = objektiv(*arguments, cwd=tmp_path)

    assert done.returncode == code, done.stderr
    assert said in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_something_else_is_not_served(tmp_path):
    (tmp_path / "заметки.txt").write_text("чужое", encoding="utf-8")

    done = objektiv("serve", ".", cwd=tmp_path)

    assert done.returncode == 1
    assert "report.html" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["заметки.txt"]
