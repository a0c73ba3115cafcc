"""The open page of the first school with a document on it and tables that wait."""

from __future__ import annotations

from typing import Any

from django.utils import timezone


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    """What pages of openness can be about."""
    from objektiv.profiles import survey_rules
    from objektiv.web.models import (
        PublicItem,
        PublicPage,
        PublicRelease,
        PublicTable,
        Survey,
        SurveyGroup,
        YearReport,
    )

    now, head = timezone.now(), world.people["head"]
    page = PublicPage.objects.create(organisation=world.first, address="first", opened_at=now)
    item = PublicItem.objects.create(
        page=page, kind="document", title="Положение", needed="regulation", published_at=now,
        published_by=head, name="a.pdf", path="originals/aa/file.xlsx", sha256="a" * 64, size=10,
    )  # fmt: skip
    release = PublicRelease.objects.create(
        organisation=world.first, state="draft", minimum=10, width=10, profile="2026",
        made_by=head,
    )  # fmt: skip
    PublicTable.objects.create(
        release=release, work=made["work"], organisation=world.first, data_hash="d" * 64,
        shown={"2": None, "3": 16, "4": None, "5": 12, "all": 50},
        why={"2": "small", "4": "complementary"},
    )  # fmt: skip
    survey = Survey.objects.create(
        organisation=world.first, school_year=made["plan"].school_year, form="parents",
        audience="parents", title="Родителям", closes=timezone.localdate(), made_by=head,
        questions=[one.plain() for one in survey_rules().questionnaires[0].questions],
    )  # fmt: skip
    group = SurveyGroup.objects.create(
        survey=survey, school=world.first, population=50, secret="secret"
    )
    report = YearReport.objects.create(
        organisation=world.first, school_year=made["plan"].school_year, taken_at=now, made_by=head,
        parts=[
            {"code": "next", "title": "Планы на следующий год", "lines": ["Утверждён план."],
             "head": [], "rows": [], "chart": None, "text": "", "shown": True}
        ],
        item=PublicItem.objects.create(
            page=page, kind="report", title="Отчёт", published_at=now, published_by=head,
            name="b.pdf", path="originals/aa/file.xlsx", sha256="a" * 64, size=10,
        ),
    )  # fmt: skip
    return {
        "year_report": report,
        "survey": survey,
        "survey_group": group,
        "secret": "secret",
        "public_item": item,
        "release": release,
        "address": "first",
    }
