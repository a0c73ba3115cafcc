"""Paths of pupils a person may see, where each stands, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from objektiv.planning.debt import Kind, Position, State, Step, position
from objektiv.profiles.debt_rules import debt_rules
from objektiv.russian import add_working_days
from objektiv.web.models import (
    FamilyNotice,
    HelpCase,
    HelpStep,
    Organisation,
    Person,
    Role,
    RoleAssignment,
    RouteTask,
    SchoolClass,
    SchoolYear,
)
from objektiv.web.permissions import SCHOOL_MANAGERS, assignments
from objektiv.web.queries.pupils import children_of, low_works_of
from objektiv.web.queries.teaching.journals import (
    counting_pages,
    journal_of,
    journals_of,
    own_journals,
)
from objektiv.web.queries.teaching.norms import norms_of
from objektiv.web.queries.waiting import Waiting

if TYPE_CHECKING:
    from objektiv.analysis.attention import Attention


def cases_of(person: Person, school: Organisation):
    """Cases whose class and subject the person teaches; all of the school for its office."""
    condition = own_journals(person, school)
    found = HelpCase.objects.filter(school=school)
    return found.filter(condition) if condition is not None else found.none()


def cases_visible_to(person: Person):
    condition = Q(pk__in=[])
    own = {one.organisation_id for one in assignments(person)}
    for school in Organisation.objects.filter(pk__in=own, kind=Organisation.Kind.SCHOOL):
        mine = own_journals(person, school)
        if mine is not None:
            condition |= Q(school=school) & mine
    return HelpCase.objects.filter(condition).select_related("school", "school_year", "opened_by")


def steps_of(case: HelpCase) -> list[Step]:
    """The steps as `planning.debt` reads them."""
    return [plain_step(one) for one in case.steps.all()]


def plain_step(one: HelpStep) -> Step:
    return Step(Kind(one.kind), one.day, until=one.until, result=one.result, reason=one.reason,
                commission=len(one.members))  # fmt: skip


def position_of(case: HelpCase, today: date) -> Position:
    return position(steps_of(case), debt_rules(), today)


def worth_a_talk(
    person: Person, school: Organisation, year: SchoolYear, class_name: str, period: str
) -> list[Attention]:
    """Pupils of a class with reasons to talk, in the subjects the person teaches there."""
    from objektiv.analysis.attention import attention

    journals = journals_of(person, school, year).filter(class_name=class_name)
    found = journal_of(counting_pages(journals))
    if found is None:
        return []
    school_class = SchoolClass.objects.filter(
        school=school, school_year=year, name=class_name
    ).first()
    low = low_works_of(school_class) if school_class else {}
    return list(attention(found, norms_of(school, year), period, low_works=low))


def families_of(case: HelpCase) -> list[Person]:
    """Accounts that the school has linked with the pupil's code."""
    links = RoleAssignment.objects.on(timezone.localdate()).filter(
        organisation=case.school, role__in=(Role.PARENT, Role.PUPIL), pupil_code=case.pupil,
        school_class__school_year=case.school_year, school_class__name=case.class_name,
    )  # fmt: skip
    return list(Person.objects.filter(pk__in=links.values("person"), is_active=True))


def cases_of_family(person: Person):
    """Paths of the own children, for who is linked with their codes."""
    condition = Q(pk__in=[])
    for link in children_of(person):
        condition |= Q(
            school=link.organisation_id, school_year=link.school_class.school_year_id,
            class_name__in=link.school_class.names, pupil=link.pupil_code,
        )  # fmt: skip
    cases = HelpCase.objects.filter(condition).select_related("school_year")
    return cases.prefetch_related("notices", "route__given__task", "steps")


def notices_of_family(person: Person):
    return FamilyNotice.objects.filter(case__in=cases_of_family(person)).select_related("case")


def help_waiting(person: Person, today: date) -> Iterator[Waiting]:
    """Terms of debts and tries for the school's managers, of routes for who began them; what a
    family has to confirm."""
    own = [one.organisation_id for one in assignments(person) if one.role in SCHOOL_MANAGERS]
    cases = HelpCase.objects.filter(school__in=own).exclude(state__in=HelpCase.OVER)
    for case in cases.exclude(state=State.HELPING.value).select_related("school"):
        page, where = reverse("help_case", args=[case.pk]), case.school.title
        if case.planned:
            yield Waiting(f"Записать итог аттестации: {case}", where, page, case.planned,
                          key=f"helpcase:{case.pk}")  # fmt: skip
        elif case.state == State.DEBT.value:
            yield Waiting(f"Назначить аттестацию: {case}", where, page, case.deadline,
                          key=f"helpcase:{case.pk}")  # fmt: skip
        elif case.state == State.PARENTS.value:
            yield Waiting(f"Получить решение родителей: {case}", where, page, None)
    days = debt_rules()["notice_days"]
    for notice in FamilyNotice.objects.filter(case__in=cases, confirmed_at=None).select_related(
        "case__school"
    ):
        yield Waiting(
            f"Семья не подтвердила уведомление: {notice.case}",
            notice.case.school.title,
            reverse("help_case", args=[notice.case_id]),
            add_working_days(timezone.localdate(notice.sent_at), days),
        )
    lines = RouteTask.objects.filter(case__opened_by=person, due__isnull=False, done_on=None)
    mine = lines.filter(case__in=cases_visible_to(person).exclude(state__in=HelpCase.OVER))
    for line in mine.select_related("case__school"):
        yield Waiting(
            f"Подвести итог темы «{line}»: {line.case}",
            line.case.school.title,
            reverse("help_case", args=[line.case_id]),
            line.due,
        )
    if any(one.role == Role.PARENT for one in assignments(person)):
        for notice in notices_of_family(person).filter(confirmed_at=None):
            yield Waiting(f"Подтвердить, что прочитали: {notice}", "", reverse("my_help"), None)
