"""Acts of observation as documents of an office."""

from __future__ import annotations

from django.utils import timezone

from objektiv import russian
from objektiv.documents import office
from objektiv.web.models import Accreditation, Observation, ObservationRemark
from objektiv.web.queries.holding.sheet import by_phase, lines_of
from objektiv.web.queries.sheets import head_of

CLOSING = (
    "Акт записывает то, что видел наблюдатель, и время. Замечание — вопрос к организации, а не "
    "вывод о ней, об учителе или ученике: сначала отвечает организация."
)


def accreditation_of(observation: Observation) -> Accreditation | None:
    """The one under which it was observed."""
    day = observation.site.day.day
    known = observation.observer.accreditations.all()
    return next((one for one in known if one.starts <= day <= one.ends), None)


def observation_act(observation: Observation) -> office.Act:
    """The sheet with its times, the remarks and what the school answered."""
    site = observation.site
    day, school = site.day, site.school
    accreditation = accreditation_of(observation)
    observer = observation.observer.name
    under = f", удостоверение №\u00a0{accreditation.number}" if accreditation else ""
    remarks = list(observation.remarks.all())
    return office.Act(
        **head_of(school.parent),
        registered=f"№ ______ от {russian.long_date(day.day)}",
        title=f"Акт наблюдения: {school}, {day}",
        subject=f"общественного наблюдения: {day.procedure}, {day}",
        intro=(
            f"Организация: {school.name}.",
            f"День: {russian.long_date(day.day)}.",
            f"Наблюдатель: {observer}{under}.",
        ),
        parts=tuple(
            office.NotedPart(
                title=phase,
                rows=tuple(
                    office.Noted(
                        what=line.item.text,
                        said=line.said or "не записано",
                        when=_time(line.entry.at) if line.entry else "",
                    )
                    for line in lines
                ),
            )
            for phase, lines in by_phase(lines_of(observation))
        ),
        sections=(
            office.Section(
                title="Замечания и ответы организации",
                paragraphs=tuple(text for one in remarks for text in _remark(one))
                or ("Замечаний нет.",),
            ),
        ),
        closing=CLOSING,
        signatures=(
            office.Signature(
                role="Наблюдатель",
                name=russian.read_person(observer).signed if observation.observer.person else "",
            ),
            office.Signature(role="С актом ознакомлен, руководитель организации"),
        ),
    )


def _time(at) -> str:
    return f"{timezone.localtime(at):%H:%M}"


def _remark(one: ObservationRemark) -> tuple[str, ...]:
    said = f"{one.pk}. {_time(one.at)}. {one.text}"
    reply = f"Ответ организации: {one.reply}" if one.reply else "Ответа организации пока нет."
    return (said, reply)
