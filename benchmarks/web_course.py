"""What follows from results, in one district of the installation that `web_pages.py` measures.

Schools are asked and answer, re-checks are ordered, recommendations are sent and go into plans:
so that pages about it have rows too. All of it through the actions that pages call.
"""

from __future__ import annotations

from datetime import date, timedelta

SCHOOLS, REVIEWS, MEETINGS = 40, 30, 60


def follow_up() -> None:
    from django.utils import timezone

    from objektiv.web import demo_measures
    from objektiv.web.actions import evaluation, meetings, practices, procedures, reviews
    from objektiv.web.actions.organisations import school_year_at
    from objektiv.web.models import Finding, Organisation, Person, Role, RoleAssignment

    today = timezone.localdate()
    year = school_year_at(today)
    region = Organisation.objects.get(kind="region")
    first = Organisation.objects.filter(kind="school").first()
    by, head = (Person.objects.get(email=f"{one}@bench.example") for one in ("district", "head"))

    def person(name: str, role: str, school: Organisation) -> Person:
        made = Person.objects.create_user(f"{name}@bench.example", "bench", surname=name, name="Б")
        RoleAssignment.objects.create(person=made, organisation=school, role=role)
        return made

    schools = list(Organisation.objects.filter(parent=first.parent, kind="school")[:SCHOOLS])
    heads = {
        one.pk: head if one == first else person(f"head{one.pk}", Role.HEAD, one) for one in schools
    }
    demo_measures.carry_out(
        first.parent,
        {str(one.pk): one for one in schools},
        {str(key): one for key, one in heads.items()},
        deputy=person("deputy", Role.DEPUTY, first),
        own=str(first.pk),
        by=by,
    )
    term = today + timedelta(days=14)
    asked = Finding.objects.filter(school__in=schools, class_name="", analysis__current=True)
    own = list(asked.filter(school=first)[:2])
    others = list(asked.filter(verdict="verify").exclude(school=first)[:REVIEWS])
    for number, finding in enumerate([*own, *others]):
        review = reviews.ask_school(finding, reply_by=term, by=by)
        if number % 2 == 0:
            reviews.reply(review, text="Работы проверяла комиссия.", files=[],
                          by=heads[finding.school_id])  # fmt: skip
        if number % 4 == 0:
            reviews.decide(review, kind="recheck", reason="Ответит вторая проверка.", works=13,
                           due=term, by=by)  # fmt: skip
    for day in range(MEETINGS):
        meetings.plan_meeting(
            organisation=first, kind="pedagogical", title=f"Педсовет {day + 1}",
            day=today + timedelta(days=day), by=head,
        )  # fmt: skip
    evaluation.start_sheet(first, year, by=head)
    practice = practices.invite_school(first, year, kind="mutual_check", by=by)
    practices.describe(
        practice, title="Взаимопроверка", text="Раз в четверть.", subject="", skills="",
        named=True, files=[], by=head,
    )  # fmt: skip
    procedures.create_procedure(
        organiser=region, kind="ВПР", year=2026, due=date(2026, 12, 20), note="",
        by=Person.objects.get(email="region@bench.example"),
    )  # fmt: skip
