"""Leaflets: begun with a first text, changed by people."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from objektiv.recommendations.leaflets import leaflet_rules, leaflet_text, sections_of
from objektiv.web.actions.audit import log
from objektiv.web.models import Leaflet, Organisation, Person, Work
from objektiv.web.permissions import require
from objektiv.web.queries.leaflets import lines_about

NO_LINES = {
    "criteria": "У этой работы не описаны задания. Выберите другую или напишите памятку о порядке.",
    "deficits": "В этой работе нет умений, которые освоены недостаточно. Выберите другую.",
}


@transaction.atomic
def begin_leaflet(
    place: Organisation,
    *,
    readers: str,
    topic: str,
    work: Work | None = None,
    procedure: str = "",
    by: Person,
) -> Leaflet:
    """The first text for a reader about a topic, with what is known of the work."""
    require(by, "leaflets.write", place)
    rules = leaflet_rules()
    lines, source = lines_about(topic, readers, work, place, by)
    if topic in NO_LINES and not lines:
        raise ValidationError({"work": NO_LINES[topic] if work else "Выберите работу."})
    about = procedure.strip() or (work.title if work else "Оценочная процедура")
    title = rules.topics[topic] + (f": {about}" if work or procedure.strip() else "")
    leaflet = Leaflet.objects.create(
        organisation=place,
        readers=readers,
        topic=topic,
        work=work,
        title=title[:300],
        text=leaflet_text(topic, readers, about, lines),
        source=source,
        made_by=by,
    )
    log("leaflet.begun", leaflet, f"Начата памятка {rules.readers[readers]}: {title}", by=by,
        at=place)  # fmt: skip
    return leaflet


@transaction.atomic
def change_leaflet(
    leaflet: Leaflet, *, title: str, text: str, shared: bool = False, by: Person
) -> Leaflet:
    """The text before stays in the journal."""
    require(by, "leaflets.write", leaflet.organisation)
    if not sections_of(text):
        raise ValidationError({"text": "Напишите хотя бы одну строку."})
    before = leaflet.text
    leaflet.title, leaflet.text, leaflet.shared = title.strip(), text.strip(), shared
    leaflet.save()
    log("leaflet.changed", leaflet, f"Изменена памятка «{leaflet}»", by=by,
        at=leaflet.organisation, before=before)  # fmt: skip
    return leaflet
