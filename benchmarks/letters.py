"""How long personal letters to many schools take: DOCX, PDF, and the whole archive of the web.

    .venv/bin/python benchmarks/letters.py [--schools 200]

Fills a temporary installation with invented schools, heads and recommendations (8 points to all,
4 to each) and prints seconds of the clock and of the processor for the letters as DOCX, as PDF, and
for the job that makes the archive with both. The norm: 200 letters in at most 20 s.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

SURNAMES = ("Иванова", "Петров", "Сёмина", "Кузнецов", "Яковлева", "Рощин", "Лугова", "Ветров")
NAMES = (("Анна", "Ивановна"), ("Олег", "Ильич"), ("Мария", "Павловна"), ("Пётр", "Сергеевич"))
TEXT = "Провести анализ результатов по критериям и обсудить на заседании методического объединения"


def fill(schools: int):
    from django.utils import timezone

    from objektiv.web.actions.organisations import school_year_at
    from objektiv.web.models import (
        Addressee,
        Organisation,
        Person,
        Recommendation,
        Recommendations,
        Role,
        RoleAssignment,
    )

    chance = random.Random(2026)
    region = Organisation.objects.create(kind="region", name="Северная область")
    place = Organisation.objects.create(
        kind="municipality", parent=region, name="Управление образования города Северска"
    )
    by = Person.objects.create_user("north@example.test", "x", surname="Орлова", name="Нина")
    RoleAssignment.objects.create(person=by, role=Role.MUNICIPAL_COORDINATOR, organisation=place)
    today = timezone.localdate()
    document = Recommendations.objects.create(
        organisation=place, school_year=school_year_at(today), title="Адресные рекомендации",
        rationale="Анализ результатов нужен, чтобы вовремя видеть дефициты.\n" * 3, made_by=by,
        number="01-15/7", dated=today, state="sent", source="Метод 1; данные 4c01ab.",
    )  # fmt: skip
    points = []

    def point(n: int, school=None) -> None:
        points.append(
            Recommendation(
                document=document,
                school=school,
                direction=f"Направление {n % 3 + 1}",
                text=f"{TEXT} ({n})",
                ground="Задание 6 выполнили 43,1 % учеников",
                due={"text": "до 25 декабря"},
                expected_result="Единые подходы к оцениванию",
                checked_by="управление образования",
                position=n,
            )
        )  # fmt: skip

    for n in range(8):
        point(n)
    for n in range(schools):
        school = Organisation.objects.create(
            kind="school", parent=place, name=f"МБОУ «Средняя школа & <лицей> № {n + 1}»"
        )
        name, patronymic = chance.choice(NAMES)
        surname = chance.choice(SURNAMES).rstrip("а") + ("а" if name in ("Анна", "Мария") else "")
        head = Person.objects.create_user(
            f"head{n}@example.test", "x", surname=surname, name=name, patronymic=patronymic
        )
        RoleAssignment.objects.create(person=head, role=Role.HEAD, organisation=school)
        Addressee.objects.create(document=document, school=school)
        for k in range(4):
            point(k, school)
    Recommendation.objects.bulk_create(points)
    return document, by


@contextmanager
def measured(what: str, n: int):
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:<34}{wall:8.1f} s clock{cpu:8.1f} s processor{1000 * cpu / n:8.1f} ms a letter")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--schools", type=int, default=200)
    n = options.parse_args().schools
    with tempfile.TemporaryDirectory() as folder:
        os.environ["OBJEKTIV_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "objektiv.web.settings"
        import django
        from django.conf import settings
        from django.core.management import call_command

        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        django.setup()
        call_command("migrate", verbosity=0)
        run(n, *fill(n))


def run(n: int, document, by) -> None:
    from objektiv.documents import office
    from objektiv.web.actions.jobs import carry_out
    from objektiv.web.actions.outgoing import make_archive, order_archive
    from objektiv.web.models import Job, LetterArchive
    from objektiv.web.queries.sheets import recommendation_sheets

    load = os.getloadavg()[0]
    print(f"{n} letters, {os.cpu_count()} processors, load {load:.1f}")
    addressees = list(document.addressees.select_related("school"))
    with measured("values, names in their cases", n):
        sheets = recommendation_sheets(document, addressees, document.dated)
    forms: dict[str, Callable] = {
        "DOCX": office.sheet_docx,
        "PDF/A-2a and PDF/UA-1": lambda sheet: office.sheet_pdf(sheet, document.dated),
    }
    for what, write in forms.items():
        with measured(what, n):
            for sheet in sheets:
                write(sheet)
    job = order_archive(document, by=by)
    with measured("whole archive, DOCX and PDF", n):
        carry_out(job.pk, make_archive)
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE
    archive = LetterArchive.objects.get()
    size = Path(_store() / archive.path).stat().st_size
    print(f"archive {size / 1e6:.1f} MB, {archive.letters} letters")


def _store() -> Path:
    from django.conf import settings

    return settings.STORE


if __name__ == "__main__":
    main()
