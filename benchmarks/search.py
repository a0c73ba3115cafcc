"""How fast search answers with the data of a region, in SQLite or PostgreSQL.

    .venv/bin/python benchmarks/search.py [--schools 800] [--people 5000] [--files 20000]

Fills a temporary installation with invented names and prints, for the coordinator of the region
and the head of a school, the least and the median of several searches, and the least processor
time (without that of a database server): by number, by form of a word, by file name, with a
slip, and without any answer. `DATABASE_URL` chooses the database; it must be empty.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from pathlib import Path

REPEATS = 9
QUERIES = ("школа 6", "СОШ №117", "гимназия", "Ивановой", "математика 5а", "гимназея 12", "ыыыыыы")
SURNAMES = ("Иванова", "Петров", "Сёмина", "Кузнецов", "Яковлева", "Рощин", "Лугова", "Ветров")
NAMES = ("Анна", "Олег", "Мария", "Пётр", "Нина", "Игорь")
SUBJECTS = ("Математика", "Русский язык", "Физика", "История", "Биология")
TOWNS = ("Берёзовск", "Северск", "Южное", "Ключи", "Заречный")


def fill(schools: int, people: int, files: int) -> None:
    from objektiv.web.models import (
        Organisation,
        Person,
        Role,
        RoleAssignment,
        Upload,
        UploadedFile,
    )

    chance = random.Random(2026)
    region = Organisation.objects.create(kind="region", name="Регион")
    districts = [
        Organisation.objects.create(kind="municipality", parent=region, name=f"Район {n}")
        for n in range(1, 41)
    ]
    kinds = ("Средняя общеобразовательная школа", "Гимназия", "Лицей", "ООШ")
    places = [
        Organisation.objects.create(
            kind="school",
            parent=districts[n % 40],
            code=f"edu{n:06}",
            name=f"МБОУ «{chance.choice(kinds)} № {n}» г. {chance.choice(TOWNS)}",
        )
        for n in range(1, schools + 1)
    ]
    staff = Person.objects.bulk_create(
        Person(
            email=f"person{n}@school.example",
            surname=f"{chance.choice(SURNAMES)}",
            name=chance.choice(NAMES),
            patronymic="Олеговна",
        )
        for n in range(people)
    )
    RoleAssignment.objects.bulk_create(
        RoleAssignment(person=one, organisation=places[n % schools], role=Role.TEACHER)
        for n, one in enumerate(staff)
    )
    for name, role, place in (("region", Role.REGIONAL_COORDINATOR, region),
                              ("head", Role.HEAD, places[5])):  # fmt: skip
        one = Person.objects.create_user(f"{name}@b.example", "b", surname=name, name="Б")
        RoleAssignment.objects.create(person=one, role=role, organisation=place)
    uploads = Upload.objects.bulk_create(
        Upload(organisation=places[n % schools], brought_by=staff[n % people], state="read")
        for n in range(files // 4)
    )
    UploadedFile.objects.bulk_create(
        UploadedFile(
            upload=uploads[n % len(uploads)], path="", sha256="", size=1,
            name=f"{chance.choice(SUBJECTS)}_{n % 7 + 5}{chance.choice('АБВ')}_{n}.xlsx",
        )
        for n in range(files)
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--schools", type=int, default=800)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--files", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="objektiv-search-") as folder:
        os.environ["OBJEKTIV_DATA"] = folder
        from objektiv.web.start import prepare

        prepare(Path(folder))
        from objektiv.web.models import Person
        from objektiv.web.queries.search import search

        fill(options.schools, options.people, options.files)
        print(f"{'who':<8}{'query':<18}{'found':>6}{'least':>8}{'median':>8}{'cpu':>8}   ms")
        for who in ("region", "head"):
            for query in QUERIES:
                times, work = [], []
                for _ in range(REPEATS):
                    person = Person.objects.get(email=f"{who}@b.example")
                    start, used = time.perf_counter(), time.process_time()
                    found = search(person, query)
                    times.append((time.perf_counter() - start) * 1000)
                    work.append((time.process_time() - used) * 1000)
                n = len(found.organisations) + len(found.people) + len(found.documents)
                print(
                    f"{who:<8}{query:<18}{n:>6}{min(times):8.0f}{statistics.median(times):8.0f}{min(work):8.0f}"
                )


if __name__ == "__main__":
    main()
