"""Saving and putting back a whole installation, by the commands that an administrator uses."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

from . import campaign
from .installation import POSTGRES, Installation, empty

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

FILL = """
import sys
from pathlib import Path
from objektiv.web.start import first_invitation
secret = first_invitation("Область", "first@region.ru").rstrip("/").rsplit("/", 1)[1]
from django.core.files.uploadedfile import SimpleUploadedFile
from objektiv.web.actions import jobs, people, uploads
from objektiv.web.actions.organisations import create_organisation
from objektiv.web.models import Organisation
from objektiv.web.tasks import WORK
person = people.accept_invitation(secret, surname="П", name="О", password="семь слов подряд")
region = Organisation.objects.get()
district = create_organisation(parent=region, name="Район", by=person)
create_organisation(parent=district, name="Школа 1", code="edu900101", by=person)
files = [SimpleUploadedFile(Path(name).name, Path(name).read_bytes()) for name in sys.argv[1:]]
upload = uploads.bring(files=files, organisation=region, by=person)
jobs.carry_out(upload.job_id, WORK["read_upload"])
upload.refresh_from_db()
uploads.accept(upload, by=person)
"""
# Every row of the system and every result that counts, as one digest.
ANSWERS = """
from objektiv.web.start import set_up
set_up()
from hashlib import sha256
from django.apps import apps
from django.core import serializers
from objektiv.web.models import Organisation, Work
from objektiv.web.queries.results import sittings_of
models = [*apps.get_app_config("web").get_models(), *apps.get_app_config("account").get_models()]
rows = [serializers.serialize("json", one.objects.order_by("pk")) for one in models]
results = sittings_of(Work.objects.get(), Organisation.objects.get(kind="region"))
print(sha256("".join(rows).encode()).hexdigest(), results.frame.hash_rows().sum())
"""
# Somebody works all the while: rows that hang together, ever more of them.
WRITE = """
from objektiv.web.start import set_up
set_up()
from django.db import transaction
from objektiv.web.actions.audit import log
from objektiv.web.models import Organisation
region = Organisation.objects.get(kind="region")
print("ready", flush=True)
while True:
    with transaction.atomic():
        log("test.written", region, "Запись", by=None, at=region)
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Installation:
    folder = tmp_path_factory.mktemp("installation")
    names = []
    for file in campaign.csv("edu900101"):
        (folder / file.name).write_bytes(file.read())
        names.append(folder / file.name)
    made = empty(folder / "data")
    made.python(FILL, *names)
    return made


def test_what_was_saved_comes_back_the_same(filled, tmp_path):
    before = filled.python(ANSWERS)
    file = tmp_path / "copies" / "objektiv.tar"

    saved = filled.run("backup", file)
    assert saved.returncode == 0, saved.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    other = empty(tmp_path / "other")
    restored = other.run("restore", file)
    assert restored.returncode == 0, restored.stderr
    verified = other.run("verify")

    assert verified.returncode == 0, verified.stdout
    assert "Замечаний нет" in verified.stdout
    assert other.python(ANSWERS) == before
    assert (other.data / "secret.key").read_text() == (filled.data / "secret.key").read_text()
    again = other.run("restore", file)
    assert again.returncode == 1
    assert "не пуст" in again.stderr
    assert other.run("verify").returncode == 0


def test_a_copy_made_while_people_work_is_of_one_instant(filled, tmp_path):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE], env=filled.environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout.readline() == "ready\n"
        time.sleep(0.3)
        assert filled.run("backup", tmp_path / "a.tar").returncode == 0
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.communicate()
    other = empty(tmp_path / "other")
    assert other.run("restore", tmp_path / "a.tar").returncode == 0

    verified = other.run("verify")

    assert verified.returncode == 0, verified.stdout


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_copy_leaves_no_half_file(filled, tmp_path, how):
    large = filled.data / "zz-large"
    with open(large, "wb") as file:
        file.truncate(2_000_000_000)  # zeros that take no room, but time to read
    folder = tmp_path / "copies"
    folder.mkdir()
    command = [sys.executable, "-m", "objektiv.cli", "backup", str(folder / "a.tar")]
    saving = subprocess.Popen(command, env=filled.environment)
    try:
        while not any(path.stat().st_size > 100_000 for path in folder.iterdir()):
            assert saving.poll() is None
            time.sleep(0.01)
        saving.send_signal(how)
        assert saving.wait(30) != 0
    finally:
        saving.kill()
        large.unlink()

    assert not (folder / "a.tar").exists()
    if how == signal.SIGTERM:
        assert list(folder.iterdir()) == []


