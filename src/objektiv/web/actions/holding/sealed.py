"""Sending sealed parcels: sealing, moving, cancelling, a new envelope.

Keys and files live in memory for as long as an action lasts; docs/sealed.md says who can do what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from time import time
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv import sealing, store
from objektiv.analysis.sealed_files import copies, markable
from objektiv.documents.marking import NotMarked
from objektiv.profiles import sealing_bound
from objektiv.russian import counted
from objektiv.web.actions.audit import log
from objektiv.web.actions.holding.personal_keys import own_key
from objektiv.web.actions.holding.release_keys import kept_secret, release_phrase
from objektiv.web.actions.letters import write
from objektiv.web.actions.uploads import keep
from objektiv.web.models import (
    Organisation,
    Person,
    PersonalKey,
    ProcedureDay,
    SealedEdition,
    SealedParcel,
    SealedRecipient,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import require
from objektiv.web.queries.holding.sealed import Asked, key_of_person, people_asked

Files = Mapping[str, bytes]
_PEOPLE = ("получателя", "получателей", "получателей")
_COPIES = ("копия", "копии", "копий")


def check_sealing(
    organisation: Organisation, day: ProcedureDay, *, files: Files, roles: Iterable[str], by: Person
) -> list[Asked]:
    """Whom it would be sealed for. Raises `ValidationError` with everything that is in the way."""
    require(by, "sealed.send", organisation)
    people = people_asked(organisation, day, roles)
    problems = _problems([one for one in people if one.key], files)
    if key_of_person(by) is None:
        problems["title"] = "Сначала заведите свой личный ключ: без него посылку не исправить."
    if problems:
        raise ValidationError(problems)
    return people


def _nothing(step: str, done: int, total: int) -> None:
    """Nobody is told how far it is."""


def seal_parcel(
    *,
    organisation: Organisation,
    day: ProcedureDay,
    title: str,
    files: Files,
    roles: Iterable[str],
    opens_at: datetime,
    by: Person,
    tell: Callable[[str, int, int], None] = _nothing,
    taken: Callable[[SealedParcel], None] | None = None,
) -> SealedParcel:
    """Seal files for the people with the roles at the sites of a day (or at its organiser).

    `tell` hears how far it is; `taken` is called with the parcel inside the transaction that
    makes it: what either raises leaves nothing behind.
    """
    people = check_sealing(organisation, day, files=files, roles=roles, by=by)
    now = timezone.now()
    ready = [one for one in people if one.key]
    sender, phrase = PersonalKey.objects.get(person=by, ended_at=None), sealing.new_phrase()
    release = sealing.key_of(phrase, "release")
    try:
        read = markable(files)
    except NotMarked as refusal:
        raise ValidationError({"files": str(refusal)}) from None

    def contents() -> Iterator[tuple[sealing.Recipient, Files]]:
        yield sealing.Recipient(sender.public, f"{by.initials} (отправитель, без метки)"), files
        for done, one in enumerate(ready):
            tell("Запечатываем конверты", done, len(ready))
            if one.key and one.key.public != sender.public:
                recipient = sealing.Recipient(one.key.public, one.label)
                yield recipient, copies(read, recipient, title)

    parcel = sealing.seal(
        title=title, sender=f"{organisation.title}, {by.initials}",
        opens=timezone.localtime(opens_at), now=timezone.localtime(now),
        release=release, contents=contents(),
    )  # fmt: skip
    return keep_parcel(
        parcel, day=day, organisation=organisation, sender_key=sender, phrase=phrase,
        opens_at=opens_at, files=len(files), people=people, by=by, taken=taken,
    )  # fmt: skip


def keep_parcel(
    parcel: sealing.Parcel,
    *,
    day: ProcedureDay,
    organisation: Organisation,
    sender_key: PersonalKey | None,
    phrase: str,
    opens_at: datetime,
    files: int,
    people: Sequence[Asked],
    by: Person,
    taken: Callable[[SealedParcel], None] | None = None,
) -> SealedParcel:
    """Take a sealed parcel and its release key into keeping, and tell everybody concerned."""
    ready = [one for one in people if one.key]
    title, kept = parcel.title[:200], _keep(parcel)
    labels = {one.recipient.public: one.recipient.label[:200] for one in parcel.envelopes}
    try:
        with transaction.atomic():
            made = SealedParcel.objects.create(
                organisation=organisation, day=day, title=title, sender=by, sender_key=sender_key,
                sealed_at=parcel.sealed_at, opens_at=opens_at, release_public=parcel.release,
                release_kept=kept_secret(phrase), files=files,
            )  # fmt: skip
            SealedEdition.objects.create(
                parcel=made, number=parcel.edition, control=parcel.control, made_by=by, **kept
            )
            SealedRecipient.objects.bulk_create(
                SealedRecipient(
                    parcel=made, person=one.person, organisation=one.organisation, key=one.key,
                    label=labels[one.key.public],
                )
                for one in ready
                if one.key
            )  # fmt: skip
            log("sealed.sealed", made, f"Запечатано для {counted(len(ready), *_PEOPLE)} до "
                f"{_at(opens_at)}: {title}", by=by, at=organisation, control=parcel.control,
                sha256=kept["sha256"])  # fmt: skip
            _tell(made, "запечатанные материалы", f"«{title}»: скачать можно сейчас, вскрыть — "
                  f"с {_at(opens_at)}.")  # fmt: skip
            write(
                [one.person for one in people if not one.key],
                "заведите личный ключ",
                f"Вам запечатывают «{title}», а личного ключа у вас нет.",
                reverse("sealed_key"),
                kind=Kind.TERM,
            )
            if taken:
                taken(made)
    except BaseException:  # nobody points at the bytes, and nobody will
        store.discard(settings.STORE, [kept["path"]], kept_before=time() + 1)
        raise
    return made


def _problems(ready: Sequence[Asked], files: Files) -> dict[str, str]:
    """What keeps from sealing, by field of the form; everything at once."""
    people, megabytes = sealing_bound("most_recipients"), sealing_bound("most_megabytes")
    found = {}
    if not ready:
        found["roles"] = "Ни у кого из выбранных нет личного ключа: запечатывать некому."
    if len(ready) > people:
        found["roles"] = (
            f"Получателей {len(ready)}, а бывает не больше {people}: разделите посылку по ролям."
        )
    size, whole = sum(map(len, files.values())), sealing_bound("most_parcel_megabytes")
    if size > megabytes * 1_000_000:
        found["files"] = f"Файлы больше {megabytes} МБ: разделите их."
    elif size * (len(ready) + 1) > whole * 1_000_000:
        found["files"] = (
            f"У каждого получателя своя копия: {counted(len(ready) + 1, *_COPIES)} вместе больше "
            f"{whole} МБ. Сожмите PDF или разделите посылку."
        )
    return found


@transaction.atomic
def move_opening(parcel: SealedParcel, *, opens_at: datetime, reason: str, by: Person) -> None:
    """Another time, while the key is not given out; everybody is told."""
    require(by, "sealed.send", parcel.organisation)
    parcel = locked(parcel)
    before = parcel.opens_at
    try:
        sealing.moved(sealing.Release(before, ""), opens_at, timezone.now())
    except sealing.NotOpened as refusal:
        raise ValidationError({"opens_at": str(refusal)}) from None
    parcel.opens_at, parcel.timed_at = opens_at, timezone.now()
    parcel.save()
    text = f"Вскрытие перенесено с {_at(before)} на {_at(opens_at)}"
    log("sealed.moved", parcel, f"{text}: {reason}", by=by, at=parcel.organisation)
    _tell(parcel, "время вскрытия перенесено", f"«{parcel}»: {text.lower()}. {reason}")


@transaction.atomic
def cancel_parcel(parcel: SealedParcel, *, reason: str, by: Person) -> None:
    """The release key is destroyed: what was not opened is never opened."""
    require(by, "sealed.send", parcel.organisation)
    parcel = locked(parcel)
    parcel.state, parcel.cancelled_why, parcel.release_kept = (
        SealedParcel.State.CANCELLED, reason, "",
    )  # fmt: skip
    parcel.save()
    log("sealed.cancelled", parcel, f"Посылка отменена, ключ уничтожен: {reason}", by=by,
        at=parcel.organisation)  # fmt: skip
    _tell(parcel, "посылка отменена", f"«{parcel}»: {reason}")


def add_envelope(
    parcel: SealedParcel,
    *,
    person: Person,
    organisation: Organisation,
    ground: str,
    phrase: str,
    by: Person,
) -> SealedRecipient:
    """An envelope for a new key or a new person, made by the sender with the sender's key."""
    require(by, "sealed.send", parcel.organisation)
    key = key_of_person(person)
    if by.pk != parcel.sender_id:
        raise PermissionDenied("only the sender's key opens the master copy")
    if parcel.sender_key is None:
        raise ValidationError(
            "Посылка запечатана без сайта: новый конверт здесь не сделать. Запечатайте этому "
            "получателю отдельную посылку."
        )
    if key is None:
        raise ValidationError({"person": "У этого человека нет личного ключа."})
    own = own_key(phrase, parcel.sender_key)
    release = sealing.key_of(release_phrase(parcel), "release")
    latest = latest_parcel(parcel)
    label = f"{organisation.title} · {person.initials}"
    recipient = sealing.Recipient(key.public, label)
    try:
        files = sealing.open_parcel(latest, own, release)
        new = sealing.resealed(
            latest, [(recipient, copies(markable(files), recipient, parcel.title))], release
        )
    except sealing.NotOpened as refusal:
        raise ValidationError(str(refusal)) from None
    kept = _keep(new)
    with transaction.atomic():
        parcel = locked(parcel)
        if parcel.editions.filter(number=new.edition).exists():
            raise ValidationError("Посылку только что изменили: откройте страницу ещё раз.")
        SealedEdition.objects.create(
            parcel=parcel,
            number=new.edition,
            control=new.control,
            ground=ground,
            made_by=by,
            **kept,
        )
        parcel.recipients.filter(person=person, ended_at=None).update(
            ended_at=timezone.now(), ended_why=f"Новый ключ: {ground}"
        )
        added = SealedRecipient.objects.create(
            parcel=parcel, person=person, organisation=organisation, key=key, label=label
        )
        log("sealed.envelope", parcel, f"Конверт на новый ключ: {label}. {ground}", by=by,
            at=parcel.organisation, control=new.control, sha256=kept["sha256"])  # fmt: skip
        write([person], "для вас запечатан конверт", f"«{parcel}», вскрытие с "
              f"{_at(parcel.opens_at)}.", reverse("sealed_parcel", args=[parcel.pk]),
              kind=Kind.TERM)  # fmt: skip
    return added


