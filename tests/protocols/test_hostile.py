"""Whatever the bytes are: a Reading with complaints, never an exception, never long."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.protocols.made import f1_rows, pupil, wide_rows, write

from objektiv.protocols import Reading, Severity, read_results, report_check
from objektiv.schema import Item, Work

WORK = Work("ВПР", 2026, 5, "Математика", (Item("q1", 2), Item("9.1", 1), Item("q3", 4)))
QUICK = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FEW = settings(QUICK, max_examples=10)  # each opens a process


def read(path: Path, content: bytes | None = None) -> Reading:
    if content is not None:
        path.write_bytes(content)
    started = time.monotonic()
    reading = read_results([path], WORK)
    assert time.monotonic() - started < 10
    assert isinstance(report_check(reading), str)
    refused = any(one.severity is not Severity.WARN for one in reading.complaints)
    assert refused == (reading.sittings == ())
    return reading


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A good file of each format."""
    folder = tmp_path_factory.mktemp("good")
    rows = f1_rows([pupil(i) for i in range(20)])
    found = {
        suffix: write(folder / f"a.{suffix}", rows).read_bytes()
        for suffix in ("xlsx", "xls", "ods", "csv")
    }
    wide = wide_rows(50)
    pl.DataFrame(wide[1:], schema=wide[0], orient="row").write_parquet(folder / "a.parquet")
    return found | {"parquet": (folder / "a.parquet").read_bytes()}


