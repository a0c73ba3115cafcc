"""The pages of `objektiv link` and `objektiv equate`: did pupils change, what is a point worth."""

from __future__ import annotations

from collections.abc import Sequence

import objektiv
from objektiv import charts, russian
from objektiv.analysis.linking import Linked, equate_words
from objektiv.documents.question_page import (
    QuestionPage,
    Section,
    question_html,
    source_lines,
    threshold_lines,
)
from objektiv.profiles import Profile, load_profile
from objektiv.russian import NBSP
from objektiv.stats.equating import Equating

_LINK_METHODS = {
    "mean-sigma": "среднее и сигма",
    "stocking-lord": "Стокинг—Лорд (кривые всей работы)",
    "haebara": "Хаэбара (кривые заданий)",
}
_EQUATE_METHODS = {
    "mean": "по среднему",
    "linear": "линейно",
    "equipercentile": "эквипроцентильно",
    "tucker": "Такер, по общим заданиям",
    "levine": "Левин, по общим заданиям",
    "chained": "цепочкой через общие задания",
    "frequency-estimation": "оценкой частот по общим заданиям",
}


def link_html(
    found: Linked,
    *,
    title: str = "Изменились ли результаты",
    files: Sequence[str] = (),
    profile: Profile | None = None,
) -> str:
    """The page of a link: what changed, the pupils or the work."""
    profile = profile or load_profile()
    drift = profile.value("link.drift")
    answer, *others = found.sentences
    moved = [code for code, d in zip(found.codes, found.link.displacement, strict=True)
             if abs(d) >= drift]  # fmt: skip
    steps = ["Сравнивать результаты лет на общей шкале, а не по первичным баллам."]
    if moved:
        named = russian.enumeration(moved, 10)
        steps.insert(0, f"Посмотреть общие задания {named}; без них связать шкалы заново.")
    chart = charts.shifts(found.codes, found.link, drift=drift)
    hint = f"Отрезок — 95{NBSP}%. Полоса — незаметное смещение."
    link = found.link
    return question_html(
        QuestionPage(
            title,
            "связь шкал",
            answer,
            tuple(others),
            tuple(steps),
            (Section("items", "Те же ли это задания", charts=((chart, hint),)),),
            (
                *source_lines(files, profile),
                ("Способ", _LINK_METHODS.get(link.method, link.method)),
                (
                    "Связь",
                    f"прежняя шкала = {russian.number(link.slope, 3)} · новая "
                    f"{russian.signed(link.intercept, 3)}",
                ),
                *threshold_lines(profile, "link."),
            ),
            "Связь шкал говорит о работах и результатах в целом, а не об учителях и школах.",
            objektiv.__version__,
        )
    )


def equate_html(
    found: Equating,
    *,
    title: str = "Сколько стоит балл в другой работе",
    files: Sequence[str] = (),
    profile: Profile | None = None,
) -> str:
    """The page of an equating: scores of one work in points of the other."""
    chart = charts.equating(found)
    hint = f"Полоса — 95{NBSP}%. Пунктир — если бы баллы значили одно и то же."
    return question_html(
        QuestionPage(
            title,
            "приравнивание баллов",
            equate_words(found),
            (),
            (
                "Переводить баллы по таблице под рисунком, прежде чем сравнивать две работы.",
                "Там, где полоса широка, о разнице в балл не судить: учеников с такими баллами "
                "мало.",
            ),
            (Section("scores", "Баллы двух работ", charts=((chart, hint),)),),
            (
                *source_lines(files, profile or load_profile()),
                ("Способ", _EQUATE_METHODS.get(found.method, found.method)),
            ),
            "Равные баллы говорят о работах, а не об учениках одной из них.",
            objektiv.__version__,
        )
    )
