"""Codes of a class of the first school, its vault with one name, and a request."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from objektiv.sealing import NameRow, key_from_bytes, lock_names

CODE = "1000015"


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    from objektiv.web.models import CodeBatch, NamePiece, NameRequest, NameVault, ParticipantCode

    office, head = world.people["office"], world.people["head"]
    batch = CodeBatch.objects.create(
        school=world.first, procedure=made["procedure"], year=2026, class_name="5А", made_by=office
    )
    ParticipantCode.objects.create(batch=batch, scope=batch.scope, code=CODE)
    public = key_from_bytes(b"v" * 32).public
    vault = NameVault.objects.create(
        school=world.first, public=public, made_at=timezone.now(), made_by=head
    )
    NamePiece.objects.create(
        vault=vault, batch=batch, body=lock_names([NameRow(CODE, "Ёлкина Мария")], public),
        names=1, written_by=office,
    )  # fmt: skip
    request = NameRequest.objects.create(
        school=world.first, codes=[CODE], document="Запрос суда № 1", reason="Дело № 2",
        asked_by=head,
    )  # fmt: skip
    return {"batch": batch, "name_request": request, "paper": "cards"}
