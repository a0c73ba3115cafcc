"""Classes of a school, the school year's calendar, the list of subjects: kept by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from objektiv.web.actions.audit import log
from objektiv.web.actions.organisations import grade_of, school_year_at
from objektiv.web.models import (
    Organisation,
    Person,
    SchoolClass,
    SchoolYear,
    Subject,
    Term,
    Work,
)
from objektiv.web.permissions import require

LAST_GRADES = (9, 11)  # after these a class does not go on by itself


def class_named(text: str) -> tuple[str, int]:
    """The name of a class as results write it, and its parallel.

    >>> class_named('5 "а"'), class_named("11-Б")
    (('5А', 5), ('11Б', 11))
    """
    from objektiv.protocols import cells

    grade = grade_of(text.strip())
    if not 1 <= grade <= 12:
        raise ValidationError(f"«{text}»: начните с номера параллели от 1 до 12, например 5А.")
    found = cells.class_name(text.strip(), grade)
    if isinstance(found, cells.Bad):
        raise ValidationError(f"«{text}»: {found.text}")
    return found[0], grade


def _named(texts: Sequence[str], field: str) -> dict[str, int]:
    """Names with their parallels; every complaint at once."""
    named: dict[str, int] = {}
    problems = []
    for text in texts:
        try:
            name, grade = class_named(text)
        except ValidationError as refusal:
            problems += refusal.messages
            continue
        if name in named:
            problems.append(f"{name} указан дважды.")
        named[name] = grade
    if problems:
        raise ValidationError({field: problems})
    return named


@transaction.atomic
def add_classes(
    school: Organisation, year: SchoolYear, names: Sequence[str], *, by: Person
) -> list[SchoolClass]:
    """Several classes at once; refused as a whole when one of them is there already."""
    require(by, "classes.manage", school)
    named = _named(names, "names")
    if not named:
        raise ValidationError({"names": "Назовите хотя бы один класс, например 5А."})
    there = SchoolClass.objects.filter(school=school, school_year=year, name__in=named)
    known = sorted(there.values_list("name", flat=True))
    if known:
        raise ValidationError({"names": f"В {year} учебном году уже есть: {', '.join(known)}."})
    made = SchoolClass.objects.bulk_create(
        SchoolClass(school=school, school_year=year, name=name, grade=grade)
        for name, grade in named.items()
    )
    log("classes.added", year, f"Добавлены классы: {', '.join(named)}, {year}", by=by, at=school)
    return made


@transaction.atomic
def change_class(
    school_class: SchoolClass, *, name: str, closed_on: date | None = None, by: Person
) -> None:
    """Rename or close a class; results keep calling it as they did."""
    school = school_class.school
    require(by, "classes.manage", school)
    old = school_class.name
    new, grade = class_named(name)
    others = SchoolClass.objects.filter(
        school=school, school_year=school_class.school_year_id
    ).exclude(pk=school_class.pk)
    if any(new in one.names for one in others):
        raise ValidationError({"name": f"{new} в этом учебном году уже есть."})
    if new != old:
        school_class.former_names = [one for one in school_class.names if one != new]
    school_class.name, school_class.grade, school_class.closed_on = new, grade, closed_on
    school_class.save()
    log(
        "class.changed",
        school_class,
        f"Класс {old}: " + (f"теперь {new}" if new != old else "изменены сведения"),
        by=by,
        at=school,
        closed_on=str(closed_on or ""),
    )


@dataclass(frozen=True)
class Step:
    """One class on the way to the next year; `name` is "" where it does not go on."""

    school_class: SchoolClass
    name: str


def next_name(school_class: SchoolClass) -> str:
    """How a class will most likely be called: 5А becomes 6А; 9 and 11 end.

    >>> next_name(SchoolClass(name="5А", grade=5)), next_name(SchoolClass(name="9Б", grade=9))
    ('6А', '')
    """
    if school_class.grade in LAST_GRADES or not school_class.grade or school_class.closed_on:
        return ""
    return f"{school_class.grade + 1}{school_class.name.removeprefix(str(school_class.grade))}"


def next_year(year: SchoolYear) -> SchoolYear:
    return school_year_at(date(year.start + 1, 9, 1))


@transaction.atomic
def roll_over(
    school: Organisation, year: SchoolYear, names: Mapping[int, str], *, by: Person
) -> list[SchoolClass]:
    """All classes of a school into the next year in one step; `names`: class id -> new name.

    A class of that name which results or people have already made becomes the next step of the
    same class. Nothing happens when one name is wrong, double, or another class's.
    """
    require(by, "classes.manage", school)
    then = next_year(year)
    classes = SchoolClass.objects.filter(school=school, school_year=year, pk__in=names)
    steps = [Step(one, names[one.pk].strip()) for one in classes if names[one.pk].strip()]
    if not steps:
        raise ValidationError("Ни один класс не переходит: укажите, как он будет называться.")
    known = {one.name: one for one in SchoolClass.objects.filter(school=school, school_year=then)}
    problems, made, taken = [], [], set()
    for step in steps:
        try:
            name, grade = class_named(step.name)
        except ValidationError as refusal:
            problems += refusal.messages
            continue
        there = known.get(name)
        if name in taken:
            problems.append(f"{name} указан для двух классов.")
        elif there and there.first_id and there.first_id != step.school_class.line:
            problems.append(f"{name} в {then} году — продолжение другого класса.")
        elif there and there.first_id is None and there.later.exists():
            problems.append(f"{name} в {then} году — другой класс, он уже переведён дальше.")
        taken.add(name)
        made.append(there or SchoolClass(school=school, school_year=then, name=name, grade=grade))
        made[-1].first_id = step.school_class.line
    if problems:
        raise ValidationError(problems)
    for one in made:
        one.save()
    log(
        "classes.rolled",
        then,
        f"Классы переведены на {then} учебный год: " + ", ".join(one.name for one in made),
        by=by,
        at=school,
    )
    return made


@transaction.atomic
def keep_terms(
    place: Organisation, year: SchoolYear, terms: Sequence[tuple[str, date, date]], *, by: Person
) -> None:
    """The place's own calendar of a school year; no terms: the calendar from above again."""
    require(by, "terms.manage", place)
    problems = []
    for name, starts, ends in terms:
        if ends <= starts:
            problems.append(f"{name}: последний день не позже первого.")
        if starts < year.starts or ends > year.ends:
            problems.append(f"{name}: вне {year} учебного года.")
    for (one, _, ends), (other, starts, _) in zip(
        *(sorted(terms, key=lambda term: term[1])[i:] for i in (0, 1)), strict=False
    ):
        if starts <= ends:
            problems.append(f"{one} и {other} пересекаются.")
    if problems:
        raise ValidationError({"terms": problems})
    Term.objects.filter(school_year=year, organisation=place).delete()
    Term.objects.bulk_create(
        Term(
            school_year=year,
            organisation=place,
            name=name,
            starts=starts,
            ends=ends,
            kind=Term.Kind.HOLIDAYS if "каникул" in name.casefold() else Term.Kind.STUDY,
        )
        for name, starts, ends in terms
    )
    log(
        "terms.kept",
        year,
        f"Учебный год {year}: " + ("свой календарь" if terms else "календарь вышестоящего уровня"),
        by=by,
        at=place,
        terms=[[name, str(starts), str(ends)] for name, starts, ends in terms],
    )


@transaction.atomic
def keep_subject(name: str, *, subject: Subject | None = None, closed: bool = False, by: Person):
    """Add a subject, rename it or take it out of the lists; nothing refers to it by name."""
    require(by, "subjects.manage")
    name = " ".join(name.split())
    others = Subject.objects.exclude(pk=subject.pk if subject else None)
    if name.casefold() in {one.casefold() for one in others.values_list("name", flat=True)}:
        raise ValidationError({"name": f"«{name}» уже есть в списке."})
    if subject and subject.name != name and Work.objects.filter(subject=subject.name).exists():
        raise ValidationError(
            {"name": f"С названием «{subject.name}» уже есть результаты: его не меняют. "
             "Добавьте предмет с новым названием, а этот уберите из списков."}
        )  # fmt: skip
    kept = subject or Subject()
    kept.name, kept.closed = name, closed
    kept.save()
    log("subject.kept", kept, f"Предмет: {name}", by=by, at=None)
    return kept
