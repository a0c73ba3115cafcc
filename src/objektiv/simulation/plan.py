"""What a simulated campaign looks like: every assumption is a field with its unit.

Units: «logit» is the scale of ability θ, whose standard deviation over all pupils is about 1;
«proportion» is a share of an item's maximum. Shares are 0…1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from objektiv.schema import Work

KINDS = (
    "blanks",  # blanks and wrong short answers filled with right ones
    "bump",  # scores just below a cut lifted over it
    "hard",  # the hardest items given to everybody
    "copying",  # pupils copy from the best of their class
    "removal",  # weak pupils kept away
    "open",  # open items marked too high
    "leak",  # some items, or the whole work, known in advance
    "fabrication",  # rows invented, not written
    "marks_to_journal",  # scores adjusted until the mark equals the journal mark
    "substitution",  # stronger pupils write instead of weak ones
)
MOST_SCHOOLS = 99_000  # logins edu9xxxxx, the last thousand left to the demonstration
TRAPS = (
    "strong",  # strong or selective school, every year and subject
    "improvement",  # the whole school is really better than last year
    "topic",  # one part of the programme taught much better
    "mild",  # open items marked mildly within what the criteria allow
    "special",  # one correctional or profile class
    "new_teacher",  # one class jumps with a new teacher
    "merged",  # two schools of different strength under one name
)


@dataclass(frozen=True)
class Plan:
    """Parameters of a campaign; the defaults are the base campaign.

    Sources: sizes and participation, ФИОКО 2026 (119 of 138 protocols under 50 pupils);
    `item_sd`, TIMSS 2007 Russia (.060–.068 given the total); the rest is a house choice.

    >>> Plan(schools=50).works[0].max_score
    24
    """

    schools: int = 1000
    regions: int = 1
    schools_per_municipality: int = 25
    years: tuple[int, ...] = (2026,)
    subjects: tuple[str, ...] = ("Математика",)
    grades: tuple[int, ...] = (5,)
    given_works: tuple[Work, ...] = ()  # these instead of years × subjects × grades

    # Sizes: shares of schools, then pupils per class (low, high), classes of a parallel.
    village: float = 0.35  # one class of 3–14 pupils
    settlement: float = 0.33  # one or two classes of 12–24; the rest: towns, 2–6 of about 25

    # Ability: variance shares of a total of 1; the rest lies between pupils of one class.
    icc: float = 0.30  # between schools, municipalities included
    class_share: float = 0.05  # between classes of one school
    gain_share: float = 0.10  # of the school variance: new in every subject × year
    class_gain_share: float = 0.30  # of the class variance: new in every subject × year
    region_sd: float = 0.10  # logit, with several regions
    girls: float = 0.10  # logit, advantage of girls in languages and reading

    # Natural differences between honest schools.
    item_sd: float = 0.065  # proportion, school × item given the total
    class_item_sd: float = 0.030  # proportion, class × item
    severity_sd: float = 0.20  # logit on open items, between markers (schools)
    omission_sd: float = 0.50  # logit of X among zeros, between schools
    leniency_sd: float = 0.35  # logit, journals between schools
    absence: float = 0.07  # share of pupils absent; weak pupils more often
    absence_sd: float = 0.40  # logit, between schools
    not_taught: float = 0.03  # share of schools where an item was not taught

    # Manipulation.
    manipulated: float = 0.16  # share of protocols (school × work)
    kinds: tuple[str, ...] = KINDS
    intensity: tuple[float, float] = (0.4, 1.0)  # uniform between
    one_class: float = 0.10  # share limited to one class, of those with several classes
    persistence: float = 0.50  # share of manipulating schools that do it every year
    prior_contamination: float = 0.05  # share of protocols manipulated last year by others

    # Honest traps: share of schools each.
    strong: float = 0.06
    improvement: float = 0.05
    topic: float = 0.05
    mild: float = 0.04
    special: float = 0.03
    new_teacher: float = 0.03
    merged: float = 0.02

    no_prior: bool = False  # nobody has last year's score
    no_journal: bool = False  # nobody has a journal mark

    def __post_init__(self) -> None:
        unknown = set(self.kinds) - set(KINDS)
        if unknown:
            raise ValueError(f"unknown kinds of manipulation: {', '.join(sorted(unknown))}")
        if self.manipulated and not self.kinds:
            raise ValueError("a campaign with manipulation needs at least one kind")
        if self.schools < self.regions or self.regions < 1:
            raise ValueError("a campaign needs at least one school in every region")
        if self.schools > MOST_SCHOOLS:
            raise ValueError(f"at most {MOST_SCHOOLS} schools: there are no more invented logins")
        if not 0 <= self.intensity[0] <= self.intensity[1] <= 1:
            raise ValueError("intensity is a range within 0…1")
        if self.icc + self.class_share > 1:
            raise ValueError("icc and class_share are parts of one variance: at most 1 together")
        for name in _SHARES:
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is a share and lies within 0…1")

    @property
    def works(self) -> tuple[Work, ...]:
        """The works of the campaign by year, subject, grade."""
        from objektiv.simulation.items import plain_work

        if self.given_works:
            return tuple(sorted(self.given_works, key=lambda work: work.key))
        return tuple(
            plain_work(subject, grade, year)
            for year in sorted(self.years)
            for subject in sorted(self.subjects)
            for grade in sorted(self.grades)
        )


_SHARES = (
    *("village", "settlement", "icc", "class_share", "gain_share", "class_gain_share"),
    *("absence", "not_taught"),
    *("manipulated", "one_class", "persistence", "prior_contamination", *TRAPS),
)


def base(schools: int, **changes: Any) -> Plan:
    """The base campaign; `changes` override fields of the plan.

    >>> base(100, no_prior=True).no_prior
    True
    """
    return replace(Plan(schools=schools), **changes)


def harder(schools: int, **changes: Any) -> Plan:
    """Fewer and weaker manipulations, a third in one class, schools more unlike each other."""
    plan = Plan(
        schools=schools,
        manipulated=0.10,
        one_class=0.30,
        intensity=(0.2, 1.0),
        item_sd=0.09,
        class_item_sd=0.045,
    )
    return replace(plan, **changes)


def honest(schools: int, **changes: Any) -> Plan:
    """Nobody cheats, this year or last; the traps stay.

    >>> honest(100).manipulated, honest(100).strong
    (0.0, 0.06)
    """
    return replace(Plan(schools=schools, manipulated=0.0, prior_contamination=0.0), **changes)


def strong_traps(schools: int, **changes: Any) -> Plan:
    """Nobody cheats and two schools of five are a trap."""
    shares = {trap: 0.5 / len(TRAPS) for trap in TRAPS}
    return honest(schools, **{**shares, "severity_sd": 0.3, "leniency_sd": 0.5, **changes})
