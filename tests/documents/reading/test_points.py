"""Documents in running text: addressees, points of two levels, protocols, orders, letters."""

from __future__ import annotations

from pathlib import Path

from objektiv.documents.reading import ReadPlan, read_plan


def read(tmp_path: Path, text: str) -> ReadPlan:
    path = tmp_path / "план.txt"
    path.write_text(text, encoding="utf-8")
    return read_plan(path)


def test_protocol_of_a_council(tmp_path: Path) -> None:
    text = (
        "Протокол № 3\nзаседания педагогического совета МБОУ «Лицей № 2»\nот 12.11.2024\n\n"
        "Присутствовали: 24 человека\n\nПовестка:\n1. Итоги ВПР\n2. О подготовке к ГИА\n\n"
        "РЕШИЛИ:\n1. Провести анализ результатов до 01.12.2024.\n"
        "2. Заместителю директора составить график, срок: до 20 ноября 2024 г.\n\n"
        "Председатель ________ Петрова А.И.\n"
    )

    plan = read(tmp_path, text)

    assert plan.kind == "protocol"
    assert plan.organisation == "МБОУ «Лицей № 2»"
    assert [(one.title, len(one.measures)) for one in plan.sections] == [
        ("Повестка", 2),
        ("РЕШИЛИ", 2),
    ]
    assert [str(one.due.end) for one in plan.sections[1].measures] == ["2024-12-01", "2024-11-20"]


def test_lines_under_a_point_say_when_and_who(tmp_path: Path) -> None:
    text = (
        "Приказ\nМБОУ «СОШ № 5 г. Ручейска»\nот 30.08.2024\n\nПРИКАЗЫВАЮ:\n"
        "1. Провести анализ результатов ВПР.\nСрок: до 01.12.2024.\n"
        "Ответственный: заместитель директора по УВР Лисина О.Н.\n"
        "2. Обучить экспертов (ответственный – Гусев А.В., срок: октябрь, апрель).\n"
        "3. Контроль оставляю за собой.\n"
    )

    plan = read(tmp_path, text)

    assert (plan.kind, plan.organisation) == ("order", "МБОУ «СОШ № 5 г. Ручейска»")
    first, second, third = plan.sections[0].measures
    assert (first.text, str(first.due.end)) == ("Провести анализ результатов ВПР.", "2024-12-01")
    assert first.responsible == ("заместитель директора по УВР Лисина О.Н.",)
    assert (second.responsible, second.due.kind) == (("Гусев А.В.",), "months")
    assert third.due.kind == "none"


ADDRESSED = """Адресные рекомендации
по результатам ВПР в 2025/2026 учебном году

Директорам школ:
1) провести анализ;
2) обсудить на педсоветах в срок до 15.06.2026.

Муниципальным методическим службам:
- организовать семинары ежеквартально;

Администрации МБОУ СОШ № 3:
а) усилить контроль;
б) направить педагогов на курсы.

Классным руководителям
1. Провести родительские собрания (сентябрь, май).
"""


def test_every_addressee_has_a_section(tmp_path: Path) -> None:
    plan = read(tmp_path, ADDRESSED)

    assert (plan.organisation, plan.school_year, plan.rest) == ("", "2025/26", ())
    assert [(one.title, [m.due.kind for m in one.measures]) for one in plan.sections] == [
        ("Директорам школ", ["none", "date"]),
        ("Муниципальным методическим службам", ["period"]),
        ("Администрации МБОУ СОШ № 3", ["none", "none"]),
        ("Классным руководителям", ["months"]),
    ]
    assert plan.sections[2].schools == ("МБОУ СОШ № 3",)


def test_numbers_of_two_levels_in_running_text(tmp_path: Path) -> None:
    text = (
        "План работы\nМАОУ «Гимназия № 1» на 2025-2026 уч. год\n\n"
        "1. Организационные мероприятия\n1.1. Издать приказ – до 1 сентября, отв. Лисина О.Н.\n"
        "2. Методические мероприятия:\n"
        "2.1. Провести семинар (октябрь, отв.: Гусев А.В., Котова Е.М.)\n"
        "2.2. Обучить экспертов за 3 рабочих дня до ВПР.\n"
    )

    plan = read(tmp_path, text)

    assert [(one.number, one.title) for one in plan.sections] == [
        ("1", "Организационные мероприятия"), ("2", "Методические мероприятия")
    ]  # fmt: skip
    order, seminar, experts = [one for section in plan.sections for one in section.measures]
    assert (str(order.due.end), order.responsible) == ("2025-09-01", ("Лисина О.Н.",))
    assert (seminar.due.kind, len(seminar.responsible)) == ("month", 2)
    assert (experts.due.kind, experts.due.offset_working_days) == ("before_event", 3)


def test_a_letter_with_points(tmp_path: Path) -> None:
    text = (
        "УПРАВЛЕНИЕ ОБРАЗОВАНИЯ АДМИНИСТРАЦИИ РУЧЕЙСКОГО РАЙОНА\n"
        "ПИСЬМО\nот 12.03.2026 № 01-15/220\n\n"
        "Руководителям общеобразовательных организаций\n\nО проведении ВПР\n\n"
        "Управление образования администрации Ручейского района просит:\n"
        "1. Назначить организаторов до 01.04.2026.\n2. Обеспечить наблюдение.\n\n"
        "Начальник управления О.Н. Лисина\n"
    )

    plan = read(tmp_path, text)

    assert (plan.kind, plan.title) == ("letter", "О проведении ВПР")
    assert plan.organisation == "Управление образования администрации Ручейского района"
    assert [one.number for section in plan.sections for one in section.measures] == ["1", "2"]
    assert "Руководителям общеобразовательных организаций" in plan.rest
