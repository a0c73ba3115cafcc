"""Parts of a report that have pages of their own: made in the analysing job, only read by pages.

The content by kind:
    classes  {class: [chart]}              of a school
    items    {code: [pupils with 0, 1 … points, «X», «N»]}; items_of_all: of the whole
    curves   {code: chart}                 of the whole
    journal, skills, similar               `plain.answer_plain`
    gaps     [gap of a school]             of the whole, for pages of several works
    quality  {answer, meaning, steps, sections, source}   of the whole
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from objektiv.profiles import Profile
from objektiv.reports.summary import Summary, summaries
from objektiv.schema import Counts, Reports, Sittings, Unit
from objektiv.web.actions.plain import answer_plain, chart_plain, charts_plain, table_plain

# Level and path of a unit, as `Unit` has them.
Key = tuple[str, tuple[str, str, str, str]]
Parts = dict[str, Any]
Pictures = Callable[[Unit], list[dict[str, Any]]]


def facts_of(counts: Counts, sittings: Sittings) -> dict[Key, dict[str, Any]]:
    """One line of numbers per place, for pages that put works and years side by side."""
    return {
        (one.unit.level, one.unit.path): _facts(one)
        for one in summaries(counts, sittings.schools)
        if one.unit.level in ("region", "municipality", "school")
    }


def _facts(one: Summary) -> dict[str, Any]:
    return {
        "n": one.n,
        "mean": one.mean,
        "mean_se": one.mean_se,
        "marks": list(one.marks),
        "failing_se": one.failing_se,
        "journal": list(one.journal),
    }


def parts_of(
    sittings: Sittings, counts: Counts, made: Reports, profile: Profile, pictures: Pictures
) -> Iterator[tuple[Key, Parts]]:
    """Parts of every place, then those of the whole under the key ("top", …)."""
    from objektiv.analysis.item_answers import item_answers
    from objektiv.analysis.journal_answers import journal_answers
    from objektiv.analysis.place_answers import answers
    from objektiv.analysis.similar_answers import similar_answers
    from objektiv.analysis.skill_answers import skill_answers

    found = answers(sittings)
    skills = skill_answers(found, counts, profile)
    journal, gaps = journal_answers(found, profile)
    similar = similar_answers(found, profile)
    items = item_answers(found)
    classes = _classes(made)
    for key in found.rows:
        parts = {
            "items": items[key],
            "journal": answer_plain(journal[key]),
            "skills": answer_plain(skills[key]),
            "similar": answer_plain(similar[key]),
        }
        if key in classes:
            parts["classes"] = {unit.class_: pictures(unit) for unit in classes[key]}
        yield key, parts
    of_all = {
        code: np.sum(
            [own[code] for key, own in items.items() if key[0] == "region"], axis=0
        ).tolist()
        for code in sittings.work.codes
    }
    yield TOP, {"gaps": gaps, "items_of_all": of_all, **_measured(found.x, sittings, profile)}


TOP: Key = ("top", ("", "", "", ""))


def _classes(made: Reports) -> dict[Key, list[Unit]]:
    by_school: dict[Key, list[Unit]] = {}
    for row in made.marks.rows:
        unit = row.unit
        if unit.level == "class":
            key = ("school", (unit.region, unit.municipality, unit.school, ""))
            by_school.setdefault(key, []).append(unit)
    return by_school


def _measured(x: Any, sittings: Sittings, profile: Profile) -> Parts:
    """What the work measures, over all its pupils, and the curve of every item."""
    from objektiv import charts
    from objektiv.analysis.measuring import measure
    from objektiv.analysis.measuring_pages import measure_page
    from objektiv.analysis.refusal import Refused

    work = sittings.work
    scale = profile.scale(work)
    try:
        found = measure(x, work.codes, "pcm", scale=scale, top=[item.max for item in work.items])
    except Refused as refused:
        return {"quality": {"answer": str(refused), "meaning": [], "steps": [], "sections": []}}
    page = measure_page(found, scale=scale, profile=profile)
    curves = {
        one.code: chart_plain(
            charts.item_curves([one.code], [one.item], found.x[:, [i]], found.wle.theta)
        )
        for i, one in enumerate(found.items)
        if one.item is not None
    }
    return {
        "curves": curves,
        "quality": {
            "answer": page.answer,
            "meaning": list(page.meaning),
            "steps": list(page.steps),
            "sections": [
                {
                    "code": section.code,
                    "title": section.title,
                    "lines": list(section.lines),
                    "charts": charts_plain(section.charts),
                    "tables": [table_plain(table) for table in section.tables],
                }
                for section in page.sections
            ],
            "source": [list(line) for line in page.source],
        },
    }


def kinds(parts: Parts) -> Iterable[tuple[str, Any]]:
    return ((kind, content) for kind, content in parts.items() if content)
