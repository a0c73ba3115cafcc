"""In a real browser: the ways people go, and every page against axe (WCAG 2.2 AA)."""

from __future__ import annotations

from django.urls import reverse

from objektiv.web.models import Finding, Protocol, Work

from . import campaign
from .browsing import IN_BROWSER, sign_in, violations, walk
from .conftest import World

pytestmark = IN_BROWSER


def test_from_files_to_a_decision(page, live_server, world, tmp_path):
    names = []
    for file in campaign.csv("edu900101", "edu900102"):
        (tmp_path / file.name).write_bytes(file.read())
        names.append(str(tmp_path / file.name))

    sign_in(page, live_server, "north")
    page.get_by_role("link", name="Процедуры").click()
    page.get_by_role("link", name="Сбор результатов").click()
    page.get_by_role("link", name="Принести результаты").click()
    page.locator("input[type=file]").set_input_files(names)
    page.get_by_role("button", name="Прочитать файлы").click()
    page.get_by_role("heading", name="Что понято").wait_for()
    # The analysis runs inside this request here and compiles the kernel on its first call.
    page.get_by_role("button", name="Принять результаты").click(timeout=90_000)
    page.get_by_text("Результаты приняты").wait_for()

    Finding.objects.filter(school=world.first, class_name="").update(verdict="verify")
    page.get_by_role("link", name="Выводы").click()
    page.get_by_role("link", name="СОШ № 1").click()
    page.get_by_role("link", name="Запросить пояснения школы").click()
    page.get_by_role("button", name="Запросить").click()
    page.get_by_text("Запрошены пояснения школы").wait_for()

    sign_in(page, live_server, "head")
    page.get_by_role("link", name="Дать пояснения").click()
    page.get_by_role("link", name="Дать пояснения").click()
    page.get_by_role("button", name="Отправить пояснения").click()
    page.get_by_role("alert").get_by_text("Напишите пояснения").wait_for()
    page.get_by_label("Пояснения школы").fill("Тему прошли подробно.")
    page.get_by_role("button", name="Отправить пояснения").click()
    page.get_by_text("Пояснения отправлены").wait_for()

    sign_in(page, live_server, "north")
    page.get_by_role("link", name="Рассмотреть пояснения школы").click()
    page.get_by_text("Тему прошли подробно.").wait_for()
    page.get_by_role("link", name="Принять решение").click()
    page.get_by_label("объяснение школы принято").check()
    page.get_by_label("Обоснование").fill("Подтверждено журналом.")
    page.get_by_role("button", name="Записать решение").click()
    page.get_by_text("рассмотрение завершено").wait_for()


def test_a_wrong_role_is_refused_in_words(page, live_server, filled):
    sign_in(page, live_server, "teacher")
    finding = Finding.objects.filter(school=filled.first).first()

    page.goto(live_server.url + reverse("finding", args=[finding.pk]))

    page.get_by_role("heading", name="Такой страницы нет").wait_for()
    page.goto(live_server.url + reverse("bring", args=[filled.first.pk]))
    page.get_by_role("heading", name="Для этого нужна другая роль").wait_for()


def test_everything_works_without_javascript(browser, live_server, world, tmp_path):
    file = tmp_path / "результаты.csv"
    description = tmp_path / "work.toml"
    table, toml = campaign.csv("edu900101")
    file.write_bytes(table.read())
    description.write_bytes(toml.read())
    with browser.new_context(java_script_enabled=False, locale="ru-RU") as context:
        page = context.new_page()
        sign_in(page, live_server, "office")
        page.goto(live_server.url + reverse("bring", args=[world.first.pk]))
        page.locator("input[type=file]").set_input_files([str(file), str(description)])
        page.get_by_role("button", name="Прочитать файлы").click()
        page.get_by_role("button", name="Принять результаты").click(timeout=90_000)
        page.get_by_text("Результаты приняты").wait_for()
        page.goto(live_server.url + reverse("results", args=[world.first.pk]))
        page.locator("main tbody a").first.click()
        page.get_by_role("link", name="Баллы").click()
        page.locator("figure svg").wait_for()
        page.get_by_role("button", name="Версия для слабовидящих").click()
        assert page.locator("html").get_attribute("data-size") == "large"


DROP = """async ([names, contents]) => {
  const files = new DataTransfer();
  names.forEach((name, i) => files.items.add(new File([contents[i]], name)));
  const zone = document.querySelector(".drop");
  zone.dispatchEvent(new DragEvent("dragover", {dataTransfer: files, bubbles: true, cancelable: true}));
  zone.dispatchEvent(new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true}));
}"""  # noqa: E501


def test_files_are_dropped_in_several_goes_and_a_complaint_shows_its_cell(page, live_server, world):
    table, description = (file.read().decode() for file in campaign.csv("edu900101"))
    lines = table.splitlines()
    lines[5] = ",".join([*lines[5].split(",")[:-1], "много"])
    sign_in(page, live_server, "office")
    page.goto(live_server.url + reverse("bring", args=[world.first.pk]))

    page.evaluate(DROP, [["5а.csv", "лишний.csv"], ["\n".join(lines), "а,б"]])
    page.evaluate(DROP, [["work.toml"], [description]])
    rows = page.get_by_role("list", name="Выбранные файлы").get_by_role("listitem")
    assert rows.count() == 3
    assert violations(page) == []
    page.get_by_role("button", name="Убрать лишний.csv").press("Enter")
    assert rows.count() == 2
    page.get_by_role("button", name="Прочитать файлы").press("Enter")
    page.get_by_role("heading", name="Нужно исправить в файлах").wait_for()

    assert page.get_by_role("button", name="Принять результаты").is_disabled()
    page.get_by_role("link", name="Показать в таблице").first.press("Enter")
    page.locator(".excerpt .marked", has_text="много").wait_for()
    assert violations(page) == []
    page.locator("h1").press("/")
    page.keyboard.type("сош 1")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Организации").wait_for()


