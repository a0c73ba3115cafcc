"""Files of other systems: what comes over, what is refused and why; back and forth unchanged."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from objektiv.tasks.exchange import (
    ExchangeRefused,
    read_moodle,
    read_qti,
    read_tasks,
    write_moodle,
    write_qti,
)
from objektiv.tasks.model import Criterion, Option, Pair, Picture, Task, complaints

FILES = Path(__file__).parent / "files"


def png(width: int = 30, height: int = 12) -> bytes:
    """A grey rectangle."""
    rows = b"".join(b"\0" + bytes([210]) * width for _ in range(height))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
             (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


TASKS = (
    Task("Найдите $x^2$ при $x=\\frac{1}{2}$.\n![рис 1.png]", "choice", 2, "П", 5, ("5.1", "2.3"),
         (Option("$\\frac{1}{4}$", True), Option("2 < 3 & 4 \\$")), title="Степень",
         solution="По определению $a^2=aa$.", pictures=(Picture("рис 1.png", "угол", png()),)),
    Task("Выберите", "choices", options=(Option("а", True), Option("б", True), Option("в")),
         title="Несколько"),
    Task("Столица?", "short", answers=("Москва", "г. Москва"), title="Кратко"),
    Task("Сколько?", "number", answers=("0.5",), tolerance="0.01", title="Число"),
    Task("Соотнесите", "match", pairs=(Pair("A", "1"), Pair("B", "$x_2$"), Pair("", "лишнее")),
         title="Пары"),
    Task("Порядок", "order", options=(Option("яйцо"), Option("курица"), Option("бульон")),
         title="Порядок"),
    Task("Докажите:\n$$a>b$$", "open", 3, "В", 20, title="Развёрнуто",
         criteria=(Criterion("К1", "Ход", ("нет", "с ошибкой", "верный")),
                   Criterion("К2", "Ответ", ("нет", "есть")))),
)  # fmt: skip


def package(folder: Path = FILES / "qti") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.xml")):
            archive.write(path, path.relative_to(folder).as_posix())
    return out.getvalue()


def by_title(brought):
    return {one.task.title: one for one in brought.found}


def test_our_tasks_are_sound():
    assert [complaints(one) for one in TASKS] == [[]] * len(TASKS)


@pytest.mark.parametrize("one", TASKS, ids=lambda one: one.kind)
def test_moodle_gives_back_what_it_was_given(one):
    brought = read_moodle(write_moodle([one]), "банк.xml")

    assert [found.task for found in brought.found] == [one]
    assert brought.refused == ()


@pytest.mark.parametrize("one", TASKS, ids=lambda one: one.kind)
def test_qti_gives_back_what_it_was_given(one):
    brought = read_qti(write_qti([one]), "банк.zip")
    renamed = replace(
        one,
        text=one.text.replace("рис 1.png", "item-001-1.png"),
        pictures=tuple(replace(two, name="item-001-1.png") for two in one.pictures),
    )

    assert [found.task for found in brought.found] == [renamed]
    assert brought.refused == ()


def test_the_same_tasks_give_the_same_bytes():
    assert write_qti(TASKS) == write_qti(TASKS)
    assert write_moodle(TASKS, "Математика") == write_moodle(TASKS, "Математика")


def test_an_export_of_moodle_comes_over():
    brought = read_tasks((FILES / "moodle.xml").read_bytes(), "вопросы.xml")
    found = by_title(brought)

    fractions = found["Дроби"].task
    assert fractions.text == "Чему равно $\\frac{1}{2}+\\frac{1}{4}$?\n![доли.png]"
    assert [(one.text, one.right) for one in fractions.options] == [
        ("$\\frac{3}{4}$", True), ("$\\frac{2}{6}$", False), ("1 < 2", False)
    ]  # fmt: skip
    assert fractions.pictures[0].alt == "круг, разделённый на доли"
    assert fractions.points == 2
    assert found["Делители"].task.kind == "choices"
    assert [one.right for one in found["Нуль"].task.options] == [True, False]
    assert found["Столица"].task.answers == ("Париж",)
    assert found["Ускорение"].task.text == "Ускорение свободного падения, м/с$^{2}$?"
    assert (found["Ускорение"].task.answers, found["Ускорение"].task.tolerance) == (
        ("9.8",), "0.05"
    )  # fmt: skip
    assert found["Авторы"].task.pairs[2] == Pair("", "Чехов")
    assert "Смотрите на обоснование" in found["Рассуждение"].notes[0]
    assert "Частич" not in " ".join(found["Дроби"].notes)
    assert "частичным баллом" in " ".join(found["Столица"].notes)
    assert "1.5" in " ".join(found["Ускорение"].notes)
    sound = {name for name, one in found.items() if not complaints(one.task)}
    assert sound == set(found) - {"Рассуждение"}


def test_what_does_not_come_over_is_named_with_its_reason():
    brought = read_moodle((FILES / "moodle.xml").read_bytes(), "вопросы.xml")

    assert len(brought.refused) == 2
    assert brought.refused[0].startswith("«Пропуски» не перенесён: вид «вложенные ответы (cloze)»")
    assert "«a.png» в файле нет" in brought.refused[1]


def test_a_package_of_qti_comes_over():
    brought = read_tasks(package(), "пакет.zip")
    found = by_title(brought)

    assert found["Unattended Luggage"].task.text == (
        "Решите уравнение $x^{2}=\\frac{1}{4}$, если $x\\ge 0$.\nВыберите ответ."
    ) or found["Unattended Luggage"].task.text.startswith("Решите уравнение $x^{2}=")
    assert [one.right for one in found["Unattended Luggage"].task.options] == [True, False, False]
    assert found["Richard III"].task.answers == ("York", "york")
    assert "sun of ____ ;" in found["Richard III"].task.text
    postcard = found["Writing a Postcard"].task
    assert (postcard.points, [one.points for one in postcard.criteria]) == (4, [2, 2])
    assert postcard.text == "Прочитайте открытку.\nНапишите ответ, 25–35 слов."
    plays = found["Characters and Plays"].task
    assert plays.pairs == (
        Pair("Capulet", "Romeo and Juliet"), Pair("Demetrius", "A Midsummer-Night's Dream"),
        Pair("", "The Tempest"),
    )  # fmt: skip
    assert plays.points == 2
    prix = found["Grand Prix of Bahrain"].task
    assert prix.options[0].text == "Michael Schumacher"
    assert [complaints(one.task) for one in brought.found] == [[]] * 5
    assert len(brought.refused) == 2
    assert "items/gone.xml" in brought.refused[0]
    assert "qti-select-point-interaction" in brought.refused[1]


ENTITY = b"""<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<quiz><question type="essay"><name><text>&x;</text></name></question></quiz>"""
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (c + 1, b"&%c;" % c * 10) for c in range(97, 107))
    + b"]><quiz>&k;</quiz>"
)


@pytest.mark.parametrize("content", [ENTITY, LAUGHS], ids=["external", "growing"])
def test_entities_are_never_resolved(content):
    with pytest.raises(ExchangeRefused) as refusal:
        read_tasks(content, "а.xml")

    assert "root:" not in str(refusal.value)


def test_an_entity_inside_a_package_is_refused_too():
    out = io.BytesIO(package())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("x.xml", "")
    bad = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            new.writestr(name, ENTITY if name == "items/choice.xml" else old.read(name))

    with pytest.raises(ExchangeRefused, match="DOCTYPE"):
        read_qti(bad.getvalue(), "а.zip")


def test_a_bomb_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", b" " * 150_000_000)

    with pytest.raises(ExchangeRefused, match="распаковке"):
        read_qti(out.getvalue(), "а.zip")


def test_a_path_out_of_the_package_leads_nowhere():
    out = io.BytesIO()
    item = (FILES / "qti/items/hotspot.xml").read_text("utf-8")
    item = item.replace(
        '<qti-select-point-interaction response-identifier="RESPONSE" max-choices="1">', ""
    ).replace("</qti-select-point-interaction>", "")
    item = item.replace("uk.png", "../../../../etc/hostname").replace(
        "</qti-item-body>",
        '<qti-extended-text-interaction response-identifier="RESPONSE"/></qti-item-body>',
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("imsmanifest.xml", (FILES / "qti/imsmanifest.xml").read_text("utf-8"))
        archive.writestr("items/hotspot.xml", item)

    brought = read_qti(out.getvalue(), "а.zip")

    assert brought.found == ()
    assert any("hostname" in one and "нет" in one for one in brought.refused)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "не читается"),
        (b"<quiz/>", "ни одного вопроса"),
        (b"<other/>", "не выгрузка вопросов Moodle"),
        (b"PK\x03\x04broken", "повреждён"),
        (b"<quiz>" + b" " * 20_000_001, "больше 20 МБ"),
    ],
)
def test_a_wrong_file_gets_one_clear_sentence(content, said):
    with pytest.raises(ExchangeRefused, match=said):
        read_tasks(content, "а.xml")
