"""Surveys: who is asked, who answers once, what is shown to whom."""

from __future__ import annotations

import random
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from objektiv.profiles import survey_rules
from objektiv.web.actions.openness import surveys as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    AuditEntry,
    Organisation,
    SchoolClass,
    Survey,
    SurveyAnswer,
    SurveyCode,
)
from objektiv.web.queries.openness.survey_grounds import survey_grounds
from objektiv.web.queries.openness.surveys import (
    Told,
    indices_of,
    may_be_shown,
    surveys_waiting,
    told,
)
from objektiv.web.queries.recommendations import propose


def prepared(world, place="first", **values):
    who = {"first": "head", "north": "north"}[place]
    return act.prepare_survey(
        getattr(world, place), form="parents", title="",
        closes=timezone.localdate() + timedelta(days=7), by=world.people[who], **values,
    )  # fmt: skip


@pytest.fixture
def running(world):
    """A survey of the district: 40 parents of the first school, 12 of the second."""
    survey, north = prepared(world, "north"), world.people["north"]
    groups = [
        act.ask_group(survey, school, population=n, by=north)
        for school, n in ((world.first, 40), (world.second, 12))
    ]
    act.open_survey(survey, by=north)
    return survey, *groups


def over(survey):
    """Nobody answers any more: what they said is shown from now on."""
    Survey.objects.filter(pk=survey.pk).update(state=Survey.State.CLOSED)
    survey.refresh_from_db()
    return survey


def answered(group, number, value=4, **more):
    for _ in range(number):
        act.answer(group, {"known": value, "explained": value, **more})


def test_from_a_link_to_an_answer_without_signing_in(running, client):
    _, group, _ = running
    page = reverse("survey_fill", args=[group.secret])

    assert client.get(page).status_code == 200
    sent = client.post(page, {"known": "5", "source": ["0", "3"], "change": " Больше разбора. "})

    assert sent.status_code == 302
    kept = SurveyAnswer.objects.get()
    assert kept.values == {"known": 5, "source": [0, 3], "change": "Больше разбора."}
    assert kept.group == group
    fields = {one.name for one in SurveyAnswer._meta.get_fields()}
    assert fields == {"id", "group", "day", "values"}  # nothing that leads to a person
    assert client.get(sent.url).status_code == 200


def test_what_no_form_offers_is_refused(running, client):
    _, group, _ = running
    page = reverse("survey_fill", args=[group.secret])

    assert client.post(page, {"known": "6"}).status_code == 422
    assert client.post(page, {}).status_code == 422
    assert client.get(reverse("survey_fill", args=["nothing"])).status_code == 404
    assert not SurveyAnswer.objects.exists()


def test_a_draft_answers_nobody_and_a_closed_one_thanks(world, client):
    survey, head = prepared(world), world.people["head"]
    group = act.ask_group(survey, world.first, population=5, by=head)
    page = reverse("survey_fill", args=[group.secret])
    assert client.get(page).status_code == 404

    act.open_survey(survey, by=head)
    act.close_survey(survey, by=head)
    assert "завершён" in client.get(page).content.decode()
    assert client.post(page, {"known": "5"}).status_code == 422
    assert not SurveyAnswer.objects.exists()


def test_a_code_answers_once_and_is_nowhere_in_the_system(running, client):
    _, group, other = running
    codes = act.make_codes(group, 3, by=group.survey.made_by)
    page = reverse("survey_fill", args=[group.secret])

    assert len(set(codes)) == 3
    assert client.post(page, {"known": "5"}).status_code == 422
    assert client.post(page, {"known": "5", "code": codes[0].upper()}).status_code == 302
    assert client.post(page, {"known": "5", "code": codes[0]}).status_code == 422
    assert group.answers.count() == 1
    told_to = str(list(SurveyCode.objects.values())) + str(list(AuditEntry.objects.values()))
    assert not any(code in told_to for code in codes)
    elsewhere = act.make_codes(other, 1, by=group.survey.made_by)
    assert client.post(page, {"known": "5", "code": elsewhere[0]}).status_code == 422


def test_few_answers_are_not_shown(running, world):
    survey, group, _ = running
    answered(group, 9)
    assert told(over(survey), world.north).few

    SurveyAnswer.objects.create(group=group, day=timezone.localdate(), values={"known": 4})
    found = told(survey, world.north)
    assert not found.few
    assert found.n == 10
    assert found.weighted.missing  # nobody of the second school


def test_a_small_school_is_not_computed_from_the_district(running, world):
    survey, group, other = running
    answered(group, 15)
    answered(other, 4)

    assert not told(over(survey), world.north).few
    assert told(survey, world.second).few  # four answers
    assert told(survey, world.first).few  # 19 less 15 would be those four
    for _ in range(7):
        SurveyAnswer.objects.create(group=other, day=timezone.localdate(), values={"known": 4})
    assert not told(survey, world.first).few
    assert not told(survey, world.second).few


