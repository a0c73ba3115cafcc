"""A local act of the first school with a draft."""

from __future__ import annotations

from typing import Any


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    """What pages of local acts can be about."""
    from objektiv.web.models import LocalAct, LocalActVersion

    act = LocalAct.objects.create(
        organisation=world.first, code="regulation", title="Положение о ВСОКО"
    )
    version = LocalActVersion.objects.create(
        act=act, made_by=world.people["office"], name="a.docx", path="originals/aa/file.xlsx",
        sha256="a" * 64, size=10,
    )  # fmt: skip
    return {"local_act": act, "act_version": version, "act_code": "regulation"}
