"""Many organisations or many people at once, from a list: first what would happen, then it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from objektiv.russian import counted
from objektiv.web.actions.audit import log
from objektiv.web.actions.people import check_role, invite
from objektiv.web.models import (
    Invitation,
    Organisation,
    Person,
    Role,
    SchoolClass,
    SchoolYear,
    Subject,
)
from objektiv.web.permissions import may_give, require
from objektiv.web.queries.organisations import schools_below

Row = Mapping[str, str]
NEW, CHANGED, SAME = "new", "changed", "same"
FIELDS = ("name", "short_name", "code", "category", "address")
MOST_INVITED = 300  # letters at once
# What people call a role, beside its full name.
SHORT_ROLES: dict[str, Any] = {
    "директор": Role.HEAD,
    "руководитель": Role.HEAD,
    "завуч": Role.DEPUTY,
    "заместитель директора": Role.DEPUTY,
    "наблюдатель": Role.OBSERVER,
    "родитель": Role.PARENT,
    "законный представитель": Role.PARENT,
}


@dataclass
class Line:
    """What a row would do."""

    row: str
    organisation: Organisation
    what: str
    changes: str = ""


@dataclass
class Plan:
    lines: list[Line]
    districts: list[Organisation]  # that are not there yet
    problems: list[str]

    def count(self, what: str) -> int:
        return sum(one.what == what for one in self.lines)


def plan_organisations(place: Organisation, rows: Sequence[Row], *, by: Person) -> Plan:
    """Schools that a list adds or changes below a region or municipality; nothing is written.

    A school is known by its login, else by its name in its municipality. Every complaint comes.
    """
    require(by, "organisation.manage", place)
    plan = Plan([], [], [])
    districts = {
        one.name.casefold(): one
        for one in Organisation.objects.within(place.path).filter(
            kind=Organisation.Kind.MUNICIPALITY
        )
    }
    schools = list(
        Organisation.objects.within(place.path)
        .filter(kind=Organisation.Kind.SCHOOL)
        .select_related("parent")
    )
    by_code = {one.code.casefold(): one for one in schools if one.code}
    by_name = {(one.parent_id, one.name.casefold()): one for one in schools}
    foreign = set(
        Organisation.objects.exclude(code="")
        .exclude(pk__in=[one.pk for one in schools])
        .values_list("code", flat=True)
    )
    seen: dict[Any, str] = {}
    for row in rows:
        name, code = " ".join(row.get("name", "").split()), row.get("code", "").strip().lower()
        at = f"Строка {row['row']}"
        if not name:
            plan.problems.append(f"{at}: нет названия школы.")
            continue
        if len(name) > 500 or len(code) > 60:
            plan.problems.append(f"{at}: название длиннее 500 знаков или логин длиннее 60.")
            continue
        parent = _district(place, row, districts, plan, at)
        if parent is None:
            continue
        if code in foreign:
            plan.problems.append(f"{at}: логин {code} указан у организации вне вашего списка.")
            continue
        for key in ((parent.name.casefold(), name.casefold()), code or None):
            if key and key in seen:
                plan.problems.append(f"{at}: то же, что в строке {seen[key]} («{name}»).")
                break
            if key:
                seen[key] = row["row"]
        else:
            known = by_code.get(code) if code else None
            known = known or by_name.get((parent.pk, name.casefold()))
            plan.lines.append(_line(row, known, parent, plan))
    return plan


def _district(
    place: Organisation, row: Row, districts: dict[str, Organisation], plan: Plan, at: str
) -> Organisation | None:
    """The municipality of a row; one that a region does not have yet would be made."""
    name = " ".join(row.get("parent", "").split())
    if place.kind == Organisation.Kind.MUNICIPALITY:
        if name and name.casefold() != place.name.casefold():
            plan.problems.append(f"{at}: муниципалитет «{name}», а список — для «{place}».")
            return None
        return place
    if not name:
        plan.problems.append(f"{at}: не указан муниципалитет.")
        return None
    if name.casefold() not in districts:
        made = Organisation(parent=place, kind=Organisation.Kind.MUNICIPALITY, name=name)
        districts[name.casefold()] = made
        plan.districts.append(made)
    return districts[name.casefold()]


def _line(row: Row, known: Organisation | None, parent: Organisation, plan: Plan) -> Line:
    given = {field: " ".join(row.get(field, "").split()) for field in FIELDS}
    given["code"] = given["code"].lower()
    if known is None:
        made = Organisation(parent=parent, kind=Organisation.Kind.SCHOOL, **given)
        return Line(row["row"], made, NEW)
    if known.parent_id != parent.pk:
        plan.problems.append(
            f"Строка {row['row']}: «{known}» сейчас в муниципалитете «{known.parent}». "
            "Переведите её на странице школы: с датой и основанием."
        )
    # An empty cell says nothing: what is known stays.
    new = {field: text for field, text in given.items() if text and text != getattr(known, field)}
    told = "; ".join(f"{getattr(known, field) or '—'} → {text}" for field, text in new.items())
    for field, text in new.items():
        setattr(known, field, text)
    return Line(row["row"], known, CHANGED if new else SAME, told)


@transaction.atomic
def import_organisations(place: Organisation, rows: Sequence[Row], *, by: Person) -> Plan:
    """Carry out what `plan_organisations` shows; all of it or, with a complaint, nothing."""
    plan = plan_organisations(place, rows, by=by)
    if plan.problems:
        raise ValidationError(plan.problems)
    for one in plan.districts:
        one.save()
    new = [one.organisation for one in plan.lines if one.what == NEW]
    for one in new:
        one.parent_id = one.parent.pk
    made = Organisation.objects.bulk_create(new, batch_size=500)
    for one in made:
        one.path = f"{one.parent.path}{one.pk}/"
    Organisation.objects.bulk_update(made, ["path"], batch_size=500)
    changed = [one.organisation for one in plan.lines if one.what == CHANGED]
    Organisation.objects.bulk_update(changed, list(FIELDS), batch_size=500)
    log(
        "organisations.imported",
        place,
        f"Список организаций: добавлено {len(new)}, изменено {len(changed)}",
        by=by,
        at=place,
        added=[one.pk for one in made],
        changed={
            str(one.organisation.pk): one.changes for one in plan.lines if one.what == CHANGED
        },
    )
    return plan


# --- People -------------------------------------------------------------------------------


def plan_invitations(
    place: Organisation, rows: Sequence[Row], *, by: Person
) -> tuple[list[dict[str, Any]], list[str]]:
    """Invitations that a list makes, and every complaint about it; nothing is written."""
    require(by, "people.invite", place)
    by_name = SHORT_ROLES | {title.casefold(): value for value, title in Role.choices}
    schools = [place, *schools_below(place)]
    known = {
        key.casefold(): one for one in schools for key in (one.name, one.title, one.code) if key
    }
    start = SchoolYear.start_of(timezone.localdate())
    classes = {
        (one.school_id, one.name): one
        for one in SchoolClass.objects.filter(
            school__in=schools, school_year__start__in=(start - 1, start)
        ).order_by("school_year__start")
    }
    subjects = {one.name.casefold(): one for one in Subject.objects.all()}
    planned: list[dict[str, Any]] = []
    problems: list[str] = []
    if len(rows) > MOST_INVITED:
        problems.append(f"За один раз можно пригласить {MOST_INVITED}: разделите список.")
    for row in rows[:MOST_INVITED]:
        email = row.get("email", "").strip().lower()
        wrong = []
        try:
            validate_email(email)
        except ValidationError:
            wrong.append(f"«{email}» — не адрес почты")
        role = by_name.get(row.get("role", "").strip().casefold())
        if role is None:
            wrong.append(
                f"роль «{row.get('role', '')}» не найдена: названия ролей — на странице списка"
            )
        named = row.get("school", "").strip().casefold()
        school = known.get(named) if named else place
        if school is None:
            wrong.append(f"организация «{row.get('school', '')}» не найдена")
        one: dict[str, Any] = {"email": email, "role": role, "organisation": school}
        one["pupil_code"] = row.get("pupil_code", "").strip()
        for field, text, found in (
            ("school_class", "класс", classes.get((getattr(school, "pk", 0), _class(row)))),
            ("subject", "предмет", subjects.get(row.get("subject", "").strip().casefold())),
        ):
            one[field] = found
            if row.get(field, "").strip() and found is None:
                wrong.append(f"{text} «{row[field]}» не найден")
        if not wrong and role and school:
            wrong = _refusals(one, by)
        if wrong:
            problems.append(f"Строка {row['row']}: {'; '.join(wrong)}.")
        planned.append(one)
    return planned, problems


def _class(row: Row) -> str:
    return "".join(row.get("school_class", "").upper().split())


def _refusals(one: dict[str, Any], by: Person) -> list[str]:
    if not may_give(by, one["role"], one["organisation"]):
        return [f"роль «{Role(one['role']).label}» здесь назначает кто-то другой"]
    about = {key: one[key] for key in ("school_class", "subject", "pupil_code")}
    try:
        check_role(one["role"], one["organisation"], **about)
    except ValidationError as refusal:
        return [text.rstrip(".") for text in refusal.messages]
    return []


@transaction.atomic
def invite_all(
    place: Organisation, rows: Sequence[Row], *, ends: date | None = None, by: Person
) -> list[tuple[Invitation, str]]:
    """Invitations of a list with their secrets; all of them or, with a complaint, none."""
    planned, problems = plan_invitations(place, rows, by=by)
    if problems:
        raise ValidationError(problems)
    made = [invite(**one, ends=ends, by=by) for one in planned]
    told = counted(len(made), "человек", "человека", "человек")
    log("people.invited_by_list", place, f"Приглашены списком: {told}", by=by, at=place)
    return made
