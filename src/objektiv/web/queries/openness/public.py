"""What everybody may read. Nothing here asks who is reading: only what was put there is found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from objektiv.profiles import needed_documents
from objektiv.web.models import Organisation, PublicItem, PublicPage, PublicRelease, PublicTable
from objektiv.web.queries.openness.editions import lost_tables

MARKS = "2345"
ALL = "all"


@dataclass(frozen=True, slots=True)
class MarkShare:
    """Pupils with one mark; `count` and `share` are None where they are not shown."""

    mark: str
    count: int | None
    share: int | None  # per cent of the participants
    start: int = 0  # where its piece of the bar begins, per cent


@dataclass(frozen=True, slots=True)
class OpenResult:
    """Marks of a work as everybody may see them, those of the organisation above beside."""

    work: str
    year: int
    n: int | None
    marks: tuple[MarkShare, ...]
    above: OpenResult | None = None
    table: int = 0

    @property
    def pairs(self) -> list[tuple[MarkShare, MarkShare | None]]:
        """Each mark with the same one of the organisation above."""
        return list(zip_longest(self.marks, self.above.marks if self.above else ()))

    @property
    def whole(self) -> bool:
        """A bar is drawn only of a table without gaps."""
        return bool(self.n) and all(one.share is not None for one in self.marks)


def open_page(address: str) -> PublicPage | None:
    """The page at the address, if it is open."""
    return (
        PublicPage.objects.filter(address=address, opened_at__isnull=False)
        .select_related("organisation__parent")
        .first()
    )


def open_pages(words: str = ""):
    """Open pages by name, the alphabet being the only order."""
    found = PublicPage.objects.filter(opened_at__isnull=False).select_related("organisation")
    for word in words.split()[:6]:
        found = found.filter(organisation__name__icontains=word)
    return found.order_by("organisation__name")


def pages_below(place: Organisation):
    """Open pages of the organisations below, in alphabetical order."""
    return (
        open_pages().filter(organisation__path__startswith=place.path).exclude(organisation=place)
    )


def items_of(page: PublicPage) -> list[tuple[str, str, list[PublicItem]]]:
    """Code, title and items of every section of the page that has any."""
    by_kind: dict[str, list[PublicItem]] = {}
    items = page.items.filter(withdrawn_at=None, removed_at=None)
    items = items.annotate(outdated=lost_tables("year_report"))
    for one in items.select_related("year_report").defer("year_report__parts"):
        by_kind.setdefault(one.kind, []).append(one)
    kinds = PublicItem.Kind.choices
    return [(code, title, by_kind[code]) for code, title in kinds if code in by_kind]


def item_of(address: str, item: int) -> PublicItem | None:
    """A file of an open page that was not taken off, nor any number in it."""
    return (
        PublicItem.objects.filter(
            pk=item,
            page__address=address,
            page__opened_at__isnull=False,
            withdrawn_at=None,
            removed_at=None,
        )
        .exclude(path="")
        .exclude(lost_tables("year_report"))
        .first()
    )


def gaps_of(place: Organisation) -> list[tuple[str, str]]:
    """Documents of the list that the page does not have: code and title."""
    there = set(
        PublicItem.objects.filter(page__organisation=place, withdrawn_at=None).values_list(
            "needed", flat=True
        )
    )
    return [
        (one.code, one.title)
        for one in needed_documents()
        if place.kind in one.who and one.code not in there
    ]


def results_of(place: Organisation) -> list[OpenResult]:
    """Works of the organisation, the latest first; beside each the organisation above."""
    own = latest_tables(place)
    above = latest_tables(place.parent) if place.parent else {}
    found = [_result(one, above.get(work)) for work, one in own.items()]
    return sorted(found, key=lambda one: (-one.year, one.work))


def latest_tables(place: Organisation) -> dict[int, PublicTable]:
    """The newest shown table of each work."""
    tables = (
        PublicTable.objects.filter(organisation=place, release__state=PublicRelease.State.SHOWN)
        .select_related("work")
        .defer("why")
        .order_by("release__shown_at", "id")
    )
    return {one.work_id: one for one in tables}


def _result(table: PublicTable, above: PublicTable | None = None) -> OpenResult:
    shown = table.shown
    return OpenResult(
        str(table.work),
        table.work.year,
        shown[ALL],
        tuple(_marks(shown)),
        _result(above) if above else None,
        table.pk,
    )


def _marks(shown: dict[str, int | None]) -> Iterable[MarkShare]:
    """Whole per cent, and only where both the part and the whole are shown."""
    n, start = shown[ALL], 0
    for mark in MARKS:
        count = shown[mark]
        share = round(100 * count / n) if n and count is not None else None
        yield MarkShare(mark, count, share, start)
        start += share or 0
