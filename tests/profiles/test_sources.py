"""The catalogue of sources names everything once, with its term and status."""

from __future__ import annotations

from objektiv.profiles import catalogue

NAMED = {
    "ВПР", "ОГЭ", "ЕГЭ", "ГИА", "РДР", "РПР", "МПР", "НИКО", "PISA для школ", "Текущий контроль",
    "Промежуточная аттестация", "Внутренний мониторинг", "Государственная регламентация", "НОКО",
    "Мониторинг системы образования", "Мониторинговые исследования", "Конкурсы и олимпиады",
    "Опросы участников",
}  # fmt: skip


def test_everything_the_field_names_is_there_once():
    assert len({one.code for one in catalogue()}) == len(catalogue())
    assert {one.kind for one in catalogue()} == NAMED


def test_usual_terms_are_days_of_any_year():
    for one in catalogue():
        assert one.due_in(2027) is None or one.due_in(2027).year == 2027
        assert one.form
