"""Leaflets that a person may see, and the lines about a work that stand in a first draft."""

from __future__ import annotations

from django.db.models import Q

from objektiv import russian
from objektiv.analysis.skill_answers import is_deficit, skill_title
from objektiv.documents import office
from objektiv.recommendations.leaflets import leaflet_rules, sections_of
from objektiv.web.models import Leaflet, Organisation, Person, Work
from objektiv.web.permissions import places
from objektiv.web.queries.parts import part_of
from objektiv.web.queries.results import report_of
from objektiv.web.queries.sheets import head_of

WITH_NUMBERS = ("teachers", "experts")  # others are told what to do, not how many could
SHOWN = 12  # skills of a leaflet: more nobody reads


def leaflets_visible_to(person: Person):
    """Own ones and those below; from above what is shown to schools."""
    mine = places(person, "leaflets.view")
    above = {one[: i + 1] for one in mine for i, char in enumerate(one) if i and char == "/"}
    return Leaflet.objects.filter(
        Q(organisation__in=Organisation.objects.within(*mine))
        | Q(organisation__path__in=above, shared=True)
    ).select_related("organisation", "work", "made_by")


def leaflets_at(person: Person, place: Organisation):
    """Of the place, and what places above it show to it."""
    return leaflets_visible_to(person).filter(
        Q(organisation=place) | Q(organisation__in=place.line(), shared=True)
    )


def lines_about(
    topic: str, readers: str, work: Work | None, place: Organisation, reader: Person
) -> tuple[list[str], str]:
    """Lines of the chosen work, and where they come from."""
    if work is None:
        return [], ""
    if topic == "criteria":
        return _points(work), f"{work.title}: описание работы."
    if topic != "deficits" or (found := report_of(place, work, reader=reader)) is None:
        return [], ""
    report, _ = found
    rows = ((part_of(report, "skills") or {}).get("facts") or {}).get("skills") or []
    low = [one for one in rows if is_deficit(one)][:SHOWN]
    analysis = report.analysis
    source = f"{work.title}; {analysis.method}; данные {analysis.data_hash[:12]}."
    return [_skill(one, readers in WITH_NUMBERS) for one in low], source if low else ""


def _points(work: Work) -> list[str]:
    """«1 балл: задания 1, 2, 5»"""
    by_most: dict[int, list[str]] = {}
    for code, most in work.columns:
        by_most.setdefault(int(most), []).append(str(code))
    return [
        f"{russian.counted(most, 'балл', 'балла', 'баллов')}: "
        f"{russian.plural(len(codes), 'задание', 'задания', 'задания')} {', '.join(codes)}."
        for most, codes in sorted(by_most.items())
    ]


def _skill(row: dict, numbers: bool) -> str:
    said = skill_title(row)
    if not numbers or row["value"] is None:
        return f"{said}."
    return (
        f"{said}: набрано {russian.share(row['value'], 0)} баллов "
        f"({russian.counted(row['n'], 'ученик', 'ученика', 'учеников')})."
    )


def leaflet_sheet(leaflet: Leaflet) -> office.Leaflet:
    return office.Leaflet(
        **head_of(leaflet.organisation),
        registered="",
        title=leaflet.title,
        readers=leaflet_rules().readers.get(leaflet.readers, ""),
        sections=tuple(
            office.Section(title=title, paragraphs=lines)
            for title, lines in sections_of(leaflet.text)
        ),
    )
