"""Marks of the own child, for the family: what they come to and why."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from objektiv.web.queries.pupils import children_of
from objektiv.web.queries.teaching.criteria import (
    child_mark,
    grounds_of,
    highest,
    marks_of_child,
    replaced_with,
    scale_words,
)
from objektiv.web.queries.teaching.explaining import child_journal, standings_of_child
from objektiv.web.views.teaching.class_journals import explained


def index(request: HttpRequest) -> HttpResponse:
    """Subjects of every child and where they stand in the period that runs."""
    request.section = "my_marks"
    today = timezone.localdate()
    children = [
        (link, standings_of_child(link, today), marks_of_child(link))
        for link in children_of(request.user)
    ]
    return render(request, "teaching/family/marks.html", {"children": children})


def explain(request: HttpRequest, class_journal: int) -> HttpResponse:
    """«Объясни мою отметку» and «что если»."""
    request.section = "my_marks"
    found = child_journal(request.user, class_journal)
    if found is None:
        raise Http404
    link, journal = found
    context = explained(request, journal, link.pupil_code)
    return render(request, "teaching/family/mark.html", context | {"link": link})


def criterial_mark(request: HttpRequest, criterial_mark: int) -> HttpResponse:
    """A mark of the own child by criteria: for what the points were given, what comes next."""
    request.section = "my_marks"
    found = child_mark(request.user, criterial_mark)
    if found is None:
        raise Http404
    link, mark = found
    top = highest(mark.criteria)
    context = {
        "link": link,
        "mark": mark,
        "grounds": grounds_of(mark),
        "top": top,
        "scale": scale_words(mark.criteria.scale, top),
        "instead": replaced_with(mark),
    }
    return render(request, "teaching/family/criterial_mark.html", context)
