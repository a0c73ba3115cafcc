"""Ready questionnaires and the rules of showing answers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from objektiv.profiles.profile import STATUSES

KINDS = ("scale", "one", "many", "open")
SCALE = (
    "совсем не согласны",
    "скорее не согласны",
    "и да, и нет",
    "скорее согласны",
    "полностью согласны",
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `index`: the number it feeds, "" for none."""

    code: str
    kind: str
    text: str
    index: str = ""
    reverse: bool = False
    options: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """What a survey keeps."""
        return asdict(self) | {"options": list(self.options)}


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Questions for one audience: parents, pupils, teachers."""

    code: str
    title: str
    audience: str
    intro: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class SurveyRules:
    """Everything of the file."""

    questionnaires: tuple[Questionnaire, ...]
    indices: Mapping[str, str]
    themes: Mapping[str, tuple[str, ...]]
    minimum: int
    heaviest: float
    enough: float
    reliability: float
    low: float
    source: str
    status: str


def read_question(data: Mapping[str, Any]) -> Question:
    """A question as it is kept. Raises ValueError for an unknown kind or missing options.

    >>> read_question({"code": "a", "kind": "scale", "text": "Понятно"}).kind
    'scale'
    """
    found = Question(**{**data, "options": tuple(data.get("options", ()))})
    if found.kind not in KINDS:
        raise ValueError(f"Вопрос «{found.text}»: вид «{found.kind}» неизвестен")
    if (found.kind in ("one", "many")) != bool(found.options):
        raise ValueError(f"Вопрос «{found.text}»: варианты нужны там, где выбирают из них")
    return found


@cache
def survey_rules() -> SurveyRules:
    """The file, checked.

    >>> [one.code for one in survey_rules().questionnaires]
    ['parents', 'pupils', 'teachers']
    """
    data = tomllib.loads(files("objektiv.profiles").joinpath("surveys.toml").read_text("utf-8"))
    if data["status"] not in STATUSES:
        raise ValueError(f"surveys.toml: статус «{data['status']}» неизвестен")
    questionnaires = tuple(
        Questionnaire(
            one["code"],
            one["title"],
            one["audience"],
            one["intro"],
            tuple(read_question(question) for question in one["questions"]),
        )
        for one in data["questionnaires"]
    )
    known = {*data["indices"], ""}
    for form in questionnaires:
        for question in form.questions:
            if question.index not in known:
                raise ValueError(f"surveys.toml: у «{question.text}» неизвестный показатель")
    return SurveyRules(
        questionnaires,
        data["indices"],
        {name: tuple(words) for name, words in data["themes"].items()},
        int(data["minimum"]),
        float(data["heaviest"]),
        float(data["enough"]),
        float(data["reliability"]),
        float(data["low"]),
        data["source"],
        data["status"],
    )
