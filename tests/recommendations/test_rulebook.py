"""Rules as a methodologist keeps them: every complaint at once, nothing half-read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from objektiv.recommendations import (
    KINDS,
    Ground,
    Rule,
    RulesRefused,
    apply_rules,
    read_rules,
    rules,
    write_rules,
)
from objektiv.recommendations.rulebook import FORBIDDEN

RULE = Rule(
    code="own",
    block="school",
    direction="Проверка",
    addressee="руководителю",
    text="Обсудить в {year} году",
    term="до 1 октября {year} года",
    expected_result="Обсуждено",
    checked_by="заместитель руководителя",
    ground="look",
)


def complaints(*made: Rule, extra: str = "") -> str:
    with pytest.raises(RulesRefused) as refused:
        read_rules(write_rules(made) + extra)
    return "\n".join(refused.value.complaints)


def test_every_built_in_rule_has_a_kind_but_reading_advice():
    assert {rule.code for rule in rules() if rule.kind not in KINDS} == {"sample.limited"}


def test_all_complaints_come_at_once_and_name_the_rule():
    said = complaints(
        replace(RULE, text=""), replace(RULE, code="two", ground="peek", kind="unknown")
    )

    assert "Правило «own»: не заполнено «что рекомендовано»." in said
    assert "Правило «two»: основания «peek» нет." in said
    assert "Правило «two»: вида меры «unknown» нет" in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"block": "some"}, "school или all"),
        ({"ground": ""}, "нужно основание"),
        ({"block": "all"}, "уберите его"),
        ({"text": "До {yaer} года"}, "поля {yaer} нет, есть {year}"),
        ({"text": "До {year года"}, "не закрыты"),
        ({"text": "Устранить нарушения"}, "больше, чем признак"),
        ({"expected_result": "Завышение отметок прекращено"}, "больше, чем признак"),
        ({"direction": "Необъективные школы"}, "больше, чем признак"),
    ],
)
def test_a_wrong_rule_is_refused_in_words(change, words):
    assert words in complaints(replace(RULE, **change))


def test_a_code_stands_once():
    assert "такой код уже есть" in complaints(RULE, RULE)


def test_unknown_fields_and_numbers_are_refused():
    said = complaints(replace(RULE, text=""), extra="text = 5\nweight = 'x'\n")

    assert "поля «weight» нет" in said
    assert "«что рекомендовано» должно быть текстом" in said


def test_broken_toml_is_said_so():
    with pytest.raises(RulesRefused, match="не читается"):
        read_rules("[[rules]\n")
    with pytest.raises(RulesRefused, match="ни одного"):
        read_rules("")


def test_a_ground_in_two_works_is_said_once():
    held = [Ground("look", "Математика: а"), Ground("look", "Русский: б"), Ground("peaks", "в")]

    (one,) = apply_rules([RULE], held, {"year": "2026"}, block="school")

    assert (one.text, one.term) == ("Обсудить в 2026 году", "до 1 октября 2026 года")
    assert one.ground == "Математика: а. Русский: б."


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="{}"), min_size=1, max_size=60)


@given(TEXT)
def test_any_text_survives_writing_and_reading(text):
    assume(text.strip() and not FORBIDDEN.search(text))
    written = replace(RULE, checked_by=text)

    assert read_rules(write_rules([written])) == (written,)
