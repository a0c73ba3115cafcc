"""A published report after its tables were taken off: what visitors see, what the author does."""

from __future__ import annotations

import pytest
from django.urls import reverse

from objektiv.web.actions.openness import report as act
from objektiv.web.actions.openness import tables
from objektiv.web.models import Notice, PublicRelease
from objektiv.web.queries.openness.editions import OFF, reports_to_renew
from objektiv.web.queries.openness.report import left_out, parts_of

from ..programs import Program, key_of
from .test_public import release, results
from .test_report import told, year  # noqa: F401


@pytest.fixture
def out(world, told, year):  # noqa: F811
    """A published report with two open works, and the release of the second."""
    head = world.people["head"]
    work = results(world, {"first": [15, 25, 35, 17], "second": [19, 29, 39, 18]}, "История")
    made = release(told, [work], head)
    tables.show_release(made, by=head)
    report = act.draft_report(told, year, by=head)
    act.write_report(report, {"next": ("Начнём с критериев.", True)}, by=head)
    act.publish_report(report, by=head)
    return report, made


def public(client, report):
    answer = client.get(reverse("open_report", args=["told", report.pk]))
    page = answer.content.decode()
    return answer.status_code, page[page.index("<main") : page.index("</main>")]


def test_numbers_taken_off_leave_a_published_report(world, out, client, as_):
    report, made = out
    assert "92" in public(client, report)[1]
    given = client.get(reverse("open_file", args=["told", report.item.pk]))
    assert b"".join(given.streaming_content).startswith(b"%PDF")
    secret = "Проверяем спорные работы"
    tables.drop_release(made, reason=secret, by=world.people["head"])

    code, page = public(client, report)
    assert code == 200
    assert "После публикации сняты таблицы: «ВПР 2026, История, 5 класс" in page
    row = page[page.index('<th scope="row">ВПР 2026, История') :]
    assert row[: row.index("</tr>")].count(OFF) == 5
    assert "92" not in page
    assert "<svg" not in page[page.index('id="results"') : page.index('id="done"')]
    assert secret not in page  # why may be nobody's business
    assert client.get(reverse("open_file", args=["told", report.item.pk])).status_code == 404
    everything = client.get(reverse("open_page", args=["told"])).content.decode()
    assert reverse("open_file", args=["told", report.item.pk]) not in everything
    programs = client.get(reverse("open_data", args=["told"])).content.decode()
    assert reverse("open_report", args=["told", report.pk]) in programs
    assert reverse("open_file", args=["told", report.item.pk]) not in programs

    own = as_("head").get(reverse("year_report", args=[report.pk])).content.decode()
    assert "92" in own  # as it was published
    assert "Подготовить новую редакцию" in own
    kept = as_("head").get(reverse("year_report_pdf", args=[report.pk]))
    assert b"".join(kept.streaming_content).startswith(b"%PDF")


def test_the_author_is_told_and_brings_out_a_new_edition(world, out, client, as_):
    report, made = out
    head = world.people["head"]
    assert list(reports_to_renew(head, None)) == []
    tables.drop_release(made, reason="Ошибка", by=head)

    (waits,) = reports_to_renew(head, None)
    assert waits.url == reverse("year_report", args=[report.pk])
    assert list(reports_to_renew(world.people["neighbour"], None)) == []
    assert Notice.objects.filter(person=head, path=waits.url).count() == 1
    sent = as_("head").post(reverse("year_report_take", args=[report.pk]), follow=True)
    assert "черновик новой редакции" in sent.content.decode()
    new = type(report).objects.get(item=None)
    assert {one["code"]: one["text"] for one in new.parts}["next"] == "Начнём с критериев."
    assert not new.tables.filter(release__state=PublicRelease.State.WITHDRAWN).exists()
    act.publish_report(new, by=head)

    code, page = public(client, new)
    assert code == 200
    assert "История" not in page
    assert "Редакция 2" in page
    assert public(client, report)[0] == 410
    assert list(reports_to_renew(head, None)) == []


def test_an_empty_section_is_left_out_until_somebody_writes(world, told, year, client):  # noqa: F811
    head = world.people["head"]
    report = act.draft_report(told, year, by=head)
    empty = dict(left_out(report))

    assert "Что сказали родители, ученики и учителя" in empty
    voices = next(one for one in parts_of(told, year, year.ends) if one.code == "voices")
    assert voices.empty
    act.write_report(report, {"voices": ("Опрос проведём весной.", True)}, by=head)
    act.publish_report(report, by=head)
    _, page = public(client, report)
    assert "Опрос проведём весной." in page
    assert "Опросов с достаточным" not in page


def test_a_plan_without_goals_says_what_it_works_on(world, told, year):  # noqa: F811
    plan = told.plans.exclude(goals="").get(school_year__start=year.start + 1)
    plan.goals = ""
    plan.save()
    plan.directions.create(title="Единые критерии оценивания", position=1)
    plan.directions.create(title="Перепроверка работ", position=2)

    part = next(one for one in parts_of(told, year, year.ends) if one.code == "next")

    assert part.lines[1:] == ("Направление.", "Единые критерии оценивания.")


def test_programs_read_reports(world, out):
    report, made = out
    program = Program(key_of(world.people["head"]))
    tables.drop_release(made, reason="Ошибка", by=world.people["head"])
    listed = program.get(f"/organisations/{world.first.pk}/year_reports").json()

    assert listed["items"][0]["state"] == "published"
    found = program.get(f"/year_reports/{report.pk}").json()
    assert [one["subject"] for one in found["withdrawn_tables"]] == ["История"]
    assert {one["code"] for one in found["sections"]} == {"goals", "results", "done", "next"}
    assert "Что сказали родители, ученики и учителя" in found["left_out"]
