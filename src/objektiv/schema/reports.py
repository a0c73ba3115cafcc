"""The seven reports of the analysis of a work, and the unit each row speaks of.

Numbers stay integers as long as they can: a `Share` keeps both its parts, so a border is
compared exactly and every percentage can be traced to pupils and points.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from objektiv.schema.work import Level, Work

UnitLevel = Literal["nation", "region", "municipality", "school", "class"]
Zone = Literal["low", "border", "enough", ""]  # "": few pupils, or the level is not known


@dataclass(frozen=True, slots=True)
class Unit:
    """Whom a row speaks of: its own name and the path to it (empty below its level)."""

    level: UnitLevel
    name: str  # what is printed: «5А», «Школа № 3», «Тестовский район»
    region: str = ""
    municipality: str = ""
    school: str = ""  # id, as in the column `school`
    class_: str = ""

    @property
    def path(self) -> tuple[str, str, str, str]:
        """Identity of the unit beside its level."""
        return (self.region, self.municipality, self.school, self.class_)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole in integers: pupils of pupils, points of points; whole > 0.

    >>> Share(3, 5).value, Share(3, 5).exact >= Fraction(60, 100)
    (0.6, True)
    """

    part: int
    whole: int

    @property
    def value(self) -> float:
        return self.part / self.whole

    @property
    def exact(self) -> Fraction:
        return Fraction(self.part, self.whole)


# --- 1. Individual results --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PupilRow:
    """One pupil by code; absent pupils have no score."""

    region: str
    municipality: str
    school: str
    class_: str
    pupil: str
    variant: str
    score: int | None
    mark: int | None
    journal_mark: int | None
    base: Share | None  # points of items Б; None: no such items, or none counted for the pupil
    advanced: Share | None
    high: Share | None


@dataclass(frozen=True)
class IndividualResults:
    """Report «Индивидуальные результаты»."""

    work: Work
    rows: tuple[PupilRow, ...]


# --- 2. Statistics of marks -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MarkRow:
    """Marks of one unit, with the change of the share of «2» against last year."""

    unit: Unit
    n: int  # pupils with a mark
    counts: tuple[int, int, int, int]  # marks 2, 3, 4, 5
    shares: tuple[Share, Share, Share, Share] | None  # None: n below the minimum
    failing_before: Share | None  # share of «2» the year before; None: not known or too few
    change: float | None  # now − before, percentage points
    trend: Literal["negative", "neutral", "positive", ""]
    history: tuple[tuple[int, Share | None], ...] = ()  # earlier years, oldest first: «2»


@dataclass(frozen=True)
class MarkStatistics:
    """Report «Статистика по отметкам»."""

    work: Work
    rows: tuple[MarkRow, ...]


# --- 3. Marks against the journal -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JournalRow:
    """Mark of the work against the journal mark of the same pupils."""

    unit: Unit
    participants: int  # pupils who wrote the work
    n: int  # of them with both marks
    lowered: int  # mark < journal mark
    confirmed: int
    raised: int
    far_lowered: int  # journal mark − mark ≥ the threshold (2)
    far_raised: int
    matrix: tuple[tuple[int, int, int, int], ...]  # pupils by [mark 2…5][journal mark 2…5]
    shares: tuple[Share, Share, Share] | None  # lowered, confirmed, raised; None: too few
    coverage: Share | None  # n of participants; None: nobody wrote the work
    covered: bool  # coverage reaches the profile's minimum

    @property
    def far(self) -> int:
        """Pupils whose two marks differ by the threshold (2) or more."""
        return self.far_lowered + self.far_raised


@dataclass(frozen=True)
class JournalComparison:
    """Report «Сравнение отметок с отметками по журналу»."""

    work: Work
    rows: tuple[JournalRow, ...]


# --- 4. Distribution of scores ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Peak:
    """Pupils just at and above a cut among those around it, against what is expected."""

    mark: int  # the mark that begins at the cut
    cut: int  # lowest score of that mark
    low: int  # window of scores, both ends included
    high: int
    around: int  # pupils inside the window
    observed: int  # of them at the cut or above
    expected: float
    interval: tuple[int, int]  # 95 % of honest units with the same number around
    p_value: float  # one-sided: as many or more at and above the cut
    notable: bool  # p_value at or below the profile's level, adjusted for the cuts tested
    base: Literal["rest", "own"]  # compared with the rest of the region or its own neighbours


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """Histogram of scores of one unit and the peaks at the cuts."""

    unit: Unit
    n: int
    histogram: tuple[int, ...]  # pupils by score 0…S
    mean: float | None
    sd: float | None
    state: Literal["informative", "rough", "limited"]  # by n
    peaks: tuple[Peak, ...]
    unavailable: str  # Russian reason why peaks are not judged; "" when they are


@dataclass(frozen=True)
class ScoreDistribution:
    """Report «Распределение первичных баллов»."""

    work: Work
    cuts: tuple[tuple[int, int], ...]  # (mark, lowest score); empty: no scale is loaded
    scale_source: str
    scale_status: str
    rows: tuple[ScoreRow, ...]


# --- 5. Completion of items -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemCell:
    """Completion of one item by one unit."""

    code: str
    level: Level | None
    max: int
    n: int  # pupils whose item counts («X» counts as 0; «N» and empty do not count)
    completion: Share | None  # points of points; None: n below the minimum
    region: Share | None  # the item in the unit's region; None: too few, or no more than the unit
    zone: Zone


@dataclass(frozen=True, slots=True)
class ItemRow:
    unit: Unit
    n: int
    cells: tuple[ItemCell, ...]  # in the order of Work.items


@dataclass(frozen=True)
class ItemCompletion:
    """Report «Выполнение заданий»."""

    work: Work
    rows: tuple[ItemRow, ...]


# --- 6. Skills --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SkillRow:
    """Attainment of one codifier position by one unit: mean over its linked items."""

    unit: Unit
    skill: str
    items: tuple[str, ...]
    n: int  # smallest number of pupils among the items
    mean: float | None  # mean completion of the linked items, 0…1; None: too few
    region_mean: float | None
    low: int  # judged items in the zone «недостаточно»
    judged: int  # items with a zone
    deficit: bool  # systemic: most judged items are low, and there are enough of them


@dataclass(frozen=True)
class SkillAttainment:
    """Report «Достижение планируемых результатов»."""

    work: Work
    rows: tuple[SkillRow, ...]


# --- 7. Groups by mark ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A group with a lower mark did an item better than a group with a higher mark."""

    item: str
    lower: int  # mark
    higher: int
    gap: float  # percentage points


@dataclass(frozen=True, slots=True)
class GroupCell:
    """Completion of one item by the groups of pupils with marks 2, 3, 4, 5."""

    code: str
    n: tuple[int, int, int, int]
    completion: tuple[Share | None, Share | None, Share | None, Share | None]


@dataclass(frozen=True, slots=True)
class GroupRow:
    unit: Unit
    n: tuple[int, int, int, int]  # pupils with marks 2, 3, 4, 5
    cells: tuple[GroupCell, ...]  # in the order of Work.items
    anomalies: tuple[Anomaly, ...]


@dataclass(frozen=True)
class MarkGroups:
    """Report «Выполнение заданий группами участников»."""

    work: Work
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True)
class Reports:
    """All seven of one work."""

    work: Work
    marks: MarkStatistics
    journal: JournalComparison
    scores: ScoreDistribution
    items: ItemCompletion
    skills: SkillAttainment
    groups: MarkGroups
    individual: IndividualResults | None = None  # None: only counts were given
