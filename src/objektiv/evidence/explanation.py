"""What the head of a school reads: what stands out, what it is not, what would clear it.

The words never say that bias is established; they speak of checking.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil, log

from objektiv.profiles import Profile
from objektiv.russian import counted, integer, probability
from objektiv.schema import Finding, Guard, Sign, Verdict

ALTERNATIVES = {
    "level": "школа действительно стала работать лучше; пришёл сильный набор или новый учитель",
    "bunching": "эксперты решали сомнения у границы в пользу ученика в пределах критериев",
    "inversion": "темы трудных заданий изучались недавно или углублённо",
    "journal": "в журнале отметки ставятся строже, чем в других школах",
    "profile": "другая программа или учебник: часть тем изучена подробнее, часть — ещё нет",
    "spread": "класс подобран ровным по подготовке",
    "omissions": "учеников приучили не оставлять задания без ответа",
    "similarity": "класс изучал темы в одном порядке и пользуется одинаковыми приёмами",
    "identical": "лёгкая работа: многие решили всё верно",
    "agreement": "учитель хорошо знает уровень своих учеников",
    "absent": "болезнь, карантин, соревнования в день работы",
    "selection": "отсутствовали чаще слабые ученики без участия школы",
    "open": "эксперты понимают критерии мягче, чем в других школах",
    "misfit": "в классе ученики с разной подготовкой по темам",
    "full_marks": "задания этого вида хорошо отработаны",
    "zero_marks": "учеников приучили браться за каждое задание",
    "untouched": "учеников приучили не оставлять задания без ответа",
    "copied": "слабые ученики занимались вместе с сильными и решают одинаковыми приёмами",
    "partner": "класс занимается в группах и решает одинаковыми приёмами",
    "far": "класс занимается в группах и решает одинаковыми приёмами",
    "weaker": "школа целенаправленно занималась с отстающими",
    "journal_border": "отметки в журнале точно отражают уровень",
    "above": "школа действительно стала работать лучше; новый учитель",
    "below": "школа целенаправленно занималась с отстающими",
    "easy": "лёгкие темы изучались раньше и подзабыты",
    "hard": "темы трудных заданий изучались недавно или углублённо",
    "open_omissions": "учеников приучили браться за каждое задание",
    "next_year": "в следующем году сменился учитель или состав класса",
    "other_subjects": "школа сильна именно в этом предмете",
    "years": "школа устойчиво сильна",
    "class": "один класс профильный или с другим учителем",
}

# Signs that tell the same story in other words: one of them is enough as a fact.
FAMILY = {
    "open_omissions": "omissions",
    "untouched": "omissions",
    "inversion": "items",
    "hard": "items",
    "easy": "items",
    "profile": "items",
    "misfit": "items",
    "full_marks": "open",
    "zero_marks": "open",
    "above": "level",
    "weaker": "below",
    "journal_border": "bunching",
    "copied": "alike",
    "partner": "alike",
    "far": "alike",
    "similarity": "alike",
    "identical": "alike",
}
# Facts that are not plain counts are told only when counts are fewer than three.
NOT_COUNTS = frozenset(
    {"misfit", "copied", "partner", "far", "similarity", "spread", "weaker", "class"}
)
# What the picture looks like, in words that blame nobody.
KINDS = {
    "blanks": "ответы там, где обычно остаются пропуски",
    "bump": "баллы собраны у границ отметок",
    "hard": "необычно высокие результаты трудных заданий",
    "copying": "общий источник части ответов в классе",
    "removal": "работу не писали более слабые ученики",
    "open": "мягкая проверка развёрнутых ответов",
    "leak": "часть заданий была известна заранее",
    "fabrication": "ответы мало связаны с трудностью заданий",
    "marks_to_journal": "баллы подведены к отметкам журнала",
    "substitution": "часть работ не похожа на прежние результаты учеников",
}


def recheck(n: int, profile: Profile) -> int:
    """How many works to mark a second time: enough to see one changed work in five.

    The least m with 1 − (1 − share)^m ≥ 0.95 for the share that matters, with the
    correction for a finite group; at most all works.

    >>> from objektiv.profiles import load_profile
    >>> recheck(200, load_profile()), recheck(12, load_profile())
    (13, 7)
    """
    part = profile.value("evidence.recheck_share")
    m = log(1 - profile.value("evidence.recheck_power")) / log(1 - part)
    return min(n, ceil(m * n / (n + m - 1)))


def explain(finding: Finding, profile: Profile, accounted: tuple[str, ...]) -> Finding:
    """The finding with its words; `accounted`: what the method has already taken out."""
    facts = _facts(finding, profile)
    if finding.verdict is Verdict.INSUFFICIENT:
        return replace(finding, headline=_little(finding, profile), facts=facts)
    if finding.verdict is Verdict.NONE:
        headline = "Результаты согласуются с результатами других школ."
        return replace(finding, headline=headline, accounted=accounted)
    strong = [sign for sign in finding.signs if (sign.z or 0) > profile.value("evidence.fact_z")]
    works = recheck(finding.n, profile)
    return replace(
        finding,
        headline=_headline(finding, profile),
        facts=facts,
        accounted=accounted,
        alternatives=tuple(dict.fromkeys(ALTERNATIVES[sign.code] for sign in strong))[:3],
        clearing=_clearing(works),
        recheck_works=works,
    )


def _headline(finding: Finding, profile: Profile) -> str:
    where = "честном классе" if finding.class_ else "честной школе"
    p = probability(finding.p_value if finding.p_value is not None else 1.0)
    chance = f"вероятность увидеть такое в {where} этого размера — {p}"
    if finding.verdict is Verdict.LOOK:
        return f"На результаты стоит обратить внимание: {chance}. Для вывода этого мало."
    falsely = integer(100 * profile.value("evidence.verify"))
    return (
        f"Результаты требуют проверки: {chance}; "
        f"из ста так отмеченных в среднем не более {falsely} честных."
    )


def _facts(finding: Finding, profile: Profile) -> tuple[str, ...]:
    """At most three counts with their ranges, strongest first, one of each family."""
    strong = [
        sign
        for sign in finding.signs
        if sign.guard is not Guard.UNAVAILABLE and (sign.z or 0) > profile.value("evidence.fact_z")
    ]
    # A fact that reads «12, ожидалось 1–12» convinces nobody: told only when there is no other.
    telling = [sign for sign in strong if stands_out(sign)] or strong[:1]
    counted_first = sorted(telling, key=lambda sign: sign.code in NOT_COUNTS)
    told: dict[str, Sign] = {}
    for sign in counted_first:
        told.setdefault(FAMILY.get(sign.code, sign.code), sign)
    return tuple(sign.text + "." for sign in list(told.values())[:3])


def stands_out(sign: Sign) -> bool:
    """Is the value outside its range also as people read it, in whole numbers?

    >>> sign = Sign("absent", "", 12.0, (1.2, 12.4), "учеников", 72, 2.0, 0.02, Guard.OK, "")
    >>> stands_out(sign), stands_out(replace(sign, value=14.0))
    (False, True)
    """
    if sign.value is None or sign.expected is None:
        return False
    low, high = sign.expected
    if sign.code in NOT_COUNTS:
        return not low <= sign.value <= high
    return not round(low) <= round(sign.value) <= round(high)


def _little(finding: Finding, profile: Profile) -> str:
    least = int(profile.value("group.minimum"))
    if finding.n < least:
        who = counted(finding.n, "участник", "участника", "участников")
        return f"Данных мало для вывода: {who}, нужно не меньше {least}. Ниже только факты."
    return "Данных мало для вывода: не с чем сравнить. Ниже только факты."


def _clearing(works: int) -> tuple[str, ...]:
    return (
        f"Повторная проверка {counted(works, 'работы', 'работ', 'работ')} другой комиссией "
        "по тем же критериям",
        "Результаты этих же учеников по другим предметам",
        "Результаты этих же учеников в следующем году",
    )
