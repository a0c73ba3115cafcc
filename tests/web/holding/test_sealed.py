"""Sealed parcels: nothing opens early or for another; keys, people and days change."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from objektiv import sealing
from objektiv.analysis.sealed_files import pack_files
from objektiv.documents.code_sheets import code_sheets
from objektiv.web.actions.audit import first_broken_entry
from objektiv.web.actions.holding import sealed as act
from objektiv.web.actions.holding import unsealing
from objektiv.web.actions.holding.personal_keys import make_key
from objektiv.web.actions.jobs import carry_out
from objektiv.web.models import (
    AuditEntry,
    DayMove,
    Notice,
    PersonalKey,
    RoleAssignment,
    SealedParcel,
    SealedRecipient,
    SealingOrder,
)
from objektiv.web.queries.holding.sealed import parcel_days_moved, usual_opening
from objektiv.web.tasks import WORK

PDF = code_sheets("protocol", {"5А": ["1000-015"]}, title="ВПР", school="Школа", place="Школа")
SECRET = "тайна варианта".encode()


@pytest.fixture
def parcel(world, day, keys):
    return act.seal_parcel(
        organisation=world.north, day=day, title="Варианты", roles=["school_coordinator",
        "technical_specialist"], files={"вариант.pdf": PDF, "слова.txt": SECRET},
        opens_at=usual_opening(day), by=world.people["north"],
    )  # fmt: skip


def of(parcel, world, name) -> SealedRecipient:
    return parcel.recipients.get(person=world.people[name], ended_at=None)


def open_for(parcel, world, name, phrase):
    return unsealing.open_here(of(parcel, world, name), phrase=phrase, by=world.people[name])


def test_a_key_is_shown_once_and_only_its_public_half_is_kept(world, as_):
    page = as_("office").post(reverse("sealed_key"), {"noted": "on", "public": ""})
    phrase = page.context["phrase"]

    assert phrase in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0")
    assert PersonalKey.objects.get().public == sealing.key_of(phrase, "person").public
    assert phrase not in as_("office").get(reverse("my_sealed")).content.decode()
    assert phrase not in str(list(AuditEntry.objects.values()))


def test_a_key_made_elsewhere_is_brought(world, as_):
    public = sealing.key_from_bytes(b"k" * 32).public

    page = as_("office").post(reverse("sealed_key"), {"noted": "on", "public": f" {public} "})
    again = as_("north").post(reverse("sealed_key"), {"noted": "on", "public": public})

    assert page.context["phrase"] == ""
    assert PersonalKey.objects.get().public == public
    assert again.status_code == 422


def test_time_comes_and_each_opens_the_own_marked_copy(world, day, parcel, keys, at):
    at(parcel.opens_at)

    files = open_for(parcel, world, "office", keys["office"])
    others = open_for(parcel, world, "technician", keys["technician"])

    assert files["слова.txt"] == SECRET
    text = PdfReader(io.BytesIO(files["вариант.pdf"])).pages[0].extract_text()
    assert f"{world.first.title} · {world.people['office'].initials}" in text
    assert files["вариант.pdf"] != others["вариант.pdf"]


def test_usually_it_opens_an_hour_before_the_day_begins(day, parcel):
    opens = timezone.localtime(parcel.opens_at)

    assert (opens.date(), f"{opens:%H:%M}") == (day.day, "08:00")


@pytest.mark.parametrize("before", [timedelta(days=6), timedelta(seconds=1)])
def test_before_the_time_nothing_opens_and_no_key_is_given(world, parcel, keys, at, before):
    at(parcel.opens_at - before)

    with pytest.raises(ValidationError, match="Ещё рано"):
        open_for(parcel, world, "office", keys["office"])
    with pytest.raises(ValidationError, match="Ещё рано"):
        unsealing.give_out_key(of(parcel, world, "office"), by=world.people["office"])
    parcel.refresh_from_db()
    assert parcel.given_out_at is None


def test_who_has_the_encrypted_file_early_can_do_nothing_with_it(world, parcel, keys):
    content = unsealing.fetch(parcel, [of(parcel, world, "office")], by=world.people["office"])
    own = sealing.key_of(keys["office"], "person")

    assert SECRET not in content
    with pytest.raises(sealing.WrongKey):
        sealing.open_parcel(sealing.read_parcel(content), own, own)


def test_the_fetched_file_opens_without_the_site_with_the_released_key(world, parcel, keys, at):
    content = unsealing.fetch(parcel, [of(parcel, world, "office")], by=world.people["office"])
    at(parcel.opens_at)
    release = unsealing.give_out_key(of(parcel, world, "office"), by=world.people["office"])

    files = sealing.open_parcel(
        sealing.read_parcel(content),
        sealing.key_of(keys["office"], "person"),
        sealing.key_of(release, "release"),
    )

    assert files["слова.txt"] == SECRET


def test_only_the_person_with_the_own_key_opens(world, parcel, keys, at):
    at(parcel.opens_at)

    with pytest.raises(ValidationError, match="не тот личный ключ"):
        open_for(parcel, world, "office", keys["technician"])
    with pytest.raises(ValidationError, match=r"цифр"):
        open_for(parcel, world, "office", keys["office"][:-1])
    with pytest.raises(PermissionDenied):
        unsealing.open_here(
            of(parcel, world, "office"), phrase=keys["office"], by=world.people["technician"]
        )


def test_a_file_changed_in_the_store_is_not_opened(world, parcel, keys, at):
    path = settings.STORE / parcel.editions.get().path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(bytes(content))
    at(parcel.opens_at)

    try:
        with pytest.raises(ValidationError, match="повреждён"):
            open_for(parcel, world, "office", keys["office"])
    finally:
        path.unlink()


def test_nothing_of_the_content_lies_on_the_disk(world, parcel):
    for path in settings.DATA.rglob("*"):
        if path.is_file():
            assert SECRET not in path.read_bytes(), path


def test_every_step_is_in_the_journal_and_the_journal_is_whole(world, parcel, keys, at):
    person = world.people["office"]
    unsealing.fetch(parcel, [of(parcel, world, "office")], by=person)
    at(parcel.opens_at)
    open_for(parcel, world, "office", keys["office"])
    unsealing.confirm(of(parcel, world, "office"), remark="", by=person)

    verbs = AuditEntry.objects.filter(subject=f"sealedparcel:{parcel.pk}").order_by("id")

    assert list(verbs.values_list("verb", flat=True)) == [
        "sealed.sealed", "sealed.fetched", "sealed.key_given", "sealed.opened",
        "sealed.confirmed",
    ]  # fmt: skip
    assert first_broken_entry() is None


def test_the_time_moves_only_until_the_key_is_given_and_everybody_hears(world, parcel, keys, at):
    later = parcel.opens_at + timedelta(days=1)
    before = Notice.objects.filter(person=world.people["office"]).count()

    act.move_opening(parcel, opens_at=later, reason="Приказ № 7", by=world.people["north"])

    assert Notice.objects.filter(person=world.people["office"]).count() == before + 1
    at(parcel.opens_at)
    with pytest.raises(ValidationError, match="Ещё рано"):
        open_for(parcel, world, "office", keys["office"])
    at(later)
    with pytest.raises(ValidationError, match="больше не переносится"):
        act.move_opening(parcel, opens_at=later + timedelta(days=1), reason="…",
                         by=world.people["north"])  # fmt: skip
    assert open_for(parcel, world, "office", keys["office"])["слова.txt"] == SECRET


def test_a_lost_key_gets_a_new_envelope_from_the_sender(world, parcel, keys, at):
    new = make_key(by=world.people["office"])
    asked = Notice.objects.filter(person=world.people["north"], subject__contains="новый ключ")
    ground = {"ground": "Приказ № 8", "by": world.people["north"], "organisation": world.first}

    with pytest.raises(ValidationError, match="не тот личный ключ"):
        act.add_envelope(parcel, person=world.people["office"], phrase=keys["office"], **ground)
    act.add_envelope(parcel, person=world.people["office"], phrase=keys["north"], **ground)

    at(parcel.opens_at)
    assert asked.count() == 1
    assert open_for(parcel, world, "office", new)["слова.txt"] == SECRET
    assert open_for(parcel, world, "technician", keys["technician"])["слова.txt"] == SECRET
    assert list(parcel.editions.values_list("number", flat=True)) == [1, 2]


def test_new_staff_gets_an_own_envelope_and_former_staff_no_key(world, parcel, keys, at):
    deputy = world.people["deputy"]
    phrase = make_key(by=deputy)
    former = of(parcel, world, "office")
    act.end_recipient(former, reason="Уволен", by=world.people["north"])
    act.add_envelope(parcel, person=deputy, organisation=world.first, ground="Приказ № 9",
                     phrase=keys["north"], by=world.people["north"])  # fmt: skip
    at(parcel.opens_at)

    files = open_for(parcel, world, "deputy", phrase)
    former.refresh_from_db()

    assert deputy.initials in PdfReader(io.BytesIO(files["вариант.pdf"])).pages[0].extract_text()
    with pytest.raises(PermissionDenied):
        unsealing.give_out_key(former, by=world.people["office"])


def test_a_cancelled_parcel_opens_never(world, parcel, keys, at):
    act.cancel_parcel(parcel, reason="Не тот вариант", by=world.people["north"])
    at(parcel.opens_at)

    with pytest.raises(ValidationError, match="отменена"):
        open_for(parcel, world, "office", keys["office"])
    assert SealedParcel.objects.get().release_kept == ""


def test_a_copy_of_the_database_holds_no_release_key(parcel):
    release = SealedParcel.objects.get().release_kept

    assert release.startswith("-----BEGIN AGE ENCRYPTED FILE-----")


def test_only_who_holds_the_place_seals_from_it(world, day, keys):
    for name in ("south", "coordinator", "head"):
        with pytest.raises(PermissionDenied):
            act.seal_parcel(
                organisation=world.north, day=day, title="…", roles=["head"], files={"a": b"a"},
                opens_at=usual_opening(day), by=world.people[name],
            )  # fmt: skip


def test_what_is_wrong_with_sealing_is_said_at_once(world, day):
    with pytest.raises(ValidationError) as refusal:
        act.seal_parcel(
            organisation=world.north, day=day, title="…", roles=["head"],
            files={"a": b"0" * 20_000_001}, opens_at=usual_opening(day), by=world.people["north"],
        )  # fmt: skip

    assert set(refusal.value.message_dict) == {"roles", "files", "title"}


def test_a_school_returns_its_works_the_same_way(
    world, day, keys, as_, at, django_capture_on_commit_callbacks
):
    page = as_("office").post(
        reverse("sealed_add", args=[world.first.pk]),
        {"day": day.pk, "title": "Работы", "roles": ["municipal_coordinator"], "opens_at": "",
         "files": SimpleUploadedFile("работы.txt", SECRET)},
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        carry_out(SealingOrder.objects.get().job_id, WORK["seal_parcel"])
    parcel = SealedParcel.objects.get()
    received = as_("north").post(
        reverse("sealed_open", args=[parcel.pk]), {"phrase": keys["north"]}
    )

    waited = as_("office").get(page.url)
    assert waited.url == reverse("sealing_order", args=[parcel.order.pk])
    with zipfile.ZipFile(io.BytesIO(received.content)) as archive:
        assert archive.read("работы.txt") == SECRET
    assert "no-store" in received["Cache-Control"]


def test_what_is_too_large_is_refused_before_it_is_kept(world, day, keys, as_, monkeypatch):
    monkeypatch.setattr("objektiv.web.views.holding.sealed.sealing_bound", lambda name: 0)

    page = as_("north").post(
        reverse("sealed_add", args=[world.north.pk]),
        {"day": day.pk, "title": "…", "roles": ["head"],
         "files": SimpleUploadedFile("a.txt", b"a" * 10)},
    )  # fmt: skip

    assert page.status_code == 422
    assert "больше 0 МБ" in page.content.decode()
    assert not SealedParcel.objects.exists()


def test_sealing_asks_for_the_token_of_the_form(world, day, keys):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["north"])

    assert client.post(reverse("sealed_add", args=[world.north.pk]), {}).status_code == 403


def test_an_observer_of_another_district_does_not_learn_of_it(world, parcel, as_):
    assert as_("south").get(reverse("sealed_parcel", args=[parcel.pk])).status_code == 404
    assert as_("teacher").get(reverse("sealed_parcel", args=[parcel.pk])).status_code == 404


def test_who_has_no_key_is_asked_to_make_one(world, day, keys):
    RoleAssignment.objects.create(
        person=world.people["neighbour"], organisation=world.second, role="school_coordinator"
    )
    act.seal_parcel(
        organisation=world.north, day=day, title="Варианты", roles=["school_coordinator"],
        files={"a.txt": b"a"}, opens_at=usual_opening(day), by=world.people["north"],
    )  # fmt: skip

    asked = Notice.objects.filter(subject="заведите личный ключ")

    assert [one.person for one in asked] == [world.people["neighbour"]]


def test_a_moved_day_reminds_the_sender_of_the_time(world, day, parcel):
    north = world.people["north"]
    asked = "День перенесён, проверить время вскрытия: Варианты"
    DayMove.objects.create(day=day, before=day.day, after=day.day, reason="Приказ", by=north)

    before = [one.what for one in parcel_days_moved(north, timezone.localdate())]
    act.move_opening(parcel, opens_at=parcel.opens_at + timedelta(days=1), reason="Приказ",
                     by=north)  # fmt: skip
    after = [one.what for one in parcel_days_moved(north, timezone.localdate())]

    assert before == [asked]
    assert after == []


@pytest.mark.parametrize(
    ("name", "who"), [("sealed", "north"), ("sealed_parcel", "north"), ("my_sealed", "office")]
)
def test_pages_ask_as_often_for_three_as_for_one(world, day, parcel, keys, as_, name, who):
    args = {"sealed": [world.north.pk], "sealed_parcel": [parcel.pk], "my_sealed": []}[name]
    client = as_(who)
    client.get(reverse(name, args=args))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name, args=args))
    for number in range(2):
        act.seal_parcel(
            organisation=world.north, day=day, title=f"{number}", roles=["school_coordinator"],
            files={"a.txt": b"a"}, opens_at=usual_opening(day), by=world.people["north"],
        )  # fmt: skip
        person = world.people[("head", "deputy")[number]]
        make_key(by=person)
        act.add_envelope(parcel, person=person, organisation=world.first, ground="…",
                         phrase=keys["north"], by=world.people["north"])  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(name, args=args))

    assert len(many) <= len(few)


def test_keys_of_the_site_seal_without_it(world, day, keys, as_, tmp_path):
    """The list of the site is what the command reads; the sealed file opens with the same key."""
    page = as_("north").get(reverse("sealed_recipients", args=[world.north.pk, day.pk]))
    (tmp_path / "to.toml").write_bytes(page.content)
    (tmp_path / "a.txt").write_bytes(SECRET)

    packed = pack_files(
        [tmp_path / "a.txt"], tmp_path / "to.toml", opens=timezone.now() + timedelta(hours=1),
        title="Варианты", sender="Район", out=tmp_path / "out",
    )  # fmt: skip

    opened = sealing.open_parcel(
        packed.parcel,
        sealing.key_of(keys["office"], "person"),
        sealing.key_of(packed.release, "release"),
    )
    assert opened == {"a.txt": SECRET}
    assert len(packed.parcel.envelopes) == 2
