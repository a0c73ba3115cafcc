"""The open page: only what was put there, no number that gives a pupil away, nothing of signs."""

from __future__ import annotations

import csv
import io
import json
import random
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from objektiv.stats.suppression_audit import recoverable
from objektiv.stats.suppression_tables import Axis, cube
from objektiv.web.actions import jobs
from objektiv.web.actions.openness import page as pages
from objektiv.web.actions.openness import tables
from objektiv.web.models import (
    Analysis,
    Finding,
    PlaceReport,
    PublicPage,
    PublicRelease,
    PublicTable,
    Work,
)
from objektiv.web.queries.openness.public import results_of
from objektiv.web.tasks import WORK

MARKS = "2345"


def results(world, counts, subject="Математика"):
    """An analysed work; `counts`: school of the world -> pupils with 2, 3, 4, 5."""
    work = Work.objects.create(procedure="ВПР", year=2026, grade=5, subject=subject)
    analysis = Analysis.objects.create(
        work=work, organisation=world.region, data_hash="d" * 64, method="метод", profile="2026",
        seed=1, schools=len(counts), sittings=1, expected_false=0.05,
    )  # fmt: skip
    above = [sum(column) for column in zip(*counts.values(), strict=True)]
    for name, marks in {**counts, "north": above, "region": above}.items():
        PlaceReport.objects.create(
            analysis=analysis, organisation=getattr(world, name), n=sum(marks),
            facts={"marks": list(marks)}, content=b"",
        )  # fmt: skip
    return work


def release(place, works, by):
    made = tables.prepare_release(place, works, by=by)
    jobs.carry_out(made.job.pk, WORK[made.job.kind])
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("seed", range(6))
def test_nobody_computes_a_hidden_number_from_everything_ever_shown(world, seed):
    """A school alone, then its district: the outsider puts both together."""
    draw = random.Random(seed)
    counts = {name: [draw.randint(0, 24) for _ in MARKS] for name in ("first", "second")}
    work = results(world, counts)
    if seed % 2:
        own = release(world.first, [work], world.people["head"])
        tables.show_release(own, by=world.people["head"])
    found = release(world.north, [work], world.people["north"])
    if found.exposed:
        with pytest.raises(ValidationError):
            tables.show_release(found, by=world.people["north"])
        return
    tables.show_release(found, by=world.people["north"])

    parents = {str(getattr(world, name).pk): str(world.north.pk) for name in counts}
    cells = cube(
        {
            (str(getattr(world, name).pk), mark): n
            for name, marks in counts.items()
            for mark, n in zip(MARKS, marks, strict=True)
        },
        (Axis(parents), Axis(dict.fromkeys(MARKS, "all"), results=True)),
    )
    seen = dict.fromkeys(cells.keys)
    for one in PublicTable.objects.filter(release__shown_at__isnull=False):
        for mark, value in one.shown.items():
            if value is not None:
                seen[str(one.organisation_id), mark] = value
    back = recoverable(cells, seen, width=10)
    assert (back.narrow, back.certain) == ((), ())
    small = [key for key, n in zip(cells.keys, cells.values, strict=True) if 0 < n < 10]
    assert all(seen[key] is None for key in small)


def test_tables_are_seen_from_showing_to_taking_off(world):
    work = results(world, {"first": [11, 20, 30, 12], "second": [15, 22, 31, 13]})
    draft = release(world.north, [work], world.people["north"])
    assert draft.state == "draft"
    assert results_of(world.first) == []

    tables.show_release(draft, by=world.people["north"])
    (one,) = results_of(world.first)
    assert one.n == 73
    assert [mark.share for mark in one.marks] == [15, 27, 41, 16]
    assert one.above is not None
    assert one.above.n == 154

    with pytest.raises(ValidationError):
        tables.drop_release(draft, by=world.people["north"])
    tables.drop_release(draft, reason="Ошибка в данных", by=world.people["north"])
    assert results_of(world.first) == []


def test_what_was_shown_once_counts_as_known_though_it_was_taken_off(world):
    """The district alone is shown, then the schools: one hidden school would be the difference."""
    work = results(world, {"first": [0, 0, 40, 30], "second": [0, 0, 3, 30]})
    own = release(world.first, [work], world.people["head"])
    tables.show_release(own, by=world.people["head"])
    tables.drop_release(own, reason="Поспешили", by=world.people["head"])
    found = release(world.north, [work], world.people["north"])

    rows = {one.organisation: one.shown for one in found.tables.all()}
    assert rows[world.second]["4"] is None
    assert rows[world.north]["4"] is None  # 43 − 40, which everybody has seen, is 3


def test_only_who_heads_the_organisation_opens_tables(world):
    work = results(world, {"first": [11, 20, 30, 12]})

    for who in ("office", "methodist", "coordinator", "north", "teacher", "neighbour"):
        with pytest.raises(Exception, match=r"open\.tables"):
            tables.prepare_release(world.first, [work], by=world.people[who])


