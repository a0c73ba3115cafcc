"""Lists of journals, help and programmes ask the database as often for three rows as for one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from objektiv.web.models import ClassJournal, HelpCase, MarkScheme, ProgrammeChange, RoleAssignment

from . import journal


def more(world, made) -> None:
    """Two more of everything that these pages list."""
    deputy, one = world.people["deputy"], ClassJournal.objects.get()
    for number, subject in enumerate(("Физика", "Химия"), start=2):
        journal.accepted(world, journal.csv(subject=subject))
        HelpCase.objects.create(
            school=world.first, school_year=one.school_year, class_name="5А", subject=subject,
            pupil="12", opened_by=deputy,
        )  # fmt: skip
        change = ProgrammeChange.objects.create(
            school=world.first, school_year=one.school_year, subject=subject, grade=5,
            hours_left=60, made_by=deputy,
        )  # fmt: skip
        change.lines.create(topic="Тема", hours=1)
        made["programme"].lines.create(topic=f"Тема {number}", hours=1)
        made["help_case"].route.create(topic=f"Тема {number}")
        made["help_case"].steps.create(kind="talk", day="2025-10-01", text="…", by=deputy)
        made["help_case"].notices.create(subject="…", text="…", sent_by=deputy)
        MarkScheme.objects.create(
            school=world.first, school_year=one.school_year, subject=subject,
            starts="2026-01-12", weights={"ответ": "1"}, made_by=deputy,
        )  # fmt: skip


PAGES = [
    ("journals", "deputy", "?year=2025"),
    ("journals", "north", "?year=2025"),
    ("journal_upload", "deputy", ""),
    ("marks", "head", "?year=2025"),
    ("help", "deputy", "?year=2025"),
    ("help_case", "deputy", ""),
    ("programmes", "deputy", "?year=2025"),
    ("programme", "deputy", ""),
    ("my_marks", "parent", ""),
    ("my_help", "parent", ""),
]


@pytest.mark.parametrize(("name", "who", "query"), PAGES)
def test_three_rows_cost_as_many_queries_as_one(name, who, query, as_, world, case):
    RoleAssignment.objects.filter(person=world.people["parent"]).update(pupil_code="12")
    own = {"journals": {"place": case["place"]}, "marks": {"place": case["place"]},
           "help": {"place": case["place"]}, "programmes": {"place": case["place"]}}  # fmt: skip
    if who == "north":
        own["journals"] = {"place": world.north.pk}
    keys = {"journal_upload", "help_case", "programme"}
    kwargs = own.get(name, {name: case[name]} if name in keys else {})
    client, address = as_(who), reverse(name, kwargs=kwargs) + query

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            response = client.get(address)
        assert response.status_code == 200
        return len(asked)

    count()  # what is asked once an hour
    one = count()
    more(world, case["objects"])
    count()
    assert count() == one
