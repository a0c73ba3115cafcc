"""Terms of plans: a table of phrases (due.tsv), what never happens, days that move."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from objektiv.profiles import load_profile, load_school_terms
from objektiv.russian.dates import MONTHS
from objektiv.russian.due import (
    Event,
    Occurrence,
    Resolved,
    find_due,
    read_due,
    reminders,
    resolve_due,
    say_due,
)
from objektiv.russian.due.words import month_span
from objektiv.schema import Due, SchoolYear

YEAR = SchoolYear(2024)
TERMS = load_school_terms(YEAR)
REMIND = [int(load_profile().value(f"due.reminder.{one}")) for one in ("first", "last")]
with (Path(__file__).parent / "due.tsv").open(encoding="utf-8", newline="") as file:
    PHRASES = list(csv.DictReader(file, delimiter="\t"))
TEXTS = [row["text"].replace("\\n", "\n") for row in PHRASES]


def read(text: str) -> Due:
    return read_due(text, YEAR, TERMS)


def meaning(due: Due) -> tuple[object, ...]:
    """Everything a term says but its wording."""
    return (
        *(due.kind, due.start, due.end, due.anchor.lower(), due.offset_working_days),
        *(due.offset_days, due.relation, due.every, due.times, due.spans),
    )


def test_the_table_is_long() -> None:
    assert len({row["text"] for row in PHRASES}) == len(PHRASES) >= 150


@pytest.mark.parametrize("row", PHRASES, ids=lambda row: row["text"] or "nothing")
def test_phrase(row: dict[str, str]) -> None:
    text = row["text"].replace("\\n", "\n")

    due = read(text)

    assert due.text == text
    assert {
        "text": row["text"],
        "kind": due.kind,
        "start": str(due.start or ""),
        "end": str(due.end or ""),
        "anchor": due.anchor,
        "working_days": str(due.offset_working_days or ""),
        "days": str(due.offset_days or ""),
        "every": due.every,
    } == row


@pytest.mark.parametrize("text", TEXTS)
def test_saying_and_reading_again_gives_the_same_term(text: str) -> None:
    due = read(text)

    again = read(say_due(due))

    assert meaning(again) == meaning(due)
    assert say_due(again) == say_due(due)


@pytest.mark.parametrize("text", TEXTS)
def test_without_a_school_year_the_kind_is_the_same(text: str) -> None:
    bound, unbound = read(text), read_due(text)

    assert unbound.kind == bound.kind
    assert (unbound.anchor, unbound.every) == (bound.anchor, bound.every)
    assert meaning(read_due(say_due(unbound))) == meaning(unbound)


WORDS = sorted({word for text in TEXTS for word in text.split()} | {"2024", "31", ",", "-", "№"})


@settings(deadline=None)  # the first day loads the calendar
@given(st.one_of(st.text(max_size=120), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)))
@example("İ до 1 сентября")
@example("до 1 сентября 0000")
@example("за 999 лет до")
@example("99.99.9999")
def test_nothing_raises_and_the_text_stays(text: str) -> None:
    for due in (read(text), read_due(text), find_due(text, YEAR, TERMS)):
        if due is None:
            continue
        said, whole = ("".join(one.replace("*", "").split()) for one in (due.text, text))
        assert due.text == text or said in whole
        if due.start and due.end:
            assert due.start <= due.end
        assert list(due.spans) == sorted(due.spans)
        resolved = resolve_due(due, [Event("ВПР", date(2025, 4, 7), date(2025, 4, 8))], TERMS)
        assert all(one.start <= one.end for one in resolved.occurrences)
        assert resolved.occurrences or resolved.note or due.kind == "none"
        assert reminders(resolved, REMIND) == () or resolved.occurrences


@given(st.dates(date(2020, 9, 1), date(2030, 8, 31)))
def test_every_day_is_read_back_from_its_words(day: date) -> None:
    year = SchoolYear.of(day)
    for text in (f"до {day:%d.%m.%Y}", f"до {day:%d.%m}", f"в срок до {day:%d.%m.%y} г."):
        assert read_due(text, year).end == day
    assert read_due(say_due(read_due(f"{day:%d.%m.%Y}"))).spans == ((day, day),)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("август", "Август 2024 или 2025 года? Принят 2025 год."),
        ("до 25 августа", "Август 2024 или 2025 года? Принят 2025 год."),
        ("до 01.09.2022", "Срок не в учебном году плана (2024/25): проверьте год."),
        ("2022-2023 учебный год", "Срок не в учебном году плана (2024/25): проверьте год."),
        ("октябрь, по усмотрению", ""),
        ("31.02.2025", "Такого дня нет: уточните дату."),
        ("до 1 сентября", ""),
        ("август 2024", ""),
    ],
)  # fmt: skip
def test_what_is_asked(text: str, asks: str) -> None:
    assert read(text).doubt == asks


@given(st.integers(2000, 2099), st.integers(1, 12))
def test_weeks_fill_a_month_and_each_has_working_days(year: int, month: int) -> None:
    first, last = month_span(year, month)
    found = [read_due(f"{n}-я неделя {MONTHS[month - 1]} {year}") for n in range(1, 6)]
    weeks = [due.spans[0] for due in found if due.spans]

    assert (weeks[0][0], weeks[-1][1]) == (first, last)
    assert all((b[0] - a[1]).days == 1 for a, b in pairwise(weeks))
    assert all(start.weekday() < 5 or start == first for start, _ in weeks)
    assert all(
        (end - start).days < 9 and end.weekday() in (6, last.weekday()) for start, end in weeks
    )


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("по итогам I полугодия", ["09.01.2025"]),
        ("по окончании учебного года", ["27.05.2025"]),
        ("последний понедельник месяца", ["30.09.2024", "28.10.2024", "25.11.2024"]),
        ("в конце каждой четверти", ["25.10.2024", "30.12.2024", "21.03.2025"]),
    ],
)
def test_days_that_follow_from_the_school_year(text: str, ends: list[str]) -> None:
    assert [end for _, end in days(text, [])][:3] == ends


VPR = [
    Event("ВПР, русский язык, 5 класс", date(2025, 4, 14), date(2025, 4, 15), date(2025, 5, 6)),
    Event("ВПР, математика, 5 класс", date(2025, 5, 5), date(2025, 5, 6), date(2025, 5, 26)),
]
RDR = [Event("РДР, функциональная грамотность", date(2024, 11, 6), date(2024, 11, 6))]


def days(text: str, events: list[Event]) -> list[tuple[str, str]]:
    resolved = resolve_due(read(text), events, TERMS)
    return [(f"{one.start:%d.%m.%Y}", f"{one.end:%d.%m.%Y}") for one in resolved.occurrences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Monday 14 April: Friday before; Monday 5 May: 1, 2 May are off, so Wednesday 30 April
        ("не позднее 1 рабочего дня до проведения ВПР", ["11.04.2025", "30.04.2025"]),
        ("за 3 дня до проведения ВПР", ["11.04.2025", "30.04.2025"]),
        ("до проведения ВПР", ["11.04.2025", "30.04.2025"]),
        # 3 and 4 November 2024 are Sunday and a holiday; 2 November was a working Saturday
        ("за 1 рабочий день до проведения РДР", ["05.11.2024"]),
        ("за 2 рабочих дня до проведения РДР", ["02.11.2024"]),
        (
            "не позднее 1 рабочего дня до проведения процедуры",
            ["05.11.2024", "11.04.2025", "30.04.2025"],
        ),
        # results on 6 May: 8 and 9 May are off; on 26 May
        ("в течение 5 рабочих дней после получения результатов ВПР", ["15.05.2025", "02.06.2025"]),
        ("в день проведения ВПР", ["15.04.2025", "06.05.2025"]),
        ("в соответствии с графиком ВПР", ["15.04.2025", "06.05.2025"]),
        ("по плану", []),
        ("октябрь, апрель", ["31.10.2024", "30.04.2025"]),
        ("1 раз в полугодие", ["30.12.2024", "26.05.2025"]),
    ],
)
def test_days_follow_from_the_schedule(text: str, expected: list[str]) -> None:
    assert [end for _, end in days(text, VPR + RDR)] == expected


def test_terms_of_the_school_are_events_too() -> None:
    assert [start for start, _ in days("по итогам четверти", [])] == [
        "28.10.2024", "09.01.2025", "24.03.2025", "27.05.2025"
    ]  # fmt: skip


def test_when_a_procedure_moves_the_days_and_reminders_move() -> None:
    due = read("не позднее 1 рабочего дня до проведения ВПР")
    was = Event("ВПР, история", date(2025, 4, 15), date(2025, 4, 15))
    now = Event("ВПР, история", date(2025, 5, 12), date(2025, 5, 12))

    before, after = (resolve_due(due, [event]) for event in (was, now))

    assert [one.end for one in before.occurrences] == [date(2025, 4, 14)]
    assert [one.end for one in after.occurrences] == [date(2025, 5, 7)]
    assert [day for day, _ in reminders(before, REMIND)] == [date(2025, 4, 7), date(2025, 4, 11)]
    assert [day for day, _ in reminders(after, REMIND)] == [date(2025, 4, 28), date(2025, 5, 6)]


def test_results_that_are_not_there_yet_leave_the_term_open() -> None:
    resolved = resolve_due(read("в течение 5 рабочих дней после получения результатов"), RDR)

    assert resolved == Resolved((), "Даты события ещё не известны: срок появится вместе с ними.")


@settings(deadline=None)
@given(st.integers(0, 10), st.dates(date(2024, 9, 1), date(2025, 8, 1)), st.integers(1, 60))
def test_a_term_before_an_event_moves_with_it(n: int, day: date, later: int) -> None:
    due = read(f"за {n + 1} рабочих дней до проведения ВПР")
    first, second = (
        resolve_due(due, [Event("ВПР", one, one)]).occurrences[0].end
        for one in (day, day + timedelta(days=later))
    )

    assert first < day
    assert first <= second


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Разместить документы на сайте в **срок до 01.09.2024г.**", "в срок до 01.09.2024г."),
        ("Выявлять проблемные зоны **на постоянной основе**.", "на постоянной основе."),
        (
            "Организовать обмен опытом **в течение 2024-2025 учебного года.**",
            "в течение 2024-2025 учебного года.",
        ),
        ("Представить отчёт до 15 октября.", "до 15 октября."),
        ("До 15 октября представить отчёт.", "До 15 октября"),
        ("Провести родительские собрания (срок: октябрь, апрель)", "срок: октябрь, апрель"),
        ("Проводить взаимопроверку 1 раз в четверть", "1 раз в четверть"),
    ],
)
def test_a_term_is_found_in_a_sentence(sentence: str, text: str) -> None:
    due = find_due(sentence, YEAR, TERMS)

    assert due is not None
    assert due.text == text


@pytest.mark.parametrize(
    "sentence",
    [
        "Довести до сведения педагогов результаты процедур",
        "Подготовить анализ результатов ВПР в соответствии с рекомендациями",
        "Обсудить итоги 2023/2024 учебного года на педсовете",
        "Провести работу с 5 классами",
        "Срочно проверить журналы",
    ],
)
def test_words_of_a_sentence_are_not_taken_for_a_term(sentence: str) -> None:
    assert find_due(sentence, YEAR, TERMS) is None


def test_reminders_come_once_each() -> None:
    one = Occurrence(date(2026, 1, 12), date(2026, 1, 12))

    assert [day for day, _ in reminders(Resolved((one,)), (1, 1, 0))] == [
        date(2025, 12, 30),
        date(2026, 1, 12),
    ]
