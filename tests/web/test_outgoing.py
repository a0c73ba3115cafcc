"""Documents out: letters that name one school, numbers, templates, settled cases, archives."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objektiv.documents import office
from objektiv.web.actions import outgoing as act
from objektiv.web.actions.jobs import carry_out
from objektiv.web.actions.recommendations import send_recommendations
from objektiv.web.models import (
    Body,
    BodyMember,
    Job,
    LetterArchive,
    Meeting,
    Organisation,
    Outgoing,
    Person,
    Recommendation,
    RoleAssignment,
)
from objektiv.web.queries import outgoing as query
from objektiv.web.queries import sheets

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def text_of(content: bytes) -> str:
    body = Document(io.BytesIO(content)).element.body
    text = "\n".join(one.text or "" for one in body.iter(qn("w:t")))
    return text.replace("\u00a0", " ")


def content_of(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def letter_file(*lines: str) -> SimpleUploadedFile:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return SimpleUploadedFile("наш.docx", out.getvalue())


# --- Letters ------------------------------------------------------------------------------


def test_letter_of_a_school_has_all_of_the_document(as_, world, case) -> None:
    act.change_letterhead(
        world.north, by=world.people["north"], above="Администрация", contacts="тел. 5-44",
        pattern="01-15/{n}", town="",
    )  # fmt: skip
    council = Body.objects.create(organisation=world.north, kind="council", name="Совет района")
    for duty, who in (("member", "Член Мария Ивановна"), ("chair", "Глава Анна Ивановна")):
        BodyMember.objects.create(body=council, who=who, duty=duty, starts=TODAY)
    point = case["objects"]["point"]
    point.school = world.first
    point.ground = "Школа & <лицей>"
    point.save()

    text = text_of(content_of(as_("head").get(reverse("letter", args=[case["addressee"], "docx"]))))

    for words in ("Администрация", "Северный район", "тел. 5-44", "№ 1 от", "Обсудить",
                  "Школа & <лицей>", "Председатель совета района", "Член совета", "А. И. Глава",
                  "Рекомендации вашей организации", world.first.name):  # fmt: skip
        assert words in text, words
    assert text.index("Глава") < text.index("Член")


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx"])
def test_every_form_opens(as_, case, form) -> None:
    content = content_of(as_("head").get(reverse("letter", args=[case["addressee"], form])))

    assert content.startswith(b"%PDF" if form == "pdf" else b"PK")
    assert as_("head").get(reverse("letter", args=[case["addressee"], "exe"])).status_code == 404


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_letter_names_another_school(world, case, data) -> None:
    """Whatever points each school has, its letter has all its own and nothing of the others."""
    document = case["objects"]["document"]
    document.points.all().delete()
    document.addressees.all().delete()
    schools = [world.first, world.second, world.third]
    own = {}
    for i, school in enumerate(schools):
        document.addressees.create(school=school)
        own[school] = [f"СВОЁ-{i}-{k}-{school.name}" for k in range(data.draw(st.integers(0, 3)))]
        for text in own[school]:
            Recommendation.objects.create(
                document=document, school=school, direction=f"Н{i}", text=text, ground=text
            )
    Recommendation.objects.create(document=document, direction="Всем", text="ОБЩЕЕ")

    addressees = list(document.addressees.select_related("school"))
    made = sheets.recommendation_sheets(document, addressees, TODAY)

    for one, sheet in zip(addressees, made, strict=True):
        text = text_of(office.sheet_docx(sheet))
        assert "ОБЩЕЕ" in text
        for school in schools:
            assert (school.name in text) == (school == one.school)
            for words in own[school]:
                assert (words in text) == (school == one.school)


def test_a_letter_that_is_not_sent_is_seen_by_its_authority_only(as_, case) -> None:
    document = case["objects"]["document"]
    document.state = "draft"
    document.save()
    page = reverse("letter", args=[case["addressee"], "docx"])

    assert as_("north").get(page).status_code == 200
    for who in ("head", "office", "methodist", "south"):
        assert as_(who).get(page).status_code == 404, who


def test_plan_order_and_letter_about_a_review(as_, world, case) -> None:
    plan = text_of(content_of(as_("head").get(reverse("plan_sheet", args=[case["plan"], "docx"]))))
    order = text_of(
        content_of(as_("head").get(reverse("order_sheet", args=[case["plan"], "docx"])))
    )
    page = reverse("review_sheet", args=[case["review"], "docx"])
    asked = text_of(content_of(as_("north").get(page)))
    case["objects"]["review"].decisions.create(
        kind="explained", reason="Класс математический.", by=world.people["north"]
    )
    decided = text_of(content_of(as_("north").get(page)))

    assert "Обсудить" in plan
    assert "апрель" in plan
    assert "ПРИКАЗЫВАЮ" in order
    assert "Просим представить пояснения" in asked
    assert "вопрос снят" in decided
    assert "Класс математический." in decided
    for form in ("pdf", "xlsx"):
        content_of(as_("head").get(reverse("plan_sheet", args=[case["plan"], form])))


def test_all_letters_in_one_archive(as_, world, case) -> None:
    document = case["objects"]["document"]
    document.addressees.create(school=world.second)

    response = as_("north").post(reverse("letters_all", args=[document.pk]))
    carry_out(Job.objects.get(kind="letter_archive").pk, act.make_archive)
    page = as_("north").get(response.url)
    archive = LetterArchive.objects.get(made_by=world.people["north"], letters=2)
    content = content_of(as_("north").get(reverse("archive", args=[archive.pk])))

    assert page.url == reverse("letters", args=[document.pk])
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        assert packed.testzip() is None
        assert sum(name.endswith(".pdf") for name in names) == 2
        for name in names:
            if name.endswith(".docx"):
                text = text_of(packed.read(name))
                assert ("№ 1»" in text) == ("№ 1»" in name)
    act.make_archive(type("Job", (), {"started_by": world.people["north"]}), lambda *_: None,
                     document=document.pk)  # fmt: skip
    again = LetterArchive.objects.order_by("-id").first()
    assert again.sha256 == archive.sha256


def test_minutes_of_a_meeting(as_, world, case) -> None:
    meeting = Meeting.objects.create(
        organisation=world.first, school_year=case["objects"]["plan"].school_year,
        kind="pedagogical", title="О результатах", day=TODAY, number="3", dated=TODAY,
        state="held", made_by=world.people["head"],
    )  # fmt: skip
    people = (("Глава Анна Ивановна", "chair", True), ("Нет Олег Ильич", "member", False),
              ("Есть Яна Ильинична", "member", True))  # fmt: skip
    for who, duty, came in people:
        meeting.participants.create(who=who, duty=duty, came=came)
    item = meeting.agenda.create(title="Итоги ВПР", speaker="Глава А. И.", heard="Доклад принят")
    meeting.decisions.create(
        item=item, level="administration", sort="correct", text="Обсудить критерии", term="апрель",
        responsibles="руководители ШМО",
    )  # fmt: skip

    page = reverse("minutes_sheet", args=[meeting.pk, "docx"])
    text = text_of(content_of(as_("head").get(page)))

    for words in ("педагогического совета: О результатах", "№ 3 от", "Присутствовали 2 из 3",
                  "Глава А. И. Доклад принят", "1.1. Обсудить критерии", "Срок: апрель",
                  "Отвечают: руководители ШМО", "А. И. Глава"):  # fmt: skip
        assert words in text, words
    content_of(as_("head").get(reverse("minutes_sheet", args=[meeting.pk, "pdf"])))
    meeting.kind = "interview"
    meeting.save()
    assert as_("head").get(page).status_code == 404


def test_certificate_tells_what_the_report_says(as_, world, case) -> None:
    page = reverse("certificate", args=[world.first.pk, case["work"], "docx"])

    head, methodist = (text_of(content_of(as_(who).get(page))) for who in ("head", "methodist"))

    for words in ("СПРАВКА", "ВПР 2026", "Участников", "Отметка «5»", "метод 1", "dddd"):
        assert words in head, words
    assert "Результаты согласуются." in head
    assert "Результаты согласуются." not in methodist  # findings are not hers to see


# --- Numbers ------------------------------------------------------------------------------


def entry(world, number: str, **values):
    return act.enter_outgoing(
        world.first, number=number, dated=values.pop("dated", TODAY), title="О чём",
        by=world.people["head"], **values,
    )  # fmt: skip


def test_numbers_follow_the_pattern_and_never_repeat(world) -> None:
    act.change_letterhead(world.first, by=world.people["head"], pattern="01-15/{n}")

    entry(world, query.next_number(world.first, TODAY))
    second = entry(world, "01-15/2")
    act.cancel_outgoing(second, reason="Не отправлено", by=world.people["head"])

    assert (second.n, query.next_number(world.first, TODAY)) == (2, "01-15/3")
    for number in ("01-15/1", "01-15/2"):
        with pytest.raises(ValidationError, match="Свободен следующий: 01-15/3"):
            entry(world, number)
    assert entry(world, "б/н").n is None
    assert query.next_number(world.first, date(TODAY.year - 1, 5, 5)) == "01-15/1"


def test_holes_are_named_until_somebody_explains_them(as_, world, case) -> None:
    page = reverse("outgoing", args=[world.first.pk])
    assert query.holes_of(world.first, TODAY.year) == [query.Hole(1, 2)]
    assert "Номера не использованы" in as_("head").get(page).content.decode()

    as_("head").post(
        reverse("outgoing_gap", args=[world.first.pk, TODAY.year, 1, 2]), {"reason": "На бумаге"}
    )

    shown = as_("head").get(page).content.decode()
    assert query.holes_of(world.first, TODAY.year) == []
    assert "Пропусков в номерах нет" in shown
    assert "1–2: На бумаге" in shown
    with pytest.raises(ValidationError):
        entry(world, "2")


def test_sending_recommendations_enters_them(world, case) -> None:
    document = case["objects"]["document"]
    document.state = "approved"
    document.save()
    send_recommendations(document, number="7", dated=TODAY, by=world.people["north"])

    kept = Outgoing.objects.get(recommendations=document)
    assert (kept.number, kept.n, kept.title) == ("7", 7, document.title)
    document.state = "approved"
    document.save()
    with pytest.raises(ValidationError, match="занят"):
        send_recommendations(document, number="7", dated=TODAY, by=world.people["north"])


def test_a_page_gives_the_next_number(as_, world) -> None:
    page = reverse("outgoing_add", args=[world.first.pk])
    assert 'value="1"' in as_("head").get(page).content.decode()
    values = {"number": "1", "dated": TODAY.isoformat(), "title": "Ответ", "addressees": "Отдел"}

    assert as_("head").post(page, values).status_code == 302
    refused = as_("head").post(page, values)
    future = as_("head").post(page, values | {"dated": (TODAY + timedelta(1)).isoformat()})

    assert refused.status_code == future.status_code == 422
    assert "уже занят" in refused.content.decode()
    assert "Отдел" in refused.content.decode()


# --- Templates ----------------------------------------------------------------------------


def test_a_template_is_used_kept_and_put_back(as_, world, case) -> None:
    page = reverse("template_add", args=[world.first.pk])
    for words in ("Первый бланк", "Второй бланк"):
        sent = {"kind": "plan", "file": letter_file(words, "{{ заголовок }}")}
        assert as_("head").post(page, sent).status_code == 302
    plan = reverse("plan_sheet", args=[case["plan"], "docx"])
    versions = list(query.templates_at(world.first).filter(kind="plan").order_by("version"))

    assert "Второй бланк" in text_of(content_of(as_("head").get(plan)))
    as_("head").post(reverse("template_use", args=[versions[0].pk]))
    assert "Первый бланк" in text_of(content_of(as_("head").get(plan)))
    as_("head").post(reverse("template_use", args=[versions[0].pk]), {"drop": ""})
    assert "бланк" not in text_of(content_of(as_("head").get(plan)))
    assert [one.version for one in versions] == [1, 2]


def test_a_wrong_template_is_refused_with_its_places(as_, world) -> None:
    sent = {"kind": "letter", "file": letter_file("{{ заголовк }}", "{{ ''.__class__ }}")}

    response = as_("head").post(reverse("template_add", args=[world.first.pk]), sent)

    shown = response.content.decode()
    assert response.status_code == 422
    assert "«{{ заголовк }}»" in shown
    assert "вызывать нельзя" in shown or "нет" in shown
    assert not query.templates_at(world.first).exists()


def test_a_school_uses_the_template_of_its_municipality_until_it_has_its_own(world) -> None:
    by = world.people["north"]
    act.bring_template(world.north, "letter", letter_file("Район {{ заголовок }}"), by=by)

    assert query.template_for(world.first, "letter")
    assert query.template_for(world.third, "letter") is None
    with pytest.raises(PermissionDenied):
        act.bring_template(world.first, "letter", letter_file("{{ заголовок }}"), by=by)


# --- Cases --------------------------------------------------------------------------------


def test_a_doubt_is_asked_once_and_asked_again_when_the_name_changes(as_, world, case) -> None:
    head = world.people["head"]
    Person.objects.filter(pk=head.pk).update(surname="Ким", name="Женя", patronymic="")
    page = reverse("letters", args=[case["document"]])
    assert "Проверьте, как написать" in as_("north").get(page).content.decode()

    (address,) = query.addresses_of([world.first], TODAY)
    fields = {f"case{i}": "Киму\u00a0Ж." for i, _ in enumerate(address.doubts)}
    as_("north").post(reverse("cases", args=[case["addressee"]]), fields)

    (address,) = query.addresses_of([world.first], TODAY)
    assert address.doubts == ()
    assert address.text.endswith("Киму Ж.")
    assert "Проверьте, как написать" not in as_("north").get(page).content.decode()
    Person.objects.filter(pk=head.pk).update(surname="Заяц", patronymic="Олегович")
    (address,) = query.addresses_of([world.first], TODAY)
    assert len(address.doubts) == 1


def test_addresses_ask_the_database_as_often_for_many(world, django_assert_max_num_queries) -> None:
    schools = list(Organisation.objects.filter(kind="school"))
    RoleAssignment.objects.filter(person=world.people["stranger"]).update(ends=TODAY)

    with django_assert_max_num_queries(4):
        found = query.addresses_of(schools * 10, TODAY)

    assert found[0].text.startswith("Директору МБОУ «СОШ №\u00a01» г. Северск")
