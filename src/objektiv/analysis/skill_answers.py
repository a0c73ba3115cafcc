"""Deficits of every place by skill: against the norm, the region and the place's own level."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

import numpy as np

from objektiv import charts, russian
from objektiv.analysis.deficits import level_borders
from objektiv.analysis.place_answers import Answers, Key, Line, PlaceAnswer
from objektiv.profiles import Profile
from objektiv.reports.tables import notes
from objektiv.russian import NBSP
from objektiv.schema import Cell, Column, Counts, Few, Table, Work, Zoned
from objektiv.stats.deficits import (
    AgainstLevel,
    GroupGap,
    Skill,
    against_level,
    group_gaps,
    skills_of_groups,
)
from objektiv.stats.items import group_rows
from objektiv.stats.responses import ABSENT

NO_SKILLS = "В описании работы не названы умения: разбор по умениям невозможен."
HINT = f"Точка — доля баллов с интервалом 95{NBSP}%. ▲ — недостаточно в большинстве заданий."


def skill_answers(found: Answers, counts: Counts, profile: Profile) -> dict[Key, PlaceAnswer]:
    """Skills of every region, municipality and school of a work."""
    work = found.sittings.work
    if not any(item.skills for item in work.items):
        return {key: PlaceAnswer((Line(NO_SKILLS),)) for key in found.rows}
    borders = level_borders(profile)
    schools = [key for key in found.rows if key[0] == "school"]
    level = _against(found, counts, work, schools)
    place = {key: j for j, key in enumerate(schools)}
    least = int(profile.value("group.minimum"))
    by_place = skills_of_groups(
        found.x,
        work,
        borders,
        list(found.rows.values()),
        systemic_share=profile.value("skills.deficit.share") / 100,
        systemic_items=int(profile.value("skills.deficit.items")),
    )
    own: dict[Key, tuple[Skill, ...]] = dict(zip(found.rows, by_place, strict=True))
    made = {}
    for key, rows in found.rows.items():
        groups: tuple[GroupGap, ...] = ()
        classes = found.columns["class"][rows]
        if key[0] == "school" and len(group_rows(classes)) > 1:
            groups = group_gaps(
                found.x[rows],
                work,
                classes,
                borders,
                level=profile.value("evidence.verify"),
                minimum=least,
            )
        around = own.get(("region", (key[1][0], "", "", ""))) if key[0] != "region" else None
        facts = _facts(own[key], around, work, level, place.get(key), least, profile)
        chart = charts.skills([one for one in own[key] if one.share.n >= least], work, borders)
        pictures = [(chart, HINT)] if any(row["value"] is not None for row in facts) else []
        if groups:
            shown = tuple(one for one in groups if one.own)
            if shown:
                hint = "Разница с остальными классами школы, процентных пунктов."
                pictures.append((charts.skill_groups(shown), hint))
        made[key] = PlaceAnswer(
            tuple(_lines(facts, groups, len(rows), least)),
            tuple(pictures),
            table_of(facts, profile),
            {"skills": facts},
        )
    return made


def _against(found: Answers, counts: Counts, work: Work, schools: list[Key]) -> AgainstLevel:
    """Every school against pupils of the same scores in its whole data."""
    top, size = work.max_score, len(work.items)
    points, pupils = np.zeros((len(schools), size)), np.zeros((len(schools), size))
    histogram = np.zeros((len(schools), top + 1))
    for j, key in enumerate(schools):
        x = found.x[found.rows[key]]
        points[j], pupils[j] = np.where(x == ABSENT, 0, x).sum(axis=0), (x != ABSENT).sum(axis=0)
        score = found.columns["score"][found.rows[key]]
        known = score[np.isfinite(score)].astype(np.int64)
        histogram[j] = np.bincount(known, minlength=top + 1)[: top + 1]
    return against_level(points, pupils, histogram, counts.cube.sum(axis=0), work)


def _facts(  # noqa: PLR0917
    own: tuple[Skill, ...],
    around: tuple[Skill, ...] | None,
    work: Work,
    level: AgainstLevel,
    at: int | None,
    least: int,
    profile: Profile,
) -> list[dict[str, Any]]:
    wider = {one.code: one.share.value for one in around or ()}
    sure = profile.value("evidence.verify")
    rows = []
    for one in own:
        topics = dict.fromkeys(
            item.topic for item in work.items if one.code in item.skills and item.topic
        )
        known = one.share.n >= least and isfinite(one.share.value)
        row: dict[str, Any] = {
            "skill": one.code,
            "topic": "; ".join(topics),
            "items": [item.name for item in one.items],
            "n": one.share.n,
            "value": one.share.value if known else None,
            "low": one.share.low if known else None,
            "high": one.share.high if known else None,
            "zone": one.share.zone if known else None,
            "sure": one.share.sure,
            "systemic": one.systemic and known,
            "region": _known(wider.get(one.code)),
            "expected": None,
            "away": None,
            "below": False,
            "above": False,
        }
        if at is not None and known:
            s = level.skills.index(one.code)
            away, q = float(level.difference[at, s]), float(level.q_value[at, s])
            row |= {
                "expected": _known(float(level.expected[at, s])),
                "away": _known(away),
                "below": q <= sure and away < 0,
                "above": q <= sure and away > 0,
            }
        rows.append(row)
    return rows


def _known(value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else float(value)


def _lines(
    facts: list[dict[str, Any]], groups: tuple[GroupGap, ...], n: int, least: int
) -> list[Line]:
    if n < least:
        return [Line(f"{russian.few(n).capitalize()}: об умениях судить рано.")]
    judged = [row for row in facts if row["zone"]]
    low = [row for row in judged if row["zone"] == "low"]
    surely = [row for row in low if row["sure"]]
    skills_ = ("умение", "умения", "умений")
    by_skill = {row["skill"]: row for row in facts}
    if not judged:
        lines = [Line("Уровни сложности заданий не указаны: с нормой сравнить нельзя.")]
    elif not low:
        lines = [Line(f"Умений в зоне «недостаточно» нет (оценено {len(judged)}).", quiet=True)]
    else:
        named = russian.enumeration([_named(row) for row in (surely or low)], 6, skills_)
        how = (
            "уверенно недостаточно" if surely else "недостаточно, но учеников мало для уверенности"
        )
        lines = [Line(f"Освоено {how}: {named}.")]
        unsure = [row for row in low if not row["sure"]] if surely else []
        if unsure:
            told = russian.enumeration([str(row["skill"]) for row in unsure], 8)
            lines.append(Line(f"Возможно, недостаточно (интервал заходит за границу): {told}."))
    for key, words in (("below", "ниже"), ("above", "выше")):
        differ = [row for row in facts if row[key]]
        if differ:
            named = russian.enumeration(
                [
                    f"{skill_title(row)} "
                    f"(на {russian.number(abs(100 * row['away']), 0)}{NBSP}п. п.)"
                    for row in differ
                ],
                6,
                skills_,
            )
            lines.append(
                Line(
                    f"Заметно {words}, чем у учеников с такими же баллами в других школах: {named}."
                )
            )
    if not any(row["below"] or row["above"] for row in facts) and any(
        row["expected"] is not None for row in facts
    ):
        lines.append(
            Line(
                "Относительно собственного уровня школы ни одно умение не отстаёт и не опережает.",
                quiet=True,
            )
        )
    lines += [
        Line(
            f"{one.group}, умение {skill_title(by_skill[one.skill])}: "
            f"{russian.share(one.value, 0)}, у остальных классов {russian.share(one.others, 0)} — "
            "дефицит класса, а не школы.",
            class_=one.group,
        )
        for one in groups
        if one.own
    ]
    if groups and not any(one.own for one in groups):
        lines.append(Line("Классы школы по умениям заметно не различаются.", quiet=True))
    return lines


def is_deficit(row: Mapping[str, Any]) -> bool:
    """Below the norm, below pupils of the same level elsewhere, or low in most of its items."""
    return bool(row["zone"] == "low" or row["below"] or row["systemic"])


def skill_title(row: Mapping[str, Any]) -> str:
    return f"{row['skill']} «{row['topic']}»" if row["topic"] else str(row["skill"])


def _named(row: Mapping[str, Any]) -> str:
    told = russian.interval(100 * row["low"], 100 * row["high"], 0)
    return f"{skill_title(row)} — {russian.share(row['value'], 0)} ({told})"


def table_of(facts: list[dict[str, Any]], profile: Profile) -> Table:
    """Skills of a place with everything they are compared with."""
    rows: list[tuple[Cell, ...]] = []
    for row in facts:
        if row["value"] is None:
            share: tuple[Cell, ...] = (Few(row["n"]), None)
        else:
            share = (Zoned(row["value"], row["zone"] or ""), interval_of(row))
        rows.append(
            (
                row["skill"],
                row["topic"] or None,
                follows(row),
                row["n"],
                *share,
                row["region"],
                row["expected"],
                russian.enumeration(row["items"], 12),
            )
        )
    return Table(
        "deficits",
        "Умения",
        "",
        (
            Column("skill", "Умение"),
            Column("topic", "Что проверяется"),
            Column("follows", "Что следует"),
            Column("n", "Учеников", "int"),
            Column("share", "Доля баллов", "share"),
            Column("interval", f"Интервал 95{NBSP}%"),
            Column("region", "Регион", "share"),
            Column(
                "expected",
                "При таком уровне",
                "share",
                "Сколько набирают на этом умении ученики с такими же баллами за всю работу",
            ),
            Column("items", "Задания"),
        ),
        tuple(rows),
        (
            "Интервал 95 %: в нём доля, вероятнее всего, окажется на другой такой же работе. "
            "«При таком уровне» — для учеников с теми же баллами за всю работу; разница названа, "
            "только если она больше случайной и больше обычных различий школ.",
            *notes(
                profile,
                "items.base.sufficient",
                "items.base.insufficient",
                "items.advanced.sufficient",
                "items.advanced.insufficient",
                "skills.deficit.share",
                "evidence.verify",
            ),
        ),
    )


def interval_of(row: Mapping[str, Any]) -> str:
    """The interval of a skill's share in percent."""
    return russian.interval(100 * row["low"], 100 * row["high"], 0) + f"{NBSP}%"


def follows(row: Mapping[str, Any]) -> str | None:
    """What to do about a skill, in a few words; None where nothing follows."""
    if row["zone"] == "low" and row["sure"] and row["below"]:
        return "повторить тему и посмотреть программу школы"
    if row["zone"] == "low" and row["sure"]:
        return "повторить тему"
    if row["below"]:
        return "посмотреть, как тема идёт в программе школы"
    if row["zone"] == "low":
        return "проверить ещё одной работой"
    if row["above"]:
        return "поделиться опытом"
    return None
