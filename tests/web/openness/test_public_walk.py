"""Everything that anybody can reach, with a school that has everything: light, valid, silent."""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from objektiv.profiles import needed_documents, report_rules
from objektiv.web.actions.openness import page as pages
from objektiv.web.actions.openness import report as reports
from objektiv.web.actions.openness import tables
from objektiv.web.models import Analysis, Breach, Finding, PublicPage, Review

from ..allowed import openness, parents
from ..test_every_page import Page, weight_of
from .test_public import release, results
from .test_report import told, year  # noqa: F401

SECRET = "Тридцать семь работ похожи"
LINK = re.compile(r'(?:href|src)="([^"#]+)')
PROGRAMS = ("open_set", "open_json", "open_structure", "open_passport", "open_csv", "open_data")


@pytest.fixture
def full(world, told, year):  # noqa: F811
    """Every document of the list, news, samples, eight works, a report; and what is not public."""
    head, north = world.people["head"], world.people["north"]
    for one in needed_documents():
        if "school" in one.who:
            file = SimpleUploadedFile(f"{one.code}.pdf", b"%PDF-1.7 x")
            pages.publish_item(
                told, kind="document", title=one.title, needed=one.code, file=file, by=head
            )
    for kind in ("schedule", "criteria", "demo", "parents", "news"):
        for number in range(6):
            pages.publish_item(
                told, kind=kind, title=f"Сообщение {number}", text="Что важно знать. " * 12, by=head
            )
    works = [
        results(world, {"first": [11, 20 + n, 30, 12], "second": [15, 22, 31, 13]}, f"Предмет {n}")
        for n in range(8)
    ]
    tables.show_release(release(world.north, works, north), by=north)
    for work in works:
        Finding.objects.create(
            analysis=Analysis.objects.get(work=work), school=told, n=73, p_value=0.000123,
            q_value=0.00456, verdict="verify", headline=SECRET,
        )  # fmt: skip
        review = Review.objects.create(
            school=told, work=work, opened_by=north, reply_by="2026-11-30"
        )
    Breach.objects.create(
        review=review, ground=SECRET, document="Протокол № 1", by=north, appeal_by="2026-11-30"
    )
    for place, name in ((world.second, "b"), (world.north, "north")):
        pages.arrange_page(
            place, address=name, opened=True,
            by=world.people["neighbour" if name == "b" else "north"],
        )  # fmt: skip
    report = reports.draft_report(told, year, by=head)
    reports.publish_report(report, by=head)
    return told


def reached(client) -> dict[str, str]:
    """Address -> text of everything that links lead to from the list of open pages."""
    found: dict[str, str] = {}
    waiting = [reverse("open_index"), reverse("guide"), reverse("open_embed", args=["told"])]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        response = client.get(address)
        assert response.status_code == 200, address
        content = b"".join(response) if response.streaming else response.content
        kind = response.headers["Content-Type"]
        found[address] = "" if "pdf" in kind else content.decode()
        if kind.startswith("text/html"):
            links = (urlsplit(urljoin(address, one)) for one in LINK.findall(found[address]))
            waiting += [one.path for one in links if one.path.startswith(("/open/", "/guide"))]
    return found


def test_nothing_that_anybody_can_reach_speaks_of_findings(full, client):
    found = reached(client)

    for address, text in found.items():
        seen = re.sub(r"<[^>]+>", " ", text)
        assert report_rules().unwanted(seen) == "", address
        for word in (SECRET, "требу", "0,000123", "0.000123", "0,00456", "verify", "p_value",
                     "q_value", "finding", "review", "recheck", "breach", "/o/"):  # fmt: skip
            assert word not in text, (address, word)
        for one in Finding.objects.all():
            assert f"findings/{one.pk}" not in text
    names = {get_resolver().resolve(address).url_name for address in found}
    assert names == (openness.OPEN | {"guide"}) - {"survey_fill", "survey_thanks"}
    assert "guide" in parents.OPEN


def test_the_fullest_page_weighs_little(full, client):
    for name in ("open_page", "open_embed"):
        content = client.get(reverse(name, args=["told"])).content
        page, seen = Page(content.decode()), set()
        weight = len(content) + sum(
            weight_of(urlsplit(one).path.removeprefix("/static/"), seen)
            for one in page.loads
            if one.startswith("/static/")
        )
        assert weight <= 150_000
        assert b"<script" not in content
    _embedded_links_leave_the_frame(client)


def test_the_description_for_programs_is_whole(full, client):
    """What schema.org and readers of data sets ask for; every address in it works."""
    found = json.loads(client.get(reverse("open_data", args=["told"])).content)
    (data,) = [one for one in found["subjectOf"] if one["@type"] == "Dataset"]

    assert found["@context"] == "https://schema.org"
    assert found["@type"] == "School"
    assert 50 <= len(data["description"]) <= 5000
    assert {"name", "license", "creator", "identifier", "datePublished", "dateModified"} <= {*data}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", data["dateModified"])
    addresses = [one["contentUrl"] for one in data["distribution"]]
    addresses += [one["url"] for one in found["subjectOf"] if "url" in one]
    assert len(addresses) > 10
    for one in [found["@id"], *addresses]:
        assert one.startswith("http://testserver/")
        response = client.get(urlsplit(one).path)
        assert response.status_code == 200
        b"".join(response)
    for one in found["subjectOf"]:
        assert one["@type"] in ("DigitalDocument", "Dataset")
        assert one["name"]


def rows_of(client, name):
    text = client.get(reverse(name, args=["told"])).content.decode()
    assert not text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text)))


def test_the_passport_names_data_that_fit_their_structure(full, client):
    head, *meta = rows_of(client, "open_passport")
    known = dict(meta)

    assert head == ["property", "value"]
    for name in ("standardversion", "identifier", "title", "description", "creator", "created",
                 "modified", "subject", "format", "provenance", "publishername"):  # fmt: skip
        assert known[name], name
    assert re.fullmatch(r"\d{8}", known["created"])
    (version,) = [name for name, _ in meta if name.startswith("data-")]
    assert re.fullmatch(r"data-\d{4}-\d\d-\d\d-structure-\d{4}-\d\d-\d\d", version)
    given = client.get(urlsplit(known[version]).path)
    assert f'filename="{version}.csv"' in given.headers["Content-Disposition"]
    names, *rows = rows_of(client, "open_set")
    fields = [row[0] for row in rows_of(client, "open_structure")[1:]]
    assert names == fields
    assert len(rows) == 9 * 4  # eight works of the district and one of the school
    hidden = [row for row in rows if row[-1] == ""]
    assert hidden
    told_ = json.loads(client.get(reverse("open_json", args=["told"])).content)
    assert [
        [str(v) if v is not None else "" for v in one.values()] for one in told_["data"]
    ] == rows
    assert set(told_["fields"]) == set(names)
    PublicPage.objects.update(opened_at=None)
    for name in PROGRAMS:
        assert client.get(reverse(name, args=["told"])).status_code == 404


def _embedded_links_leave_the_frame(client):
    """No other page of ours may stand in a foreign frame: there the link would lead nowhere."""
    text = client.get(reverse("open_embed", args=["told"])).content.decode()
    links = re.findall(r"<a [^>]*>", text)

    outside = [one for one in links if 'href="#' not in one]
    assert len(outside) > 10
    assert all('target="_blank" rel="noopener"' in one for one in outside)
    page = client.get(reverse("open_page", args=["told"])).content.decode()
    assert "_blank" not in page
