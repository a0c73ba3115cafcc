"""Codes: drawn once, printed, and results that come by code alone."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from objektiv.profiles import sealing_rules
from objektiv.protocols.by_code import CodesRefused, with_homes
from objektiv.web.actions import jobs, uploads
from objektiv.web.actions.holding import codes as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import ParticipantCode, Procedure, Protocol, SchoolClass, Upload
from objektiv.web.tasks import WORK

TOML = b"""
procedure = "\xd0\x92\xd0\x9f\xd0\xa0"
year = 2026
grade = 5
subject = "\xd0\x9c\xd0\xb0\xd1\x82\xd0\xb5\xd0\xbc\xd0\xb0\xd1\x82\xd0\xb8\xd0\xba\xd0\xb0"
scale = [[0, 1, 2], [2, 2, 3], [3, 3, 4], [4, 4, 5]]
[[items]]
code = "q1"
max = 2
level = "\xd0\x91"
[[items]]
code = "q2"
max = 2
level = "\xd0\x91"
"""


@pytest.fixture
def procedure(world) -> Procedure:
    return Procedure.objects.create(kind="ВПР", year=2026, organiser=world.north)


def issue(world, procedure, wanted, school="first", by="office"):
    return act.issue_codes(getattr(world, school), procedure, wanted, by=world.people[by])


def test_codes_differ_in_all_schools_of_a_procedure(world, procedure):
    issue(world, procedure, {"5А": 40, "5Б": 20})
    issue(world, procedure, {"5А": 40}, school="second", by="neighbour")

    codes = list(ParticipantCode.objects.values_list("code", flat=True))

    assert len(codes) == len(set(codes)) == 100


def test_a_class_that_grew_gets_the_missing_codes_and_keeps_the_others(world, procedure):
    [batch] = issue(world, procedure, {"5А": 3})
    before = set(batch.codes.values_list("code", flat=True))

    issue(world, procedure, {"5А": 5})
    issue(world, procedure, {"5А": 2})

    after = set(batch.codes.values_list("code", flat=True))
    assert len(after) == 5
    assert before < after


def test_only_the_own_school_draws_codes(world, procedure):
    for who in ("north", "coordinator", "neighbour", "teacher"):
        with pytest.raises(PermissionDenied):
            issue(world, procedure, {"5А": 1}, by=who)


def test_nothing_wanted_is_said(world, procedure):
    with pytest.raises(ValidationError, match="сколько участников"):
        issue(world, procedure, {"5А": 0})


def test_what_a_code_is_for_comes_from_the_profile():
    assert sealing_rules()["code_scope"].value in ("procedure", "year")


@pytest.mark.parametrize(("paper", "says"), [("cards", "5А"), ("protocol", "Фамилия")])
def test_sheets_have_every_code(world, procedure, as_, paper, says):
    [batch] = issue(world, procedure, {"5А": 30})

    page = as_("office").get(reverse("code_sheet", args=[world.first.pk, batch.pk, paper]))
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(page.content)).pages)

    assert page["Content-Type"] == "application/pdf"
    assert says in text
    for code in batch.codes.values_list("code", flat=True):
        assert f"{code[:4]}-{code[4:]}" in text


def test_codes_are_issued_on_the_page_for_the_classes_of_this_year(world, procedure, as_):
    year = school_year_at(timezone.localdate())
    Procedure.objects.update(year=timezone.localdate().year + 1)
    one = SchoolClass.objects.create(school=world.first, school_year=year, grade=6, name="6В")

    page = as_("office").post(
        reverse("codes_issue", args=[world.first.pk]),
        {"procedure": procedure.pk, f"class{one.pk}": 4},
    )

    assert page.status_code == 302
    assert ParticipantCode.objects.count() == 4
    assert "6В" in as_("office").get(reverse("codes", args=[world.first.pk])).content.decode()


def test_a_table_of_codes_is_read_as_results_of_the_right_classes(world, procedure):
    five, six = issue(world, procedure, {"5А": 2, "5Б": 1})
    codes = [*five.codes.values_list("code", flat=True), *six.codes.values_list("code", flat=True)]
    table = "Код участника;q1;q2\n" + "".join(
        f"{code[:4]}-{code[4:]};{n};1\n" for n, code in enumerate(codes)
    )

    upload = act.bring_by_code(
        place=world.first, procedure=procedure, by=world.people["office"],
        files=[SimpleUploadedFile("баллы.csv", table.encode()),
               SimpleUploadedFile("work.toml", TOML)],
    )  # fmt: skip

    jobs.carry_out(upload.job_id, WORK["read_upload"])

    upload.refresh_from_db()
    assert upload.state == Upload.State.READ
    assert upload.understood["complaints"] == []
    uploads.accept(upload, by=world.people["office"])
    known = Protocol.objects.filter(school=world.first).values_list("class_name", "n")
    assert sorted(known) == [("5А", 2), ("5Б", 1)]


def test_every_wrong_row_is_named_and_nothing_is_taken(world, procedure):
    [batch] = issue(world, procedure, {"5А": 1})
    code = batch.codes.get().code
    slip = code[:-1] + str((int(code[-1]) + 1) % 10)
    table = f"Код участника;q1\n{code};1\n{slip};1\n1000015;2\n{code};0\n;1\n"

    with pytest.raises(ValidationError) as refusal:
        act.bring_by_code(place=world.first, procedure=procedure, by=world.people["office"],
                          files=[SimpleUploadedFile("a.csv", table.encode())])  # fmt: skip

    said = refusal.value.message_dict["files"]
    assert [one.split(":")[0] for one in said] == [
        f"a.csv, строка {n}" for n in (3, 4, 5, 6)
    ]  # fmt: skip
    assert not Upload.objects.exists()


def test_codes_of_another_school_lead_nowhere(world, procedure):
    issue(world, procedure, {"5А": 1})
    [other] = issue(world, procedure, {"5А": 1}, school="second", by="neighbour")
    table = f"Код участника;q1\n{other.codes.get().code};1\n"

    with pytest.raises(ValidationError, match="здесь не выдавали"):
        act.bring_by_code(place=world.first, procedure=procedure, by=world.people["office"],
                          files=[SimpleUploadedFile("a.csv", table.encode())])  # fmt: skip
    district = {"place": world.north, "procedure": procedure, "by": world.people["north"]}
    files = [SimpleUploadedFile("a.csv", table.encode()), SimpleUploadedFile("work.toml", TOML)]
    assert act.bring_by_code(files=files, **district).pk


def test_columns_that_name_a_school_are_replaced_by_what_the_code_says(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Школа;Код;Класс;q1\nчужая;1000015;9Я;2\n", encoding="utf-8")

    text = with_homes(path, "a.csv", {"1000015": ("edu1", "5А")})

    assert text == "school,class,pupil,q1\nedu1,5А,1000015,2\n"


def test_a_table_without_codes_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Имя;q1\nИванов;2\n", encoding="utf-8")

    with pytest.raises(CodesRefused, match="нет столбца"):
        with_homes(path, "a.csv", {})
