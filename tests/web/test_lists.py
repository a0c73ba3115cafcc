"""Organisations and people from a list: what would happen, every complaint, all or nothing."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from objektiv.web.actions import lists
from objektiv.web.forms.lists import ORGANISATIONS, rows_of
from objektiv.web.models import Invitation, Organisation, RoleAssignment

HEAD = "Наименование;Логин;Муниципалитет;Вид;Адрес\n"


def rows(text: str):
    return rows_of("список.csv", (HEAD + text).encode(), ORGANISATIONS, "name")


def bring(client, address, **sent):
    page = client.post(address, sent)
    return page, client.post(address, {"rows": page.context["rows"]})


def test_a_list_adds_and_a_second_one_changes(world, as_):
    client, address = as_("coordinator"), reverse("places_list", args=[world.region.pk])
    first = HEAD + (
        "МБОУ «СОШ № 9»;edu900109;Северный район;школа;ул. Мира, 1\n"
        "МБОУ «СОШ № 1» г. Северск;edu900101;Северный район;лицей;\n"
        "Гимназия;edu900110;Новый район;гимназия;пл. Новая, 2\n"
    )

    page, done = bring(client, address, text=first)

    assert page.context["counts"] == {"new": 2, "changed": 1, "same": 0}
    assert done.status_code == 302
    made = Organisation.objects.get(code="edu900110")
    assert made.parent.name == "Новый район"
    assert made.path == f"{world.region.path}{made.parent_id}/{made.pk}/"
    assert Organisation.objects.get(code="edu900101").category == "лицей"
    again = HEAD + "МБОУ «СОШ № 9» имени героя;edu900109;Северный район;;\n"
    page, _ = bring(client, address, text=again)
    assert "МБОУ «СОШ № 9» → МБОУ «СОШ № 9» имени героя" in page.text
    known = Organisation.objects.get(code="edu900109")
    assert (known.name, known.address) == ("МБОУ «СОШ № 9» имени героя", "ул. Мира, 1")


def test_every_complaint_comes_at_once_and_nothing_is_written(world):
    before = Organisation.objects.count()
    plan = lists.plan_organisations(
        world.region,
        rows(
            ";edu1;Северный район;;\n"
            "Школа А;edu2;;;\n"
            "Школа Б;edu3;Северный район;;\n"
            "Школа Б;edu4;Северный район;;\n"
            "Школа В;edu3;Северный район;;\n"
            "МБОУ «СОШ № 3» с. Южное;edu900103;Северный район;;\n"
        ),
        by=world.people["coordinator"],
    )

    told = "\n".join(plan.problems)
    assert [int(line.split()[1].rstrip(":")) for line in plan.problems] == [2, 3, 5, 6, 7]
    assert "Переведите её" in told
    assert Organisation.objects.count() == before


def test_a_district_brings_its_own_schools_only(world):
    plan = lists.plan_organisations(
        world.north,
        rows("Школа;edu5;Южный район;;\nЧужая;edu900103;Северный район;;\n"),
        by=world.people["north"],
    )

    assert len(plan.problems) == 2


def test_a_list_without_headings_says_which_are_needed(as_, world):
    page = as_("coordinator").post(
        reverse("places_list", args=[world.region.pk]), {"text": "Школа 1;edu1\nШкола 2;edu2"}
    )

    assert page.status_code == 422
    assert "названиями столбцов" in page.text
    assert "Школа 2;edu2" in page.text


def test_a_workbook_is_read_too_and_a_broken_one_is_refused(world, as_):
    import xlsxwriter

    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Список школ области"])
        sheet.write_row(2, 0, ["№", "Краткое название", "Название", "Логин", "Район"])
        sheet.write_row(3, 0, [1, "Школа 7", "МБОУ «Школа № 7»", "edu900107", "Южный район"])
    file = SimpleUploadedFile("школы.xlsx", data.getvalue())
    client, address = as_("coordinator"), reverse("places_list", args=[world.region.pk])

    bring(client, address, file=file)

    assert Organisation.objects.get(code="edu900107").short_name == "Школа 7"
    broken = SimpleUploadedFile("школы.xlsx", b"PK\x03\x04" + b"nothing")
    assert client.post(address, {"file": broken}).status_code == 422


def test_rows_that_were_changed_on_the_way_are_refused(world, as_):
    response = as_("coordinator").post(
        reverse("places_list", args=[world.region.pk]), {"rows": "подделка"}, follow=True
    )

    assert "устарел" in response.text


def test_a_region_of_many_schools_takes_few_queries(world):
    counts = []
    for first, many in ((10_000, 10), (20_000, 400)):
        text = "".join(
            f"Школа № {n};edu{n};Северный район;школа;адрес {n}\n"
            for n in range(first, first + many)
        )
        with CaptureQueriesContext(connection) as asked:
            lists.import_organisations(world.region, rows(text), by=world.people["coordinator"])
        counts.append(len(asked))

    assert counts[1] <= counts[0] + 10  # batches of rows, not rows


def test_people_are_invited_by_a_list(world, as_, mailoutbox, client):
    text = (
        "Почта;Роль;Класс;Предмет\n"
        "a@school.ru;учитель;5а;математика\n"
        "b@school.ru;классный руководитель;5А;\n"
    )
    address = reverse("invite_list", args=[world.first.pk])

    page, done = bring(as_("head"), address, text=text)

    assert page.status_code == 200
    assert [one.to for one in mailoutbox] == [["a@school.ru"], ["b@school.ru"]]
    client.logout()
    _, link = done.context["invited"][0]
    client.post(link, {"surname": "Первая", "name": "Анна", "password": "семь слов подряд"})
    given = RoleAssignment.objects.get(person__email="a@school.ru")
    assert (str(given.school_class), str(given.subject)) == ("5А", "Математика")


@pytest.mark.parametrize("who", ["head", "office"])
def test_a_wrong_list_of_people_invites_nobody(world, as_, who):
    text = (
        "Почта;Роль;Класс;Код ученика\n"
        "нет адреса;учитель;;\n"
        "c@school.ru;волшебник;;\n"
        "d@school.ru;региональный координатор;;\n"
        "e@school.ru;родитель (законный представитель);9Я;\n"
        "f@school.ru;классный руководитель;;\n"
    )
    address = reverse("invite_list", args=[world.first.pk])

    page, _ = bring(as_(who), address, text=text)

    assert len(page.context["problems"]) == 5
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("who", "place", "offered", "not_offered"),
    [
        ("head", "first", "родитель", "муниципальный координатор"),
        ("north", "north", "муниципальный координатор", "региональный координатор"),
        ("north", "north", "учитель", "родитель"),
        ("coordinator", "region", "региональный координатор", "ученик"),
    ],
)
def test_only_roles_that_one_may_give_are_named(who, place, offered, not_offered, world, as_):
    page = as_(who).get(reverse("invite_list", args=[getattr(world, place).pk])).content.decode()
    named = page[page.index("Как называть роли") :].partition("</ul>")[0]

    assert f"<li>{offered}" in named
    assert f"<li>{not_offered}" not in named


def test_a_role_may_be_called_as_people_call_it(world):
    planned, problems = lists.plan_invitations(
        world.first,
        [{"row": "2", "email": "z@test.example", "role": "Завуч"}],
        by=world.people["head"],
    )

    assert problems == []
    assert planned[0]["role"] == "deputy"
