"""Names by code in a school: written without a secret, read with the school's key alone.

A name lives in the memory of one request and inside an encrypted piece. It is in no log, no
message, no session and no other table (tests/web/holding/test_names.py looks for its bytes).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from objektiv import sealing
from objektiv.russian import counted, enumeration
from objektiv.sealing import NameRow
from objektiv.web.actions.audit import log
from objektiv.web.models import (
    CodeBatch,
    NamePiece,
    NameRequest,
    NameVault,
    Organisation,
    Person,
)
from objektiv.web.permissions import require

LONGEST = 150  # letters of a name


@transaction.atomic
def make_vault(school: Organisation, *, by: Person) -> str:
    """The school's first key; returns its phrase, kept nowhere."""
    require(by, "codes.vault", school)
    if NameVault.objects.filter(school=school).exists():
        raise ValidationError("Сейф уже есть: смените его ключ.")
    phrase = sealing.new_phrase()
    vault = NameVault.objects.create(
        school=school, public=sealing.key_of(phrase, "school").public, made_at=timezone.now(),
        made_by=by,
    )  # fmt: skip
    log("names.vault_made", vault, "Заведён сейф имён, ключ показан один раз", by=by, at=school)
    return phrase


@transaction.atomic
def change_key(school: Organisation, *, phrase: str, by: Person) -> str:
    """A new key; everything is encrypted anew, what the former key opened is removed."""
    require(by, "codes.vault", school)
    vault = NameVault.objects.select_for_update(of=("self",)).get(school=school)
    key = _key(phrase, vault)
    new_phrase = sealing.new_phrase()
    new = sealing.key_of(new_phrase, "school")
    for piece in vault.pieces.all():
        piece.body = sealing.lock_names(_unlocked(piece, key), new.public)
        piece.save()
    vault.public, vault.number = new.public, vault.number + 1
    vault.made_at, vault.made_by = timezone.now(), by
    vault.save()
    log("names.key_changed", vault, f"Ключ сейфа имён сменён: № {vault.number}", by=by, at=school)
    return new_phrase


@transaction.atomic
def abandon_vault(school: Organisation, *, reason: str, by: Person) -> str:
    """The key is lost: what it locked is removed, an empty vault with a new key begins."""
    require(by, "codes.vault", school)
    vault = NameVault.objects.select_for_update(of=("self",)).get(school=school)
    lost = vault.pieces.count()
    vault.pieces.all().delete()
    phrase = sealing.new_phrase()
    vault.public, vault.number = sealing.key_of(phrase, "school").public, vault.number + 1
    vault.made_at, vault.made_by = timezone.now(), by
    vault.save()
    log("names.vault_abandoned", vault, f"Ключ сейфа утрачен, сейф начат заново: {reason}", by=by,
        at=school, pieces=lost)  # fmt: skip
    return phrase


@transaction.atomic
def write_names(batch: CodeBatch, names: Mapping[str, str], *, by: Person) -> int:
    """Names for codes of a class, encrypted at once; returns how many."""
    school = batch.school
    require(by, "codes.manage", school)
    vault = NameVault.objects.filter(school=school).first()
    if vault is None:
        raise ValidationError("Сначала заведите сейф имён.")
    own = set(batch.codes.values_list("code", flat=True))
    rows = [NameRow(code, " ".join(name.split())) for code, name in names.items() if name.strip()]
    if not rows:
        raise ValidationError("Впишите хотя бы одно имя.")
    if any(row.code not in own or len(row.name) > LONGEST for row in rows):
        raise ValidationError("Коды этого класса изменились: откройте страницу ещё раз.")
    NamePiece.objects.create(
        vault=vault, batch=batch, body=sealing.lock_names(rows, vault.public), names=len(rows),
        written_by=by,
    )  # fmt: skip
    said = counted(len(rows), "имя", "имени", "имён")
    log("names.written", batch, f"В сейф имён внесено {said}: {batch}", by=by, at=school)
    return len(rows)


