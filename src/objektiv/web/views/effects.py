"""«Помогло ли?»: kinds of measures of a school year against schools without them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from objektiv.analysis.effects import effect_answer, measure_effects
from objektiv.profiles import load_profile
from objektiv.recommendations import KINDS
from objektiv.web.actions.plain import chart_plain
from objektiv.web.queries import effects as query
from objektiv.web.views.answer_page import Answer, answer_page
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

EMPTY = (
    "Здесь будет видно, помогли ли меры: школы, которые их завершили, против похожих школ без них, "
    "до и после. Нужны результаты двух лет и меры, отмеченные выполненными."
)


def show(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "effect.view", "measures")
    top = organisation.line().first()
    years = query.years_with_measures(top)
    asked = request.GET.get("year", "")
    year = next((one for one in years if str(one.start) == asked), years[0] if years else None)
    answer = Answer("Помогло ли", (), empty=EMPTY)
    if year is not None:
        found = measure_effects(
            query.changes_in(top, year), query.taken_in(top, year), load_profile(year.start + 1)
        )
        told = effect_answer(found, KINDS)
        answer = Answer(
            f"Помогло ли: меры {year} учебного года",
            [(line.text, line.quiet) for line in told.lines],
            [chart_plain(chart, hint) for chart, hint in told.charts],
            told.table,
            analyses=query.analyses_of(top, (year.start, year.start + 1)),
        )
    return answer_page(
        request,
        organisation,
        answer,
        "plans/effect.html",
        years=years,
        year=year,
        menu=section_menu(request.user, organisation, "measures", "effect"),
    )
