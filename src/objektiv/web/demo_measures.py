"""What follows from results in the invented district: recommendations, plans, what was done.

Last year several schools discussed criteria and checked each other's works, so that the page
«Помогло ли» has something to say. This year recommendations were sent; one school has signed,
taken points into its plan and begun. All of it goes through the actions that pages call.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from objektiv.simulation.demo import YEAR
from objektiv.web import demo_decisions
from objektiv.web.actions import measures, plans
from objektiv.web.actions import recommendations as act
from objektiv.web.actions.bodies import add_member, keep_body
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.outgoing import change_letterhead, explain_hole
from objektiv.web.forms.plans import DIRECTIONS
from objektiv.web.forms.recommendations import RATIONALE, TITLE
from objektiv.web.models import (
    Body,
    BodyMember,
    Measure,
    Organisation,
    Person,
    Plan,
    Recommendations,
)
from objektiv.web.queries.outgoing import holes_of
from objektiv.web.queries.plans import draft_plan_of
from objektiv.web.queries.recommendations import (
    analysed_works,
    past_points,
    schools_with_results,
)

TAKEN = 4  # points that the school took into its plan
GOALS = """Единые критерии оценивания во всех классах параллели
Дети и родители знают критерии до начала работы
Учителя вместе обсуждают, как оценивать развёрнутые ответы"""


def carry_out(
    district: Organisation,
    schools: Mapping[str, Organisation],
    heads: Mapping[str, Person],
    *,
    deputy: Person,
    own: str,
    strong: str,
    by: Person,
) -> None:
    """`heads` and `schools` by the words of the story, `own`: the school that takes points,
    `strong`: the one whose practice is published."""
    for words, school in schools.items():
        _last_year(school, heads[words], by)
    _list_of(district, by)
    _office(district, by)
    document = _recommendations(district, by)
    _taken(document, schools[own], heads[own], deputy)
    demo_decisions.carry_out(district, schools, heads, deputy=deputy, own=own, strong=strong, by=by)


def _last_year(school: Organisation, head: Person, by: Person) -> None:
    """A plan of the year before, with a measure that was finished and checked."""
    year = school_year_at(date(YEAR - 1, 9, 1))
    plan = plans.begin_plan(
        organisation=school,
        school_year=year,
        title=f"План мероприятий по повышению объективности оценивания, {year}",
        directions=DIRECTIONS,
        by=head,
    )
    second = plan.directions.get(position=1)
    measure = plans.add_measure(
        second,
        text="Взаимопроверка работ с соседней школой и обсуждение критериев на заседании ШМО",
        term="октябрь, апрель",
        responsibles=["руководители ШМО"],
        expected_result="Критерии применяются единообразно",
        kind="mutual_check",
        by=head,
    )
    plans.approve_plan(plan, order_number="64", order_date=date(YEAR - 1, 9, 1), by=head)
    file = SimpleUploadedFile("протокол ШМО.txt", "Пример подтверждения.".encode())
    measures.report_step(measure, state="done", text="Проведено дважды.", files=[file], by=head)
    measures.check_measure(measure, done=True, text="Протоколы есть.", by=by)


def _list_of(district: Organisation, by: Person) -> Plan:
    """The recommended list that schools take over."""
    year = school_year_at(timezone.localdate())
    plan = plans.begin_plan(
        organisation=district,
        school_year=year,
        title=f"Рекомендуемый перечень мероприятий для планов школ, {year}",
        kind="list",
        directions=DIRECTIONS,
        by=by,
    )
    for position, text, term, kind in (
        (0, "Семинар по критериальному и формирующему оцениванию", "ноябрь, март", "training"),
        (1, "Общественное наблюдение на каждой процедуре",
         "в соответствии с графиком оценочных процедур", "observers"),
        (1, "Инструктаж организаторов и экспертов",
         "не позднее 1 рабочего дня до проведения процедуры", "observers"),
        (2, "Родительское собрание о целях и критериях процедур", "октябрь, апрель", "parents"),
    ):  # fmt: skip
        plans.add_measure(
            plan.directions.get(position=position),
            text=text,
            term=term,
            kind=kind,
            responsibles=["заместитель директора по УВР"],
            by=by,
        )
    return plans.approve_plan(plan, order_number="211", order_date=date(year.start, 9, 10), by=by)


COUNCIL = (
    (BodyMember.Duty.CHAIR, "Кузьмина Ирина Андреевна"),
    (BodyMember.Duty.MEMBER, "Гаренских Игорь Викторович"),
    (BodyMember.Duty.MEMBER, "Якимова Галина Юрьевна"),
    (BodyMember.Duty.SECRETARY, "Коньгина Мария Валерьевна"),
)


def _office(district: Organisation, by: Person) -> None:
    """Letterhead, who signs, and how numbers look; those before were given on paper."""
    since = timezone.localdate() - timedelta(days=60)
    office = keep_body(
        district, kind=Body.Kind.OFFICE, name="Управление образования Ручейского округа", by=by
    )
    add_member(office, who="Порвина Елена Борисовна", position="начальник управления образования",
               duty=BodyMember.Duty.HEAD, starts=since, by=by)  # fmt: skip
    council = keep_body(
        district, kind=Body.Kind.COUNCIL, name="Координационный совет по оценке качества", by=by
    )
    for duty, who in COUNCIL:
        add_member(council, who=who, duty=duty, starts=since, by=by)
    change_letterhead(
        district,
        above="Администрация Ручейского округа",
        contacts="ул. Пионерская, д. 28, г. Ручейск; тел. 5-44-68",
        pattern="01-15/{n}",
        by=by,
    )


def _recommendations(district: Organisation, by: Person) -> Recommendations:
    """This year's document, checked and sent three weeks ago."""
    works = [one for one in analysed_works(district) if one.year == YEAR]
    today = timezone.localdate()
    document = act.draft_by_rules(
        organisation=district,
        works=works,
        schools=list(schools_with_results(district, works)),
        school_year=school_year_at(today),
        title=TITLE,
        rationale=RATIONALE,
        by=by,
    )
    if past_points(document, today).exists():
        term = today + timedelta(days=40)
        act.renew_terms(document, term=f"до {term:%d.%m.%Y} г.", by=by)
    act.approve_recommendations(document, by=by)
    dated = today - timedelta(days=21)
    act.send_recommendations(document, number="01-15/37", dated=dated, by=by)
    (before,) = holes_of(district, dated.year)
    reason = "Присвоены в бумажном журнале до начала работы в системе."
    explain_hole(district, dated.year, before, reason=reason, by=by)
    return document


def _taken(document: Recommendations, school: Organisation, head: Person, deputy: Person) -> None:
    addressee = document.addressees.get(school=school)
    act.sign_for(addressee, by=head)
    own = document.points.filter(school=school, left_out="")
    others = document.points.filter(school=None, left_out="")
    for point in [*own, *others][:TAKEN]:
        act.accept_point(point, school, responsibles=[deputy], by=deputy)
    Plan.objects.filter(
        organisation=school, school_year=document.school_year, state=Plan.State.DRAFT
    ).update(goals=GOALS)
    plan = draft_plan_of(school, document.school_year)
    plans.approve_plan(
        plan, order_number="87", order_date=document.dated + timedelta(days=7), by=head
    )
    begun = Measure.objects.filter(direction__plan=plan).order_by("id").first()
    measures.report_step(
        begun, state="doing", text="Комиссия создана приказом, дата назначена.",
        by=deputy,
    )  # fmt: skip