def test_a_damaged_copy_changes_nothing(filled, tmp_path):
    whole = tmp_path / "whole.tar"
    assert filled.run("backup", whole).returncode == 0
    content = whole.read_bytes()
    with tarfile.open(whole) as archive:
        some = next(one for one in archive if "originals/" in one.name)
    cases = {
        "short": content[: len(content) // 2],
        "changed": content[: some.offset_data] + b"?" + content[some.offset_data + 1 :],
        "empty": b"",
    }
    for name, damaged in cases.items():
        (tmp_path / name).write_bytes(damaged)
        target = empty(tmp_path / f"target-{name}")

        refused = target.run("restore", tmp_path / name)

        assert refused.returncode == 1
        assert "не целая резервная копия" in refused.stderr
        assert list(target.data.iterdir()) == []


def test_a_copy_is_neither_overwritten_nor_kept_beside_the_data(filled, tmp_path):
    (tmp_path / "a.tar").write_text("older")

    assert "уже есть" in filled.run("backup", tmp_path / "a.tar").stderr
    assert (tmp_path / "a.tar").read_text() == "older"
    assert "вне папки данных" in filled.run("backup", filled.data / "a.tar").stderr


@pytest.fixture
def copy(filled, tmp_path) -> Installation:
    assert filled.run("backup", tmp_path / "a.tar").returncode == 0
    other = empty(tmp_path / "other")
    assert other.run("restore", tmp_path / "a.tar").returncode == 0
    return other


def stored(copy: Installation, kind: str) -> Path:
    return next(path for path in (copy.data / "store" / kind).glob("*/*"))


def test_verify_names_what_is_damaged(copy):
    changed, lost = stored(copy, "originals"), stored(copy, "results")
    changed.chmod(0o644)
    changed.write_bytes(changed.read_bytes() + b" ")
    lost.unlink()

    found = copy.run("verify")

    assert found.returncode == 1
    assert f"Файл originals/{changed.parent.name}/{changed.name}: содержимое" in found.stdout
    assert f"Файл results/{lost.parent.name}/{lost.name} пропал" in found.stdout
    assert "Замечаний: 2." in found.stdout


@pytest.mark.skipif(bool(POSTGRES), reason="the database is not a file of ours")
def test_verify_sees_a_changed_journal_and_a_damaged_database(copy):
    path = copy.data / "objektiv.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("UPDATE web_auditentry SET text = 'другое' WHERE id = 2")
    assert "Журнал действий изменён в обход системы: запись № 2" in copy.run("verify").stdout

    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8192] = os.urandom(8192)
    path.write_bytes(content)
    found = copy.run("verify")

    assert found.returncode == 1
    assert "База данных" in found.stdout
    assert "Traceback" not in found.stdout + found.stderr


def test_a_folder_that_is_no_installation_is_refused_in_words(tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"")
    other = empty(tmp_path)

    for command in (["verify"], ["worker"]):
        assert "нет данных системы" in other.run(*command).stderr
    assert "ни отчёта (report.html), ни данных системы" in other.run("serve").stderr
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_without_the_web_extra_one_sentence_says_what_to_do(tmp_path):
    code = (
        "import sys; sys.modules['django'] = None; sys.argv = ['objektiv', *sys.argv[1:]]\n"
        "from objektiv.cli import main; main()"
    )
    for command in ("serve", "worker", "verify"):
        done = subprocess.run(
            [sys.executable, "-c", code, command],
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip

        assert done.returncode == 1
        assert done.stderr.startswith("Веб-система не установлена: выполните make start")
        assert done.stderr.count("\n") == 1


def test_pg_dump_that_is_missing_is_named(filled, tmp_path):
    url = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "PATH": str(tmp_path)}
    refused = Installation(filled.data, {**filled.environment, **url}).run(
        "backup", tmp_path / "a.tar"
    )

    assert refused.returncode == 1
    assert "Нет программы pg_dump" in refused.stderr
    assert not (tmp_path / "a.tar").exists()