def test_schools_weigh_what_they_have_people(running, world):
    survey, group, other = running
    answered(group, 10, 5)
    answered(other, 10, 1)
    question = told(over(survey), world.north).questions[0]
    shares = {row[0]: row[1] for row in question.rows}

    assert shares["полностью согласны"] == pytest.approx(100 * 40 / 52)


def test_an_index_against_last_year(running, world):
    survey, group, _ = running
    before = prepared(world, "north")
    old = act.ask_group(before, world.first, population=40, by=world.people["north"])
    act.open_survey(before, by=world.people["north"])
    draw = random.Random(1)
    for _ in range(30):
        act.answer(old, {"known": draw.choice([1, 2]), "explained": draw.choice([1, 2])})
    act.close_survey(before, by=world.people["north"])
    last = school_year_at(timezone.localdate() - timedelta(days=365))
    Survey.objects.filter(pk=before.pk).update(school_year=last)
    for _ in range(30):
        act.answer(group, {"known": draw.choice([4, 5]), "explained": draw.choice([4, 5])})

    (index,) = told(over(survey), world.first).indices
    assert index.change.clear
    assert index.change.value == pytest.approx(75, abs=15)
    assert indices_of(world.first)["parents.clear"].index.value == pytest.approx(index.index.value)


def test_agreement_may_be_bad(world):
    survey = act.prepare_survey(
        world.first, form="teachers", title="", closes=timezone.localdate(), by=world.people["head"]
    )
    group = act.ask_group(survey, world.first, population=20, by=world.people["head"])
    act.open_survey(survey, by=world.people["head"])
    for _ in range(10):
        act.answer(group, {"pressure": 5, "real": 1})

    fair = next(one for one in told(over(survey), world.first).indices if one.code == "fair")
    assert fair.index.value == 0


def test_open_answers_in_words_are_for_who_holds_the_survey(running, world, as_):
    survey, group, _ = running
    answered(group, 30, change="Слишком часто контрольные")
    over(survey)

    own = as_("north").get(reverse("survey", args=[world.north.pk, survey.pk])).content.decode()
    other = as_("head").get(reverse("survey", args=[world.first.pk, survey.pk])).content.decode()
    assert "Слишком часто контрольные" in own
    assert "количество работ — 30" in other
    assert "Слишком часто контрольные" not in other


def test_questions_stay_as_they_are_once_it_is_open(running):
    survey, _, _ = running
    with pytest.raises(ValidationError, match="не меняются"):
        act.reword(survey, {"known": "Иначе"}, set(), by=survey.made_by)


def test_questions_are_reworded_and_left_out_before(world, as_):
    survey = prepared(world)
    page = reverse("survey_questions", args=[survey.pk])
    data = {f"text_{one['code']}": one["text"] for one in survey.questions}
    data |= {f"keep_{one['code']}": "on" for one in survey.questions[:2]}
    assert as_("head").post(page, data | {"text_known": "Критерии известны"}).status_code == 302

    survey.refresh_from_db()
    assert survey.questions[0]["text"] == "Критерии известны"
    assert len(survey.questions) == 2


def test_schools_elsewhere_and_too_many_are_refused(world):
    survey, head = prepared(world), world.people["head"]
    for school, values in (
        (world.second, {"population": 10}),
        (world.first, {"population": 0}),
        (world.first, {"population": 5, "quota": 6}),
    ):
        with pytest.raises(ValidationError):
            act.ask_group(survey, school, by=head, **values)
    with pytest.raises(ValidationError, match="кого спрашиваем"):
        act.open_survey(survey, by=head)
    with pytest.raises(PermissionDenied):
        act.open_survey(survey, by=world.people["north"])


def test_a_survey_elsewhere_is_not_there(running, world, as_):
    survey, _, _ = running

    for who, place in (("stranger", world.third), ("south", world.south), ("teacher", world.first)):
        response = as_(who).get(reverse("survey", args=[place.pk, survey.pk]))
        assert response.status_code in (403, 404), who


def test_classes_by_lot_stand_for_their_parallel(world, as_):
    survey = prepared(world, "north")
    for school, names in ((world.first, "АБВГ"), (world.second, "А")):
        for one in names:
            SchoolClass.objects.create(
                school=school, school_year=survey.school_year, grade=7, name=f"7{one}"
            )
    page = reverse("survey_sample", args=[survey.pk])
    given = {"grade": 7, "of_each": 2, "size": 25, "seed": 3}
    assert as_("north").post(page, given | {"grade": 9}).status_code == 422
    assert as_("north").post(page, given).status_code == 302

    first, second = survey.groups.order_by("school")
    assert (first.population, first.quota) == (100, 50)
    assert (second.population, second.quota, second.label) == (
        25, 25, "7-е классы, по жребию: 7А",
    )  # fmt: skip
    again = prepared(world, "north")
    act.ask_sample(again, grade=7, of_each=2, size=25, seed=3, by=world.people["north"])
    assert again.groups.get(school=world.first).label == first.label
    assert len(first.label.split(": ")[1].split(", ")) == 2
    with pytest.raises(ValidationError, match="уже есть"):
        act.ask_sample(again, grade=7, of_each=2, size=25, seed=3, by=world.people["north"])


