"""One school named three ways is one school; a doubtful match is a question, never a guess.

Login decides first. Without a login, the name is taken apart: kind (СОШ, лицей, …), number,
settlement. Two names are the same school when all three agree, different when two stated
parts differ, and doubtful when one of them says less than the other.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from objektiv.protocols.cells import tidy
from objektiv.schema import School

_LOGIN = re.compile(r"\b(?:edu|sch|oo)_?\d{3,12}\b", re.IGNORECASE)
_QUOTES = re.compile(r"[«»\"“”„'`’]+")
_KINDS = (
    (r"средн\w*\s+общеобразоват\w*\s+школ\w*|средн\w*\s+школ\w*|сош|сш|cош", "сош"),
    (r"основн\w*\s+общеобразоват\w*\s+школ\w*|основн\w*\s+школ\w*|оош|ош", "оош"),
    (r"начальн\w*\s+(?:общеобразоват\w*\s+)?школ\w*|нош|нш", "нош"),
    (r"школ\w*[\s-]+интернат\w*", "интернат"),
    (r"гимнази\w*", "гимназия"),
    (r"лице\w{0,2}", "лицей"),
    (r"школ\w*", ""),
)
# Whose the school is says nothing about which one it is, unless two names contradict.
_OWNER = re.compile(
    r"\b(?P<short>[мгч]?[бкан]?н?оу|мобу|гобу|фгкоу|муниципальн\w*|государственн\w*|бюджетн\w*|казенн\w*|"
    r"автономн\w*|общеобразовательн\w*|образовательн\w*|учреждени\w*|организаци\w*)(?=\W|\d|сош|оош|$)"
)
_SETTLEMENT = re.compile(
    r"(?:^|(?<=[\s,(\d]))(?P<kind>г\.\s*о\.|р\.\s*п\.|п\.\s*г\.\s*т\.|с\.\s*п\.|сп\.|пгт\.?|рп\.?|город|"
    r"село|поселок|деревня|станица|хутор|аул|ст-ца|пос\.|дер\.|ст\.|г\.|с\.|п\.|д\.|х\.|г(?=\s)|с(?=\s))"
    r"\s*(?P<name>[а-я][а-я-]+(?:\s+(?!имени\b|им\b|сош\b|район)[а-я][а-я-]+)?)"
)
_NUMBER = re.compile(r"(?:№|\bn|\bno\.?)\s*(\d{1,5})|(?<![\d.])(\d{1,5})(?![\d.]*\d)")
_NAMED_AFTER = re.compile(
    r"\b(?:имени|им\.)\s*(?:(?:[а-я-]+\s+){0,4}?(?:[а-я]\.\s*){1,3}[а-я-]+|[а-я-]+)"
)


class Match(Enum):
    SAME = "same"
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Named:
    """A school as one row of a file names it."""

    region: str
    municipality: str
    login: str  # text of the column «ОО»
    school: str  # text of the column with the name


@dataclass(frozen=True, slots=True)
class Question:
    """Is the school that a file calls `name` one of the candidates, or another one?

    Answered through `decisions`: {question.name: id of a candidate, or the name itself for
    a school of its own}.
    """

    name: str
    candidates: tuple[School, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A name taken apart; empty strings where it does not say."""

    kind: str
    number: str
    settlement: str
    owner: str
    words: tuple[str, ...]
    municipality: str
    region: str
    opaque: bool  # a code rather than a name: nothing to take apart


def take_apart(named: Named) -> Parts:
    """Kind, number and settlement of a school.

    >>> a = take_apart(Named("", "", "", "МБОУ «СОШ№6» г.Ручейск"))
    >>> b = take_apart(Named("", "", "", 'ГБОУ"СОШ6 город  Ручейск'))
    >>> (a.kind, a.number, a.settlement), a[:3] == b[:3] if isinstance(a, tuple) else b.settlement
    (('сош', '6', 'ручейск'), 'ручейск')
    """
    text = _QUOTES.sub(" ", tidy(f"{_name(named)}").casefold().replace("ё", "е"))
    opaque = not re.search(r"[а-я]{2}", text)
    owners = sorted(
        {match["short"] for match in _OWNER.finditer(text) if match["short"].endswith("оу")}
    )
    honoured = " ".join(_NAMED_AFTER.findall(text))
    text = _NAMED_AFTER.sub(" ", text)
    settlement = ""
    if match := _SETTLEMENT.search(text):
        settlement = tidy(match["name"])
        text = text[: match.start()] + " " + text[match.end() :]
    text = _OWNER.sub(" ", text)
    kind, found = "", False
    for pattern, name in _KINDS:
        if match := re.search(rf"(?<![а-я])(?:{pattern})(?![а-я])", text):
            kind, found = name, True
            text = text[: match.start()] + " " + text[match.end() :]
            break
    number = ""
    if match := _NUMBER.search(text):
        number = (match[1] or match[2]).lstrip("0") or "0"
        text = text[: match.start()] + " " + text[match.end() :]
    else:
        text = f"{text} {honoured}"
    words = tuple(sorted(re.findall(r"[а-яa-z0-9]{2,}", text)))
    return Parts(
        kind,
        number,
        settlement,
        owners[0] if owners else "",
        words,
        place_key(named.municipality),
        place_key(named.region),
        opaque or not (found or number or words),
    )


