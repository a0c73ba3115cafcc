"""What a task is: text, kind of answer, key, criteria, level, skills; plain data and complaints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from objektiv.schema import Level
from objektiv.tasks.text import complaints_of, pictures_in

KINDS = {
    "choice": "выбор одного ответа",
    "choices": "выбор нескольких ответов",
    "short": "краткий ответ словом",
    "number": "краткий ответ числом",
    "match": "установление соответствия",
    "order": "установление последовательности",
    "open": "развёрнутый ответ",
}
LEVELS = tuple(one.value for one in Level)
MOST_POINTS = 20
MOST_OPTIONS = 12
_NUMBER = re.compile(r"[-−]?\d{1,12}(?:[.,]\d{1,9})?")


@dataclass(frozen=True, slots=True)
class Option:
    """An answer offered. In «order» the options stand in the right order."""

    text: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """What is matched; with an empty `left` the right side is one too many."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """How an open answer is marked: what each number of points stands for, from 0 on."""

    code: str  # К1
    text: str
    levels: tuple[str, ...]  # descriptor of 0, 1, 2 … points

    @property
    def points(self) -> int:
        return len(self.levels) - 1


@dataclass(frozen=True, slots=True)
class Picture:
    """PNG or JPEG; `alt` says in words what it shows."""

    name: str
    alt: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the bank, free of who made it and where it was used."""

    text: str
    kind: str
    points: int = 1
    level: str = "Б"
    minutes: int = 3
    skills: tuple[str, ...] = ()  # positions of the codifier
    options: tuple[Option, ...] = ()
    pairs: tuple[Pair, ...] = ()
    answers: tuple[str, ...] = ()  # accepted short answers; a number as it is written
    tolerance: str = ""  # of a number: how far the answer may be off
    criteria: tuple[Criterion, ...] = ()
    solution: str = ""
    pictures: tuple[Picture, ...] = ()
    title: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it; pictures without their bytes.

        >>> Task.read(Task("Сколько?", "number", answers=("2",)).plain()).answers
        ('2',)
        """
        bare = replace(self, pictures=tuple(replace(one, content=b"") for one in self.pictures))
        raw = asdict(bare)
        for one in raw["pictures"]:
            del one["content"]
        return {name: value for name, value in raw.items() if value not in ((), [], "")}

    @classmethod
    def read(cls, raw: Mapping[str, Any], contents: Mapping[str, bytes] | None = None) -> Task:
        """Back from plain data; `contents`: bytes of pictures by name."""
        given = dict(raw)
        contents = contents or {}
        for name, kind in (("options", Option), ("pairs", Pair)):
            given[name] = tuple(kind(**one) for one in given.get(name, ()))
        given["criteria"] = tuple(
            Criterion(one["code"], one["text"], tuple(one["levels"]))
            for one in given.get("criteria", ())
        )
        given["pictures"] = tuple(
            Picture(one["name"], one.get("alt", ""), contents.get(one["name"], b""))
            for one in given.get("pictures", ())
        )
        for name in ("skills", "answers"):
            given[name] = tuple(given.get(name, ()))
        return cls(**given)

    @property
    def key(self) -> str:
        """The right answer as the key of a variant says it."""
        return key_of(self)


def key_of(task: Task) -> str:
    """The right answer in one line.

    >>> key_of(Task("?", "choice", options=(Option("да"), Option("нет", True))))
    '2'
    """
    match task.kind:
        case "choice" | "choices":
            return "".join(str(n) for n, one in enumerate(task.options, 1) if one.right)
        case "short":
            return " или ".join(task.answers)
        case "number":
            return number_words(task)
        case "match":
            rights = rights_of(task)
            return "".join(str(rights.index(one.right) + 1) for one in task.pairs if one.left)
        case "order":
            shown = shown_order(task)
            return "".join(str(shown.index(one) + 1) for one in task.options)
    return "по критериям"


def number_words(task: Task) -> str:
    """«2,5» or «2,5 ± 0,1»."""
    said = task.answers[0].replace(".", ",") if task.answers else ""
    off = task.tolerance.replace(".", ",")
    return f"{said} ± {off}" if off and off != "0" else said


def rights_of(task: Task) -> list[str]:
    """The right column of a matching, each text once, as a pupil sees it: alphabetically."""
    return sorted({one.right for one in task.pairs}, key=str.casefold)


def shown_order(task: Task) -> list[Option]:
    """Steps of an ordering as a pupil sees them: alphabetically, so that nothing is told."""
    return sorted(task.options, key=lambda one: one.text.casefold())


def complaints(task: Task) -> list[str]:
    """Everything that keeps a task from being used, in Russian sentences.

    >>> complaints(Task("Чему равно $2+2$?", "number", answers=("4",)))
    []
    """
    said = [] if task.text.strip() else ["Введите текст задания."]
    if task.kind not in KINDS:
        return [*said, f"Вида ответа «{task.kind}» нет."]
    if task.level not in LEVELS:
        said.append("Уровень — Б, П или В.")
    if not 1 <= task.points <= MOST_POINTS:
        said.append(f"Баллов за задание от 1 до {MOST_POINTS}.")
    if not 1 <= task.minutes <= 180:
        said.append("Время на задание — от 1 до 180 минут.")
    names = [one.name for one in task.pictures]
    for where, text in _texts(task):
        said += [f"{where}: {one}" for one in complaints_of(text, names)]
    return said + _KEYS[task.kind](task)


def _texts(task: Task) -> list[tuple[str, str]]:
    made = [("Текст задания", task.text), ("Решение", task.solution)]
    made += [(f"Вариант ответа {n}", one.text) for n, one in enumerate(task.options, 1)]
    for n, one in enumerate(task.pairs, 1):
        made += [(f"Пара {n}", one.left), (f"Пара {n}", one.right)]
    for criterion in task.criteria:
        made += [(f"Критерий {criterion.code}", one) for one in (criterion.text, *criterion.levels)]
    return made


def _choice(task: Task) -> list[str]:
    said = _options(task)
    right = sum(one.right for one in task.options)
    if task.kind == "choice" and right != 1:
        said.append("Отметьте один верный ответ.")
    if task.kind == "choices" and not right:
        said.append("Отметьте верные ответы.")
    return said


def _options(task: Task) -> list[str]:
    said = []
    if not 2 <= len(task.options) <= MOST_OPTIONS:
        said.append(f"Вариантов ответа нужно от 2 до {MOST_OPTIONS}.")
    if any(not one.text.strip() for one in task.options):
        said.append("Вариант ответа пуст.")
    if len({one.text.strip() for one in task.options}) < len(task.options):
        said.append("Варианты ответа повторяются.")
    return said


def _short(task: Task) -> list[str]:
    if not task.answers or any(not one.strip() for one in task.answers):
        return ["Введите верный ответ."]
    return [] if len(task.answers) <= MOST_OPTIONS else ["Верных ответов слишком много."]


def _number(task: Task) -> list[str]:
    if len(task.answers) != 1 or not _NUMBER.fullmatch(task.answers[0]):
        return ["Верный ответ — одно число, например 12 или 0,5."]
    if task.tolerance and not _NUMBER.fullmatch(task.tolerance):
        return ["Допустимая погрешность — число."]
    return []


def _match(task: Task) -> list[str]:
    lefts = [one.left.strip() for one in task.pairs if one.left.strip()]
    if len(lefts) < 2 or any(not one.right.strip() for one in task.pairs):
        return ["Нужны хотя бы две пары, у каждой заполнена правая часть."]
    return ["Левые части пар повторяются."] if len(set(lefts)) < len(lefts) else []


def _open(task: Task) -> list[str]:
    if not task.criteria:
        return ["Развёрнутому ответу нужны критерии: за что сколько баллов."]
    said = [f"Критерий {one.code}: опишите хотя бы 0 и 1 балл."
            for one in task.criteria if len(one.levels) < 2]  # fmt: skip
    total = sum(one.points for one in task.criteria)
    if not said and total != task.points:
        said.append(f"По критериям набирается {total}, а за задание дают {task.points}.")
    codes = [one.code for one in task.criteria]
    return said + (["Коды критериев повторяются."] if len(set(codes)) < len(codes) else [])


_KEYS = {
    "choice": _choice,
    "choices": _choice,
    "order": _options,
    "short": _short,
    "number": _number,
    "match": _match,
    "open": _open,
}


def pictures_used(task: Task) -> set[str]:
    """Names of the pictures that its texts show."""
    return {name for _, text in _texts(task) for name in pictures_in(text)}
