"""QTI items and packages of other systems → tasks: version 3, and 2 under its names."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import unquote

from objektiv.protocols.complaints import Place, Refused
from objektiv.protocols.containers import check_parts
from objektiv.tasks.exchange.criteria import read_lines
from objektiv.tasks.exchange.html import Reader
from objektiv.tasks.exchange.qti2 import as_version_3
from objektiv.tasks.exchange.result import (
    LARGEST,
    MOST,
    UNPACKED,
    Brought,
    ExchangeRefused,
    Found,
    QuestionRefused,
)
from objektiv.tasks.exchange.xml import children, first, local, parse, text_of
from objektiv.tasks.model import LEVELS, MOST_POINTS, Option, Pair, Task
from objektiv.tasks.pictures import picture_complaint
from objektiv.tasks.text import plain

_INTERACTIONS = {
    "qti-choice-interaction",
    "qti-text-entry-interaction",
    "qti-extended-text-interaction",
    "qti-match-interaction",
    "qti-order-interaction",
}
_FEEDBACK = frozenset(("qti-feedback-block", "qti-feedback-inline", "qti-modal-feedback"))


def read_qti(content: bytes, name: str) -> Brought:
    """Every item of a package (ZIP) or the one item of an XML file."""
    if len(content) > LARGEST:
        raise ExchangeRefused(
            f"«{name}»: файл больше {LARGEST // 1_000_000} МБ. Выгрузите задания частями."
        )
    if not content.startswith(b"PK"):
        return _read([(name, content)], lambda item, source: None, name)
    _check(content, name)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        if "imsmanifest.xml" not in names:
            raise ExchangeRefused(f"«{name}»: в архиве нет imsmanifest.xml, это не пакет QTI.")
        manifest = parse(archive.read("imsmanifest.xml"), "imsmanifest.xml")
        hrefs = [
            one.get("href", "")
            for one in manifest.iter()
            if local(one) == "resource" and one.get("type", "").startswith("imsqti_item")
        ]
        if not hrefs:
            raise ExchangeRefused(f"«{name}»: в пакете нет заданий QTI 2 или 3.")
        if len(hrefs) > MOST:
            raise ExchangeRefused(f"«{name}»: заданий больше {MOST}. Выгрузите их частями.")
        missing = [one for one in hrefs if unquote(one) not in names]
        items = [(one, archive.read(unquote(one))) for one in hrefs if one not in missing]

        def file(item: str, source: str) -> bytes | None:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(item), unquote(source)))
            return archive.read(path) if path in names else None

        found = _read(items, file, name)
    lost = tuple(f"«{one[:80]}» не перенесён: файла нет в пакете." for one in missing)
    return replace(found, refused=(*lost, *found.refused))


def _check(content: bytes, name: str) -> None:
    """Refuse broken, encrypted and endlessly growing archives before anything is read."""
    with NamedTemporaryFile(prefix="objektiv-", suffix=".zip") as draft:
        draft.write(content)
        draft.flush()
        try:
            check_parts(Path(draft.name), Place(name), UNPACKED)
        except Refused as refusal:
            raise ExchangeRefused(str(refusal)) from None


def _read(
    items: list[tuple[str, bytes]], file: Callable[[str, str], bytes | None], name: str
) -> Brought:
    found, refused = [], []
    for path, content in items:
        root = as_version_3(parse(content, path))
        if local(root) != "qti-assessment-item":
            if len(items) == 1:
                raise ExchangeRefused(f"«{name}»: это не задание QTI и не пакет заданий.")
            refused.append(f"«{path[:80]}» не перенесён: это не задание QTI.")
            continue
        title = root.get("title") or root.get("identifier") or path
        try:
            found.append(_item(root, title[:200], Reader(partial(file, path))))
        except QuestionRefused as refusal:
            refused.append(f"«{title[:80]}» не перенесён: {refusal}.")
    return Brought("qti", tuple(found), tuple(refused))


def _item(root: Any, title: str, reader: Reader) -> Found:
    body = first(root, "qti-item-body")
    if body is None:
        raise QuestionRefused("в задании нет текста")
    inside = [one for one in body.iter() if local(one).endswith("-interaction")]
    if len(inside) != 1:
        raise QuestionRefused(f"в нём {len(inside)} полей ответа; переносятся задания с одним")
    interaction = inside[0]
    kind = local(interaction)
    if kind not in _INTERACTIONS:
        raise QuestionRefused(f"вид ответа «{kind}» не имеет соответствия")
    declared = next(
        (one for one in children(root, "qti-response-declaration")
         if one.get("identifier") == interaction.get("response-identifier")), None,
    )  # fmt: skip
    if declared is None:
        raise QuestionRefused("к полю ответа нет описания верного ответа")
    _without_feedback(body, reader)
    criteria, solution = _rubrics(body, reader)
    task = _READERS[kind](interaction, declared, root, reader)
    _cut(interaction, keep=kind == "qti-text-entry-interaction")
    prompt = first(interaction, "qti-prompt")
    text = reader.element(body)
    if prompt is not None:
        text = f"{text}\n{reader.element(prompt)}".strip()
    task = replace(
        task,
        text=text,
        title=title,
        points=_points(root, reader),
        solution=solution,
        pictures=tuple(reader.pictures.values()),
        **_about(body),
    )
    if task.kind == "open":
        task = replace(task, criteria=criteria)
        if not criteria:
            reader.notes.append("Добавьте критерии оценивания: в файле их нет.")
    for one in task.pictures:
        if wrong := picture_complaint(one.name, one.content):
            raise QuestionRefused(wrong.rstrip("."))
    return Found(plain(title, 80), task, tuple(reader.notes))


def _cut(interaction: Any, *, keep: bool) -> None:
    """Take the place of the answer out of the text; what stands after it stays."""
    parent = interaction.getparent()
    tail = (" ____ " if keep and (interaction.tail or "").strip() else "") + (
        interaction.tail or ""
    )
    before = interaction.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(interaction)


def _without_feedback(body: Any, reader: Reader) -> None:
    """What a pupil is told after the answer is no part of the question."""
    told = [one for one in body.iter() if local(one) in _FEEDBACK]
    for one in told:
        if one.getparent() is not None:
            _cut(one, keep=False)
    if told:
        reader.notes.append("Отклики на ответ не перенесены.")


def _rubrics(body: Any, reader: Reader) -> tuple[tuple[Any, ...], str]:
    """Criteria and solution out of the blocks for markers, which leave the text."""
    criteria: tuple[Any, ...] = ()
    solution = ""
    for one in [one for one in body.iter() if local(one) == "qti-rubric-block"]:
        said = reader.element(one)
        if one.get("use") == "ext:solution":
            solution = said
        elif "candidate" in (one.get("view") or ""):
            continue
        else:
            criteria = criteria or read_lines(said)
            if not criteria and said:
                reader.notes.append(
                    f"Перепишите в критерии указание проверяющему: «{plain(said, 200)}»."
                )
        _cut(one, keep=False)
    return criteria, solution


def _about(body: Any) -> dict[str, Any]:
    known: dict[str, Any] = {}
    if body.get("data-level") in LEVELS:
        known["level"] = body.get("data-level")
    minutes = body.get("data-minutes", "")
    if minutes.isdigit() and 1 <= int(minutes) <= 180:
        known["minutes"] = int(minutes)
    if body.get("data-skills"):
        known["skills"] = tuple(one[:60] for one in body.get("data-skills").split())
    return known


def _points(root: Any, reader: Reader) -> int:
    given = 1.0
    for one in children(root, "qti-outcome-declaration"):
        said = one.get("normal-maximum") if one.get("identifier") == "SCORE" else None
        if one.get("identifier") == "MAXSCORE":
            said = text_of(first(one, "qti-value"))
        try:
            given = float(said) if said else given
        except ValueError:
            continue
    points = min(max(round(given), 1), MOST_POINTS)
    if points != given:
        reader.notes.append(f"Балл {given:g} заменён на {points}: здесь баллы целые.")
    return points


def _right(declared: Any) -> list[str]:
    right = first(declared, "qti-correct-response")
    return [text_of(one) for one in children(right, "qti-value")] if right is not None else []


def _choices(interaction: Any, name: str, reader: Reader) -> dict[str, str]:
    return {
        one.get("identifier", ""): reader.element(one)
        for one in interaction.iter()
        if local(one) == name
    }


def _choice(interaction: Any, declared: Any, root: Any, reader: Reader) -> Task:
    right = set(_right(declared))
    if not right:  # scored by a mapping: what brings points is right
        right = {
            one.get("map-key", "")
            for one in declared.iter()
            if local(one) == "qti-map-entry" and _positive(one.get("mapped-value"))
        }
    options = tuple(
        Option(text, name in right)
        for name, text in _choices(interaction, "qti-simple-choice", reader).items()
    )
    one = declared.get("cardinality") == "single"
    return Task("", "choice" if one else "choices", options=options)


def _positive(value: str | None) -> bool:
    try:
        return float(value or 0) > 0
    except ValueError:
        return False


def _entry(interaction: Any, declared: Any, root: Any, reader: Reader) -> Task:
    right = _right(declared)
    if declared.get("base-type") in ("float", "integer"):
        if not right:
            raise QuestionRefused("у задания с числом нет верного ответа")
        equal = first(root, "qti-equal")
        off = (equal.get("tolerance") or "").split() if equal is not None else []
        tolerance = off[0] if off and off[0] not in ("0", "0.0") else ""
        return Task("", "number", answers=(right[0],), tolerance=tolerance)
    keys = [
        one.get("map-key", "")
        for one in declared.iter()
        if local(one) == "qti-map-entry" and _positive(one.get("mapped-value"))
    ]
    return Task("", "short", answers=tuple(dict.fromkeys([*right, *keys])))


def _open(interaction: Any, declared: Any, root: Any, reader: Reader) -> Task:
    return Task("", "open")


def _match(interaction: Any, declared: Any, root: Any, reader: Reader) -> Task:
    sets = children(interaction, "qti-simple-match-set")
    if len(sets) != 2:
        raise QuestionRefused("у соответствия нужны два столбца")
    lefts, rights = (_choices(one, "qti-simple-associable-choice", reader) for one in sets)
    pairs, used = [], set()
    for value in _right(declared):
        left, _, right = value.partition(" ")
        if left not in lefts or right.strip() not in rights:
            raise QuestionRefused("верные пары называют то, чего в столбцах нет")
        pairs.append(Pair(lefts[left], rights[right.strip()]))
        used.add(right.strip())
    if len({one.left for one in pairs}) < len(pairs):
        raise QuestionRefused("у левой части больше одной верной правой")
    spare = [Pair("", text) for name, text in rights.items() if name not in used]
    return Task("", "match", pairs=(*pairs, *spare))


def _order(interaction: Any, declared: Any, root: Any, reader: Reader) -> Task:
    choices = _choices(interaction, "qti-simple-choice", reader)
    right = _right(declared)
    if sorted(right) != sorted(choices):
        raise QuestionRefused("верный порядок называет не все шаги")
    return Task("", "order", options=tuple(Option(choices[name]) for name in right))


_READERS = {
    "qti-choice-interaction": _choice,
    "qti-text-entry-interaction": _entry,
    "qti-extended-text-interaction": _open,
    "qti-match-interaction": _match,
    "qti-order-interaction": _order,
}
