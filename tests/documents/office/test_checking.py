"""Templates of users: what may stand in them, and what is refused with its place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from objektiv.documents import office
from objektiv.documents.office import package


def template(*lines: str, change: Callable[[Document], None] | None = None) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_parts(document: bytes, **parts: bytes) -> bytes:
    """The file with parts added or replaced; «__» stands for «/», «_dot_» for «.»."""
    named = {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, named.pop(name, None) or old.read(name))
        for name, data in named.items():
            new.writestr(name, data)
    return out.getvalue()


def complaints(document: bytes, kind: str = "letter") -> list[str]:
    return [str(one) for one in office.check_template(kind, document)]


@pytest.mark.parametrize("kind", office.KINDS)
def test_templates_of_the_program_are_right(kind: str) -> None:
    assert complaints(office.default_template(kind), kind) == []


def test_an_edited_template_is_taken_and_used() -> None:
    mine = template("Наше управление", "{{ заголовок|upper }}", "{%p for строка in абзацы %}",
                    "{{ loop.index }}) {{ строка }}{% if not loop.last %};{% endif %}",
                    "{%p endfor %}")  # fmt: skip

    assert complaints(mine) == []
    letter = office.CoverLetter(title="о проверке", paragraphs=("Один", "Два"))
    lines = [p.text for p in Document(io.BytesIO(office.sheet_docx(letter, mine))).paragraphs]
    assert lines == ["Наше управление", "О ПРОВЕРКЕ", "1) Один;", "2) Два"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{{ заголовк }}", "Абзац «{{ заголовк }}»: поля «заголовк» в этом документе нет."),
        ("{{ подписи.имя }}", "поля «подписи.имя» в этом документе нет."),
        ("Уважаемый {{ обращение", "скобки «{{» не закрыты"),
        ("от }} 2026", "скобки «}}» не закрыты или не открыты"),
        ("{{ заголовок + }}", "написано с ошибкой"),
        ("{%p for строка in абзацы %}", "не закрыто"),
        ("{%p endfor %}", "ничего не закрывает"),
        ("{%tr for строка in абзацы %}{%tr endfor %}", "стоит вне таблицы"),
        ("{% for один in заголовок %}{{ один }}{% endfor %}", "повторять можно только список"),
    ],
)
def test_mistakes_are_named_with_their_place(line: str, said: str) -> None:
    found = complaints(template("{{ заголовок }}", line))

    assert any(said in one for one in found), found
    assert all("Абзац «" in one for one in found)


def test_a_cell_of_a_table_is_named_and_all_complaints_come_at_once() -> None:
    def table(document: Document) -> None:
        document.add_table(1, 1).rows[0].cells[0].text = "Срок: {{ срак }}"

    found = complaints(template("{{ загловок }}", change=table))

    assert [one.split(":")[0] for one in found] == [
        "Абзац «{{ загловок }}»", "Ячейка таблицы «Срок"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__ }}",
        "{{ заголовок.__class__.__mro__ }}",
        "{{ заголовок['__class__'] }}",
        "{{ заголовок|attr('__class__') }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ range(10**9)|list }}",
        "{% for x in range(1000000000) %}x{% endfor %}",
        "{{ 'a' * 10**10 }}",
        "{{ заголовок.format(self) }}",
        "{{ '%s' % заголовок }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% set x = заголовок %}",
        "{% macro f() %}{% endmacro %}",
        "{% raw %}{{ x }}{% endraw %}",
        "{%+ raw %}{{ x }}{% endraw %}",
        "{# {{ x }} #}",
        "{{ lipsum() }}",
        "{{ заголовок|map('upper') }}",
        "{{ заголовок|default(''.__class__) }}",
        "{{ заголовок if ''.__class__ }}",
    ],
)
def test_templates_cannot_run_anything(attack: str) -> None:
    assert complaints(template("{{ заголовок }}", attack))


def test_tags_hidden_from_the_eye_are_found() -> None:
    """Word parts are taken for templates whole: attributes, comments, joined paragraphs."""

    def alternative(document: Document) -> None:
        document.sections[0].header.paragraphs[0]._p.append(parse_xml(
            f'<w:r {nsdecls("w")}><w:sym w:font="{{{{ self }}}}"/></w:r>'
        ))  # fmt: skip

    def commented(document: Document) -> None:
        from lxml import etree

        document.element.body.append(etree.Comment("{{ self }}"))

    apart = template("{{ заголовок }}", "{", "{ 'a' * 10**10 }", "}")
    named = with_parts(
        template("{{ заголовок }}"),
        word__other_dot_txt=f"<w:hdr {nsdecls('w')}><w:p><w:r><w:t>{{{{ self }}}}</w:t></w:r></w:p>"
        "</w:hdr>".encode(),
    )
    for document in (
        template("{{ заголовок }}", change=alternative),
        template("{{ заголовок }}", change=commented),
        apart,
        named,
    ):
        assert complaints(document)


def test_what_slipped_through_would_still_be_in_a_sandbox() -> None:
    from jinja2.exceptions import SecurityError, UndefinedError

    letter = office.CoverLetter(title="О проверке")
    for attack in ("{{ ''.__class__.__mro__ }}", "{{ cycler.x.y }}", "{{ lipsum() }}"):
        with pytest.raises((SecurityError, UndefinedError)):
            office.sheet_docx(letter, template(attack))


def test_a_tag_split_by_formatting_is_whole_and_one_split_by_a_link_is_not() -> None:
    def formatted(document: Document) -> None:
        paragraph = document.add_paragraph("{{ заго")
        paragraph.add_run("ловок").bold = True
        paragraph.add_run(" }}")

    def linked(document: Document) -> None:
        paragraph = document.add_paragraph("{{ заго")
        rest = "<w:r><w:t>ловок }}</w:t></w:r>"
        paragraph._p.append(parse_xml(f"<w:hyperlink {nsdecls('w')}>{rest}</w:hyperlink>"))

    assert complaints(template(change=formatted)) == []
    assert "разорвано" in complaints(template(change=linked))[0]


def test_corrections_have_to_be_taken_first() -> None:
    def corrected(document: Document) -> None:
        paragraph = document.add_paragraph("{{ заголовок }}")
        paragraph._p.append(parse_xml(
            f'<w:ins {nsdecls("w")} w:id="1" w:author="a"><w:r><w:t>!</w:t></w:r></w:ins>'
        ))  # fmt: skip

    assert "непринятые исправления" in complaints(template(change=corrected))[0]


RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("image", "http://example.test/pixel.png"),
        ("image", "file:///etc/passwd"),
        ("attachedTemplate", "\\\\server\\evil.dotm"),
        ("hyperlink", "file:///etc/passwd"),
        ("subDocument", "other.docx"),
    ],
)
def test_nothing_is_taken_from_elsewhere(kind: str, target: str) -> None:
    rels = RELATIONS.format(kind=kind, target=target).encode()
    found = complaints(
        with_parts(template("{{ заголовок }}"), word___rels__header9_dot_xml_dot_rels=rels)
    )

    assert "из другого места" in found[0]
    assert target[:80] in found[0]


def test_a_link_to_a_site_is_usual() -> None:
    rels = RELATIONS.format(kind="hyperlink", target="https://sever.example").encode()
    document = with_parts(template("{{ заголовок }}"), word___rels__header9_dot_xml_dot_rels=rels)

    assert complaints(document) == []


@pytest.mark.parametrize("code", ["INCLUDETEXT /etc/passwd", 'DDEAUTO c:\\\\cmd "/k"', "IMPORT x"])
def test_fields_of_word_that_read_files_are_refused(code: str) -> None:
    def field(document: Document) -> None:
        document.add_paragraph("{{ заголовок }}")._p.append(parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="{code.replace(chr(34), "&quot;")}"/>'
        ))  # fmt: skip

    assert "может читать файлы" in complaints(template(change=field))[0]


def test_macros_and_objects_are_refused() -> None:
    document = with_parts(template("{{ заголовок }}"), word__vbaProject_dot_bin=b"x")

    assert "макросы" in complaints(document)[0]


def test_bombs_are_not_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", b"\0" * (package.UNPACKED + 10))
    lol = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'

    assert "распаковывается" in complaints(bomb.getvalue())[0]
    assert "не читается" in complaints(with_parts(template(), word__document_dot_xml=lol))[0]
    assert "больше 3" in complaints(b"\0" * (package.LARGEST + 1))[0]


def test_long_rows_of_braces_are_read_in_one_pass() -> None:
    many = "{{ заголовок }}" * 500

    assert "слишком много полей" in complaints(template(many))[0]
    assert complaints(template("{{" * 100_000))
    assert "слишком длинный" in complaints(template("а" * 2_000_000))[0]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old"])
def test_what_is_no_docx_is_refused_in_words(content: bytes) -> None:
    (said,) = complaints(content)

    assert "DOCX" in said


def test_fields_in_properties_and_an_empty_template_are_refused() -> None:
    def titled(document: Document) -> None:
        document.core_properties.title = "{{ ''.__class__ }}"

    assert "свойствах" in complaints(template("{{ заголовок }}", change=titled))[0]
    assert "ни одного поля" in complaints(template("Письмо"))[0]


def test_a_template_renders_the_values_of_one_document_only() -> None:
    mine = template("{{ заголовок }} {{ источник }}")
    first = office.CoverLetter(title="Первая", source="А")
    office.sheet_docx(first, mine)

    text = Document(
        io.BytesIO(office.sheet_docx(replace(first, title="Вторая"), mine))
    ).paragraphs[0].text  # fmt: skip

    assert text == "Вторая А"
