"""Tasks → a QTI 3 package: an item each, a test of them in their order, pictures beside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

from objektiv.tasks.exchange.criteria import lines_of
from objektiv.tasks.exchange.html import written
from objektiv.tasks.formulas import mathml
from objektiv.tasks.model import Task, rights_of, shown_order
from objektiv.tasks.text import Formula, plain

ITEM = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{ITEM} https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"
_MATCH = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"
_WHEN = (2020, 1, 1, 0, 0, 0)  # the same tasks give the same bytes
Html = Callable[[str], str]
Parts = tuple[str, str, str]  # declaration, interaction, response processing
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_qti(tasks: Sequence[Task], title: str = "Задания") -> bytes:
    """The package as ZIP."""
    out = io.BytesIO()
    names = [f"item-{n:03}" for n, _ in enumerate(tasks, 1)]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)

        put("imsmanifest.xml", (_HEAD + _manifest(tasks, names)).encode())
        put("test.xml", (_HEAD + _test(names, title)).encode())
        for name, task in zip(names, tasks, strict=True):
            put(f"items/{name}.xml", (_HEAD + write_item(task, name)).encode())
            for n, one in enumerate(task.pictures):
                put(f"items/{_file(name, n, one.content)}", one.content)
    return out.getvalue()


def _file(item: str, n: int, content: bytes) -> str:
    kind = "png" if content.startswith(b"\x89PNG") else "jpg"
    return f"{item}-{n + 1}.{kind}"


def _manifest(tasks: Sequence[Task], names: Sequence[str]) -> str:
    resources = [
        '<resource identifier="test" type="imsqti_test_xmlv3p0" href="test.xml">'
        '<file href="test.xml"/>'
        + "".join(f'<dependency identifierref="{name}"/>' for name in names)
        + "</resource>"
    ]
    for name, task in zip(names, tasks, strict=True):
        files = "".join(
            f'<file href="items/{_file(name, n, one.content)}"/>'
            for n, one in enumerate(task.pictures)
        )
        resources.append(
            f'<resource identifier="{name}" type="imsqti_item_xmlv3p0" href="items/{name}.xml">'
            f'<file href="items/{name}.xml"/>{files}</resource>'
        )
    return (
        f'<manifest xmlns="{PACKAGE}" identifier="manifest"><metadata><schema>QTI Package</schema>'
        "<schemaversion>3.0.0</schemaversion></metadata><organizations/><resources>"
        + "".join(resources)
        + "</resources></manifest>"
    )


def _test(names: Sequence[str], title: str) -> str:
    refs = "".join(
        f'<qti-assessment-item-ref identifier="{name}" href="items/{name}.xml"/>' for name in names
    )
    return (
        f'<qti-assessment-test xmlns="{ITEM}" identifier="test" title={quoteattr(title)}>'
        '<qti-test-part identifier="part" navigation-mode="nonlinear" '
        'submission-mode="simultaneous">'
        f'<qti-assessment-section identifier="section" title={quoteattr(title)} visible="true">'
        f"{refs}</qti-assessment-section></qti-test-part></qti-assessment-test>"
    )


def write_item(task: Task, name: str) -> str:
    """One `qti-assessment-item`."""
    pictures = {
        one.name: (_file(name, n, one.content), one.alt) for n, one in enumerate(task.pictures)
    }

    def html(text: str) -> str:
        return written(text, _formula, lambda one: _image(*pictures.get(one, (one, ""))))

    declared, body, processing = _ANSWERS[task.kind](task, html)
    about = f'data-level="{task.level}" data-minutes="{task.minutes}"'
    if task.skills:
        about += f" data-skills={quoteattr(' '.join(task.skills))}"
    rubrics = ""
    if task.criteria:
        lines = "".join(f"<p>{escape(one)}</p>" for one in lines_of(task.criteria))
        rubrics += _rubric("scoring", lines)
    if task.solution:
        rubrics += _rubric("ext:solution", html(task.solution))
    return (
        f'<qti-assessment-item xmlns="{ITEM}" xmlns:xsi="{_XSI}" xsi:schemaLocation="{_SCHEMA}" '
        f'identifier="{name}" title={quoteattr(task.title or plain(task.text, 80))} '
        'adaptive="false" time-dependent="false" xml:lang="ru">'
        f"{declared}"
        '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" '
        f'normal-maximum="{task.points}" normal-minimum="0"/>'
        '<qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float">'
        f"<qti-default-value><qti-value>{task.points}</qti-value></qti-default-value>"
        "</qti-outcome-declaration>"
        f"<qti-item-body {about}>{html(task.text)}{body}{rubrics}</qti-item-body>"
        f"{processing}</qti-assessment-item>"
    )


def _rubric(use: str, inside: str) -> str:
    return (
        f'<qti-rubric-block use="{use}" view="scorer"><qti-content-body>{inside}'
        "</qti-content-body></qti-rubric-block>"
    )


def _formula(one: Formula) -> str:
    return mathml(one.latex, display=one.display)


def _image(file: str, alt: str) -> str:
    return f"<img src={quoteattr(file)} alt={quoteattr(alt)}/>"


def _declaration(kind: str, cardinality: str, values: Sequence[str]) -> str:
    right = ""
    if values:
        inside = "".join(f"<qti-value>{escape(one)}</qti-value>" for one in values)
        right = f"<qti-correct-response>{inside}</qti-correct-response>"
    return (
        f'<qti-response-declaration identifier="RESPONSE" cardinality="{cardinality}" '
        f'base-type="{kind}">{right}</qti-response-declaration>'
    )


def _processing(points: int) -> str:
    """Full points for the right answer, else none."""
    if points == 1:
        return f'<qti-response-processing template="{_MATCH}"/>'
    return _condition(
        '<qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/>'
        "</qti-match>",
        points,
    )


def _condition(test: str, points: int) -> str:
    return (
        "<qti-response-processing><qti-response-condition><qti-response-if>"
        f'{test}<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">'
        f"{points}</qti-base-value></qti-set-outcome-value></qti-response-if>"
        "</qti-response-condition></qti-response-processing>"
    )


def _choice(task: Task, html: Html) -> Parts:
    one = task.kind == "choice"
    right = [f"A{n}" for n, option in enumerate(task.options, 1) if option.right]
    choices = "".join(
        f'<qti-simple-choice identifier="A{n}">{html(option.text)}</qti-simple-choice>'
        for n, option in enumerate(task.options, 1)
    )
    body = (
        f'<qti-choice-interaction response-identifier="RESPONSE" shuffle="false" '
        f'max-choices="{1 if one else 0}">{choices}</qti-choice-interaction>'
    )
    declared = _declaration("identifier", "single" if one else "multiple", right)
    return declared, body, _processing(task.points)


def _short(task: Task, html: Html) -> Parts:
    entries = "".join(
        f'<qti-map-entry map-key={quoteattr(one)} mapped-value="{task.points}" '
        'case-sensitive="false"/>'
        for one in task.answers
    )
    declared = _declaration("string", "single", task.answers[:1]).replace(
        "</qti-response-declaration>",
        f'<qti-mapping default-value="0">{entries}</qti-mapping></qti-response-declaration>',
    )
    body = (
        '<p><qti-text-entry-interaction response-identifier="RESPONSE" expected-length="20"/></p>'
    )
    processing = (
        '<qti-response-processing><qti-set-outcome-value identifier="SCORE">'
        '<qti-map-response identifier="RESPONSE"/></qti-set-outcome-value>'
        "</qti-response-processing>"
    )
    return declared, body, processing


def _number(task: Task, html: Html) -> Parts:
    answer, off = (
        one.replace(",", ".").replace("−", "-") for one in (task.answers[0], task.tolerance or "0")
    )
    body = (
        '<p><qti-text-entry-interaction response-identifier="RESPONSE" expected-length="10"/></p>'
    )
    test = (
        f'<qti-equal tolerance-mode="absolute" tolerance="{off} {off}">'
        '<qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-equal>'
    )
    return _declaration("float", "single", [answer]), body, _condition(test, task.points)


def _match(task: Task, html: Html) -> Parts:
    rights = rights_of(task)
    lefts = [one for one in task.pairs if one.left]
    values = [f"L{n} R{rights.index(one.right) + 1}" for n, one in enumerate(lefts, 1)]
    left = "".join(
        f'<qti-simple-associable-choice identifier="L{n}" match-max="1">{html(one.left)}'
        "</qti-simple-associable-choice>"
        for n, one in enumerate(lefts, 1)
    )
    right = "".join(
        f'<qti-simple-associable-choice identifier="R{n}" match-max="{len(lefts)}">{html(one)}'
        "</qti-simple-associable-choice>"
        for n, one in enumerate(rights, 1)
    )
    body = (
        '<qti-match-interaction response-identifier="RESPONSE" shuffle="false" '
        f'max-associations="{len(lefts)}"><qti-simple-match-set>{left}</qti-simple-match-set>'
        f"<qti-simple-match-set>{right}</qti-simple-match-set></qti-match-interaction>"
    )
    return _declaration("directedPair", "multiple", values), body, _processing(task.points)


def _order(task: Task, html: Html) -> Parts:
    shown = shown_order(task)
    choices = "".join(
        f'<qti-simple-choice identifier="S{n}">{html(one.text)}</qti-simple-choice>'
        for n, one in enumerate(shown, 1)
    )
    body = (
        '<qti-order-interaction response-identifier="RESPONSE" shuffle="false">'
        f"{choices}</qti-order-interaction>"
    )
    right = [f"S{shown.index(one) + 1}" for one in task.options]
    return _declaration("identifier", "ordered", right), body, _processing(task.points)


def _open(task: Task, html: Html) -> Parts:
    body = '<qti-extended-text-interaction response-identifier="RESPONSE" expected-lines="12"/>'
    return _declaration("string", "single", []), body, ""


_ANSWERS = {
    "choice": _choice,
    "choices": _choice,
    "short": _short,
    "number": _number,
    "match": _match,
    "order": _order,
    "open": _open,
}
