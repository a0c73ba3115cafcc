"""What a proxy or a watcher asks."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client


def test_anybody_may_ask_and_learns_nothing_else(client, db):
    response = client.get("/health")

    assert (response.status_code, response.content) == (200, b"ok")
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_a_watcher_inside_is_not_sent_to_https(db, settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client()  # middleware reads its settings once

    assert client.get("/health").status_code == 200
    assert client.get("/").status_code == 301


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_is_said_without_details(client):
    def refuse(*_):
        from django.db import OperationalError

        raise OperationalError("connection to 10.0.0.7 refused")

    with connection.execute_wrapper(refuse):
        response = client.get("/health")

    assert (response.status_code, response.content) == (503, b"error")
