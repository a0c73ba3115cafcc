"""The API as one: its subjects, their order, how it refuses."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from objektiv import __version__
from objektiv.web.api import (
    account,
    acts,
    answers,
    bodies,
    control,
    criteria,
    evaluation,
    experts,
    families,
    findings,
    growth,
    helping,
    jobs,
    journals,
    keeping,
    leaflets,
    meetings,
    observation,
    openness,
    organisations,
    outgoing,
    people,
    plans,
    practices,
    procedures,
    rechecks,
    recommendations,
    results,
    reviews,
    schedule,
    sealed,
    search,
    tasks,
    uploads,
)
from objektiv.web.api.holding import briefings as holding_briefings
from objektiv.web.api.holding import course as holding_course
from objektiv.web.api.holding import days as holding_days
from objektiv.web.api.problems import answer_problems

SUBJECTS = (
    account, organisations, bodies, people, procedures, holding_days, holding_course,
    holding_briefings, schedule, experts, observation, uploads, results, answers, families,
    findings, reviews, rechecks, recommendations, leaflets, practices, plans, meetings, evaluation,
    acts, openness, growth, journals, helping, outgoing, keeping, jobs, search, sealed, tasks,
    criteria, control,
)  # fmt: skip


class Service(NinjaAPI):
    def get_openapi_operation_id(self, operation: Any) -> str:
        """The name of the function: short and stable."""
        return operation.view_func.__name__

    def create_response(self, *args: Any, **options: Any) -> Any:
        response = super().create_response(*args, **options)
        response["Cache-Control"] = "no-store"  # what one person may see
        return response


class Plain(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}  # Russian as it is, half the size


api = Service(
    renderer=Plain(),
    title="Объектив",
    version=__version__,
    description="Всё, что человек видит на страницах сайта, — для его собственных программ.",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
)
for _subject in SUBJECTS:
    api.add_router("", _subject.router)
answer_problems(api)
