"""Codes of a school, where a code belongs, the vault; names are nowhere here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, OuterRef, Subquery, Sum
from django.utils import timezone

from objektiv.profiles import sealing_bound, sealing_rules
from objektiv.web.models import (
    CodeBatch,
    NameRequest,
    NameVault,
    Organisation,
    ParticipantCode,
    Procedure,
    SchoolClass,
    SchoolYear,
)


def by_procedure() -> bool:
    """Is a code given for a procedure (else for a year of results)?"""
    return sealing_rules()["code_scope"].value == "procedure"


def batches_of(school: Organisation):
    """Batches with how many codes and how many names they have."""
    names = (
        CodeBatch.objects.filter(pk=OuterRef("pk")).annotate(n=Sum("pieces__names")).values("n")[:1]
    )
    return (
        CodeBatch.objects.filter(school=school)
        .select_related("procedure", "school")
        .annotate(n=Count("codes"), named=Subquery(names))
        .order_by("-year", "procedure__kind", "class_name")
    )


def codes_of(batch: CodeBatch) -> list[str]:
    """In a drawn order that says nothing: by number."""
    return sorted(batch.codes.values_list("code", flat=True))


def classes_now(school: Organisation):
    """Classes of this school year."""
    return SchoolClass.objects.filter(
        school=school, school_year__start=SchoolYear.start_of(timezone.localdate()), closed_on=None
    )


def procedures_with_codes(place: Organisation):
    """Procedures of this year and later, organised by the place or above it."""
    return Procedure.objects.filter(
        organiser__in=place.line(), year__gte=timezone.localdate().year
    ).order_by("year", "kind")


@dataclass(frozen=True)
class Home:
    """Where a code belongs: no name."""

    school: str
    class_name: str


def homes(place: Organisation, procedure: Procedure) -> dict[str, Home]:
    """Codes of a procedure, or of its year, at and below the place."""
    scopes = [f"procedure:{procedure.pk}", f"year:{procedure.year}"]
    found = ParticipantCode.objects.filter(
        scope__in=scopes, batch__school__path__startswith=place.path
    ).values_list("code", "batch__school__code", "batch__school__name", "batch__class_name")
    return {code: Home(login or name, class_) for code, login, name, class_ in found}


def vault_of(school: Organisation) -> NameVault | None:
    return NameVault.objects.filter(school=school).select_related("made_by").first()


def requests_of(school: Organisation):
    return NameRequest.objects.filter(school=school).select_related("asked_by", "shown_by")


def old_names(school: Organisation, today: date) -> Iterable[CodeBatch]:
    """Batches whose names have been kept longer than the rule says."""
    since = today - timedelta(days=sealing_bound("vault_days"))
    return CodeBatch.objects.filter(school=school, pieces__written_at__date__lt=since).distinct()
