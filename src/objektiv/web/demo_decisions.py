"""What was decided in the invented district: meetings with minutes, an assessed evaluation sheet,
numbers in the registers, a practice, and measures of last year of which something can be said.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from statistics import linear_regression

from django.utils import timezone

from objektiv.profiles import evaluation_rules
from objektiv.simulation.demo import YEAR
from objektiv.web.actions import evaluation, leaflets, meetings, practices
from objektiv.web.actions.interviews import plan_interviews
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.outgoing import enter_outgoing
from objektiv.web.models import (
    Body,
    Direction,
    Measure,
    Meeting,
    MeetingDecision,
    Organisation,
    Person,
    Plan,
)
from objektiv.web.queries.effects import changes_in
from objektiv.web.queries.evaluation import criteria_in
from objektiv.web.queries.interviews import talks_of
from objektiv.web.queries.organisations import schools_below

Level, Sort = MeetingDecision.Level, MeetingDecision.Sort
LINK = "https://school.example/vsoko/"


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
    """`schools`, `heads` by the words of the story; `own`: whose council met, `strong`: whose
    practice is published."""
    _trained(district, by)
    _council(district, by)
    _school_council(schools[own], heads[own], deputy)
    _sheet(schools[own], heads[own], by)
    _practice(schools[strong], heads[strong], by)
    _papers(district, by)


def _trained(district: Organisation, by: Person) -> None:
    """Last year's training in schools that nobody signs in to: rows alone, no people act there.

    They rose more than schools like them, as if it had helped: the page of effects has an estimate
    to read, and somebody may be asked for a practice.
    """
    year = school_year_at(date(YEAR - 1, 9, 1))
    top = district.line()[0]
    changes = changes_in(top, year)
    known = [one for one in schools_below(district).order_by("pk") if one.pk in changes]
    slope, _ = linear_regression(
        [one.before for one in changes.values()], [one.after for one in changes.values()]
    )
    known.sort(key=lambda one: changes[one.pk].after - slope * changes[one.pk].before)
    for school in known[-5:]:
        plan, new = Plan.objects.get_or_create(
            organisation=school, school_year=year, kind=Plan.Kind.PLAN,
            defaults={"title": f"План мероприятий, {year}", "made_by": by,
                      "state": Plan.State.APPROVED},
        )  # fmt: skip
        direction = (
            Direction.objects.create(plan=plan, title="Компетентность педагогов")
            if new
            else plan.directions.order_by("position")[0]
        )
        Measure.objects.create(
            direction=direction,
            text="Курс по критериальному оцениванию с разбором своих работ",
            due={"text": "октябрь – март"},
            kind="training",
            state=Measure.State.CHECKED,
        )


def _council(district: Organisation, by: Person) -> None:
    """The council of the district met last week and will meet again."""
    today = timezone.localdate()
    council = Body.objects.get(organisation=district, kind=Body.Kind.COUNCIL)
    held = meetings.plan_meeting(
        organisation=district,
        kind=Meeting.Kind.COUNCIL,
        body=council,
        title="Итоги оценочных процедур и меры на учебный год",
        day=today - timedelta(days=9),
        starts=time(14),
        where="Управление образования, зал заседаний",
        by=by,
    )
    first = meetings.add_question(
        held, title="О согласованности результатов проверочных работ", speaker="Рощина А. И.", by=by
    )
    second = meetings.add_question(held, title="О мерах, которые помогли в прошлом году", by=by)
    meetings.invite(held, by=by)
    meetings.write_minutes(
        held,
        number="1",
        dated=held.day,
        came=list(held.participants.values_list("pk", flat=True)),
        heard={
            first.pk: "Результаты большинства школ согласуются. По отдельным работам ведётся "
            "рассмотрение; решений до пояснений школ не принимается.",
            second.pk: "Школы, где педагоги разбирали свои работы на курсе, рассказали, как это "
            "было устроено. Оценка эффекта по региону с интервалом показана на экране.",
        },
        by=by,
    )
    for item, text, level, sort, term in (
        (first, "Обсуждать критерии коллегиально до начала проверки в каждой школе",
         Level.ASSOCIATION, Sort.OVERCOME, "в течение учебного года"),
        (second, "Провести семинар, на котором школы покажут разбор работ",
         Level.ADMINISTRATION, Sort.SPREAD, "февраль"),
        (second, "Посетить уроки коллег по теме критериального оценивания",
         Level.TEACHER, Sort.SPREAD, "ноябрь, март"),
    ):  # fmt: skip
        meetings.decide(
            held, item=item, text=text, level=level, sort=sort, term=term,
            responsibles="руководители ГМО", kind="exchange", by=by,
        )  # fmt: skip
    meetings.sign_minutes(held, by=by)
    coming = meetings.plan_meeting(
        organisation=district,
        kind=Meeting.Kind.COUNCIL,
        body=council,
        title="Ход выполнения адресных рекомендаций",
        day=today + timedelta(days=12),
        starts=time(14),
        by=by,
    )
    meetings.add_question(coming, title="О школах, которые приняли рекомендации", by=by)
    meetings.invite(coming, by=by)


def _school_council(school: Organisation, head: Person, deputy: Person) -> None:
    """The педсовет of the school; its decision stands in the plan. Interviews are on the way."""
    today = timezone.localdate()
    held = meetings.plan_meeting(
        organisation=school,
        kind=Meeting.Kind.PEDAGOGICAL,
        title="Итоги проверочных работ и объективность оценивания",
        day=today - timedelta(days=5),
        by=head,
    )
    meetings.call_people(held, people=[head, deputy], chair=head, secretary=deputy, by=head)
    item = meetings.add_question(held, title="О расхождении отметок журнала и работы", by=head)
    meetings.write_minutes(
        held,
        number="2",
        dated=held.day,
        came=list(held.participants.values_list("pk", flat=True)),
        heard={item.pk: "Заместитель директора показала сравнение по классам. Учителя предложили "
               "обсуждать критерии до проверки."},
        by=head,
    )  # fmt: skip
    decision = meetings.decide(
        held, item=item, text="Обсуждать критерии на заседании ШМО до каждой проверки",
        level=Level.ASSOCIATION, sort=Sort.OVERCOME, term="в течение учебного года",
        people=[deputy], kind="mutual_check", by=head,
    )  # fmt: skip
    meetings.sign_minutes(held, by=head)
    meetings.into_plan(decision, by=head)
    talks = talks_of(school, school_year_at(today))
    plan_interviews(
        school, people=[one.person for one in talks[:1]], day=today + timedelta(days=3), by=head
    )


def _sheet(school: Organisation, head: Person, by: Person) -> None:
    """The school's sheet, assessed; one score from above differs and says why."""
    rules = evaluation_rules()
    sheet = evaluation.start_sheet(school, school_year_at(timezone.localdate()), by=head)
    criteria = criteria_in(sheet)
    for n, one in enumerate(criteria):
        score = rules.highest if n % 3 else 1
        evaluation.give_score(sheet, one.code, score=score, ground="Размещено на сайте.",
                              link=LINK, by=head)  # fmt: skip
    evaluation.submit_sheet(sheet, by=head)
    for n, one in enumerate(criteria):
        given = rules.highest if n % 3 else 1
        differs = n == 1
        evaluation.give_score(
            sheet, one.code, score=given - differs,
            ground="На сайте прежняя редакция документа." if differs else "", by=by,
        )  # fmt: skip
    evaluation.close_sheet(sheet, by=by)


