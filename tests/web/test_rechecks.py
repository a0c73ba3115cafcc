"""A second marking is blind, its outcome is computed, and a breach is a person's own record."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions import breaches, rechecks, reviews
from objektiv.web.models import Breach, Finding, Recheck, Review, Role, Work
from objektiv.web.queries.rechecks import in_force

from .campaign import csv
from .test_uploads import accepted

TODAY = timezone.localdate()
WORKS = 8


@pytest.fixture
def review(world) -> Review:
    accepted(world, "north", world.north, csv("edu900101", "edu900102"))
    finding = Finding.objects.get(school=world.first, class_name="")
    north = world.people["north"]
    review = reviews.ask_school(finding, reply_by=TODAY + timedelta(days=30), by=north)
    reviews.reply(review, text="Просим проверить", files=[], by=world.people["head"])
    review.refresh_from_db()
    return review


@pytest.fixture
def recheck(world, review) -> Recheck:
    reviews.decide(
        review, kind="recheck", reason="Проверить", works=WORKS, due=TODAY + timedelta(days=20),
        by=world.people["north"],
    )  # fmt: skip
    return review.rechecks.get()


def own(recheck: Recheck):
    return list(recheck.papers.filter(school=recheck.review.school))


def mark(world, recheck: Recheck, change: int) -> Recheck:
    """All second marks `change` points from the first ones, and the outcome."""
    north = world.people["north"]
    marks = {one.pk: max(one.score + change, 0) for one in recheck.papers.all()}
    rechecks.enter_marks(recheck, marks, by=north)
    return rechecks.conclude(recheck, by=north)


def test_the_works_are_chosen_with_control_works_of_other_schools(world, recheck):
    others = recheck.papers.exclude(school=world.first)

    assert recheck.works == len(own(recheck)) == WORKS
    assert others
    assert set(others.values_list("stratum", flat=True)) == {"control"}
    assert recheck.information == pytest.approx(sum(one.information for one in own(recheck)))
    marks = [one.score for one in own(recheck)]
    assert max(marks) - min(marks) > 6  # works of every mark, not of the best alone
    assert sorted(one.number for one in recheck.papers.all()) == list(
        range(1, recheck.papers.count() + 1)
    )


def test_a_further_recheck_takes_other_works(world, review, recheck):
    first = {(one.class_name, one.pupil) for one in own(recheck)}

    reviews.decide(
        review, kind="recheck", reason="Ещё", works=5, due=TODAY, by=world.people["north"]
    )

    second = {(one.class_name, one.pupil) for one in own(review.rechecks.last())}
    assert len(second) == 5
    assert not first & second


def test_marks_as_before_clear_the_question(world, recheck):
    assert mark(world, recheck, 0).outcome == Recheck.Outcome.CLEARED
    assert "сняла вопрос" in recheck.outcome_text
    finding = Finding.objects.get(school=world.first, class_name="", analysis__current=True)
    assert recheck.judged["changed"] == 0
    assert finding.headline  # the sign stays what it was


def test_clearly_lower_marks_confirm_the_difference_and_blame_nobody(world, recheck):
    assert mark(world, recheck, -4).outcome == Recheck.Outcome.CONFIRMED
    assert "не вывод о чьих-либо действиях" in recheck.outcome_text
    assert not Breach.objects.exists()  # a breach is never made by the program


def test_nothing_is_concluded_from_half_of_the_works(world, recheck):
    north = world.people["north"]
    rechecks.enter_marks(recheck, {own(recheck)[0].pk: 5}, by=north)

    with pytest.raises(ValidationError, match="Осталось: 7"):
        rechecks.conclude(recheck, by=north)
    with pytest.raises(ValidationError, match="считают по баллам"):
        reviews.record_outcome(recheck, outcome="confirmed", outcome_text="Так решили", by=north)


@pytest.mark.parametrize("who", ["head", "office", "expert", "south", "neighbour", "teacher"])
def test_the_school_and_strangers_do_not_mark(world, recheck, who):
    with pytest.raises(PermissionDenied):
        rechecks.enter_marks(recheck, {own(recheck)[0].pk: 5}, by=world.people[who])


def test_an_expert_of_the_district_marks_codes_and_sees_nothing_else(world, recheck, client):
    expert = world.person("outside", (Role.EXPERT, world.north))
    client.force_login(expert)

    page = client.get(reverse("recheck_marks", args=[recheck.pk]))

    assert page.status_code == 200
    assert f"Работа № {own(recheck)[0].number}" in page.content.decode()
    assert own(recheck)[0].pupil not in page.content.decode()
    assert "у границы" not in page.content.decode()
    assert client.get(reverse("recheck", args=[recheck.pk])).status_code == 404
    sent = {f"paper{one.pk}": one.score for one in recheck.papers.all()}
    assert client.post(reverse("recheck_marks", args=[recheck.pk]), sent).status_code == 302
    assert not recheck.papers.filter(second_score=None).exists()


@pytest.mark.parametrize("who", ["head", "north"])
def test_first_marks_stay_hidden_until_the_outcome(world, recheck, as_, who):
    page = reverse("recheck", args=[recheck.pk])

    before = as_(who).get(page).content.decode()
    mark(world, recheck, 0)
    after = as_(who).get(page).content.decode()

    assert "Первая проверка" not in before
    assert own(recheck)[0].reason not in before
    assert "Первая проверка" in after


def test_school_and_municipality_see_the_same(world, recheck, as_):
    def seen(who: str) -> str:
        page = as_(who).get(reverse("recheck", args=[recheck.pk])).content.decode()
        return page[page.index("<h2>Как выбраны") : page.index("</main>")]

    mark(world, recheck, 0)
    assert seen("head") == seen("north")


def filled(client, recheck: Recheck, second: dict[int, object]) -> SimpleUploadedFile:
    """The form as downloaded, with its last column filled in by number."""
    import openpyxl

    body = client.get(reverse("recheck_form", args=[recheck.pk])).content
    book = openpyxl.load_workbook(BytesIO(body))
    sheet = book.active
    first = {str(one.score) for one in recheck.papers.all()}
    assert [cell.value for cell in sheet[4]][-1] == "Балл второй проверки"
    assert sheet.max_column == 2
    assert first
    for row in sheet.iter_rows(min_row=5):
        if row[0].value in second:
            row[1].value = second[row[0].value]
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("бланк.xlsx", out.getvalue())


def test_who_marks_sees_numbers_and_nothing_of_whose_the_works_are(world, recheck, as_):
    import openpyxl

    client = as_("north")
    page = client.get(reverse("recheck_marks", args=[recheck.pk])).content.decode()
    form = openpyxl.load_workbook(
        BytesIO(client.get(reverse("recheck_form", args=[recheck.pk])).content)
    ).active
    said = page[page.index("<h2>Или внести") :] + str(list(form.values))
    for one in recheck.papers.all():
        assert f"Работа № {one.number}" in page
        assert one.pupil not in said
        assert str(one.school) not in said
    packing = openpyxl.load_workbook(
        BytesIO(client.get(reverse("recheck_packing", args=[recheck.pk])).content)
    ).active
    assert len(list(packing.values)) == 4 + recheck.papers.count()


def test_the_act_and_the_outcome_at_the_finding(world, recheck, as_):
    import docx

    client = as_("head")
    address = reverse("recheck_act", args=[recheck.pk, "docx"])
    assert client.get(address).status_code == 404  # nothing of first marks before the outcome
    mark(world, recheck, 0)
    recheck.refresh_from_db()
    body = b"".join(client.get(address).streaming_content)
    text = "\n".join(one.text for one in docx.Document(BytesIO(body)).paragraphs)
    assert recheck.outcome_text.split(".")[0] in text
    finding = recheck.review.school.findings.filter(class_name="").latest("pk")
    page = client.get(reverse("finding", args=[finding.pk])).content.decode()
    assert "Что показала перепроверка" in page


def test_second_marks_come_back_as_a_file(world, recheck, as_):
    client = as_("north")
    file = filled(client, recheck, {1: 7, 2: 11})

    answer = client.post(reverse("recheck_marks", args=[recheck.pk]), {"file": file})

    assert answer.status_code == 302
    assert list(
        recheck.papers.exclude(second_score=None).values_list("number", "second_score")
    ) == [(1, 7), (2, 11)]


def test_every_mistake_of_a_file_is_named_by_its_cell(world, recheck, as_):
    client = as_("north")
    file = filled(client, recheck, {1: "много", 2: 999, 3: 4})

    answer = client.post(reverse("recheck_marks", args=[recheck.pk]), {"file": file})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "B5: балл «много»" in page
    assert "B6: балл «999»" in page
    assert not recheck.papers.exclude(second_score=None).exists()


def test_another_file_is_refused_in_words(recheck, as_):
    file = SimpleUploadedFile("x.xlsx", b"no workbook")

    answer = as_("north").post(reverse("recheck_marks", args=[recheck.pk]), {"file": file})

    assert answer.status_code == 422
    assert "файл не читается" in answer.content.decode()


# --- The confirmed breach -----------------------------------------------------------------


@pytest.fixture
def breach(world, recheck) -> Breach:
    mark(world, recheck, -4)
    return breaches.establish(
        recheck.review, ground="Баллы изменены", document="Протокол № 3", by=world.people["north"]
    )


def test_a_sign_alone_is_no_ground(world, review):
    with pytest.raises(ValidationError, match="основанием не бывает"):
        breaches.establish(review, ground="p = 0,0001", document="…", by=world.people["north"])


def test_a_cleared_recheck_is_no_ground(world, recheck):
    mark(world, recheck, 0)
    with pytest.raises(ValidationError):
        breaches.establish(recheck.review, ground="…", document="…", by=world.people["north"])


def test_it_is_not_in_force_while_the_school_may_object(world, breach):
    assert not in_force(breach)
    breach.appeal_by = TODAY - timedelta(days=1)
    assert in_force(breach)


def test_an_objection_is_answered_by_another_person(world, breach):
    breaches.object_to(breach, text="Проверяли не те критерии", by=world.people["head"])
    assert not in_force(breach)

    with pytest.raises(ValidationError, match="не тот, кто"):
        breaches.answer(breach, answer="upheld", reason="…", by=world.people["north"])
    breaches.answer(
        breach, answer="revoked", reason="Критерии уточнены", by=world.people["coordinator"]
    )

    assert not in_force(breach)
    assert breach.review.rechecks.get().outcome == Recheck.Outcome.CONFIRMED  # another record


def test_after_the_term_nobody_objects(world, breach):
    with pytest.raises(ValidationError, match="закончился"):
        breaches.object_to(
            breach, text="…", by=world.people["head"], today=breach.appeal_by + timedelta(days=1)
        )


@pytest.mark.parametrize("who", ["head", "expert", "south", "office"])
def test_nobody_else_states_a_breach(world, recheck, who):
    mark(world, recheck, -4)
    with pytest.raises(PermissionDenied):
        breaches.establish(recheck.review, ground="…", document="…", by=world.people[who])


# --- Terms --------------------------------------------------------------------------------


def test_a_term_is_extended_with_a_reason_and_the_former_one_is_kept(world, review):
    Review.objects.update(state=Review.State.ASKED)
    review.refresh_from_db()
    before = review.reply_by

    reviews.extend(
        review, reply_by=before + timedelta(days=7), reason="Карантин", by=world.people["north"]
    )

    made = review.extensions.get()
    assert (made.before, made.reply_by) == (before, before + timedelta(days=7))
    with pytest.raises(ValidationError, match="позже прежнего"):
        reviews.extend(review, reply_by=before, reason="…", by=world.people["north"])


def test_three_working_days_are_the_least(world, review):
    Review.objects.update(state=Review.State.CLOSED)
    finding = Finding.objects.get(school=world.first, class_name="")
    with pytest.raises(ValidationError, match="не меньше 3"):
        reviews.ask_school(finding, reply_by=TODAY, by=world.people["north"])


def test_a_school_is_reminded_once_before_its_term_ends(world, review, mailoutbox):
    Review.objects.update(state=Review.State.ASKED, reply_by=TODAY)

    assert reviews.remind_of_replies(TODAY) == 1
    assert reviews.remind_of_replies(TODAY) == 0
    assert Work.objects.count() == 1
