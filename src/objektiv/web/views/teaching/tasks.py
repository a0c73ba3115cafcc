"""The task bank: search, one task with its figures and history, writing, review."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import task_rules
from objektiv.tasks.exchange import write_moodle, write_qti
from objektiv.tasks.model import KINDS, LEVELS, complaints
from objektiv.web.actions.audit import log_reading
from objektiv.web.actions.teaching import bank as act
from objektiv.web.forms.submit import submitted
from objektiv.web.forms.teaching.tasks import (
    DecideForm,
    SendForm,
    TaskFileForm,
    TaskForm,
    WithdrawForm,
    values_of,
)
from objektiv.web.models import BankTask, Organisation, Person, Subject, TaskFile
from objektiv.web.permissions import METHODISTS, SCHOOL_OFFICE, TEACHERS, may, require
from objektiv.web.queries.organisations import home_of
from objektiv.web.queries.teaching import bank as query
from objektiv.web.views.form_page import form_page
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu
from objektiv.web.views.teaching.shown_tasks import shown

S = BankTask.State
EXPORTED = 300  # tasks of one file
FILTERS = ("subject", "grade", "level", "kind", "state", "skill", "q")


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "tasks.view", "teaching")
    everything = query.bank_at(organisation, request.user)
    found = query.with_uses(query.chosen(everything, request.GET)).order_by("-id")
    context = {
        "organisation": organisation,
        "menu": section_menu(request.user, organisation, "teaching", "tasks"),
        "page": page_of(request, found, 30),
        "count": found.count(),
        "all": everything.count(),
        "asked": {name: request.GET.get(name, "") for name in FILTERS},
        "query": request.GET.urlencode(),
        "subjects": Subject.objects.filter(
            pk__in=everything.order_by().values("subject").distinct()
        ),
        "grades": range(1, 12),
        "levels": LEVELS,
        "kinds": KINDS,
        "states": S.choices,
        "may_write": may(request.user, "tasks.write", organisation),
        "waiting": query.to_review(request.user).filter(organisation=organisation).count(),
    }
    return render(request, "teaching/tasks/index.html", context)


def export(request: HttpRequest, place: int, exchange: str) -> HttpResponse:
    """Approved tasks by the same filter as the page, for another system."""
    organisation = enter(request, place, "tasks.view", "teaching")
    today = timezone.localdate()
    rows = query.chosen(query.bank_at(organisation, request.user), request.GET)
    rows = [
        one
        for one in rows.filter(state=S.APPROVED).order_by("id")[: EXPORTED + 1]
        if one.secret_until is None or one.secret_until <= today
    ]
    if not rows or len(rows) > EXPORTED:
        said = "Утверждённых заданий с такими условиями нет." if not rows else (
            f"Заданий больше {EXPORTED}: уточните условия.")  # fmt: skip
        messages.error(request, said)
        return redirect(f"{reverse('tasks', args=[organisation.pk])}?{request.GET.urlencode()}")
    tasks = [query.task_of(one) for one in rows]
    if exchange == "moodle":
        content, name = write_moodle(tasks, "Объектив"), "задания.xml"
    else:
        content, name = write_qti(tasks), "задания-qti.zip"
    return FileResponse(BytesIO(content), as_attachment=True, filename=name)


def _enter(request: HttpRequest, task: int, rule: str = "") -> BankTask:
    """The task and the place of its page: the own place where the task is of somewhere else."""
    found = get_object_or_404(query.tasks_visible_to(request.user), pk=task)
    own = may(request.user, "tasks.view", found.organisation)
    request.place = found.organisation if own else home_of(request.user)
    request.section = "teaching"
    if rule:
        require(request.user, rule, found.organisation)
    return found


def show(request: HttpRequest, task: int) -> HttpResponse:
    found = _enter(request, task)
    today = timezone.localdate()
    secret = found.secret_until is not None and found.secret_until > today
    if secret and found.made_by_id != request.user.pk:
        log_reading(found, f"Открыто закрытое задание № {found.pk}", by=request.user,
                    at=found.organisation)  # fmt: skip
    steps = list(found.steps.select_related("by"))
    authors = {found.made_by_id, *(one.by_id for one in steps if one.act == "written")}
    reviews = may(request.user, "tasks.review", found.organisation)
    writes = may(request.user, "tasks.write", found.organisation)
    task_ = query.task_of(found)
    context = {
        "organisation": request.place,
        "task": found,
        "shown": shown(task_, query.pictures_by_name(found)),
        "lacks": complaints(task_),
        "figures": query.figures_of(found),
        "uses": found.uses.filter(paper__in=query.papers_visible_to(request.user))
        .select_related("paper").order_by("-paper_id"),
        "times": found.uses.filter(paper__state="ready").values("paper").distinct().count(),
        "steps": reversed(steps),
        "origin": task_rules().origins.get(found.origin, found.origin),
        "enemies": query.tasks_visible_to(request.user).filter(enemies=found),
        "secret": secret,
        "may_edit": writes and found.state != S.WITHDRAWN,
        "may_send": writes and found.state == S.DRAFT,
        "may_decide": reviews and found.state == S.REVIEW and request.user.pk not in authors,
        "may_withdraw": reviews and found.state == S.APPROVED,
    }  # fmt: skip
    return render(request, "teaching/tasks/show.html", context)


def add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "tasks.write", "teaching")
    form = TaskForm(request.POST or None, request.FILES or None)
    return _written(request, organisation, form, None, "Новое задание")


def edit(request: HttpRequest, task: int) -> HttpResponse:
    found = _enter(request, task, "tasks.write")
    form = TaskForm(request.POST or None, request.FILES or None,
                    initial=values_of(found, query.task_of(found)))  # fmt: skip
    return _written(request, found.organisation, form, found, f"Задание № {found.pk}")


def _written(
    request: HttpRequest, place: Organisation, form: TaskForm, row: BankTask | None, heading: str
) -> HttpResponse:
    known = query.task_of(row).pictures if row else ()
    if submitted(
        request,
        form,
        lambda: act.write_task(place, form.task(known), row=row, by=request.user, **form.about()),
    ):
        messages.success(request, "Записано. В работы войдёт после рецензии и утверждения.")
        return redirect("task", task=form.result.pk)
    back = reverse("task", args=[row.pk]) if row else reverse("tasks", args=[place.pk])
    return form_page(request, form, heading, "Записать", back)


def send(request: HttpRequest, task: int) -> HttpResponse:
    found = _enter(request, task, "tasks.write")
    people = Person.objects.filter(
        is_active=True,
        assignments__organisation=found.organisation,
        assignments__role__in=(*METHODISTS, *SCHOOL_OFFICE, *TEACHERS),
    ).exclude(pk=request.user.pk).distinct()  # fmt: skip
    people = people.filter(
        pk__in=[one.pk for one in people if may(one, "tasks.review", found.organisation)]
    )
    form = SendForm(request.POST or None, people=people)
    return _step(
        request, found, form, lambda: act.send_to_review(found, by=request.user,
                                                          **form.cleaned_data),
        ("Передать на рецензию", "Передать", "Передано: рецензент получил уведомление."),
    )  # fmt: skip


def decide(request: HttpRequest, task: int) -> HttpResponse:
    found = _enter(request, task, "tasks.review")
    form = DecideForm(request.POST or None)
    return _step(
        request, found, form, lambda: act.decide_task(found, by=request.user,
                                                       **form.cleaned_data),
        (f"Рецензия на задание № {found.pk}", "Записать решение", "Решение записано."),
    )  # fmt: skip


def withdraw(request: HttpRequest, task: int) -> HttpResponse:
    found = _enter(request, task, "tasks.review")
    form = WithdrawForm(request.POST or None)
    return _step(
        request, found, form, lambda: act.withdraw_task(found, by=request.user,
                                                         **form.cleaned_data),
        (f"Изъять задание № {found.pk}", "Изъять",
         "Изъято: в новые работы не войдёт, прежние не меняются."),
    )  # fmt: skip


def _step(
    request: HttpRequest, row: BankTask, form: Any, act_: Callable[[], Any], words: Sequence[str]
) -> HttpResponse:
    """A form of one step; `words`: heading, button, what is said when it is done."""
    heading, button, said = words
    if submitted(request, form, act_):
        messages.success(request, said)
        return redirect("task", task=row.pk)
    return form_page(request, form, heading, button, reverse("task", args=[row.pk]))


def picture(request: HttpRequest, task_picture: int) -> FileResponse:
    found = get_object_or_404(query.pictures_visible_to(request.user), pk=task_picture)
    path = settings.STORE / found.path
    kind = "image/png" if path.read_bytes()[:4] == b"\x89PNG" else "image/jpeg"
    response = FileResponse(path.open("rb"), content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def bring(request: HttpRequest, place: int) -> HttpResponse:
    """A file of another system into drafts."""
    organisation = enter(request, place, "tasks.write", "teaching")
    form = TaskFileForm(request.POST or None, request.FILES or None)
    if submitted(
        request,
        form,
        lambda: act.bring_tasks(organisation, by=request.user, **form.cleaned_data),
    ):
        return redirect("task_file", task_file=form.result.pk)
    return form_page(
        request,
        form,
        "Задания из другой системы",
        "Прочитать файл",
        reverse("tasks", args=[organisation.pk]),
    )


def file(request: HttpRequest, task_file: int) -> HttpResponse:
    found = get_object_or_404(query.files_visible_to(request.user), pk=task_file)
    enter(request, found.organisation_id, "tasks.view", "teaching")
    notes = found.said.get("notes", {})
    rows = query.tasks_visible_to(request.user).filter(files=found).order_by("id")
    context = {
        "organisation": found.organisation,
        "file": found,
        "rows": [(one, notes.get(str(one.pk), ())) for one in rows],
        "refused": found.said.get("refused", ()),
    }
    return render(request, "teaching/tasks/file.html", context)


def original(request: HttpRequest, task_file: int) -> FileResponse:
    """The file as it came."""
    found: TaskFile = get_object_or_404(query.files_visible_to(request.user), pk=task_file)
    enter(request, found.organisation_id, "tasks.view", "teaching")
    return FileResponse(
        (settings.STORE / found.path).open("rb"), as_attachment=True, filename=found.name
    )
