"""The norms of marks that hold in a school: its calendar, its local act, its weights."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from objektiv.schema.journal import MarkNorms
from objektiv.web.models import MarkAct, MarkScheme, Organisation, SchoolYear, Term
from objektiv.web.queries.classes import terms_of

# Used until the school writes down its own act; see docs/marks.md for where they come from.
USUAL: dict[str, Any] = {
    "base": "1",
    "per_weekly_hour": "2",
    "rounding": ["2.6", "3.6", "4.6"],
    "final_least": 3,
    "reduce_for": ["н", "б", "осв"],
    "hours": {},
}


def act_of(school: Organisation, year: SchoolYear) -> MarkAct | None:
    """The version that holds now."""
    found = MarkAct.objects.filter(school=school, school_year=year)
    return found.select_related("act_version__act", "made_by").order_by("-version").first()


def values_of(act: MarkAct | None) -> dict[str, Any]:
    return USUAL | (act.values if act else {})


def periods_of(school: Organisation, year: SchoolYear) -> list[Term]:
    """Quarters or trimesters of the calendar that holds at the school."""
    terms, _ = terms_of(school, year)
    return [one for one in terms if one.kind == Term.Kind.STUDY]


def schemes_of(school: Organisation, year: SchoolYear):
    return MarkScheme.objects.filter(school=school, school_year=year).select_related(
        "made_by", "published_by", "act_version__act"
    )


def norms_of(school: Organisation, year: SchoolYear) -> MarkNorms:
    """Everything the library needs to count marks of the school in the year."""
    from objektiv.protocols.complaints import Place
    from objektiv.protocols.norms import norms_from

    values = values_of(act_of(school, year))
    published = schemes_of(school, year).filter(state=MarkScheme.State.PUBLISHED)
    raw = {
        "periods": [
            {"name": one.name, "start": one.starts, "end": one.ends}
            for one in periods_of(school, year)
        ],
        "required": {
            "base": Decimal(values["base"]),
            "per_weekly_hour": Decimal(values["per_weekly_hour"]),
        },
        "rounding": [Decimal(one) for one in values["rounding"]],
        "final_least": values["final_least"],
        "reduce_for": values["reduce_for"],
        "hours": {subject: _hours(one) for subject, one in values["hours"].items()},
        "schemes": _windows(published, year),
    }
    norms, _ = norms_from(raw, Place("нормы школы"))
    return norms


def _hours(given: Any) -> Any:
    if isinstance(given, dict):
        return {class_: Decimal(one) for class_, one in given.items()}
    return Decimal(given)


def _windows(schemes: Iterable[MarkScheme], year: SchoolYear) -> list[dict[str, Any]]:
    """Schemes with their days: each until the day before the next of the same subject."""
    found = []
    by_subject: dict[str, list[MarkScheme]] = {}
    for one in sorted(schemes, key=lambda one: one.starts):
        by_subject.setdefault(one.subject, []).append(one)
    for subject, own in by_subject.items():
        for at, one in enumerate(own):
            last = own[at + 1].starts - timedelta(days=1) if at + 1 < len(own) else year.ends
            found.append(
                {
                    "name": str(one),
                    "subject": subject,
                    "start": one.starts,
                    "end": last,
                    "published": one.published_on,
                    "weights": {kind: Decimal(weight) for kind, weight in one.weights.items()},
                    "default": Decimal(one.default),
                }
            )
    return found
