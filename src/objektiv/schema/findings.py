"""Signs and findings: what stands out, how far chance explains it, what follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from objektiv.schema.work import Work


class Verdict(StrEnum):
    """A sign is not a verdict on people: these words speak of the next step only."""

    VERIFY = "verify"  # требует проверки
    LOOK = "look"  # обратить внимание
    NONE = "none"  # признаков нет
    INSUFFICIENT = "insufficient"  # данных мало


class Guard(StrEnum):
    """May the sign be computed here, and how far to rely on it."""

    OK = "ok"
    WEAK = "weak"  # computed on few pupils
    UNAVAILABLE = "unavailable"  # no scale, no journal, no prior scores, too few pupils


@dataclass(frozen=True, slots=True)
class Sign:
    """One indicator of one protocol or class, with what an honest school would show."""

    code: str  # "level", "bunching", "inversion", "journal", …
    title: str  # Russian, short: «Уровень относительно региона»
    value: float | None
    expected: tuple[float, float] | None  # 95 % range in an honest school of this size
    unit: str  # Russian: «балла», «учеников», «%»
    n: int  # pupils the value rests on
    z: float | None  # standardised by sampling error and between-school variance
    p_value: float | None
    guard: Guard
    text: str  # one Russian sentence: the fact with its expected range, or why not computed


@dataclass(frozen=True, slots=True)
class Marker:
    """A published marker that schools know; shown beside, never the verdict."""

    code: str
    title: str
    fired: bool | None  # None: cannot be computed
    text: str
    source: str
    status: str  # official, secondary, house


@dataclass(frozen=True, slots=True)
class ItemPart:
    """Points of one item in one protocol, and what pupils with the same totals earn."""

    code: str
    points: int
    most: int  # points that could be earned
    low: float | None  # 95 % range in an honest school; None: too few pupils
    high: float | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """What is drawn of a protocol that stands out: scores and items with what is expected."""

    histogram: tuple[int, ...]  # pupils by score 0…S
    expected: tuple[float, ...]  # the same in an honest school of this level
    cuts: tuple[tuple[int, int], ...]  # mark and its lowest score; () without a scale
    items: tuple[ItemPart, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Signs of one protocol (or class of it) combined into one honest probability."""

    region: str
    municipality: str
    school: str
    class_: str  # "" for the whole protocol
    n: int
    p_value: float | None
    q_value: float | None
    verdict: Verdict
    signs: tuple[Sign, ...]  # strongest first; those not computed last
    markers: tuple[Marker, ...] = ()
    headline: str = ""  # one sentence for the head of the school
    facts: tuple[str, ...] = ()  # at most three, each a count with its expected range
    accounted: tuple[str, ...] = ()  # what is already taken out
    alternatives: tuple[str, ...] = ()  # honest explanations to consider
    clearing: tuple[str, ...] = ()  # what would clear it
    recheck_works: int | None = None
    kind: str = ""  # likely kind of manipulation, "" when not said
    kind_confidence: float | None = None
    portrait: Portrait | None = None  # of whole protocols that stand out


@dataclass(frozen=True)
class Findings:
    """All findings of one work, with what is needed to reproduce them."""

    work: Work
    schools: tuple[Finding, ...]
    classes: tuple[Finding, ...]
    expected_false: float  # expected number of honest schools among `verify`
    method: str  # name and version
    profile: str  # name and version
    data_hash: str
    seed: int
