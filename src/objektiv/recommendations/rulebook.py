"""The rules as data: read from TOML with all complaints at once, written back, applied."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.resources import files
from string import Formatter

from objektiv.recommendations.grounds import Ground
from objektiv.schema import Recommendation

QUIET = "quiet"
BLOCKS = {"school": "одной школе, когда есть основание", "all": "всем организациям"}
# What may call for a recommendation; grounds.py says when each holds.
GROUNDS = {
    "verify": "результат требует проверки",
    "look": "на результат стоит обратить внимание",
    "peaks": "участников с баллом у границы отметки больше ожидаемого",
    "journal.far": "расхождение с журналом на две и более отметки",
    "journal.lowered": "многие отметки за работу ниже журнальных",
    "journal.raised": "многие отметки за работу выше журнальных",
    "journal.sparse": "отметок по журналу мало для сравнения",
    "marks.failing": "доля «2» выросла",
    "skills.deficit": "системный дефицит умения",
    "items.low": "задания с недостаточным выполнением",
    "items.border": "задания у границы достаточного выполнения",
    "groups.anomaly": "ученики с более низкой отметкой справились с заданием лучше",
    "survey.clear": "по опросу непонятно, как оценивают",
    "survey.fair": "по опросу отметкам доверяют мало",
    "survey.open": "по опросу о работах и правилах узнают мало",
    "survey.help": "по опросу после работы помогают мало",
    "sample.limited": "участников мало",
    QUIET: "оснований нет",
}
# Kinds of measures: results of schools that took one are compared with those that did not.
KINDS = {
    "recheck": "перепроверка работ экспертами других школ",
    "mutual_check": "взаимопроверка и обсуждение критериев",
    "criteria": "критериальная база и локальные акты",
    "journal": "сопоставление текущего контроля с внешней оценкой",
    "deficits": "работа с дефицитами умений",
    "pupils": "помощь неуспевающим ученикам",
    "training": "обучение педагогов",
    "observers": "общественное наблюдение",
    "parents": "работа с родителями",
    "exchange": "обмен опытом и методическая помощь",
    "openness": "открытость: документы, сайт, оценочный лист",
}
# What may stand in braces in a text.
FIELDS = {
    "year": "год последней работы",
    "next": "следующий год",
    "coverage": "наименьшая доля отметок по журналу, %",
}
# Words that say more than a sign can: nobody is found guilty by a rule.
FORBIDDEN = re.compile(r"нарушени|необъективн\w* школ|завыше?н|фальсифика|списыва|виновн", re.I)


class RulesRefused(ValueError):
    """The rules cannot be used; `complaints` are Russian sentences, all of them."""

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = tuple(complaints)


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the rules: when `ground` holds, this is recommended."""

    code: str
    block: str
    direction: str
    addressee: str
    text: str
    term: str
    expected_result: str
    checked_by: str
    ground: str = ""
    kind: str = ""  # kind of measure, so that its effect can be asked for


TITLES = {
    "code": "код",
    "block": "кому",
    "direction": "направление",
    "addressee": "адресат",
    "text": "что рекомендовано",
    "term": "срок",
    "expected_result": "ожидаемый результат",
    "checked_by": "кто проверяет",
    "ground": "основание",
    "kind": "вид меры",
}
_NEEDED = tuple(field.name for field in fields(Rule) if field.name not in ("ground", "kind"))
_FILLED = ("text", "term", "expected_result", "checked_by")


@cache
def rules() -> tuple[Rule, ...]:
    """The built-in rules in the order of the document.

    >>> rules()[0].code, len({rule.code for rule in rules()}) == len(rules())
    ('objectivity.verify', True)
    """
    source = files("objektiv.recommendations").joinpath("rules.toml")
    return read_rules(source.read_text("utf-8"))


