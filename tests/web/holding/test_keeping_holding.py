"""Sealed files and names of the vault go by rule; who received what, and codes, stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.holding import codes as issuing
from objektiv.web.actions.holding import names, unsealing
from objektiv.web.actions.holding import sealed as act
from objektiv.web.integrity import verify_installation
from objektiv.web.models import CodeBatch, Procedure, Removal, SealedParcel

from ..test_keeping import LONG_AGO, changed, due, everything, remove


@pytest.fixture
def parcel(world, day, keys) -> SealedParcel:
    return act.seal_parcel(
        organisation=world.north, day=day, title="Варианты", roles=["school_coordinator"],
        files={"слова.txt": b"1"}, opens_at=timezone.now() + timedelta(days=1),
        by=world.people["north"],
    )  # fmt: skip


def test_sealed_files_go_after_their_term_with_the_release_key(world, parcel, keys, as_):
    edition = parcel.editions.get()
    assert due(world.region)["keep_sealed_days"] == 0
    SealedParcel.objects.update(opens_at=LONG_AGO)
    before = everything()

    remove(world)

    assert changed(before) == {"files": {edition.path}}
    parcel.refresh_from_db()
    assert parcel.release_kept == ""
    assert parcel.recipients.exists()
    assert verify_installation().problems == ()
    assert Removal.objects.get(rule="keep_sealed_days").sha256 == edition.sha256
    page = as_("north").get(reverse("sealed_parcel", args=[parcel.pk]))
    assert "удалён" in page.content.decode()
    mine = parcel.recipients.select_related("person").first()
    with pytest.raises(ValidationError):
        unsealing.open_here(mine, phrase="0", by=mine.person)


def test_names_go_with_the_rows_they_lead_to_and_codes_stay(world):
    def filled(year: int) -> CodeBatch:
        procedure = Procedure.objects.create(kind="ВПР", year=year, organiser=world.north)
        batch = issuing.issue_codes(world.first, procedure, {"5А": 3}, by=world.people["office"])[0]
        code = batch.codes.first().code
        names.write_names(batch, {code: "Ёлкина Мария"}, by=world.people["office"])
        return batch

    names.make_vault(world.first, by=world.people["head"])
    old, young = filled(2015), filled(timezone.localdate().year)
    before = everything()

    remove(world)

    assert changed(before) == {"NamePiece": 1}
    assert (old.pieces.count(), young.pieces.count()) == (0, 1)
    assert Removal.objects.get(rule="keep_names_years").counts == {"names": 1}