def test_a_procedure_from_the_catalogue_to_brought_documents(page, live_server, world, tmp_path):
    (tmp_path / "план.docx").write_bytes(b"plan")
    sign_in(page, live_server, "north")
    page.goto(live_server.url + reverse("sources", args=[world.north.pk]))
    page.get_by_role("link", name="Открыть процедуру НОКО").click()
    page.get_by_label("Ждём до").fill("2026-12-15")
    page.get_by_role("button", name="Добавить").click()
    page.get_by_text("Пришло 0 из 2").wait_for()
    page.get_by_role("button", name="Напомнить сейчас").click()
    page.get_by_text("Напомнили: 4").wait_for()
    assert violations(page) == []

    sign_in(page, live_server, "head")
    page.get_by_role("link", name="Уведомления").click()
    page.get_by_role("link", name="Ждём: НОКО 2026").click()
    page.locator("input[type=file]").set_input_files(str(tmp_path / "план.docx"))
    assert violations(page) == []
    page.get_by_role("button", name="Сохранить документы").click()
    page.get_by_text("документы приняты").first.wait_for()


PAGES_OF_A_PLACE = ("trends", "deficits", "internal", "result_classes", "result_protocols")
PAGES_OF_A_WORK = ("result_skills", "result_journal", "result_similar", "result_quality")


def addresses(world: World) -> list[tuple[str, str]]:
    work = Work.objects.get().pk
    finding = Finding.objects.get(school=world.first, class_name="").pk
    upload = world.people["north"].uploads.get().pk
    region, north, first = world.region.pk, world.north.pk, world.first.pk
    pages = [
        ("north", reverse("today")),
        ("north", reverse("search") + "?q=СОШ"),
        ("north", reverse("look")),
        ("north", reverse("account")),
        ("north", reverse("tokens")),
        ("north", reverse("api")),
        ("north", reverse("mfa_index")),
        ("north", reverse("account_change_password")),
        ("coordinator", reverse("place", args=[region])),
        ("north", reverse("place", args=[north])),
        ("north", reverse("place_add", args=[north])),
        ("north", reverse("people", args=[north])),
        ("north", reverse("invite", args=[north])),
        ("north", reverse("history", args=[north])),
        ("north", reverse("procedures", args=[north])),
        ("north", reverse("procedure_add", args=[north])),
        ("north", reverse("bring", args=[north])),
        ("north", reverse("sources", args=[north])),
        ("north", reverse("procedure_add", args=[north]) + "?source=noko"),
        ("north", reverse("notices")),
        ("north", reverse("notice_ways")),
        ("north", reverse("calendar")),
        ("north", reverse("jobs")),
        ("north", reverse("upload_withdraw", args=[upload])),
        ("north", reverse("uploads", args=[north])),
        ("north", reverse("upload", args=[upload])),
        ("north", reverse("results", args=[north])),
        ("north", reverse("findings", args=[north])),
        ("north", reverse("finding", args=[finding])),
        ("north", reverse("finding_ask", args=[finding])),
        ("head", reverse("results", args=[first])),
        ("south", reverse("results", args=[world.south.pk])),
        ("head", "/nowhere/"),
    ]
    result = reverse("result", args=[first, work])
    pages += [("head", reverse(name, args=[first])) for name in PAGES_OF_A_PLACE]
    pages += [("head", reverse(name, args=[first, work])) for name in PAGES_OF_A_WORK]
    item = reverse("result_item", args=[first, work, "1"])
    class_ = Protocol.objects.filter(school=world.first).first().class_name
    pages += [
        ("head", item),
        ("head", reverse("result_class", args=[first, work, class_]) + "?report=items"),
        ("head", reverse("class_results", args=[first, class_])),
        ("coordinator", reverse("trends", args=[region])),
        ("north", reverse("internal", args=[north])),
    ]
    reports = ("marks", "journal", "scores", "items", "skills", "groups", "individual")
    return [*pages, *(("head", f"{result}?report={report}") for report in reports)]


def test_no_page_breaks_the_rules_of_accessibility(page, live_server, filled):
    page.goto(live_server.url + reverse("account_login"))
    found = {"login": violations(page)}
    for address in walk(page, live_server, addresses(filled)):
        found[address] = violations(page)

    assert {name: problems for name, problems in found.items() if problems} == {}


def test_pages_fit_a_phone_and_keep_the_rules_in_the_dark(page, live_server, filled):
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    dark = ("/findings/", "report=items", reverse("today"), "/uploads/")
    found = {}
    for address in walk(page, live_server, addresses(filled)):
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[address] = [f"wider than the screen by {wider}"] if wider > 0 else []
        if address.endswith(dark):
            found[address] += violations(page)

    assert {name: problems for name, problems in found.items() if problems} == {}


def test_black_and_white_keeps_the_rules(page, live_server, filled):
    sign_in(page, live_server, "head")
    page.get_by_role("button", name="Версия для слабовидящих").click()
    finding = Finding.objects.get(school=filled.first, class_name="").pk

    for address in (reverse("today"), reverse("finding", args=[finding])):
        page.goto(live_server.url + address)
        assert violations(page) == []
