"""Existing plans into drafts: kept as they came, read, checked by a person, taken over."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction
from django.utils import timezone

from objektiv.web.actions.audit import log
from objektiv.web.actions.plans import add_direction, add_measure, draft_only
from objektiv.web.actions.uploads import keep
from objektiv.web.models import Measure, Person, Plan, PlanDocument
from objektiv.web.permissions import require
from objektiv.web.queries.people import staff_of


def read_document(plan: Plan, file: Incoming, *, by: Person) -> PlanDocument:
    """Keep the file and read it; nothing is taken into the plan yet."""
    from objektiv.analysis.plans import read_plan_file
    from objektiv.analysis.refusal import Refused

    require(by, "plans.manage", plan.organisation)
    draft_only(plan)
    kept = keep(file)
    path = settings.STORE / kept["path"]
    try:
        read = read_plan_file(path, year=plan.school_year.start).as_json()
    except Refused as refusal:
        said = str(refusal).replace(path.name, kept["name"])  # the name people know
        raise ValidationError({"file": said}) from None
    if not any(section["items"] for section in read["sections"]):
        raise ValidationError({"file": "Мероприятий в документе не найдено. Проверьте файл."})
    with transaction.atomic():
        document = PlanDocument.objects.create(plan=plan, read=read, brought_by=by, **kept)
        log("plan.read", plan, f"Прочитан документ «{document.name}»", by=by,
            at=plan.organisation, sha256=document.sha256)  # fmt: skip
    return document


@transaction.atomic
def take_document(document: PlanDocument, chosen: Collection[str], *, by: Person) -> list[Measure]:
    """The chosen measures («section.item») into the draft; people of the place by their name."""
    plan = document.plan
    require(by, "plans.manage", plan.organisation)
    draft_only(plan)
    if document.taken_at:
        raise ValidationError("Мероприятия этого документа уже взяты в план.")
    known = {_plain(one.initials): one for one in staff_of(plan.organisation)}
    directions = {one.title: one for one in plan.directions.all()}
    taken = []
    for number, section in enumerate(document.read["sections"]):
        items = [item for i, item in enumerate(section["items"]) if f"{number}.{i}" in chosen]
        title = section["title"][:500]
        if items and title not in directions:
            directions[title] = add_direction(plan, title=title, by=by)
        taken += [
            add_measure(
                directions[title],
                by=by,
                origin=Measure.Origin.DOCUMENT,
                **_fields(item, known),
            )
            for item in items
        ]
    if not taken:
        raise ValidationError("Отметьте хотя бы одно мероприятие.")
    document.taken_at = timezone.now()
    document.save(update_fields=["taken_at"])
    log("plan.document_taken", plan, f"Из «{document.name}» взято: {len(taken)}", by=by,
        at=plan.organisation)  # fmt: skip
    return taken


def _fields(item: dict[str, Any], known: dict[str, Person]) -> dict[str, Any]:
    return {
        "text": item["text"],
        "term": item["due"]["text"] or "",
        "responsibles": [known.get(_plain(one), one) for one in item["responsible"]],
        "participants": ", ".join(item["participants"]),
        "expected_result": item["expected_result"] or "",
    }


def _plain(name: str) -> str:
    """«Иванова А. П.» and «Иванова А.П.» are the same words."""
    return "".join(name.split()).lower()
