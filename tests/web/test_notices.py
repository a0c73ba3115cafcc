"""Notices reach people the way they chose; letters can be ended by one click."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions import letters, notices
from objektiv.web.models import Notice
from objektiv.web.models.notifications import Kind, Way

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()


def tell(world, *names: str, kind: Kind = Kind.TERM, text: str = "Ждём результаты ВПР.") -> int:
    people = [world.people[name] for name in names]
    return letters.write(people, "ждём результаты", text, "/o/1/bring/", kind=kind)


def choose(world, name: str, way: Way, kind: Kind = Kind.TERM) -> None:
    notices.choose_ways(world.people[name], {kind: way})


def test_each_is_told_the_way_each_has_chosen(world, mailoutbox):
    for name, way in zip(("head", "deputy", "office", "teacher"), Way, strict=True):
        choose(world, name, way)

    assert tell(world, "head", "deputy", "office", "teacher") == 3

    assert set(Notice.objects.values_list("person__email", "by_letter")) == {
        ("head@test.example", ""), ("deputy@test.example", "at_once"),
        ("office@test.example", "digest"),
    }  # fmt: skip
    assert [letter.to for letter in mailoutbox] == [["deputy@test.example"]]


def test_a_letter_is_text_and_html_and_can_be_ended(world, mailoutbox):
    tell(world, "head", text="Ждём <b>результаты</b> & отчёт.")

    (letter,) = mailoutbox
    html = letter.alternatives[0].content
    assert "Ждём <b>результаты</b> & отчёт." in letter.body
    assert "Ждём &lt;b&gt;результаты&lt;/b&gt; &amp; отчёт." in html
    assert "/o/1/bring/" in letter.body
    assert "/o/1/bring/" in html
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/stop/>" in letter.extra_headers["List-Unsubscribe"]


def test_one_click_ends_letters_of_that_kind_only(world, client, mailoutbox):
    tell(world, "head")
    address = mailoutbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = address.removeprefix("http://127.0.0.1:8000")

    assert client.get(path).status_code == 302  # looking changes nothing
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    tell(world, "head")
    tell(world, "head", kind=Kind.REVIEW)

    assert len(mailoutbox) == 2
    assert Notice.objects.filter(person=world.people["head"]).count() == 3


def test_the_link_of_a_letter_opens_the_choice_without_signing_in(world, client):
    token = letters.letter_token(world.people["head"], Kind.TERM)
    page = reverse("letter_settings", args=[token])

    assert "head@test.example" in client.get(page).text
    ways = {kind.value: "off" for kind in Kind}
    assert client.post(page, ways).status_code == 302
    assert tell(world, "head") == 0


@pytest.mark.parametrize("token", ["", "x", "WzEsInRlcm0iXQ:1x:forged"])
def test_a_forged_link_opens_nothing(client, db, token):
    for name in ("letter_settings", "unsubscribe"):
        assert client.get(reverse(name, args=[token or "-"])).status_code == 404


def test_the_digest_comes_once_and_says_everything(world, mailoutbox):
    choose(world, "head", Way.DIGEST)
    tell(world, "head", text="Первое.")
    tell(world, "head", text="Второе.")

    assert letters.send_digests(TODAY) == 1
    assert letters.send_digests(TODAY) == 0

    assert "Первое." in mailoutbox[0].body
    assert "Второе." in mailoutbox[0].body
    assert "2\u00a0новости" in mailoutbox[0].subject


def test_a_letter_refused_by_the_server_is_sent_later(world, settings, mailoutbox):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    tell(world, "head")
    assert Notice.objects.get().sent_at is None

    settings.EMAIL_BACKEND = working
    assert letters.send_letters() == 1
    assert letters.send_letters() == 0

    assert len(mail.outbox) == 1


def test_letters_to_many_are_left_to_the_worker(world, mailoutbox):
    people = [world.person(f"many{number}") for number in range(letters.SENT_BY_PAGES + 1)]
    letters.write(people, "новость", "Текст.", "/")
    assert mailoutbox == []

    assert letters.send_letters() == len(people)


def test_old_notices_go(world):
    tell(world, "head")
    assert notices.prune_notices() == 0

    Notice.objects.update(at=timezone.now() - notices.KEPT_FOR - timedelta(days=1))

    assert notices.prune_notices() == 1


def test_opening_reads_and_the_bell_counts(world, as_):
    tell(world, "head")
    tell(world, "head")
    client = as_("head")
    first = Notice.objects.first()

    assert '<span class="visually-hidden">новых: </span>2</span>' in client.get("/").text
    assert client.get(reverse("notice", args=[first.pk])).url == "/o/1/bring/"
    assert "новых: </span>1<" in client.get("/").text
    client.post(reverse("notice_change", args=[first.pk]), {"read": "no"})
    assert "новых: </span>2<" in client.get("/").text
    client.post(reverse("notices_read"))
    assert "новых: </span>" not in client.get("/").text


def test_the_list_filters_and_the_choice_is_kept(world, as_):
    tell(world, "head")
    client = as_("head")

    assert "Ждём результаты ВПР." in client.get(reverse("notices") + "?kind=term&unread").text
    assert "Таких уведомлений нет" in client.get(reverse("notices") + "?kind=job").text
    sent = {kind.value: "system" for kind in Kind}
    client.post(reverse("notice_ways"), sent | {"term": "digest"})
    assert '<option value="digest" selected>' in client.get(reverse("notice_ways")).text
    assert client.post(reverse("notice_ways"), sent | {"term": "loud"}).status_code == 422


def test_a_job_that_failed_tells_who_started_it(world):
    from objektiv.web.actions import jobs

    def refuse(job, progress):
        raise jobs.Refusal("Класс указан дважды.")

    job = jobs.create_job("none", "Чтение файлов", by=world.people["office"])
    jobs.carry_out(job.pk, refuse)
    quick = jobs.create_job("none", "Быстрое", by=world.people["office"])
    jobs.carry_out(quick.pk, lambda job, progress: None)

    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (world.people["office"], Kind.JOB)
    assert "Класс указан дважды." in notice.text
    assert notice.path == reverse("job", args=[job.pk])


def test_a_school_hears_when_somebody_else_withdraws_its_results(world, case):
    from objektiv.web.actions.uploads import withdraw
    from objektiv.web.models import Protocol

    Notice.objects.all().delete()
    withdraw(Protocol.objects.get(), reason="Не та работа", by=world.people["north"])

    told = {one.person.email.split("@")[0] for one in Notice.objects.select_related("person")}
    assert told == {"head", "deputy", "office"}
    assert "Не та работа" in Notice.objects.first().text
    Notice.objects.all().delete()
    Protocol.objects.update(state="accepted")

    withdraw(Protocol.objects.get(), reason="Не та работа", by=world.people["office"])

    assert not Notice.objects.exists()
