"""Documents out: the register of numbers, the letterhead, templates that people edit."""

from __future__ import annotations

from io import BytesIO

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.documents import office
from objektiv.web.actions import outgoing as act
from objektiv.web.actions.registers import enter_past
from objektiv.web.forms.outgoing import LetterheadForm, OutgoingForm, TemplateForm, WhyForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models.outgoing import MINUTES, OUT
from objektiv.web.permissions import may
from objektiv.web.queries import outgoing as query
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


def index(request: HttpRequest, place: int) -> HttpResponse:
    """A register of a year, newest number first, with holes to explain."""
    organisation = enter(request, place, "outgoing.view", "measures")
    books = query.books_of(organisation)
    book = asked if (asked := request.GET.get("book", "")) in books else OUT
    years = query.years_of(organisation, book)
    asked = request.GET.get("year", "")
    newest = years[0] if years else timezone.localdate().year
    year = int(asked) if asked.isdecimal() and int(asked) in years else newest
    entries = query.outgoing_visible_to(request.user).filter(
        organisation=organisation, year=year, book=book
    )
    plans, meetings = query.unregistered(organisation)
    return render(
        request,
        "outgoing/index.html",
        {
            "organisation": organisation,
            "page": page_of(request, entries),
            "year": year,
            "years": years,
            "book": book,
            "books": books,
            "of_minutes": book.startswith(MINUTES),
            "left": [*plans, *meetings],
            "holes": query.holes_of(organisation, year, book),
            "gaps": organisation.number_gaps.filter(year=year, book=book).select_related("by"),
            "may_write": may(request.user, "outgoing.write", organisation),
            "menu": section_menu(request.user, organisation, "measures", "outgoing"),
        },
    )