@lru_cache(1 << 12)
def place_key(text: str) -> str:
    """A municipality or region without the words that only say what it is.

    >>> place_key("город  Ручейск") == place_key("г.Ручейск") == place_key("Ручейск г.")
    True
    """
    plain = _QUOTES.sub(" ", tidy(text).casefold().replace("ё", "е"))
    plain = re.sub(
        r"\b(?:город|городской округ|округ|г|го|г\.\s*о|мо|муниципальн\w+)\b\.?", " ", plain
    )
    return tidy(re.sub(r"[^\w\s-]", " ", plain))


def compare(a: Parts, b: Parts) -> Match:
    """Are two names without logins one school?"""
    places = ((a.region, b.region), (a.municipality, b.municipality))
    stated = (*places, (a.kind, b.kind), (a.settlement, b.settlement))
    different = (
        a.opaque
        or b.opaque
        or a.number != b.number
        or (not a.number and (a.words != b.words or not a.words))
        or ("филиал" in a.words) != ("филиал" in b.words)
        or any(one and two and one != two for one, two in stated)
    )
    if different:
        return Match.DIFFERENT
    where_a, where_b = a.settlement or a.municipality, b.settlement or b.municipality
    doubtful = (
        a.kind != b.kind
        or (a.owner and b.owner and a.owner != b.owner)
        or (not (a.settlement and b.settlement) and where_a != where_b)
    )
    return Match.DOUBTFUL if doubtful else Match.SAME


def resolve(
    named: Sequence[Named], decisions: Mapping[str, str]
) -> tuple[list[School], list[Question]]:
    """The school of each name, in the same order, and the questions that stay open."""
    groups = _Groups(list(named))
    logins: dict[str, int] = {}
    for i, one in enumerate(named):
        if login := login_of(one):
            groups.join(i, logins.setdefault(login, i))
    exact: dict[tuple[str, str, str], int] = {}
    for i, one in enumerate(named):
        if not login_of(one):
            key = (tidy(_name(one)).casefold(), place_key(one.municipality), place_key(one.region))
            groups.join(i, exact.setdefault(key, i))
    doubts = _compare_all(named, groups)
    schools = _schools(named, groups)
    by_id = {school.id: i for i, school in enumerate(schools)}
    if not doubts:
        return schools, []
    questions: dict[str, Question] = {}
    for i, others in sorted(doubts.items(), key=lambda pair: named[pair[0]].school):
        name = schools[i].name
        candidates = {schools[j].id: schools[j] for j in others}
        answer = decisions.get(name, decisions.get(schools[i].id))
        if answer in candidates or answer in by_id:
            groups.join(i, by_id[answer])
        elif answer != name and name not in questions and schools[i].id not in candidates:
            questions[name] = _question(
                schools[i], tuple(candidates[one] for one in sorted(candidates))
            )
    return _schools(named, groups), list(questions.values())


@lru_cache(1 << 16)
def login_of(named: Named) -> str:
    """The login that a row states anywhere, in lower case; "" when there is none."""
    match = _LOGIN.search(named.login) or _LOGIN.search(named.school)
    return match[0].lower() if match else ""


@lru_cache(1 << 16)
def _name(named: Named) -> str:
    text = _LOGIN.sub("", named.school) or _LOGIN.sub("", named.login)
    return tidy(text.replace("()", "")).strip(" |,;()") or tidy(named.school or named.login)


