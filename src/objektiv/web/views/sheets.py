"""Documents as files: letters to schools, one archive of all, a plan and its order, a decision."""

from __future__ import annotations

from io import BytesIO

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv import russian
from objektiv.documents import office
from objektiv.web.actions import outgoing as act
from objektiv.web.forms.outgoing import CasesForm, OutgoingForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Addressee, Organisation, Outgoing, Recommendations, Work
from objektiv.web.queries import outgoing as query
from objektiv.web.queries import sheets
from objektiv.web.queries.evaluation import sheets_visible_to
from objektiv.web.queries.evaluation_paper import evaluation_sheet
from objektiv.web.queries.findings import reviews_visible_to
from objektiv.web.queries.leaflets import leaflet_sheet
from objektiv.web.queries.meetings import meetings_visible_to
from objektiv.web.queries.plans import plans_visible_to
from objektiv.web.queries.recommendations import addressed_visible_to, documents_visible_to
from objektiv.web.queries.results import report_of
from objektiv.web.tasks import run_soon
from objektiv.web.views.leaflets import found_leaflet
from objektiv.web.views.outgoing import WORD
from objektiv.web.views.places import enter

TYPES = {
    "docx": WORD,
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def paper_file(sheet: office.Sheet, form: str, sender: Organisation, name: str) -> FileResponse:
    """The document in the template of its sender."""
    day = timezone.localdate()
    if form == "docx":
        content = office.sheet_docx(sheet, query.template_for(sender, sheet.kind))
    elif form == "pdf":
        content = office.sheet_pdf(sheet, day)
    elif form == "xlsx" and office.has_table(sheet):
        content = office.sheet_xlsx(sheet)
    else:
        raise Http404
    (stem,) = russian.file_names([name])
    return FileResponse(
        BytesIO(content),
        as_attachment=True,
        filename=f"{stem}.{form}",
        content_type=TYPES[form],
    )


# --- Recommendations ----------------------------------------------------------------------


def _document(request: HttpRequest, document: int) -> Recommendations:
    found = get_object_or_404(documents_visible_to(request.user), pk=document)
    enter(request, found.organisation_id, "recommendations.write", "measures")
    return found


def letters(request: HttpRequest, document: int) -> HttpResponse:
    """Whom the letters go to, what is in doubt, all of them in one archive."""
    found = _document(request, document)
    addressees = list(found.addressees.select_related("school").order_by("school__name", "id"))
    day = found.dated or timezone.localdate()
    addresses = query.addresses_of((one.school for one in addressees), day)
    rows = list(zip(addressees, addresses, strict=True))
    return render(
        request,
        "outgoing/letters.html",
        {
            "document": found,
            "rows": rows,
            "doubts": [(one, address) for one, address in rows if address.doubts],
            "archive": found.archives.order_by("-id").filter(removed_at=None).first(),
            "entry": Outgoing.objects.filter(recommendations=found).order_by("-id").first(),
            "signatures": sheets.council_signatures(found.organisation, day),
        },
    )


def letter(request: HttpRequest, addressee: int, form: str) -> FileResponse:
    """The letter to one school: to the school once it is sent, to its authority before."""
    found = (
        addressed_visible_to(request.user).filter(pk=addressee).first()
        or Addressee.objects.filter(document__in=documents_visible_to(request.user))
        .select_related("document__organisation", "school")
        .filter(pk=addressee)
        .first()
    )
    if found is None:
        raise Http404
    enter(request, found.school_id, "recommendations.view", "measures")
    document = found.document
    day = document.dated or timezone.localdate()
    (sheet,) = sheets.recommendation_sheets(document, [found], day)
    return paper_file(sheet, form, document.organisation, f"Рекомендации {found.school.name}")


def cover(request: HttpRequest, document: int, form: str) -> FileResponse:
    found = _document(request, document)
    sheet = sheets.cover_sheet(found, timezone.localdate())
    return paper_file(sheet, form, found.organisation, "Сопроводительное письмо")


@require_POST
def all_letters(request: HttpRequest, document: int) -> HttpResponse:
    found = _document(request, document)
    job = act.order_archive(found, by=request.user)
    run_soon(job)
    return redirect(f"{reverse('job', args=[job.pk])}?wait")


def archive(request: HttpRequest, archive: int) -> FileResponse:
    found = get_object_or_404(query.archives_visible_to(request.user), pk=archive)
    return FileResponse(
        (settings.STORE / found.path).open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/zip",
    )


def cases(request: HttpRequest, addressee: int) -> HttpResponse:
    """How the names of a school are written in its case; asked once and remembered."""
    known = get_object_or_404(Addressee.objects.select_related("school"), pk=addressee)
    document = _document(request, known.document_id)
    (address,) = query.addresses_of([known.school], document.dated or timezone.localdate())
    form = CasesForm(request.POST or None, doubts=address.doubts)

    def settle() -> None:
        for i, doubt in enumerate(address.doubts):
            act.settle_case(
                document.organisation, doubt, text=form.cleaned_data[f"case{i}"], by=request.user
            )

    if address.doubts and submitted(request, form, settle):
        messages.success(request, "Запомнили: больше об этом не спросим.")
        return redirect("letters", document=document.pk)
    context = {
        "organisation": document.organisation,
        "form": form,
        "heading": f"Как написать: {known.school}",
        "button": "Запомнить",
        "back": reverse("letters", args=[document.pk]),
        "lead": address.text,
    }
    return render(request, "outgoing/form.html", context, status=form.status)


# --- Plan, review -------------------------------------------------------------------------


def plan(request: HttpRequest, plan: int, form: str) -> FileResponse:
    found = get_object_or_404(plans_visible_to(request.user), pk=plan)
    enter(request, found.organisation_id, "plans.view", "measures")
    sheet = sheets.plan_sheet(found, timezone.localdate())
    return paper_file(sheet, form, found.organisation, found.title)


def order(request: HttpRequest, plan: int, form: str) -> FileResponse:
    """The order that approves a plan."""
    found = get_object_or_404(plans_visible_to(request.user), pk=plan)
    enter(request, found.organisation_id, "plans.manage", "measures")
    sheet = sheets.order_sheet(found, timezone.localdate())
    return paper_file(sheet, form, found.organisation, f"Приказ {found.title}")


def minutes(request: HttpRequest, meeting: int, form: str) -> FileResponse:
    """Minutes of a meeting; an interview has none."""
    found = get_object_or_404(meetings_visible_to(request.user), pk=meeting)
    if found.is_interview:
        raise Http404
    return paper_file(
        sheets.minutes_sheet(found), form, found.organisation, f"Протокол {found.title}"
    )


def certificate(request: HttpRequest, place: int, work: int, form: str) -> FileResponse:
    """Certificate of the analysis of a work for a place."""
    organisation = enter(request, place, "results.view_all", "results")
    about = get_object_or_404(Work, pk=work)
    found = report_of(organisation, about, reader=request.user)
    if found is None:
        raise Http404
    report, _ = found
    sheet = sheets.certificate_sheet(report, report.answer, request.user)
    return paper_file(sheet, form, organisation, sheet.title)


def leaflet(request: HttpRequest, leaflet: int, form: str) -> FileResponse:
    found = found_leaflet(request, leaflet)
    return paper_file(leaflet_sheet(found), form, found.organisation, f"Памятка {found.title}")


def evaluation(request: HttpRequest, evaluation: int, form: str) -> FileResponse:
    """The evaluation sheet of a school as the form."""
    found = get_object_or_404(sheets_visible_to(request.user), pk=evaluation)
    enter(request, found.school_id, "evaluation.view", "measures")
    sheet = evaluation_sheet(found)
    return paper_file(sheet, form, found.school, f"Оценочный лист {found.school.name}")


def review(request: HttpRequest, review: int, form: str) -> FileResponse:
    """The letter about a review to its school."""
    found = get_object_or_404(reviews_visible_to(request.user), pk=review)
    enter(request, found.school_id, "findings.view", "findings")
    sheet = sheets.review_sheet(found, timezone.localdate())
    return paper_file(sheet, form, found.school.parent, f"Письмо {found.work}")


def review_number(request: HttpRequest, review: int) -> HttpResponse:
    """The number of the letter about a review, in the register of its municipality."""
    found = get_object_or_404(reviews_visible_to(request.user), pk=review)
    sender = found.school.parent
    enter(request, sender.pk, "outgoing.write", "findings")
    today = timezone.localdate()
    sheet = sheets.review_sheet(found, today)
    form = OutgoingForm(
        request.POST or None,
        initial={
            "number": query.next_number(sender, today),
            "dated": today,
            "title": sheet.title,
            "addressees": sheet.addressee,
            "performer": sheet.performer,
        },
    )
    if submitted(
        request,
        form,
        lambda: act.enter_outgoing(sender, by=request.user, review=found, **form.cleaned_data),
    ):
        messages.success(request, f"Письмо зарегистрировано: № {form.result.number}.")
        return redirect("review", review=found.pk)
    context = {
        "organisation": sender,
        "form": form,
        "heading": "Номер письма школе",
        "button": "Зарегистрировать",
        "back": reverse("review", args=[found.pk]),
    }
    return render(request, "outgoing/form.html", context, status=form.status)
