"""Of assessment inside the school: what search finds of it, each by the rule of its own page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse

from objektiv.russian.searching import matches, searchable
from objektiv.web.models import Person
from objektiv.web.queries.searched import LOOKED_AT, Document
from objektiv.web.queries.teaching.acts import acts_visible_to
from objektiv.web.queries.teaching.control import items_visible_to, visits_visible_to
from objektiv.web.queries.teaching.criteria import criteria_visible_to
from objektiv.web.queries.teaching.programmes import changes_visible_to


def local_acts(person: Person, parts: Sequence[str]) -> Iterable[Document]:
    """Acts of the register by title and by the number of their order."""
    found = acts_visible_to(person).select_related("organisation").prefetch_related("versions")
    for one in found.order_by("-id")[:LOOKED_AT]:
        versions = list(one.versions.all())
        orders = " ".join(two.order_number for two in versions)
        if matches(searchable(f"локальный акт {one} {orders} {one.organisation.title}"), parts):
            made = max((two.made_at for two in versions), default=None)
            yield Document(str(one), f"локальный акт, {one.organisation.title}",
                           reverse("act", args=[one.pk]), made)  # fmt: skip


def criteria_sets(person: Person, parts: Sequence[str]) -> Iterable[Document]:
    """Criteria by title, subject and what they say."""
    for one in criteria_visible_to(person).order_by("-id")[:LOOKED_AT]:
        said = " ".join(raw["text"] for raw in one.criteria)
        about = one.subject or "любой предмет"
        if matches(searchable(f"критерии {one} {about} {said}"), parts):
            where = f"критерии, {about}, {one.organisation.title}"
            yield Document(str(one), where, reverse("criteria_set", args=[one.pk]), one.made_at)


def programmes(person: Person, parts: Sequence[str]) -> Iterable[Document]:
    """Corrections of work programmes by subject, grade and topic."""
    found = changes_visible_to(person).prefetch_related("lines").order_by("-id")
    for one in found[:LOOKED_AT]:
        topics = " ".join(line.topic for line in one.lines.all())
        if matches(searchable(f"рабочая программа корректировка {one} {topics}"), parts):
            where = f"рабочая программа, {one.school.title}, {one.school_year}"
            yield Document(str(one), where, reverse("programme", args=[one.pk]), one.made_at)


def control(person: Person, parts: Sequence[str]) -> Iterator[Document]:
    """Points of internal control, and the visits that the person may see."""
    for item in items_visible_to(person).order_by("-id")[:LOOKED_AT]:
        if matches(searchable(f"контроль {item.text} {item.outcome} {item.decided}"), parts):
            where = f"внутришкольный контроль, {item.plan.school.title}"
            yield Document(item.text[:120], where, reverse("control_item", args=[item.pk]))
    for one in visits_visible_to(person)[:LOOKED_AT]:
        if matches(searchable(f"{one} {one.teacher.full_name} {one.topic}"), parts):
            where = f"посещение урока {one.day:%d.%m.%Y}, {one.teacher.full_name}"
            yield Document(str(one), where, reverse("visit", args=[one.pk]), one.made_at)
