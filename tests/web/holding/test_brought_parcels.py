"""Sealed without the site, released by it: never early, never for another, never altered."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from objektiv import sealing
from objektiv.analysis.sealed_files import pack_files
from objektiv.web.actions.holding import sealed as act
from objektiv.web.actions.holding import unsealing
from objektiv.web.actions.holding.brought_parcels import bring_parcel
from objektiv.web.actions.holding.personal_keys import make_key
from objektiv.web.models import AuditEntry, Notice, SealedEdition, SealedParcel

SECRET = "тайна варианта".encode()


@pytest.fixture
def packed(world, day, keys, as_, tmp_path):
    """What the sender made at home of the list of the site."""
    page = as_("north").get(reverse("sealed_recipients", args=[world.north.pk, day.pk]))
    (tmp_path / "to.toml").write_bytes(page.content)
    (tmp_path / "слова.txt").write_bytes(SECRET)
    return pack_files(
        [tmp_path / "слова.txt"], tmp_path / "to.toml", opens=timezone.now() + timedelta(days=3),
        title="Варианты", sender="Район", out=tmp_path / "out",
    )  # fmt: skip


@pytest.fixture
def bring(world, day):
    def carry_out(content, phrase, **others):
        about = {"organisation": world.north, "day": day, "by": world.people["north"], **others}
        return bring_parcel(content=content, phrase=phrase, **about)

    return carry_out


@pytest.fixture
def parcel(bring, packed):
    return bring(packed.files[0].read_bytes(), packed.release)


def open_for(parcel, world, name, phrase):
    recipient = parcel.recipients.get(person=world.people[name])
    return unsealing.open_here(recipient, phrase=phrase, by=world.people[name])


def refused(bring, content, phrase, field, words, **others):
    with pytest.raises(ValidationError) as refusal:
        bring(content, phrase, **others)
    assert words in " ".join(refusal.value.message_dict[field])
    assert not SealedParcel.objects.exists()
    assert not SealedEdition.objects.exists()


def test_the_server_releases_it_at_its_time_and_not_before(world, packed, parcel, keys, at):
    assert parcel.opens_at == packed.parcel.opens
    assert {one.person for one in Notice.objects.filter(subject="запечатанные материалы")} == {
        world.people["office"], world.people["technician"],
    }  # fmt: skip

    at(parcel.opens_at - timedelta(seconds=1))
    with pytest.raises(ValidationError, match="Ещё рано"):
        open_for(parcel, world, "office", keys["office"])
    with pytest.raises(ValidationError, match="Ещё рано"):
        unsealing.give_out_key(
            parcel.recipients.get(person=world.people["office"]), by=world.people["office"]
        )

    at(parcel.opens_at)
    assert open_for(parcel, world, "office", keys["office"]) == {"слова.txt": SECRET}


def test_it_opens_for_nobody_else(world, parcel, keys, at, as_):
    at(parcel.opens_at)

    with pytest.raises(ValidationError, match="не тот личный ключ"):
        open_for(parcel, world, "office", keys["technician"])
    with pytest.raises(PermissionDenied):
        unsealing.give_out_key(
            parcel.recipients.get(person=world.people["office"]), by=world.people["technician"]
        )
    assert as_("teacher").get(reverse("sealed_release", args=[parcel.pk])).status_code == 404
    assert as_("north").post(reverse("sealed_release", args=[parcel.pk])).status_code == 403


def test_the_stick_made_beforehand_opens_with_the_released_key(world, packed, parcel, keys, at):
    at(parcel.opens_at)
    recipient = parcel.recipients.get(person=world.people["office"])
    release = unsealing.give_out_key(recipient, by=world.people["office"])
    stick = next(path for path in packed.files[1:] if world.people["office"].surname in path.name)

    files = sealing.open_parcel(
        sealing.read_parcel(stick.read_bytes()),
        sealing.key_of(keys["office"], "person"),
        sealing.key_of(release, "release"),
    )

    assert files == {"слова.txt": SECRET}


def test_the_key_is_kept_encrypted_and_stands_nowhere_else(packed, parcel):
    assert parcel.release_kept.startswith("-----BEGIN AGE ENCRYPTED FILE-----")
    digits = packed.release.replace(" ", "")
    rows = [*SealedParcel.objects.values(), *AuditEntry.objects.values(), *Notice.objects.values()]
    for spelling in (packed.release, digits):
        assert spelling not in str(rows)
        for path in settings.DATA.rglob("*"):
            assert not path.is_file() or spelling.encode() not in path.read_bytes(), path


def test_the_server_cannot_read_it_with_what_it_keeps(world, packed, parcel):
    release = sealing.key_of(packed.release, "release")
    for envelope in act.latest_parcel(parcel).envelopes:
        assert envelope.recipient.public != release.public
    with pytest.raises(sealing.WrongKey):
        sealing.open_parcel(act.latest_parcel(parcel), release, release)


def test_what_was_changed_on_the_way_is_not_taken(bring, packed):
    content = packed.files[0].read_bytes()
    bent = bytearray(content)
    bent[-1] ^= 1
    refused(bring, bytes(bent), packed.release, "file", "повреждён")

    sooner = replace(packed.parcel, opens=packed.parcel.opens - timedelta(days=2))
    refused(bring, sealing.write_parcel(sooner), packed.release, "file", "Опись посылки изменена")


def test_what_was_changed_in_the_store_is_not_opened(world, parcel, keys, at):
    path = settings.STORE / parcel.editions.get().path
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.chmod(0o644)
    path.write_bytes(bytes(content))
    at(parcel.opens_at)

    try:
        with pytest.raises(ValidationError, match="повреждён"):
            open_for(parcel, world, "office", keys["office"])
    finally:
        path.unlink()


def test_another_key_and_a_slip_are_told_apart(bring, packed):
    content = packed.files[0].read_bytes()

    refused(bring, content, sealing.new_phrase(), "phrase", "другой посылки")
    refused(bring, content, packed.release[:-1], "phrase", "введено 29")


def test_the_file_of_one_recipient_is_not_the_parcel(bring, packed):
    refused(bring, packed.files[1].read_bytes(), packed.release, "file", "не все конверты")


def test_a_parcel_is_taken_once(bring, packed, parcel):
    with pytest.raises(ValidationError, match="уже на сайте"):
        bring(packed.files[0].read_bytes(), packed.release)
    assert SealedParcel.objects.count() == 1


def test_a_key_changed_meanwhile_is_named(world, bring, packed):
    make_key(by=world.people["office"])

    refused(bring, packed.files[0].read_bytes(), packed.release, "file",
            world.people["office"].initials)  # fmt: skip


def test_it_cannot_be_addressed_past_the_day(world, day, bring, packed):
    """Keys of people who take no part: they would learn what the day does not concern."""
    day.sites.all().delete()

    refused(bring, packed.files[0].read_bytes(), packed.release, "file", "Не узнаны получатели")


@pytest.mark.parametrize("who", ["south", "coordinator", "head", "office"])
def test_only_who_seals_from_the_place_brings(world, bring, packed, who):
    with pytest.raises(PermissionDenied):
        bring(packed.files[0].read_bytes(), packed.release, by=world.people[who])


def test_the_page_takes_it_and_shows_what_is_known(world, day, packed, as_):
    def send(phrase):
        file = SimpleUploadedFile("всем.sealed", packed.files[0].read_bytes())
        values = {"day": day.pk, "file": file, "phrase": phrase}
        return as_("north").post(reverse("sealed_bring", args=[world.north.pk]), values)

    wrong, right = send(sealing.new_phrase()), send(packed.release)
    page = as_("north").get(right.url).content.decode()

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "запечатано без сайта" in page
    assert "Новый конверт" not in page


def test_a_new_envelope_is_sealed_apart(world, parcel, keys):
    new = {"person": world.people["office"], "organisation": world.first, "ground": "Приказ"}

    with pytest.raises(ValidationError, match="отдельную посылку"):
        act.add_envelope(parcel, phrase=keys["north"], by=world.people["north"], **new)


def test_a_manifest_with_a_foreign_line_is_no_parcel(bring, packed):
    """Whoever rewrites the header cannot make the digest fit."""
    head, header, rest = packed.files[0].read_bytes().split(b"\n", 2)
    other = json.dumps({**json.loads(header), "seal": "0" * 64}, separators=(",", ":"),
                       sort_keys=True).encode()  # fmt: skip

    refused(bring, b"\n".join((head, other, rest)), packed.release, "file", "Опись")