class _Groups:
    """Names joined into schools."""

    def __init__(self, named: list[Named]) -> None:
        self.parent = list(range(len(named)))
        self.has_login = [bool(login_of(one)) for one in named]  # of roots

    def root(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        a, b = self.root(i), self.root(j)
        self.parent[max(a, b)] = min(a, b)
        self.has_login[min(a, b)] |= self.has_login[max(a, b)]


def _compare_all(named: Sequence[Named], groups: _Groups) -> dict[int, set[int]]:
    """Joins names without a login that agree with one school; returns the doubtful pairs."""
    if all(map(login_of, named)):
        return {}
    parts = [take_apart(one) for one in named]
    blocks: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for i, part in enumerate(parts):
        if not part.opaque:
            blocks[(part.number, () if part.number else part.words)].append(i)
    doubts: dict[int, set[int]] = {}
    for block in blocks.values():
        for i in block:
            if login_of(named[i]):
                continue
            verdicts = _verdicts(i, block, parts, groups)
            same = {root for root, verdict in verdicts.items() if verdict is Match.SAME}
            if same and _one_school(same, parts, groups):
                for root in same:
                    groups.join(i, root)
            elif doubtful := same or {
                root for root, verdict in verdicts.items() if verdict is Match.DOUBTFUL
            }:
                doubts[i] = doubtful
    # A pair settled later through a third name is no longer in doubt.
    settled = {
        groups.root(i)
        for i, others in doubts.items()
        if any(groups.root(j) == groups.root(i) for j in others)
    }
    return {i: others for i, others in doubts.items() if groups.root(i) not in settled}


def _one_school(roots: set[int], parts: Sequence[Parts], groups: _Groups) -> bool:
    """May schools that a name agrees with be joined: at most one login, no doubts between."""
    pairs = ((a, b) for a in roots for b in roots if a < b)
    return sum(groups.has_login[root] for root in roots) <= 1 and all(
        compare(parts[a], parts[b]) is Match.SAME for a, b in pairs
    )


def _verdicts(
    i: int, block: Sequence[int], parts: Sequence[Parts], groups: _Groups
) -> dict[int, Match]:
    """How a name compares with each other school; the best of the school's names decides."""
    order = (Match.DIFFERENT, Match.DOUBTFUL, Match.SAME)
    verdicts: dict[int, Match] = {}
    for j in block:
        root = groups.root(j)
        if root == groups.root(i):
            continue
        before = verdicts.get(root, Match.DIFFERENT)
        verdicts[root] = max(before, compare(parts[i], parts[j]), key=order.index)
    return verdicts


def _schools(named: Sequence[Named], groups: _Groups) -> list[School]:
    members: dict[int, list[Named]] = defaultdict(list)
    for i, one in enumerate(named):
        members[groups.root(i)].append(one)
    municipalities = _canonical(one.municipality for one in named)
    regions = _canonical(one.region for one in named)
    made: dict[int, School] = {}
    taken: Counter[str] = Counter()
    for root, ones in members.items():
        login = next(filter(None, map(login_of, ones)), "")
        names = {_name(one) for one in ones}
        name = max(names, key=lambda text: (len(text), text))
        municipality = _most(municipalities.get(place_key(one.municipality), "") for one in ones)
        region = _most(regions.get(place_key(one.region), "") for one in ones)
        made[root] = School(login or name, name, municipality, region)
        taken[made[root].id] += 1
    for root, school in made.items():
        if taken[school.id] > 1:
            where = ", ".join(filter(None, (school.municipality, school.region)))
            unique = f"{school.id} ({where})" if where else school.id
            made[root] = School(unique, school.name, school.municipality, school.region)
    return [made[groups.root(i)] for i in range(len(named))]


def _canonical(texts: Iterable[str]) -> dict[str, str]:
    """Key of a place -> how it is written: the most complete of its spellings."""
    spelled: dict[str, str] = {}
    for text in map(tidy, texts):
        key = place_key(text)
        best = spelled.get(key, "")
        spelled[key] = max(best, text, key=lambda one: (len(one), one))
    return spelled


def _most(texts: Iterable[str]) -> str:
    counts = Counter(text for text in texts if text)
    return max(counts, key=lambda text: (counts[text], text)) if counts else ""


def _question(school: School, candidates: tuple[School, ...]) -> Question:
    listed = "; ".join(
        f"«{one.name}»" + (f" ({one.id})" if one.id != one.name else "") for one in candidates
    )
    return Question(
        school.name,
        candidates,
        f"школа «{school.name}» — это {listed} или другая школа? По названию не решить: "
        "укажите логин школы в файле или ответьте на вопрос.",
    )
