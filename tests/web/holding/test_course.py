"""How a day went: participation by numbers, incidents, a day that was not held."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.holding.course import Taking, report_participation
from objektiv.web.models import (
    Absence,
    AuditEntry,
    Incident,
    Procedure,
    ProcedureDay,
    ProcedureSite,
)
from objektiv.web.queries.holding.papers import checklist_sheet, day_sheet
from objektiv.web.queries.holding.participation import participation_of


@pytest.fixture
def site(world) -> ProcedureSite:
    """A work that is written today."""
    procedure = Procedure.objects.create(
        kind="МПР", year=2027, organiser=world.north, technology="mpr"
    )
    day = ProcedureDay.objects.create(
        procedure=procedure, subject="Математика", grade=5, day=timezone.localdate(),
        starts=time(9), minutes=45,
    )  # fmt: skip
    return ProcedureSite.objects.create(day=day, school=world.first)


def test_participation_with_reasons_by_number(site, world, as_):
    page = reverse("participation", args=[site.pk])
    sent = {"enrolled": 25, "took_part": 22, "absent_illness": "12, 5001", "absent_unknown": "7"}

    assert as_("office").post(page, sent).status_code == 302

    site.refresh_from_db()
    assert (site.state, site.enrolled, site.took_part, site.absent) == ("held", 25, 22, 3)
    assert set(Absence.objects.values_list("code", "reason")) == {
        ("12", "illness"), ("5001", "illness"), ("7", "unknown")
    }  # fmt: skip
    assert "5001" not in str(AuditEntry.objects.filter(verb="holding.participation").values())


def test_all_complaints_come_at_once_and_nothing_is_half_done(site, world):
    with pytest.raises(ValidationError) as refused:
        report_participation(
            site, started=time(10), ended=time(9), by=world.people["office"],
            takings=[Taking("", 25, 24, {"illness": "Иванов Пётр, 5", "valid": "5, 6"})],
        )  # fmt: skip

    said = " ".join(refused.value.messages)
    for part in ("без имён", "дважды: 5", "номеров с причиной", "Окончание раньше начала"):
        assert part in said
    assert not Absence.objects.exists()
    site.refresh_from_db()
    assert site.state == "planned"


def test_a_day_to_come_has_no_participation(site, world, as_):
    ProcedureDay.objects.update(day=timezone.localdate() + timedelta(days=1))
    page = reverse("participation", args=[site.pk])

    answer = as_("office").post(page, {"enrolled": 5, "took_part": 5})

    assert answer.status_code == 422
    assert "ещё не наступил" in answer.content.decode()


def test_an_organiser_writes_an_incident_and_the_coordinator_sees_it(site, world, as_):
    page = reverse("incident_add", args=[site.pk])
    sent = {"kind": "late_start", "at": "09:12", "text": "Ждали материалы"}

    assert as_("organiser").post(page, sent).status_code == 302

    shown = as_("north").get(reverse("site", args=[site.pk])).content.decode()
    assert "Ждали материалы" in shown
    assert "09:12" in shown
    complete = reverse("incident", args=[Incident.objects.get().pk])
    assert as_("organiser").post(complete, {"measures": "Продлили время"}).status_code == 302
    assert Incident.objects.get().measures == "Продлили время"


def test_a_day_that_was_not_held_awaits_nothing(site, world, as_):
    client = as_("office")
    client.post(reverse("site_not_held", args=[site.pk]), {"reason": "Карантин"})

    shown = client.get(reverse("holding", args=[world.first.pk])).content.decode()
    assert "На сегодня шагов нет" in shown
    client.post(reverse("site_planned", args=[site.pk]))
    site.refresh_from_db()
    assert site.state == "planned"


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_papers_of_the_day(site, world, as_, form):
    site.incidents.create(
        kind="illness", at=time(9, 20), text="№ 7, голова", by=world.people["office"]
    )
    report_participation(
        site, takings=[Taking("", 25, 24, {"illness": "12"})], by=world.people["office"]
    )
    client = as_("office")
    for name in ("checklist_sheet", "day_sheet"):
        written = b"".join(client.get(reverse(name, args=[site.pk, form])).streaming_content)

        assert written[:4] == {"docx": b"PK\x03\x04", "pdf": b"%PDF"}[form]


def test_the_protocol_of_the_day_says_what_is_known(site, world):
    blank = day_sheet(site)
    report_participation(
        site, takings=[Taking("", 25, 24, {"illness": "12"})], by=world.people["office"]
    )
    known = day_sheet(site)

    assert "______" in blank.figures[0].value
    assert (known.figures[0].value, known.figures[0].compared) == ("24", "по списку 25")
    assert known.absent == ("Болезнь: 12.",)
    rows = [(one.time, one.text) for one in checklist_sheet(site, "organiser").rows]
    assert rows[0][0] == "08:30"
    assert rows[0][1].startswith("Проверить кабинет")
    assert [time for time, _ in rows] == sorted(time for time, _ in rows)


def test_participation_stands_beside_the_results_of_the_work(site, world, as_, case):
    """Absent on the day against what came in: on the page of the quality of the work."""
    work = case["objects"]["work"]  # ВПР 2026, Математика, 5 класс
    case["objects"]["procedure"].days.all().delete()
    site.day.procedure = case["objects"]["procedure"]  # ВПР 2026
    site.day.save()
    report_participation(
        site, takings=[Taking("", 25, 22, {"illness": "12, 13"})], by=world.people["office"]
    )
    known = participation_of(work, world.north)
    shown = (
        as_("north").get(reverse("result_quality", args=[world.north.pk, work.pk])).content.decode()
    )

    assert (known.enrolled, known.took_part, known.in_results) == (25, 22, 20)
    assert (known.absent, known.reasons, known.unexplained) == (3, (("болезнь", 2),), 1)
    assert "участвовали 22 из 25" in shown
    assert "болезнь — 2; причина не записана — 1" in shown
    assert participation_of(work, world.south) is None
