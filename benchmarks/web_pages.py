"""How fast pages answer with the data of a region, in SQLite or PostgreSQL.

    .venv/bin/python benchmarks/web_pages.py [--schools 800] [--users 30]

Fills a temporary installation through the ordinary actions (files are read, accepted and
analysed), then asks every page as the coordinator of the region, of a district and as the
head of a school: first one after another, then by many users at once against gunicorn.
Prints per page the median, the 95th percentile and the size. `DATABASE_URL` chooses the
database; it must be empty.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

REPEATS = 12
PORT = 8099


def fill(data: Path, schools: int) -> None:
    """One region, its districts and schools, all works of a campaign."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from objektiv.simulation import simulate
    from objektiv.simulation.demo import WORKS
    from objektiv.simulation.files import wide, work_toml
    from objektiv.simulation.plan import base
    from objektiv.web.actions import jobs, uploads
    from objektiv.web.models import Job, Organisation, Person, Role, RoleAssignment
    from objektiv.web.tasks import WORK

    start = time.perf_counter()
    campaign = simulate(replace(base(schools), given_works=WORKS), seed=2026)
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
    print(f"{schools} schools, {sittings} sittings, data folder {size / 1e6:.0f} MB")


def pages() -> list[tuple[str, str]]:
    from django.urls import reverse

    from objektiv.web.models import Finding, Organisation, Work

    region = Organisation.objects.get(kind="region").pk
    school = Organisation.objects.filter(kind="school").first()
    work = Work.objects.first().pk
    finding = Finding.objects.filter(school=school, class_name="").first().pk
    found = [("head", reverse("finding", args=[finding]))]
    for who, place in (("region", region), ("district", school.parent_id), ("head", school.pk)):
        found += [(who, reverse("today"))]
        found += [
            (who, reverse(name, args=[place]))
            for name in ("place", "people", "procedures", "results", "findings", "history")
        ]
        found += [(who, reverse("search") + "?q=школа")]
        found += [
            (who, reverse("result", args=[place, work]) + f"?report={report}")
            for report in ("marks", "scores", "items", "skills")
        ]
    return found


def one_after_another() -> list[float]:
    from django.test import Client

    from objektiv.web.models import Person

    clients = {}
    for name in ("region", "district", "head"):
        clients[name] = Client(headers={"host": "localhost"})
        clients[name].force_login(Person.objects.get(email=f"{name}@bench.example"))
    every: list[float] = []
    print(f"\n{'page':<58}{'first':>8}{'median':>8}{'p95':>8}{'kB':>7}   ms")
    for who, address in pages():
        times = []
        for _ in range(REPEATS + 1):
            start = time.perf_counter()
            response = clients[who].get(address)
            times.append((time.perf_counter() - start) * 1000)
            if response.status_code != 200:
                raise SystemExit(f"{who} {address}: {response.status_code}")
        first, rest = times[0], sorted(times[1:])
        every += times
        print(
            f"{who + ' ' + address:<58}{first:8.0f}{statistics.median(rest):8.0f}"
            f"{rest[int(0.95 * len(rest))]:8.0f}{len(response.content) / 1000:7.0f}"
        )
    return every


def at_once(users: int, rounds: int = 5) -> None:
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
    wanted = pages()
    try:
        time.sleep(8)

        def ask(number: int) -> tuple[float, int]:
            who, address = wanted[number % len(wanted)]
            request = urllib.request.Request(
                f"http://127.0.0.1:{PORT}{address.replace('школа', '1')}",
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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--schools", type=int, default=800)
    parser.add_argument("--users", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="objektiv-bench-") as folder:
        os.environ["OBJEKTIV_DATA"] = folder
        from objektiv.web.start import prepare

        prepare(Path(folder))
        fill(Path(folder), options.schools)
        times = sorted(one_after_another())
        print(
            f"\nall pages: p95 {times[int(0.95 * len(times))]:.0f} ms, most {times[-1]:.0f} ms "
            "(first views draw their chart)"
        )
        at_once(options.users)


if __name__ == "__main__":
    main()