@transaction.atomic
def read_names(batch: CodeBatch, *, phrase: str, by: Person) -> list[NameRow]:
    """Names of one class, by the key of the school; written down before they are shown."""
    require(by, "codes.manage", batch.school)
    found = _names([batch], _vault_key(batch.school, phrase))
    log("names.read", batch, f"Открыты имена по кодам: {batch}", by=by, at=batch.school)
    return found


@transaction.atomic
def remove_names(batch: CodeBatch, *, by: Person) -> int:
    """The names are not needed any more; codes and results stay."""
    require(by, "codes.vault", batch.school)
    removed, _ = NamePiece.objects.filter(batch=batch).delete()
    log("names.removed", batch, f"Имена стёрты из сейфа: {batch}", by=by, at=batch.school)
    return removed


@transaction.atomic
def ask_for_names(
    school: Organisation, *, codes: str, document: str, reason: str, by: Person
) -> NameRequest:
    """A court or an appeal asks whose codes these are; another person shows them."""
    require(by, "codes.vault", school)
    found, wrong = [], []
    known = set(CodeBatch.objects.filter(school=school).values_list("codes__code", flat=True))
    for text in codes.replace(",", " ").replace(";", " ").split():
        try:
            code = sealing.read_code(text)
        except sealing.CodeError as error:
            wrong.append(f"{str(error).capitalize()}.")
            continue
        if code in known:
            found.append(code)
        else:
            wrong.append(f"Код «{code}» в этой школе не выдавали.")
    if wrong or not found:
        raise ValidationError({"codes": wrong or ["Назовите хотя бы один код."]})
    request = NameRequest.objects.create(
        school=school, codes=sorted(set(found)), document=document, reason=reason, asked_by=by
    )
    log("names.asked", request, f"Запрошены имена по кодам {enumeration(request.codes)}: "
        f"{document}", by=by, at=school)  # fmt: skip
    return request


@transaction.atomic
def show_names(request: NameRequest, *, phrase: str, by: Person) -> list[NameRow]:
    """The names of the codes asked for and no others, by a second person with the key, once."""
    require(by, "codes.manage", request.school)
    request = NameRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if by.pk == request.asked_by_id:
        raise PermissionDenied("who asks does not show")
    if request.shown_at is not None:
        raise ValidationError("По этому запросу имена уже выданы: для новых нужен новый запрос.")
    key = _vault_key(request.school, phrase)
    batches = CodeBatch.objects.filter(school=request.school, codes__code__in=request.codes)
    found = [one for one in _names(batches.distinct(), key) if one.code in request.codes]
    if not found:
        raise ValidationError("Имён этих участников в сейфе нет: смотрите бумажный протокол.")
    request.shown_by, request.shown_at = by, timezone.now()
    request.save()
    log("names.shown", request, f"Выданы имена по кодам {enumeration(request.codes)}: {request}",
        by=by, at=request.school)  # fmt: skip
    return found


def _names(batches: Iterable[CodeBatch], key: sealing.Key) -> list[NameRow]:
    found: dict[str, NameRow] = {}
    for piece in NamePiece.objects.filter(batch__in=batches).order_by("id"):
        found |= {row.code: row for row in _unlocked(piece, key)}
    return sorted(found.values())


def _unlocked(piece: NamePiece, key: sealing.Key) -> list[NameRow]:
    try:
        return sealing.unlock_names(bytes(piece.body), key)
    except sealing.NotOpened as refusal:
        raise ValidationError(str(refusal)) from None


def _vault_key(school: Organisation, phrase: str) -> sealing.Key:
    vault = NameVault.objects.filter(school=school).first()
    if vault is None:
        raise ValidationError("В школе нет сейфа имён: смотрите бумажный протокол.")
    return _key(phrase, vault)


def _key(phrase: str, vault: NameVault) -> sealing.Key:
    try:
        key = sealing.key_of(phrase, "school")
    except sealing.NotOpened as refusal:
        raise ValidationError({"phrase": str(refusal)}) from None
    if key.public != vault.public:
        raise ValidationError({"phrase": f"Это не {vault} сейфа имён этой школы."})
    return key
