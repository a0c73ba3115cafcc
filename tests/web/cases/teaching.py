"""Rows of assessment inside the school."""

from __future__ import annotations

from typing import Any

from ..teaching import journal


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    from objektiv.web.models import (
        ClassJournal,
        FamilyNotice,
        HelpCase,
        MarkScheme,
        ProgrammeChange,
    )

    upload = journal.accepted(world, by="teacher")
    one = ClassJournal.objects.get(school=world.first)
    scheme = MarkScheme.objects.create(
        school=world.first, school_year=one.school_year, subject="Математика",
        starts="2026-01-12", weights={"контрольная работа": "3"}, made_by=world.people["deputy"],
    )  # fmt: skip
    deputy = world.people["deputy"]
    case = HelpCase.objects.create(
        school=world.first, school_year=one.school_year, class_name="5А", subject="Математика",
        pupil="12", reasons=["последних отметок «2» подряд: 2"], opened_by=deputy,
    )  # fmt: skip
    line = case.route.create(topic="Дроби", skills="5.1")
    task = made["task"]
    change = ProgrammeChange.objects.create(
        school=world.first, school_year=one.school_year, subject="Математика", grade=5,
        hours_left=60, made_by=deputy,
    )  # fmt: skip
    return {
        "help_case": case,
        "step_kind": "talk",
        "family_notice": FamilyNotice.objects.create(
            case=case, subject="Приглашение", text="Приходите", sent_by=deputy
        ),
        "route_task": line,
        "given_task": line.given.create(task=task, version=1, content=task.content),
        "programme": change,
        "programme_line": change.lines.create(topic="Дроби", hours=2),
        "journal_upload": upload,
        "journal_file": upload.files.get(),
        "class_journal": one,
        "mark_scheme": scheme,
    }
