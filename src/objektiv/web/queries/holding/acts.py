"""Acts of observation and of second markings as documents of an office."""

from __future__ import annotations

from django.utils import timezone

from objektiv import russian
from objektiv.documents import office
from objektiv.web.models import (
    Accreditation,
    Observation,
    ObservationRemark,
    Recheck,
    RecheckPaper,
)
from objektiv.web.queries.holding.sheet import by_phase, lines_of
from objektiv.web.queries.sheets import council_signatures, head_of

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


def recheck_act(recheck: Recheck, papers: list[RecheckPaper]) -> office.Act:
    """First and second points of the school's works, and the outcome in its own words."""
    review = recheck.review
    school, day = review.school, timezone.localdate(recheck.recorded_at)
    rows = tuple(
        office.Noted(
            what=f"Работа №\u00a0{one.number}: {one.class_name}, код {one.pupil}",
            said=f"первая проверка — {one.score}, вторая — {_points(one)}",
            when=_change(one),
        )
        for one in sorted(papers, key=lambda one: one.number)
    )
    return office.Act(
        **head_of(school.parent),
        registered=f"№ ______ от {russian.long_date(day)}",
        title=f"Акт перепроверки: {review.work}, {school}",
        subject=f"второй проверки работ: {review.work}",
        intro=(
            f"Организация: {school.name}.",
            f"Перепроверка назначена {russian.long_date(timezone.localdate(recheck.ordered_at))}; "
            f"проверено работ организации: {len(papers)}.",
            "Работы проверены по номерам: ни организации, ни первых баллов проверяющие не видели.",
        ),
        parts=(office.NotedPart(title="Баллы", rows=rows),) if rows else (),
        sections=(office.Section(title="Итог", paragraphs=(recheck.outcome_text,)),),
        closing="Итог перепроверки — сравнение двух проверок. Он не говорит о том, кто и почему "
        "поставил баллы; организация вправе представить возражения.",
        signatures=council_signatures(school.parent, day),
    )


def _points(one: RecheckPaper) -> str:
    return "нет" if one.second_score is None else str(one.second_score)


def _change(one: RecheckPaper) -> str:
    return "" if one.second_score is None else russian.signed(one.second_score - one.score, 0)
