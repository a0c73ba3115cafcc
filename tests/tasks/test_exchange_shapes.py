"""Shapes that packages of other programs really have: QTI 2.1 and 2.2, answers told, layout.

The items are written here; their shapes were seen in public packages of players and editors (TAO,
qti-components of Cito, Kennisnet): wrapped columns, feedback inside the text, empty rubrics,
pictures as answers, MathML with a prefix, answers that only a mapping names.
"""

from __future__ import annotations

import io
import zipfile

import pytest

from objektiv.tasks.exchange import ExchangeRefused, read_tasks
from objektiv.tasks.model import Option, Pair, complaints

from .test_exchange import png

ITEM2 = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_{v}" xmlns:m="http://www.w3.org/1998/Math/MathML"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" identifier="i" title="{title}" adaptive="false"
 timeDependent="false" toolName="Editor">
 <responseDeclaration identifier="RESPONSE" {declared}</responseDeclaration>
 <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="2.0">
  <defaultValue><value>0</value></defaultValue></outcomeDeclaration>
 <stylesheet href="style.css" type="text/css"/>
 <itemBody><div class="grid-row"><div class="col-12">{body}</div></div></itemBody>
 <responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>
 <modalFeedback identifier="m" outcomeIdentifier="F" showHide="show">Молодец</modalFeedback>