@transaction.atomic
def end_recipient(recipient: SealedRecipient, *, reason: str, by: Person) -> None:
    """The release key is not given to this person any more."""
    require(by, "sealed.send", recipient.parcel.organisation)
    recipient.ended_at, recipient.ended_why = timezone.now(), reason
    recipient.save()
    log("sealed.recipient_ended", recipient.parcel, f"Выведен получатель {recipient}: {reason}",
        by=by, at=recipient.parcel.organisation)  # fmt: skip


def latest_parcel(parcel: SealedParcel) -> sealing.Parcel:
    """The parcel of the latest edition, checked byte by byte."""
    edition = parcel.editions.order_by("-number").first()
    if edition.removed_at:
        raise ValidationError("Файл посылки удалён по сроку хранения.")
    try:
        return sealing.read_parcel((settings.STORE / edition.path).read_bytes())
    except (OSError, sealing.NotOpened):
        raise ValidationError(
            "Файл посылки повреждён в хранилище: сообщите отправителю и администратору."
        ) from None


def locked(parcel: SealedParcel) -> SealedParcel:
    """The row as it is now: what two people do at once is done one after the other."""
    found = SealedParcel.objects.select_for_update(of=("self",)).get(pk=parcel.pk)
    if found.cancelled:
        raise ValidationError("Посылка уже отменена.")
    return found


def _keep(parcel: sealing.Parcel) -> dict[str, Any]:
    name = f"{sealing.safe_name(parcel.title)}, редакция {parcel.edition}.sealed"
    return keep(ContentFile(sealing.write_parcel(parcel), name=name))


def _tell(parcel: SealedParcel, subject: str, text: str) -> None:
    people = [
        one.person for one in parcel.recipients.filter(ended_at=None).select_related("person")
    ]
    write({one.pk: one for one in people}.values(), subject, text,
          reverse("sealed_parcel", args=[parcel.pk]), kind=Kind.TERM)  # fmt: skip


def _at(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M}"
