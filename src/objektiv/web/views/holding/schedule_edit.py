"""Drawing up a schedule: entries, tables, lessons, approval, publication, files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv import russian
from objektiv.planning.schedule import free_days
from objektiv.web.actions.holding import schedule as act
from objektiv.web.forms.holding import schedule as forms
from objektiv.web.forms.submit import Form, submitted
from objektiv.web.models import ScheduleEntry, ScheduleVersion, YearSchedule
from objektiv.web.permissions import require
from objektiv.web.queries.holding import schedule as query
from objektiv.web.queries.holding.schedule_sheet import schedule_file
from objektiv.web.views.places import enter

ROWS = ("запись", "записи", "записей")


def version_asked(request: HttpRequest, pk: int, rule: str = "schedule.manage") -> ScheduleVersion:
    found = get_object_or_404(query.versions_visible_to(request.user), pk=pk)
    enter(request, found.schedule.school_id, rule, "procedures")
    return found


def schedule_asked(request: HttpRequest, pk: int) -> YearSchedule:
    found = get_object_or_404(query.schedules_visible_to(request.user), pk=pk)
    enter(request, found.school_id, "schedule.manage", "procedures")
    return found


def page(
    request: HttpRequest, form: Form, heading: str, back: str, button: str = "Сохранить", **more
) -> HttpResponse:
    """A form alone on its page."""
    context = {"form": form, "heading": heading, "back": back, "button": button} | more
    return render(request, "holding/schedule/form.html", context, status=form.status)


def tried(
    request: HttpRequest, version: ScheduleVersion, what: Callable[[], object], said: str
) -> HttpResponse:
    """A button that was pressed: done, or why not."""
    try:
        what()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect("schedule_version", schedule_version=version.pk)


def _back(version: ScheduleVersion) -> str:
    return reverse("schedule_version", args=[version.pk])


# --- Entries ------------------------------------------------------------------------------


def entry_add(request: HttpRequest, schedule_version: int) -> HttpResponse:
    version = version_asked(request, schedule_version)
    form = forms.EntryForm(request.POST or None, initial={"class_name": request.GET.get("class")})
    if submitted(
        request, form, lambda: act.save_entry(version, None, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Добавлено: {form.result}.")
        return redirect(_back(version))
    return page(request, form, "Новая запись графика", _back(version), "Добавить")


def entry(request: HttpRequest, schedule_entry: int) -> HttpResponse:
    """One entry: what is wrong with it, free days near, the fields."""
    row = get_object_or_404(
        ScheduleEntry.objects.filter(version__in=query.versions_visible_to(request.user)),
        pk=schedule_entry,
    )
    version = version_asked(request, row.version_id)
    initial = forms.entry_values(row)
    form = forms.EntryForm(request.POST or None, initial=initial)
    if submitted(
        request, form, lambda: act.save_entry(version, row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Записано: {form.result}, {russian.long_date(form.result.day)}.")
        return redirect(_back(version))
    looked = query.look_at(version)
    mine = next(one for one in looked.rows if one.entry.pk == row.pk)
    near: tuple[date, ...] = ()
    if mine.broken and not row.taken_from_id:
        schedule = version.schedule
        near = free_days(
            query.entries_of(version),
            query.entry_of(mine.entry),
            query.rules_of(schedule.school, schedule.school_year),
            query.hours_of(schedule),
        )
    return page(
        request, form, str(row), _back(version), row=row, broken=mine.broken, near=near,
        may_remove=not row.taken_from_id,
    )  # fmt: skip


@require_POST
def entry_remove(request: HttpRequest, schedule_entry: int) -> HttpResponse:
    row = get_object_or_404(
        ScheduleEntry.objects.filter(version__in=query.versions_visible_to(request.user)),
        pk=schedule_entry,
    )
    version = version_asked(request, row.version_id)
    return tried(
        request, version, lambda: act.remove_entry(row, by=request.user), f"Убрано: {row}."
    )


@require_POST
def take(request: HttpRequest, schedule_version: int) -> HttpResponse:
    version = version_asked(request, schedule_version)
    return tried(
        request,
        version,
        lambda: act.take_days(version, by=request.user),
        "Дни процедур других уровней внесены.",
    )


def bring(request: HttpRequest, schedule_version: int) -> HttpResponse:
    version = version_asked(request, schedule_version)
    form = forms.BringForm(request.POST or None, request.FILES or None)
    if submitted(
        request, form, lambda: act.bring_entries(version, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Внесено: {russian.counted(form.result, *ROWS)}.")
        return redirect(_back(version))
    return page(request, form, "График из таблицы", _back(version), "Внести")


def lessons(request: HttpRequest, schedule: int) -> HttpResponse:
    """The weekly timetable and the hours of the year."""
    found = schedule_asked(request, schedule)
    form = forms.LessonsForm(
        request.POST or None, request.FILES or None, initial={"last_lesson": found.last_lesson}
    )
    back = reverse("schedule_works", args=[found.pk])
    if submitted(
        request, form, lambda: act.bring_lessons(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Расписание и часы записаны.")
        return redirect(back)
    known = len({row[0] for row in found.lessons}), len(found.hours)
    lead = (
        f"Сейчас: расписание {russian.counted(known[0], 'класса', 'классов', 'классов')}, часы в "
        f"{russian.counted(known[1], 'строке', 'строках', 'строках')}."
    )
    return page(request, form, "Расписание и часы", back, "Записать", lead=lead)


# --- Approval and publication -------------------------------------------------------------


def approve(request: HttpRequest, schedule_version: int) -> HttpResponse:
    version = version_asked(request, schedule_version, "schedule.approve")
    form = forms.ApproveForm(request.POST or None)
    if submitted(
        request, form, lambda: act.approve_version(version, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "График утверждён. Осталось опубликовать.")
        return redirect(_back(version))
    wrong = query.look_at(version).wrong
    lead = (
        "С правилами не сходится "
        f"{russian.counted(len(wrong), *ROWS)}: утвердить можно, но причину стоит знать."
        if wrong
        else "Расхождений с правилами нет."
    )
    return page(request, form, "Утвердить график", _back(version), "Утвердить", lead=lead)


@require_POST
def take_back(request: HttpRequest, schedule_version: int) -> HttpResponse:
    version = version_asked(request, schedule_version, "schedule.approve")
    return tried(
        request,
        version,
        lambda: act.return_version(version, by=request.user),
        "График возвращён в работу.",
    )


@require_POST
def publish(request: HttpRequest, schedule_version: int) -> HttpResponse:
    version = version_asked(request, schedule_version)
    return tried(
        request,
        version,
        lambda: act.publish_version(version, by=request.user),
        "График опубликован: учителя и семьи видят свои классы.",
    )


@require_POST
def drop(request: HttpRequest, schedule_version: int) -> HttpResponse:
    version = version_asked(request, schedule_version)
    place = version.schedule.school_id
    try:
        act.drop_draft(version, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(_back(version))
    messages.success(request, "Черновик удалён, действует прежний график.")
    return redirect("schedule", place=place)


def file(request: HttpRequest, schedule_version: int, form: str) -> FileResponse:
    """The form in which schedules are published: DOCX, PDF, XLSX or one page of HTML."""
    found = get_object_or_404(query.versions_visible_to(request.user), pk=schedule_version)
    school = found.schedule.school
    require(request.user, "schedule.view", school)
    made = schedule_file(found, form, timezone.localdate())
    if made is None:
        raise Http404
    content, kind = made
    (stem,) = russian.file_names([f"{found.schedule}"])
    return FileResponse(
        BytesIO(content), as_attachment=True, filename=f"{stem}.{form}", content_type=kind
    )
