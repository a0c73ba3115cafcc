"""Measures in running text: addressees as headings, numbered and bulleted points under them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from objektiv.documents.reading.blocks import Paragraph

_WHO = (
    r"(?:руководител|заместител|директор|учител|педагог|методист|председател|воспитател|администрац"
    r"|координатор|специалист|эксперт|организатор|начальник|классн\w+\s+руководител|школьн\w+\s+координатор"
    r"|муниципальн\w+|образовательн\w+\s+организац|общеобразовательн\w+\s+организац|методическ\w+\s+(?:служб|объединен)"
    r"|управлени\w*\s+образовани|отдел\w*\s+образовани|родител|специалистам)"
)
# «Руководителям …», «Каждому руководителю …»: the dative of whom it is addressed to.
ADDRESSEE = re.compile(
    rf"(?:(?:Всем|Каждому|ВСЕМ|КАЖДОМУ)\s+)?(?:[А-ЯЁа-яё]+(?:ым|им|ому|ему)\s+)?"
    rf"(?i:{_WHO})\w*?(?:ам|ям|ю|у|ии|ею)(?![А-Яа-яё])"
)
_ADDRESSEE_INSIDE = re.compile(rf"(?<=[а-яё)»][.;!])\s+(?=(?:{ADDRESSEE.pattern})\s)")
_NUMBERED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\s*(?:[.)]\s*(?=\D)|\s+(?=[А-ЯЁ]))(?P<text>\S.*)"
)
_LETTERED = re.compile(r"(?P<number>[а-я])\)\s*(?P<text>\S.*)")
_BULLET = re.compile(r"(?P<number>[-–—•·▪●○*])\s*(?P<text>[^\W\d_].*|\d.*|[«\"(].*)")
_GLUED_BULLET = re.compile(r"(?<=[.;:])\s+(?=[-–—•·▪●]\s+[А-ЯЁа-яё])")
_GLUED_NUMBER = re.compile(r"(?<=[.;,:])\s+(?=\d{1,2}[.)]\s*[А-ЯЁ][а-яё])")
_HEARD = re.compile(r"(?:\d{1,2}[.)]\s*)?(?:слушали|выступил[аи]?)(?![а-яё])", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[а-яё»)]\.)\s+(?=[А-ЯЁ])")
_ASKED = re.compile(
    r"\s(?=(?:для\s|необходимо|следует|рекоменду|предлага|обеспечить|организовать|провести|в\s+целях|в\s+срок)|при\s)"
)
_HEADING_LETTERS = 120


_LABELS = (
    ("due", r"сроки?(?:\s+(?:исполнения|выполнения|проведения))?\s*(?:[:–—-]|(?=до\s|с\s|не\s))"),
    ("responsible", r"(?:ответственн\w+|отв\.)(?:\s+(?:исполнител\w+|лиц\w+))?\s*[:–—-]"),
    ("responsible", r"исполнител\w+\s*[:–—-]"),
    ("expected_result", r"(?:ожидаем\w+\s+)?результат\w*\s*[:–—-]"),
    ("participants", r"участники?\s*[:–—-]"),
)


@dataclass(slots=True)
class Point:
    """One point of a text."""

    number: str
    text: str
    # Lines under the point that say more: «Срок: до 1 декабря», «Ответственный: …»
    due: str = ""
    responsible: str = ""
    participants: str = ""
    expected_result: str = ""


@dataclass(slots=True)
class Group:
    """Points under one heading."""

    title: str
    points: list[Point] = field(default_factory=list)
    addressed: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or a part of one."""

    kind: str  # addressee, point, sub, heading, text
    text: str
    number: str = ""


def read_points(paragraphs: Iterable[Paragraph]) -> tuple[list[Group], list[str]]:
    """Headings with their points, and the lines that belong to none, in order."""
    pieces = [piece for paragraph in paragraphs for piece in _pieces(paragraph)]
    text = _Text()
    for piece, following in zip_longest(pieces, pieces[1:]):
        if piece is not None:
            text.take(piece, _is_over(piece, following))
    return text.result()


