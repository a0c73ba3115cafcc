"""Templates that people edit in Word, checked before they are taken: every complaint at once.

A template may show fields, repeat over lists and ask whether a field is there; nothing else. So
what it can reach is known before it ever runs: the values of the one document, as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from objektiv.documents.office.package import field_complaints, is_xml, parse, parts_of
from objektiv.documents.office.samples import sample
from objektiv.documents.office.shape import Field, fields_of
from objektiv.documents.office.sheets import KINDS

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# No brace inside: then a long line of braces is read in one pass.
_TAG = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}|\{#[^{}]*#\}")
_HALF = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_PREFIX = re.compile(r"^\{%(p|tr|tc|r)\s")
_FILLED = {f"{_W}{name}" for name in ("document", "hdr", "ftr")}
_UNFILLED = {f"{_W}{name}" for name in ("footnotes", "endnotes", "comments", "glossaryDocument")}
_SPOKEN = (f"{_W}t", f"{_W}delText")
_VERBS = {"for", "endfor", "if", "elif", "else", "endif"}
ONLY = "в шаблоне можно только поля, повторы (for) и условия (if)."
_BREAKS = (f"{_W}tab", f"{_W}br")
FILTERS = {"upper", "lower", "capitalize", "trim", "default", "join", "length"}
DEEPEST = 5  # loops and conditions inside each other
MOST = 100  # tags in one paragraph
LONGEST = 3_000_000  # bytes of the XML of a part that is filled in


@dataclass(frozen=True)
class Complaint:
    """What is wrong and where: the words of the paragraph or cell."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


@dataclass(frozen=True)
class Tag:
    text: str  # as it stands in the document
    place: str
    paragraph: int
    table: int  # 0: outside of tables

    @property
    def prefix(self) -> str:
        match = _PREFIX.match(self.text)
        return match[1] if match else ""

    @property
    def plain(self) -> str:
        """For Jinja, on one line."""
        text = _PREFIX.sub("{% ", self.text)
        return " ".join(text.replace("“", '"').replace("”", '"').split())


def check_template(kind: str, document: bytes) -> tuple[Complaint, ...]:
    """What keeps a file from being a template of the kind; empty: nothing does.

    >>> [str(one) for one in check_template("letter", b"%PDF")]
    ['Это не документ Word в формате DOCX или файл повреждён.']
    """
    parts, wrong = parts_of(document)
    complaints = [Complaint("", text) for text in wrong]
    if not parts:
        return tuple(complaints)
    shown = 0
    for name, part in parts.items():
        if not is_xml(name, part):
            continue
        tree = parse(part)
        if tree is None:
            complaints.append(Complaint("", f"Часть «{name}» не читается. Сохраните заново."))
            continue
        # By what a part is, not by its name: a header may be called anything.
        if tree.tag in _FILLED and len(part) > LONGEST:
            complaints.append(Complaint("", "Текст шаблона слишком длинный."))
        elif tree.tag in _FILLED:
            complaints += [Complaint("", text) for text in field_complaints(tree)]
            found = list(_tags(tree, complaints))
            shown += len(found)
            complaints += _hidden(tree) or _misused(kind, found)
        elif tree.tag in _UNFILLED or name.startswith("docProps/"):
            complaints += _hidden(tree, everywhere=True)
    if not complaints and not shown:
        complaints.append(Complaint("", EMPTY))
    return tuple(complaints) or _tried(kind, document)


EMPTY = "В документе нет ни одного поля, например {{ заголовок }}. Все письма вышли бы одинаковыми."
BROKEN = (
    "Документ по этому шаблону не складывается. Проверьте, что начало и конец каждого повтора "
    "стоят в отдельных абзацах или строках."
)
HIDDEN = (
    "Поля стоят там, где они не заполняются: в сносках, примечаниях, подписях рисунков или "
    "свойствах документа. Уберите их оттуда."
)


def _hidden(tree: Any, everywhere: bool = False) -> list[Complaint]:
    """Braces outside of the words of paragraphs: the whole part would be taken for a template."""
    for one in tree.iter():
        spoken = one.tag in _SPOKEN and not everywhere
        texts = [one.tail or "", "" if spoken else one.text or ""]
        values = [] if callable(one.tag) else list(one.attrib.values())  # a comment has none
        if any("{" in text or "}" in text for text in texts) or any(map(_HALF.search, values)):
            return [Complaint("", HIDDEN)]
    return []


