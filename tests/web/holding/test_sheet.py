"""The observation sheet: sent twice it is kept once, two devices are told apart, remarks follow."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.holding import remarks
from objektiv.web.actions.holding import sheet as act
from objektiv.web.models import Measure, Observation, ObservationRemark, SheetEntry
from objektiv.web.queries.holding import sheet as query

from .observing import TODAY, observation_of, observer_of, site_of


@pytest.fixture
def watching(world) -> Observation:
    observer = observer_of(world, "watcher")
    return observation_of(world, observer, site_of(world, world.first, day=TODAY))


def entry(item: str, value: str = "", note: str = "", base="", **more) -> dict:
    return {
        "client": str(uuid4()), "base": str(base), "item": item, "value": value, "note": note,
        "at": timezone.now().isoformat(),
    } | more  # fmt: skip


def sent(client, watching, *entries) -> dict:
    client.force_login(watching.observer.person)
    response = client.post(
        reverse("watch_sync", args=[watching.pk]),
        json.dumps({"entries": entries}),
        content_type="application/json",
    )
    assert response.status_code == 200, response.content
    return response.json()


def test_sending_twice_is_the_same_as_once(client, watching):
    one, two = entry("hints", "yes"), entry("started", "9:05")
    first = sent(client, watching, one, two)
    again = sent(client, watching, one, two)

    assert first["kept"] == again["kept"] == [one["client"], two["client"]]
    assert SheetEntry.objects.count() == 2
    assert first["newest"]["started"]["value"] == "9:05"
    watching.refresh_from_db()
    assert watching.version
    assert [one["code"] for one in watching.items][:2] == ["came", "opened"]


def test_what_cannot_be_read_is_refused_alone(client, watching):
    good = entry("present", "24")
    bad = [
        entry("present", "много"), entry("started", "25:00"), entry("nothing", "1"),
        entry("hints", "maybe"), entry("hints", "no", "а" * 4001), entry("hints", at="завтра"),
        entry("hints", client="17"),
    ]  # fmt: skip
    answer = sent(client, watching, *bad, good)

    assert answer["kept"] == [good["client"]]
    assert [why for _, why in answer["refused"]] == [
        "Не записано: «много» — не целое число.",
        "Не записано: «25:00» — не время, пример: 9:05.",
        "Не записано: такого пункта в листе нет.",
        "Не записано: ответ не из списка.",
        "Не записано: пояснение длиннее 4000 знаков, сократите его.",
        "Не записано: время записи не читается.",
        "Не записано: номер записи не читается.",
    ]


def test_two_devices_are_told_apart_and_the_observer_chooses(client, watching):
    early, late = entry("hints", "yes"), entry("hints", "no")  # neither saw the other
    sent(client, watching, early)
    newest = sent(client, watching, late)["newest"]["hints"]
    assert (newest["value"], newest["other"]["value"]) == ("no", "yes")
    page = client.get(reverse("watch_sheet", args=[watching.pk])).content.decode()
    assert "Записано с двух устройств" in page

    chosen = sent(client, watching, entry("hints", "yes", base=late["client"]))["newest"]["hints"]
    assert (chosen["value"], chosen["other"]) == ("yes", None)
    assert SheetEntry.objects.count() == 3  # nothing that was typed is gone


def test_without_scripts_it_is_a_form_and_back_and_again_harms_nothing(client, watching):
    client.force_login(watching.observer.person)
    address = reverse("watch_sheet", args=[watching.pk])
    typed = {
        "form_id": str(uuid4()),
        "value-hints": "no",
        "note-hints": "Плакат",
        "note-remarks": "",
    }
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 302  # the same form sent again
    assert SheetEntry.objects.count() == 1
    page = client.get(address).content.decode()
    assert "Плакат" in page
    wrong = client.post(address, typed | {"value-present": "сто"})
    assert wrong.status_code == 422
    assert "«сто» — не целое число" in wrong.content.decode()


def test_without_scripts_the_choice_is_a_button(client, watching):
    sent(client, watching, entry("hints", "yes"))
    late = entry("hints", "no", "Карта")
    sent(client, watching, late)
    address = reverse("watch_sheet", args=[watching.pk])
    client.post(
        address,
        {"form_id": str(uuid4()), "seen-hints": late["client"], "value-hints": "no",
         "note-hints": "Карта", "resolve": late["client"]},
    )  # fmt: skip
    lines = {one.item.code: one for one in query.lines_of(watching)}
    assert (lines["hints"].said, lines["hints"].other) == ("нет: Карта", None)


def test_a_handed_in_sheet_asks_the_school_first(client, as_, world, watching):
    sent(client, watching, entry("hints", "no", "Карта мира на стене"), entry("seating", "yes"),
         entry("remarks", note="Начали на 10 минут позже"), entry("finish"))  # fmt: skip
    watching.refresh_from_db()
    assert (watching.state, watching.finished_at is not None) == ("done", True)
    texts = [one.text for one in ObservationRemark.objects.all()]
    assert texts == [
        "Наблюдатель отметил «нет»: подсказок на стенах, доске и столах нет. Карта мира на стене",
        "Начали на 10 минут позже",
    ]
    remark = ObservationRemark.objects.first()
    north, head = world.people["north"], world.people["head"]
    with pytest.raises(ValidationError, match="Сначала отвечает школа"):
        remarks.decide(remark, decision="Учтено", by=north)
    with pytest.raises(PermissionDenied):
        remarks.reply(remark, text="За школу", by=north)
    assert "Ответить на замечание наблюдателя" in as_("head").get(reverse("today")).content.decode()

    remarks.reply(remark, text="Карту сняли до начала", by=head)
    assert "Рассмотреть замечание" in as_("north").get(reverse("today")).content.decode()
    remarks.decide(remark, decision="Проверить кабинеты", offer="Осмотр кабинетов", by=north)
    as_("head").post(
        reverse("remark_take", args=[remark.pk]),
        {"text": "Осмотр кабинетов накануне", "term": "октябрь"},
    )
    remark.refresh_from_db()
    assert remark.state == "taken"
    assert remark.measure == Measure.objects.get()
    assert remark.measure.direction.plan.organisation == world.first


def test_silence_does_not_stop_a_decision_for_ever(watching, world, client):
    sent(client, watching, entry("phones", "no"), entry("finish"))
    remark = ObservationRemark.objects.get()
    ObservationRemark.objects.update(reply_by=TODAY - timedelta(days=1))
    remark.refresh_from_db()
    assert remarks.decide(remark, decision="Учтено", by=world.people["north"]).state == "closed"


def test_what_comes_after_handing_in_is_kept_and_asked_too(client, watching):
    sent(client, watching, entry("finish"), entry("phones", "yes"))
    assert not ObservationRemark.objects.exists()
    sent(client, watching, entry("remarks", note="Вспомнила: дверь была открыта"))
    assert [one.text for one in ObservationRemark.objects.all()] == [
        "Вспомнила: дверь была открыта"
    ]


def test_nobody_else_writes_and_a_taken_back_assignment_takes_nothing(client, world, watching):
    stranger = observer_of(world, "stranger2")
    with pytest.raises(PermissionDenied):
        act.receive(watching, [entry("hints", "yes")], by=stranger.person)
    watching.state = "replaced"
    watching.save()
    client.force_login(watching.observer.person)
    response = client.post(
        reverse("watch_sync", args=[watching.pk]),
        json.dumps({"entries": [entry("hints", "yes")]}),
        content_type="application/json",
    )
    assert response.status_code == 409
    assert "лист больше не принимается" in response.json()["error"]
    for body in ("", "[]", '{"entries": [1]}', '{"entries": 5}'):
        broken = client.post(reverse("watch_sync", args=[watching.pk]), body,
                             content_type="application/json")  # fmt: skip
        assert broken.status_code == 400


def test_the_act_holds_the_times_the_remarks_and_the_replies(client, as_, world, watching):
    at = timezone.localtime().replace(hour=9, minute=7).isoformat()
    sent(client, watching, entry("hints", "no", "Карта", at=at), entry("finish"))
    remarks.reply(ObservationRemark.objects.get(), text="Сняли сразу", by=world.people["head"])
    content = b"".join(
        as_("head").get(reverse("observation_act", args=[watching.pk, "docx"])).streaming_content
    )
    from io import BytesIO

    import docx

    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join(one.text for one in document.paragraphs).replace("\xa0", " ")
    assert {"нет: Карта", "09:07"} <= set(cells)
    assert "Ответ организации: Сняли сразу" in text
    assert "удостоверение № n" in text
    pdf = b"".join(
        as_("north").get(reverse("observation_act", args=[watching.pk, "pdf"])).streaming_content
    )
    assert pdf.startswith(b"%PDF")