@dataclass(slots=True)
class _Text:
    """A text read piece by piece."""

    groups: list[Group] = field(default_factory=list)
    # Lines that are no points. A heading goes with its group, which may turn out to be empty.
    lines: list[tuple[str, Group | None]] = field(default_factory=list)

    def take(self, piece: Piece, over: bool) -> None:
        group = self.lines[-1][1] if self.lines else None  # closed by any line after it
        if group and group.points and _say_more(group.points[-1], piece.text):
            return
        if piece.kind == "addressee":
            self._open(_addressed(piece.text), piece.text)
        elif piece.kind == "text":
            self._take_text(piece.text, group)
        elif over and not (group and group.addressed):
            said = f"{piece.number} {piece.text}".strip()
            self._open(Group(piece.text.rstrip(" :"), number=piece.number), said)
        else:
            self._take_point(piece, group)

    def result(self) -> tuple[list[Group], list[str]]:
        rest = [text for text, group in self.lines if text and not (group and group.points)]
        return [group for group in self.groups if group.points], rest

    def _open(self, group: Group, said: str) -> None:
        self.groups.append(group)
        self.lines.append((said, group))

    def _take_text(self, text: str, group: Group | None) -> None:
        if group and group.points and text[0].islower():
            group.points[-1].text += f" {text}"
        elif group and group.addressed and not group.points and not text.endswith(":"):
            group.points.extend(Point("", one) for one in _SENTENCES.split(text))
        else:
            self.lines.append((text, None))

    def _take_point(self, piece: Piece, group: Group | None) -> None:
        if group is None:
            heading = self._heading()
            group = Group(heading)
            self._open(group, heading)
        last = group.points[-1] if group.points else None
        below = (
            last and last.number[:1].isdigit() and ("\n" in last.text or last.text.endswith(":"))
        )
        if piece.kind == "sub" and last and below:
            last.text += f"\n– {piece.text}"
        else:
            group.points.append(Point(piece.number, piece.text))

    def _heading(self) -> str:
        """The line above a list is its heading where it looks like one."""
        if not self.lines or self.lines[-1][1] is not None:
            return ""
        line = self.lines[-1][0]
        short = len(line) <= _HEADING_LETTERS and not line.endswith((".", ";", ","))
        if not short and not line.endswith(":"):
            return ""
        self.lines.pop()
        return line.rstrip(" :")


def _is_over(piece: Piece, following: Piece | None) -> bool:
    """Is a numbered line the heading of those below: «1. Меры:» and bullets, «1.» and «1.1.»"""
    if following is None or piece.kind != "point":
        return False
    if following.kind == "sub":
        return piece.text.endswith(":")
    return following.kind == "point" and following.number.startswith(f"{piece.number}.")


def _say_more(point: Point, text: str) -> bool:
    """Take a line such as «Срок: до 1 декабря» to the point above it."""
    for role, pattern in _LABELS:
        if match := re.match(pattern, text, re.IGNORECASE):
            value = text[match.end() :].strip().rstrip(".")
            before = getattr(point, role)
            setattr(point, role, f"{before}\n{value}".strip())
            return bool(value)
    return False


def _pieces(paragraph: Paragraph) -> Iterator[Piece]:
    text = paragraph.text
    if not text:
        return
    if paragraph.marker:
        bullet = not any(c.isalnum() for c in paragraph.marker) or paragraph.level > 0
        kind = "sub" if bullet else "point"
        number = "" if paragraph.marker in "•-–" else paragraph.marker.rstrip(".)")
        yield Piece(kind, text, number)
        return
    for whole in _ADDRESSEE_INSIDE.split(text):
        for numbered in _GLUED_NUMBER.split(whole):
            for part in _GLUED_BULLET.split(numbered):
                if part.strip():
                    yield _piece(part.strip(), paragraph.strong)


def _piece(text: str, strong: bool) -> Piece:
    if ADDRESSEE.match(text):
        return Piece("addressee", text)
    if _HEARD.match(text):
        return Piece("text", text)
    for pattern, kind in ((_NUMBERED, "point"), (_LETTERED, "sub"), (_BULLET, "sub")):
        if match := pattern.fullmatch(text):
            number = match["number"] if match["number"][0].isalnum() else ""
            return Piece(kind, match["text"], number)
    return Piece("text", text)


def _addressed(text: str) -> Group:
    """An addressee, and what is asked of them in the same paragraph."""
    colon = text.find(":")
    if colon >= 0:
        title, asked = text[:colon], text[colon + 1 :]
    elif len(text) > _HEADING_LETTERS and (match := _ASKED.search(text)):
        title, asked = text[: match.start()], text[match.start() :]
    else:
        title, asked = text, ""
    group = Group(title.strip(), addressed=True)
    for sentence in _SENTENCES.split(asked.strip()):
        if sentence.strip():
            group.points.append(Point("", sentence.strip()))
    return group
