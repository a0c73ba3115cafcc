"""Of the task bank: what search finds of it. What is secret until a day is found by few before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from objektiv.russian.searching import matches, searchable
from objektiv.web.models import Person
from objektiv.web.queries.searched import LOOKED_AT, MOST, Document, holding
from objektiv.web.queries.teaching.bank import papers_visible_to, tasks_visible_to


def tasks(person: Person, parts: Sequence[str]) -> Iterable[Document]:
    """Tasks by title, text, source, number."""
    for one in holding(tasks_visible_to(person), parts).order_by("-id")[:MOST]:
        where = f"задание, {one.subject}, {one.grade} класс, {one.organisation.title}"
        yield Document(str(one), where, reverse("task", args=[one.pk]), one.made_at)


def papers(person: Person, parts: Sequence[str]) -> Iterable[Document]:
    """Papers assembled of tasks, by title."""
    for one in papers_visible_to(person).order_by("-id")[:LOOKED_AT]:
        if matches(searchable(f"варианты {one.title} {one.subject} {one.grade} класс"), parts):
            where = f"варианты работы, {one.organisation.title}"
            yield Document(one.title, where, reverse("paper", args=[one.pk]), one.made_at)