def test_an_index_that_is_clearly_low_is_a_ground_of_recommendations(running, world):
    survey, group, other = running
    for n in range(30):
        one = 1 + n % 2
        answered(group, 1, one, told=3 + n % 3, where=3 + n % 3)
        answered(other, 1, 5 - n % 2)
    assert survey_grounds([world.first]) == {}  # still runs
    over(survey)
    found = survey_grounds([world.first, world.second, world.third])

    assert {pk: [one.code for one in own] for pk, own in found.items()} == {
        world.first.pk: ["survey.clear"]
    }
    assert "Опрос родителей" in found[world.first.pk][0].text
    points = propose(world.north, [], [world.first, world.second], survey.school_year)
    of_first = [one for one in points if one.school == world.first]
    assert [(one.rule, one.kind) for one in of_first] == [("survey.clear", "criteria")]
    assert "«Понятность оценивания»" in of_first[0].ground
    assert not [one for one in points if one.school == world.second and "survey" in one.rule]


def test_nothing_is_told_while_people_answer(running, world, as_):
    survey, group, _ = running
    answered(group, 30, 5)
    page = reverse("survey", args=[world.north.pk, survey.pk])

    assert told(survey, world.north) == Told(30, 52, True, running=True)
    assert indices_of(world.north) == {}
    text = as_("north").get(page).content.decode()
    assert "Ответили 30 из 52" in text
    assert "полностью согласны" not in text
    Survey.objects.filter(pk=survey.pk).update(closes=timezone.localdate() - timedelta(days=1))
    survey.refresh_from_db()
    assert not told(survey, world.north).few  # its last day has gone by
    waits = [one.what for one in surveys_waiting(world.people["north"], timezone.localdate())]
    assert waits == [f"Прочитать ответы и завершить опрос «{survey}»"]
    assert not list(surveys_waiting(world.people["head"], timezone.localdate()))


def test_a_question_few_answered_has_no_numbers(running, world, as_):
    survey, group, _ = running
    answered(group, 20)
    answered(group, 9, 1, match=1, change="Меньше контрольных")
    found = told(over(survey), world.north)

    by_text = {one.text: one for one in found.questions}
    assert by_text["Отметки в журнале соответствуют тому, что ребёнок знает"].rows == []
    assert [one.code for one in found.indices] == ["clear"]
    assert found.questions[-1].themes == ()
    assert found.questions[-1].few
    page = reverse("survey_export", args=[world.first.pk, survey.pk])
    table = as_("head").get(page + "?format=csv").content.decode("utf-8-sig")
    assert "Понятность оценивания" in table
    assert "Отметки в журнале" not in table
    assert "контрольных" not in table
    assert as_("head").get(page + "?format=xlsx").content[:2] == b"PK"
    assert as_("head").get(page + "?format=pdf").status_code == 404


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.lists(st.integers(0, 25), min_size=1, max_size=3), min_size=1, max_size=4))
def test_no_small_group_is_the_difference_of_shown_totals(counts):
    """Districts of a region and their schools: every total, less all shown within, is not small."""
    least = survey_rules().minimum
    region = Organisation(pk=1, kind="region", path="/1/")
    holder = Survey(organisation=region)
    groups, places = [], []
    for number, schools in enumerate(counts, 1):
        district = Organisation(pk=10 * number, kind="municipality", path=f"/1/{10 * number}/")
        rows = []
        for one, n in enumerate(schools, 1):
            pk = 10 * number + one
            school = Organisation(pk=pk, kind="school", path=f"{district.path}{pk}/")
            groups.append(SimpleNamespace(school=school, answered=n))
            rows.append((school, n))
        places.append((district, rows))
    shown = {
        place.pk
        for district, rows in places
        for place in (district, *(one for one, _ in rows))
        if may_be_shown(holder, place, groups)
    }
    total = sum(n for one in counts for n in one)
    if total < least:
        return

    def hidden(parts):
        return sum(n for place, n in parts if place.pk not in shown)

    districts = [(district, sum(n for _, n in rows)) for district, rows in places]
    assert not 0 < hidden(districts) < least
    for district, rows in places:
        if district.pk in shown:
            assert not 0 < hidden(rows) < least
        else:
            assert not {one.pk for one, _ in rows} & shown
    sizes = {place.pk: n for place, n in districts} | {
        one.pk: n for _, rows in places for one, n in rows
    }
    assert all(sizes[pk] >= least for pk in shown)
