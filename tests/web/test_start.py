"""The demonstration, served by real processes: a page, a job by the worker, a killed worker."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from objektiv.analysis.refusal import Refused
from objektiv.web.start import serve

from . import campaign

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

FILL = """
from pathlib import Path
import sys
from objektiv.web.start import first_invitation
address = "http://127.0.0.1"
print(first_invitation("Область", "first@region.ru", address=address, data=Path(sys.argv[1])))
"""
BRING = """
import sys
from pathlib import Path
from objektiv.web.start import set_up
set_up(Path(sys.argv[1]))
from django.core.files.uploadedfile import SimpleUploadedFile
from objektiv.web.actions import people, uploads
from objektiv.web.models import Organisation
secret = sys.argv[2].rstrip("/").rsplit("/", 1)[1]
person = people.accept_invitation(secret, surname="П", name="О", password="семь слов подряд")
region = Organisation.objects.get()
files = [SimpleUploadedFile(Path(name).name, Path(name).read_bytes()) for name in sys.argv[3:]]
print(uploads.bring(files=files, organisation=region, by=person).job_id)
"""


def python(code: str, *arguments: object) -> str:
    environment = {**os.environ, "OBJEKTIV_DATA": str(arguments[0])}
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, text=True, check=True, env=environment,
    )  # fmt: skip
    return done.stdout.strip()


def state(data: Path, job: str) -> str:
    with sqlite3.connect(data / "objektiv.sqlite3") as database:
        return database.execute("SELECT state FROM web_job WHERE id = ?", [job]).fetchone()[0]


def wait_for(check, seconds: int = 60) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


def test_a_job_left_by_a_killed_worker_is_carried_out_by_the_next(tmp_path):
    data = tmp_path / "data"
    link = python(FILL, data)
    names = []
    for file in campaign.csv("edu900101"):
        (tmp_path / file.name).write_bytes(file.read())
        names.append(tmp_path / file.name)
    job = python(BRING, data, link, *names)
    with sqlite3.connect(data / "objektiv.sqlite3") as database:
        # What a worker leaves that was killed half an hour ago.
        database.execute(
            "UPDATE web_job SET state = 'running', attempt = 1,"
            " heartbeat = datetime('now', '-30 minutes') WHERE id = ?",
            [job],
        )
    environment = {**os.environ, "OBJEKTIV_DATA": str(data)}

    worker = subprocess.Popen([sys.executable, "-m", "objektiv.web.start"], env=environment)
    try:
        wait_for(lambda: state(data, job) == "done")
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(30)


def test_the_site_answers_and_ends_with_its_worker(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = f"from objektiv.web.start import serve; serve(port={port})"
    environment = {**os.environ, "OBJEKTIV_DATA": str(tmp_path)}

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/") as page:
                return "Вход" in page.read().decode()
        except OSError:
            return False

    site = subprocess.Popen([sys.executable, "-c", code], env=environment)
    try:
        wait_for(answers)
        with pytest.raises(Refused, match="занят"):
            serve(tmp_path, port=port)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/app.css") as sheet:
            assert sheet.headers["Content-Type"].startswith("text/css")
    finally:
        site.send_signal(signal.SIGTERM)
        assert site.wait(40) == 0


def test_the_process_that_forks_the_server_has_no_threads_of_polars(tmp_path):
    code = (
        "import sys\nfrom objektiv.web.start import prepare\n"
        "prepare()\nprint('polars' in sys.modules)"
    )

    assert python(code, tmp_path) == "False"


def test_an_interrupted_demonstration_leaves_nothing(tmp_path):
    data = tmp_path / "place" / "data"
    code = (
        "import sys; from pathlib import Path; from objektiv.web.start import serve\n"
        "serve(Path(sys.argv[1]), port=0, demo=True)"
    )
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    loading = subprocess.Popen(
        [sys.executable, "-c", code, str(data)], env=environment, start_new_session=True
    )
    try:
        wait_for(lambda: any(data.parent.glob(".data-*/data/objektiv.sqlite3")))
        os.killpg(loading.pid, signal.SIGINT)  # Ctrl+C reaches every process of the terminal
        assert loading.wait(30) != 0
    finally:
        loading.kill()

    assert list(data.parent.iterdir()) == []