def damaged(content: bytes, data: st.DataObject) -> bytes:
    kind = data.draw(st.sampled_from(["cut", "flip", "zero", "double"]))
    at = data.draw(st.integers(0, len(content) - 1))
    if kind == "cut":
        return content[:at]
    if kind == "flip":
        bit = 1 << data.draw(st.integers(0, 7))
        return content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :]
    if kind == "zero":
        return content[:at] + bytes(min(64, len(content) - at)) + content[at + 64 :]
    return content[:at] + content[at // 2 :]


@QUICK
@given(data=st.data())
@pytest.mark.parametrize("suffix", ["xlsx", "csv", "parquet"])
def test_damaged_files(
    tmp_path: Path, files: dict[str, bytes], suffix: str, data: st.DataObject
) -> None:
    read(tmp_path / f"a.{suffix}", damaged(files[suffix], data))


@FEW
@given(data=st.data())
@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_damaged_old_files(
    tmp_path: Path, files: dict[str, bytes], suffix: str, data: st.DataObject
) -> None:
    read(tmp_path / f"a.{suffix}", damaged(files[suffix], data))


@settings(QUICK, max_examples=25)
@given(data=st.data())
def test_damaged_xml_inside_a_sound_archive(
    tmp_path: Path, files: dict[str, bytes], data: st.DataObject
) -> None:
    """What a bit flip rarely reaches, because the archive's checksum is in the way."""
    archive = zipfile.ZipFile(io.BytesIO(files["xlsx"]))
    names = ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"]
    spoiled = data.draw(st.sampled_from(names))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name in archive.namelist():
            content = archive.read(name)
            out.writestr(name, damaged(content, data) if name == spoiled else content)
    read(tmp_path / "a.xlsx", buffer.getvalue())


@QUICK
@given(content=st.binary(max_size=400))
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    read(tmp_path / "a.bin", content)


@QUICK
@given(
    body=st.text(st.sampled_from("0129.,;\t\n\r\"'XХ=-— абв\u00a0\x00\x1a"), max_size=300),
    encoding=st.sampled_from(["utf-8", "cp1251", "utf-16"]),
)
def test_any_csv(tmp_path: Path, body: str, encoding: str) -> None:
    text = "school;class;pupil;q1;9.1;q3\n" + body
    read(tmp_path / "a.csv", text.encode(encoding, "replace"))


def zipped(sheet: bytes, ods: bool = False) -> bytes:
    """A workbook with this XML as its sheet."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        if ods:
            out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            out.writestr("META-INF/manifest.xml", "<manifest/>")
            out.writestr("content.xml", sheet)
        else:
            out.writestr("[Content_Types].xml", "<Types/>")
            out.writestr(
                "xl/workbook.xml",
                '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
                'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
                '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            )
            out.writestr(
                "xl/_rels/workbook.xml.rels",
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
                'officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
                "</Relationships>",
            )
            out.writestr("xl/worksheets/sheet1.xml", sheet)
    return buffer.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        (b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>', "столбцов больше"),
        (b'<row r="1048576"><c r="ALL1048576"><v>1</v></c></row>', "слишком велика"),
        (b'<row r="1">' + b"<c><v>1</v></c>" * 1_000_000 + b"</row>", ""),
        (b"<row/>" * 1_000_000 + b"<row>" + b"<c/>" * 100_000 + b"</row>", ""),
        (b'<row r="1"><c r="ZZZZZZ999999999"><v>1</v></c></row>', ""),
        (b'<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>', ""),
        (b"<row>" * 100_000, ""),
    ],
)
def test_far_addresses_and_endless_rows(tmp_path: Path, sheet: bytes, says: str) -> None:
    reading = read(tmp_path / "a.xlsx", zipped(SHEET % sheet))
    assert reading.sittings == ()
    assert any(says in one.text for one in reading.complaints), report_check(reading)


def test_a_million_columns_of_csv(tmp_path: Path) -> None:
    reading = read(tmp_path / "a.csv", b"1," * 1_000_000 + b"\n" + b"2," * 1_000_000)
    assert "столбц" in reading.complaints[0].text


def test_a_million_columns_with_addresses(tmp_path: Path) -> None:
    letters = [
        f"{a}{b}{c}"
        for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    ]
    cells = "".join(f'<c r="{name}1"><v>1</v></c>' for name in letters).encode()
    reading = read(tmp_path / "a.xlsx", zipped(SHEET % (b'<row r="1">' + cells + b"</row>")))
    assert "столбцов больше" in reading.complaints[0].text


def test_zip_bombs(tmp_path: Path) -> None:
    big = zipped(SHEET % (b" " * (64 << 20)))
    assert len(big) < 1 << 17
    reading = read(tmp_path / "a.xlsx", big)
    assert "при распаковке" in reading.complaints[0].text


def test_a_zip_that_lies_about_its_size(tmp_path: Path) -> None:
    content = bytearray(zipped(SHEET % (b" " * (40 << 20))))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = 0
        while (at := content.find(mark, at)) >= 0:
            content[at + offset : at + offset + 4] = (100).to_bytes(4, "little")
            at += 4
    reading = read(tmp_path / "a.xlsx", bytes(content))
    assert reading.sittings == ()


def test_repeated_cells_of_ods(tmp_path: Path) -> None:
    content = (
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        b' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        b' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        b'<office:spreadsheet><table:table table:name="a">'
        b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        b'office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p>'
        b"</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        b"</office:document-content>"
    )
    assert read(tmp_path / "a.ods", zipped(content, ods=True)).sittings == ()


def test_exploding_entities(tmp_path: Path) -> None:
    entities = b"".join(
        b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10 if i else b"ha") for i in range(12)
    )
    sheet = (
        b"<!DOCTYPE x ["
        + entities
        + b"]>"
        + SHEET % b'<row r="1"><c r="A1" t="str"><v>&l11;</v></c></row>'
    )
    assert read(tmp_path / "a.xlsx", zipped(sheet)).sittings == ()


def test_parquet_of_one_endless_value(tmp_path: Path) -> None:
    frame = pl.DataFrame({"school": ["x" * 1_000_000], "class": ["5А"], "pupil": ["1"]})
    frame = pl.concat([frame] * 500)
    frame.write_parquet(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").sittings == ()


def test_parquet_text_that_is_no_text_is_a_broken_file(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = ["школа-А"] * 3
    table = pa.table(
        {"school": names, "class": ["5А"] * 3, "pupil": ["1", "2", "3"], "q1": [1] * 3}
    )
    path = tmp_path / "a.parquet"
    pq.write_table(table, path, compression="none")
    spoiled = path.read_bytes().replace("школа-А".encode(), b"\xb1" * len("школа-А".encode()))
    path.write_bytes(spoiled)

    reading = read_results([path], Work("ВПР", 2026, 5, "Математика", (Item("q1", 1),)))

    assert reading.sittings == ()
    assert [one.severity for one in reading.complaints] == [Severity.REFUSE]
