"""Journals like results: brought, understood, accepted, replaced, withdrawn; who sees what."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from objektiv.web.actions import jobs
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.teaching import journals as act
from objektiv.web.actions.teaching.marks import draft_scheme, keep_act, publish_scheme
from objektiv.web.models import (
    ClassJournal,
    JournalPage,
    JournalUpload,
    PupilCode,
    RoleAssignment,
    Term,
)
from objektiv.web.queries.teaching.norms import norms_of
from objektiv.web.tasks import WORK

from . import journal

ACT = {"base": "1", "per_weekly_hour": "2", "rounding": ["2.6", "3.6", "4.6"], "final_least": 3,
       "hours": {"Математика": "5"}}  # fmt: skip
NAMES = """Класс: 5А
Предмет: Математика
2025/2026 учебный год
№;ФИО;08.09;15.09
1;Борисов Пётр;5;4
2;Ёлкина Мария;3;н
"""


@pytest.fixture
def year(world):
    return school_year_at(date(2026, 4, 1))


def test_a_journal_is_understood_before_it_counts(world):
    upload = journal.brought(world, by="teacher")

    (page,) = upload.understood["pages"]
    assert (page["class"], page["subject"], page["pupils"]) == ("5А", "Математика", ["12", "13"])
    assert (page["marks"], page["corrected"], page["first"]) == (4, 1, "2025-09-08")
    assert not ClassJournal.objects.exists()


def test_an_accepted_journal_is_counted_against_the_act(world, year):
    keep_act(world.first, year, title="Положение", values=ACT, by=world.people["head"])
    journal.accepted(world)

    counts = ClassJournal.objects.get().counts["1-я четверть"]
    assert (counts["rows"], counts["lacking"], counts["corrected"]) == (2, 2, 1)
    # 11 marks are required of pupil 12, who has 3; of 13 the lesson missed is taken off.
    assert counts["missing"] >= 8 + 9 - 1


def test_the_same_days_are_replaced_with_a_reason_and_stay_in_history(world):
    first = journal.accepted(world)
    second = journal.brought(world, journal.csv(journal.EXAMPLE[:3]))

    with pytest.raises(ValidationError, match="почему"):
        act.accept_journals(second, by=world.people["deputy"])
    act.accept_journals(second, reason="Опечатка", by=world.people["deputy"])

    page = first.pages.get()
    assert (page.state, page.reason) == (JournalPage.State.REPLACED, "Опечатка")
    assert second.pages.get().state == JournalPage.State.ACCEPTED
    assert first.files.get().path  # the original stays


def test_other_days_stand_beside_the_first(world):
    journal.accepted(world)
    journal.accepted(world, journal.csv([("12", "2025-10-01", "5", "", "")]))

    assert JournalPage.objects.filter(state="accepted").count() == 2
    assert ClassJournal.objects.count() == 1


def test_a_withdrawn_journal_no_longer_counts(world):
    upload = journal.accepted(world)
    job = act.withdraw_journals(upload, reason="Не тот класс", by=world.people["deputy"])
    jobs.carry_out(job.pk, WORK["count_journals"])

    assert ClassJournal.objects.get().counts == {}
    with pytest.raises(ValidationError):
        act.withdraw_journals(JournalUpload.objects.get(), reason="ещё", by=world.people["head"])


def test_a_teacher_accepts_own_journals_only(world):
    upload = journal.brought(world, journal.csv(subject="Физика"), by="teacher")

    with pytest.raises(ValidationError, match="5А, Физика"):
        act.accept_journals(upload, by=world.people["teacher"])
    act.accept_journals(upload, by=world.people["deputy"])


def test_nobody_from_above_or_beside_brings_a_journal(world):
    for who in ("north", "neighbour", "methodist", "parent"):
        with pytest.raises(PermissionDenied):
            act.bring_journals(files=[journal.csv()], school=world.first, by=world.people[who])


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: journal.csv(school="edu900102"), "другой школы"),
        (
            lambda: journal.csv([("12", "2025-05-20", "5", "", ""), journal.EXAMPLE[0]]),
            "учебных лет",
        ),
        (lambda: journal.csv([("12", "2025-09-20", "7", "", "")]), "7"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_and_nothing_is_accepted(world, file, words):
    upload = journal.brought(world, file())

    assert any(words in one["text"] for one in upload.understood["complaints"])
    with pytest.raises(ValidationError):
        act.accept_journals(upload, by=world.people["deputy"])


def test_names_become_codes_that_stay(world):
    first = SimpleUploadedFile("5А.csv", NAMES.encode())
    journal.accepted(world, first)
    newcomer = NAMES.replace("08.09;15.09", "06.10;13.10") + "3;Агеев Иван;5;5\n"
    journal.accepted(world, SimpleUploadedFile("5А-2.csv", newcomer.encode()))

    # By the alphabet Агеев is first, but those who have a code keep it.
    pages = JournalPage.objects.order_by("first_day")
    assert [one.pupils for one in pages] == [["5А-01", "5А-02"], ["5А-01", "5А-02", "5А-03"]]
    kept = PupilCode.objects.all()
    assert sorted(one.code for one in kept) == ["5А-01", "5А-02", "5А-03"]
    text = " ".join(str(vars(one)) for one in [*kept, *JournalUpload.objects.all()])
    assert "Борисов" not in text
    assert "Агеев" not in text


def test_a_teacher_sees_the_own_class_and_nobody_above_sees_a_mark(world, as_):
    journal.accepted(world)
    journal.accepted(world, journal.csv(class_="6Б"))
    own, other = ClassJournal.objects.order_by("class_name")

    assert as_("teacher").get(reverse("journal", args=[own.pk])).status_code == 200
    assert as_("teacher").get(reverse("journal", args=[other.pk])).status_code == 404
    for who in ("coordinator", "north", "methodist", "neighbour", "parent"):
        assert as_(who).get(reverse("journal", args=[own.pk])).status_code == 404, who
    page = as_("north").get(reverse("journals", args=[world.north.pk]) + "?year=2025")
    assert "Журналы принесли 1 из" in page.content.decode()
    assert "5А" not in page.content.decode()


def test_the_page_of_a_pupil_explains_the_worked_example(world, as_):
    journal.accepted(world)
    one = ClassJournal.objects.get()
    address = reverse("journal_pupil", args=[one.pk, "12"]) + "?period=1-я четверть"

    page = as_("teacher").get(address).content.decode().replace("\xa0", " ")
    assert "(5×3 + 5×1 + 4×5) / 9 = 40 / 9 = 4,44" in page
    assert "Сейчас средневзвешенная 4,44, выходит отметка 4." in page

    would = as_("teacher").get(address + "&mark=2&count=3&kind=").content.decode()
    assert "Отметка не изменится" in would
    assert "средневзвешенная будет 3,83" in would  # (40 + 6) / 12


def test_a_family_sees_the_own_child_and_no_other(world, as_):
    journal.accepted(world)
    one = ClassJournal.objects.get()
    mine, other = (RoleAssignment.objects.get(person=world.people[who]) for who in
                   ("parent", "pupil"))  # fmt: skip
    RoleAssignment.objects.filter(pk=mine.pk).update(pupil_code="12")
    address = reverse("my_mark", args=[one.pk]) + "?period=1-я четверть"

    assert "4,44" in as_("parent").get(address).content.decode()
    assert "Математика" in as_("parent").get(reverse("my_marks")).content.decode()
    assert other.pupil_code == "5001"
    assert as_("pupil").get(address).status_code == 404


# --- weights


def test_weights_are_published_before_their_period_or_not_at_all(world, year):
    deputy, second = world.people["deputy"], Term.objects.filter(school_year=year)[1]
    scheme = draft_scheme(world.first, year, subject="Математика", starts=second.starts,
                          weights={"ответ": "2"}, by=world.people["teacher"])  # fmt: skip

    with pytest.raises(ValidationError, match="Период начался"):
        publish_scheme(scheme, by=deputy, today=second.starts)
    with pytest.raises(PermissionDenied):
        publish_scheme(scheme, by=world.people["teacher"], today=date(2025, 8, 30))
    publish_scheme(scheme, by=deputy, today=date(2025, 8, 30))

    norms = norms_of(world.first, year)
    assert norms.weight("Математика", "ответ", second.starts) == 2
    assert norms.weight("Математика", "ответ", date(2025, 9, 8)) == 1  # the period before


def test_a_next_version_holds_from_its_period_and_the_former_until_then(world, year):
    deputy, terms = world.people["deputy"], list(Term.objects.filter(school_year=year))
    for term, weight in ((terms[0], "2"), (terms[2], "4")):
        scheme = draft_scheme(world.first, year, subject="", starts=term.starts,
                              weights={"ответ": weight}, by=deputy)  # fmt: skip
        publish_scheme(scheme, by=deputy, today=date(2025, 8, 30))
    assert scheme.version == 2

    norms = norms_of(world.first, year)
    weights = [norms.weight("Физика", "ответ", one.starts) for one in terms]
    assert weights == [2, 2, 4, 4]
    late = draft_scheme(world.first, year, subject="", starts=terms[2].starts,
                        weights={"ответ": "5"}, by=deputy)  # fmt: skip
    with pytest.raises(ValidationError, match="уже опубликована"):
        publish_scheme(late, by=deputy, today=date(2025, 8, 30))


def test_norms_are_typed_once_and_shown_again(world, as_):
    address = reverse("marks_edit", args=[world.first.pk]) + "?year=2025"
    sent = {"title": "Положение, приказ № 90", "base": "1", "per_weekly_hour": "2",
            "hours": "Математика = 5\nМатематика, 5Б = 6\nФизика = 2,5", "three": "2,6",
            "four": "3,6", "five": "4,6", "final_least": "3"}  # fmt: skip

    assert as_("head").post(address, sent | {"five": "3"}).status_code == 422
    assert as_("head").post(address, sent).status_code == 302

    again = as_("head").get(address).content.decode()
    assert "Математика, 5Б = 6" in again
    assert "Физика = 2.5" in again
    norms = norms_of(world.first, school_year_at(date(2026, 4, 1)))
    assert [norms.weekly_hours("Математика", one) for one in ("5А", "5Б")] == [5, 6]