def _tried(kind: str, document: bytes) -> tuple[Complaint, ...]:
    """Does an example come out of it that opens again?"""
    import io

    from docx import Document

    from objektiv.documents.office.word import sheet_docx

    try:
        Document(io.BytesIO(sheet_docx(sample(kind), document)))
    except Exception:
        # Whatever the libraries stumble over, the person hears one sentence.
        return (Complaint("", BROKEN),)
    return ()


# --- Finding tags -------------------------------------------------------------------------


def _tags(tree: Any, complaints: list[Complaint]) -> Iterator[Tag]:
    """Tags paragraph by paragraph; halves of tags and other odd things are complained of."""
    tables = {one: i for i, one in enumerate(tree.iter(f"{_W}tbl"), 1)}
    for number, paragraph in enumerate(tree.iter(f"{_W}p"), 1):
        text = _text(paragraph)
        if "{" not in text and "}" not in text:
            continue
        table = next((tables[one] for one in paragraph.iterancestors(f"{_W}tbl")), 0)
        short = " ".join(text.split())
        place = f"{'Ячейка таблицы' if table else 'Абзац'} «{short[:60]}»"
        if paragraph.find(f".//{_W}del") is not None or paragraph.find(f".//{_W}ins") is not None:
            complaints.append(Complaint(place, "есть непринятые исправления. Примите их в Word."))
        # A single brace could be joined with one of the next paragraph: none is left.
        if half := re.search(r"[{}]+[%#]?", _TAG.sub("", text)):
            complaints.append(Complaint(place, f"скобки «{half[0]}» не закрыты или не открыты в "
                                        "этом же абзаце."))  # fmt: skip
        if text.count("{") > 2 * MOST:
            complaints.append(Complaint(place, "слишком много полей в одном абзаце."))
            continue
        for found in _TAG.finditer(text):
            if _is_split(paragraph, found.start(), found.end()):
                said = f"поле «{found[0]}» разорвано ссылкой или элементом формы."
                complaints.append(Complaint(place, f"{said} Наберите его заново."))
            yield Tag(found[0], place, number, table)


def _runs(paragraph: Any) -> Iterator[tuple[Any, str]]:
    """Pieces of text with their run; a paragraph inside a text box is a paragraph of its own."""
    for one in paragraph.iter(f"{_W}t", f"{_W}delText", *_BREAKS):
        if next(one.iterancestors(f"{_W}p")) is paragraph:
            yield one.getparent(), "\n" if one.tag in _BREAKS else one.text or ""


def _text(paragraph: Any) -> str:
    return "".join(text for _, text in _runs(paragraph))


def _is_split(paragraph: Any, start: int, end: int) -> bool:
    """Does a tag reach over the border of a link, a control or a correction?"""
    at, parents = 0, set()
    for run, text in _runs(paragraph):
        if at < end and at + len(text) > start:
            parents.add(run.getparent())
        at += len(text)
    return len(parents) > 1


# --- What tags may say --------------------------------------------------------------------


def _misused(kind: str, tags: list[Tag]) -> list[Complaint]:
    """Blocks that do not close, names that do not exist, anything but fields and lists."""
    from jinja2 import TemplateSyntaxError

    complaints = _unclosed(tags)
    if complaints:
        return complaints
    try:
        # A tag a line: the line of a mistake is its tag.
        tree = _grammar().parse("\n".join(tag.plain for tag in tags))
    except TemplateSyntaxError as error:
        tag = tags[min(error.lineno, len(tags)) - 1]
        return [Complaint(tag.place, f"«{tag.text}» написано с ошибкой.")]
    return list(_Names(kind, tags).of(tree.body, {}, 0))


def _grammar() -> Any:
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment()


def _unclosed(tags: list[Tag]) -> list[Complaint]:
    found: list[Complaint] = []
    open_: list[Tag] = []
    for tag in tags:
        word = re.match(r"\{%(?:p|tr|tc|r)?\s*-?\s*(\w*)", tag.text)
        verb = word[1] if word else ""
        if tag.prefix in ("tr", "tc") and not tag.table:
            found.append(Complaint(tag.place, f"«{tag.text}» стоит вне таблицы."))
        if tag.text.startswith("{#") or (tag.text.startswith("{%") and verb not in _VERBS):
            found.append(Complaint(tag.place, ONLY))
        elif verb in ("for", "if"):
            open_.append(tag)
        elif verb in ("endfor", "endif"):
            if not open_ or verb[3:] not in open_[-1].text:
                found.append(Complaint(tag.place, f"«{tag.text}» ничего не закрывает."))
                continue
            begun = open_.pop()
            apart = begun.prefix != tag.prefix or (
                begun.paragraph != tag.paragraph if not tag.prefix else begun.table != tag.table
            )
            if apart:
                found.append(Complaint(tag.place, f"«{tag.text}» закрывает «{begun.text}», но они "
                             "стоят по-разному. Начните и закончите одинаково: {%p …%} в отдельных "
                             "абзацах, {%tr …%} в отдельных строках таблицы."))  # fmt: skip
    return found + [Complaint(tag.place, f"«{tag.text}» не закрыто.") for tag in open_]