def add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "outgoing.write", "measures")
    today = timezone.localdate()
    form = OutgoingForm(
        request.POST or None,
        initial={
            "number": query.next_number(organisation, today),
            "dated": today,
            "performer": request.user.full_name,
        },
    )
    if submitted(
        request,
        form,
        lambda: act.enter_outgoing(organisation, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, f"Зарегистрировано: № {form.result.number}.")
        return redirect("outgoing", place=organisation.pk)
    return _form(request, organisation, form, back="outgoing", button="Записать",
                 heading="Зарегистрировать документ")  # fmt: skip


@require_POST
def past(request: HttpRequest, place: int) -> HttpResponse:
    """Orders and minutes from before the register knew them, at once."""
    organisation = enter(request, place, "outgoing.write", "measures")
    entered, refused = enter_past(organisation, by=request.user)
    if entered:
        messages.success(request, f"Записано в журналы: {entered}.")
    for one in refused:
        messages.error(request, f"Не записано. {one}")
    return redirect("outgoing", place=organisation.pk)


def cancel(request: HttpRequest, entry: int) -> HttpResponse:
    found = get_object_or_404(query.outgoing_visible_to(request.user), pk=entry)
    enter(request, found.organisation_id, "outgoing.write", "measures")
    form = WhyForm(request.POST or None)
    if submitted(
        request, form, lambda: act.cancel_outgoing(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"№ {found.number} аннулирован. Номер больше не выдаётся.")
        return redirect("outgoing", place=found.organisation_id)
    return _form(request, found.organisation, form, back="outgoing", button="Аннулировать",
                 heading=f"Аннулировать № {found.number}")  # fmt: skip


def gap(request: HttpRequest, place: int, year: int, first: int, last: int) -> HttpResponse:
    organisation = enter(request, place, "outgoing.write", "measures")
    hole = query.Hole(first, last)
    asked = request.GET.get("book", "")
    book = asked if asked in query.books_of(organisation) else OUT
    form = WhyForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: act.explain_hole(
            organisation, year, hole, book=book, by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, "Записано.")
        shown = QueryDict(mutable=True)
        shown.update({"book": book, "year": year})
        return redirect(f"{reverse('outgoing', args=[organisation.pk])}?{shown.urlencode()}")
    return _form(request, organisation, form, back="outgoing", button="Записать",
                 heading=f"Номера {hole.words} за {year} год не использованы")  # fmt: skip


def letterhead(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "outgoing.write", "measures")
    kept = query.letterhead_of(organisation)
    form = LetterheadForm(
        request.POST or None,
        initial={name: getattr(kept, name) for name in LetterheadForm.base_fields},
    )
    if submitted(
        request,
        form,
        lambda: act.change_letterhead(organisation, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "Бланк сохранён: так начнутся новые документы.")
        return redirect("templates", place=organisation.pk)
    return _form(request, organisation, form, back="templates", button="Сохранить",
                 heading="Бланк и номера")  # fmt: skip


def _form(request, organisation, form, *, back: str, **words: str) -> HttpResponse:
    context = {
        "organisation": organisation,
        "form": form,
        "back": reverse(back, args=[organisation.pk]),
        **words,
    }
    return render(request, "outgoing/form.html", context, status=form.status)


# --- Templates ----------------------------------------------------------------------------


def templates(request: HttpRequest, place: int) -> HttpResponse:
    """Each kind of document with its template, its versions and the fields it may use."""
    organisation = enter(request, place, "outgoing.view", "measures")
    kept: dict[str, list] = {}
    for one in query.templates_at(organisation):
        kept.setdefault(one.kind, []).append(one)
    kinds = [
        {
            "kind": kind,
            "title": shape.called,
            "versions": kept.get(kind, []),
            "current": next((one for one in kept.get(kind, []) if one.in_force), None),
            "fields": _fields(shape),
        }
        for kind, shape in office.KINDS.items()
    ]
    return render(
        request,
        "outgoing/templates.html",
        {
            "organisation": organisation,
            "kinds": kinds,
            "menu": section_menu(request.user, organisation, "measures", "outgoing"),
            "may_write": may(request.user, "outgoing.write", organisation),
        },
    )


def _fields(shape: type, before: str = "") -> list[tuple[str, str]]:
    """Name and meaning of every field; those of a list stand under it."""
    found = []
    for one in office.fields_of(shape):
        found.append((f"{before}{one.name}", f"{one.hint}{'; список' if one.many else ''}"))
        if one.of:
            found += _fields(one.of, f"{before}{one.name} → ")
    return found


def bring(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "outgoing.write", "measures")
    kind = request.GET.get("kind", "")
    form = TemplateForm(request.POST or None, request.FILES or None, initial={"kind": kind})
    if submitted(
        request,
        form,
        lambda: act.bring_template(organisation, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "Шаблон проверен и действует. Скачайте документ и посмотрите.")
        return redirect("templates", place=organisation.pk)
    return _form(request, organisation, form, back="templates", button="Проверить и сохранить",
                 heading="Загрузить шаблон")  # fmt: skip


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def default_template(request: HttpRequest, place: int, sheet: str) -> FileResponse:
    enter(request, place, "outgoing.view", "measures")
    if sheet not in office.KINDS:
        raise Http404
    return FileResponse(
        BytesIO(office.default_template(sheet)),
        as_attachment=True,
        filename=f"Шаблон - {office.KINDS[sheet].called}.docx",
        content_type=WORD,
    )


def template(request: HttpRequest, template: int) -> FileResponse:
    found = get_object_or_404(query.templates_visible_to(request.user), pk=template)
    return FileResponse(
        (settings.STORE / found.path).open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=WORD,
    )


@require_POST
def use(request: HttpRequest, template: int) -> HttpResponse:
    """Back to a kept version, or to the template of the program."""
    found = get_object_or_404(query.templates_visible_to(request.user), pk=template)
    enter(request, found.organisation_id, "outgoing.write", "measures")
    act.use_template(found, by=request.user, use="drop" not in request.POST)
    messages.success(request, "Сохранено.")
    return redirect("templates", place=found.organisation_id)
