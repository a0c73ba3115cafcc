"""What stands in each document that goes out: from the tables to `objektiv.documents.office`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from objektiv import russian
from objektiv.documents import office
from objektiv.schema import recommendations as schema
from objektiv.web.models import (
    Addressee,
    Body,
    BodyMember,
    Decision,
    Meeting,
    Organisation,
    Outgoing,
    Person,
    PlaceReport,
    Plan,
    Recommendations,
    Review,
)
from objektiv.web.queries.meetings import minutes_of
from objektiv.web.queries.outgoing import Address, addresses_of, letterhead_of
from objektiv.web.queries.plans import by_direction, measures_of

CLOSING = (
    "Признак необъективности — повод для проверки, а не вывод об организации, учителе или "
    "ученике. Организация вправе представить пояснения; они рассматриваются до принятия решений."
)
NAMED_WORKS = 2  # more are counted, not listed, in the heading
TO_ALL = "Руководителям образовательных организаций"


def registered(number: str, dated: date | None) -> str:
    if not number or dated is None:
        return office.UNNUMBERED
    return f"№\u00a0{number} от {russian.long_date(dated)}"


def _term(due: dict) -> str:
    """A term in words; «г.» stays with its year."""
    return str(due.get("text", "")).replace(" г.", "\u00a0г.")


def head_of(place: Organisation) -> dict:
    """Letterhead: the office of a municipality under its own name, a school under its."""
    kept = letterhead_of(place)
    office_ = Body.objects.filter(
        organisation=place, kind=Body.Kind.OFFICE, closed_on__isnull=True
    ).first()
    return {
        "organisation": office_.name if office_ else place.name,
        "above": tuple(line.strip() for line in kept.above.splitlines() if line.strip()),
        "contacts": kept.contacts,
    }


# --- Who signs ----------------------------------------------------------------------------


def _members(place: Organisation, kind: Any, day: date) -> list[BodyMember]:
    return list(
        BodyMember.objects.filter(
            Q(ends__isnull=True) | Q(ends__gte=day),
            starts__lte=day,
            body__organisation=place,
            body__kind=kind,
            body__closed_on__isnull=True,
        )
        .select_related("body", "person")
        .order_by("body_id", "starts", "id")
    )


DUTY = BodyMember.Duty
SIGNED_BY_COUNCIL = {
    DUTY.CHAIR: "Председатель",
    DUTY.DEPUTY: "Заместитель председателя",
    DUTY.MEMBER: "Член",
    DUTY.SECRETARY: "Секретарь",
}


def council_signatures(place: Organisation, day: date) -> tuple[office.Signature, ...]:
    """Chair, deputy, members, secretary of the council of the place; blank lines without one."""
    members = _members(place, Body.Kind.COUNCIL, day)
    chair = next((one for one in members if one.duty == DUTY.CHAIR), None)
    if chair is None:
        roles = ("Председатель комиссии", "Член комиссии", "Член комиссии", "Секретарь комиссии")
        return tuple(office.Signature(role=role) for role in roles)
    name = chair.body.name
    of = russian.decline_organisation(name[:1].lower() + name[1:], "genitive").text
    short = "комиссии" if "комисси" in name.lower() else "совета"
    mine = [one for one in members if one.body_id == chair.body_id]
    return tuple(
        office.Signature(
            role=f"{role} {of if duty == DUTY.CHAIR else short}",
            name=russian.read_person(one.name).signed,
        )
        for duty, role in SIGNED_BY_COUNCIL.items()
        for one in mine
        if one.duty == duty
    )


def head_signature(place: Organisation, day: date) -> tuple[office.Signature, ...]:
    """Who signs letters and orders of the place."""
    if place.is_school:
        (address,) = addresses_of([place], day)
        name = russian.read_person(address.head.full_name).signed if address.head else ""
        return (office.Signature(role="Директор", name=name),)
    heads = [one for one in _members(place, Body.Kind.OFFICE, day) if one.duty == DUTY.HEAD]
    if not heads:
        return (office.Signature(role="Руководитель"),)
    one = heads[0]
    role = one.position or "Руководитель"
    return (office.Signature(role=role[:1].upper() + role[1:],
                             name=russian.read_person(one.name).signed),)  # fmt: skip


# --- Recommendations ----------------------------------------------------------------------


def recommendation_sheets(
    document: Recommendations, addressees: Iterable[Addressee], day: date
) -> list[office.AddressedRecommendations]:
    """A document for each school, with the points to all and its own; it names no other school."""
    addressees = list(addressees)
    points: dict[int | None, list[schema.Recommendation]] = {}
    for one in document.points.filter(left_out=""):
        points.setdefault(one.school_id, []).append(
            schema.Recommendation(
                one.rule,
                "school" if one.school_id else "all",
                one.direction,
                one.addressee,
                one.ground,
                one.text,
                _term(one.due),
                one.expected_result,
                one.checked_by,
            )
        )
    common = {
        **head_of(document.organisation),
        "registered": registered(document.number, document.dated),
        "title": document.title,
        "subject": _subject(document),
        "basis": document.basis,
        "relevance": tuple(
            line.strip() for line in document.rationale.splitlines() if line.strip()
        ),
        "closing": CLOSING,
        "signatures": council_signatures(document.organisation, day),
        "performer": document.made_by.full_name,
        "source": document.source,
    }
    addresses = addresses_of((one.school for one in addressees), day)
    return [
        office.AddressedRecommendations(
            **common,
            addressee=address.text,
            blocks=office.blocks_of(points.get(one.school_id, []) + points.get(None, [])),
        )
        for one, address in zip(addressees, addresses, strict=True)
    ]


def _subject(document: Recommendations) -> str:
    works = [one.title for one in document.works.all()]
    if not works:
        return document.title
    if len(works) <= NAMED_WORKS:
        return f"по результатам: {'; '.join(works)}"
    return f"по результатам {russian.counted(len(works), 'работы', 'работ', 'работ')}"


def cover_sheet(document: Recommendations, day: date) -> office.CoverLetter:
    """The letter with which the recommendations go out to all addressees."""
    n = document.addressees.count()
    return office.CoverLetter(
        **head_of(document.organisation),
        registered=registered(document.number, document.dated),
        addressee=TO_ALL,
        title="О направлении адресных рекомендаций",
        paragraphs=(
            f"Направляем адресные рекомендации: «{document.title}». Каждая организация получает "
            "свой документ с рекомендациями всем организациям и отдельно ей.",
            "Просим подтвердить получение, внести рекомендации в план мероприятий или сообщить, "
            "почему это не требуется.",
        ),
        appendices=(
            "Адресные рекомендации, в 1 экз. каждой организации "
            f"({russian.counted(n, 'организация', 'организации', 'организаций')}).",
        ),
        signatures=head_signature(document.organisation, day),
        performer=document.made_by.full_name,
    )


# --- Plan and its order -------------------------------------------------------------------


def plan_sheet(plan: Plan, day: date) -> office.PlanAppendix:
    order = registered(plan.order_number, plan.order_date)
    return office.PlanAppendix(
        organisation=plan.organisation.name,
        title=plan.title,
        registered=order,
        appendix=f"Приложение к приказу\n{plan.organisation.name}\n{order}",
        goals=tuple(one.strip() for one in plan.goals.splitlines() if one.strip()),
        directions=tuple(
            office.MeasuresOfDirection(
                title=f"{i}. {title}",
                measures=tuple(_planned(one, f"{i}.{j}") for j, one in enumerate(measures, 1)),
            )
            for i, (title, measures) in enumerate(by_direction(measures_of(plan)), 1)
        ),
        signatures=head_signature(plan.organisation, day),
    )


def _planned(measure, number: str) -> office.PlannedMeasure:
    return office.PlannedMeasure(
        number=number,
        text=measure.text,
        term=_term(measure.due),
        responsibles=", ".join(str(one) for one in measure.responsibles.all()),
        participants=measure.participants,
        expected_result=measure.expected_result,
    )


def order_sheet(plan: Plan, day: date) -> office.Order:
    """The order by which a plan is approved."""
    title = plan.title[:1].lower() + plan.title[1:]
    people = sorted({str(one) for measure in measures_of(plan)
                     for one in measure.responsibles.all()})  # fmt: skip
    clauses = (
        f"Утвердить {title} (приложение).",
        "Ответственным за мероприятия обеспечить их выполнение в установленные сроки.",
        "Контроль исполнения приказа оставляю за собой.",
    )
    return office.Order(
        **head_of(plan.organisation),
        registered=registered(plan.order_number, plan.order_date),
        place=letterhead_of(plan.organisation).town,
        title=f"Об утверждении документа «{plan.title}»",
        preamble="В целях повышения объективности и качества оценивания образовательных "
        "результатов",
        clauses=tuple(office.Clause(number=i, text=text) for i, text in enumerate(clauses, 1)),
        appendices=(f"{plan.title}, в 1 экз.",),
        acquainted=tuple(people),
        signatures=head_signature(plan.organisation, day),
    )


# --- Review -------------------------------------------------------------------------------


def review_sheet(review: Review, day: date) -> office.CoverLetter:
    """The letter to the school: the latest decision, or the question while there is none."""
    sender = review.school.parent
    decision = review.decisions.order_by("-id").select_related("by").first()
    entry = Outgoing.objects.filter(review=review, cancelled_because="").order_by("-id").first()
    (address,) = addresses_of([review.school], day)
    return office.CoverLetter(
        **head_of(sender),
        registered=registered(entry.number, entry.dated) if entry else office.UNNUMBERED,
        addressee=address.text,
        greeting=_greeting(address),
        title=f"О результатах: {review.work.title}",
        paragraphs=_decided(review, decision) if decision else _asked(review),
        signatures=head_signature(sender, day),
        performer=(decision.by if decision else review.opened_by).full_name,
    )


def _greeting(address: Address) -> str:
    """«Уважаемая Анна Ивановна!», where the patronymic tells how to say it."""
    head = address.head
    gender = russian.gender_of(russian.read_person(head.full_name)) if head else ""
    if head is None or not gender or not head.patronymic:
        return ""
    word = "Уважаемая" if gender == "female" else "Уважаемый"
    return f"{word} {head.name} {head.patronymic}!"


def _asked(review: Review) -> tuple[str, ...]:
    return (
        f"Результаты вашей организации ({review.work.title}) отличаются от ожидаемых и требуют "
        "проверки. Это не вывод об организации, учителе или ученике.",
        f"Просим представить пояснения до {russian.long_date(review.reply_by)} включительно. "
        "Решение будет принято после их рассмотрения.",
    )


def _decided(review: Review, decision: Decision) -> tuple[str, ...]:
    reason = [line.strip() for line in decision.reason.splitlines() if line.strip()]
    return (
        f"Рассмотрены результаты вашей организации ({review.work.title}) и представленные "
        f"пояснения. Принято решение: {decision.get_kind_display()}.",
        *reason,
        "Вопросы по решению можно направить исполнителю этого письма.",
    )


# --- Meeting, certificate -----------------------------------------------------------------


def minutes_sheet(meeting: Meeting) -> office.Minutes:
    """The minutes of a meeting with attendance, agenda and decisions."""
    kept = minutes_of(meeting)
    came, called = len(kept.present), len(kept.present) + len(kept.absent)
    signed = [("Председатель", kept.chair), ("Секретарь", kept.secretary)]
    return office.Minutes(
        **head_of(meeting.organisation),
        title=f"{_genitive(kept.kind)}: {kept.title}",
        registered=registered(kept.number, kept.dated or kept.day)
        if kept.number
        else f"№ ______ от {russian.long_date(kept.day)}",
        chair=kept.chair,
        secretary=kept.secretary,
        present=tuple(_named(*one) for one in kept.present),
        absent=tuple(_named(*one) for one in kept.absent),
        invited=tuple(_named(*one) for one in kept.guests),
        attendance=f"Присутствовали {came} из {called}." if called else "",
        questions=tuple(
            office.Question(
                number=one.number,
                title=one.title,
                heard=f"{one.speaker.rstrip('.')}. {one.heard}".strip()
                if one.speaker
                else one.heard,
                resolved=tuple(
                    office.Resolved(
                        number=it.number, text=it.text, responsibles=it.responsibles, term=it.term
                    )
                    for it in one.decisions
                ),
            )
            for one in kept.items
        ),
        signatures=tuple(
            office.Signature(role=role, name=russian.read_person(name).signed if name else "")
            for role, name in signed
        ),
    )


def _named(name: str, position: str) -> str:
    return f"{name}, {position}" if position else name


def _genitive(kind: str) -> str:
    """«заседания совета», after «протокол»."""
    return russian.decline_organisation(kind, "genitive").text


MARKS = ("2", "3", "4", "5")
JOURNAL = ("Понизили", "Подтвердили", "Повысили")


def certificate_sheet(report: PlaceReport, answer: str, by: Person) -> office.Certificate:
    """Certificate of an analysis for a place: what the report says, with its figures."""
    place, work, facts = report.organisation, report.analysis.work, report.facts
    figures = [office.Figure(name="Участников", value=russian.integer(report.n))]
    for names, key in ((MARKS, "marks"), (JOURNAL, "journal")):
        counts = facts.get(key) or []
        if total := sum(counts):
            figures += [
                office.Figure(
                    name=f"Отметка «{name}»" if key == "marks" else f"{name} отметку журнала",
                    value=russian.integer(count),
                    compared=russian.share(count / total),
                )
                for name, count in zip(names, counts, strict=True)
            ]
    analysis = report.analysis
    return office.Certificate(
        **head_of(place),
        title=f"Справка: {work.title}",
        subject=f"по итогам анализа: {work.title}",
        purpose="оценить результаты и их согласованность с результатами других организаций.",
        figures=tuple(figures),
        conclusions=tuple(one for one in (answer,) if one),
        signatures=head_signature(place, timezone.localdate()),
        performer=by.full_name,
        source=f"Метод {analysis.method}; профиль {analysis.profile}; данные "
        f"{analysis.data_hash[:12]}; начальное число {analysis.seed}.",
    )
