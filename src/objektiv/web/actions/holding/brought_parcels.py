"""A parcel sealed without the site and its release key: kept here, given out in time.

The files stay closed to the server: envelopes are opened by keys of recipients alone. What the
server learns is the release key, as it knows the key of a parcel of its own.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError

from objektiv import sealing
from objektiv.profiles import sealing_bound
from objektiv.russian import enumeration
from objektiv.web.actions.holding.sealed import keep_parcel
from objektiv.web.models import Organisation, Person, ProcedureDay, SealedParcel
from objektiv.web.permissions import require
from objektiv.web.queries.holding.sealed import (
    Asked,
    key_of_person,
    people_asked,
    roles_to_choose,
)


def bring_parcel(
    *, organisation: Organisation, day: ProcedureDay, content: bytes, phrase: str, by: Person
) -> SealedParcel:
    """Keep a parcel of `objektiv sealed pack` until the time that its manifest names.

    Refused unless the release key confirms the manifest, every envelope is there, and each is for
    the present key of somebody whom the organisation may seal for on this day.
    """
    require(by, "sealed.send", organisation)
    release = _release(phrase)
    parcel = _parcel(content, release)
    if SealedParcel.objects.filter(release_public=parcel.release).exists():
        raise ValidationError({"file": "Эта посылка уже на сайте."})
    known = {
        one.key.public: one
        for one in people_asked(organisation, day, roles_to_choose(organisation))
        if one.key
    }
    if own := key_of_person(by):
        known.setdefault(own.public, Asked(by, organisation, own))
    addressed = [one.recipient for one in parcel.envelopes]
    strangers = [f"«{one.label}»" for one in addressed if one.public not in known]
    if strangers:
        raise ValidationError({
            "file": f"Не узнаны получатели: {enumeration(strangers)}. Ключ сменён или это не "
            "получатель этого дня: возьмите список получателей заново и запечатайте ещё раз."
        })  # fmt: skip
    return keep_parcel(
        parcel, day=day, organisation=organisation, sender_key=None,
        phrase=sealing.read_phrase(phrase), opens_at=parcel.opens, files=0,
        people=[known[one.public] for one in addressed], by=by,
    )  # fmt: skip


def _release(phrase: str) -> sealing.Key:
    try:
        return sealing.key_of(phrase, "release")
    except sealing.NotOpened as refusal:
        raise ValidationError({"phrase": str(refusal)}) from None


def _parcel(content: bytes, release: sealing.Key) -> sealing.Parcel:
    """The parcel, whole and confirmed by its release key."""
    most = sealing_bound("most_parcel_megabytes")
    if len(content) > most * 1_000_000:
        raise ValidationError({"file": f"Файл больше {most} МБ: разделите посылку."})
    try:
        parcel = sealing.read_parcel(content)
    except sealing.NotOpened as refusal:
        raise ValidationError({"file": str(refusal)}) from None
    if parcel.release != release.public:
        raise ValidationError({"phrase": "Это ключ выпуска другой посылки."})
    if not sealing.is_genuine(parcel, release):
        raise ValidationError({"file": "Опись посылки изменена после запечатывания."})
    if not parcel.envelopes or len(parcel.carried) < len(parcel.envelopes):
        raise ValidationError({
            "file": "В файле не все конверты: загрузите файл «всем.sealed»."
        })  # fmt: skip
    return parcel
