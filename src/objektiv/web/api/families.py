"""What a parent and a pupil see: own results and nothing about anybody else."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Router, Schema

from objektiv.web.api.access import Key
from objektiv.web.api.shapes import OrganisationRef, WorkRef
from objektiv.web.models import Scope
from objektiv.web.queries.pupils import children_of, results_of

router = Router(tags=["Результаты ученика"])


class SkillRow(Schema):
    """Тема или умение."""

    title: str
    points: int
    possible: int
    items: int = Field(description="Заданий")
    state: str = Field(
        description="`too_few` — одного задания мало, чтобы судить",
        json_schema_extra={"enum": ["mastered", "partly", "not_yet", "too_few"]},
    )


class ItemAnswer(Schema):
    """Задание."""

    code: str
    topic: str
    points: int | None = Field(description="Пусто — не изучали или не было в варианте")
    most: int
    attempted: bool


class OwnResult(Schema):
    """Что получено за работу."""

    work: WorkRef
    class_name: str
    wrote: bool
    score: int | None
    most: int
    mark: int | None
    journal_mark: int | None
    next_mark: list[int] | None = Field(description="Следующая отметка и сколько баллов до неё")
    skills: list[SkillRow]
    answers: list[ItemAnswer]


class ChildRow(Schema):
    """Ученик: класс и код, без имени."""

    school: OrganisationRef
    class_name: str
    code: str
    results: list[OwnResult]


@router.get(
    "/my_results",
    response=list[ChildRow],
    auth=Key(Scope.FAMILY_READ),
    summary="Результаты своего ребёнка или свои",
)
def list_my_results(request: HttpRequest):
    """Пусто, если у вас нет роли родителя или ученика с классом и кодом."""
    return [
        {
            "school": one.organisation,
            "class_name": one.school_class.name,
            "code": one.pupil_code,
            "results": results_of(one),
        }
        for one in children_of(request.user)
    ]
