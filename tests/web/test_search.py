"""Search finds what is meant, and only what the person may see."""

from __future__ import annotations

import pytest
from django.urls import reverse

from objektiv.web.models import Notice, Organisation, Person, Upload, UploadedFile
from objektiv.web.queries.search import search
from objektiv.web.queries.searched import matching

pytestmark = pytest.mark.django_db


def schools(world, who: str, words: str) -> list[str]:
    return [one.code or one.name for one in search(world.people[who], words).organisations]


@pytest.mark.parametrize("words", ["школа 1", "СОШ №1", "сош1", "1 школы северск", "edu900101"])
def test_a_school_is_found_however_it_is_named(world, words):
    assert schools(world, "coordinator", words) == ["edu900101"]


def test_slips_and_the_wrong_layout_are_put_right(world):
    found = search(world.people["coordinator"], "севреск")
    assert found.corrected == "северск"
    assert len(found.organisations) == 2
    assert schools(world, "coordinator", "cji 1") == ["edu900101"]
    assert len(schools(world, "coordinator", "ctdthcr")) == 2
    assert schools(world, "coordinator", "ctdthcr 7") == []


def test_nothing_sideways_is_found(world):
    assert schools(world, "head", "сош") == ["edu900101"]
    assert schools(world, "south", "северск") == []
    assert search(world.people["parent"], "сош").nothing


def test_people_are_found_by_form_and_letter_case(world):
    person = world.person("new", ("teacher", world.first))
    person.surname, person.name, person.patronymic = "Семёнова", "Алёна", "Игоревна"
    person.save()

    for words in ("семенова", "СЕМЁНОВОЙ алене", "new@test.example"):
        assert search(world.people["head"], words).people == [person], words
    assert search(world.people["neighbour"], "семенова").people == []
    assert search(world.people["teacher"], "семенова").people == []


def test_a_changed_name_is_found_at_once(world):
    world.first.short_name = "Лицей «Полёт»"
    world.first.save()

    assert schools(world, "head", "полет") == ["edu900101"]
    assert matching(Organisation.objects.all(), "лицея").get() == world.first


def test_files_letters_and_replies_are_found_by_those_who_may_see_them(world, case):
    upload = Upload.objects.create(organisation=world.first, brought_by=world.people["head"])
    UploadedFile.objects.bulk_create(
        [UploadedFile(upload=upload, name="Протокол_Математика-5А.xlsx", size=1)]
    )

    def titles(who: str, words: str) -> list[str]:
        return [one.title for one in search(world.people[who], words).documents]

    assert titles("head", "протокол математика") == ["Протокол_Математика-5А.xlsx"]
    assert titles("north", "ПРОТОКОЛА 5а") == ["Протокол_Математика-5А.xlsx"]
    assert titles("neighbour", "протокол") == []
    assert titles("teacher", "протокол") == []
    files = [one for one in titles("head", "5а") if one.endswith(".xlsx")]
    assert len(files) == 3  # two uploads and what was attached to a reply
    Notice.objects.create(
        person=world.people["head"], kind="term", subject="ждём результаты", text="ОГЭ", path="/"
    )
    assert titles("head", "ждем огэ") == ["Ждём результаты"]
    assert titles("deputy", "ждем огэ") == []


def test_the_page_says_what_it_looked_for(world, as_):
    page = as_("coordinator").get(reverse("search") + "?q=Севреск").text

    assert "Показано по словам «северск»" in page
    assert "Ничего не нашлось" in as_("head").get(reverse("search") + "?q=кот").text


def test_every_person_and_organisation_has_a_text(world):
    assert not Person.objects.filter(search="").exists()
    assert not Organisation.objects.filter(search="").exists()


def test_what_a_school_assesses_by_is_found_by_those_who_may_see_it(world, case):
    def found(words, who):
        return {one.url for one in search(world.people[who], words).documents}

    act = reverse("act", args=[case["local_act"]])
    criteria = reverse("criteria_set", args=[case["criteria_set"]])
    programme = reverse("programme", args=[case["programme"]])
    item = reverse("control_item", args=[case["control_item"]])
    visit = reverse("visit", args=[case["visit"]])
    assert {act} <= found("положение о всоко", "teacher")
    assert {criteria} <= found("критерии решения задач", "teacher")
    assert {programme} <= found("рабочая программа дроби", "deputy")
    assert {item, visit} <= found("контроль объяснение", "deputy") | found("посещение", "deputy")
    assert visit not in found("посещение", "north")
    assert item in found("контроль объяснение", "north")
    for words in ("положение о всоко", "критерии решения задач", "рабочая программа", "посещение"):
        assert not found(words, "neighbour") & {act, criteria, programme, visit}, words
