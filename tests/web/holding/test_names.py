"""The vault of names: read with the school's key alone; a name is nowhere in plain text."""

from __future__ import annotations

import logging

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from objektiv.sealing import NameRow, read_code
from objektiv.web.actions.holding import codes as issuing
from objektiv.web.actions.holding import names as act
from objektiv.web.models import AuditEntry, CodeBatch, NamePiece, NameVault, Procedure

NAME, OTHER = "Ёлкина-Тестовая Марианелла", "Неназваный Пётр"


@pytest.fixture
def batch(world) -> CodeBatch:
    procedure = Procedure.objects.create(kind="ВПР", year=2026, organiser=world.north)
    return issuing.issue_codes(world.first, procedure, {"5А": 3}, by=world.people["office"])[0]


@pytest.fixture
def codes(batch) -> list[str]:
    return sorted(batch.codes.values_list("code", flat=True))


@pytest.fixture
def phrase(world) -> str:
    return act.make_vault(world.first, by=world.people["head"])


@pytest.fixture
def filled(world, batch, codes, phrase):
    act.write_names(batch, {codes[0]: NAME, codes[1]: OTHER, codes[2]: " "},
                    by=world.people["office"])  # fmt: skip


def everywhere() -> bytes:
    """All that the system keeps: rows, files of the data folder, letters."""
    kept = [repr(row) for model in apps.get_models() for row in model.objects.values_list()]
    files = [path.read_bytes() for path in settings.DATA.rglob("*") if path.is_file()]
    return "\n".join([*kept, *(one.body for one in mail.outbox)]).encode() + b"".join(files)


@pytest.mark.django_db(transaction=True)
def test_a_name_is_nowhere_in_plain_text(world, batch, codes, phrase, as_, caplog):
    """Through the pages: written, read, asked for by a court, the key changed."""
    caplog.set_level(logging.DEBUG)
    first = world.first.pk
    as_("office").post(reverse("names_fill", args=[first, batch.pk]), {f"code{codes[0]}": NAME})
    shown = as_("office").post(reverse("names_read", args=[first, batch.pk]), {"phrase": phrase})
    as_("head").post(reverse("names_ask", args=[first]),
                     {"codes": codes[0], "document": "Запрос № 1", "reason": "Дело"})  # fmt: skip
    asked = world.first.name_requests.get()
    paper = as_("office").post(reverse("names_answer", args=[first, asked.pk]), {"phrase": phrase})
    page = as_("head").post(reverse("vault_key", args=[first]), {"phrase": phrase, "noted": "on"})
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    kept = everywhere()

    for response in (shown, paper):
        assert NAME in response.content.decode()
        assert "no-store" in response["Cache-Control"]
    for secret in (*NAME.split(), phrase, page.context["phrase"]):
        for form in (secret, secret.casefold(), secret.encode("unicode_escape").decode()):
            assert form.encode() not in kept, secret
            assert form not in caplog.text, secret
    assert codes[0].encode() in kept  # the look itself works
    connection.close()


def test_a_name_that_is_too_long_comes_back_to_who_typed_it_and_to_nobody_else(
    world, batch, codes, phrase, as_, caplog
):
    long = "Ё" * 151
    page = as_("office").post(
        reverse("names_fill", args=[world.first.pk, batch.pk]), {f"code{codes[0]}": long}
    )

    assert page.status_code == 422
    assert long in page.content.decode()
    assert long not in caplog.text
    assert not NamePiece.objects.exists()


def test_names_are_read_with_the_key_of_the_school_alone(world, batch, codes, phrase, filled):
    office = world.people["office"]

    assert act.read_names(batch, phrase=phrase, by=office) == [
        NameRow(codes[0], NAME), NameRow(codes[1], OTHER),
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="Опечатка"):
        slip = str((int(phrase[-1]) + 1) % 10)
        act.read_names(batch, phrase=phrase[:-1] + slip, by=office)
    with pytest.raises(ValidationError, match="Это не ключ"):
        act.read_names(batch, phrase=" ".join(["57240"] * 6), by=office)
    for who in ("north", "coordinator", "neighbour", "teacher"):
        with pytest.raises(PermissionDenied):
            act.read_names(batch, phrase=phrase, by=world.people[who])


def test_of_two_names_for_a_code_the_later_counts(world, batch, codes, phrase, filled):
    act.write_names(batch, {codes[0]: "Ёлкина  Анна "}, by=world.people["office"])

    found = act.read_names(batch, phrase=phrase, by=world.people["office"])

    assert found == [NameRow(codes[0], "Ёлкина Анна"), NameRow(codes[1], OTHER)]


def test_a_new_key_opens_everything_and_the_former_nothing(world, batch, phrase, filled):
    new = act.change_key(world.first, phrase=phrase, by=world.people["head"])

    assert len(act.read_names(batch, phrase=new, by=world.people["office"])) == 2
    with pytest.raises(ValidationError, match="Это не ключ № 2"):
        act.read_names(batch, phrase=phrase, by=world.people["office"])


def test_a_lost_key_leaves_an_empty_vault(world, batch, phrase, filled):
    new = act.abandon_vault(world.first, reason="Акт № 1", by=world.people["head"])

    assert not NamePiece.objects.exists()
    assert act.read_names(batch, phrase=new, by=world.people["office"]) == []
    assert NameVault.objects.get().number == 2


def test_for_a_court_one_asks_another_shows_once_and_only_what_was_asked(
    world, codes, phrase, filled
):
    head, deputy = world.people["head"], world.people["deputy"]
    request = act.ask_for_names(
        world.first, codes=f"{codes[0][:4]}-{codes[0][4:]}", document="Запрос суда № 5",
        reason="Дело № 2-17", by=head,
    )  # fmt: skip

    with pytest.raises(PermissionDenied):
        act.show_names(request, phrase=phrase, by=head)
    assert act.show_names(request, phrase=phrase, by=deputy) == [NameRow(codes[0], NAME)]
    with pytest.raises(ValidationError, match="уже выданы"):
        act.show_names(request, phrase=phrase, by=deputy)
    said = list(AuditEntry.objects.values_list("verb", flat=True))
    assert {"names.asked", "names.shown"} <= set(said)


def test_codes_that_were_never_given_are_refused_together(world, batch, phrase):
    with pytest.raises(ValidationError) as refusal:
        act.ask_for_names(world.first, codes="1000015 12", document="…", reason="…",
                          by=world.people["head"])  # fmt: skip

    assert len(refusal.value.message_dict["codes"]) == 2


def test_only_managers_of_the_school_make_its_vault(world):
    for who in ("office", "north", "coordinator", "neighbour"):
        with pytest.raises(PermissionDenied):
            act.make_vault(world.first, by=world.people[who])


def test_names_that_are_not_needed_are_removed_and_codes_stay(world, batch, filled):
    act.remove_names(batch, by=world.people["head"])

    assert not NamePiece.objects.exists()
    assert batch.codes.count() == 3
    assert all(read_code(one.code) for one in batch.codes.all())
