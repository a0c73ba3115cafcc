"""Rows of assessment inside the school."""

from __future__ import annotations

from typing import Any

from ..teaching import journal  # noqa: TID252 (files of journals are the tests’ own)


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    from objektiv.web.models import ClassJournal, MarkScheme

    upload = journal.accepted(world, by="teacher")
    one = ClassJournal.objects.get(school=world.first)
    scheme = MarkScheme.objects.create(
        school=world.first, school_year=one.school_year, subject="Математика",
        starts="2026-01-12", weights={"контрольная работа": "3"}, made_by=world.people["deputy"],
    )  # fmt: skip
    return {
        "journal_upload": upload,
        "journal_file": upload.files.get(),
        "class_journal": one,
        "mark_scheme": scheme,
    }
