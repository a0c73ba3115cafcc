"""The demonstration municipality: 25 invented schools, four works of each spring.

Everything is invented: the district, its settlements, schools and pupils; the logins
edu9xxxxx belong to nobody. The municipality carries «демонстрационные данные» in its name, so
that every table and picture made from it says so.

What it is compared with: twenty-five schools are too few to know how far honest schools
differ, so `demo_region` sets the municipality among the other districts of the invented
region, and `write_demo` writes both: protocols of the 25 schools as ФИС ОКО exports them and
one wide table of the neighbours beside them, as a region would hand it over.

Over several years the schools stay the same and the pupils move up: who wrote the works of
grade 4 writes those of grade 5 a year later, and the earlier score is the prior score. What
is done in which years stands in `_DEEDS`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from objektiv.schema import Item, Level, Scale, School, Work
from objektiv.simulation.campaign import Campaign, merged, simulate_region
from objektiv.simulation.cheating import Cheating
from objektiv.simulation.files import folder_name, wide, work_toml, write_protocols
from objektiv.simulation.plan import KINDS, Plan
from objektiv.simulation.population import (
    FIRST_LOGIN,
    LETTERS,
    SETTLEMENT,
    TOWN,
    VILLAGE,
    Cohort,
    Region,
    draw_region,
)
from objektiv.simulation.streams import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

REGION = "Примерская область"
MUNICIPALITY = "Ручейский округ (демонстрационные данные)"
NEIGHBOURS = "Другие районы.csv"
YEAR = 2026

# Name, kind, classes of a parallel, pupils of a class.
_SCHOOLS = (
    ("МАОУ «Лицей № 1» г. Ручейск", TOWN, 3, 26),
    ("МАОУ «Гимназия № 2» г. Ручейск", TOWN, 3, 27),
    ("МБОУ «СОШ № 3» г. Ручейск", TOWN, 4, 25),
    ("МБОУ «СОШ № 4» г. Ручейск", TOWN, 3, 25),
    ("МБОУ «СОШ № 5» г. Ручейск", TOWN, 2, 24),
    ("МБОУ «СОШ № 6» г. Ручейск", TOWN, 3, 26),
    ("МБОУ «СОШ № 7» г. Ручейск", TOWN, 2, 25),
    ("МБОУ «СОШ № 8» г. Ручейск", TOWN, 4, 27),
    ("МБОУ «СОШ № 1» пгт Ольховый Брод", SETTLEMENT, 2, 19),
    ("МБОУ «СОШ № 2» пгт Ольховый Брод", SETTLEMENT, 2, 17),
    ("МБОУ «СОШ» с. Тихий Плёс", SETTLEMENT, 1, 22),
    ("МБОУ «СОШ» с. Синие Ключи", SETTLEMENT, 1, 18),
    ("МБОУ «СОШ» с. Новая Мельница", SETTLEMENT, 1, 20),
    ("МБОУ «СОШ» с. Белые Мостки", SETTLEMENT, 1, 16),
    ("МБОУ «СОШ» с. Каменный Лог", SETTLEMENT, 1, 14),
    ("МБОУ «СОШ» с. Журавлиный Стан", VILLAGE, 1, 12),
    ("МБОУ «СОШ» с. Старая Переправа", VILLAGE, 1, 13),
    ("МКОУ «ООШ» с. Кленовая Горка", VILLAGE, 1, 11),
    ("МКОУ «ООШ» с. Верхняя Заводь", VILLAGE, 1, 9),
    ("МКОУ «ООШ» с. Малые Родники", VILLAGE, 1, 8),
    ("МКОУ «ООШ» с. Липовая Грива", VILLAGE, 1, 7),
    ("МКОУ «ООШ» д. Дальняя Пристань", VILLAGE, 1, 6),
    ("МКОУ «ООШ» д. Росстань", VILLAGE, 1, 5),
    ("МКОУ «ООШ» д. Сухой Ручей", VILLAGE, 1, 5),
    ("МКОУ «ООШ» х. Вишнёвый Яр", VILLAGE, 1, 4),
)
_STRONG = (0, 1)  # the lyceum and the gymnasium: strong and honest


@dataclass(frozen=True)
class _Deed:
    school: int
    subject: str
    grade: int
    kind: str
    intensity: float
    letter: str = ""  # "" the whole school
    years: tuple[int, ...] = (YEAR,)


_DEEDS = (
    _Deed(5, "Математика", 4, "hard", 0.95, years=(YEAR - 2, YEAR - 1, YEAR)),  # every year
    _Deed(2, "Русский язык", 4, "hard", 1.0, years=(YEAR - 2, YEAR - 1)),  # then no more
    _Deed(4, "Русский язык", 5, "leak", 0.95, years=(YEAR - 2,)),  # once
    _Deed(8, "Математика", 4, "bump", 1.0),
    _Deed(5, "Русский язык", 4, "open", 0.9),
    _Deed(9, "Русский язык", 4, "fabrication", 0.9),
    _Deed(3, "Математика", 5, "copying", 1.0, "Б"),
    _Deed(4, "Математика", 5, "leak", 0.9),
    _Deed(6, "Русский язык", 5, "blanks", 0.95),
    _Deed(7, "Русский язык", 5, "marks_to_journal", 1.0),
)

# Code, maximum, level, open, codifier position, what the item checks.
_Rows = tuple[tuple[str, int, str, bool, str, str], ...]
_MATHS_4: _Rows = (
    ("1", 1, "Б", False, "1.1", "Сложение и вычитание чисел"),
    ("2", 1, "Б", False, "1.2", "Порядок действий в выражении"),
    ("3", 2, "Б", True, "3.1", "Текстовая задача в 1–2 действия"),
    ("4", 1, "Б", False, "2.1", "Единицы времени"),
    ("5.1", 1, "Б", False, "4.1", "Периметр и площадь прямоугольника"),
    ("5.2", 1, "Б", False, "4.2", "Построение на клетчатой бумаге"),
    ("6.1", 1, "Б", False, "5.1", "Чтение таблицы"),
    ("6.2", 1, "Б", False, "5.2", "Сравнение данных таблицы"),
    ("7", 1, "Б", False, "1.3", "Умножение и деление многозначных чисел"),
    ("8", 2, "П", True, "3.2", "Задача с величинами в несколько действий"),
    ("9.1", 1, "П", False, "6.1", "Логическое рассуждение"),
    ("9.2", 1, "П", False, "6.1", "Вывод из рассуждения"),
    ("10", 2, "П", True, "5.3", "Связный текст и его данные"),
    ("11", 2, "П", True, "4.3", "Пространственное представление"),
    ("12", 2, "В", True, "3.3", "Задача в 3–4 действия"),
)
_RUSSIAN_4: _Rows = (
    ("1", 2, "Б", True, "1.1", "Осознание места возможной орфограммы"),
    ("2", 1, "Б", False, "1.2", "Ударение в словах"),
    ("3", 2, "Б", True, "1.3", "Однородные члены предложения"),
    ("4", 3, "Б", True, "2.1", "Главные члены и части речи"),
    ("5", 2, "Б", False, "1.4", "Звонкие и глухие согласные"),
    ("6", 1, "Б", False, "3.1", "Основная мысль текста"),
    ("7", 1, "Б", False, "3.3", "Значение слова в тексте"),
    ("8", 2, "П", True, "3.2", "План текста"),
    ("9", 3, "П", True, "2.3", "Состав слова и разбор имени существительного"),
    ("10", 3, "Б", True, "2.4", "Разбор имени прилагательного"),
    ("11", 1, "Б", False, "2.5", "Глаголы среди слов предложения"),
    ("12", 3, "В", True, "4.1", "Толкование ситуации в письменной форме"),
)
_MATHS_5: _Rows = (
    ("1", 1, "Б", False, "1.1", "Обыкновенные дроби"),
    ("2", 1, "Б", False, "1.2", "Десятичные дроби"),
    ("3", 1, "Б", False, "1.3", "Часть числа и число по его части"),
    ("4", 1, "Б", False, "1.4", "Сравнение дробей"),
    ("5", 1, "Б", False, "2.1", "Неизвестный компонент действия"),
    ("6", 2, "Б", True, "3.1", "Задача на движение"),
    ("7", 1, "Б", False, "3.2", "Задача на стоимость"),
    ("8", 1, "Б", False, "3.3", "Проценты"),
    ("9", 2, "Б", True, "1.5", "Значение выражения со скобками"),
    ("10", 2, "П", True, "3.4", "Выбор выгодного варианта"),
    ("11.1", 1, "Б", False, "5.1", "Чтение диаграммы"),
    ("11.2", 1, "Б", False, "5.2", "Вычисление по диаграмме"),
    ("12.1", 1, "Б", False, "4.1", "Расстояние на плане"),
    ("12.2", 1, "П", False, "4.2", "Построение на клетчатой бумаге"),
    ("13", 1, "П", False, "4.3", "Развёртка куба"),
    ("14", 2, "В", True, "6.1", "Рассуждение и проверка условий"),
    ("15", 2, "П", True, "4.4", "Объём прямоугольного параллелепипеда"),
    ("16", 2, "В", True, "3.5", "Задача повышенной сложности"),
)
_RUSSIAN_5: _Rows = (
    ("1К1", 4, "Б", True, "1.1", "Орфография при списывании текста"),
    ("1К2", 3, "Б", True, "1.2", "Пунктуация при списывании текста"),
    ("1К3", 2, "Б", True, "1.3", "Правильность списывания"),
    ("2", 3, "П", True, "2.1", "Морфемный и словообразовательный разбор"),
    ("3", 3, "П", True, "2.2", "Морфологический разбор"),
    ("4", 2, "Б", True, "3.1", "Прямая речь и знаки препинания"),
    ("5", 2, "Б", True, "3.2", "Обращение в предложении"),
    ("6", 2, "Б", False, "4.1", "Тип речи и основная мысль текста"),
    ("7", 1, "Б", False, "4.2", "Лексическое значение слова"),
    ("8", 3, "В", True, "4.3", "Развёрнутый ответ по тексту"),
)


def _work(
    subject: str, grade: int, rows: _Rows, bands: tuple[tuple[int, int, int], ...], source: str
) -> Work:
    items = tuple(
        Item(code, most, Level(level), is_open, (f"{grade}.{skill}",), topic)
        for code, most, level, is_open, skill, topic in rows
    )
    return Work("ВПР", YEAR, grade, subject, items, Scale(bands, source=source, status="house"))


_INVENTED = "Условная шкала демонстрации"
WORKS = (
    _work(
        "Математика",
        4,
        _MATHS_4,
        ((0, 5, 2), (6, 9, 3), (10, 14, 4), (15, 20, 5)),
        "Шкала прежних лет, взята для демонстрации",
    ),
    _work(
        "Русский язык",
        4,
        _RUSSIAN_4,
        ((0, 9, 2), (10, 15, 3), (16, 20, 4), (21, 24, 5)),
        "Описание ВПР 2026, русский язык, 4 класс (по vpr-ege.ru)",
    ),
    _work("Математика", 5, _MATHS_5, ((0, 6, 2), (7, 12, 3), (13, 18, 4), (19, 24, 5)), _INVENTED),
    _work(
        "Русский язык", 5, _RUSSIAN_5, ((0, 9, 2), (10, 15, 3), (16, 20, 4), (21, 25, 5)), _INVENTED
    ),
)
_PLAN = Plan(schools=len(_SCHOOLS), manipulated=0.0, prior_contamination=0.0, merged=0.0)


def works_of(years: int) -> tuple[Work, ...]:
    """The four works of each of the last `years` years; a new year has new items of its own.

    >>> [(work.year, work.grade) for work in works_of(2)][:4]
    [(2025, 4), (2025, 5), (2025, 4), (2025, 5)]
    """
    works = (replace(work, year=YEAR - ago) for ago in range(years) for work in WORKS)
    return tuple(sorted(works, key=lambda work: work.key))


def demo_municipality(seed: int, years: int = 1) -> Campaign:
    """Works of 25 invented schools; in the last year eight protocols of a hundred are manipulated.

    Over several years one school does it every year, one has stopped, one did it once; the
    lyceum and the gymnasium are strong and honest.

    >>> campaign = demo_municipality(2026)
    >>> [sittings.work.title for sittings in campaign.sittings][:2]
    ['ВПР 2026, Математика, 4 класс', 'ВПР 2026, Математика, 5 класс']
    >>> len(campaign.sittings[0].schools)
    25
    >>> len(demo_municipality(2026, years=3).sittings)
    12
    """
    plan = replace(_PLAN, given_works=works_of(years))
    return simulate_region(plan, seed, _region(seed), _manipulate)


def demo_region(seed: int, schools: int = 75, years: int = 1) -> Campaign:
    """The same municipality and `schools` more of the other districts of the invented region.

    The other schools have plain names; `Plan` of the base campaign says how they manipulate.
    """
    works = works_of(years)
    plan = Plan(schools=schools, given_works=works, manipulated=0.08, prior_contamination=0.02)
    region = draw_region(plan, seed, 0)
    others = tuple(
        School(f"edu{FIRST_LOGIN + 1000 + number}", one.name, one.municipality, REGION)
        for number, one in enumerate(region.schools)
    )
    region = replace(region, name=REGION, schools=others)
    return merged([simulate_region(plan, seed, region), demo_municipality(seed, years)])


def write_demo(seed: int, out: Path, schools: int = 75) -> None:
    """Files of the demonstration: a folder per work with protocols, neighbours and `work.toml`.

    `truth.csv` lies beside the folders.
    """
    campaign = demo_region(seed, schools)
    for sittings in campaign.sittings:
        folder = out / folder_name(sittings.work)
        folder.mkdir(parents=True)
        (folder / "work.toml").write_text(work_toml(sittings.work), encoding="utf-8")
        here = sittings.frame["municipality"] == MUNICIPALITY
        write_protocols(replace(sittings, frame=sittings.frame.filter(here)), folder, region=True)
        names = {one.id: f"{one.name} ({one.id})" for one in sittings.schools.values()}
        others = wide(replace(sittings, frame=sittings.frame.filter(~here)))
        others = others.with_columns(others["school"].replace_strict(names))
        # Protocols of ФИС ОКО hold no prior scores; then nobody in the region has them.
        others.drop("prior_score").write_csv(folder / NEIGHBOURS)
    campaign.truth.write_csv(out / "truth.csv", float_precision=4)


def _region(seed: int) -> Region:
    random = stream(seed, "demo")
    count = len(_SCHOOLS)
    number = np.arange(count)
    names, kind, classes, size = zip(*_SCHOOLS, strict=True)

    def draw() -> NDArray[np.float64]:
        return random.normal(0, 1, count)

    return Region(
        number=-1,
        name=REGION,
        schools=tuple(
            School(f"edu{FIRST_LOGIN + 1 + index}", name, MUNICIPALITY, REGION)
            for index, name in enumerate(names)
        ),
        municipality=np.zeros(count, np.int64),
        kind=np.array(kind),
        class_size=np.array(size, float),
        class_count=np.array(classes),
        level=np.zeros(count),
        effect=0.8 * draw(),
        severity=draw(),
        omission=draw(),
        leniency=draw(),
        temptation=draw(),
        strong=np.isin(number, _STRONG),
        merged=np.zeros(count, bool),
    )


def _manipulate(cohort: Cohort, work: Work, last_year: bool) -> Cheating:
    count = len(cohort.region.schools)
    kind, class_ = np.full(count, -1), np.full(count, -1)
    intensity, persistent = np.zeros(count), np.zeros(count, bool)
    for deed in _DEEDS:
        same = (deed.subject, deed.grade) == (work.subject, work.grade)
        if same and work.year in deed.years and not last_year:
            kind[deed.school] = KINDS.index(deed.kind)
            intensity[deed.school] = deed.intensity
            class_[deed.school] = LETTERS.index(deed.letter) if deed.letter else -1
            persistent[deed.school] = len(deed.years) > 2
    return Cheating(kind, intensity, class_, persistent)