def test_a_second_preparation_waits_for_the_first(world):
    work = results(world, {"first": [11, 20, 30, 12]})
    tables.prepare_release(world.first, [work], by=world.people["head"])

    with pytest.raises(ValidationError, match="не закончена"):
        tables.prepare_release(world.first, [work], by=world.people["head"])


@pytest.fixture
def opened(world):
    """The page of the first school with a document, a piece of news and a table."""
    head = world.people["head"]
    pages.arrange_page(
        world.first, address="shkola-1", opened=True, about="Мы оцениваем по критериям.",
        contacts="Заместитель директора, 8-800-000-00-00", site="", by=head,
    )  # fmt: skip
    file = SimpleUploadedFile("положение.pdf", b"%PDF-1.7 test")
    document = pages.publish_item(
        world.first, kind="document", title="Положение о ВСОКО", file=file, needed="regulation",
        by=head,
    )  # fmt: skip
    pages.publish_item(world.first, kind="news", title="ВПР в апреле", text="С 14 апреля.", by=head)
    work = results(world, {"first": [11, 20, 30, 12], "second": [15, 22, 31, 13]})
    Finding.objects.create(
        analysis=Analysis.objects.get(work=work), school=world.first, n=73, p_value=0.0001,
        q_value=0.001, verdict="verify", headline="Результаты требуют проверки.",
    )  # fmt: skip
    tables.show_release(
        release(world.north, [work], world.people["north"]), by=world.people["north"]
    )
    return document


def test_everybody_reads_the_open_page_and_it_says_nothing_of_signs(opened, client):
    response = client.get(reverse("open_page", args=["shkola-1"]))
    text = response.content.decode()

    assert response.status_code == 200
    for words in ("Положение о ВСОКО", "С 14 апреля.", "Мы оцениваем по критериям.", "41 %"):
        assert words in text
    for words in ("требу", "признак", "необъектив", "вывод", "перепровер"):
        assert words not in text.lower()
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


def test_other_sites_may_show_the_embedded_page_and_only_it(opened, client):
    response = client.get(reverse("open_embed", args=["shkola-1"]))

    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers
    assert "X-Frame-Options" in client.get(reverse("open_page", args=["shkola-1"])).headers


def test_programs_get_the_same(opened, client):
    told = json.loads(client.get(reverse("open_data", args=["shkola-1"])).content)
    rows = list(
        csv.reader(
            io.StringIO(
                client.get(reverse("open_csv", args=["shkola-1"])).content.decode("utf-8-sig")
            ),
            delimiter=";",
        )
    )

    assert told["@type"] == "School"
    kinds = {one["@type"] for one in told["subjectOf"]}
    assert kinds == {"DigitalDocument", "Dataset"}
    assert [row[3:] for row in rows[1:]] == [
        ["2", "11", "15"], ["3", "20", "27"], ["4", "30", "41"], ["5", "12", "16"],
    ]  # fmt: skip


def test_a_file_goes_to_everybody_while_it_is_on_the_page(opened, client, world):
    address = reverse("open_file", args=["shkola-1", opened.pk])
    assert b"".join(client.get(address)) == b"%PDF-1.7 test"

    pages.withdraw_item(opened, reason="Новая редакция", by=world.people["head"])
    assert client.get(address).status_code == 404
    page = PublicPage.objects.get()
    pages.arrange_page(world.first, address="shkola-1", opened=False, by=world.people["head"])
    assert page.items.count() == 2  # nothing is lost
    for name in ("open_page", "open_embed", "open_csv", "open_data"):
        assert client.get(reverse(name, args=["shkola-1"])).status_code == 404


def test_schools_stand_in_alphabetical_order_and_never_by_result(opened, client, world):
    for name, place in (("b", world.second), ("north", world.north)):
        PublicPage.objects.create(
            organisation=place, address=name, opened_at=PublicPage.objects.first().opened_at
        )
    text = client.get(reverse("open_page", args=["north"])).content.decode()

    shown = re.findall(r'href="/open/([^/"]+)/">', text.split('id="below"')[1])
    assert shown == ["shkola-1", "b"]
    csv_text = client.get(reverse("open_csv", args=["north"])).content.decode()
    assert "СОШ" not in csv_text


def test_an_address_is_given_once(world):
    for _ in range(2):
        pages.arrange_page(world.first, address="one", opened=True, by=world.people["head"])
    with pytest.raises(ValidationError, match="занят"):
        pages.arrange_page(world.second, address="one", by=world.people["neighbour"])


def test_a_release_of_nothing_says_so(world):
    work = Work.objects.create(procedure="ВПР", year=2026, grade=7, subject="Физика")
    made = tables.prepare_release(world.first, [work], by=world.people["head"])
    jobs.carry_out(made.job.pk, WORK[made.job.kind])
    made.job.refresh_from_db()

    assert made.job.state == "failed"
    assert "отчётов с отметками ещё нет" in made.job.error
    assert PublicRelease.objects.get().state == "dropped"