def read_rules(text: str) -> tuple[Rule, ...]:
    """Rules from TOML.

    Raises RulesRefused with every complaint: which rule, which field, what to do.

    >>> read_rules("[[rules]]\\ncode = 'a'\\nblock = 'all'\\nground = 'peak'")
    Traceback (most recent call last):
    ...
    objektiv.recommendations.rulebook.RulesRefused: Правило «a»: не заполнено «направление».
    Правило «a»: не заполнено «адресат».
    Правило «a»: не заполнено «что рекомендовано».
    Правило «a»: не заполнено «срок».
    Правило «a»: не заполнено «ожидаемый результат».
    Правило «a»: не заполнено «кто проверяет».
    Правило «a»: основания «peak» нет.
    """
    try:
        entries = tomllib.loads(text).get("rules", [])
    except tomllib.TOMLDecodeError as error:
        raise RulesRefused([f"Файл правил не читается: {error}."]) from None
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise RulesRefused(["Правила записывают разделами [[rules]]."])
    made, complaints, known = [], [], set[str]()
    for number, given in enumerate(entries, 1):
        entry = {key: value for key, value in given.items() if value != ""}
        name = f"Правило «{entry.get('code', f'№ {number}')}»"
        complaints += [f"{name}: {one}" for one in complaints_of(entry)]
        if entry.get("code") in known:
            complaints.append(f"{name}: такой код уже есть.")
        known.add(str(entry.get("code")))
        if not complaints:
            made.append(Rule(**entry))
    if not entries:
        complaints.append("Нет ни одного правила.")
    if complaints:
        raise RulesRefused(complaints)
    return tuple(made)


def complaints_of(entry: dict[str, object]) -> list[str]:
    """What is wrong with one rule, a sentence each."""
    said = [f"не заполнено «{TITLES[name]}»." for name in _NEEDED if not entry.get(name)]
    said += [f"поля «{name}» нет." for name in entry if name not in TITLES]
    texts = {name: value for name, value in entry.items() if name in TITLES}
    said += [
        f"«{TITLES[name]}» должно быть текстом."
        for name, value in texts.items()
        if not isinstance(value, str)
    ]
    if said and any("текстом" in one for one in said):
        return said
    block, ground = str(entry.get("block", "")), str(entry.get("ground", ""))
    if block and block not in BLOCKS:
        said.append(f"«кому» — school или all, а не «{block}».")
    if ground and ground not in GROUNDS:
        said.append(f"основания «{ground}» нет.")
    if (kind := str(entry.get("kind", ""))) and kind not in KINDS:
        said.append(f"вида меры «{kind}» нет, есть {', '.join(KINDS)}.")
    if block == "school" and not ground:
        said.append("правилу для одной школы нужно основание.")
    if block == "all" and ground and ground in GROUNDS:
        said.append("у правила для всех нет основания: уберите его.")
    for name in _FILLED:
        said += [f"«{TITLES[name]}»: {one}" for one in _braces(str(entry.get(name, "")))]
    said += [
        f"«{TITLES[name]}»: «{found[0]}» говорит больше, чем признак. Напишите «требует проверки»."
        for name in ("direction", *_FILLED)
        if (found := FORBIDDEN.search(str(entry.get(name, ""))))
    ]
    return said


def _braces(text: str) -> list[str]:
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        return ["скобки { } не закрыты."]
    known = ", ".join("{" + name + "}" for name in FIELDS)
    return [f"поля {{{name}}} нет, есть {known}." for name in names if name not in FIELDS]


def write_rules(made: Iterable[Rule]) -> str:
    """TOML that `read_rules` reads back.

    >>> read_rules(write_rules(rules())) == rules()
    True
    """
    return "\n".join(
        "[[rules]]\n"
        + "".join(f"{name} = {_quoted(value)}\n" for name, value in asdict(rule).items() if value)
        for rule in made
    )


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, but for one control character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def apply_rules(
    made: Sequence[Rule], found: Sequence[Ground], values: dict[str, str], *, block: str
) -> tuple[Recommendation, ...]:
    """Recommendations of a block, in the order of the rules.

    `found`: grounds of one school (for the block «school»); `values`: what stands for the
    fields in braces. A rule whose ground holds in several works is said once, with a ground
    per work.
    """
    given = []
    for rule in made:
        held = [ground for ground in found if ground.code == rule.ground]
        if rule.block == block and (held or block == "all"):
            given.append(_filled(rule, held, values))
    return tuple(given)


def _filled(rule: Rule, held: Sequence[Ground], values: dict[str, str]) -> Recommendation:
    return Recommendation(
        rule=rule.code,
        block=rule.block,
        direction=rule.direction,
        addressee=rule.addressee,
        ground=". ".join(ground.text for ground in held) + "." if held else "",
        text=rule.text.format_map(values),
        term=rule.term.format_map(values),
        expected_result=rule.expected_result.format_map(values),
        checked_by=rule.checked_by.format_map(values),
    )
