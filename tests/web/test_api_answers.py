"""Answers of pages, measures and second marks as a program gets them."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from objektiv.web.models import AuditEntry, RecheckPaper, Removal, UploadedFile

from .programs import Program, key_of

PAGES = {
    "trends": ("trends", {}),
    "deficits": ("deficits", {}),
    "internal": ("internal", {}),
    "effect": ("effect", {}),
    "result_skills": ("works/{work}/skills", {"work"}),
    "result_journal": ("works/{work}/journal", {"work"}),
    "result_similar": ("works/{work}/similar", {"work"}),
    "result_quality": ("works/{work}/quality", {"work"}),
    "result_item": ("works/{work}/items/1", {"work", "item"}),
    "result_class": ("works/{work}/classes/5А", {"work", "class_name"}),
    "class_results": ("result_classes/5А", {"class_name"}),
    "pupil": ("result_classes/5А/pupils/12", {"class_name", "pupil"}),
}


def test_an_answer_is_that_of_the_page(world, case, as_):
    program = Program(key_of(world.people["head"]))
    for page, (path, parts) in PAGES.items():
        kwargs = {"place": world.first.pk} | {part: case[part] for part in parts}
        shown = as_("head").get(reverse(page, kwargs=kwargs)).context["answer"]

        told = program.get(f"/organisations/{world.first.pk}/" + path.format(**case)).json()
        assert told["title"] == shown.title, page
        assert [(one["text"], one["quiet"]) for one in told["lines"]] == list(shown.lines), page
        assert [one["code"] for one in told["charts"]] == [one["code"] for one in shown.charts]
        assert len((told["table"] or {"rows": []})["rows"]) == len(
            shown.table.rows if shown.table else ()
        )
        assert [one["seed"] for one in told["sources"]] == [one.seed for one in shown.analyses]


def test_an_answer_is_given_as_a_file_too(world, case):
    program = Program(key_of(world.people["head"]))
    item = f"/organisations/{world.first.pk}/works/{case['work']}/items/1"

    assert program.get(item, format="xlsx").content.startswith(b"PK")
    assert program.get(item, format="svg").content.startswith(b"<svg")
    assert program.get(item, format="pdf").status_code == 422


def test_a_pupil_is_opened_by_the_own_school_with_a_trace(world, case):
    pupil = f"/organisations/{world.first.pk}/result_classes/5А/pupils/12"
    head = world.people["head"]

    assert Program(key_of(head, "results:read")).get(pupil).json()["code"] == "scope"
    assert Program(key_of(world.people["north"])).get(pupil).status_code == 403
    assert not AuditEntry.objects.filter(verb="pupils.read").exists()
    assert Program(key_of(head, "pupils:read")).get(pupil).json()["table"]["rows"]
    assert AuditEntry.objects.get(verb="pupils.read").actor == head


def test_a_measure_is_reported_with_evidence_and_checked_by_another(world, case):
    measure = case["objects"]["measure"]
    measure.state = "planned"
    measure.save()
    address = f"/measures/{measure.pk}"
    deputy, head = (Program(key_of(world.people[who])) for who in ("deputy", "head"))

    empty = deputy.post_files(address + "/steps", {})
    assert set(empty.json()["fields"]) == {"state", "text"}
    files = {"files": [SimpleUploadedFile("протокол.pdf", b"as it came")]}
    said = deputy.post_files(address + "/steps", {"state": "done", "text": "Готово", **files})
    assert said.status_code == 201, said.content
    told = said.json()
    assert (told["state"], told["steps"][-1]["text"]) == ("done", "Готово")
    evidence = deputy.get(f"/evidence/{told['steps'][-1]['files'][0]['id']}")
    assert b"".join(evidence.streaming_content) == b"as it came"

    assert deputy.send(address + "/check", {"done": True}).json()["code"] == "refused"
    assert head.send(address + "/check", {"done": True}).json()["state"] == "checked"
    plan = head.get(f"/plans/{case['plan']}").json()
    assert (plan["measures"], plan["done"]) == (1, 1)
    assert plan["items"][0]["state"] == "checked"


def test_second_marks_are_blind_until_the_outcome(world, case):
    RecheckPaper.objects.create(
        recheck=case["objects"]["recheck"], school=world.first, class_name="5А", pupil="12",
        number=1, score=9, stratum="cut", reason="У границы", information=1.0,
        changed_if_honest=0.1, changed_if_raised=0.9,
    )  # fmt: skip
    address = f"/rechecks/{case['recheck']}"
    north = Program(key_of(world.people["north"]))

    form = north.get(address + "/marks").json()
    assert [one["number"] for one in form] == [1]
    assert not {"pupil", "class_name", "school"} & set(form[0])
    assert "score" not in form[0]
    wrong = north.send(address + "/marks", {"marks": [{"number": 7, "score": 1}]})
    assert "7" in wrong.json()["fields"]["marks"][0]
    assert north.send(address + "/marks", {"marks": [{"number": 1, "score": 8}]}).json() == 1
    paper = north.get(address).json()["papers"][0]
    assert (paper["marked"], paper["score"], paper["second_score"]) == (True, None, None)


def test_nothing_is_concluded_where_no_works_were_drawn(world, case, as_):
    page = reverse("conclude", args=[case["recheck"]])
    told = Program(key_of(world.people["north"])).send(f"/rechecks/{case['recheck']}/conclude")

    assert "Списка работ нет" in told.json()["detail"]
    assert "Списка работ нет" in as_("north").post(page, {"note": "Проверено"}).text


def test_a_family_reads_only_its_own(world, case):
    assert Program(key_of(world.people["head"])).get("/my_results").json() == []
    world.people["parent"].assignments.update(pupil_code="12")

    told = Program(key_of(world.people["parent"])).get("/my_results").json()
    assert [(one["class_name"], one["code"]) for one in told] == [("5А", "12")]
    assert [one["score"] for one in told[0]["results"]] == [1]


def test_a_cell_is_shown_with_its_neighbours(world, case):
    kept = settings.STORE / "originals" / "aa" / "table.csv"
    kept.write_text("school;class;pupil\nedu1;5А;1\nedu1;5А;x\n", "utf-8")
    UploadedFile.objects.filter(pk=case["file"]).update(path="originals/aa/table.csv")
    office = Program(key_of(world.people["office"]))

    told = office.get(f"/files/{case['file']}/cell", cell="C3").json()
    assert (told["row"], told["column"]) == (3, "C")
    assert {"number": 3, "cells": ["edu1", "5А", "x"]} in told["rows"]
    assert office.get(f"/files/{case['file']}/cell", cell="нигде").status_code == 404
    kept.unlink(missing_ok=True)


def test_a_practice_keeps_its_school_unnamed_where_it_asked_so(world, case):
    practice = case["objects"]["practice"]
    practice.state, practice.text, practice.ground = "published", "Раз в неделю", "Стало лучше"
    practice.save()
    south, head = (Program(key_of(world.people[who])) for who in ("south", "head"))
    rows = f"/organisations/{world.south.pk}/practices"

    assert south.get(rows).json()["items"][0]["school"] is None
    assert south.get(rows, kind="other").json()["count"] == 0
    told = south.get(f"/practices/{practice.pk}").json()
    assert (told["school"], told["ground"], told["text"]) == (None, "", "Раз в неделю")
    assert told["files"][0]["id"] == case["practice_file"]
    assert head.get(f"/practices/{practice.pk}").json()["school"]["id"] == world.first.pk


def test_the_register_names_its_holes(world, case):
    told = Program(key_of(world.people["office"])).get(f"/organisations/{world.first.pk}/outgoing")

    assert [one["number"] for one in told.json()["entries"]] == ["3"]
    assert told.json()["holes"] == [{"first": 1, "last": 2}]


def test_keeping_tells_terms_holds_requests_and_what_was_removed(world, case):
    Removal.objects.create(
        rule="request", organisation=world.first, subject="uploadedfile:1", what="Файл 5а.xlsx",
        counts={"protocols": 1},
    )  # fmt: skip
    head = Program(key_of(world.people["head"]))
    told = head.get(f"/organisations/{world.first.pk}/keeping").json()

    assert {one["name"]: one["count"] for one in told["due"]}["keep_originals_days"] == 0
    assert all(one["source"] and one["what"] for one in told["due"])
    assert [one["id"] for one in told["holds"]] == [case["hold"]]
    assert [one["id"] for one in told["requests"]] == [case["removal"]]
    assert head.get(f"/removal_requests/{case['removal']}").json()["file_id"] == case["file"]
    removed = head.get(f"/organisations/{world.first.pk}/removals").json()["items"]
    assert [(one["what"], one["counts"]) for one in removed] == [("Файл 5а.xlsx", {"protocols": 1})]


def test_criteria_interviews_and_a_document_are_those_of_the_pages(world, case, as_):
    place = {"place": world.first.pk}
    north, head = (Program(key_of(world.people[who])) for who in ("north", "head"))

    shown = as_("north").get(reverse("evaluation_criteria", kwargs=place)).context["criteria"]
    told = north.get(f"/organisations/{world.first.pk}/evaluation/criteria").json()
    assert [one["code"] for one in told["criteria"]] == [one.code for _, one in shown]
    assert (told["version"], len(told["criteria"][0]["levels"])) == (None, 3)

    shown = as_("head").get(reverse("interviews", kwargs=place)).context
    told = head.get(f"/organisations/{world.first.pk}/interviews").json()
    assert told["rounds"] == [one.isoformat() for one in shown["rounds"]]
    assert [one["person"]["id"] for one in told["people"]] == [
        one.person.pk for one in shown["talks"]
    ]
    assert told["people"]

    told = north.get(f"/recommendations/{case['document']}").json()
    assert [one["text"] for one in told["points"]] == ["Обсудить"]
    assert [(one["school"]["id"], one["points"]) for one in told["progress"]] == [
        (world.first.pk, 1)
    ]
