"""Tasks → Moodle XML, as Moodle itself exports questions."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from objektiv.tasks.exchange.criteria import lines_of
from objektiv.tasks.exchange.html import written
from objektiv.tasks.exchange.tags import tags_of
from objektiv.tasks.model import Task
from objektiv.tasks.text import Formula, paragraphs, pictures_in, plain

_KINDS = {
    "choice": "multichoice",
    "choices": "multichoice",
    "short": "shortanswer",
    "number": "numerical",
    "match": "matching",
    "order": "ordering",
    "open": "essay",
}


def write_moodle(tasks: Sequence[Task], category: str = "") -> bytes:
    """The file; the same tasks give the same bytes."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    if category:
        parts.append(
            '<question type="category"><category>'
            f"<text>$course$/top/{escape(category)}</text></category></question>"
        )
    parts += [_question(one) for one in tasks]
    return "\n".join([*parts, "</quiz>", ""]).encode()


def _question(task: Task) -> str:
    inside = [
        f"<name><text>{escape(task.title or plain(task.text, 80))}</text></name>",
        _html("questiontext", task.text, task),
        _html("generalfeedback", task.solution, task),
        f"<defaultgrade>{task.points}.0000000</defaultgrade>",
        "<penalty>0.3333333</penalty>",
        "<hidden>0</hidden>",
        *_ANSWERS[task.kind](task),
        "<tags>",
        *(f"<tag><text>{escape(one)}</text></tag>" for one in tags_of(task)),
        "</tags>",
    ]
    return f"<question type={quoteattr(_KINDS[task.kind])}>\n" + "\n".join(inside) + "\n</question>"


def _html(tag: str, text: str, task: Task, more: str = "", inside: str = "") -> str:
    body = written(text, _formula, _picture(task))
    known = {one.name: one for one in task.pictures}
    files = "".join(
        f'<file name={quoteattr(name)} path="/" encoding="base64">'
        f"{base64.b64encode(known[name].content).decode()}</file>"
        for name in dict.fromkeys(pictures_in(text))
        if name in known
    )
    return f'<{tag} format="html"{more}><text>{_cdata(body)}</text>{files}{inside}</{tag}>'


def _cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>" if text else ""


def _formula(one: Formula) -> str:
    left, right = ("\\[", "\\]") if one.display else ("\\(", "\\)")
    return left + escape(one.latex) + right


def _plain(text: str) -> str:
    """One line of plain text; Moodle shows formulas in it too."""
    runs = [run for line in paragraphs(text) for run in line]
    return "".join(
        f"\\({one.latex}\\)" if isinstance(one, Formula) else one if isinstance(one, str) else ""
        for one in runs
    )


def _picture(task: Task) -> Callable[[str], str]:
    alts = {one.name: one.alt for one in task.pictures}

    def write(name: str) -> str:
        return f'<img src="@@PLUGINFILE@@/{quote(name)}" alt={quoteattr(alts.get(name, ""))}/>'

    return write


def _choice(task: Task) -> list[str]:
    right = sum(one.right for one in task.options)
    share = 100 if task.kind == "choice" else round(100 / max(right, 1), 5)
    off = 0 if task.kind == "choice" else -100
    return [
        f"<single>{'true' if task.kind == 'choice' else 'false'}</single>",
        "<shuffleanswers>false</shuffleanswers>",
        "<answernumbering>123</answernumbering>",
        *(
            _html("answer", one.text, task, f' fraction="{share if one.right else off}"')
            for one in task.options
        ),
    ]


def _short(task: Task) -> list[str]:
    head = '<answer fraction="100" format="moodle_auto_format">'
    return [
        "<usecase>0</usecase>",
        *(f"{head}<text>{escape(one)}</text></answer>" for one in task.answers),
    ]


def _number(task: Task) -> list[str]:
    answer, off = (one.replace(",", ".").replace("−", "-") for one in
                   (task.answers[0], task.tolerance or "0"))  # fmt: skip
    return [
        f'<answer fraction="100" format="moodle_auto_format"><text>{answer}</text>'
        f"<tolerance>{off}</tolerance></answer>"
    ]


def _match(task: Task) -> list[str]:
    return [
        "<shuffleanswers>true</shuffleanswers>",
        *(
            _html(
                "subquestion",
                one.left,
                task,
                inside=f"<answer><text>{escape(_plain(one.right))}</text></answer>",
            )
            for one in task.pairs
        ),
    ]


def _order(task: Task) -> list[str]:
    return [
        "<layouttype>VERTICAL</layouttype>",
        "<selecttype>ALL</selecttype>",
        "<gradingtype>ABSOLUTE_POSITION</gradingtype>",
        *(
            _html("answer", one.text, task, f' fraction="{n}.0000000"')
            for n, one in enumerate(task.options, 1)
        ),
    ]


def _open(task: Task) -> list[str]:
    return [
        "<responseformat>editor</responseformat>",
        "<responserequired>1</responserequired>",
        _html("graderinfo", "\n".join(lines_of(task.criteria)), task),
    ]


_ANSWERS = {
    "choice": _choice,
    "choices": _choice,
    "short": _short,
    "number": _number,
    "match": _match,
    "order": _order,
    "open": _open,
}
