"""From files to results that count: read, answer, accept, replace, withdraw."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from objektiv.web.actions import jobs, uploads
from objektiv.web.actions.audit import first_broken_entry
from objektiv.web.models import (
    Analysis,
    AuditEntry,
    Job,
    PlaceReport,
    Protocol,
    SchoolAlias,
    SchoolClass,
    Upload,
    Work,
)
from objektiv.web.queries.differences import differences
from objektiv.web.queries.results import report_of, sittings_of
from objektiv.web.tasks import WORK

from .campaign import csv, pupils


def carry_out(job: Job) -> Job:
    jobs.carry_out(job.pk, WORK[job.kind])
    job.refresh_from_db()
    return job


def read(world, who: str, place, files) -> Upload:
    upload = uploads.bring(files=files, organisation=place, by=world.people[who])
    assert carry_out(upload.job).state == Job.State.DONE
    upload.refresh_from_db()
    return upload


def accepted(world, who: str, place, files, reason: str = "") -> Upload:
    upload = read(world, who, place, files)
    for job in uploads.accept(upload, reason=reason, by=world.people[who]):
        assert carry_out(job).state == Job.State.DONE, job.error
    upload.refresh_from_db()
    return upload


def test_nothing_counts_before_it_is_accepted(world):
    upload = read(world, "north", world.north, csv("edu900101", "edu900102"))

    assert upload.state == Upload.State.READ
    assert [one["how"] for one in upload.understood["schools"]] == ["login", "login"]
    assert upload.understood["works"][0]["sittings"] == pupils("edu900101") + pupils("edu900102")
    assert Protocol.objects.count() == 0


def test_accepted_results_count_and_are_analysed(world):
    accepted(world, "north", world.north, csv("edu900101", "edu900102"))

    work = Work.objects.get()
    protocols = Protocol.objects.filter(school=world.first, state=Protocol.State.ACCEPTED)
    assert sum(one.n for one in protocols) == pupils("edu900101")
    assert set(SchoolClass.objects.filter(school=world.first).values_list("name", flat=True)) == {
        one.class_name for one in protocols
    }
    assert Analysis.objects.get().current
    places = set(PlaceReport.objects.values_list("organisation", flat=True))
    assert places == {one.pk for one in (world.region, world.north, world.first, world.second)}
    report, content = report_of(world.first, work, reader=world.people["coordinator"])
    assert report.n == sum(one.written for one in protocols)
    assert [one["code"] for one in content["tables"]][:2] == ["marks", "journal"]
    assert first_broken_entry() is None


def test_results_carry_the_organisations_of_today_whatever_the_file_said(world):
    accepted(world, "north", world.north, csv("edu900101"))
    world.north.name = "Северный округ"
    world.north.save()

    sittings = sittings_of(Work.objects.get(), world.region)

    assert set(sittings.frame["school"]) == {str(world.first.pk)}
    assert set(sittings.frame["municipality"]) == {"Северный округ"}


def test_the_original_stays_as_it_came(world, as_):
    files = csv("edu900101")
    content = files[0].read()
    files[0].seek(0)

    upload = read(world, "office", world.first, files)

    kept = upload.files.get(name="результаты.csv")
    assert (settings.STORE / kept.path).read_bytes() == content


def test_a_school_of_another_district_is_not_taken_by_its_login(world):
    upload = read(world, "north", world.north, csv("edu900103"))

    assert upload.understood["schools"][0]["organisation"] is None
    with pytest.raises(ValidationError, match="каким школам"):
        uploads.accept(upload, by=world.people["north"])


def test_an_answer_is_remembered_for_the_next_file(world):
    upload = read(world, "north", world.north, csv("edu900103"))
    name = upload.understood["schools"][0]["id"]

    uploads.answer(upload, schools={name: world.second.pk}, names={}, by=world.people["north"])

    uploads.accept(upload, by=world.people["north"])
    assert Protocol.objects.filter(school=world.second).exists()
    assert SchoolAlias.objects.get().school == world.second
    again = read(world, "north", world.north, csv("edu900103"))
    assert again.understood["schools"][0]["how"] == "answer"


def test_an_answer_cannot_name_a_school_elsewhere(world):
    upload = read(world, "north", world.north, csv("edu900103"))
    name = upload.understood["schools"][0]["id"]

    uploads.answer(upload, schools={name: world.third.pk}, names={}, by=world.people["north"])

    assert upload.understood["schools"][0]["organisation"] is None


def test_replacing_needs_a_reason_and_keeps_the_old(world):
    accepted(world, "north", world.north, csv("edu900101"))
    upload = read(world, "office", world.first, csv("edu900101", seed=1))

    with pytest.raises(ValidationError, match="почему"):
        uploads.accept(upload, by=world.people["office"])
    upload.refresh_from_db()
    uploads.accept(upload, reason="Исправлены коды", by=world.people["office"])

    old = Protocol.objects.filter(state=Protocol.State.REPLACED)
    new = Protocol.objects.filter(state=Protocol.State.ACCEPTED)
    assert {one.class_name for one in old} == {one.class_name for one in new}
    assert {one.reason for one in old} == {"Исправлены коды"}
    assert {one.upload_id for one in new} == {upload.pk}


def test_a_refused_acceptance_changes_nothing(world):
    accepted(world, "north", world.north, csv("edu900101"))
    before = list(Protocol.objects.values_list("pk", "state"))
    upload = read(world, "office", world.first, csv("edu900101"))

    with pytest.raises(ValidationError):
        uploads.accept(upload, by=world.people["office"])

    assert list(Protocol.objects.values_list("pk", "state")) == before
    upload.refresh_from_db()
    assert upload.state == Upload.State.READ


def test_withdrawn_results_no_longer_count(world):
    accepted(world, "north", world.north, csv("edu900101", "edu900102"))
    protocols = list(Protocol.objects.filter(school=world.first))

    for one in protocols:
        job = uploads.withdraw(one, reason="Не та школа", by=world.people["head"])
    carry_out(job)

    assert set(sittings_of(Work.objects.get(), world.region).frame["school"]) == {
        str(world.second.pk)
    }
    coordinator = world.people["coordinator"]
    assert report_of(world.first, Work.objects.get(), reader=coordinator) is None
    assert report_of(world.second, Work.objects.get(), reader=coordinator) is not None


def test_withdrawing_everything_leaves_no_report(world):
    accepted(world, "north", world.north, csv("edu900101"))

    for one in Protocol.objects.all():
        job = uploads.withdraw(one, reason="Ошибка", by=world.people["north"])
    carry_out(job)

    assert not Analysis.objects.filter(current=True).exists()


def test_a_broken_file_is_refused_in_words_and_stays_refused(world):
    upload = read(
        world, "office", world.first, [SimpleUploadedFile("5а.xlsx", b"PK\x03\x04 not a workbook")]
    )

    assert upload.understood["complaints"][0]["severity"] == "refuse"
    with pytest.raises(ValidationError, match="есть ошибки"):
        uploads.accept(upload, by=world.people["office"])


def test_a_cancelled_upload_cannot_be_accepted(world):
    upload = read(world, "office", world.first, csv("edu900101"))
    uploads.cancel(upload, by=world.people["office"])

    with pytest.raises(ValidationError):
        uploads.accept(upload, by=world.people["office"])


@pytest.mark.parametrize("who", ["teacher", "methodist", "neighbour", "south", "parent"])
def test_wrong_roles_bring_nothing(world, who):
    with pytest.raises(PermissionDenied):
        uploads.bring(files=csv("edu900101"), organisation=world.first, by=world.people[who])

    assert Upload.objects.count() == 0


def test_the_journal_tells_who_brought_what(world):
    accepted(world, "office", world.first, csv("edu900101"))

    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["upload.brought", "upload.read", "results.accepted", "results.analysed"]
    assert first_broken_entry() is None
    AuditEntry.objects.filter(verb="upload.read").update(text="другое")
    assert first_broken_entry().verb == "upload.read"


def test_an_own_table_needs_no_description_once_the_work_is_known(world):
    accepted(world, "north", world.north, csv("edu900101"))
    table = csv("edu900102")[0]

    upload = uploads.bring(
        files=[table], organisation=world.second, work=Work.objects.get(),
        by=world.people["neighbour"],
    )  # fmt: skip
    carry_out(upload.job)

    upload.refresh_from_db()
    assert upload.understood["works"][0]["sittings"] == pupils("edu900102")
    assert upload.understood["works"][0]["scale"]


def test_without_a_description_the_page_says_what_to_do(world):
    upload = read(world, "office", world.first, csv("edu900101")[:1])

    texts = " ".join(one["text"] for one in upload.understood["complaints"])
    assert "--work" not in texts
    assert "work.toml" in texts


def broken_table() -> list[SimpleUploadedFile]:
    table, description = csv("edu900101")
    lines = table.read().decode().splitlines()
    cells = lines[5].split(",")
    cells[-1] = "много"
    lines[5] = ",".join(cells)
    return [SimpleUploadedFile("5а.csv", "\n".join(lines).encode()), description]


def test_a_complaint_shows_its_cell_to_those_who_see_the_upload(world, as_):
    upload = read(world, "office", world.first, broken_table())
    page = as_("office").get(reverse("upload", args=[upload.pk])).text
    complaint = upload.understood["complaints"][0]
    assert complaint["file"] == "5а.csv"
    address = reverse("cell", args=[complaint["id"]]) + f"?sheet=&cell={complaint['cell']}"
    assert address.replace("&", "&amp;") in page

    shown = as_("office").get(address, headers={"HX-Request": "true"}).text

    assert 'class="marked"><mark class="visually-hidden">Эта ячейка: </mark>много' in shown
    assert "<html" not in shown
    assert "<html" in as_("head").get(address).text  # without JavaScript: a page
    for who in ("teacher", "neighbour", "south", "parent"):
        assert as_(who).get(address).status_code in (403, 404), who


def test_two_files_of_one_name_are_told_apart(world):
    first, second = broken_table(), broken_table()
    second[0].file.write(b"\n")

    upload = read(world, "office", world.first, [*first, second[0]])

    assert {one["file"] for one in upload.understood["complaints"]} <= {"5а.csv", ""}
    named = {one["id"] for one in upload.understood["complaints"] if one["id"]}
    assert named == set(upload.files.filter(name="5а.csv").values_list("pk", flat=True))


def changed_table() -> list[SimpleUploadedFile]:
    """The same table with one pupil less, one more and one with another score."""
    table, description = csv("edu900101")
    lines = table.read().decode().splitlines()
    header = lines[0].split(",")
    first, last = lines[1].split(","), lines[-1].split(",")
    pupil = header.index(next(name for name in header if "код" in name.lower() or name == "pupil"))
    last[pupil] = "новый"
    score = first[-1]
    first[-1] = "0" if score != "0" else "1"
    lines[1], lines[-1] = ",".join(first), ",".join(last)
    return [SimpleUploadedFile("исправлено.csv", "\n".join(lines).encode()), description]


def test_replacing_says_what_would_change(world, as_):
    accepted(world, "office", world.first, csv("edu900101"))
    upload = read(world, "office", world.first, changed_table())

    found = differences(upload)

    assert sum(one.added for one in found) == 1
    assert sum(one.removed for one in found) == 1
    assert sum(one.changed for one in found) == 1
    assert sum(one.same for one in found) == pupils("edu900101") - 2
    page = as_("office").get(reverse("upload", args=[upload.pk])).text
    assert "Что изменится" in page
    assert "С другими результатами" in page


def test_the_same_file_again_changes_nothing(world):
    accepted(world, "office", world.first, csv("edu900101"))

    assert all(
        one.nothing for one in differences(read(world, "office", world.first, csv("edu900101")))
    )


def test_a_whole_upload_is_withdrawn_with_a_reason(world, as_):
    upload = accepted(world, "office", world.first, csv("edu900101"))
    client, address = as_("office"), reverse("upload_withdraw", args=[upload.pk])

    assert client.post(address, {"reason": " "}).status_code == 422
    assert Protocol.objects.filter(state="accepted").exists()
    client.post(address, {"reason": "Не та работа"})

    assert set(Protocol.objects.values_list("state", "reason")) == {("withdrawn", "Не та работа")}
    upload.refresh_from_db()
    assert upload.state == Upload.State.WITHDRAWN
    assert Job.objects.filter(kind="analyse_work").count() == 2
    assert first_broken_entry() is None


def test_accepting_is_disabled_with_the_reason(world, as_):
    upload = read(world, "office", world.first, broken_table())

    page = as_("office").get(reverse("upload", args=[upload.pk])).text

    assert '<button type="button" disabled aria-describedby="why-not">Принять' in page
    assert "В файлах есть ошибки" in page


def test_who_brought_what_when_is_filtered_in_the_address(world, as_):
    mine = read(world, "office", world.first, csv("edu900101"))
    other = read(world, "head", world.first, broken_table())
    client, address = as_("head"), reverse("uploads", args=[world.first.pk])

    def shown(query: str) -> set[int]:
        return {one.pk for one in client.get(address + query).context["uploads"]}

    assert shown("") == {mine.pk, other.pk}
    assert shown(f"?by={world.people['office'].pk}") == {mine.pk}
    assert shown("?words=5А.CSV") == {other.pk}
    assert shown("?state=accepted") == set()
    assert shown("?since=2999-01-01") == set()
    assert shown("?since=вчера&state=x&by=x") == {mine.pk, other.pk}
