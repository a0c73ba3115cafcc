"""Findings: list, evidence, right of reply, decision, re-check."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from objektiv.web.actions import reviews as act
from objektiv.web.actions.pictures import picture_of
from objektiv.web.forms.reviews import AskForm, DecideForm, ExtendForm, OutcomeForm, ReplyForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Decision, Finding, Person, Review
from objektiv.web.models.findings import Verdict
from objektiv.web.permissions import may
from objektiv.web.queries.findings import (
    attachments_visible_to,
    classes_of,
    confirmable,
    current_finding,
    decidable,
    findings_at,
    findings_visible_to,
    other_works,
    rechecks_visible_to,
    reviews_visible_to,
    with_history,
)
from objektiv.web.queries.results import report_of, works_at
from objektiv.web.views.evidence import pictures, portraits, related, signs_of, strip
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter

CLASS_MINIMUM = 5  # fewer pupils: their number only


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "findings.view", "findings")
    work, verdict = request.GET.get("work", ""), request.GET.get("verdict", "")
    works = works_at(organisation, reader=request.user)
    found = findings_at(
        request.user, organisation, work=int(work) if work.isdecimal() else None, verdict=verdict
    )
    reviews = {
        (one.school_id, one.work_id): one for one in reviews_visible_to(request.user).order_by("id")
    }
    page = page_of(request, found)
    for one in page:
        one.review = reviews.get((one.school_id, one.analysis.work_id))
    return render(
        request,
        "findings/index.html",
        {
            "organisation": organisation,
            "page": page,
            "works": works,
            "work": work,
            "verdict": verdict,
            "verdicts": [
                ("", "которые выделяются"),
                *Verdict.choices,
                ("all", "все"),
            ],
            "any": works.exists(),
        },
    )


def show(request: HttpRequest, finding: int) -> HttpResponse:
    """The evidence of one protocol."""
    found = get_object_or_404(findings_visible_to(request.user), pk=finding)
    enter(request, found.school_id, "findings.view", "findings")
    return render(request, "findings/show.html", _evidence(request, found))


def _evidence(request: HttpRequest, found: Finding) -> dict[str, Any]:
    work = found.analysis.work
    drawn = portraits(found)
    review = (
        with_history(reviews_visible_to(request.user))
        .filter(school=found.school_id, work=work)
        .first()
    )
    may_decide = may(request.user, "findings.decide", found.school)
    return {
        "finding": found,
        "detail": found.detail,
        "work": work,
        "pictures": pictures(found),
        "portraits": drawn,
        "charts": [] if drawn else _charts(found, request.user),
        "signs": signs_of(found),
        "related": related(found),
        "markers": [one for one in found.detail.get("markers", []) if one["fired"] is not None],
        "classes": classes_of(found),
        "least": CLASS_MINIMUM,
        "strip": strip(found, other_works(found)),
        "review": review,
        "rechecked": [one for one in review.rechecks.all() if one.outcome] if review else [],
        "said": list(review.replies.all())[-1:] if review else [],
        "decided": list(review.decisions.all())[-1:] if review else [],
        "may_reply": review is not None
        and review.state != Review.State.CLOSED
        and may(request.user, "findings.reply", found.school),
        "may_order": may_decide and review is not None and decidable(review),
        "may_ask": may(request.user, "findings.ask", found.school)
        and not found.class_name
        and (review is None or review.state == Review.State.CLOSED),
        "stands_out": found.verdict in (Verdict.VERIFY, Verdict.LOOK),
    }


def _charts(found: Finding, reader: Person) -> list[dict[str, Any]]:
    """Where nothing stands out: the plain reports of the protocol."""
    known = report_of(found.school, found.analysis.work, reader=reader)
    if known is None:
        return []
    _, content = known
    return [
        {"chart": one, "picture": picture_of(one)}
        for one in content["charts"]
        if one["code"] in ("scores", "items")
    ]


def ask(request: HttpRequest, finding: int) -> HttpResponse:
    found = get_object_or_404(findings_visible_to(request.user), pk=finding, class_name="")
    enter(request, found.school_id, "findings.ask", "findings")
    form = AskForm(request.POST or None)
    if submitted(
        request, form, lambda: act.ask_school(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Школа увидит запрос на странице «Сегодня».")
        return redirect("review", review=form.result.pk)
    return render(
        request, "findings/ask.html", {"finding": found, "form": form}, status=form.status
    )


def review(request: HttpRequest, review: int) -> HttpResponse:
    """Everything said and decided about one school × work."""
    found = get_object_or_404(with_history(reviews_visible_to(request.user)), pk=review)
    enter(request, found.school_id, "findings.view", "findings")
    return render(
        request,
        "findings/review.html",
        {
            "review": found,
            "finding": current_finding(found),
            "open": found.state != Review.State.CLOSED,
            "may_reply": may(request.user, "findings.reply", found.school),
            "may_decide": may(request.user, "findings.decide", found.school),
            "history": _history(found),
            "may_number": may(request.user, "outgoing.write", found.school.parent),
            "decidable": decidable(found),
            "may_confirm": confirmable(found)
            and may(request.user, "findings.confirm", found.school),
        },
    )


def _history(review: Review) -> list[tuple[str, Any]]:
    """Everything that happened, the earliest first; an order stands after its decision."""
    told = [
        *((one.at, 0, "extension", one) for one in review.extensions.all()),
        *((one.at, 0, "reply", one) for one in review.replies.all()),
        *((one.at, 1, "decision", one) for one in review.decisions.all()),
        *((one.ordered_at, 2, "recheck", one) for one in review.rechecks.all()),
        *((one.at, 3, "breach", one) for one in review.breaches.all()),
    ]
    return [(kind, one) for _, _, kind, one in sorted(told, key=lambda event: event[:2])]


def extend(request: HttpRequest, review: int) -> HttpResponse:
    found = get_object_or_404(reviews_visible_to(request.user), pk=review)
    enter(request, found.school_id, "findings.decide", "findings")
    form = ExtendForm(request.POST or None)
    if submitted(request, form, lambda: act.extend(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Срок продлён, школа получит уведомление.")
        return redirect("review", review=found.pk)
    return render(
        request, "findings/extend.html", {"review": found, "form": form}, status=form.status
    )


def reply(request: HttpRequest, review: int) -> HttpResponse:
    found = get_object_or_404(reviews_visible_to(request.user), pk=review)
    enter(request, found.school_id, "findings.reply", "findings")
    form = ReplyForm(request.POST or None, request.FILES or None)
    if submitted(request, form, lambda: act.reply(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Пояснения отправлены. Их увидит тот, кто принимает решение.")
        return redirect("review", review=found.pk)
    return render(
        request, "findings/reply.html", {"review": found, "form": form}, status=form.status
    )


def decide(request: HttpRequest, review: int) -> HttpResponse:
    found = get_object_or_404(reviews_visible_to(request.user), pk=review)
    enter(request, found.school_id, "findings.decide", "findings")
    finding = current_finding(found)
    known = {"works": (finding.detail.get("recheck_works") if finding else None)}
    if request.GET.get("kind") in Decision.Kind.values:
        known["kind"] = request.GET["kind"]
    form = DecideForm(request.POST or None, initial=known)
    if submitted(request, form, lambda: act.decide(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Решение записано, школа его видит.")
        return redirect("review", review=found.pk)
    return render(
        request, "findings/decide.html", {"review": found, "form": form}, status=form.status
    )


def outcome(request: HttpRequest, recheck: int) -> HttpResponse:
    found = get_object_or_404(rechecks_visible_to(request.user), pk=recheck)
    enter(request, found.review.school_id, "findings.decide", "findings")
    form = OutcomeForm(request.POST or None)
    if submitted(
        request, form, lambda: act.record_outcome(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Итог перепроверки записан.")
        return redirect("review", review=found.review_id)
    return render(
        request, "findings/outcome.html", {"recheck": found, "form": form}, status=form.status
    )


def attachment(request: HttpRequest, attachment: int) -> FileResponse:
    found = get_object_or_404(attachments_visible_to(request.user), pk=attachment)
    return FileResponse(
        open(settings.STORE / found.path, "rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
