"""Questions exported from Moodle (XML) → tasks. Kinds it cannot take are named one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from objektiv.tasks.exchange.criteria import read_lines
from objektiv.tasks.exchange.html import Reader, decoded
from objektiv.tasks.exchange.result import MOST, Brought, ExchangeRefused, Found, QuestionRefused
from objektiv.tasks.exchange.tags import read_tags
from objektiv.tasks.exchange.xml import children, local, parse, text_of
from objektiv.tasks.model import KINDS, MOST_POINTS, Option, Pair, Task
from objektiv.tasks.pictures import picture_complaint
from objektiv.tasks.text import plain

_NAMES = {
    "cloze": "вложенные ответы (cloze)",
    "multianswer": "вложенные ответы (cloze)",
    "calculated": "вычисляемый",
    "calculatedmulti": "вычисляемый",
    "calculatedsimple": "вычисляемый",
    "ddwtos": "перетаскивание в текст",
    "ddmarker": "перетаскивание на рисунок",
    "ddimageortext": "перетаскивание на рисунок",
    "gapselect": "выбор пропущенных слов",
    "randomsamatch": "случайное соответствие",
    "description": "описание без вопроса",
}


def read_moodle(content: bytes, name: str) -> Brought:
    """Every question of a Moodle XML file, or a sentence why it is not taken."""
    root = parse(content, name)
    if local(root) != "quiz":
        raise ExchangeRefused(f"«{name}»: это не выгрузка вопросов Moodle (ожидался раздел quiz).")
    questions = [one for one in children(root, "question") if one.get("type") != "category"]
    if not questions:
        raise ExchangeRefused(f"«{name}»: в файле нет ни одного вопроса.")
    if len(questions) > MOST:
        raise ExchangeRefused(f"«{name}»: вопросов больше {MOST}. Выгрузите их частями.")
    found, refused = [], []
    for number, one in enumerate(questions, 1):
        title = text_of(_child(one, "name")) or f"вопрос {number}"
        try:
            found.append(_question(one, title[:200]))
        except QuestionRefused as refusal:
            refused.append(f"«{title[:80]}» не перенесён: {refusal}.")
    return Brought("moodle", tuple(found), tuple(refused))


def _child(element: Any, name: str) -> Any | None:
    return next(iter(children(element, name)), None)


def _question(element: Any, title: str) -> Found:
    kind = element.get("type") or ""
    if kind not in _READERS:
        called = _NAMES.get(kind, kind or "без вида")
        raise QuestionRefused(
            f"вид «{called}» не имеет соответствия; переносятся " + ", ".join(KINDS.values())
        )
    files: dict[str, bytes | None] = {
        one.get("name", ""): decoded(one.text or "")
        for one in element.iter()
        if local(one) == "file" and one.get("encoding") == "base64"
    }

    def file(source: str) -> bytes | None:
        from urllib.parse import unquote

        return files.get(unquote(source).removeprefix("@@PLUGINFILE@@/"))

    reader = Reader(file)
    points = _points(element, reader)
    task = Task(
        text=_text(_child(element, "questiontext"), reader),
        kind="open",
        points=points,
        title=title,
        solution=_text(_child(element, "generalfeedback"), reader),
    )
    listed = _child(element, "tags")
    tags = [text_of(one) for one in children(listed, "tag")] if listed is not None else []
    task = read_tags(_READERS[kind](element, task, reader), tags)
    task = replace(task, pictures=tuple(reader.pictures.values()))
    for one in task.pictures:
        if wrong := picture_complaint(one.name, one.content):
            raise QuestionRefused(wrong.rstrip("."))
    return Found(plain(task.title or task.text, 80), task, tuple(reader.notes))


def _points(element: Any, reader: Reader) -> int:
    try:
        given = float(text_of(_child(element, "defaultgrade")) or 1)
    except ValueError:
        given = 1.0
    points = min(max(round(given), 1), MOST_POINTS)
    if points != given:
        reader.notes.append(f"Балл {given:g} заменён на {points}: здесь баллы целые.")
    return points


def _text(element: Any | None, reader: Reader) -> str:
    """The `text` below the element, by its format."""
    if element is None:
        return ""
    inside = _child(element, "text")
    text = "".join(inside.itertext()) if inside is not None else ""
    if element.get("format", "moodle_auto_format") in ("plain_text", "markdown"):
        return reader.plain(text)
    return reader.html(text)


def _answers(element: Any) -> list[tuple[float, Any]]:
    made = []
    for one in children(element, "answer"):
        try:
            made.append((float(one.get("fraction", "0")), one))
        except ValueError:
            raise QuestionRefused("доля балла у ответа — не число") from None
    return made


def _choice(element: Any, task: Task, reader: Reader) -> Task:
    single = text_of(_child(element, "single")).lower() in ("true", "1")
    answers = _answers(element)
    options = tuple(Option(_text(one, reader), fraction > 0) for fraction, one in answers)
    partial = {fraction for fraction, _ in answers} - {0.0, 100.0}
    if single and partial:
        best = max(fraction for fraction, _ in answers)
        options = tuple(
            Option(one.text, fraction == best)
            for one, (fraction, _) in zip(options, answers, strict=True)
        )
        reader.notes.append("Частичные баллы за неполные ответы не перенесены.")
    return replace(task, kind="choice" if single else "choices", options=options)


def _truth(element: Any, task: Task, _: Reader) -> Task:
    right = {text_of(_child(one, "text")).lower() for share, one in _answers(element) if share > 0}
    return replace(
        task,
        kind="choice",
        options=(Option("Верно", "true" in right), Option("Неверно", "false" in right)),
    )


def _short(element: Any, task: Task, reader: Reader) -> Task:
    right = [(share, text_of(_child(one, "text"))) for share, one in _answers(element)]
    if any("*" in text for _, text in right):
        reader.notes.append("В ответе есть знак *: подстановки здесь не действуют.")
    if any(0 < share < 100 for share, _ in right):
        reader.notes.append("Ответы с частичным баллом не перенесены.")
    answers = tuple(dict.fromkeys(text for share, text in right if share >= 100))
    return replace(task, kind="short", answers=answers)


def _number(element: Any, task: Task, reader: Reader) -> Task:
    right = [one for share, one in _answers(element) if share >= 100]
    if len(right) != 1 or text_of(_child(right[0], "text")) == "*":
        raise QuestionRefused("у числового вопроса нужен один верный ответ")
    tolerance = text_of(_child(right[0], "tolerance")) or "0"
    if children(element, "units"):
        reader.notes.append("Единицы измерения не перенесены: назовите их в условии.")
    return replace(
        task,
        kind="number",
        answers=(_decimal(text_of(_child(right[0], "text"))),),
        tolerance="" if _decimal(tolerance) == "0" else _decimal(tolerance),
    )


def _decimal(text: str) -> str:
    """A number without trailing zeros, with a point."""
    from decimal import Decimal, InvalidOperation

    try:
        value = Decimal(text.strip().replace(",", ".").replace("−", "-"))
    except InvalidOperation:
        raise QuestionRefused(f"ответ «{text[:30]}» — не число") from None
    if not value.is_finite() or abs(value) > 10**12:
        raise QuestionRefused(f"ответ «{text[:30]}» — не обычное число")
    said = f"{value:f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def _match(element: Any, task: Task, reader: Reader) -> Task:
    pairs = tuple(
        Pair(_text(one, reader), reader.plain(text_of(_child(_child(one, "answer"), "text"))))
        for one in children(element, "subquestion")
        if _child(one, "answer") is not None
    )
    return replace(task, kind="match", pairs=pairs)


def _order(element: Any, task: Task, reader: Reader) -> Task:
    steps = sorted(_answers(element), key=lambda one: one[0])
    return replace(
        task, kind="order", options=tuple(Option(_text(one, reader)) for _, one in steps)
    )


def _open(element: Any, task: Task, reader: Reader) -> Task:
    note = _text(_child(element, "graderinfo"), reader)
    criteria = read_lines(note)
    if not criteria:
        said = "Добавьте критерии оценивания: в файле их нет."
        if note:
            said = f"Перепишите в критерии указание проверяющему: «{plain(note, 200)}»."
        reader.notes.append(said)
    return replace(task, kind="open", criteria=criteria)


_READERS: dict[str, Callable[[Any, Task, Reader], Task]] = {
    "multichoice": _choice,
    "truefalse": _truth,
    "shortanswer": _short,
    "numerical": _number,
    "matching": _match,
    "ordering": _order,
    "essay": _open,
}
