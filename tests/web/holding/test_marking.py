"""Experts: register, discussion, blind distribution, marking, the third marker, the way back."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.holding import experts as experts_act
from objektiv.web.actions.holding import marking as act
from objektiv.web.actions.holding import marking_distribution as giving
from objektiv.web.actions.holding.marking_closing import close_round, left_in
from objektiv.web.actions.jobs import carry_out
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    AuditEntry,
    Expert,
    Notice,
    Organisation,
    Recheck,
    RecheckPaper,
    Review,
    Role,
    RoleAssignment,
    ScriptMark,
    Subject,
    Work,
)
from objektiv.web.queries.holding.experts import loads_of, rounds_of
from objektiv.web.queries.holding.marking import agreement_of, hints_of
from objektiv.web.tasks import WORK

pytestmark = pytest.mark.django_db
SCHOOLS, EACH = 5, 6


@pytest.fixture
def district(world):
    """Five schools of the north and two experts from each."""
    schools = [world.first, world.second]
    schools += [
        Organisation.objects.create(
            kind="school", parent=world.north, name=f"МБОУ «СОШ № {n}» г. Северск"
        )
        for n in (4, 5, 6)
    ]
    subject = Subject.objects.get(name="Математика")
    experts = []
    for n, school in enumerate(schools * 2):
        person = world.person(f"marker{n}", (Role.EXPERT, world.north))
        RoleAssignment.objects.create(person=person, role=Role.TEACHER, organisation=school)
        experts.append(
            experts_act.save_expert(
                world.north, None, person=person, subjects=[subject], school=school,
                status="confirmed", since=date(2026, 1, 1), by=world.people["north"],
            )
        )  # fmt: skip
    return schools, experts, subject


@pytest.fixture
def round_(world, district):
    _, experts, subject = district
    commission = experts_act.save_commission(
        world.north, None, title="Комиссия", subject=subject, leader=experts[0].person,
        members=experts, school_year=school_year_at(timezone.localdate()),
        by=world.people["north"],
    )  # fmt: skip
    work = Work.objects.create(procedure="МПР", year=2027, grade=7, subject="Математика")
    return act.start_round(
        commission, work=work, columns=[["1", 3], ["2", 4]], share=0.34,
        due=timezone.localdate() + timedelta(days=7), by=world.people["north"],
    )  # fmt: skip


def table(schools, each=EACH) -> SimpleUploadedFile:
    rows = [f"{one.name},7А,{n:04}" for one in schools for n in range(each)]
    return SimpleUploadedFile(
        "работы.csv", "\n".join(["Школа,Класс,Код участника", *rows]).encode()
    )


def prepared(round_, district, world):
    act.bring_scripts(round_, file=table(district[0]), by=world.people["north"])
    return act.discuss(round_, agreed="Ошибка в знаке — минус балл.", points={},
                       by=district[1][0].person)  # fmt: skip


def distributed(round_, district, world):
    prepared(round_, district, world)
    carry_out(
        giving.ask_distribution(round_, by=world.people["north"]).pk, WORK["distribute_works"]
    )
    round_.refresh_from_db()
    return round_


def mark(task: ScriptMark, points) -> None:
    giving.enter_points(
        ScriptMark.objects.select_related("script__round__work", "expert").get(pk=task.pk),
        points=points, by=task.expert.person,
    )  # fmt: skip


def test_works_go_blind_one_way_and_evenly(world, district, round_):
    distributed(round_, district, world)
    marks = list(ScriptMark.objects.select_related("script", "expert"))

    ways = {(one.expert.school_id, one.script.school_id) for one in marks}
    assert round_.state == "marking"
    assert all(a != b and (b, a) not in ways for a, b in ways)
    turns = defaultdict(set)
    for one in marks:
        turns[one.script_id].add((one.turn, one.expert_id))
    assert len(turns) == SCHOOLS * EACH
    assert sum(len(one) == 2 for one in turns.values()) == SCHOOLS * 3  # 34 % of six works
    assert all(len({expert for _, expert in one}) == len(one) for one in turns.values())
    loads = [one.given for one in loads_of(round_)]
    assert sum(loads) == SCHOOLS * (EACH + 3)
    assert max(loads) - min(loads) <= 3
    assert Notice.objects.filter(person=district[1][1].person, path="/me/marking/").exists()


def test_an_expert_sees_codes_and_nothing_else(world, district, round_, as_):
    distributed(round_, district, world)
    person = district[1][1].person
    mine = rounds_of(person)[0].tasks

    pages = as_("marker1").get(reverse("my_marking")).content.decode()
    pages += as_("marker1").get(reverse("marking_task", args=[mine[0].pk])).content.decode()
    assert mine[0].script.code in pages
    assert not any(one.title in pages or one.name in pages for one in district[0])
    assert "0000" not in pages
    assert "7А" not in pages
    for who in ("marker2", "north", "head"):
        assert as_(who).get(reverse("marking_task", args=[mine[0].pk])).status_code == 404
    for name in ("marking", "marking_codes"):
        assert as_("marker1").get(reverse(name, args=[round_.pk])).status_code in (403, 404)
        assert as_("marker0").get(reverse(name, args=[round_.pk])).status_code == 200  # the leader


def test_nothing_is_given_out_before_the_discussion_or_to_who_may_not_mark(world, district, round_):
    act.bring_scripts(round_, file=table(district[0]), by=world.people["north"])
    with pytest.raises(ValidationError, match="не обсуждены"):
        giving.ask_distribution(round_, by=world.people["north"])
    Expert.objects.filter(pk=district[1][3].pk).update(status="paused")

    fit, said = giving.able(round_)

    assert len(fit) == 9
    assert said == [f"{district[1][3]}: не подтверждён экспертом по предмету «Математика» на "
                    "сегодня."]  # fmt: skip


def test_who_has_not_signed_a_briefing_is_not_given_works(world, district, round_):
    from objektiv.web.models import Briefed, Briefing, Procedure, ProcedureDay

    procedure = Procedure.objects.create(kind="ВПР", year=2027, organiser=world.region)
    round_.day = ProcedureDay.objects.create(
        procedure=procedure, subject="Математика", grade=7, day=timezone.localdate()
    )
    round_.save()
    briefing = Briefing.objects.create(
        procedure=procedure, place=world.north, role="expert", title="Критерии",
        made_by=world.people["north"],
    )  # fmt: skip
    for one in district[1][:2]:
        Briefed.objects.create(briefing=briefing, person=one.person, signed_at=timezone.now())

    fit, said = giving.able(round_)

    assert [one.pk for one in fit] == [one.pk for one in district[1][:2]]
    assert sum("инструктаже" in one for one in said) == 8


def test_clear_differences_go_to_a_third_expert_whose_points_stand(world, district, round_):
    distributed(round_, district, world)
    by_turn = {
        turn: list(ScriptMark.objects.filter(turn=turn).select_related("script", "expert__person"))
        for turn in (1, 2)
    }
    for task in by_turn[1]:
        mark(task, [2, 2])
    ways = {
        (one.script.school_id, one.expert.school_id) for tasks in by_turn.values() for one in tasks
    }
    first = next(  # of a school whose works go to two others: one way leaves somebody for a third
        one for one in by_turn[2] if sum(home == one.script.school_id for home, _ in ways) > 1
    )
    for task in by_turn[2]:
        if task != first:
            mark(task, [2, 1])  # no clear difference: the mean, half a point up
    mark(first, [0, 0])

    third = ScriptMark.objects.select_related("expert__person", "script").get(turn=3)
    assert third.script_id == first.script_id
    assert third.expert_id not in set(
        ScriptMark.objects.filter(script=first.script, turn__lt=3).values_list("expert", flat=True)
    )
    assert third.expert.school_id != third.script.school_id
    assert left_in(round_) == ["Не проверено: 1\u00a0работа."]
    with pytest.raises(ValidationError):
        close_round(round_, by=world.people["north"])
    mark(third, [1, 0])

    close_round(round_, by=world.people["north"])

    final = {one.code: one.final for one in round_.scripts.all()}
    assert final[third.script.code] == [1, 0]
    assert {tuple(one) for code, one in final.items() if code != third.script.code} == {(2, 2)}
    assert round_.upload.files.count() == 2  # the table and the description of the work
    carry_out(round_.upload.job_id, WORK["read_upload"])
    round_.upload.refresh_from_db()
    assert round_.upload.state == "read"
    assert not [one for one in round_.upload.understood.get("complaints", [])
                if one["severity"] == "refuse"]  # fmt: skip
    with pytest.raises(ValidationError, match="окончена"):
        mark(third, [0, 0])


def test_points_outside_an_item_are_refused_and_corrections_stay_in_the_journal(
    world, district, round_, as_
):
    distributed(round_, district, world)
    task = ScriptMark.objects.filter(turn=1).select_related("expert__person").first()
    who = next(name for name, one in world.people.items() if one == task.expert.person)
    address = reverse("marking_task", args=[task.pk])

    assert as_(who).post(address, {"item0": "4", "item1": "0"}).status_code == 422
    assert as_(who).post(address, {"item0": "3", "item1": "1"}).status_code == 302
    assert as_(who).post(address, {"item0": "2", "item1": "1"}).status_code == 302
    task.refresh_from_db()
    assert task.points == [2, 1]
    entry = AuditEntry.objects.filter(verb="marking.marked").latest("id")
    assert entry.detail["before"] == [3, 1]


def test_reference_works_show_where_experts_differ_before_marking(world, district, round_):
    leader = district[1][0].person
    scripts = [act.add_reference(round_, code=f"Э{n}", by=leader) for n in range(1, 5)]
    truth = [[3, 4], [1, 2], [0, 0], [2, 3]]
    for number, expert in enumerate(district[1]):
        for script, points in zip(scripts, truth, strict=True):
            away = [0, 0] if number < 9 else points[::-1]
            given = points if number < 9 else [min(3, away[0]), away[1]]
            mark(ScriptMark.objects.select_related("expert__person").get(
                script=script, expert=expert), given)  # fmt: skip

    act.discuss(
        round_, agreed="Сверили.", by=leader,
        points={one.pk: points for one, points in zip(scripts, truth, strict=True)},
    )  # fmt: skip
    found = agreement_of(round_)

    exact = {one.name: one.exact for one in found.alike}
    assert [exact[str(one)] for one in district[1][:9]] == [1.0] * 9
    assert exact[str(district[1][9])] < 0.5
    assert round_.agreement["works"] == 4
    assert 0 < round_.agreement["icc"] < 1
    assert "ICC" in found.said[1]


def test_hints_come_from_enough_works_only_and_name_no_order(world, district, round_):
    distributed(round_, district, world)
    assert "раньше различие может быть случайным" in hints_of(round_)[0]
    for task in ScriptMark.objects.select_related("expert__person").order_by("turn", "pk"):
        mark(task, [2, 2] if task.turn == 1 else [2, 1])

    said = " ".join(hints_of(round_))
    assert "Две проверки совпали в 50" in said.replace("\xa0", " ")


def test_marks_that_tell_nothing_of_severity_break_no_page(world, district, round_, as_):
    distributed(round_, district, world)
    for task in ScriptMark.objects.select_related("script"):
        task.points = [task.script_id % 3, 1 + (task.turn + task.script_id) % 2]
        task.at = timezone.now()
        task.save()

    said = hints_of(round_)

    assert said[0].startswith("Две проверки совпали")
    assert len(said) > 1
    assert as_("north").get(reverse("marking", args=[round_.pk])).status_code == 200


def test_marks_of_a_recheck_go_back_into_it(world, district, as_):
    _, experts, subject = district
    work = Work.objects.create(
        procedure="ВПР", year=2026, grade=5, subject="Математика", columns=[["1", 2], ["2", 3]]
    )
    review = Review.objects.create(
        school=world.first, work=work, opened_by=world.people["north"],
        reply_by=timezone.localdate(),
    )  # fmt: skip
    recheck = Recheck.objects.create(
        review=review, works=3, due=timezone.localdate(), ordered_by=world.people["north"]
    )
    for n in range(3):
        RecheckPaper.objects.create(
            recheck=recheck, school=world.first, class_name="5А", pupil=f"{n}", number=n + 1,
            score=5, stratum="random", reason="", information=0.1, changed_if_honest=0.05,
            changed_if_raised=0.5,
        )  # fmt: skip
    commission = experts_act.save_commission(
        world.north, None, title="Перепроверка", subject=subject, leader=world.people["north"],
        members=experts, school_year=school_year_at(timezone.localdate()),
        by=world.people["north"],
    )  # fmt: skip
    page = as_("north").get(reverse("marking_add", args=[commission.pk])).content.decode()
    assert f"recheck-{recheck.pk}" in page
    round_ = act.start_round(
        commission, work=work, columns=work.columns, share=0, due=timezone.localdate(),
        recheck=recheck, by=world.people["north"],
    )  # fmt: skip
    act.discuss(round_, agreed="Сверили.", points={}, by=world.people["north"])
    carry_out(
        giving.ask_distribution(round_, by=world.people["north"]).pk, WORK["distribute_works"]
    )
    for task in ScriptMark.objects.filter(turn=1).select_related("expert__person"):
        assert task.expert.school_id != world.first.pk
        mark(task, [1, 2])

    round_.refresh_from_db()
    close_round(round_, by=world.people["north"])

    assert list(recheck.papers.values_list("second_score", flat=True)) == [3, 3, 3]


def test_a_school_commission_marks_no_works_of_the_own_class(world, district):
    from objektiv.web.models import SchoolClass

    subject = district[2]
    year = school_year_at(timezone.localdate())
    classes = [
        SchoolClass.objects.create(school=world.first, school_year=year, grade=7, name=name)
        for name in ("7А", "7Б", "7В")
    ]
    experts = []
    for n, one in enumerate(classes):
        person = world.person(f"own{n}", (Role.TEACHER, world.first))
        person.assignments.update(school_class=one)
        experts.append(
            experts_act.save_expert(
                world.first, None, person=person, subjects=[subject], status="confirmed",
                since=date(2026, 1, 1), by=world.people["head"],
            )
        )  # fmt: skip
    commission = experts_act.save_commission(
        world.first, None, title="ШМО", subject=subject, leader=world.people["methodist"],
        members=experts, school_year=year, by=world.people["head"],
    )  # fmt: skip
    work = Work.objects.create(procedure="КР", year=2027, grade=7, subject="Математика")
    round_ = act.start_round(
        commission, work=work, columns=[["1", 3]], share=0, due=timezone.localdate(),
        by=world.people["head"],
    )  # fmt: skip
    rows = "\n".join(f"{one.name},{n}" for one in classes for n in range(4))
    act.bring_scripts(
        round_, file=SimpleUploadedFile("р.csv", f"Класс,Код\n{rows}".encode()),
        by=world.people["head"],
    )  # fmt: skip
    act.discuss(round_, agreed="Сверили.", points={}, by=world.people["methodist"])
    carry_out(giving.ask_distribution(round_, by=world.people["head"]).pk, WORK["distribute_works"])

    marks = ScriptMark.objects.select_related("script", "expert__person")
    own = {one.person_id: one.person.assignments.get().school_class.name for one in experts}
    assert marks.count() == 12
    assert all(own[one.expert.person_id] != one.script.class_name for one in marks)


def test_the_list_of_works_is_refused_whole_with_every_complaint(world, district, round_):
    text = "Школа,Класс,Код участника\nЛицей № 99,7А,1\n,7А,2\n" + district[0][0].name + ",,3\n"
    with pytest.raises(ValidationError) as refused:
        act.bring_scripts(
            round_, file=SimpleUploadedFile("р.csv", text.encode()), by=world.people["north"]
        )

    assert [one[:8] for one in refused.value.messages] == ["Строка 2", "Строка 3", "Строка 4"]
    assert round_.scripts.count() == 0
    with pytest.raises(PermissionDenied):
        act.bring_scripts(round_, file=table(district[0]), by=world.people["head"])


def test_what_stands_in_the_way_of_distribution_is_said(world, district, round_):
    prepared(round_, district, world)
    round_.commission.members.set(district[1][:1])
    job = giving.ask_distribution(round_, by=world.people["north"])
    carry_out(job.pk, WORK["distribute_works"])
    job.refresh_from_db()

    assert job.state == "failed"
    assert "Добавьте в комиссию экспертов из других организаций" in job.error
    assert ScriptMark.objects.count() == 0