class _Names:
    """Walks the template and asks of every name whether the document has it."""

    def __init__(self, kind: str, tags: list[Tag]) -> None:
        self.top = {one.name: one for one in fields_of(KINDS[kind])}
        self.tags = tags

    def say(self, node: Any, text: str) -> Complaint:
        tag = self.tags[min(node.lineno, len(self.tags)) - 1]
        return Complaint(tag.place, text)

    def of(self, body: list[Any], known: dict[str, Any], depth: int) -> Iterator[Complaint]:
        from jinja2 import nodes

        if depth > DEEPEST:
            yield self.say(body[0], "слишком много повторов друг в друге.")
            return
        for node in body:
            if isinstance(node, nodes.Output):
                for one in node.nodes:
                    if not isinstance(one, nodes.TemplateData):
                        yield from self.value(one, known)
            elif isinstance(node, nodes.If):
                yield from self.value(node.test, known)
                for branch in (node.body, node.else_, node.elif_):
                    yield from self.of(branch, known, depth + 1)
            elif isinstance(node, nodes.For):
                yield from self.repeated(node, known, depth)
            else:
                yield self.say(node, ONLY)

    def repeated(self, node: Any, known: dict[str, Any], depth: int) -> Iterator[Complaint]:
        many = self.field(node.iter, known)
        if many is None or not many.many:
            yield from self.value(node.iter, known)
            yield self.say(node, "повторять можно только список этого документа.")
        elif node.test or node.recursive or node.else_ or type(node.target).__name__ != "Name":
            yield self.say(node, "повтор пишут просто: {% for один in список %}.")
        else:
            inner = known | {node.target.name: many, "loop": None}
            yield from self.of(node.body, inner, depth + 1)

    def value(self, node: Any, known: dict[str, Any]) -> Iterator[Complaint]:
        from jinja2 import nodes

        if isinstance(node, nodes.Const):
            return
        if isinstance(node, nodes.Filter) and node.name in FILTERS and node.node is not None:
            yield from self.value(node.node, known)
            for one in node.args:
                yield from self.value(one, known)
        elif isinstance(node, (nodes.And, nodes.Or)):
            yield from self.value(node.left, known)
            yield from self.value(node.right, known)
        elif isinstance(node, nodes.Not):
            yield from self.value(node.node, known)
        elif isinstance(node, nodes.Compare):
            yield from self.value(node.expr, known)
            for operand in node.ops:
                yield from self.value(operand.expr, known)
        elif isinstance(node, (nodes.Name, nodes.Getattr)):
            if self.field(node, known) is None and not _counts(node, known):
                yield self.say(node, f"поля «{_dotted(node)}» в этом документе нет. Какие есть, "
                               "показано рядом с шаблоном.")  # fmt: skip
        else:
            yield self.say(node, "здесь можно только назвать поле: вычислять и вызывать нельзя.")

    def field(self, node: Any, known: dict[str, Any]) -> Field | None:
        """The field that a name means, or None."""
        from jinja2 import nodes

        if isinstance(node, nodes.Name):
            if node.name in known:
                one = known[node.name]
                return one and Field(one.attribute, one.name, one.hint, one.of, False)
            return self.top.get(node.name)
        if isinstance(node, nodes.Getattr):
            of = self.field(node.node, known)
            if of is not None and of.of and not of.many:
                return next((one for one in fields_of(of.of) if one.name == node.attr), None)
        return None


def _counts(node: Any, known: dict[str, Any]) -> bool:
    """`loop.index` and its like inside a repetition."""
    from jinja2 import nodes

    return (
        isinstance(node, nodes.Getattr)
        and isinstance(node.node, nodes.Name)
        and node.node.name == "loop"
        and "loop" in known
        and node.attr in ("index", "first", "last")
    )


def _dotted(node: Any) -> str:
    from jinja2 import nodes

    if isinstance(node, nodes.Getattr):
        return f"{_dotted(node.node)}.{node.attr}"
    return str(getattr(node, "name", "…"))