def _practice(school: Organisation, head: Person, by: Person) -> None:
    practice = practices.invite_school(
        school, school_year_at(date(YEAR - 1, 9, 1)), kind="mutual_check",
        ground="Школа завершила меру.", by=by,
    )  # fmt: skip
    practices.describe(
        practice,
        title="Три работы за двадцать минут: как договориться о критериях",
        text="До начала проверки учителя вместе разбирают три работы разного уровня и "
        "записывают, что засчитывается. Спорное решает не старший, а критерий.\n\n"
        "Запись решений хранится в ШМО: в следующем году к ней возвращаются.",
        subject="Математика",
        skills="критерии оценивания, обоснование решения",
        named=True,
        by=head,
    )
    practices.publish_practice(practice, by=by)


def _papers(district: Organisation, by: Person) -> None:
    """Two letters that went out, and a leaflet that schools see."""
    today = timezone.localdate()
    for number, days, title in (
        ("01-15/38", 16, "О перечне мероприятий, рекомендуемых к включению в планы школ"),
        ("01-15/39", 6, "О направлении протокола заседания координационного совета"),
    ):
        enter_outgoing(
            district, number=number, dated=today - timedelta(days=days), title=title,
            addressees="Руководителям образовательных организаций", performer=by.full_name, by=by,
        )  # fmt: skip
    leaflet = leaflets.begin_leaflet(
        district, readers="parents", topic="procedure", procedure=f"ВПР {YEAR + 1} года", by=by
    )
    leaflets.change_leaflet(leaflet, title=leaflet.title, text=leaflet.text, shared=True, by=by)
