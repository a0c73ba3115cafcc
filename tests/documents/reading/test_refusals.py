"""Files that are no documents, broken, encrypted, too big: one Russian sentence each."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest
from tests.documents.reading import made
from typer.testing import CliRunner

from objektiv.analysis import Refused
from objektiv.analysis.plans import plan_words, read_plan_file
from objektiv.cli import app

ODS = b"application/vnd.oasis.opendocument.spreadsheet"
DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (DOC, "старого вида"),
        (b"%PDF-1.7\n", "PDF"),
        (b"{\\rtf1 text}", "RTF"),
        (os.urandom(2_000) + b"\0", "не текстовый"),
        (b"PK\x03\x04 broken", "повреждён"),
        (b"", "нет текста"),
        (b"   \n\n", "нет текста"),
    ],
    ids=["doc", "pdf", "rtf", "bytes", "broken", "empty", "blank"],
)
def test_what_is_no_document(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "план.docx"
    path.write_bytes(data)

    with pytest.raises(Refused, match=says) as refusal:
        read_plan_file(path)

    assert str(refusal.value).startswith("план.docx: ")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"word/document.xml": b"<broken"}, "повреждён"),
        ({"word/document.xml": b"0" * (200 * 2**20)}, "недопустимо большим"),
        ({"xl/workbook.xml": b"<x/>"}, "не документ Word"),
        ({"content.xml": b"<x/>", "mimetype": ODS}, "не документ Word"),
        ({"content.xml": b"<x/>", "META-INF/manifest.xml": b"<encryption-data/>"}, "паролем"),
    ],
    ids=["xml", "bomb", "workbook", "ods", "encrypted"],
)
def test_archives(tmp_path: Path, parts: dict[str, bytes], says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_plan_file(archive(tmp_path / "план.docx", parts))


def test_too_big_and_too_long(tmp_path: Path) -> None:
    big, long = tmp_path / "big.txt", tmp_path / "long.txt"
    with big.open("wb") as file:
        file.truncate(20 * 2**20 + 1)
    long.write_text("строка\n" * 50_000, encoding="utf-8")

    with pytest.raises(Refused, match="больше 20 МБ"):
        read_plan_file(big)
    with pytest.raises(Refused, match="слишком много текста"):
        read_plan_file(long)


def test_entities_of_xml_are_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("тайна", encoding="utf-8")
    path = made.save_docx(tmp_path / "план.docx", made.plan_docx())
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    text = parts["word/document.xml"].decode()
    body = text.split("?>", 1)[1].replace("Обучить экспертов", "&x; Обучить экспертов")
    kind = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>'
    parts["word/document.xml"] = f'<?xml version="1.0" encoding="UTF-8"?>{kind}{body}'.encode()
    archive(path, parts)

    try:
        plan = read_plan_file(path)
    except Refused:
        return

    assert "тайна" not in json.dumps(plan.as_json(), ensure_ascii=False)


def test_command_writes_the_format(tmp_path: Path) -> None:
    source = made.save_docx(tmp_path / "план.docx", made.plan_docx())
    out = tmp_path / "plan.json"

    result = CliRunner().invoke(app, ["plan", "read", str(source), "--out", str(out)])

    assert result.exit_code == 0
    assert "Прочитано: 4\xa0мероприятия, 2\xa0раздела." in result.output
    written = json.loads(out.read_text(encoding="utf-8"))
    assert list(written)[:5] == ["title", "organisation", "school_year", "kind", "sections"]
    item = written["sections"][0]["items"][1]
    assert list(item) == [
        "number", "text", "due", "responsible", "participants", "expected_result"
    ]  # fmt: skip
    assert item["due"] == {
        "text": "до 1 ноября", "kind": "date", "start": None, "end": "2024-11-01",
        "anchor": None, "offset_working_days": None,
    }  # fmt: skip


def test_nothing_is_written_when_refused(tmp_path: Path) -> None:
    source, out = tmp_path / "план.doc", tmp_path / "plan.json"
    source.write_bytes(DOC)

    result = CliRunner().invoke(app, ["plan", "read", str(source), "--out", str(out)])

    assert isinstance(result.exception, Refused)
    assert list(tmp_path.iterdir()) == [source]


def test_words_tell_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "рекомендации.txt"
    path.write_text(
        "Рекомендации\n\nУчителям:\n1. Сверить критерии\n2. Учесть ошибки до 1 мая\n", "utf-8"
    )

    said = plan_words(read_plan_file(path))

    assert said == (
        "Прочитано: 2\xa0мероприятия, 1\xa0раздел.",
        "Нет срока — 1 и ответственных — 2.",
        "Учебный год не назван: укажите --year, тогда у месяцев будут даты.",
    )
    assert plan_words(read_plan_file(path, year=2026))[-1] == said[1]
