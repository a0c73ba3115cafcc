"""Invitations, roles, people."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from objektiv.web.actions.audit import log
from objektiv.web.models import (
    Invitation,
    Observer,
    Organisation,
    Person,
    Role,
    RoleAssignment,
    SchoolClass,
    Subject,
)
from objektiv.web.permissions import FAMILY, may_give
from objektiv.web.queries.pupils import codes_of

# A code of a participant has a digit and no spaces: a name does not get in.
PUPIL_CODE = re.compile(r"(?=.*\d)[\w./-]{1,40}")


def _require_to_give(by: Person, role: str, place: Organisation) -> None:
    if not may_give(by, role, place):
        raise PermissionDenied(f"{role} at {place.pk}")


def check_role(
    role: str,
    organisation: Organisation,
    *,
    school_class: SchoolClass | None = None,
    subject: Subject | None = None,
    pupil_code: str = "",
    starts: date | None = None,
    ends: date | None = None,
) -> None:
    """Raise ValidationError with every complaint about what a role names, by field."""
    problems: dict[str, str] = {}
    if school_class is not None and school_class.school_id != organisation.pk:
        problems["school_class"] = f"Класс {school_class} не этой школы. Выберите класс из списка."
    elif school_class is None and role in (*FAMILY, Role.CLASS_TEACHER):
        problems["school_class"] = "Выберите класс: без него роль ничего не показывает."
    if role in FAMILY:
        of_school = school_class if "school_class" not in problems else None
        problems |= _family_problems(of_school, subject, pupil_code)
    elif pupil_code:
        problems["pupil_code"] = "Код ученика указывают только родителю и ученику."
    if starts and ends and ends < starts:
        problems["ends"] = "Последний день раньше первого. Исправьте одну из дат."
    if problems:
        raise ValidationError(problems)


def _family_problems(
    school_class: SchoolClass | None, subject: Subject | None, pupil_code: str
) -> dict[str, str]:
    problems = {}
    if not PUPIL_CODE.fullmatch(pupil_code):
        problems["pupil_code"] = (
            "Введите код ученика из протокола, например 5001. Фамилию не пишите."
        )
    elif school_class is not None:
        known = codes_of(school_class)
        if known and pupil_code not in known:
            problems["pupil_code"] = (
                f"В результатах {school_class} нет кода {pupil_code}. Проверьте код и класс."
            )
    if subject is not None:
        problems["subject"] = "Для родителя и ученика предмет не указывают: видны все работы."
    return problems


@transaction.atomic
def invite(
    *,
    email: str,
    role: str,
    organisation: Organisation,
    by: Person,
    school_class: SchoolClass | None = None,
    subject: Subject | None = None,
    pupil_code: str = "",
    starts: date | None = None,
    ends: date | None = None,
) -> tuple[Invitation, str]:
    """An invitation and its secret, which is shown once and never kept."""
    _require_to_give(by, role, organisation)
    about: dict[str, Any] = {
        "school_class": school_class,
        "subject": subject,
        "pupil_code": pupil_code,
    }
    check_role(role, organisation, starts=starts, ends=ends, **about)
    secret = Invitation.new_secret()
    invitation = Invitation.objects.create(
        email=email.strip().lower(),
        role=role,
        organisation=organisation,
        **about,
        starts=starts,
        ends=ends,
        secret_hash=Invitation.hash_of(secret),
        invited_by=by,
        expires=Invitation.term(),
    )
    log(
        "person.invited",
        invitation,
        f"Приглашение: {_whom(invitation.email, role)}, {Role(role).label}, «{organisation}»",
        by=by,
        at=organisation,
    )
    return invitation, secret


def _whom(name: str, role: str) -> str:
    """Who the journal speaks of: those above the school do not learn who a family is."""
    return "семья" if role in FAMILY else name


def send_invitation(invitation: Invitation, link: str) -> None:
    """The letter with the link."""
    send_mail(
        "Приглашение в «Объектив»",
        f"Здравствуйте!\n\n{invitation.invited_by.full_name} приглашает вас в систему "
        f"«Объектив».\nОрганизация: {invitation.organisation.name}\n"
        f"Роль: {invitation.get_role_display()}\n\n"
        f"Перейдите по ссылке, чтобы задать пароль:\n{link}\n\n"
        f"Ссылка действует до {timezone.localtime(invitation.expires):%d.%m.%Y}. "
        "Если вы не ждали этого письма, ничего делать не нужно.\n",
        None,
        [invitation.email],
        fail_silently=True,  # the link is shown to the inviter as well
    )


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Person) -> None:
    _require_to_give(by, invitation.role, invitation.organisation)
    invitation.withdrawn = timezone.now()
    invitation.save(update_fields=["withdrawn"])
    log(
        "person.invitation_withdrawn",
        invitation,
        f"Приглашение отозвано: {_whom(invitation.email, invitation.role)}",
        by=by,
        at=invitation.organisation,
    )


@transaction.atomic
def accept_invitation(
    secret: str,
    *,
    surname: str = "",
    name: str = "",
    patronymic: str = "",
    password: str = "",
    known: Person | None = None,
) -> Person:
    """Make the person of an invitation, or give the role to the one who is signed in."""
    invitation = (
        Invitation.objects.select_for_update()
        .select_related("organisation")
        .get(secret_hash=Invitation.hash_of(secret))
    )
    if not invitation.is_open:
        raise ValidationError("Приглашение больше не действует. Попросите прислать новое.")
    if known is None:
        if Person.objects.filter(email=invitation.email).exists():
            raise ValidationError(
                "С этим адресом уже входят. Сначала войдите, затем откройте ссылку ещё раз."
            )
        person = Person.objects.create_user(
            invitation.email, password, surname=surname, name=name, patronymic=patronymic
        )
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    elif known.email != invitation.email:
        raise PermissionDenied("the invitation is for another address")
    else:
        person = known
    follow(invitation, person)
    return person


@transaction.atomic
def join_by_provider(email: str, claims: dict[str, Any]) -> Person | None:
    """The person that open invitations to a verified address make; None: nobody invited it."""
    email = email.strip().lower()
    waiting = Invitation.objects.select_for_update().filter(
        email=email,
        accepted__isnull=True,
        withdrawn__isnull=True,
        expires__gt=timezone.now(),
    )
    invitations = list(waiting)
    if not invitations or Person.objects.filter(email=email).exists():
        return None
    person = Person.objects.create_user(
        email,
        None,
        surname=str(claims.get("family_name") or email.split("@")[0])[:100],
        name=str(claims.get("given_name") or "")[:100],
        patronymic=str(claims.get("middle_name") or "")[:100],
    )
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    for invitation in invitations:
        follow(invitation, person)
    return person


def _linked(person: Person, role: str, school_class: SchoolClass | None, pupil_code: str) -> bool:
    """Does the person see this code of this class already, today or later?"""
    links = person.assignments.filter(role=role, school_class=school_class, pupil_code=pupil_code)
    return links.exclude(ends__lt=timezone.localdate()).exists()


def follow(invitation: Invitation, person: Person) -> None:
    """Give the person the role of an invitation that is theirs; a child is linked once."""
    known = invitation.role in FAMILY and _linked(
        person, invitation.role, invitation.school_class, invitation.pupil_code
    )
    if not known:
        RoleAssignment.objects.create(
            person=person,
            organisation=invitation.organisation,
            role=invitation.role,
            school_class=invitation.school_class,
            subject=invitation.subject,
            pupil_code=invitation.pupil_code,
            starts=invitation.starts or timezone.localdate(),
            ends=invitation.ends,
        )
    person._assigned = None
    invitation.accepted = timezone.now()
    invitation.save(update_fields=["accepted"])
    Observer.objects.filter(invitation=invitation).update(person=person)
    whom = _whom(person.full_name, invitation.role)
    log(
        "person.joined",
        person,
        f"{whom}: {Role(invitation.role).label}, «{invitation.organisation}»",
        by=person,
        at=invitation.organisation,
        invitation=invitation.pk,
    )


@transaction.atomic
def assign_role(
    person: Person,
    *,
    role: str,
    organisation: Organisation,
    by: Person,
    starts: date | None = None,
    ends: date | None = None,
    school_class: SchoolClass | None = None,
    subject: Subject | None = None,
    pupil_code: str = "",
) -> RoleAssignment:
    """Give a known person one more role."""
    _require_to_give(by, role, organisation)
    about: dict[str, Any] = {
        "school_class": school_class,
        "subject": subject,
        "pupil_code": pupil_code,
    }
    check_role(role, organisation, starts=starts, ends=ends, **about)
    if role in FAMILY and _linked(person, role, school_class, pupil_code):
        raise ValidationError(f"Этот человек уже видит код {pupil_code}, {school_class}.")
    assignment = RoleAssignment.objects.create(
        person=person,
        role=role,
        organisation=organisation,
        starts=starts or timezone.localdate(),
        ends=ends,
        **about,
    )
    log(
        "role.assigned",
        assignment,
        f"{_whom(person.full_name, role)}: назначена роль «{Role(role).label}», «{organisation}»",
        by=by,
        at=organisation,
    )
    return assignment


@transaction.atomic
def change_role(
    assignment: RoleAssignment,
    *,
    starts: date,
    ends: date | None = None,
    school_class: SchoolClass | None = None,
    subject: Subject | None = None,
    pupil_code: str = "",
    by: Person,
) -> None:
    """Correct the dates of a role and what it is about; the role itself stays what it is."""
    _require_to_give(by, assignment.role, assignment.organisation)
    if assignment.person_id == by.pk:
        raise ValidationError("Свою роль меняет тот, кто её назначил.")
    place = assignment.organisation
    check_role(
        assignment.role,
        place,
        school_class=school_class,
        subject=subject,
        pupil_code=pupil_code,
        starts=starts,
        ends=ends,
    )
    before = {
        "starts": str(assignment.starts),
        "ends": str(assignment.ends or ""),
        "class": assignment.school_class_id,
        "subject": assignment.subject_id,
    }
    assignment.starts, assignment.ends = starts, ends
    assignment.school_class, assignment.subject = school_class, subject
    assignment.pupil_code = pupil_code
    assignment.save()
    log(
        "role.changed",
        assignment,
        f"{_whom(assignment.person.full_name, assignment.role)}: изменена роль "
        f"«{assignment.get_role_display()}»",
        by=by,
        at=place,
        before=before,
    )


@transaction.atomic
def end_role(assignment: RoleAssignment, *, by: Person) -> None:
    """From today the role no longer holds; the row stays as history."""
    _require_to_give(by, assignment.role, assignment.organisation)
    if assignment.person_id == by.pk:
        raise ValidationError("Свою роль снимает тот, кто её назначил.")
    whom = _whom(assignment.person.full_name, assignment.role)
    today = timezone.localdate()
    if assignment.starts >= today:
        assignment.starts = today - timedelta(days=1)
    assignment.ends = today - timedelta(days=1)
    assignment.save(update_fields=["starts", "ends"])
    log(
        "role.ended",
        assignment,
        f"{whom}: снята роль «{Role(assignment.role).label}»",
        by=by,
        at=assignment.organisation,
    )


@transaction.atomic
def found_region(name: str, email: str) -> str:
    """A region on an empty installation; returns the secret of its coordinator's invitation.

    Only somebody with the keys of the server can call this, so no right is asked.
    """
    if Person.objects.exists():
        raise ValidationError("Люди в системе уже есть: приглашает координатор.")
    region, _ = Organisation.objects.get_or_create(
        kind=Organisation.Kind.REGION, parent=None, name=name.strip()
    )
    secret = Invitation.new_secret()
    # Nobody is there yet to have invited: the server's keeper, who cannot sign in.
    keeper = Person.objects.create_user(
        "keeper@localhost", None, surname="Администратор", name="сервера", is_active=False
    )
    invitation = Invitation.objects.create(
        email=email.strip().lower(),
        role=Role.REGIONAL_COORDINATOR,
        organisation=region,
        secret_hash=Invitation.hash_of(secret),
        invited_by=keeper,
        expires=Invitation.term(),
    )
    log("region.founded", invitation, f"Создан регион «{region}»", by=keeper, at=region)
    return secret
