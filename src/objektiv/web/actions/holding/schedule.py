"""The schedule of a school: begin, enter, bring, take days from above, approve, publish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.planning.schedule import Entry, class_key, grade_of, subject_key
from objektiv.russian import counted
from objektiv.web.actions.audit import log
from objektiv.web.actions.holding.tables import read_table
from objektiv.web.actions.letters import people_of, write
from objektiv.web.actions.uploads import keep
from objektiv.web.models import (
    Organisation,
    Person,
    ProcedureDay,
    Role,
    ScheduleEntry,
    ScheduleFile,
    ScheduleVersion,
    SchoolYear,
    YearSchedule,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import require
from objektiv.web.queries.holding import schedule as query
from objektiv.web.queries.holding.schedule_days import expected_of

S = ScheduleVersion.State
ROWS = ("запись", "записи", "записей")


def row_of(
    entry: Entry, version: ScheduleVersion, taken_from: ProcedureDay | None = None
) -> ScheduleEntry:
    return ScheduleEntry(
        version=version,
        day=entry.day,
        lesson=entry.lesson,
        last_lesson=entry.last_lesson,
        class_name=entry.class_,
        subject=entry.subject,
        procedure=entry.procedure,
        level=entry.level,
        lessons=entry.lessons,
        taken_from=taken_from,
    )


@transaction.atomic
def start_version(school: Organisation, year: SchoolYear, *, by: Person) -> ScheduleVersion:
    """The version in work: the next after the published one, else the first."""
    require(by, "schedule.manage", school)
    schedule, _ = YearSchedule.objects.get_or_create(school=school, school_year=year)
    known = query.in_work_of(school, year)
    if known:
        return known
    before = query.published_of(school, year)
    last = schedule.versions.order_by("-number").first()
    version = ScheduleVersion.objects.create(
        schedule=schedule, number=last.number + 1 if last else 1, before=before, made_by=by
    )
    if before:
        rows = list(before.entries.all())
        for row in rows:
            row.pk, row.version = None, version
        ScheduleEntry.objects.bulk_create(rows)
    _take(version)
    log("schedule.started", version, f"Начат {_named(version)}", by=by, at=school)
    return version


def _named(version: ScheduleVersion) -> str:
    return str(version)[:1].lower() + str(version)[1:]


def require_draft(version: ScheduleVersion, by: Person) -> None:
    require(by, "schedule.manage", version.schedule.school)
    if version.state != S.DRAFT:
        raise ValidationError("Меняют черновик. Начните следующую версию графика.")


# --- Entries ------------------------------------------------------------------------------


@transaction.atomic
def take_days(version: ScheduleVersion, *, by: Person) -> int:
    """Days of procedures of those above come in, moved ones move; returns how many changed."""
    require_draft(version, by)
    changed = _take(version)
    log(
        "schedule.days_taken",
        version,
        f"Внесены дни процедур других уровней: {counted(changed, *ROWS)}",
        by=by,
        at=version.schedule.school,
    )
    return changed


def _take(version: ScheduleVersion) -> int:
    schedule = version.schedule
    classes = query.classes_of(schedule.school, schedule.school_year)
    wanted = {
        (day.pk, entry.class_key): (day, entry)
        for day, entry in expected_of(schedule.school, schedule.school_year, classes)
    }
    changed, gone = 0, []
    rows = list(version.entries.all())
    for row in rows:
        if row.taken_from_id is None:
            continue
        found = wanted.pop((row.taken_from_id, class_key(row.class_name)), None)
        if found is None:
            gone.append(row.pk)
        elif (row.day, row.subject, row.procedure) != _words(found[1]):
            row.day, row.subject, row.procedure = _words(found[1])
            row.lesson = row.last_lesson = None
            row.save()
            changed += 1
    ScheduleEntry.objects.filter(pk__in=gone).delete()
    fresh = []
    for day, entry in wanted.values():
        same = next((row for row in rows if _is(row, entry)), None)
        if same is None:
            fresh.append(row_of(entry, version, day))
        elif same.taken_from_id is None:  # the school has typed it before
            same.taken_from = day
            same.save(update_fields=["taken_from"])
    ScheduleEntry.objects.bulk_create(fresh)
    return changed + len(gone) + len(fresh)


def _words(entry: Entry) -> tuple[date, str, str]:
    return entry.day, entry.subject, entry.procedure


def _is(row: ScheduleEntry, entry: Entry) -> bool:
    return (
        row.day == entry.day
        and class_key(row.class_name) == entry.class_key
        and subject_key(row.subject) == entry.subject_key
        and row.level == entry.level
    )


@transaction.atomic
def save_entry(
    version: ScheduleVersion, row: ScheduleEntry | None, *, by: Person, **values: Any
) -> ScheduleEntry:
    """An entry added or changed; a day that somebody above fixed is theirs to move."""
    require_draft(version, by)
    if not grade_of(values.get("class_name", row.class_name if row else "")):
        raise ValidationError({"class_name": "Напишите класс, например 5А."})
    if row is not None and row.taken_from_id and values.get("day", row.day) != row.day:
        raise ValidationError(
            {"day": "Этот день назначил организатор процедуры. Урок указать можно, день — нет."}
        )
    before = query.entry_of(row) if row else None
    row = row or ScheduleEntry(version=version)
    for name, value in values.items():
        setattr(row, name, value)
    if row.lesson and row.last_lesson and row.lesson + row.lessons - 1 > row.last_lesson:
        raise ValidationError(
            {"last_lesson": "Работа кончается позже последнего урока. Проверьте номера."}
        )
    row.save()
    log(
        "schedule.entry",
        version,
        f"{'Изменена' if before else 'Добавлена'} запись графика: {row}, {row.day:%d.%m.%Y}",
        by=by,
        at=version.schedule.school,
        before=str(before.day) if before else "",
    )
    return row


@transaction.atomic
def remove_entry(row: ScheduleEntry, *, by: Person) -> None:
    version = row.version
    require_draft(version, by)
    if row.taken_from_id:
        raise ValidationError("Эту процедуру назначил её организатор, из графика её не убирают.")
    text = f"Убрана запись графика: {row}, {row.day:%d.%m.%Y}"
    log("schedule.entry_removed", version, text, by=by, at=version.schedule.school)
    row.delete()


def replace_entries(
    version: ScheduleVersion, entries: Sequence[Entry], days: dict[tuple[str, str, date], int]
) -> None:
    """All entries at once; `days`: which of them stand for a day of an organiser above."""
    version.entries.all().delete()
    rows = [row_of(one, version) for one in entries]
    for row, one in zip(rows, entries, strict=True):
        row.taken_from_id = days.get((one.class_key, one.subject_key, one.day))
    ScheduleEntry.objects.bulk_create(rows, batch_size=500)


def days_taken(version: ScheduleVersion) -> dict[tuple[str, str, date], int]:
    return {
        (class_key(row.class_name), subject_key(row.subject), row.day): row.taken_from_id
        for row in version.entries.filter(taken_from__isnull=False)
    }


# --- Tables -------------------------------------------------------------------------------


def bring_entries(
    version: ScheduleVersion, *, file: Incoming, instead: bool = True, by: Person
) -> int:
    """A schedule as a table: in place of what the school has entered, or beside it.

    Days of organisers above stay. Raises ValidationError with every complaint of the table.
    """
    from objektiv.analysis.schedule_tables import read_entries

    require_draft(version, by)
    entries: tuple[Entry, ...] = read_table(file, read_entries)
    kept = keep(file)
    with transaction.atomic():
        ScheduleFile.objects.create(schedule=version.schedule, **kept)
        if instead:
            version.entries.filter(taken_from__isnull=True).delete()
        rows = list(version.entries.all())
        fresh = [one for one in entries if not any(_is(row, one) for row in rows)]
        ScheduleEntry.objects.bulk_create([row_of(one, version) for one in fresh], batch_size=500)
        log(
            "schedule.brought",
            version,
            f"График внесён из таблицы «{kept['name']}»: {counted(len(fresh), *ROWS)}",
            by=by,
            at=version.schedule.school,
            file=[kept["name"], kept["sha256"]],
        )
    return len(fresh)


def bring_lessons(
    schedule: YearSchedule,
    *,
    lessons: Incoming | None = None,
    hours: Incoming | None = None,
    last_lesson: int,
    by: Person,
) -> YearSchedule:
    """The weekly timetable and the hours of the year, each from a table."""
    from objektiv.analysis.schedule_tables import read_hours, read_timetable

    require(by, "schedule.manage", schedule.school)
    files = []
    if lessons:
        schedule.lessons = [list(row) for row in read_table(lessons, read_timetable)]
        files.append(keep(lessons))
    if hours:
        known = read_table(hours, read_hours)
        schedule.hours = [[class_, subject, str(n)] for (class_, subject), n in known.items()]
        files.append(keep(hours))
    schedule.last_lesson = last_lesson
    with transaction.atomic():
        schedule.save()
        ScheduleFile.objects.bulk_create(ScheduleFile(schedule=schedule, **one) for one in files)
        names = ", ".join(one["name"] for one in files) or "без файлов"
        log(
            "schedule.lessons",
            schedule,
            f"Внесены расписание и часы: {names}",
            by=by,
            at=schedule.school,
        )
    return schedule


# --- Approval and publication -------------------------------------------------------------


@transaction.atomic
def approve_version(
    version: ScheduleVersion, *, order_number: str, order_date: date, reason: str = "", by: Person
) -> ScheduleVersion:
    """The head approves by an order; entries do not change from now on."""
    require(by, "schedule.approve", version.schedule.school)
    if version.state != S.DRAFT:
        raise ValidationError("Утверждают черновик.")
    if not version.entries.exists():
        raise ValidationError("В графике нет ни одной записи: утверждать нечего.")
    if version.before_id and not reason.strip():
        raise ValidationError({"reason": "Напишите, что и почему изменено: это увидят родители."})
    version.order_number, version.order_date = order_number.strip(), order_date
    version.reason, version.state, version.approved_by = reason.strip(), S.APPROVED, by
    version.save()
    log(
        "schedule.approved",
        version,
        f"Утверждён {_named(version)}, приказ № {order_number} от {order_date:%d.%m.%Y}",
        by=by,
        at=version.schedule.school,
    )
    return version


@transaction.atomic
def return_version(version: ScheduleVersion, *, by: Person) -> ScheduleVersion:
    """Back to the draft, before it is published."""
    require(by, "schedule.approve", version.schedule.school)
    if version.state != S.APPROVED:
        raise ValidationError("В работу возвращают утверждённый, но не опубликованный график.")
    version.state, version.approved_by = S.DRAFT, None
    version.save()
    log("schedule.returned", version, f"Возвращён в работу {_named(version)}", by=by,
        at=version.schedule.school)  # fmt: skip
    return version


@transaction.atomic
def publish_version(version: ScheduleVersion, *, by: Person) -> ScheduleVersion:
    """From now on this version is in force; the former stays to be read."""
    school = version.schedule.school
    require(by, "schedule.manage", school)
    if version.state != S.APPROVED:
        raise ValidationError("Публикуют утверждённый график.")
    now = timezone.now()
    version.schedule.versions.filter(state=S.PUBLISHED).update(state=S.PAST, replaced_at=now)
    version.state, version.published_at = S.PUBLISHED, now
    version.save()
    # The journal of the year, not of the version: events of calendars stay the same ones.
    log("schedule.published", version.schedule, f"Опубликован {_named(version)}", by=by, at=school)
    changed = bool(version.before_id)
    families = people_of([school], (Role.PARENT, Role.PUPIL))
    write(
        families,
        "изменился график оценочных процедур" if changed else "график оценочных процедур",
        f"{school}: {'опубликованы изменения' if changed else 'опубликован график'} на "
        f"{version.schedule.school_year}.",
        reverse("my_schedule"),
        kind=Kind.OTHER,
    )
    write(
        people_of([school], (Role.TEACHER, Role.CLASS_TEACHER)),
        "изменился график оценочных процедур" if changed else "график оценочных процедур",
        f"{school}, {version.schedule.school_year}: посмотрите дни ваших классов.",
        reverse("schedule", args=[school.pk]),
        kind=Kind.OTHER,
    )
    return version


@transaction.atomic
def drop_draft(version: ScheduleVersion, *, by: Person) -> None:
    """A draft that nobody needs; its entries stay in the journal as a number."""
    require_draft(version, by)
    log(
        "schedule.dropped",
        version.schedule,
        f"Удалён черновик: {version}, {counted(version.entries.count(), *ROWS)}",
        by=by,
        at=version.schedule.school,
        entries=[
            [str(one.day), one.class_name, one.subject, one.procedure]
            for one in version.entries.all()
        ],
    )
    version.delete()
