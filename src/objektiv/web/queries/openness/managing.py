"""What the managers of an open page see: what is on it, what is missing, tables before they go."""

from __future__ import annotations

from typing import Any

from objektiv.web.models import (
    Organisation,
    Person,
    PublicItem,
    PublicPage,
    PublicRelease,
    PublicTable,
)
from objektiv.web.queries.organisations import visible_to
from objektiv.web.queries.results import works_at


def page_of_place(place: Organisation) -> PublicPage | None:
    return PublicPage.objects.filter(organisation=place).first()


def items_visible_to(person: Person):
    return PublicItem.objects.filter(
        page__organisation__in=visible_to(person, "open.view")
    ).select_related("page__organisation")


def releases_visible_to(person: Person):
    return PublicRelease.objects.filter(
        organisation__in=visible_to(person, "open.view")
    ).select_related("organisation", "shown_by", "made_by")


def works_to_open(place: Organisation, *, reader: Person):
    """Analysed works of the place that a release could show."""
    return works_at(place, reader=reader).filter(analysed__isnull=False)


def works_shown(place: Organisation) -> set[int]:
    """Works of which the place shows tables today."""
    return set(
        PublicTable.objects.filter(
            organisation=place, release__state=PublicRelease.State.SHOWN
        ).values_list("work", flat=True)
    )


def preview_of(release: PublicRelease) -> list[tuple[Any, list[PublicTable]]]:
    """The tables of a release by work: the organisation itself first, then by name."""
    tables = release.tables.select_related("work", "organisation").order_by(
        "work", "organisation__kind", "organisation__name"
    )
    by_work: dict[Any, list[PublicTable]] = {}
    for one in tables:
        by_work.setdefault(one.work, []).append(one)
    for rows in by_work.values():
        rows.sort(key=lambda one: one.organisation_id != release.organisation_id)
    return list(by_work.items())
