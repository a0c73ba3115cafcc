"""Procedures opened from the registry: steps by term, ticks, moved days, what hangs on them."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.planning.holding import say_term, step_due
from objektiv.profiles import holding_rules
from objektiv.russian.due import Event, read_due, resolve_due
from objektiv.web.actions.holding.days import (
    NewDay,
    add_day,
    add_step,
    leave_out_step,
    move_day,
    move_site,
    open_holding,
    remove_day,
)
from objektiv.web.actions.holding.steps import tick, untick
from objektiv.web.models import AuditEntry, Notice, ProcedureDay, ProcedureSite, StepDone
from objektiv.web.queries.calendar import events_of
from objektiv.web.queries.holding.steps import open_at, states_at, step_named, tasks_at
from objektiv.web.queries.terms import events_of as term_events
from objektiv.web.queries.today import everything

TUESDAY = date(2027, 4, 20)
WEDNESDAY = date(2027, 4, 21)


@pytest.fixture
def held(world):
    """МПР with one work in both schools of the north."""
    procedure = open_holding(
        world.north, technology="mpr", kind="МПР", year=2027, by=world.people["north"]
    )
    day = add_day(
        procedure, NewDay("Математика", 5, TUESDAY, time(9), 45), [world.first, world.second],
        by=world.people["north"],
    )  # fmt: skip
    return procedure, day


def site(day, school) -> ProcedureSite:
    return ProcedureSite.objects.select_related("day__procedure__organiser", "school").get(
        day=day, school=school
    )


def test_terms_in_words_give_the_same_days():
    for technology in holding_rules().technologies:
        for step in technology.steps:
            said = read_due(say_term(step))
            if said.kind == "none":  # «в первый день проведения» is no term of plans
                assert step.days == 0
                continue
            found = resolve_due(said, [Event("ВПР", TUESDAY, TUESDAY)])

            assert found.occurrences[0].end == step_due(step, TUESDAY), say_term(step)


def test_a_school_has_its_steps_by_term(held, world):
    _, day = held

    tasks = tasks_at(world.first, [site(day, world.first)])

    due = {one.step.code: one.due for one in tasks}
    assert due["print"] == date(2027, 4, 19)  # the working day before
    assert due["brief_coordinator"] == date(2027, 4, 19)
    assert due["marks"] == date(2027, 4, 23)
    assert [one.due for one in tasks] == sorted(one.due for one in tasks)
    assert next(one.at for one in tasks if one.step.code == "rooms") == time(8, 30)


def test_a_tick_keeps_who_and_when_and_may_be_taken_back(held, world):
    procedure, day = held
    mine = site(day, world.first)

    done = tick(procedure, world.first, "print", site=mine, note="30 вариантов",
                by=world.people["technician"])  # fmt: skip
    again = tick(procedure, world.first, "print", site=mine, by=world.people["office"])

    assert (again.pk, again.by, again.note) == (done.pk, world.people["technician"], "30 вариантов")
    untick(procedure, world.first, "print", site=mine, by=world.people["office"])
    tick(procedure, world.first, "print", site=mine, by=world.people["office"])
    assert StepDone.objects.filter(step="print").count() == 2
    verbs = AuditEntry.objects.filter(subject=f"proceduresite:{mine.pk}").values_list(
        "verb", flat=True
    )
    assert sorted(verbs) == ["holding.step_done", "holding.step_done", "holding.step_undone"]


@pytest.mark.parametrize("who", ["north", "neighbour", "organiser", "teacher"])
def test_nobody_ticks_for_another(held, world, who):
    procedure, day = held

    with pytest.raises(PermissionDenied):
        tick(procedure, world.first, "print", site=site(day, world.first), by=world.people[who])


def test_the_municipality_sees_counts_and_asks_for_one_step(held, world):
    procedure, day = held
    tick(procedure, world.first, "print", site=site(day, world.first), by=world.people["office"])
    tick(procedure, world.first, "order", by=world.people["office"])

    states = {
        one.step.code: one for one in states_at([procedure], world.north, WEDNESDAY)[procedure.pk]
    }

    assert (states["print"].expected, states["print"].done, states["print"].late) == (2, 1, 1)
    assert (states["order"].expected, states["order"].done, states["order"].open) == (2, 1, 1)
    assert states["marks"].late == 0
    [left] = open_at(procedure, world.north, step_named(procedure, "order"))
    assert (left.school, left.due) == (
        world.second,
        step_due(step_named(procedure, "order"), TUESDAY),
    )


def test_a_moved_day_takes_everything_with_it(held, world):
    _procedure, day = held
    office = world.people["office"]
    before = {one.uid: one for one in events_of(office, TUESDAY)}

    move_day(
        day, to=date(2027, 4, 27), starts=time(10), reason="Карантин", by=world.people["north"]
    )

    moved = {one.uid: one for one in events_of(office, TUESDAY)}
    assert set(before) == set(moved)  # the same events, newer
    mine = site(day, world.first)
    events = [uid for uid in moved if uid.startswith(f"proceduresite-{mine.pk}-")]
    assert len(events) == 5  # four terms of steps and the day itself
    for uid in events:
        assert moved[uid].sequence == before[uid].sequence + 1
        assert moved[uid].day > before[uid].day
    tasks = {one.step.code: one.due for one in tasks_at(world.first, [mine])}
    assert tasks["print"] == date(2027, 4, 26)
    move = day.moves.get()
    assert (move.before, move.after, move.reason) == (TUESDAY, date(2027, 4, 27), "Карантин")
    assert Notice.objects.filter(person=office, subject__contains="перенесён").exists()
    [event] = [one for one in term_events(world.first) if "МПР 2027" in one.name]
    assert event.start == date(2027, 4, 27)  # plans hang on the day, not on the collection


def test_one_school_moves_its_own_day_of_a_procedure_that_leaves_days_to_schools(world):
    north, office = world.people["north"], world.people["office"]
    procedure = open_holding(world.north, technology="vpr", kind="ВПР", year=2027, by=north)
    day = add_day(procedure, NewDay("Математика", 5, TUESDAY), [world.first], by=office)
    mine = site(day, world.first)
    tick(procedure, world.first, "print", site=mine, by=office)

    move_site(mine, to=WEDNESDAY, starts=None, reason="Экскурсия", by=office)

    mine.refresh_from_db()
    assert mine.day.day == WEDNESDAY
    assert not ProcedureDay.objects.filter(day=TUESDAY, procedure=procedure).exists()
    assert mine.steps_done.count() == 1
    assert mine.moves.get().before == TUESDAY


def test_a_school_does_not_move_the_organiser_s_day(held, world):
    _, day = held

    with pytest.raises(PermissionDenied):
        move_site(site(day, world.first), to=WEDNESDAY, starts=None, reason="…",
                  by=world.people["office"])  # fmt: skip


@pytest.mark.parametrize("to", [date(2027, 5, 2), date(2027, 5, 9)])
def test_no_day_on_a_sunday_or_holiday(held, world, to):
    _, day = held

    with pytest.raises(ValidationError, match="воскресенье или праздник"):
        move_day(day, to=to, starts=None, reason="…", by=world.people["north"])


def test_a_day_that_somebody_prepares_is_not_removed(held, world):
    procedure, day = held
    tick(procedure, world.first, "print", site=site(day, world.first), by=world.people["office"])

    with pytest.raises(ValidationError, match="Перенесите"):
        remove_day(day, by=world.people["north"])


def test_the_organiser_adds_and_leaves_out_steps(held, world):
    procedure, day = held
    north = world.people["north"]

    add_step(procedure, title="Сдать протоколы в управление", role="coordinator", each="last",
             days=2, by=north)  # fmt: skip
    leave_out_step(procedure, "observers", by=north)

    codes = [one.step.code for one in tasks_at(world.first, [site(day, world.first)])]
    assert "own1" in codes
    assert "observers" not in codes


def test_work_list_and_calendar_have_the_steps_and_the_day(held, world, as_):
    procedure, _day = held
    office, technician = world.people["office"], world.people["technician"]

    seen = [one.what for one in everything(office, TUESDAY - timedelta(days=5))]
    own = [one.what for one in everything(technician, TUESDAY - timedelta(days=5))]

    assert f"Провести: {procedure}, Математика, 5 класс" in seen
    assert any("распечатать варианты" in one for one in seen)
    assert any("распечатать варианты" in one for one in own)
    assert not any("инструктаж школьных координаторов" in one for one in own)
    starts = next(
        one.starts for one in everything(office, TUESDAY) if one.what.startswith("Провести")
    )
    assert timezone.localtime(starts).time() == time(9)


def test_a_school_opens_its_own_work(as_, world):
    client = as_("office")
    page = reverse("holding_open", args=[world.first.pk, "control_school"])

    answer = client.post(page, {"kind": "Контрольная работа школы", "year": 2027})

    assert answer.status_code == 302
    answer = client.post(answer.url, {"subject": "Физика", "grade": 9, "day": "2027-04-20"})
    assert answer.status_code == 302
    assert site(ProcedureDay.objects.get(subject="Физика"), world.first).state == "planned"


def test_a_school_ticks_from_its_list(as_, world, held):
    client = as_("deputy")
    page = reverse("holding", args=[world.first.pk])
    action = reverse("step_tick", args=[world.first.pk, held[0].pk, "order"])

    answer = client.post(action, {"back": "list"}, follow=True)

    assert answer.redirect_chain[-1][0] == page
    assert StepDone.objects.get().by == world.people["deputy"]


TABLE = "Дата;Предмет;Класс;Начало;Минут;Школа\n"


def brought(client, world, procedure, text: str, **more):
    page = reverse("days_table", args=[world.north.pk, procedure.pk])
    return client.post(page, {"text": TABLE + text, **more})


def test_days_come_from_a_table(as_, world, held):
    procedure, _ = held
    text = "20.04.2027;Математика;5;09:00;45;\n22.04.2027;Физика;9;;;edu900101\n"

    assert brought(as_("north"), world, procedure, text).status_code == 302

    assert procedure.days.count() == 2
    physics = procedure.days.get(subject="Физика")
    assert [one.school for one in physics.sites.all()] == [world.first]


def test_a_table_with_mistakes_says_all_of_them_and_writes_nothing(as_, world, held):
    text = "весной;Математика;5;9;;\n09.05.2027;Физика;15;;долго;школа на горе\n"
    text += "23.04.2027;Химия;8;;;\n"

    answer = brought(as_("north"), world, held[0], text)

    shown = answer.content.decode()
    assert answer.status_code == 422
    for part in ("«весной»", "начало «9»", "воскресенье или праздник", "класс «15»", "«долго»",
                 "школа на горе"):  # fmt: skip
        assert part in shown
    assert held[0].days.count() == 1


def test_a_table_may_move_days_and_their_history_stays(as_, world, held):
    procedure, day = held

    brought(as_("north"), world, procedure, "27.04.2027;Математика;5;10:00;45;\n", replace="on")

    day.refresh_from_db()
    assert day.day == date(2027, 4, 27)
    assert day.moves.get().before == TUESDAY
    assert procedure.days.count() == 1
