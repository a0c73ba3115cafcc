"""The log of the server: kinds and places of errors, never people."""

from __future__ import annotations

import io
import logging
import logging.config

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from objektiv.web import urls
from objektiv.web.logs import without_people
from objektiv.web.models import Person


@pytest.fixture
def log():
    """What the server would write, with the handlers of the settings."""
    logging.config.dictConfig(settings.LOGGING)
    handler = logging.getLogger().handlers[0]
    written = io.StringIO()
    handler.setStream(written)
    yield written
    logging.getLogger().removeHandler(handler)


def test_refused_pages_are_logged_without_what_was_asked(log, as_, client):
    as_("head").get("/o/987654/people/?q=Иванова")
    client.get("/join/bWFyaWEuaXZhbm92YUBleGFt/")
    client.get("/search/?q=Иванова&email=maria@school.ru", headers={"host": "maria@school.ru"})

    assert "/o/987654/people/" in log.getvalue()
    for personal in ("Иванова", "maria", "bWFyaWEu"):
        assert personal not in log.getvalue()


def test_errors_are_logged_by_kind_and_place(log, world):
    person = world.people["head"]
    try:
        with transaction.atomic():
            Person.objects.create_user(person.email, "x", surname="Иванова", name="Мария")
    except IntegrityError:
        logging.getLogger("objektiv").exception("person %s was not made", person.email)

    assert "django.db.utils.IntegrityError" in log.getvalue()
    assert "test_logs.py" in log.getvalue()
    assert "person …@… was not made" in log.getvalue()
    assert person.email not in log.getvalue()


def test_the_words_of_an_error_are_left_out(log):
    try:
        try:
            raise ValueError("Key (email)=(maria@school.ru), Иванова Мария")
        except ValueError as error:
            raise RuntimeError("Иванова") from error
    except RuntimeError:
        logging.getLogger("objektiv.web").exception("job 7 failed")

    assert "job 7 failed" in log.getvalue()
    assert "builtins.ValueError" in log.getvalue()
    assert "Иванова" not in log.getvalue()


TEXT = "StringConverter"


def test_secrets_of_links_are_left_out():
    secret = "Zm9yIG1hcmlhLCBmb3IgbWFyaWE:1tX"
    for pattern in urls.urlpatterns:
        kinds = getattr(pattern.pattern, "converters", {})
        if {"secret", "token"} & {name for name, one in kinds.items() if TEXT in str(type(one))}:
            address = reverse(pattern.name, kwargs=dict.fromkeys(kinds, secret))

            assert secret[:12] not in without_people(f"Not Found: {address}"), pattern.name
