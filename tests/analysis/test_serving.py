"""The report on this computer: the folder and nothing beside it, on this machine only."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request

import pytest

from objektiv.analysis.refusal import Refused
from objektiv.analysis.serving import report_server


@pytest.fixture
def address(tmp_path):
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "report.html").write_text("<h1>Отчёт</h1>", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("не отсюда", encoding="utf-8")
    server = report_server(folder, 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_address_alone_shows_the_report(address):
    with urllib.request.urlopen(address) as answer:
        assert "Отчёт" in answer.read().decode()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt"])
def test_nothing_outside_the_folder_is_served(address, path):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address + path)

    assert refused.value.code == 404
    refused.value.close()


def test_a_busy_port_is_said_in_words(tmp_path):
    (tmp_path / "report.html").write_text("")
    first = report_server(tmp_path, 0)

    with pytest.raises(Refused, match="занят"):
        report_server(tmp_path, first.server_address[1])
    first.server_close()


def test_a_folder_without_a_report_is_refused(tmp_path):
    with pytest.raises(Refused, match=r"report\.html"):
        report_server(tmp_path, 0)
