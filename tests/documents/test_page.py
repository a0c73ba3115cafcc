"""The report page: self-contained, the same numbers in picture and table, calm words."""

from __future__ import annotations

import dataclasses
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from objektiv import russian
from objektiv.documents import CampaignReport, report_html
from objektiv.schema import School, Verdict

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Page(HTMLParser):
    """Tags with their attributes, the text of each figure and its table, balance of tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.figures: list[dict[str, list[str]]] = []
        self._style = False
        self.style = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "figure":
            self.figures.append({"svg": [], "table": []})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            self.style += data
            return
        self.words.append(data)
        if "figure" in self.open and data.strip():
            for part in ("svg", "table"):
                if part in self.open:
                    self.figures[-1][part].append(data.strip())

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def html(campaign: CampaignReport) -> str:
    return report_html(campaign)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_page_is_well_formed_and_ids_are_unique(page: Page) -> None:
    assert page.open == []
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in page.tags:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(attrs.get(name, "").split()) <= set(ids)
        if attrs.get("href", "").startswith("#"):
            assert attrs["href"][1:] in ids


def test_page_needs_nothing_from_outside(page: Page, html: str) -> None:
    assert not {"script", "link", "iframe", "img", "object", "base"} & {t for t, _ in page.tags}
    for tag, attrs in page.tags:
        assert not {name for name in attrs if name.startswith("on")}
        assert "style" not in attrs, tag
        assert attrs.get("href", "#").startswith("#")
    assert "://" not in html
    assert "@import" not in page.style
    assert "url(" not in page.style


def test_policy_allows_the_one_style_and_nothing_else(page: Page) -> None:
    digest = b64encode(sha256(page.style.encode()).digest()).decode()
    policy = next(attrs["content"] for _, attrs in page.tags if "http-equiv" in attrs)

    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_every_chart_has_its_numbers_in_a_table_beside(page: Page) -> None:
    charts = [figure for figure in page.figures if figure["table"]]
    assert len(charts) == 10  # five of each of two works
    for figure in charts:
        numbers = [word for word in figure["svg"] if re.fullmatch(r"\d+\u00a0%", word)]
        rounded = {
            russian.share(float(word[:-2].replace(",", ".").replace("\u00a0", "")) / 100, 0)
            for word in figure["table"]
            if word.endswith("\u00a0%")
        }
        axis = {f"{n}\u00a0%" for n in (0, 25, 50, 75, 100)}
        assert set(numbers) <= rounded | axis


def test_answer_comes_first_and_counts_what_was_found(page: Page, campaign: CampaignReport) -> None:
    whole = sum(
        f.verdict is not Verdict.INSUFFICIENT
        for w in campaign.works
        for f in (w.findings.schools if w.findings else ())
    )
    answer = (
        f"Из {whole}\u00a0протоколов 2 требуют проверки, ещё на 2 стоит обратить внимание; "
        "в остальных признаков нет."
    ).replace("\u00a0", " ")
    assert page.text.index(answer) < page.text.index("Что делать")


def test_evidence_says_fact_range_alternative_and_clearing(page: Page) -> None:
    for words in (
        "9 учеников набрали ровно 12–13 баллов, ожидалось 3–6.",
        "ожидалось 5–11",
        "Возможные честные объяснения",
        "Тема только что изучена или повторена перед работой.",
        "Что снимет вопрос",
        "Повторная проверка 12 работ комиссией другой школы.",
        "Опубликованные маркеры — для сравнения, на вывод не влияют",
        "Баллов прошлого года в файле нет.",
        "sha256:3f9ac81d",
    ):
        assert words in page.text


def test_wording_never_accuses(page: Page) -> None:
    plain = page.text.casefold()
    for word in ("нарушени", "завышен", "необъективная", "фальсифи", "виновн", "рейтинг", "!"):
        assert word not in plain


def test_numbers_are_russian(page: Page) -> None:
    cells = page.text
    assert not re.search(r"\d\.\d+ ?%", cells)
    assert re.search(r"\d,\d %", cells.replace("\u00a0", " "))
    assert not re.search(r"(?<![\w.])-\d", cells.replace("sha256", ""))


def test_pupils_are_not_on_the_page(html: str, campaign: CampaignReport) -> None:
    reports = campaign.works[0].reports
    assert reports.individual
    assert "Индивидуальные результаты" not in html
    assert not any(f">{row.pupil}<" in html for row in reports.individual.rows)


def test_flagged_stand_in_alphabetical_order(
    make_campaign: Callable[..., CampaignReport],
) -> None:
    campaign = make_campaign(schools=14)
    schools = {
        id_: School(id_, f"Школа {'ЯЮЭЬЫЪЩШЧЦХФУТ'[i]}") for i, id_ in enumerate(campaign.schools)
    }
    named = dataclasses.replace(campaign, schools=schools)

    page = Page(report_html(named))

    found = re.findall(r"(Школа [А-Я])\. ВПР", page.text)
    assert found == sorted(found)
    assert len(found) == 4


@pytest.mark.parametrize("schools", [1, 2])
def test_few_schools(make_campaign: Callable[..., CampaignReport], schools: int) -> None:
    page = Page(report_html(make_campaign(schools=schools, subjects=("Математика",))))

    assert page.open == []
    assert page.text.count("Числа таблицей") == 5
    assert "Что выделяется" not in page.text


def test_nothing_read(campaign: CampaignReport) -> None:
    page = Page(report_html(dataclasses.replace(campaign, works=(), schools={})))

    assert "Не прочитано ни одной работы" in page.text
    assert "Откуда это" in page.text


def test_without_findings_scale_and_journal(campaign: CampaignReport) -> None:
    work = campaign.works[0]
    reports = dataclasses.replace(
        work.reports,
        scores=dataclasses.replace(work.reports.scores, cuts=()),
        journal=dataclasses.replace(work.reports.journal, rows=()),
        marks=dataclasses.replace(work.reports.marks, rows=()),
    )
    bare = dataclasses.replace(work, reports=reports, findings=None, tables=())

    page = Page(report_html(dataclasses.replace(campaign, works=(bare,))))

    assert "Признаки необъективности не вычислялись." in page.text
    assert "Шкала не загружена" in page.text
    assert page.text.count("Числа таблицей") == 3


def test_hostile_names_stay_text(campaign: CampaignReport) -> None:
    hostile = '</style><script>alert("1")</script>&amp;'
    schools = {id_: School(id_, hostile) for id_ in campaign.schools}
    named = dataclasses.replace(campaign, title=hostile, schools=schools, remarks=(hostile,))

    page = Page(report_html(named))

    assert page.open == []
    assert "script" not in {tag for tag, _ in page.tags}
    assert hostile in page.text


def test_long_tables_are_cut_and_say_where_the_rest_is(
    make_campaign: Callable[..., CampaignReport],
) -> None:
    html = report_html(make_campaign(schools=300, subjects=("Математика",)))

    assert "Показаны первые 100 из 302\u00a0строк; все — в файле tables.xlsx." in html
    assert len(html.encode()) < 2_000_000


def test_same_campaign_same_page(campaign: CampaignReport, html: str) -> None:
    assert report_html(campaign) == html