</assessmentItem>"""  # noqa: E501


def item2(title: str, declared: str, body: str, v: str = "v2p2") -> bytes:
    return ITEM2.format(v=v, title=title, declared=declared, body=body).encode()


def package(items: dict[str, bytes], kind: str = "imsqti_item_xmlv2p2") -> bytes:
    out = io.BytesIO()
    resources = "".join(
        f'<resource identifier="r{n}" type="{kind}" href="{name}"><file href="{name}"/></resource>'
        for n, name in enumerate(items)
        if name.endswith(".xml")
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("imsmanifest.xml", "<manifest xmlns='http://www.imsglobal.org/xsd/imscp_v1p1'>"
                         f"<resources>{resources}</resources></manifest>")  # fmt: skip
        for name, content in items.items():
            archive.writestr(name, content)
    return out.getvalue()


CHOICE = item2(
    "Один", 'cardinality="single" baseType="identifier"><correctResponse><value>b</value>'
    "</correctResponse>",
    '<p>Чему равно <m:math><m:msup><m:mi>x</m:mi><m:mn>2</m:mn></m:msup></m:math>?</p>'
    '<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">'
    "<prompt>Выберите.</prompt>"
    '<simpleChoice identifier="a">1<feedbackInline outcomeIdentifier="F" identifier="a" '
    'showHide="show">Нет, подумайте</feedbackInline></simpleChoice>'
    '<simpleChoice identifier="b"><m:math><m:mfrac><m:mn>1</m:mn><m:mn>4</m:mn></m:mfrac></m:math>'
    "</simpleChoice></choiceInteraction>", "v2p1",
)  # fmt: skip
SEVERAL = item2(
    "Несколько", 'cardinality="multiple" baseType="identifier"><mapping defaultValue="0">'
    '<mapEntry mapKey="a" mappedValue="1"/><mapEntry mapKey="c" mappedValue="1"/>'
    '<mapEntry mapKey="b" mappedValue="-1"/></mapping>',
    '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="0"><prompt>Что верно?</prompt>'
    '<simpleChoice identifier="a">а</simpleChoice><simpleChoice identifier="b">б</simpleChoice>'
    '<simpleChoice identifier="c">в</simpleChoice></choiceInteraction>',
)  # fmt: skip
ENTRY = item2(
    "Слово", 'cardinality="single" baseType="string"><correctResponse><value>Волга</value>'
    '</correctResponse><mapping defaultValue="0"><mapEntry mapKey="Волга" mappedValue="1"/>'
    '<mapEntry mapKey="р. Волга" mappedValue="1"/></mapping>',
    '<p>Река <textEntryInteraction responseIdentifier="RESPONSE" expectedLength="15"/> впадает в '
    "Каспий.</p>",
)  # fmt: skip
NUMBER = item2(
    "Число", 'cardinality="single" baseType="float"><correctResponse><value>0.5</value>'
    "</correctResponse>",
    '<p>Ответ: <textEntryInteraction responseIdentifier="RESPONSE"/></p>',
)  # fmt: skip
MATCH = item2(
    "Пары", 'cardinality="multiple" baseType="directedPair"><correctResponse><value>A1 B2</value>'
    "<value>A2 B1</value></correctResponse>",
    '<matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="2">'
    "<prompt>Соотнесите.</prompt><simpleMatchSet>"
    '<simpleAssociableChoice identifier="A1" matchMax="1">кот</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="A2" matchMax="1">пёс</simpleAssociableChoice>'
    "</simpleMatchSet><simpleMatchSet>"
    '<simpleAssociableChoice identifier="B1" matchMax="1">гавкает</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="B2" matchMax="1"><img src="img/a.png" alt=""/>'
    "</simpleAssociableChoice></simpleMatchSet></matchInteraction>",
)  # fmt: skip
ORDER = item2(
    "Порядок", 'cardinality="ordered" baseType="identifier"><correctResponse><value>C2</value>'
    "<value>C1</value></correctResponse>",
    '<orderInteraction responseIdentifier="RESPONSE" shuffle="true"><prompt>По порядку:</prompt>'
    '<simpleChoice identifier="C1">лето</simpleChoice>'
    '<simpleChoice identifier="C2">весна</simpleChoice></orderInteraction>',
)  # fmt: skip
OPEN = item2(
    "Развёрнуто", 'cardinality="single" baseType="string">',
    '<p>Объясните.</p><extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="5"/>',
)  # fmt: skip


def only(content: bytes, name: str = "а.xml"):
    brought = read_tasks(content, name)
    assert brought.refused == ()
    (found,) = brought.found
    return found


def test_items_of_version_2_come_over_like_those_of_version_3():
    choice = only(CHOICE).task
    assert choice.text == "Чему равно $x^{2}$?\nВыберите."
    assert choice.options == (Option("1"), Option("$\\frac{1}{4}$", True))
    assert choice.points == 2
    assert [one.right for one in only(SEVERAL).task.options] == [True, False, True]
    assert only(SEVERAL).task.kind == "choices"
    assert only(ENTRY).task.answers == ("Волга", "р. Волга")
    assert only(ENTRY).task.text == "Река ____ впадает в Каспий."
    assert (only(NUMBER).task.kind, only(NUMBER).task.answers) == ("number", ("0.5",))
    assert [one.text for one in only(ORDER).task.options] == ["весна", "лето"]
    assert only(OPEN).task.kind == "open"
    for one in (CHOICE, SEVERAL, ENTRY, NUMBER, ORDER):
        assert complaints(only(one).task) == []


@pytest.mark.parametrize("kind", ["imsqti_item_xmlv2p1", "imsqti_item_xmlv2p2"])
def test_a_package_of_version_2_comes_over_with_its_pictures(kind):
    brought = read_tasks(
        package({"items/m.xml": MATCH, "items/img/a.png": png(), "items/o.xml": ORDER}, kind),
        "п.zip",
    )

    assert brought.refused == ()
    match = brought.found[0].task
    (picture,) = match.pictures
    assert match.pairs == (Pair("кот", f"![{picture.name}]"), Pair("пёс", "гавкает"))
    assert picture.content == png()


def test_what_is_told_after_the_answer_is_no_part_of_the_question():
    item = b"""<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
     identifier="i" title="Feedback"><qti-response-declaration identifier="R" cardinality="single"
     base-type="identifier"><qti-correct-response><qti-value>A</qti-value></qti-correct-response>
     </qti-response-declaration><qti-item-body class="defaultBody"><div class="qti-layout-row">
     <qti-choice-interaction response-identifier="R" max-choices="1"><qti-prompt>2+2?</qti-prompt>
     <qti-simple-choice identifier="A">4 <qti-feedback-inline identifier="A" outcome-identifier="F"
     >Right!</qti-feedback-inline></qti-simple-choice>
     <qti-simple-choice identifier="B">5</qti-simple-choice></qti-choice-interaction></div>
     <qti-feedback-block identifier="ok" outcome-identifier="F" show-hide="show"><qti-content-body>
     All right!</qti-content-body></qti-feedback-block>
     <qti-rubric-block use="instructions" view="scorer"><qti-content-body/></qti-rubric-block>
     </qti-item-body></qti-assessment-item>"""

    found = only(item)

    assert found.task.text == "2+2?"
    assert [one.text for one in found.task.options] == ["4", "5"]
    assert found.notes == ("Отклики на ответ не перенесены.",)


def test_an_item_with_a_video_and_an_answer_says_why_it_stays():
    item = item2(
        "Видео", 'cardinality="single" baseType="string">',
        '<mediaInteraction responseIdentifier="V" autostart="false"><object data="a.mp4"/>'
        '</mediaInteraction><extendedTextInteraction responseIdentifier="RESPONSE"/>',
    )  # fmt: skip

    brought = read_tasks(item, "а.xml")

    assert brought.found == ()
    assert "2 полей ответа" in brought.refused[0]


def test_a_test_without_items_is_refused_in_one_sentence():
    with pytest.raises(ExchangeRefused, match="не задание QTI"):
        read_tasks(b'<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"/>', "а.xml")
