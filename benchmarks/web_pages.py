"""How fast pages answer with the data of a region, in SQLite or PostgreSQL.

    .venv/bin/python benchmarks/web_pages.py [--schools 860] [--years 3] [--users 30] [--keep DIR]

Fills an installation through the ordinary actions (files are read, accepted and analysed),
then asks every page there is, as the addresses of `urls.py` say, as the coordinator of the
region, of a district and as the head of a school: first one after another, then by many users
at once against gunicorn. Prints per page the first view, the median, the 95th percentile and
the size without charts. `DATABASE_URL` chooses the database; it must be empty. With `--keep` the
installation stays in the folder and is only asked the next time. PostgreSQL, thrown away after:

    .venv/bin/python tests/postgres.py .venv/bin/python benchmarks/web_pages.py [--copy DIR]
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from urllib.parse import quote, unquote

from web_course import follow_up

CHART = re.compile(rb"<svg\b.*?</svg>", re.DOTALL)
PORT = 8099


def fill(data: Path, schools: int, years: int) -> None:
    """One region, its districts and schools, all works of a campaign."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from objektiv.simulation import simulate
    from objektiv.simulation.demo import works_of
    from objektiv.simulation.files import wide, work_toml
    from objektiv.simulation.plan import base
    from objektiv.web.actions import jobs, uploads
    from objektiv.web.models import Job, Organisation, Person, Role, RoleAssignment
    from objektiv.web.tasks import WORK

    start = time.perf_counter()
    campaign = simulate(replace(base(schools), given_works=works_of(years)), seed=2026)
    first = campaign.sittings[0]
    region = Organisation.objects.create(kind="region", name="Регион")
    districts: dict[str, Organisation] = {}
    for one in first.schools.values():
        if one.municipality not in districts:
            districts[one.municipality] = Organisation.objects.create(
                kind="municipality", parent=region, name=one.municipality or "Район"
            )
        Organisation.objects.create(
            kind="school", parent=districts[one.municipality], name=one.name, code=one.id
        )
    school = Organisation.objects.filter(kind="school").first()
    people = {}
    for name, role, place in (
        ("region", Role.REGIONAL_COORDINATOR, region),
        ("district", Role.MUNICIPAL_COORDINATOR, school.parent),
        ("head", Role.HEAD, school),
    ):
        people[name] = Person.objects.create_user(
            f"{name}@bench.example", "bench", surname=name, name="Б"
        )
        RoleAssignment.objects.create(person=people[name], organisation=place, role=role)
    print(f"simulated and organisations: {time.perf_counter() - start:.0f} s")
    sittings = 0
    for one in campaign.sittings:
        start = time.perf_counter()
        files = [
            SimpleUploadedFile("r.csv", wide(one).write_csv().encode()),
            SimpleUploadedFile("work.toml", work_toml(one.work).encode()),
        ]
        upload = uploads.bring(files=files, organisation=region, by=people["region"])
        jobs.carry_out(upload.job_id, WORK["read_upload"])
        upload.refresh_from_db()
        read = time.perf_counter()
        for job in uploads.accept(upload, by=people["region"]):
            accepted = time.perf_counter()
            jobs.carry_out(job.pk, WORK[job.kind])
            job.refresh_from_db()
            if job.state != Job.State.DONE:
                raise SystemExit(job.error)
        done = time.perf_counter()
        sittings += len(one.frame)
        print(
            f"{one.work.title}: read {read - start:.1f} s, "
            f"accept {accepted - read:.1f} s, analyse {done - accepted:.1f} s"
        )
    size = sum(path.stat().st_size for path in data.glob("**/*") if path.is_file())
    print(f"{schools} schools, {years} years, {sittings} sittings, data folder {size / 1e6:.0f} MB")


