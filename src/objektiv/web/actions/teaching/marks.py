"""The local act about marks and the weights of forms of work: versions, nothing changes behind."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from objektiv.russian import long_date
from objektiv.web.actions.audit import log
from objektiv.web.actions.teaching.acts import check_holding
from objektiv.web.actions.teaching.journals import create_counting_job
from objektiv.web.models import (
    Job,
    LocalActVersion,
    MarkAct,
    MarkScheme,
    Organisation,
    Person,
    SchoolYear,
)
from objektiv.web.permissions import require
from objektiv.web.queries.teaching.norms import periods_of


@transaction.atomic
def keep_act(
    school: Organisation, year: SchoolYear, *, title: str = "", values: dict[str, Any],
    act_version: LocalActVersion | None = None, by: Person,
) -> Job:  # fmt: skip
    """A new version of the norms; earlier ones stay. Returns the counting.

    act_version: their act in the register, else the title says what act it is.
    """
    require(by, "marks.manage", school)
    if act_version is not None:
        check_holding(act_version, school, timezone.localdate())
        title = (
            f"{act_version.act}, приказ от {act_version.order_date:%d.%m.%Y} "
            f"№ {act_version.order_number}"
        )
    last = MarkAct.objects.filter(school=school, school_year=year).aggregate(n=Max("version"))["n"]
    act = MarkAct.objects.create(
        school=school, school_year=year, version=(last or 0) + 1, title=title.strip()[:300],
        act_version=act_version, values=values, made_by=by,
    )  # fmt: skip
    log("marks.act", act, f"Нормы отметок, версия {act.version}: {act.title}", by=by, at=school,
        values=values)  # fmt: skip
    return create_counting_job(school, year, by=by)


@transaction.atomic
def draft_scheme(
    school: Organisation, year: SchoolYear, *, subject: str, starts: date | str,
    weights: dict[str, str], default: str = "1", act_version: LocalActVersion | None = None,
    by: Person,
) -> MarkScheme:  # fmt: skip
    """The next version of the weights of a subject; it weighs nothing until it is published."""
    require(by, "marks.draft", school)
    if act_version is not None:
        check_holding(act_version, school, timezone.localdate())
    known = MarkScheme.objects.filter(school=school, school_year=year, subject=subject)
    scheme = MarkScheme.objects.create(
        school=school,
        school_year=year,
        subject=subject,
        version=(known.aggregate(n=Max("version"))["n"] or 0) + 1,
        starts=starts,
        weights=weights,
        default=default,
        act_version=act_version,
        made_by=by,
    )
    scheme.refresh_from_db()
    log("marks.scheme_drafted", scheme, f"Черновик весов: {scheme}", by=by, at=school,
        weights=weights)  # fmt: skip
    return scheme


@transaction.atomic
def publish_scheme(scheme: MarkScheme, *, by: Person, today: date | None = None) -> Job:
    """Weights are known before their period begins, or not at all.

    Raises ValidationError once the period has begun. Returns the counting.
    """
    require(by, "marks.manage", scheme.school)
    today = today or timezone.localdate()
    if scheme.state == MarkScheme.State.PUBLISHED:
        raise ValidationError("Эта схема уже опубликована.")
    if scheme.starts <= today:
        raise ValidationError(
            f"Период начался {long_date(scheme.starts)}, ученики не знали этих весов заранее. "
            "Составьте новую версию: она будет действовать со следующего периода."
        )
    others = MarkScheme.objects.filter(
        school=scheme.school, school_year=scheme.school_year, subject=scheme.subject,
        state=MarkScheme.State.PUBLISHED,
    )  # fmt: skip
    if others.filter(starts=scheme.starts).exists():
        raise ValidationError(
            "С этого дня уже опубликована другая схема этого предмета. Её не меняют: составьте "
            "версию со следующего периода."
        )
    starts = {one.starts for one in periods_of(scheme.school, scheme.school_year)}
    if scheme.starts not in starts:
        raise ValidationError(
            "Календарь изменился: с этого дня период не начинается. Составьте новую версию."
        )
    scheme.state = MarkScheme.State.PUBLISHED
    scheme.published_by, scheme.published_on = by, today
    scheme.save(update_fields=["state", "published_by", "published_on"])
    log("marks.scheme_published", scheme,
        f"Опубликованы веса: {scheme}, с {long_date(scheme.starts)}", by=by, at=scheme.school,
        weights=scheme.weights)  # fmt: skip
    return create_counting_job(scheme.school, scheme.school_year, by=by)
