"""Open tables: chosen together, protected together, shown when a manager has looked at them.

Whatever was ever shown of a work at or around the place stays known to everybody; the next
release counts it among the numbers an outsider has (`known`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import load_profile
from objektiv.web.actions.audit import log
from objektiv.web.actions.jobs import Refusal, create_job
from objektiv.web.actions.letters import people_of, write
from objektiv.web.models import (
    Job,
    Organisation,
    Person,
    PlaceReport,
    PublicRelease,
    PublicTable,
    Work,
    YearReport,
)
from objektiv.web.permissions import COORDINATORS, SCHOOL_MANAGERS, require
from objektiv.web.queries.openness.public import ALL, MARKS

Key = tuple[str, ...]  # place, mark

S = PublicRelease.State


@transaction.atomic
def prepare_release(place: Organisation, works: Collection[Work], *, by: Person) -> PublicRelease:
    """Have the tables of these works counted; nobody sees them before `show_release`."""
    require(by, "open.tables", place)
    if not works:
        raise ValidationError("Отметьте хотя бы одну работу.")
    if place.public_releases.filter(state__in=(S.MAKING, S.DRAFT)).exists():
        raise ValidationError(
            "Предыдущая подготовка не закончена: опубликуйте её или откажитесь от неё."
        )
    year = max(one.year for one in works)
    profile = load_profile(year)
    release = PublicRelease.objects.create(
        organisation=place,
        made_by=by,
        profile=profile.name,
        minimum=int(profile.value("public.minimum")),
        width=int(profile.value("public.width")),
    )
    release.works.set(works)
    release.job = create_job(
        "open_tables", "Открытые таблицы: что можно показать", by=by, release=release.pk
    )
    release.save(update_fields=["job"])
    return release


def make_tables(job: Job, tell: Any, *, release: int) -> None:
    """Choose the hidden cells of every work of the release."""
    from objektiv.stats.suppression import SHOWN, suppress
    from objektiv.stats.suppression_tables import Axis, cube

    found = PublicRelease.objects.select_related("organisation").get(pk=release)
    if found.state != S.MAKING:
        return
    works = list(found.works.all())
    made: list[PublicTable] = []
    for done, work in enumerate(works):
        tell(str(work), done, len(works))
        own, top = found.organisation, _top(found.organisation, work)
        reports = _reports(top, work)
        counts, parents, hashes = _cells(top, reports)
        inside = _inside(own, parents, counts)
        if not inside:
            PublicRelease.objects.filter(pk=release, state=S.MAKING).update(state=S.DROPPED)
            raise Refusal(f"{work}: отчётов с отметками ещё нет. Уберите работу из выбора.")
        axes = (Axis(parents), Axis(dict.fromkeys(MARKS, ALL), results=True))
        cells = cube(counts, axes)
        values = dict(zip(cells.keys, cells.values.tolist(), strict=True))
        known, changed = _seen(work, values, found.minimum)
        hidden = suppress(
            cells,
            minimum=found.minimum,
            width=found.width,
            known=known,
            changed=changed,
            elsewhere={key for key in cells.keys if key[0] not in inside},
        )
        found.least = found.least and hidden.least
        found.exposed += sum(key[0] in inside for key in hidden.exposed)
        kinds = dict(zip(cells.keys, hidden.why, strict=True))
        for place in sorted(int(one) for one in inside):
            own = {label: (str(place), label) for label in (*MARKS, ALL)}
            made.append(
                PublicTable(
                    release=found,
                    work=work,
                    organisation_id=place,
                    data_hash=hashes[place],
                    shown={
                        label: values[key] if kinds[key] == SHOWN else None
                        for label, key in own.items()
                    },
                    why={label: kinds[key] for label, key in own.items() if kinds[key] != SHOWN},
                )
            )
    with transaction.atomic():
        taken = PublicRelease.objects.select_for_update().get(pk=release)
        if taken.state != S.MAKING:
            return
        PublicTable.objects.bulk_create(made, batch_size=500)
        found.state = S.DRAFT
        found.save(update_fields=["state", "least", "exposed"])


def _top(place: Organisation, work: Work) -> Organisation:
    """The highest organisation around the place of which the work was ever shown.

    Its totals tie the numbers of the place to those of its neighbours.
    """
    shown = set(
        PublicTable.objects.filter(
            work=work, organisation__in=place.line(), release__shown_at__isnull=False
        ).values_list("organisation", flat=True)
    )
    return next((one for one in place.line() if one.pk in shown), place)


def _inside(
    place: Organisation, parents: Mapping[str, str], counts: Collection[Key]
) -> frozenset[str]:
    """The place and what is summed in it, of those that have numbers."""
    found = set()
    for one, _ in counts:
        line = [one]
        while line[-1] in parents:
            line.append(parents[line[-1]])
        if str(place.pk) in line:
            found.update(line[: line.index(str(place.pk)) + 1])
    return frozenset(found)


def _reports(place: Organisation, work: Work) -> list[PlaceReport]:
    """The reports in force of the place and of everything below it."""
    return list(
        PlaceReport.objects.filter(
            analysis__work=work,
            analysis__current=True,
            organisation__path__startswith=place.path,
        ).select_related("organisation", "analysis")
    )


def _cells(
    place: Organisation, reports: Iterable[PlaceReport]
) -> tuple[dict[Key, int], dict[str, str], dict[int, str]]:
    """Counts of the lowest organisations, who is summed in whom, digests of the data."""
    with_marks = {one.organisation_id: one for one in reports if one.facts.get("marks")}
    lowest = {
        pk: one
        for pk, one in with_marks.items()
        if one.organisation.is_school
        or (
            one.organisation_id == place.pk
            and not any(other.organisation.is_school for other in with_marks.values())
        )
    }
    counts: dict[Key, int] = {
        (str(pk), mark): int(number)
        for pk, one in lowest.items()
        for mark, number in zip(MARKS, one.facts["marks"], strict=True)
    }
    parents: dict[str, str] = {}
    for one in lowest.values():
        line = [int(part) for part in one.organisation.path.strip("/").split("/")]
        if place.pk in line:
            below = line[line.index(place.pk) :]
            for upper, lower in pairwise(below):
                parents[str(lower)] = str(upper)
    hashes = {pk: one.analysis.data_hash for pk, one in with_marks.items()}
    whole = next(iter(hashes.values()), "")
    for name in {*parents, *parents.values()}:
        hashes.setdefault(int(name), whole)
    return counts, parents, hashes


def _seen(work: Work, values: Mapping[Key, int], minimum: int) -> tuple[set[Key], set[Key]]:
    """What earlier releases told of the numbers of today.

    Cells that were shown as they are: nobody can take that back. And cells that were shown with
    another number, a few pupils away: beside it the new one would tell of those few.
    """
    told: dict[Key, set[int]] = {}
    places = {int(place) for place, _ in values}
    for one in PublicTable.objects.filter(
        work=work, organisation__in=places, release__shown_at__isnull=False
    ):
        for label, value in one.shown.items():
            key = (str(one.organisation_id), label)
            if value is not None and key in values:
                told.setdefault(key, set()).add(value)
    known = {key for key, before in told.items() if values[key] in before}
    changed = {
        key
        for key, before in told.items()
        if key not in known and any(abs(values[key] - one) < minimum for one in before)
    }
    return known, changed


@transaction.atomic
def show_release(release: PublicRelease, *, by: Person) -> None:
    """Everybody may see the tables from now on, in place of earlier ones of the same works."""
    require(by, "open.tables", release.organisation)
    if release.state != S.DRAFT:
        raise ValidationError("Публикуют подготовленные таблицы.")
    if release.exposed:
        raise ValidationError(
            "Показанное раньше вместе с этими таблицами раскрыло бы скрытые числа. "
            "Откажитесь от публикации."
        )
    release.state, release.shown_at, release.shown_by = S.SHOWN, timezone.now(), by
    release.save(update_fields=["state", "shown_at", "shown_by"])
    hidden = sum(len(one.why) for one in release.tables.all())
    log("open.tables", release, f"Опубликованы открытые таблицы, скрыто чисел: {hidden}", by=by,
        at=release.organisation)  # fmt: skip


@transaction.atomic
def drop_release(release: PublicRelease, *, reason: str = "", by: Person) -> None:
    """Not to be shown, or no longer; what was shown once stays known."""
    require(by, "open.tables", release.organisation)
    if release.state == S.SHOWN:
        if not reason.strip():
            raise ValidationError({"reason": "Напишите, почему таблицы снимают."})
        release.state, release.withdrawn_at = S.WITHDRAWN, timezone.now()
    elif release.state in (S.MAKING, S.DRAFT):
        release.state = S.DROPPED
    else:
        raise ValidationError("Эти таблицы уже не показываются.")
    release.reason = reason.strip()
    release.save(update_fields=["state", "withdrawn_at", "reason"])
    log("open.tables_withdrawn", release, f"Открытые таблицы сняты. {reason}".strip(), by=by,
        at=release.organisation)  # fmt: skip
    if release.state == S.WITHDRAWN:
        _tell_authors(release)


def _tell_authors(release: PublicRelease) -> None:
    """Who signs for a published report with these numbers brings out a new edition."""
    for report in (
        YearReport.objects.filter(
            tables__release=release, item__isnull=False, item__withdrawn_at=None
        )
        .select_related("organisation", "school_year")
        .defer("parts")
        .distinct()
    ):
        write(
            people_of([report.organisation], (*COORDINATORS, *SCHOOL_MANAGERS)),
            "нужна новая редакция публичного отчёта",
            f"{report}: часть открытых таблиц снята, в отчёте их числа больше не показаны.",
            reverse("year_report", args=[report.pk]),
        )
