"""Files of a campaign hold exactly what was simulated."""

import csv
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from objektiv.protocols.work import read_work
from objektiv.schema import (
    MISSING,
    NOT_ATTEMPTED,
    NOT_TAUGHT,
    Condition,
    Item,
    Scale,
    Sittings,
    Work,
    item_column,
)
from objektiv.simulation import Campaign, base, demo_municipality, simulate, write_campaign
from objektiv.simulation.files import folder_name, wide, work_toml

CODES = {"X": NOT_ATTEMPTED, "N": NOT_TAUGHT, None: MISSING, "": MISSING}


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return simulate(base(12, not_taught=0.3), seed=2)


def code(cell: object) -> int:
    return CODES[cell] if cell in CODES else int(str(cell))


def item_rows(sittings: Sittings) -> list[list[int]]:
    columns = [item_column(one) for one in sittings.work.codes]
    return [list(row) for row in sittings.frame.select(columns).iter_rows()]


def test_csv_holds_every_cell(campaign: Campaign, tmp_path: Path) -> None:
    write_campaign(campaign, tmp_path, "csv")

    sittings = campaign.sittings[0]
    with (tmp_path / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [[code(row[one]) for one in sittings.work.codes] for row in rows] == item_rows(sittings)
    for column in ("school", "class", "pupil", "municipality", "region", "variant", "sex"):
        assert [row[column] for row in rows] == sittings.frame[column].to_list()
    for column in ("score", "prior_score"):
        values = [int(row[column]) if row[column] else None for row in rows]
        assert values == sittings.frame[column].to_list()
    for column in ("mark", "journal_mark", "participated"):
        values = [int(row[column] or 0) for row in rows]
        assert values == sittings.frame[column].cast(pl.Int64).to_list()


def test_parquet_is_the_same_table(campaign: Campaign, tmp_path: Path) -> None:
    write_campaign(campaign, tmp_path, "parquet")

    assert pl.read_parquet(tmp_path / "results.parquet").equals(wide(campaign.sittings[0]))


def test_f1_files_hold_every_cell_in_the_exports_layout(campaign: Campaign, tmp_path: Path) -> None:
    write_campaign(campaign, tmp_path, "f1")

    sittings = campaign.sittings[0]
    work = sittings.work
    assert len(list(tmp_path.glob("*.xlsx"))) == len(sittings.schools)
    for login, frame in sittings.frame.group_by("school"):
        school = sittings.schools[str(login[0])]
        book = openpyxl.load_workbook(tmp_path / f"{school.id}.xlsx")
        sheet = book["Индивидуальные результаты"]
        lines = [list(line) for line in sheet.iter_rows(values_only=True)]
        assert lines[0][0] == "ВПР 2026 Математика 5 класс"
        assert lines[2][:2] == ["Максимальный первичный балл", 24]
        assert lines[4][0] == f"{school.name} ({school.id})"
        assert lines[4][1] == f"Кол-во участников: {frame['participated'].sum()}"
        assert lines[6][6:22] == [str(item.level) for item in work.items]
        assert lines[7][5:8] == ["Вариант", "1 (1б)", "2 (1б)"]
        assert lines[7][-3:] == ["Первичный балл", "Отметка", "Отметка по журналу"]
        body = lines[8:]
        assert [line[3] for line in body] == frame["pupil"].to_list()
        assert [line[4] for line in body] == frame["class"].to_list()
        columns = frame.select([item_column(one) for one in work.codes])
        assert [[code(cell) for cell in line[6:22]] for line in body] == [
            list(row) for row in columns.iter_rows()
        ]
        assert [line[22] for line in body] == frame["score"].to_list()
        assert [line[23] or 0 for line in body] == frame["mark"].to_list()
        assert [line[24] or 0 for line in body] == frame["journal_mark"].to_list()


@pytest.mark.parametrize("format_", ["f1", "csv"])
def test_the_same_campaign_gives_the_same_bytes(
    campaign: Campaign, tmp_path: Path, format_: str
) -> None:
    for name in ("one", "two"):
        write_campaign(campaign, tmp_path / name, format_)

    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_truth_begins_with_the_promised_columns(campaign: Campaign, tmp_path: Path) -> None:
    write_campaign(campaign, tmp_path, "csv")

    with (tmp_path / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:5] == ["school", "class", "manipulation", "intensity", "trap"]
    assert [row["manipulation"] for row in rows] == campaign.truth["manipulation"].to_list()
    assert [row["class"] for row in rows] == campaign.truth["class"].to_list()


def test_several_works_have_a_folder_each(tmp_path: Path) -> None:
    campaign = simulate(base(5, subjects=("Математика", "Русский язык")), seed=1)

    write_campaign(campaign, tmp_path, "csv")

    for sittings in campaign.sittings:
        folder = tmp_path / folder_name(sittings.work)
        assert read_work(folder / "work.toml") == without_source(sittings.work)
        assert (folder / "results.csv").is_file()
    assert (tmp_path / "truth.csv").is_file()


def without_source(work: Work) -> Work:
    """The file carries no source of its scale."""
    scale = work.scale and Scale(work.scale.bands, work.scale.conditions)
    return Work(work.procedure, work.year, work.grade, work.subject, work.items, scale)


@pytest.mark.parametrize("sittings", demo_municipality(1).sittings, ids=lambda one: one.work.title)
def test_work_toml_is_read_back(sittings: Sittings, tmp_path: Path) -> None:
    path = tmp_path / "work.toml"
    path.write_text(work_toml(sittings.work), encoding="utf-8")

    assert read_work(path) == without_source(sittings.work)


def test_work_toml_keeps_conditions_and_odd_letters(tmp_path: Path) -> None:
    items = (Item("1К1", 2, topic='Кавычки " и \\'), Item("2", 2))
    conditions = (Condition(3, ("2",), 1), Condition(4, ("1К1", "2"), 2))
    scale = Scale(((0, 1, 2), (2, 2, 3), (3, 4, 4)), conditions)
    work = Work("ОГЭ", 2026, 9, "Математика", items, scale)
    path = tmp_path / "work.toml"

    path.write_text(work_toml(work), encoding="utf-8")

    assert read_work(path) == work


def test_unknown_format_is_refused(campaign: Campaign, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="format"):
        write_campaign(campaign, tmp_path / "out", "pdf")
    assert not (tmp_path / "out").exists()
