"""The evaluation sheet of ВСОКО: filling in, assessing, spread over schools, criteria."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.charts.evaluation import sheet_years, spread
from objektiv.profiles import evaluation_rules
from objektiv.web.actions import evaluation as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.plain import chart_plain
from objektiv.web.forms.evaluation import CriterionForm, ScoreForm, criterion_values
from objektiv.web.forms.results import ReasonForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import EvaluationScore, EvaluationSheet, SchoolYear
from objektiv.web.permissions import may
from objektiv.web.queries import evaluation as query
from objektiv.web.queries.evaluation_facts import proposals
from objektiv.web.queries.organisations import school_years
from objektiv.web.views.answer_page import Answer, answer_page
from objektiv.web.views.form_page import form_page
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

S = EvaluationSheet.State


def _year(request: HttpRequest) -> SchoolYear:
    asked = request.GET.get("year", "")
    now = school_year_at(timezone.localdate())
    return next((one for one in school_years() if str(one.start) == asked), now)


def index(request: HttpRequest, place: int) -> HttpResponse:
    """At a school its own sheet; above it how scores are spread and whose sheet is where."""
    organisation = enter(request, place, "evaluation.view", "measures")
    year = _year(request)
    if organisation.is_school:
        sheet = EvaluationSheet.objects.filter(school=organisation, school_year=year).first()
        return _sheet_page(request, organisation, year, sheet)
    side = request.GET.get("side", "")
    side = side if side in EvaluationScore.Side.values else EvaluationScore.Side.SCHOOL
    schools = query.schools_with_sheets(organisation, year)
    there = [one.state for _, one in schools if one]
    criteria = query.criteria_of(organisation, year)
    handed = sum(one != S.FILLING for one in there)
    answer = Answer(
        f"Оценочные листы ВСОКО, {year}",
        [(f"Лист передали {handed} из {len(schools)} школ, оценено {there.count(S.ASSESSED)}.",
          False)],
    )  # fmt: skip
    if handed:
        chart = spread(query.spread_of(organisation, year, criteria, side))
        hint = "Школы не сравниваются: видно только, каких условий не хватает чаще."
        answer = Answer(answer.title, answer.lines, [chart_plain(chart, hint)], chart.table)
    return answer_page(
        request,
        organisation,
        answer,
        "evaluation/index.html",
        schools=schools,
        year=year,
        years=school_years(),
        side=side,
        sides=EvaluationScore.Side.choices,
        menu=section_menu(request.user, organisation, "measures", "evaluation"),
    )


def _sheet_page(request: HttpRequest, school, year: SchoolYear, sheet) -> HttpResponse:
    today = timezone.localdate()
    criteria = query.criteria_in(sheet) if sheet else query.criteria_of(school, year)
    own_turn = sheet is not None and sheet.state == S.FILLING
    may_fill = may(request.user, "evaluation.fill", school)
    facts = proposals(school, year, criteria, today) if sheet is None or own_turn else {}
    lines = query.lines_of(sheet, criteria, facts)
    known = query.years_of(school)
    given = sum(line.own is not None for line in lines)
    if sheet is None:
        said = "Лист этого года ещё не начат."
    elif own_turn:
        said = f"Школа оценила {given} из {len(lines)} критериев."
    elif sheet.state == S.SUBMITTED:
        said = "Школа передала лист; муниципалитет его оценивает."
    else:
        said = "Лист оценён: самооценка школы и оценка муниципалитета стоят рядом."
    chart = [chart_plain(sheet_years(known), "Свои прежние годы.")] if known else []
    return answer_page(
        request,
        school,
        Answer(f"Оценочный лист ВСОКО, {year}", [(said, False)], chart),
        "evaluation/sheet.html",
        sheet=sheet,
        rows=lines,
        year=year,
        years=school_years(),
        may_fill=may_fill and (own_turn or sheet is None),
        may_submit=own_turn and may(request.user, "evaluation.submit", school),
        may_assess=sheet is not None
        and sheet.state == S.SUBMITTED
        and may(request.user, "evaluation.assess", school),
        offered=[line for line in lines if line.proposal and line.own is None],
        rules=evaluation_rules(),
        menu=section_menu(request.user, school, "measures", "evaluation"),
    )


@require_POST
def start(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "evaluation.fill", "measures")
    sheet = act.start_sheet(organisation, _year(request), by=request.user)
    return redirect("evaluation_sheet", evaluation=sheet.pk)


def _sheet(request: HttpRequest, evaluation: int, rule: str = "evaluation.view") -> EvaluationSheet:
    found = get_object_or_404(query.sheets_visible_to(request.user), pk=evaluation)
    enter(request, found.school_id, rule, "measures")
    return found


def show(request: HttpRequest, evaluation: int) -> HttpResponse:
    found = _sheet(request, evaluation)
    return _sheet_page(request, found.school, found.school_year, found)


@require_POST
def take(request: HttpRequest, evaluation: int) -> HttpResponse:
    """Ticked proposals as scores of the school."""
    found = _sheet(request, evaluation, "evaluation.fill")
    criteria = query.criteria_in(found)
    facts = proposals(found.school, found.school_year, criteria, timezone.localdate())
    codes = request.POST.getlist("take")
    return _tried(
        request,
        found,
        lambda: act.take_proposals(found, facts, codes, by=request.user),
        "Отмеченное внесено с основаниями. Каждый балл можно изменить.",
    )


def score(request: HttpRequest, evaluation: int, criterion: str) -> HttpResponse:
    """One criterion: the side whose turn it is gives its score."""
    found = _sheet(request, evaluation)
    side = act.side_of(found)
    above = side == EvaluationScore.Side.ABOVE
    if not may(request.user, "evaluation.assess" if above else "evaluation.fill", found.school):
        raise PermissionDenied
    criteria = query.criteria_in(found)
    facts = proposals(found.school, found.school_year, criteria, timezone.localdate())
    line = next((one for one in query.lines_of(found, criteria, facts)
                 if one.criterion.code == criterion), None)  # fmt: skip
    if line is None:
        raise Http404
    given = line.above if above else line.own
    start_with = given or (line.own if above else None)
    initial = {"score": start_with.score} if start_with else {}
    if given:
        initial |= {"ground": given.ground, "link": given.link}
    elif not above and line.proposal:
        known = line.proposal
        initial = {"score": known.score, "ground": known.ground, "link": known.path}
    form = ScoreForm(
        request.POST or None,
        request.FILES or None,
        criterion=line.criterion,
        above=above,
        initial=initial,
    )
    if submitted(
        request,
        form,
        lambda: act.give_score(found, criterion, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "Балл записан.")
        return redirect(f"{reverse('evaluation_sheet', args=[found.pk])}#c{line.number}")
    context = {"sheet": found, "row": line, "form": form, "above": above,
               "back": reverse("evaluation_sheet", args=[found.pk])}  # fmt: skip
    return render(request, "evaluation/score.html", context, status=form.status)


@require_POST
def submit(request: HttpRequest, evaluation: int) -> HttpResponse:
    found = _sheet(request, evaluation, "evaluation.submit")
    return _tried(request, found, lambda: act.submit_sheet(found, by=request.user),
                  "Лист передан на оценку.")  # fmt: skip


@require_POST
def close(request: HttpRequest, evaluation: int) -> HttpResponse:
    found = _sheet(request, evaluation, "evaluation.assess")
    return _tried(request, found, lambda: act.close_sheet(found, by=request.user),
                  "Оценка завершена, школа видит её.")  # fmt: skip


def give_back(request: HttpRequest, evaluation: int) -> HttpResponse:
    found = _sheet(request, evaluation, "evaluation.assess")
    form = ReasonForm(request.POST or None)
    if submitted(
        request, form, lambda: act.return_sheet(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Лист вернулся школе.")
        return redirect("evaluation_sheet", evaluation=found.pk)
    back = reverse("evaluation_sheet", args=[found.pk])
    return form_page(request, form, f"Вернуть на доработку: {found}", "Вернуть", back)


def printed(request: HttpRequest, evaluation: int) -> HttpResponse:
    """The sheet as the form that is printed and signed."""
    found = _sheet(request, evaluation)
    lines = query.lines_of(found, query.criteria_in(found), {})
    sums = [
        sum(score.score for line in lines if (score := getattr(line, side)))
        for side in ("own", "above")
    ]
    rules = evaluation_rules()
    context = {"sheet": found, "rows": lines, "rules": rules, "sums": sums,
               "highest": rules.highest * len(lines)}  # fmt: skip
    return render(request, "evaluation/printed.html", context)


def file(request: HttpRequest, evaluation_file: int) -> FileResponse:
    found = get_object_or_404(query.evaluation_files_visible_to(request.user), pk=evaluation_file)
    enter(request, found.score.sheet.school_id, "evaluation.view", "measures")
    return FileResponse(
        (settings.STORE / found.path).open("rb"), as_attachment=True, filename=found.name
    )


def _tried(
    request: HttpRequest, sheet: EvaluationSheet, do: Callable[[], object], said: str
) -> HttpResponse:
    try:
        do()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect("evaluation_sheet", evaluation=sheet.pk)


# --- Criteria -----------------------------------------------------------------------------


def criteria(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "evaluation.criteria", "measures")
    year = _year(request)
    context = {
        "organisation": organisation,
        "year": year,
        "years": school_years(),
        "criteria": list(enumerate(query.criteria_of(organisation, year), 1)),
        "kept": query.form_of(organisation, year),
        "rules": evaluation_rules(),
    }
    return render(request, "evaluation/criteria.html", context)


def one_criterion(request: HttpRequest, place: int, criterion: str = "") -> HttpResponse:
    organisation = enter(request, place, "evaluation.criteria", "measures")
    year = _year(request)
    known = next(
        (one for one in query.criteria_of(organisation, year) if one.code == criterion), None
    )
    if criterion and known is None:
        raise Http404
    form = CriterionForm(request.POST or None, initial=criterion_values(known) if known else {})
    back = f"{reverse('evaluation_criteria', args=[organisation.pk])}?year={year.start}"
    if submitted(
        request,
        form,
        lambda: act.keep_criterion(
            organisation, year, code=criterion, by=request.user, **form.values()
        ),
    ):
        messages.success(request, "Критерий записан. Переданные листы не меняются.")
        return redirect(back)
    heading = f"Критерий {year} года" if known else f"Новый критерий, {year}"
    return form_page(request, form, heading, "Сохранить", back)


@require_POST
def criterion_drop(request: HttpRequest, place: int, criterion: str) -> HttpResponse:
    organisation = enter(request, place, "evaluation.criteria", "measures")
    year = _year(request)
    try:
        act.drop_criterion(organisation, year, criterion, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "Критерий исключён. Переданные листы не меняются.")
    return redirect(f"{reverse('evaluation_criteria', args=[organisation.pk])}?year={year.start}")
