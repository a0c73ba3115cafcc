"""Journals, help and programmes for programs: the same people, the same numbers, codes only."""

from __future__ import annotations

from objektiv.web.models import ClassJournal, RoleAssignment

from ..programs import Program, key_of
from . import journal


def test_a_teacher_reads_the_own_journals_and_the_municipality_only_counts(world):
    journal.accepted(world)
    journal.accepted(world, journal.csv(class_="6Б"))
    path = f"/organisations/{world.first.pk}/journals?year=2025"

    own = Program(key_of(world.people["teacher"])).get(path).json()
    assert [one["class_name"] for one in own["journals"]] == ["5А"]
    above = Program(key_of(world.people["north"])).get(path).json()
    assert above["journals"] == []
    assert [one["journals"] for one in above["schools"]] == [2]


def test_a_mark_is_explained_with_the_worked_example(world):
    journal.accepted(world)
    one = ClassJournal.objects.get()

    teacher = Program(key_of(world.people["teacher"]))
    told = teacher.get(f"/journals/{one.pk}/pupils/12?period=1-я четверть").json()
    assert "(5×3 + 5×1 + 4×5) / 9 = 40 / 9 = 4,44" in " ".join(told["sentences"])
    assert [(m["mark"], m["weight"]) for m in told["marks"]] == [(5, 3.0), (5, 1.0), (4, 5.0)]
    assert teacher.get(f"/journals/{one.pk}/pupils/99").status_code == 404


def test_a_family_reads_the_own_child_only(world, case):
    RoleAssignment.objects.filter(person=world.people["parent"]).update(pupil_code="12")
    parent, pupil = (Program(key_of(world.people[who])) for who in ("parent", "pupil"))

    (child,) = parent.get("/my_marks").json()
    assert [one["subject"] for one in child["subjects"]] == ["Математика"]
    own = f"/my_marks/{case['class_journal']}"
    assert parent.get(own).status_code == 200
    assert pupil.get(own).status_code == 404
    (help_,) = parent.get("/my_help").json()
    assert help_["pupil"] == "12"
    assert pupil.get("/my_help").json() == []


def test_a_path_of_help_is_told_step_by_step(world, case):
    case["objects"]["help_case"].steps.create(
        kind="talk", day="2025-10-01", text="Договорились", by=world.people["teacher"]
    )
    told = Program(key_of(world.people["teacher"])).get(f"/help/{case['help_case']}").json()

    assert (told["state"], told["tries"], told["promoted"]) == ("helping", 0, False)
    assert [one["title"] for one in told["steps"]] == ["разговор"]
    programme = Program(key_of(world.people["deputy"])).get(f"/programmes/{case['programme']}")
    assert programme.json()["lines"][0]["hours"] == 2
