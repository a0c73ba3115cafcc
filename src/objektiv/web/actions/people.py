"""Invitations, roles, people."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from objektiv.web.actions.audit import log
from objektiv.web.models import Invitation, Organisation, Person, Role, RoleAssignment
from objektiv.web.permissions import may_give


def _require_to_give(by: Person, role: str, place: Organisation) -> None:
    if not may_give(by, role, place):
        raise PermissionDenied(f"{role} at {place.pk}")


@transaction.atomic
def invite(
    *, email: str, role: str, organisation: Organisation, by: Person
) -> tuple[Invitation, str]:
    """An invitation and its secret, which is shown once and never kept."""
    _require_to_give(by, role, organisation)
    secret = Invitation.new_secret()
    invitation = Invitation.objects.create(
        email=email.strip().lower(),
        role=role,
        organisation=organisation,
        secret_hash=Invitation.hash_of(secret),
        invited_by=by,
        expires=Invitation.term(),
    )
    log(
        "person.invited",
        invitation,
        f"Приглашение: {invitation.email}, {Role(role).label}, «{organisation}»",
        by=by,
        at=organisation,
    )
    return invitation, secret


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
        f"Приглашение отозвано: {invitation.email}",
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
    RoleAssignment.objects.create(
        person=person, organisation=invitation.organisation, role=invitation.role
    )
    invitation.accepted = timezone.now()
    invitation.save(update_fields=["accepted"])
    log(
        "person.joined",
        person,
        f"{person.full_name}: {Role(invitation.role).label}, «{invitation.organisation}»",
        by=person,
        at=invitation.organisation,
        invitation=invitation.pk,
    )
    return person


@transaction.atomic
def assign_role(
    person: Person,
    *,
    role: str,
    organisation: Organisation,
    by: Person,
    starts: date | None = None,
    ends: date | None = None,
    school_class=None,
    subject=None,
) -> RoleAssignment:
    """Give a known person one more role."""
    _require_to_give(by, role, organisation)
    assignment = RoleAssignment.objects.create(
        person=person,
        role=role,
        organisation=organisation,
        starts=starts or timezone.localdate(),
        ends=ends,
        school_class=school_class,
        subject=subject,
    )
    log(
        "role.assigned",
        assignment,
        f"{person.full_name}: назначена роль «{Role(role).label}», «{organisation}»",
        by=by,
        at=organisation,
    )
    return assignment


@transaction.atomic
def end_role(assignment: RoleAssignment, *, by: Person) -> None:
    """From today the role no longer holds; the row stays as history."""
    _require_to_give(by, assignment.role, assignment.organisation)
    if assignment.person_id == by.pk:
        raise ValidationError("Свою роль снимает тот, кто её назначил.")
    today = timezone.localdate()
    if assignment.starts >= today:
        assignment.starts = today - timedelta(days=1)
    assignment.ends = today - timedelta(days=1)
    assignment.save(update_fields=["starts", "ends"])
    log(
        "role.ended",
        assignment,
        f"{assignment.person.full_name}: снята роль «{Role(assignment.role).label}»",
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
