"""Achievements and deficits of a work in words: by skill, by class, with where they come from."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from objektiv.profiles import Profile, load_profile
from objektiv.russian import counted, enumeration, interval, share
from objektiv.schema import Level, Work
from objektiv.stats.deficits import Borders, GroupGap, Share, Skill, group_gaps, skills
from objektiv.stats.items import group_rows
from objektiv.stats.skill_origins import Origin


@dataclass(frozen=True)
class SkillReport:
    """Skills of one work in one school, and the sentences for its people."""

    skills: tuple[Skill, ...]
    groups: tuple[GroupGap, ...]
    sentences: tuple[str, ...]

    def _repr_html_(self) -> str:
        from objektiv import charts

        return charts.skills(self.skills)._repr_html_()


def level_borders(profile: Profile | None = None) -> dict[Level, Borders]:
    """Borders of the zones as shares of points, from the profile."""
    profile = profile or load_profile()

    def borders(name: str) -> Borders:
        return Borders(
            profile.value(f"items.{name}.insufficient") / 100,
            profile.value(f"items.{name}.sufficient") / 100,
        )

    advanced = borders("advanced")
    return {Level.BASE: borders("base"), Level.ADVANCED: advanced, Level.HIGH: advanced}


def report_skills(
    x: ArrayLike,
    work: Work,
    *,
    group: ArrayLike | None = None,
    origins: tuple[Origin, ...] = (),
    profile: Profile | None = None,
) -> SkillReport:
    """Skills of the pupils of x (N, I), −1 not presented; group: class (or sex, mark, language).

    origins: what `stats.skill_origins.origins` found in last year's work of the same pupils.
    """
    profile = profile or load_profile()
    borders = level_borders(profile)
    found = skills(
        x,
        work,
        borders,
        systemic_share=profile.value("skills.deficit.share") / 100,
        systemic_items=int(profile.value("skills.deficit.items")),
    )
    groups: tuple[GroupGap, ...] = ()
    if group is not None and len(group_rows(group)) > 1:
        groups = group_gaps(
            x,
            work,
            group,
            borders,
            level=profile.value("evidence.verify"),
            minimum=int(profile.value("group.minimum")),
        )
    return SkillReport(found, groups, explain_skills(found, groups, origins, profile))


def explain_skills(
    found: tuple[Skill, ...],
    groups: tuple[GroupGap, ...],
    origins: tuple[Origin, ...],
    profile: Profile,
) -> tuple[str, ...]:
    """What is mastered, what is not yet, whose it is and where it may come from."""
    if not found:
        return ("В описании работы не названы умения, поэтому разбор по умениям невозможен.",)
    systemic = [one for one in found if one.systemic]
    enough = [one for one in found if one.share.zone == "enough" and not one.systemic]
    lines = []
    if systemic:
        named = enumeration([_named(one.share) for one in systemic])
        lines.append(f"Освоено недостаточно, причём в большинстве заданий: {named}.")
    single = [one for one in found if not one.systemic and one.low_items]
    if single:
        named = enumeration([f"{one.code} ({_items(one)})" for one in single])
        lines.append(f"Недостаточно отдельные задания умений: {named}.")
    if enough:
        lines.append(f"Освоено: {enumeration([_named(one.share) for one in enough])}.")
    if not systemic and not single:
        lines.append("Умений с недостаточным выполнением нет.")
    unsure = [one.code for one in found if one.share.zone is not None and not one.share.sure]
    if unsure:
        lines.append(
            f"Учеников мало, чтобы назвать зону уверенно: {enumeration(unsure, 8)}; выводы по этим "
            "умениям проверьте ещё одной работой."
        )
    lines += [
        f"{one.group}, умение {one.skill}: {share(one.value)} баллов, у остальных классов "
        f"{share(one.others)} — это дефицит класса, а не школы."
        for one in groups
        if one.own
    ]
    level = profile.value("evidence.verify")
    low = {one.code for one in (*systemic, *single)}
    lines += [
        f"Умение {one.skill} вероятнее всего опирается на умение {one.earlier} прошлого года "
        f"({counted(one.n, 'ученик', 'ученика', 'учеников')}): начните с его повторения."
        for one in origins
        if one.skill in low and one.coefficient > 0 and one.q_value <= level
    ]
    return tuple(lines)


def _named(one: Share) -> str:
    return f"{one.name} ({share(one.value)}; {_range(one)})"


def _range(one: Share) -> str:
    return interval(100 * one.low, 100 * one.high, 0) + "\u00a0%"


def _items(one: Skill) -> str:
    low = [item.name for item in one.items if item.zone == "low"]
    return ("задание " if len(low) == 1 else "задания ") + enumeration(low)
