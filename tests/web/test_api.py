"""What the API gives: the same as the pages, in pages, by filters, with clear refusals."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from objektiv.web.models import AuditEntry, Finding, Job, Organisation, Work
from objektiv.web.tables import csv_of, for_page, table_of

from .campaign import csv, pupils
from .programs import Program, key_of
from .test_query_counts import AT_MOST, AT_MOST_TODAY, more
from .test_uploads import accepted, carry_out


@pytest.fixture
def by(world):
    """A program with a key of somebody: `by("head").get("/me")`."""
    return lambda name: Program(key_of(world.people[name]))


@pytest.fixture
def real(world) -> Work:
    accepted(world, "north", world.north, csv("edu900101", "edu900102"))
    return Work.objects.get()


def test_me_tells_whose_key_it_is(world):
    secret = key_of(world.people["head"], "results:read")
    told = Program(secret).get("/me").json()

    assert told["email"] == "head@test.example"
    assert [(one["role"], one["organisation"]["id"]) for one in told["roles"]] == [
        ("head", world.first.pk)
    ]
    assert told["key"]["scopes"] == ["results:read"]
    assert told["key"]["prefix"] == secret[:13]


def test_organisations_are_the_own_ones_and_those_below(world, by):
    titles = {"coordinator": 6, "north": 3, "head": 1, "observer": 0}

    for who, count in titles.items():
        assert by(who).get("/organisations").json()["count"] == count, who
    found = by("coordinator").get("/organisations", kind="school", q="сош 3").json()
    assert [one["id"] for one in found["items"]] == [world.third.pk]
    inside = by("coordinator").get("/organisations", within=world.south.pk).json()
    assert {one["id"] for one in inside["items"]} == {world.south.pk, world.third.pk}
    assert by("north").get("/organisations", within=world.south.pk).status_code == 404
    Organisation.objects.filter(pk=world.second.pk).update(closed_on=date(2026, 1, 1))
    assert by("north").get("/organisations").json()["count"] == 2
    assert by("north").get("/organisations", closed=True).json()["count"] == 3


def test_lists_come_in_pages(world, by):
    program = by("coordinator")
    pages = [program.get("/organisations", size=4, page=one).json() for one in (1, 2, 3)]

    assert [len(one["items"]) for one in pages] == [4, 2, 0]
    assert {(one["count"], one["pages"]) for one in pages} == {(6, 2)}
    assert len({one["id"] for page in pages for one in page["items"]}) == 6
    wrong = program.get("/organisations", size=1000, page="два")
    assert wrong.status_code == 422
    assert wrong.json()["fields"] == {
        "page": ["Нужно целое число."], "size": ["Не больше 200."]
    }  # fmt: skip


# --- Parity with the pages --------------------------------------------------------------------


@pytest.mark.parametrize("report", ["marks", "journal", "scores", "items", "groups", "individual"])
def test_a_table_is_that_of_the_page(world, real, by, as_, report):
    address = f"/organisations/{world.first.pk}/works/{real.pk}/tables/{report}"
    export = reverse("result_export", args=[world.first.pk, real.pk]) + f"?report={report}"

    told = by("head").get(address).json()
    assert by("head").get(address, format="xlsx").content.startswith(b"PK")
    page = as_("head").get(export.replace("export/", "")).context["table"]
    plain = {name: value for name, value in told.items() if name != "source"}
    whole = table_of(plain)
    assert for_page(whole, world.first.name).rows == page.rows
    assert by("head").get(address, format="csv").content == csv_of(whole)
    assert told["source"]["seed"] == 2026
    if report == "individual":
        assert len(told["rows"]) == pupils("edu900101")
        assert AuditEntry.objects.filter(verb="pupils.read").count() == 1


def test_the_report_names_its_tables_and_charts(world, real, by):
    place = f"/organisations/{world.first.pk}/works/{real.pk}"

    told = by("head").get(place).json()
    codes = [one["code"] for one in told["tables"]]
    assert codes[:3] == ["marks", "journal", "scores"]
    assert codes[-1] == "individual"
    assert "individual" not in [
        one["code"]
        for one in by("north")
        .get(place.replace(str(world.first.pk), str(world.north.pk), 1))
        .json()["tables"]
    ]
    for code in codes:
        assert by("head").get(f"{place}/tables/{code}").status_code == 200, code
    chart = f"{place}/charts/{told['charts'][0]['code']}"
    assert {"mark", "layer", "hconcat", "vconcat", "facet"} & set(by("head").get(chart).json())
    assert by("head").get(chart, format="svg").content.startswith(b"<svg")
    assert by("head").get(chart, format="png").content.startswith(b"\x89PNG")
    assert by("head").get(f"{place}/tables/none").status_code == 404


def test_findings_are_those_of_the_page(world, real, by, as_):
    page = as_("north").get(reverse("findings", args=[world.north.pk]) + "?verdict=all")
    told = by("north").get(f"/organisations/{world.north.pk}/findings", verdict="all").json()

    assert [one["id"] for one in told["items"]] == [one.pk for one in page.context["page"]]
    assert len(told["items"]) == 2
    one = by("north").get(f"/findings/{told['items'][0]['id']}").json()
    kept = Finding.objects.get(pk=one["id"])
    assert [sign["code"] for sign in one["signs"]] == [s["code"] for s in kept.detail["signs"]]
    assert one["p_value"] == kept.p_value
    assert one["source"]["data_hash"] == kept.analysis.data_hash


def test_a_teacher_is_told_what_the_page_shows_and_no_findings(world, real, by, as_):
    page = as_("teacher").get(reverse("results", args=[world.first.pk]))
    told = by("teacher").get(f"/organisations/{world.first.pk}/works").json()

    assert [one["id"] for one in told["items"]] == [one.pk for one in page.context["works"]]
    assert all(one["answer"] is None for one in told["items"])


def test_the_work_list_is_that_of_today(world, case, by, as_):
    for who in ("office", "head", "north"):
        page = as_(who).get(reverse("today")).context["groups"]
        told = by(who).get("/work_list").json()

        assert [(group["title"], [one["what"] for one in group["items"]]) for group in told] == [
            (group.title, [one.what for one in group.items]) for group in page
        ]


# --- Acting -----------------------------------------------------------------------------------


def done(job: dict) -> None:
    """What the worker does with a job."""
    assert carry_out(Job.objects.get(pk=job["id"])).state == Job.State.DONE


def test_the_way_of_results_from_a_file_to_the_report(world, by):
    office = by("office")
    brought = office.post_files(
        f"/organisations/{world.first.pk}/uploads", {"files": csv("edu900101")}
    )
    assert brought.status_code == 201, brought.content
    done(brought.json()["job"])
    address = f"/uploads/{brought.json()['id']}"
    told = office.get(address).json()
    assert (told["state"], told["obstacles"], told["replaces"]) == ("read", [], [])
    assert told["works"][0]["sittings"] == pupils("edu900101")
    assert told["schools"][0]["organisation"] == world.first.pk

    jobs = office.send(address + "/accept").json()["jobs"]
    done(jobs[0])
    assert office.get(f"/jobs/{jobs[0]['id']}").json()["state"] == "done"
    works = office.get(f"/organisations/{world.first.pk}/works").json()["items"]
    assert works[0]["schools"] == 1
    again = office.send(address + "/accept")
    assert (again.status_code, again.json()["code"]) == (422, "refused")
    assert "уже принята" in again.json()["detail"]

    protocols = office.get(f"/organisations/{world.first.pk}/works/{works[0]['id']}/protocols")
    first = protocols.json()["items"][0]
    refused = office.send(f"/protocols/{first['id']}/withdraw")
    assert refused.json()["fields"] == {"reason": ["Напишите причину."]}
    assert office.send(f"/protocols/{first['id']}/withdraw", {"reason": "Ошибка"}).json()["title"]


def test_files_without_schools_known_are_answered(world, by):
    Organisation.objects.filter(pk=world.first.pk).update(code="", name="Гимназия")
    place = f"/organisations/{world.north.pk}/uploads"
    brought = by("north").post_files(place, {"files": csv("edu900101")}).json()
    done(brought["job"])
    told = by("north").get(f"/uploads/{brought['id']}").json()
    assert told["obstacles"] == ["Укажите, каким школам принадлежат результаты."]

    answers = {"schools": {told["schools"][0]["id"]: world.first.pk}}
    assert by("north").send(f"/uploads/{told['id']}/answers", answers).json()["obstacles"] == []
    sideways = {"schools": {told["schools"][0]["id"]: world.third.pk}}
    still = by("north").send(f"/uploads/{told['id']}/answers", sideways).json()
    assert still["schools"][0]["organisation"] == world.first.pk


def test_the_way_of_a_review(world, real, by):
    finding = Finding.objects.get(school=world.first, class_name="").pk
    asked = by("north").send(f"/findings/{finding}/review", {"reply_by": "2020-01-01"})
    assert asked.json()["fields"] == {"reply_by": ["Срок уже прошёл. Укажите будущий день."]}
    asked = by("north").send(f"/findings/{finding}/review", {"reply_by": "2099-01-01"})
    assert asked.status_code == 201
    address = f"/reviews/{asked.json()['id']}"

    early = by("north").send(address + "/decisions", {"kind": "explained", "reason": "…"})
    assert "Школа может ответить до" in early.json()["detail"]
    said = by("head").post_files(address + "/replies", {"text": "Две сильные группы."})
    assert said.json()["replies"][0]["text"] == "Две сильные группы."
    wrong = by("north").send(address + "/decisions", {"kind": "recheck", "reason": "…"})
    assert set(wrong.json()["fields"]) == {"works", "due"}
    order = {"kind": "recheck", "reason": "Проверить", "works": 5, "due": "2099-02-01"}
    recheck = by("north").send(address + "/decisions", order).json()["rechecks"][0]
    outcome = {"outcome": "cleared", "outcome_text": "Баллы те же."}
    refused = by("coordinator").send(f"/rechecks/{recheck['id']}/outcome", outcome)
    assert "по баллам второй проверки" in refused.json()["detail"]  # the works are drawn
    told = by("head").get(address).json()
    assert (told["state"], told["rechecks"][0]["works"]) == ("recheck", 5)
    assert by("head").get(f"/findings/{finding}").json()["review_id"] == told["id"]


def test_procedures_are_added_changed_and_recalled(world, case, by):
    address = f"/organisations/{world.north.pk}/procedures"
    made = by("north").send(address, {"kind": "МПР", "year": 2026, "due": "2026-12-01"})
    assert made.status_code == 201
    twin = by("north").send(address, {"kind": "МПР", "year": 2026})
    assert "уже есть" in twin.json()["fields"]["kind"][0]
    changed = by("north").send(f"/procedures/{made.json()['id']}", {"closed": True}, "PATCH")
    assert (changed.json()["closed"], changed.json()["due"]) == (True, "2026-12-01")

    told = {one["id"]: one for one in by("north").get(address).json()["items"]}
    assert (told[case["procedure"]]["expected"], told[case["procedure"]]["came"]) == (2, 1)
    missing = by("north").get(f"{address}/{case['procedure']}/missing").json()["items"]
    assert [one["id"] for one in missing] == [world.second.pk]


def test_documents_that_a_procedure_asks_for_are_brought(world, case, by):
    case["objects"]["procedure"].expects = "documents"
    case["objects"]["procedure"].save()
    address = f"/organisations/{world.first.pk}/procedures/{case['procedure']}"

    files = {"files": [SimpleUploadedFile("справка.docx", b"as it came")], "note": "Справка"}
    brought = by("office").post_files(address + "/documents", files)
    assert brought.status_code == 201, brought.content
    upload = by("office").get(f"/uploads/{brought.json()['id']}").json()
    assert (upload["state"], upload["files"][0]["name"]) == ("kept", "справка.docx")
    come = by("office").get(address + "/collection").json()["items"]
    assert [(one["place"]["id"], one["came"], one["amount"]) for one in come] == [
        (world.first.pk, True, 1)
    ]


def test_a_school_reads_signs_and_answers_recommendations(world, case, by):
    address = f"/addressed/{case['addressee']}"
    above = by("north").get(address).json()
    assert (above["read_at"], above["signed_at"]) == (None, None)  # only the school itself reads

    told = by("head").get(address).json()
    assert told["from"]["id"] == case["objects"]["document"].organisation_id
    assert by("north").get(address).json()["read_at"]
    assert by("head").send(address + "/sign").json()["signed_at"]
    point = f"{address}/points/{told['points'][0]['id']}/answer"
    empty = by("head").send(point, {"state": "declined"})
    assert list(empty.json()["fields"]) == ["reason"]
    said = by("head").send(point, {"state": "declined", "reason": "Уже в плане"}).json()
    assert said["points"][0]["answer"]["reason"] == "Уже в плане"


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ("{", 400, None),
        ("[]", 422, "reply_by"),
        ('{"reply_by": "завтра"}', 422, "reply_by"),
        ("{}", 422, "reply_by"),
        ('{"reply_by": null}', 422, "reply_by"),
    ],
)
def test_what_is_not_understood_is_told_in_russian(world, case, by, body, status, field):
    response = by("north").client.post(
        f"/api/v1/findings/{case['finding']}/review", body, content_type="application/json"
    )

    assert response.status_code == status
    told = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "code", "fields"} == set(told)
    assert not set("abcdefghijklm") & set(str([*told["fields"].values()]))
    if field:
        assert list(told["fields"]) == [field]


def test_a_break_is_told_without_its_inside(world, by, monkeypatch):
    def broken(*_args):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("objektiv.web.api.jobs.waiting_for", broken)
    response = by("head").get("/work_list")

    assert (response.status_code, response.json()["code"]) == (500, "broken")
    assert b"secret" not in response.content


# --- Cost -------------------------------------------------------------------------------------

LISTS = [
    ("head", "/me"),
    ("north", "/organisations"),
    ("north", "/organisations/{north}/classes"),
    ("north", "/school_years"),
    ("north", "/organisations/{north}/people"),
    ("north", "/organisations/{north}/journal"),
    ("north", "/organisations/{north}/procedures"),
    ("north", "/organisations/{north}/procedures/{procedure}/missing"),
    ("office", "/organisations/{first}/uploads"),
    ("office", "/uploads/{upload}"),
    ("office", "/organisations/{first}/works/{work}/protocols"),
    ("head", "/organisations/{first}/works"),
    ("head", "/organisations/{first}/works/{work}"),
    ("head", "/organisations/{first}/works/{work}/tables/marks"),
    ("north", "/organisations/{north}/findings"),
    ("head", "/findings/{finding}"),
    ("north", "/organisations/{north}/reviews"),
    ("head", "/reviews/{review}"),
    ("office", "/work_list"),
    ("office", "/notices"),
    ("north", "/organisations/{north}/procedures/{procedure}/collection"),
    ("north", "/organisations/{north}/recommendations"),
    ("north", "/organisations/{north}/addressed"),
    ("head", "/addressed/{addressee}"),
    ("office", "/jobs"),
    ("office", "/organisations/{first}/plans"),
    ("office", "/plans/{plan}"),
    ("office", "/measures/{measure}"),
    ("head", "/organisations/{first}/bodies"),
    ("head", "/bodies/{body}"),
    ("head", "/organisations/{first}/meetings"),
    ("head", "/meetings/{meeting}"),
    ("north", "/organisations/{north}/evaluation_sheets"),
    ("north", "/evaluation_sheets/{evaluation}"),
    ("north", "/rechecks/{recheck}/marks"),
    ("north", "/organisations/{north}/practices"),
    ("head", "/organisations/{first}/leaflets"),
    ("north", "/organisations/{north}/keeping"),
    ("north", "/organisations/{north}/removals"),
    ("office", "/organisations/{first}/outgoing"),
    ("head", "/organisations/{first}/interviews"),
    ("north", "/recommendations/{document}"),
    ("north", "/organisations/{north}/surveys"),
    ("north", "/organisations/{north}/open_page"),
    ("head", "/organisations/{first}/acts"),
    ("head", "/organisations/{first}/acquaintances"),
    ("north", "/organisations/{north}/growth"),
    ("north", "/organisations/{north}/courses"),
    ("north", "/subjects"),
]


@pytest.mark.parametrize(("who", "path"), LISTS)
def test_queries_do_not_grow_with_rows(who, path, world, case, by):
    program = by(who)
    address = path.format(**{**case, "north": world.north.pk, "first": world.first.pk})
    program.get(address)  # caches of the process

    with CaptureQueriesContext(connection) as few:
        assert program.get(address).status_code == 200
    more(world, case)
    with CaptureQueriesContext(connection) as many:
        assert program.get(address).status_code == 200

    assert len(many) <= len(few), "\n".join(one["sql"][:160] for one in many.captured_queries)
    assert len(many) <= (AT_MOST_TODAY if path == "/work_list" else AT_MOST)


def test_last_use_is_written_down(world):
    program = Program(key_of(world.people["head"]))
    program.get("/me")

    assert world.people["head"].tokens.get().last_used.date() == timezone.now().date()
