"""Assigning observers: no conflict of interest, by hand, replaced, and what went unobserved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from objektiv.profiles import evaluation_rules
from objektiv.web import demo_observers
from objektiv.web.actions.holding import observation as act
from objektiv.web.actions.holding.briefings import call_briefing, sign_briefing
from objektiv.web.actions.jobs import carry_out
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    AuditEntry,
    Job,
    Notice,
    Observation,
    ObservationRemark,
    Observer,
    ObserverTie,
    Organisation,
    Procedure,
    ProcedureSite,
    Role,
    RoleAssignment,
    SchoolClass,
)
from objektiv.web.queries.calendar import events_of
from objektiv.web.queries.evaluation_facts import proposals
from objektiv.web.queries.holding import observation as query
from objektiv.web.queries.holding.staffing import reasons_against, staffing_of
from objektiv.web.tasks import WORK

from .observing import AHEAD, TODAY, observation_of, observer_of, site_of


def against(site: ProcedureSite, observer: Observer) -> list[str]:
    (found,) = query.sites_at(site.school).filter(pk=site.pk)
    staffing = staffing_of([found], site.day.procedure, Observer.objects.filter(pk=observer.pk))
    reasons = reasons_against(staffing, found)[observer.pk]
    return [one.text.replace("\xa0", " ") for one in reasons]


@pytest.fixture
def draw(as_, world):
    """The page starts a job, the worker carries it out."""

    def start(procedure, **options) -> Job:
        address = reverse("observation_assign", args=[world.north.pk, procedure.pk])
        as_("north").post(address, {"per_site": 1, "rotation": "must"} | options)
        job = Job.objects.filter(kind="assign_observers").latest("pk")
        carry_out(job.pk, WORK[job.kind])
        job.refresh_from_db()
        return job

    return start


def test_what_was_declared_and_what_the_system_knows_keeps_people_away(world):
    site = site_of(world, world.first)
    free = observer_of(world, "free")
    assert against(site, free) == []

    parent = observer_of(world, "mother")
    ObserverTie.objects.create(observer=parent, kind="child", school=world.first, class_name="7А")
    assert against(site, parent) == ["ребёнок учится в СОШ № 1 г. Северск, 7А"]
    silent = observer_of(world, "silent")  # declared nothing, but the system knows the role
    fifth = SchoolClass.objects.get(school=world.first)
    RoleAssignment.objects.create(
        person=silent.person, role=Role.PARENT, organisation=world.first, school_class=fifth,
        pupil_code="5002",
    )  # fmt: skip
    assert against(site, silent) == ["ребёнок учится в СОШ № 1 г. Северск, 5А"]
    worker = observer_of(world, "worker", works_at=world.first)
    assert against(site, worker) == ["работает в СОШ № 1 г. Северск"]
    teacher = observer_of(world, "maths", subjects=["математика"])
    assert against(site, teacher) == ["преподаёт предмет «Математика»"]
    wife = observer_of(world, "wife")
    ObserverTie.objects.create(observer=wife, kind="other", school=world.first, why="сестра там")
    assert against(site, wife) == ["заявлена связь с СОШ № 1 г. Северск: сестра там"]
    away = observer_of(world, "away", busy=[AHEAD.isoformat()])
    assert "занят" in against(site, away)[0]
    before = observer_of(world, "before")
    past = site_of(world, world.first, day=TODAY - timedelta(days=30))
    observation_of(world, before, past, state="done")
    assert against(site, before) == ["в прошлый раз был(а) в СОШ № 1 г. Северск"]
    raw = observer_of(world, "raw")
    raw.tries.all().delete()
    raw.accreditations.update(revoked_at="2026-01-01T00:00Z")
    assert against(site, raw) == ["обучение не пройдено", "аккредитации нет"]


def test_the_drawing_gives_every_school_somebody_without_a_conflict(draw, world):
    sites = [site_of(world, one) for one in (world.first, world.second)]
    mother = observer_of(world, "mother")
    ObserverTie.objects.create(observer=mother, kind="child", school=world.first)
    other = observer_of(world, "other")

    job = draw(sites[0].day.procedure)

    assert job.state == "done", job.error
    found = {one.site.school: one.observer for one in Observation.objects.all()}
    assert found == {world.first: other, world.second: mother}
    told = Notice.objects.get(person=mother.person)
    assert told.subject == "вы назначены наблюдателем"
    (event,) = events_of(mother.person, TODAY)
    assert (event.title, event.starts.hour, event.day) == (
        "Наблюдать: ВПР 2027, Математика, 5 класс", event.starts.hour, AHEAD,
    )  # fmt: skip


def test_without_enough_people_nothing_is_written_and_it_is_said_why(draw, world):
    site = site_of(world, world.first)
    site_of(world, world.second)
    mother = observer_of(world, "mother")
    ObserverTie.objects.create(observer=mother, kind="child", school=world.first)

    job = draw(site.day.procedure)
    assert job.state == "failed"
    assert "СОШ № 1" in job.error.replace("\xa0", " ")
    assert "Mother" in job.error
    assert not Observation.objects.exists()

    job = draw(site.day.procedure, partly="on")
    assert job.state == "done", job.error
    assert [one.site.school for one in Observation.objects.all()] == [world.second]


def test_what_was_changed_by_hand_stays_and_little_else_moves(draw, world):
    sites = [site_of(world, one) for one in (world.first, world.second)]
    people = [observer_of(world, name) for name in ("one", "two", "three")]
    procedure = sites[0].day.procedure
    act.assign_by_hand(sites[0], people[2], by=world.people["north"])
    draw(procedure)
    first = set(Observation.objects.values_list("site", "observer"))
    assert (sites[0].pk, people[2].pk) in first
    assert len(first) == 2

    assert draw(procedure).state == "done"
    assert set(Observation.objects.values_list("site", "observer")) == first
    assert Notice.objects.filter(subject="назначение снято").count() == 0


def test_by_hand_a_conflict_is_refused_with_its_reason(as_, world):
    site = site_of(world, world.first)
    mother = observer_of(world, "mother")
    ObserverTie.objects.create(observer=mother, kind="child", school=world.first)
    observer_of(world, "free")

    page = as_("north").get(reverse("site_observer", args=[site.pk])).content.decode()
    assert "Free Имя" in page
    assert "Mother Имя: ребёнок учится в СОШ № 1" in page.replace("\xa0", " ")
    with pytest.raises(ValidationError, match="ребёнок учится"):
        act.assign_by_hand(site, mother, by=world.people["north"])
    with pytest.raises(PermissionDenied):
        act.assign_by_hand(site, mother, by=world.people["head"])


def test_who_cannot_come_is_replaced(as_, client, world):
    site = site_of(world, world.first)
    ill, other = observer_of(world, "ill"), observer_of(world, "other")
    given = act.assign_by_hand(site, ill, by=world.people["north"])
    client.force_login(ill.person)
    assert site.school.title in client.get(reverse("my_watch")).content.decode()
    client.post(reverse("watch_refuse", args=[given.pk]), {"reason": "заболела"})
    assert site.school.title not in client.get(reverse("my_watch")).content.decode()
    assert Notice.objects.filter(
        person=world.people["north"], subject="наблюдатель не сможет прийти"
    ).exists()
    assert client.get(reverse("watch_sheet", args=[given.pk])).status_code == 200  # and says so

    as_("north").post(reverse("site_observer", args=[site.pk]), {"observer": other.pk})
    given.refresh_from_db()
    assert (given.state, given.reason) == ("replaced", "отказ: заболела")
    assert site.observations.get(state="assigned").observer == other
    swapped = site.observations.get(state="assigned")
    third = observer_of(world, "third")
    address = reverse("site_observer", args=[site.pk]) + f"?replace={swapped.pk}"
    as_("north").post(address, {"observer": third.pk, "reason": "по просьбе школы"})
    swapped.refresh_from_db()
    assert (swapped.state, swapped.reason) == ("replaced", "по просьбе школы")


def test_an_observer_sees_the_own_assignments_alone(client, world):
    mine, other = observer_of(world, "mine"), observer_of(world, "other")
    foreign = observation_of(world, other, site_of(world, world.second))
    client.force_login(mine.person)

    assert "СОШ № 2" not in client.get(reverse("my_watch")).content.decode()
    for name in ("watch_sheet", "watch_refuse", "observation_sheet"):
        assert client.get(reverse(name, args=[foreign.pk])).status_code == 404


def test_coverage_counts_what_was_held_and_handed_in(as_, world):
    watcher = observer_of(world, "watcher")
    days = [TODAY - timedelta(days=n) for n in (5, 4, 3, 2)]
    sites = [site_of(world, world.first, day=day) for day in days[:3]]
    site_of(world, world.second, day=days[3], state="not_held")
    site_of(world, world.third, day=days[3])
    observation_of(world, watcher, sites[0], state="done")
    observation_of(world, watcher, sites[1])  # never handed in

    found = query.coverage(world.region, days[0], TODAY)
    assert (found.whole.sites, found.whole.observed, found.whole.share) == (4, 1, 0.25)
    assert [(str(one.place), one.sites, one.observed) for one in found.below] == [
        ("Северный район", 3, 1), ("Южный район", 1, 0),
    ]  # fmt: skip
    assert len(found.unobserved) == 3
    page = as_("north").get(
        reverse("coverage", args=[world.north.pk]) + f"?since={days[0]}"
    ).content.decode()  # fmt: skip
    assert "Под наблюдением прошло 1 из 3" in page
    for name in ("observation", "remarks", "observers"):
        assert reverse(name, args=[world.north.pk]) in page
    assert "лист не сдан" in page


def test_a_municipality_is_reminded_of_schools_without_observers(as_, world):
    site = site_of(world, world.first, day=TODAY + timedelta(days=3))
    page = as_("north").get(reverse("today")).content.decode()
    assert "Назначить наблюдателей: ВПР 2027, без наблюдателя 1" in page
    observation_of(world, observer_of(world, "x"), site)
    assert "Назначить наблюдателей" not in as_("north").get(reverse("today")).content.decode()


def test_coverage_is_proposed_to_the_evaluation_sheet(world):
    days = [TODAY - timedelta(days=n) for n in (2, 1)]
    year = school_year_at(TODAY)
    criteria = tuple(one for one in evaluation_rules().criteria if one.fact == "observed")
    assert proposals(world.first, year, criteria, TODAY) == {}
    sites = [site_of(world, world.first, day=day) for day in days]
    observation_of(world, observer_of(world, "watcher"), sites[0], state="done")
    fact = proposals(world.first, year, criteria, TODAY)["observed"]
    assert fact.ground == "Прошли под наблюдением, дней процедур: 1 из 2."
    assert fact.score == 1


def test_the_demonstration_has_a_day_observed_in_one_school_of_three(world):
    Procedure.objects.create(kind="МПР", year=2027, organiser=world.north)
    for number in (7, 8, 9):
        Organisation.objects.create(
            kind="school", parent=world.north, name=f"МБОУ «СОШ № {number}» г. Северск"
        )
    observer, by = world.people["observer"], world.people["north"]
    demo_observers.carry_out(world.north, world.first, observer=observer, by=by)

    whole = query.coverage(world.north, TODAY - timedelta(days=30), TODAY).whole
    assert (whole.sites, whole.observed) == (3, 1)
    assert ObservationRemark.objects.get().observation.site.school == world.first
    assert Observation.objects.filter(state="assigned").count() == 1


def briefed_procedure(world) -> ProcedureSite:
    """A day whose technology asks for a briefing of observers, far enough ahead to be briefed."""
    site = site_of(world, world.first)
    site.day.procedure.own_steps = []
    site.day.procedure.save()
    return site


def signed(world, procedure, *observers) -> None:
    briefing = call_briefing(
        procedure, world.north, role="observer", title="Инструктаж наблюдателей",
        people=[one.person for one in observers], by=world.people["north"],
    )  # fmt: skip
    for one in observers:
        sign_briefing(briefing, by=one.person)


def test_who_has_not_signed_the_briefing_is_not_assigned(draw, as_, world):
    site = briefed_procedure(world)
    procedure, one = site.day.procedure, observer_of(world, "one")

    address = reverse("observation_assign", args=[world.north.pk, procedure.pk])
    refused = as_("north").post(address, {"per_site": 1, "rotation": "must"})
    assert refused.status_code == 422
    assert "не подписал ни один наблюдатель" in refused.content.decode()
    other = observer_of(world, "other")  # briefed, but has a child there: one without remains
    ObserverTie.objects.create(observer=other, kind="child", school=world.first)
    signed(world, procedure, other)
    assert "инструктаж" in draw(procedure).error.casefold()
    with pytest.raises(ValidationError, match="инструктаж не пройден"):
        act.assign_by_hand(site, one, by=world.people["north"])
    page = as_("north").get(address)
    assert "не подписали: 1 из 2" in page.content.decode().replace("\xa0", " ")
    assert not Observation.objects.exists()

    signed(world, procedure, one)
    assert draw(procedure).state == "done"
    assert Observation.objects.get().observer == one


def test_a_briefing_of_another_day_does_not_count(world):
    site = briefed_procedure(world)
    other = site_of(world, world.first, subject="Русский язык")
    one = observer_of(world, "one")
    signed(world, site.day.procedure, one)
    briefing = one.person.briefed.get().briefing
    briefing.day = other.day
    briefing.save()
    assert against(site, one) == ["инструктаж не пройден"]
    assert against(other, one) == []


def test_the_briefing_is_set_off_with_a_reason_that_stays(draw, as_, world):
    site = briefed_procedure(world)
    one = observer_of(world, "one")
    address = reverse("observation_assign", args=[world.north.pk, site.day.procedure_id])
    refused = as_("north").post(address, {"per_site": 1, "rotation": "must", "unbriefed": "on"})
    assert refused.status_code == 422  # no reason
    job = draw(site.day.procedure, unbriefed="on", unbriefed_because="Инструктаж утром на месте")
    assert job.state == "done", job.error
    entry = AuditEntry.objects.filter(verb="observers.assigned").latest("pk")
    assert entry.detail["unbriefed_because"] == "Инструктаж утром на месте"

    second = site_of(world, world.second, day=AHEAD + timedelta(days=7))
    by_hand = reverse("site_observer", args=[second.pk])
    assert "инструктаж не подписан" in as_("north").get(by_hand).content.decode()
    assert as_("north").post(by_hand, {"observer": one.pk}).status_code == 422
    as_("north").post(by_hand, {"observer": one.pk, "unbriefed_because": "Заболел прежний"})
    assert Observation.objects.get(site=second).by_hand
    entry = AuditEntry.objects.filter(verb="observer.assigned").latest("pk")
    assert entry.detail["unbriefed_because"] == "Заболел прежний"
    # The reason lifts the briefing alone: a conflict of interests stays a refusal.
    ObserverTie.objects.create(observer=one, kind="child", school=world.second)
    third = site_of(world, world.second, day=AHEAD + timedelta(days=8))
    with pytest.raises(ValidationError, match="ребёнок учится"):
        act.assign_by_hand(third, one, unbriefed_because="очень нужно", by=world.people["north"])
