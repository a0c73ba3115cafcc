"""A stick without a server: pack, verify, open through the commands."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject
from typer.testing import CliRunner

from objektiv.analysis.refusal import Refused
from objektiv.cli.app import app
from objektiv.documents.code_sheets import code_sheets
from objektiv.documents.marking import NotMarked, marked_pdf

PDF = code_sheets(
    "protocol", {"5А": ["1000-015"]}, title="ВПР", school="МБОУ «СОШ № 1»", place="СОШ № 1"
)
LATER = f"{datetime.now() + timedelta(days=2):%Y-%m-%d %H:%M}"
PHRASE = r"(\d{5}(?: \d{5}){5})"


@pytest.fixture
def run(monkeypatch):
    def call(*args, key=""):
        monkeypatch.setenv("OBJEKTIV_KEY", key)
        return CliRunner().invoke(app, ["sealed", *map(str, args)])

    return call


@pytest.fixture
def people(run, tmp_path):
    """Two people with keys and the list of recipients a sender writes."""
    phrases, rows = [], []
    for n in (1, 2):
        said = run("key", tmp_path / f"{n}.pub").output
        phrases.append(re.search(PHRASE, said)[1])
        public = (tmp_path / f"{n}.pub").read_text().strip()
        rows.append(f'[[recipients]]\nlabel = "Школа № {n}"\nkey = "{public}"\n')
    (tmp_path / "to.toml").write_text("\n".join(rows), encoding="utf-8")
    return phrases


def test_a_parcel_goes_on_a_stick_and_is_opened_with_both_keys(run, people, tmp_path):
    (tmp_path / "вариант.pdf").write_bytes(PDF)
    (tmp_path / "слова.txt").write_text("текст", encoding="utf-8")
    packed = run("pack", tmp_path / "вариант.pdf", tmp_path / "слова.txt", "--to",
                 tmp_path / "to.toml", "--opens", LATER, "--out", tmp_path / "out",
                 "--title", "ВПР, математика", "--sender", "Северный район")  # fmt: skip
    release = re.search(rf"Ключ выпуска, показан один раз: {PHRASE}", packed.output)[1]
    stick = tmp_path / "out" / "02 Школа № 2.sealed"

    said = run("verify", stick, "--release", release).output
    early = run("open", stick, "--out", tmp_path / "no", "--release", people[0], key=people[1])
    wrong = run("open", stick, "--out", tmp_path / "no", "--release", release, key=people[0])
    opened = run("open", stick, "--out", tmp_path / "yes", "--release", release, key=people[1])

    assert "конвертов в файле: 1." in said
    assert "Опись подтверждена ключом выпуска." in said
    assert isinstance(early.exception, Refused)
    assert isinstance(wrong.exception, Refused)
    assert not (tmp_path / "no").exists()
    assert opened.exit_code == 0
    assert (tmp_path / "yes" / "слова.txt").read_text(encoding="utf-8") == "текст"
    text = PdfReader(tmp_path / "yes" / "вариант.pdf").pages[0].extract_text()
    assert "Школа № 2" in text
    assert "Школа № 1 ·" not in text


def test_a_changed_file_is_refused_by_name(run, people, tmp_path):
    (tmp_path / "a.txt").write_text("a")
    run("pack", tmp_path / "a.txt", "--to", tmp_path / "to.toml", "--opens", LATER,
        "--out", tmp_path / "out")  # fmt: skip
    file = tmp_path / "out" / "всем.sealed"
    file.write_bytes(file.read_bytes()[:-1] + b"?")

    refusal = run("verify", file).exception

    assert isinstance(refusal, Refused)
    assert str(refusal).startswith("всем.sealed: Файл повреждён")


@pytest.mark.parametrize(
    ("recipients", "said"),
    [
        ("", "[[recipients]]"),
        ("recipients = []", "ни одного получателя"),
        ('[[recipients]]\nlabel = "Школа"\nkey = "age1"', "age1"),
    ],
)
def test_a_list_of_recipients_that_is_none_is_refused(run, tmp_path, recipients, said):
    (tmp_path / "to.toml").write_text(recipients, encoding="utf-8")
    (tmp_path / "a.txt").write_text("a")

    refusal = run("pack", tmp_path / "a.txt", "--to", tmp_path / "to.toml", "--opens", LATER,
                  "--out", tmp_path / "out").exception  # fmt: skip

    assert isinstance(refusal, Refused)
    assert said in str(refusal)


def test_nothing_is_sealed_for_a_time_that_is_over(run, people, tmp_path):
    (tmp_path / "a.txt").write_text("a")

    refusal = run("pack", tmp_path / "a.txt", "--to", tmp_path / "to.toml", "--opens",
                  "2020-01-01 08:00", "--out", tmp_path / "out").exception  # fmt: skip

    assert "уже прошло" in str(refusal)
    assert not (tmp_path / "out").exists()


def test_every_page_of_any_size_bears_the_label():
    writer = PdfWriter(clone_from=io.BytesIO(PDF))
    writer.add_blank_page(400, 300)
    writer.pages[1].rotate(90)
    content = io.BytesIO()
    writer.write(content)

    pages = PdfReader(io.BytesIO(marked_pdf(content.getvalue(), "Школа № 7", "Экземпляр 7"))).pages

    assert len(pages) == 2
    for page in pages:
        assert page.extract_text().count("Школа № 7") == 3
        assert "Экземпляр 7" in page.extract_text()


def test_a_pdf_that_cannot_be_marked_is_refused():
    writer = PdfWriter(clone_from=io.BytesIO(PDF))
    writer.encrypt("secret", algorithm="RC4-128")
    closed = io.BytesIO()
    writer.write(closed)

    with pytest.raises(NotMarked, match="паролем"):
        marked_pdf(closed.getvalue(), "a", "b")
    for broken in (b"", b"%PDF-1.7", PDF[:2000]):
        with pytest.raises(NotMarked, match="повреждён"):
            marked_pdf(broken, "a", "b")


def test_fonts_that_a_page_inherits_and_what_it_says_stay():
    """Some programs keep the fonts and the size of all pages in their parent."""
    writer = PdfWriter(clone_from=io.BytesIO(PDF))
    page = writer.pages[0]
    parent = page["/Parent"].get_object()
    for name in ("/Resources", "/MediaBox"):
        parent[NameObject(name)] = page[name]
        del page[name]
    content = io.BytesIO()
    writer.write(content)

    marked = PdfReader(io.BytesIO(marked_pdf(content.getvalue(), "Школа № 7", "Экземпляр 7")))

    text = marked.pages[0].extract_text()
    assert "Бумажный протокол" in text
    assert "1000-015" in text
    assert text.count("Школа № 7") == 3
