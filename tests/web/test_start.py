"""The demonstration, served by real processes: a page, a job by the worker, a killed worker."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from objektiv.analysis.refusal import Refused
from objektiv.web.start import serve

from . import campaign
from .installation import empty

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

FILL = """
from objektiv.web.start import first_invitation
print(first_invitation("Область", "first@region.ru", address="http://127.0.0.1"))
"""
BRING = """
import sys
from pathlib import Path
from objektiv.web.start import set_up
set_up()
from django.core.files.uploadedfile import SimpleUploadedFile
from objektiv.web.actions import people, uploads
from objektiv.web.models import Organisation
secret = sys.argv[1].rstrip("/").rsplit("/", 1)[1]
person = people.accept_invitation(secret, surname="П", name="О", password="семь слов подряд")
region = Organisation.objects.get()
files = [SimpleUploadedFile(Path(name).name, Path(name).read_bytes()) for name in sys.argv[2:]]
print(uploads.bring(files=files, organisation=region, by=person).job_id)
"""
# What a worker leaves that was killed half an hour ago.
LOSE = """
import sys
from datetime import timedelta
from objektiv.web.start import set_up
set_up()
from django.utils import timezone
from objektiv.web.models import Job
Job.objects.filter(pk=sys.argv[1]).update(
    state="running", attempt=1, heartbeat=timezone.now() - timedelta(minutes=30)
)
"""
AWAIT = """
import sys, time
from objektiv.web.start import set_up
set_up()
from objektiv.web.models import Job
end = time.monotonic() + 60
while Job.objects.get(pk=sys.argv[1]).state != "done":
    assert time.monotonic() < end, "waited in vain"
    time.sleep(0.2)
"""


def wait_for(check, seconds: int = 180) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


def test_a_job_left_by_a_killed_worker_is_carried_out_by_the_next(tmp_path):
    site = empty(tmp_path / "data")
    link = site.python(FILL)
    names = []
    for file in campaign.csv("edu900101"):
        (tmp_path / file.name).write_bytes(file.read())
        names.append(tmp_path / file.name)
    job = site.python(BRING, link, *names)
    site.python(LOSE, job)

    worker = subprocess.Popen(
        [sys.executable, "-m", "objektiv.cli", "worker"], env=site.environment
    )
    try:
        site.python(AWAIT, job)
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(30)


def test_the_site_answers_and_ends_with_its_worker(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "objektiv.cli", "serve", "--port", str(port)]
    environment = empty(tmp_path).environment

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/") as page:
                return "Вход" in page.read().decode()
        except OSError:
            return False

    site = subprocess.Popen(command, env=environment)
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

    assert empty(tmp_path).python(code) == "False"


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
