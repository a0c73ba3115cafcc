"""Papers of the bank: a blueprint, its variants or why there are none, print, results back."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from objektiv import russian
from objektiv.documents.papers import Paper, PaperVariant, paper_docx, paper_pdf
from objektiv.tasks.exchange import write_moodle, write_qti
from objektiv.tasks.model import Task
from objektiv.web.actions.audit import log_reading
from objektiv.web.actions.teaching import papers as act
from objektiv.web.forms.submit import submitted
from objektiv.web.forms.teaching.tasks import FeedForm, PaperForm
from objektiv.web.models import Protocol, TestPaper, Work
from objektiv.web.permissions import may, require
from objektiv.web.queries.organisations import home_of
from objektiv.web.queries.teaching import bank as query
from objektiv.web.tasks import run_soon
from objektiv.web.views.form_page import form_page
from objektiv.web.views.outgoing import WORD
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu
from objektiv.web.views.teaching.shown_tasks import shown

DEMO = (
    "Демонстрационный вариант показывает, как устроена работа: виды заданий, число баллов и "
    "критерии. В самой работе задания будут другими."
)


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "tasks.view", "teaching")
    rows = query.papers_at(organisation, request.user)
    context = {
        "organisation": organisation,
        "menu": section_menu(request.user, organisation, "teaching", "papers"),
        "page": page_of(request, rows, 30),
        "may_add": may(request.user, "tasks.review", organisation),
    }
    return render(request, "teaching/papers/index.html", context)


def add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "tasks.review", "teaching")
    form = PaperForm(request.POST or None)
    names = ("subject", "grade", "title", "minutes", "demo", "secret_until")
    if submitted(
        request,
        form,
        lambda: act.order_paper(
            organisation, blueprint=form.blueprint(), by=request.user,
            **{name: form.cleaned_data[name] for name in names},
        ),
    ):  # fmt: skip
        run_soon(form.result.job)
        return redirect(f"{reverse('job', args=[form.result.job.pk])}?wait")
    context = {"organisation": organisation, "form": form}
    return render(request, "teaching/papers/add.html", context, status=form.status)


def _paper(request: HttpRequest, test_paper: int, rule: str = "tasks.view") -> TestPaper:
    found = get_object_or_404(query.papers_visible_to(request.user), pk=test_paper)
    if may(request.user, "tasks.view", found.organisation):
        enter(request, found.organisation_id, "tasks.view", "teaching")
    else:  # of above, given out to those below
        request.place, request.section = home_of(request.user), "teaching"
    if rule != "tasks.view":
        require(request.user, rule, found.organisation)
    secret = found.secret_until is not None and found.secret_until > timezone.localdate()
    if secret and found.made_by_id != request.user.pk:
        log_reading(found, f"Открыта закрытая работа «{found}»", by=request.user,
                    at=found.organisation)  # fmt: skip
    return found


def show(request: HttpRequest, test_paper: int) -> HttpResponse:
    found = _paper(request, test_paper)
    variants: dict[int, list] = {}
    for one in query.places_of(found):
        task = query.task_of(one.task, one.content)
        variants.setdefault(one.variant, []).append(
            (one, task, shown(task, query.pictures_by_name(one.task)))
        )
    said = found.said
    spread = russian.number(100 * said["spread"], 1) if "spread" in said else ""
    context = {
        "organisation": request.place,
        "paper": found,
        "answer": _answer(found),
        "spread": spread,
        "variants": [
            (
                number,
                rows,
                said["points"][number - 1],
                said["minutes"][number - 1],
                russian.share(said["shares"][number - 1]),
            )
            for number, rows in variants.items()
        ],
        "may_feed": found.state == TestPaper.State.READY
        and may(request.user, "tasks.review", found.organisation),
        "may_key": may(request.user, "tasks.write", found.organisation),
    }
    return render(request, "teaching/papers/show.html", context)


def _answer(paper: TestPaper) -> str:
    """The first sentence of the page."""
    said = paper.said
    if paper.state == TestPaper.State.WAITING:
        return "Варианты ещё собираются."
    if paper.state == TestPaper.State.IMPOSSIBLE:
        return said["sentences"][0]
    count = len(said["shares"])
    if count == 1:
        return f"Собран один вариант: ожидаемое выполнение {russian.share(said['shares'][0])}."
    words = russian.counted(count, "вариант", "варианта", "вариантов")
    spread = russian.number(100 * said["spread"], 1)
    if said["equivalent"]:
        return (f"Собраны {words} одинаковой трудности: ожидаемое выполнение различается на "
                f"{spread} п. п., баллы равны.")  # fmt: skip
    return (
        f"Собраны {words}, но они различаются по трудности на {spread} п. п.: ближе из этого "
        "банка не получается. Добавьте задания или сравнивайте результаты с поправкой."
    )


def printed(request: HttpRequest, test_paper: int, part: str, form: str) -> FileResponse:
    """Variants for pupils with answer forms, or the key; the key only for who works there."""
    found = _paper(request, test_paper, "tasks.write" if part == "key" else "tasks.view")
    if found.state != TestPaper.State.READY or part not in ("variants", "key"):
        raise Http404
    variants: dict[int, list[Task]] = {}
    for one in query.places_of(found):
        variants.setdefault(one.variant, []).append(query.task_of(one.task, one.content))
    paper_ = Paper(
        found.title,
        found.organisation.name,
        f"{found.subject}, {found.grade} класс",
        found.minutes,
        tuple(PaperVariant(f"Вариант {n}", tuple(tasks)) for n, tasks in variants.items()),
        note=DEMO if found.demo else "",
        instruction=_sources(found),
    )
    everything = [one for tasks in variants.values() for one in tasks]
    (stem,) = russian.file_names([f"{found.title}{' ключ' if part == 'key' else ''}"])
    match form:
        case "docx":
            content, kind = paper_docx(paper_, part=part), WORD
        case "pdf":
            content = paper_pdf(paper_, timezone.localdate(), part=part)
            kind = "application/pdf"
        case "xml" if part == "key":
            content, kind = write_moodle(everything, found.title), "application/xml"
        case "zip" if part == "key":
            content, kind = write_qti(everything, found.title), "application/zip"
        case _:
            raise Http404
    return FileResponse(
        BytesIO(content), as_attachment=True, filename=f"{stem}.{form}", content_type=kind
    )


def _sources(paper: TestPaper) -> str:
    """Sources that licences ask to name."""
    known = {
        f"{one.task.source} ({one.task.licence})"
        for one in query.places_of(paper)
        if one.task.source
    }
    return f"Источники заданий: {'; '.join(sorted(known))}." if known else ""


def feed(request: HttpRequest, test_paper: int) -> HttpResponse:
    found = _paper(request, test_paper, "tasks.review")
    known = (
        Protocol.objects.filter(
            state=Protocol.State.ACCEPTED, school__path__startswith=found.organisation.path
        )
        .order_by()
        .values("work")
    )
    works = Work.objects.filter(pk__in=known, subject=found.subject.name, grade=found.grade)
    form = FeedForm(request.POST or None, works=works)
    if submitted(
        request, form, lambda: act.feed_back(found, form.cleaned_data["work"], by=request.user)
    ):
        messages.success(request, "Статистика заданий обновлена по результатам.")
        return redirect("paper", test_paper=found.pk)
    return form_page(
        request,
        form,
        f"Результаты работы «{found}»",
        "Сопоставить",
        reverse("paper", args=[found.pk]),
    )
