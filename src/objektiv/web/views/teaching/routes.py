"""The individual route: topics, tasks of the bank, points, what came; on paper for the pupil."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv import russian
from objektiv.documents.papers import Paper, PaperVariant, paper_docx, paper_pdf
from objektiv.tasks.model import LEVELS
from objektiv.web.actions.audit import log_reading
from objektiv.web.actions.teaching import routes as act
from objektiv.web.forms.teaching.helping import OutcomeForm
from objektiv.web.forms.teaching.routes import PointsForm, RouteForm
from objektiv.web.models import GivenTask, HelpCase, RouteTask
from objektiv.web.queries.teaching import routes as query
from objektiv.web.queries.teaching.bank import pictures_by_name, task_of
from objektiv.web.queries.teaching.helping import cases_of_family
from objektiv.web.views.outgoing import WORD
from objektiv.web.views.places import enter
from objektiv.web.views.teaching.helping import case_form, enter_case
from objektiv.web.views.teaching.shown_tasks import shown


def _line(request: HttpRequest, route_task: int) -> RouteTask:
    found = get_object_or_404(query.lines_visible_to(request.user), pk=route_task)
    enter(request, found.case.school_id, "help.work", "support")
    return found


def add(request: HttpRequest, help_case: int) -> HttpResponse:
    found = enter_case(request, help_case)
    topic = request.GET.get("topic", "")
    known = next((one for one in query.topics_of(found) if one.title == topic), None)
    skills = ", ".join(known.skills) if known else ""
    form = RouteForm(request.POST or None, initial={"topic": topic, "skills": skills})
    return case_form(
        request,
        found,
        form,
        lambda: act.plan_route(
            found, ground=known.ground if known else "", by=request.user, **form.cleaned_data
        ),
        ("Маршрут: тема", "Внести", "Внесено в маршрут."),
    )


@require_POST
def begin(request: HttpRequest, help_case: int) -> HttpResponse:
    """A proposed topic with tasks of the bank, in one click."""
    found = enter_case(request, help_case)
    topic = request.POST.get("topic", "")
    known = next((one for one in query.topics_of(found) if one.title == topic), None)
    if known is None or found.route.filter(topic=known.title).exists():
        messages.error(request, "Эта тема уже в маршруте или больше не предлагается.")
        return redirect("help_case", help_case=found.pk)
    line = act.begin_topic(found, known, by=request.user)
    given = russian.counted(line.given.count(), "задание", "задания", "заданий")
    messages.success(request, f"Внесено в маршрут; из банка взято {given}. Их можно заменить.")
    return redirect("help_case", help_case=found.pk)


def tasks(request: HttpRequest, route_task: int) -> HttpResponse:
    """Tasks of the bank for a line, as they will look; those that are marked are taken."""
    line = _line(request, route_task)
    if request.method == "POST":
        return _take(request, line)
    rows = query.offered(line, request.user, request.GET)
    count = rows.count()
    rows = rows.prefetch_related("pictures")[: query.MOST_OFFERED]
    context = {
        "organisation": line.case.school,
        "topic": line,
        "case": line.case,
        "rows": [(one, shown(task_of(one), pictures_by_name(one))) for one in rows],
        "count": count,
        "asked": {name: request.GET.get(name, "") for name in query.ASKED},
        "levels": LEVELS,
        "any_asked": any(request.GET.get(name) for name in query.ASKED),
    }
    return render(request, "teaching/help/tasks.html", context)


def _take(request: HttpRequest, line: RouteTask) -> HttpResponse:
    """«fit»: the first that fit, else what was marked."""
    marked = [int(one) for one in request.POST.getlist("task") if one.isdigit()]
    try:
        if "fit" in request.POST:
            made = act.take_fitting(line, by=request.user)
        else:
            made = act.give_tasks(line, marked, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(request.get_full_path())
    words = russian.counted(len(made), "задание", "задания", "заданий")
    messages.success(request, f"Из банка взято {words}.")
    return redirect("help_case", help_case=line.case_id)


@require_POST
def take_back(request: HttpRequest, given_task: int) -> HttpResponse:
    found = get_object_or_404(
        GivenTask.objects.filter(line__in=query.lines_visible_to(request.user))
        .select_related("line__case__school"),
        pk=given_task,
    )  # fmt: skip
    enter(request, found.line.case.school_id, "help.work", "support")
    try:
        act.take_back(found, by=request.user)
        messages.success(request, "Задание убрано из маршрута.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("help_case", help_case=found.line.case_id)


def points(request: HttpRequest, route_task: int) -> HttpResponse:
    """What the pupil got for the given tasks."""
    line = _line(request, route_task)
    form = PointsForm(request.POST or None, line=line)
    return case_form(
        request,
        line.case,
        form,
        lambda: act.note_points(line, form.points(), by=request.user),
        (f"Баллы за задания: {line}", "Записать", "Баллы записаны."),
    )


def done(request: HttpRequest, route_task: int) -> HttpResponse:
    """What came of a line; where its tasks are done, their result is proposed."""
    line = _line(request, route_task)
    came = query.progress_of(line.given.all(), line.case.school_year.start + 1)
    form = OutcomeForm(request.POST or None, initial={"outcome": came.words})
    return case_form(
        request,
        line.case,
        form,
        lambda: act.finish_route(line, outcome=form.cleaned_data["outcome"], by=request.user),
        (f"Итог темы: {line}", "Записать", "Записано."),
    )


# --- On paper -------------------------------------------------------------------------------


def printed(request: HttpRequest, help_case: int) -> HttpResponse:
    """The route as a table with signatures."""
    found = enter_case(request, help_case)
    context = {"case": found, "organisation": found.school, "route": query.route_of(found)}
    return render(request, "teaching/help/route_printed.html", context)


def paper(request: HttpRequest, help_case: int, part: str, form: str) -> FileResponse:
    """Tasks of the route with answer forms, or their key."""
    found = enter_case(request, help_case)
    if part not in ("variants", "key"):
        raise Http404
    log_reading(found, f"Напечатан маршрут: {found}", by=request.user, at=found.school)
    return _paper(found, part, form)


def own_paper(request: HttpRequest, help_case: int) -> FileResponse:
    """The same tasks for the family; without the key."""
    return _paper(get_object_or_404(cases_of_family(request.user), pk=help_case), "variants", "pdf")


def _paper(case: HelpCase, part: str, form: str) -> FileResponse:
    lines = [one for one in query.route_of(case).lines if one.given]
    if not lines or form not in ("pdf", "docx"):
        raise Http404
    parts = []
    for one in lines:
        term = f", до {russian.long_date(one.row.due)}" if one.row.due else ""
        given = tuple(task_of(each.task, each.content) for each in one.given)
        parts.append(PaperVariant(f"{one.row.topic}{term}", given))
    sources = sorted(
        {f"{each.task.source} ({each.task.licence})"
         for one in lines for each in one.given if each.task.source}
    )  # fmt: skip
    made = Paper(
        "Индивидуальный маршрут",
        case.school.name,
        f"{case.subject}, {case.class_name}, ученик {case.pupil}",
        0,
        tuple(parts),
        instruction=f"Источники заданий: {'; '.join(sources)}." if sources else "",
    )
    if form == "docx":
        content, kind = paper_docx(made, part=part), WORD
    else:
        content = paper_pdf(made, timezone.localdate(), part=part)
        kind = "application/pdf"
    (stem,) = russian.file_names([f"маршрут {case.class_name} {case.pupil} {case.subject}"
                                  f"{' ключ' if part == 'key' else ''}"])  # fmt: skip
    return FileResponse(
        BytesIO(content), as_attachment=True, filename=f"{stem}.{form}", content_type=kind
    )
