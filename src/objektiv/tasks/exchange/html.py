"""HTML of other systems → text of a task, and back. What cannot come over is said."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import unquote

from objektiv.tasks.exchange.mathml_in import latex_of
from objektiv.tasks.exchange.result import QuestionRefused
from objektiv.tasks.exchange.xml import local
from objektiv.tasks.model import Picture
from objektiv.tasks.text import Formula, Shown, paragraphs

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "table",
        "section",
        "article",
        "blockquote",
        "pre",
    ]
)
_FOREIGN = frozenset(("object", "iframe", "video", "audio", "svg", "embed"))
_DROPPED = frozenset(("script", "style", "head", "annotation"))
_LATEX = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$", re.DOTALL)
_DATA = re.compile(r"data:image/(?:png|jpeg|jpg);base64,(.+)", re.DOTALL)


class Reader:
    """Reads HTML pieces of one question; collects its pictures and what was lost."""

    def __init__(self, file: Callable[[str], bytes | None]) -> None:
        self.file = file  # bytes of a picture by what stands in `src`
        self.pictures: dict[str, Picture] = {}
        self.notes: list[str] = []

    def html(self, text: str) -> str:
        """A piece of HTML as it stands in a text node."""
        from lxml import html

        if not text.strip():
            return ""
        if "<" not in text and "&" not in text:
            return self._dollars(text)
        return self.element(html.fragment_fromstring(text, create_parent="div"))

    def plain(self, text: str) -> str:
        """A text that is no HTML."""
        return self._dollars(text.strip())

    def element(self, element: Any) -> str:
        """An element with what is in it."""
        if any(local(one) == "table" for one in element.iter()):
            self._note("Таблица перенесена строками: проверьте вид.")
        out: list[str] = []
        self._walk(element, out)
        text = re.sub(r"[ \t\u00a0]+", " ", "".join(out))
        return "\n".join(line.strip() for line in text.split("\n") if line.strip())

    def _dollars(self, text: str) -> str:
        """Formulas of Moodle between our dollars; other dollars stay dollars."""
        made, at = [], 0
        for one in _LATEX.finditer(text):
            made.append(text[at : one.start()].replace("$", "\\$"))
            inside = next(filter(None, one.groups())).strip()
            mark = "$" if one.group(1) else "$$"
            made.append(f"{mark}{inside}{mark}")
            at = one.end()
        made.append(text[at:].replace("$", "\\$"))
        return "".join(made)

    def _walk(self, element: Any, out: list[str]) -> None:
        name = local(element).lower()
        if name in _DROPPED:
            return
        if name in ("img", "sub", "sup"):
            out.append(self._picture(element) if name == "img" else _shifted(element, name))
            return
        if name == "math":
            mark = "$$" if element.get("display") == "block" else "$"
            out.append(f"{mark}{latex_of(element)}{mark}")
            return
        if name in _FOREIGN:
            raise QuestionRefused(f"в нём {name}: такие вложения не переносятся")
        if name == "br" or name in _BLOCKS:
            out.append("\n")
        out.append(self._dollars(element.text or "").replace("\n", " "))
        for one in element:
            if isinstance(one.tag, str):
                self._walk(one, out)
                out.append(" | " if name == "tr" else "")
            out.append(self._dollars(one.tail or "").replace("\n", " "))
        if name in _BLOCKS:
            out.append("\n")

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def _picture(self, element: Any) -> str:
        source = element.get("src") or ""
        alt = (element.get("alt") or "").strip()
        inside = _DATA.fullmatch(source)
        if inside:
            name = f"рисунок-{len(self.pictures) + 1}.png"
            content = decoded(inside.group(1))
        else:
            name = unquote(re.split(r"[/\\]", source.split("?")[0])[-1])[:120] or "рисунок.png"
            content = self.file(source)
        name = name.replace("]", "").replace("[", "")
        if content is None:
            raise QuestionRefused(f"рисунка «{name}» в файле нет (он берётся из другого места)")
        self.pictures[name] = Picture(name, alt, content)
        return f"![{name}]"


def _shifted(element: Any, name: str) -> str:
    """An index or a power outside of formulas."""
    inside = "".join(element.itertext()).strip()
    simple = inside if inside.isascii() else f"\\text{{{inside}}}"
    return f"${'_' if name == 'sub' else '^'}{{{simple}}}$" if inside else ""


def decoded(text: str) -> bytes | None:
    """Bytes of base64; None where it is none."""
    try:
        return base64.b64decode(re.sub(r"\s+", "", text), validate=True)
    except (binascii.Error, ValueError):
        return None


def written(
    text: str,
    formula: Callable[[Formula], str],
    picture: Callable[[str], str],
    *,
    inline: bool = False,
) -> str:
    """A text as XHTML; `formula` and `picture` say how those are written.

    >>> written("Дано: $x<1$", lambda one: f"[{one.latex}]", lambda name: name)
    '<p>Дано: [x<1]</p>'
    """
    lines = []
    for line in paragraphs(text):
        parts = [
            formula(one) if isinstance(one, Formula)
            else picture(one.name) if isinstance(one, Shown)
            else escape(one, quote=False)
            for one in line
        ]  # fmt: skip
        lines.append("".join(parts))
    return "<br/>".join(lines) if inline else "".join(f"<p>{line}</p>" for line in lines)