def copy_from(folder: Path) -> None:
    """The rows of an installation on SQLite into this empty database; its files are linked."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management.color import no_style
    from django.db import connection, connections, transaction

    start = time.perf_counter()
    connections.databases["old"] = connections.databases["default"] | {
        "ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "objektiv.sqlite3"),
    }  # fmt: skip
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed]
    with transaction.atomic():
        for model in models:
            model._base_manager.all().delete()
        for model in models:
            rows = model._base_manager.using("old").order_by("pk").iterator(500)
            while part := list(islice(rows, 500)):
                for row in part:
                    row._state.db = "default"
                model._base_manager.bulk_create(part)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
            cursor.execute("ANALYZE")
    settings.STORE.parent.mkdir(parents=True, exist_ok=True)
    settings.STORE.symlink_to((folder / "store").resolve())
    print(f"copied from SQLite: {time.perf_counter() - start:.0f} s")


def pages() -> dict[str, list[tuple[str, str]]]:
    """Every page by the name of its address: who asks, and the address with rows of the data.

    What an address speaks of is found by the name of its parameter; a page that says no to
    a person, that leads on or is only sent to is left out.
    """
    from django.urls import reverse

    from objektiv.web import urls

    found: dict[str, list[tuple[str, str]]] = {}
    for pattern in urls.urlpatterns:
        name = getattr(pattern, "name", None)
        if name is None or name in ("health", "account_signup"):
            continue
        for who, place in places().items():
            known = things(place)
            wanted = pattern.pattern.converters
            if not set(wanted) <= set(known):
                continue
            address = reverse(name, kwargs={one: known[one] for one in wanted})
            for question in QUESTIONS.get(name, [""]):
                found.setdefault(name, []).append((who, address + question))
    return found


QUESTIONS = {
    "api": ["", "?subject=" + quote("Результаты")],
    "search": ["?q=" + quote("школа")],
    "result": [
        f"?report={one}"
        for one in (
            "marks",
            "journal",
            "scores",
            "items",
            "skills",
            "groups",
            "years",
            "individual",
        )
    ],
    "result_export": [
        f"?report={report}&format={form}"
        for report, form in (("marks", "csv"), ("items", "xlsx"), ("scores", "svg"))
    ],
}


@cache
def places():
    from objektiv.web.models import Organisation

    school = Organisation.objects.filter(kind="school").first()
    region = Organisation.objects.get(kind="region")
    return {"region": region, "district": school.parent, "head": school}


@cache
def things(place) -> dict[str, object]:
    """One row of everything that an address may name, of the place where there is one."""
    from django.apps import apps

    known: dict[str, object] = {"place": place.pk}
    for model in apps.get_app_config("web").get_models():
        rows = model.objects.order_by("pk")
        fields = {one.name for one in model._meta.fields}
        for field in ("school", "organisation"):
            if field in fields:
                rows = rows.filter(**{f"{field}__path__startswith": place.path})
                break
        row = rows.first()
        if row is not None:
            known[model._meta.model_name] = row.pk
    known.setdefault("file", known.get("uploadedfile"))
    known.setdefault("assignment", known.get("roleassignment"))
    known["item"] = "1"
    if place.is_school:  # a class of the school, and a pupil of it by code
        from objektiv.web.models import Work
        from objektiv.web.queries.results import sittings_of

        first = sittings_of(Work.objects.get(pk=known["work"]), place).frame.row(0, named=True)
        known |= {"class_name": first["class"], "pupil": first["pupil"]}
    return {name: pk for name, pk in known.items() if pk is not None}


def one_after_another(
    repeats: int,
) -> tuple[list[float], list[float], list[tuple[str, str]]]:
    """Of every view the time on the clock and of the processor in ms, and the pages shown."""
    from django.test import Client

    from objektiv.web import wsgi  # noqa: F401  a server does once what it does at its start
    from objektiv.web.models import Person

    clients = {}
    for name in ("region", "district", "head"):
        clients[name] = Client(headers={"host": "localhost"})
        clients[name].force_login(Person.objects.get(email=f"{name}@bench.example"))
    every: list[float] = []
    every_cpu: list[float] = []
    shown: list[tuple[str, str]] = []
    without = []
    print(f"\n{'':<58}{'clock, ms':>24}{'processor, ms':>16}")
    print(f"{'page':<58}{'first':>8}{'median':>8}{'p95':>8}{'first':>8}{'median':>8}{'kB':>7}")
    for name, addresses in pages().items():
        seen = False
        for who, address in addresses:
            times, cpu = [], []
            for _ in range(repeats + 1):
                start, used = time.perf_counter(), time.process_time()
                response = clients[who].get(address)
                content = b"".join(response) if response.streaming else response.content
                times.append((time.perf_counter() - start) * 1000)
                cpu.append((time.process_time() - used) * 1000)
                if response.status_code >= 500:
                    raise SystemExit(f"{who} {address}: {response.status_code}")
                if response.status_code != 200:
                    break
            else:
                seen = True
                shown.append((who, address))
                first, rest = times[0], sorted(times[1:])
                every += times
                every_cpu += cpu
                size = len(CHART.sub(b"", content)) / 1000
                print(
                    f"{who + ' ' + unquote(address):<58}{first:8.0f}{statistics.median(rest):8.0f}"
                    f"{rest[int(0.95 * len(rest))]:8.0f}"
                    f"{cpu[0]:8.0f}{statistics.median(cpu[1:]):8.0f}{size:7.0f}"
                )
        if not seen:
            without.append(name)
    print("not shown to these three (only sent to, lead on, or no row of theirs):")
    print("  " + ", ".join(sorted(set(without) | (names() - set(pages())))))
    return every, every_cpu, shown


def names() -> set[str]:
    from objektiv.web import urls

    return {one.name for one in urls.urlpatterns if getattr(one, "name", None)}


def at_once(users: int, wanted: list[tuple[str, str]], rounds: int = 5) -> None:
    """Many signed-in users against gunicorn with two workers of four threads."""
    from django.conf import settings
    from django.test import Client

    from objektiv.web.models import Person

    cookies = {}
    for name in ("region", "district", "head"):
        client = Client()
        client.force_login(Person.objects.get(email=f"{name}@bench.example"))
        cookies[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-w", "2", "--threads", "4", "-b", f"127.0.0.1:{PORT}",
         "--log-level", "error", "objektiv.web.wsgi"]
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{PORT}/health")

        def ask(number: int) -> tuple[float, int]:
            who, address = wanted[number % len(wanted)]
            request = urllib.request.Request(
                f"http://127.0.0.1:{PORT}{address}",
                headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookies[who]}"},
            )
            start = time.perf_counter()
            with urllib.request.urlopen(request, timeout=60) as response:
                response.read()
                return (time.perf_counter() - start) * 1000, response.status

        with ThreadPoolExecutor(users) as pool:
            start = time.perf_counter()
            answers = list(pool.map(ask, range(len(wanted) * rounds)))
            took = time.perf_counter() - start
    finally:
        server.terminate()
        server.wait()
    times = sorted(one for one, _ in answers)
    wrong = sum(status != 200 for _, status in answers)
    print(
        f"\n{users} users at once: {len(answers)} pages in {took:.1f} s, errors {wrong}, "
        f"median {statistics.median(times):.0f} ms, p95 {times[int(0.95 * len(times))]:.0f} ms"
    )


def wait_for(address: str) -> None:
    end = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--schools", type=int, default=860)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--users", type=int, default=30)
    parser.add_argument("--repeats", type=int, default=12)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--copy", type=Path, help="take the rows of a kept installation on SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="objektiv-bench-") as scratch:
        folder = options.keep or Path(scratch)
        os.environ["OBJEKTIV_DATA"] = str(folder)
        from objektiv.web.start import prepare

        prepare(folder)
        from django.db import connection

        from objektiv.web.models import Organisation, Review

        if options.copy:
            copy_from(options.copy)
        elif not Organisation.objects.exists():
            fill(folder, options.schools, options.years)
        if not Review.objects.exists():
            follow_up()
        if options.users == 0:
            return
        load = os.getloadavg()[0]
        every, every_cpu, shown = one_after_another(options.repeats)
        print(f"\n{connection.vendor}, load {load:.1f} before, {os.getloadavg()[0]:.1f} after:")
        for what, views in (("clock", every), ("processor", every_cpu)):
            times = sorted(views)
            print(
                f"{what}: {len(times)} views of {len(shown)} pages, "
                f"p95 {times[int(0.95 * len(times))]:.0f} ms, most {times[-1]:.0f} ms, "
                f"over 200 ms {sum(one > 200 for one in times) / len(times):.1%}, "
                f"over 600 ms {sum(one > 600 for one in times)}"
            )
        at_once(options.users, shown)


if __name__ == "__main__":
    main()
