"""Creating, renaming and closing organisations, and their classes."""

from __future__ import annotations

from datetime import date
from itertools import takewhile

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from objektiv import schema
from objektiv.web.actions.audit import log
from objektiv.web.models import Organisation, Person, SchoolClass, SchoolYear, Term
from objektiv.web.permissions import require


@transaction.atomic
def create_organisation(
    *,
    parent: Organisation,
    name: str,
    short_name: str = "",
    code: str = "",
    category: str = "",
    address: str = "",
    by: Person,
) -> Organisation:
    """A municipality in a region, or a school in a municipality."""
    require(by, "organisation.manage", parent)
    kinds = {above: kind for kind, above in Organisation.PARENT_KIND.items()}
    kind = kinds.get(Organisation.Kind(parent.kind))
    if kind is None:
        raise PermissionDenied("nothing lies below a school")
    organisation = Organisation(
        parent=parent,
        kind=kind,
        name=name.strip(),
        short_name=short_name.strip(),
        code=code,
        category=category.strip(),
        address=address.strip(),
    )
    check(organisation)
    organisation.save()
    log(
        "organisation.created",
        organisation,
        f"Добавлена организация «{organisation}»",
        by=by,
        at=organisation,
    )
    return organisation


@transaction.atomic
def change_organisation(
    organisation: Organisation,
    *,
    name: str,
    short_name: str,
    code: str,
    category: str = "",
    address: str = "",
    by: Person,
) -> Organisation:
    require(by, "organisation.manage", organisation)
    new = {
        "name": name.strip(),
        "short_name": short_name.strip(),
        "code": code,
        "category": category.strip(),
        "address": address.strip(),
    }
    before = {field: getattr(organisation, field) for field in new}
    for field, value in new.items():
        setattr(organisation, field, value)
    check(organisation)
    organisation.save()
    log(
        "organisation.changed",
        organisation,
        f"Изменены сведения об организации «{organisation}»",
        by=by,
        at=organisation,
        before=before,
    )
    return organisation


def check(organisation: Organisation) -> None:
    """Raise ValidationError in Russian where a rule of the table would be broken."""
    others = Organisation.objects.exclude(pk=organisation.pk)
    problems = {}
    # Compared here: SQLite ignores the case of Latin letters only.
    siblings = others.filter(parent=organisation.parent).values_list("name", flat=True)
    if organisation.name.casefold() in {name.casefold() for name in siblings}:
        problems["name"] = f"«{organisation.name}» здесь уже есть. Укажите другое название."
    if organisation.code and others.filter(code=organisation.code).exists():
        problems["code"] = "Этот логин уже указан у другой организации. Проверьте логин."
    if problems:
        raise ValidationError(problems)


def school_year_at(day: date) -> SchoolYear:
    """The school year of a day, made with ordinary quarters when it is not there yet."""
    from objektiv.profiles import load_school_terms

    start = SchoolYear.start_of(day)
    year, made = SchoolYear.objects.get_or_create(
        start=start, defaults={"starts": date(start, 9, 1), "ends": date(start + 1, 8, 31)}
    )
    if made:
        ordinary = load_school_terms(schema.SchoolYear(start))
        Term.objects.bulk_create(
            Term(school_year=year, name=one.name, starts=one.start, ends=one.end)
            for one in ordinary.of("quarter")
        )
    return year


def ensure_classes(year: SchoolYear, named: set[tuple[int, str]]) -> None:
    """Classes that results name, by (school, class); files name them before people do."""
    schools = {school for school, _ in named}
    known = SchoolClass.objects.filter(school__in=schools, school_year=year)
    there = {(one.school_id, name) for one in known for name in one.names}
    SchoolClass.objects.bulk_create(
        [
            SchoolClass(school_id=school, school_year=year, name=name, grade=grade_of(name))
            for school, name in sorted(named - there)
            if name
        ],
        ignore_conflicts=True,
    )


def grade_of(class_name: str) -> int:
    """The parallel of a class; 0 where its name does not say.

    >>> grade_of("11А"), grade_of("5-Б"), grade_of("Лотос")
    (11, 5, 0)
    """
    digits = "".join(takewhile(str.isdigit, class_name))
    return int(digits) if digits else 0
