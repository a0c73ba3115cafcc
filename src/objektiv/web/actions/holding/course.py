"""How a day went: participation with reasons by number, incidents, held or not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from objektiv.profiles import holding_rules
from objektiv.web.actions.audit import log
from objektiv.web.actions.holding.steps import tick
from objektiv.web.models import Absence, ClassTaking, Incident, Person, ProcedureSite
from objektiv.web.permissions import require
from objektiv.web.queries.holding.steps import step_named

S = ProcedureSite.State
REPORTING = "participation"  # the step of the technology that this very form is
INCIDENT_MOST = 1000  # characters
# A number or a code: «17», «5001», «А-03». A surname has neither digits nor separators.
_CODE = re.compile(r"[A-Za-zА-Яа-яЁё]{0,6}[-/]?\d{1,12}(?:[-/]\d{1,6})?")


def codes_of(text: str) -> list[str]:
    """Numbers as people write them, by commas, spaces or lines.

    >>> codes_of("12, 5001;  А-03")
    ['12', '5001', 'А-03']
    """
    return [one for one in re.split(r"[,;\s]+", text.strip()) if one]


@dataclass(frozen=True, slots=True)
class Taking:
    """How one class took part; `name` is empty for a school whose classes are not told apart."""

    name: str
    enrolled: int
    took_part: int
    absent: Mapping[str, str]  # reason of the profile -> numbers as typed


def field_of(what: str, name: str) -> str:
    """Name of a field of the form, for what is said of one class.

    >>> field_of("took_part", "5А"), field_of("took_part", "")
    ('took_part-5А', 'took_part')
    """
    return f"{what}-{name}" if name else what


@transaction.atomic
def report_participation(
    site: ProcedureSite,
    *,
    takings: Sequence[Taking],
    started: time | None = None,
    ended: time | None = None,
    by: Person,
) -> ProcedureSite:
    """The work was held: so many of so many, who was not there by number and reason.

    One taking for each class, or a single one without a name. All complaints come at once.
    """
    require(by, "holding.prepare", site.school)
    listed = {
        one.name: {
            reason: codes_of(text)
            for reason, text in one.absent.items()
            if reason in holding_rules().absences
        }
        for one in takings
    }
    _check_participation(site, takings, listed, (started, ended))
    site.absences.all().delete()
    Absence.objects.bulk_create(
        Absence(site=site, code=code, reason=reason, class_name=name)
        for name, reasons in listed.items()
        for reason, codes in reasons.items()
        for code in codes
    )
    site.classes.all().delete()
    ClassTaking.objects.bulk_create(
        ClassTaking(site=site, class_name=one.name, enrolled=one.enrolled, took_part=one.took_part)
        for one in takings
        if one.name
    )
    again = site.reported_at is not None
    site.state, site.note = S.HELD, ""
    site.enrolled = sum(one.enrolled for one in takings)
    site.took_part = sum(one.took_part for one in takings)
    site.started, site.ended = started, ended
    site.reported_by, site.reported_at = by, timezone.now()
    site.save()
    counts = Counter(
        {reason: sum(len(one[reason]) for one in listed.values() if reason in one)
         for reason in holding_rules().absences}
    )  # fmt: skip
    log("holding.participation", site,
        f"{site.day.procedure}, {site.day}: {'исправлено ' if again else ''}участие "
        f"{site.took_part} из {site.enrolled}", by=by, at=site.school,
        absent={reason: n for reason, n in counts.items() if n},
        classes=[one.name for one in takings if one.name])  # fmt: skip
    if step_named(site.day.procedure, REPORTING) is not None:
        tick(site.day.procedure, site.school, REPORTING, site=site, by=by)
    return site


def _check_participation(
    site: ProcedureSite,
    takings: Sequence[Taking],
    listed: Mapping[str, Mapping[str, list[str]]],
    hours: tuple[time | None, time | None],
) -> None:
    started, ended = hours
    wrong: dict[str, list[str]] = {}
    if site.day.day > timezone.localdate():
        wrong.setdefault("__all__", []).append(
            "Этот день ещё не наступил: участие записывают в день работы или позже."
        )
    if not takings:
        wrong.setdefault("__all__", []).append("Запишите, сколько участников было.")
    for one in takings:
        _check_taking(one, listed[one.name], wrong)
    if started and ended and ended <= started:
        wrong["ended"] = ["Окончание раньше начала."]
    if wrong:
        raise ValidationError(wrong)


def _check_taking(
    taking: Taking, reasons: Mapping[str, list[str]], wrong: dict[str, list[str]]
) -> None:
    """Complaints about one class go to its own fields."""
    of = f"{taking.name}: " if taking.name else ""
    if taking.took_part > taking.enrolled:
        wrong[field_of("took_part", taking.name)] = [
            f"{of}участвовали больше, чем по списку. Проверьте оба числа."
            if of
            else "Участвовали больше, чем по списку. Проверьте оба числа."
        ]
    seen: set[str] = set()
    for reason, codes in reasons.items():
        name = field_of(f"absent_{reason}", taking.name)
        strange = [one for one in codes if not _CODE.fullmatch(one)]
        if strange:
            wrong[name] = [
                f"{of}Здесь только номера или коды участников, без имён: {', '.join(strange)}."
            ]
        twice = sorted({one for one in codes if one in seen or codes.count(one) > 1})
        if twice:
            wrong.setdefault(name, []).append(f"{of}Номер назван дважды: {', '.join(twice)}.")
        seen |= set(codes)
    absent = taking.enrolled - taking.took_part
    if 0 <= absent < len(seen):
        wrong.setdefault("__all__", []).append(
            f"{of}Не участвовали {absent}, а номеров с причиной {len(seen)}."
        )


@transaction.atomic
def not_held(site: ProcedureSite, *, reason: str, by: Person) -> ProcedureSite:
    """The school did not hold the work on this day; its steps are no longer awaited."""
    require(by, "holding.prepare", site.school)
    if site.reported_at is not None:
        raise ValidationError("Участие уже записано: работа проведена.")
    if not reason.strip():
        raise ValidationError({"reason": "Напишите, почему работа не проводилась."})
    site.state, site.note = S.NOT_HELD, reason.strip()
    site.save(update_fields=["state", "note"])
    log("holding.not_held", site,
        f"{site.day.procedure}, {site.day}: не проводилась. {reason.strip()}", by=by,
        at=site.school)  # fmt: skip
    return site


@transaction.atomic
def held_again(site: ProcedureSite, *, by: Person) -> ProcedureSite:
    """«Not held» was a mistake."""
    require(by, "holding.prepare", site.school)
    if site.state == S.NOT_HELD:
        site.state, site.note = S.PLANNED, ""
        site.save(update_fields=["state", "note"])
        said = f"{site.day.procedure}, {site.day}: снова готовится"
        log("holding.planned_again", site, said, by=by, at=site.school)
    return site


@transaction.atomic
def record_incident(
    site: ProcedureSite, *, kind: str, at: time, text: str, measures: str = "", by: Person
) -> Incident:
    """What happened and what was done; whoever is in the school on the day may write it."""
    require(by, "holding.take_part", site.school)
    kinds = holding_rules().incidents
    if kind not in kinds:
        raise ValidationError({"kind": "Выберите, что случилось."})
    if site.day.day > timezone.localdate():
        raise ValidationError("Этот день ещё не наступил.")
    incident = Incident.objects.create(
        site=site, kind=kind, at=at, text=text.strip(), measures=measures.strip(), by=by
    )
    log("holding.incident", site,
        f"{site.day.procedure}, {site.day}: записано происшествие «{kinds[kind]}» "
        f"в {at:%H:%M}", by=by, at=site.school)  # fmt: skip
    return incident


@transaction.atomic
def complete_incident(incident: Incident, *, measures: str, by: Person) -> Incident:
    """What was done, written down later; what was written before stays."""
    require(by, "holding.take_part", incident.site.school)
    if not measures.strip():
        raise ValidationError({"measures": "Напишите, что сделали."})
    written = "\n".join(filter(None, (incident.measures, measures.strip())))
    if len(written) > INCIDENT_MOST:
        raise ValidationError({"measures": f"Вместе с прежним больше {INCIDENT_MOST} знаков."})
    incident.measures = written
    incident.save(update_fields=["measures"])
    log("holding.incident", incident.site,
        f"{incident.site.day.procedure}, {incident.site.day}: записано, что сделали",
        by=by, at=incident.site.school)  # fmt: skip
    return incident
