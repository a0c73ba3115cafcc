"""Meetings: agenda from what is open, invitations, minutes, decisions that become measures."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions import bodies, measures, meetings, plans
from objektiv.web.actions.interviews import plan_interviews
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import BodyMember, Measure, Meeting, MeetingDecision, Notice, Plan
from objektiv.web.queries import meetings as query
from objektiv.web.queries.agenda import proposed
from objektiv.web.queries.calendar import events_of
from objektiv.web.queries.interviews import interviews_to_hold, talks_of
from objektiv.web.queries.search import search
from objektiv.web.queries.today import waiting_for

TODAY = timezone.localdate()
TERM = TODAY + timedelta(days=30)


@pytest.fixture
def council(world):
    """A council of the district with a chair of the system and a secretary from outside."""
    north = world.people["north"]
    body = bodies.keep_body(world.north, kind="council", name="Совет", by=north)
    for duty, who in (("chair", {"person": north}), ("secretary", {"who": "Секретарёва Анна"})):
        bodies.add_member(body, duty=duty, starts=TODAY - timedelta(days=9), by=north, **who)
    return body


@pytest.fixture
def meeting(world, council) -> Meeting:
    return meetings.plan_meeting(
        organisation=world.north, kind="council", title="Об итогах ВПР", day=TODAY,
        starts=time(14, 30), where="каб. 3", body=council, by=world.people["north"],
    )  # fmt: skip


def held(meeting: Meeting, by) -> Meeting:
    """The meeting with a question and a decision, its minutes signed."""
    question = meetings.add_question(meeting, title="Об итогах", by=by)
    meetings.decide(
        meeting, item=question, level="association", sort="overcome", text="Разобрать задания",
        term=f"до {TERM:%d.%m.%Y} г.", responsibles="руководители ШМО", people=[by], by=by,
    )  # fmt: skip
    meetings.write_minutes(
        meeting, number="4", dated=TODAY, came=[meeting.participants.first().pk],
        heard={question.pk: "Доложено."}, by=by,
    )  # fmt: skip
    return meetings.sign_minutes(meeting, by=by)


def test_members_of_the_body_are_called_with_their_duties(meeting):
    assert [(one.name, one.duty) for one in query.participants_of(meeting)] == [
        ("North Имя", "chair"), ("Секретарёва Анна", "secretary"),
    ]  # fmt: skip


def test_a_member_whose_days_are_over_is_not_called(world, council):
    BodyMember.objects.filter(duty="secretary").update(ends=TODAY - timedelta(days=1))

    later = meetings.plan_meeting(
        organisation=world.north, kind="council", title="…", day=TODAY, body=council,
        by=world.people["north"],
    )  # fmt: skip

    assert [one.duty for one in later.participants.all()] == ["chair"]


def test_only_the_own_people_hold_a_meeting(world):
    for who in ("north", "coordinator", "teacher", "neighbour"):
        with pytest.raises(PermissionDenied):
            meetings.plan_meeting(
                organisation=world.first, kind="conference", title="…", day=TODAY,
                by=world.people[who],
            )  # fmt: skip
    with pytest.raises(PermissionDenied):  # heads of associations hold no interviews
        meetings.plan_meeting(
            organisation=world.first, kind="interview", title="…", day=TODAY,
            by=world.people["methodist"],
        )  # fmt: skip


def test_the_agenda_is_proposed_from_what_is_open_once_and_names_no_school(world, case):
    north = world.people["north"]
    mine = meetings.plan_meeting(
        organisation=world.north, kind="council", title="…", day=TODAY, by=north
    )

    offered = proposed(mine, north, TODAY)

    verify = next(one for one in offered if one.key.startswith("verify:"))
    assert "ВПР 2026" in verify.title
    assert "Школ: 1" in verify.ground
    assert not any("СОШ" in one.title + one.ground for one in offered)
    meetings.add_question(mine, key=verify.key, title=verify.title, by=north)
    assert verify.key not in {one.key for one in proposed(mine, north, TODAY)}


def test_a_school_is_offered_its_overdue_measures_and_what_it_was_recommended(world, case):
    head = world.people["head"]
    Measure.objects.update(state="planned", ends=TODAY - timedelta(days=1))
    mine = meetings.plan_meeting(
        organisation=world.first, kind="pedagogical", title="…", day=TODAY, by=head
    )

    kinds = {one.key.split(":")[0] for one in proposed(mine, head, TODAY)}

    assert {"verify", "addressed", "late"} <= kinds


def test_who_may_not_see_findings_is_not_offered_them(world, case):
    mine = meetings.plan_meeting(
        organisation=world.first, kind="association", title="…", day=TODAY,
        by=world.people["methodist"],
    )  # fmt: skip

    offered = proposed(mine, world.people["methodist"], TODAY)

    assert not any(one.key.startswith("verify:") for one in offered)


def test_invitations_go_once_to_everybody_and_a_move_is_told(world, meeting):
    north, head = world.people["north"], world.people["head"]
    with pytest.raises(ValidationError, match="Повестка пуста"):
        meetings.invite(meeting, by=north)
    meetings.add_question(meeting, title="Об итогах", by=north)
    assert meetings.invite(meeting, by=north) == 1
    meetings.call_people(
        meeting, people=[north, head], others=["Секретарёва Анна"], chair=north, by=north
    )

    assert meetings.invite(meeting, by=north) == 1  # only who was not told yet
    assert meeting.participants.get(who="Секретарёва Анна").duty == "secretary"
    assert [one.kind for one in Notice.objects.filter(person=head)] == ["measure"]
    meetings.change_meeting(
        meeting, title=meeting.title, day=TODAY + timedelta(days=2), starts=None, where="зал",
        by=north,
    )  # fmt: skip
    assert Notice.objects.filter(person=head, subject__contains="изменилось").count() == 1


def test_an_invited_head_sees_the_meeting_at_its_hour_in_the_calendar(world, meeting, as_):
    north, head = world.people["north"], world.people["head"]
    page = reverse("meeting", args=[meeting.pk])
    assert as_("head").get(page).status_code == 404
    meetings.add_question(meeting, title="Об итогах", by=north)
    meetings.call_people(meeting, people=[head], by=north)
    meetings.invite(meeting, by=north)

    event = next(one for one in events_of(head, TODAY) if one.uid.startswith("meeting-"))

    assert timezone.localtime(event.starts).hour == 14
    assert "каб. 3" in event.where
    assert as_("head").get(page).status_code == 200
    assert as_("neighbour").get(page).status_code == 404
    assert as_("head").post(reverse("minutes_sign", args=[meeting.pk])).status_code == 403


def test_everything_that_is_missing_is_said_before_signing(world, meeting):
    with pytest.raises(ValidationError) as refusal:
        meetings.sign_minutes(meeting, by=world.people["north"])

    said = " ".join(refusal.value.messages)
    assert "номер и дату" in said
    assert "присутствовал" in said
    assert "повестке" in said


def test_signed_minutes_stand(world, meeting):
    north = world.people["north"]
    held(meeting, north)

    for change in (
        lambda: meetings.write_minutes(meeting, number="5", by=north),
        lambda: meetings.add_question(meeting, title="…", by=north),
        lambda: meetings.remove_decision(meeting.decisions.get(), by=north),
        lambda: meetings.call_people(meeting, people=[], by=north),
        lambda: meetings.cancel_meeting(meeting, reason="…", by=north),
    ):
        with pytest.raises(ValidationError, match="Протокол подписан"):
            change()


def test_the_minutes_are_plain_data(world, meeting):
    north = world.people["north"]
    minutes = query.minutes_of(held(meeting, north))

    assert (minutes.number, minutes.chair, minutes.secretary) == (
        "4", "North Имя", "Секретарёва Анна",
    )  # fmt: skip
    assert [name for name, _ in minutes.present] == ["North Имя"]
    assert [name for name, _ in minutes.absent] == ["Секретарёва Анна"]
    (item,) = minutes.items
    (decision,) = item.decisions
    assert (item.heard, decision.number) == ("Доложено.", "1.1")
    assert decision.responsibles == "North\xa0И., руководители ШМО"


def test_a_decision_becomes_one_measure_and_is_followed_to_its_end(world, meeting):
    north = world.people["north"]
    held(meeting, north)
    decision = meeting.decisions.get()
    assert [one.measure for one in query.open_decisions(world.north)] == [None]
    assert waits(north, "Внести решения в план")

    measure = meetings.into_plan(decision, by=north)

    assert meetings.into_plan(decision, by=north) == measure
    assert (measure.origin, measure.ends) == ("decision", TERM)
    assert measure.direction.title == "Преодоление отрицательных тенденций"
    assert [str(one) for one in measure.responsibles.all()] == ["North\xa0И.", "руководители ШМО"]
    assert not waits(north, "Внести решения в план")
    plan = measure.direction.plan
    plans.approve_plan(plan, order_number="1", order_date=TODAY, by=north)
    # A new version carries the decision along; its measure is the newest one.
    again = plans.next_version(Plan.objects.get(pk=plan.pk), by=north)
    plans.approve_plan(again, order_number="2", order_date=TODAY, by=north)
    newest = Measure.objects.get(direction__plan=again)
    (open_,) = query.open_decisions(world.north)
    assert open_.measure == newest
    measures.report_step(newest, state="done", text="Разобрали.", by=north)
    above = world.people["coordinator"]
    measures.check_measure(newest, done=True, text="", by=above)
    assert query.open_decisions(world.north) == []


def waits(person, words: str) -> bool:
    return any(
        one.what.startswith(words) for group in waiting_for(person, TODAY) for one in group.items
    )


def test_a_decision_waits_for_the_signature(world, meeting):
    north = world.people["north"]
    decision = meetings.decide(
        meeting, level="teacher", sort="spread", text="…", term="апрель", by=north
    )

    with pytest.raises(ValidationError, match="после подписания"):
        meetings.into_plan(decision, by=north)


@pytest.mark.parametrize("level", MeetingDecision.Level.values)
@pytest.mark.parametrize("sort", MeetingDecision.Sort.values)
def test_every_level_and_sort_has_its_place_in_a_plan(world, meeting, level, sort):
    north = world.people["north"]
    meetings.decide(meeting, level=level, sort=sort, text="…", term="апрель", by=north)
    held(meeting, north)

    made = meetings.all_into_plan(meeting, by=north)

    assert len(made) == 2
    assert made[0].decision.level == level


def test_a_plan_of_a_meeting_is_seen_by_its_own_place_until_it_is_held(world, as_):
    head = world.people["head"]
    mine = meetings.plan_meeting(
        organisation=world.first, kind="pedagogical", title="Педсовет", day=TODAY, by=head
    )
    page = reverse("meeting", args=[mine.pk])
    meetings.call_people(mine, people=[head], by=head)

    assert as_("north").get(page).status_code == 404
    held(mine, head)
    assert as_("north").get(page).status_code == 200
    assert as_("neighbour").get(page).status_code == 404
    assert [one.title for one in search(world.people["north"], "педсовет").documents] == [
        "Педсовет"
    ]


def test_the_way_in_pages(as_, world):
    """Plan, question, decision, minutes, signature, plan: what a deputy clicks."""
    client = as_("deputy")
    answer = client.post(
        reverse("meeting_add", args=[world.first.pk]),
        {"kind": "conference", "title": "Совещание", "day": f"{TODAY}", "starts": "14:30"},
    )
    mine = Meeting.objects.get()
    assert answer.url == reverse("meeting", args=[mine.pk])
    client.post(
        reverse("meeting_people", args=[mine.pk]),
        {"people": [world.people["teacher"].pk], "chair": world.people["head"].pk, "others": ""},
    )
    client.post(reverse("question_add", args=[mine.pk]), {"title": "Об оценивании"})
    question = mine.agenda.get()
    refused = client.post(reverse("decision_add", args=[mine.pk]), {"text": "Показать урок"})
    assert refused.status_code == 422
    assert "Показать урок" in refused.content.decode()  # nothing typed is lost
    client.post(
        reverse("decision_add", args=[mine.pk]),
        {"text": "Показать урок", "sort": "spread", "level": "teacher", "term": "апрель",
         "item": question.pk, "people": [world.people["teacher"].pk]},
    )  # fmt: skip
    client.post(
        reverse("minutes", args=[mine.pk]),
        {"number": "7", "dated": f"{TODAY}", f"heard_{question.pk}": "Слушали.",
         "came": [one.pk for one in mine.participants.all()]},
    )  # fmt: skip
    client.post(reverse("minutes_sign", args=[mine.pk]))
    client.post(reverse("decisions_plan", args=[mine.pk]))

    mine.refresh_from_db()
    assert (mine.state, mine.number) == ("held", "7")
    assert Measure.objects.get().responsibles.get().person == world.people["teacher"]
    shown = client.get(reverse("meeting", args=[mine.pk])).content.decode()
    assert "Слушали." in shown
    assert "в черновике плана" in shown


def test_interviews_are_planned_once_a_round_and_stay_between_the_two(world, as_):
    head, teacher = world.people["head"], world.people["teacher"]
    made = plan_interviews(
        world.first, people=[teacher, world.people["methodist"]], day=TODAY, by=head
    )

    assert len(made) == 2
    assert plan_interviews(world.first, people=[teacher], day=TODAY, by=head) == []
    talk = next(one for one in made if one.participants.get().person == teacher)
    page = reverse("meeting", args=[talk.pk])
    readers = ("head", "deputy", "teacher", "methodist", "office", "north", "coordinator")
    codes = {who: as_(who).get(page).status_code for who in readers}
    assert codes == {"head": 200, "deputy": 200, "teacher": 200, "methodist": 404, "office": 404,
                     "north": 404, "coordinator": 404}  # fmt: skip
    shown = as_("head").get(reverse("interviews", args=[world.first.pk]))
    assert {one.person.pk: bool(one.rounds[0] or one.rounds[1]) for one in shown.context["talks"]}[
        teacher.pk
    ]


def test_an_interview_needs_its_notes_and_no_number(world):
    head = world.people["head"]
    (talk,) = plan_interviews(world.first, people=[world.people["teacher"]], day=TODAY, by=head)
    came = [talk.participants.get().pk]
    with pytest.raises(ValidationError, match="о чём говорили"):
        meetings.sign_minutes(talk, by=head)
    meetings.write_minutes(talk, notes="О критериях", came=came, by=head)

    assert meetings.sign_minutes(talk, by=head).state == "held"


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 9, 10), date(2026, 10, 31)),
        (date(2026, 11, 22), date(2026, 10, 31)),
        (date(2027, 3, 20), date(2027, 4, 30)),
    ],
)
def test_a_round_of_interviews_waits_for_who_holds_them_with_its_term(world, day, due):
    school_year_at(day)
    found = {
        name: list(interviews_to_hold(world.people[name], day))
        for name in ("head", "deputy", "office", "north", "teacher")
    }

    assert {name for name, one in found.items() if one} == {"head", "deputy"}
    (waiting,) = found["head"]
    assert waiting.due == due
    assert waiting.shown_from == due.replace(day=1) - timedelta(days=14)
    assert "не назначено с" in waiting.what


def test_a_planned_round_waits_for_nobody(world):
    head, april = world.people["head"], date(2027, 4, 5)
    year = school_year_at(april)
    everybody = [one.person for one in talks_of(world.first, year)]
    plan_interviews(world.first, people=everybody[:1], day=april, by=head)
    left = len(everybody) - 1
    assert f"с {left}" in next(interviews_to_hold(head, april)).what.replace("\u00a0", " ")

    plan_interviews(world.first, people=everybody, day=april, by=head)

    assert list(interviews_to_hold(head, april)) == []
    assert list(interviews_to_hold(head, date(2026, 10, 5)))  # the round of October is another
