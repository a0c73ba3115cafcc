"""Sentences generated from the data: the answer first, calmly, without blame."""

from __future__ import annotations

from collections import Counter

from objektiv import russian
from objektiv.documents.content import CampaignReport, WorkReport
from objektiv.schema import Finding, Verdict

VERDICTS = {
    Verdict.VERIFY: "требует проверки",
    Verdict.LOOK: "обратить внимание",
    Verdict.NONE: "признаков нет",
    Verdict.INSUFFICIENT: "данных мало",
}
SCHOOL = ("школа", "школы", "школ")
OF_SCHOOLS = ("школы", "школ", "школ")  # genitive: «результаты 1 школы, 24 школ»
WORKS = ("работа", "работы", "работ")
PUPILS = ("участие", "участия", "участий")
OF_PROTOCOLS = ("протокола", "протоколов", "протоколов")  # genitive
RESULTS = ("протокол", "протокола", "протоколов")


def verdict_counts(campaign: CampaignReport) -> dict[Verdict, int]:
    """Protocols (school × work) by verdict, in the order of `VERDICTS`."""
    counted = Counter(
        finding.verdict
        for work in campaign.works
        for finding in (work.findings.schools if work.findings else ())
    )
    return {verdict: counted[verdict] for verdict in VERDICTS}


def what_was_read(campaign: CampaignReport) -> str:
    """«Прочитано: 4 работы, 25 школ, 3 412 участий».

    Pupils are counted once per work.
    """
    if not campaign.works:
        return "Не прочитано ни одной работы: показывать нечего."
    schools = {
        row.unit.path for w in campaign.works for row in w.reports.marks.rows
        if row.unit.level == "school"
    }  # fmt: skip
    written = sum(_written(work) for work in campaign.works)
    return (
        f"Прочитано: {russian.counted(len(campaign.works), *WORKS)}, "
        f"{russian.counted(len(schools), *SCHOOL)}, {russian.counted(written, *PUPILS)}."
    )


def campaign_answer(campaign: CampaignReport) -> str:
    """The one sentence that the page answers with."""
    counts = verdict_counts(campaign)
    total = sum(counts.values())
    if not total:
        return "Признаки необъективности не вычислялись."
    judged = total - counts[Verdict.INSUFFICIENT]
    if not judged:
        return "Данных мало: ни об одном протоколе нельзя сделать вывод."
    verify, look, none = (counts[v] for v in (Verdict.VERIFY, Verdict.LOOK, Verdict.NONE))
    if judged == none:
        return f"Результаты согласуются друг с другом: признаков нет{_in_all(none)}."
    said = []
    if verify:
        said.append(f"{verify} {_needs(verify)} проверки")
    if look:
        said.append(f"{'ещё ' if verify else ''}на {look} стоит обратить внимание")
    rest = "; в остальных признаков нет" if none else ""
    whole = russian.counted(judged, *OF_PROTOCOLS)
    return f"Из {whole} {', '.join(said)}{rest}."


def work_answer(work: WorkReport) -> str:
    """«Результаты 24 из 25 школ согласуются друг с другом; требует проверки: 1»."""
    if work.findings is None:
        return "Признаки необъективности не вычислялись."
    by = Counter(finding.verdict for finding in work.findings.schools)
    little = by[Verdict.INSUFFICIENT]
    judged = sum(by.values()) - little
    said = []
    if judged == 1 == by[Verdict.NONE]:
        said.append("признаков нет")
    elif by[Verdict.NONE]:
        whole = russian.counted(judged, *OF_SCHOOLS)
        said.append(f"результаты {by[Verdict.NONE]} из {whole} согласуются друг с другом")
    if by[Verdict.VERIFY]:
        n = by[Verdict.VERIFY]
        said.append(f"{_needs(n)} проверки: {russian.counted(n, *SCHOOL)}")
    if by[Verdict.LOOK]:
        said.append(f"обратить внимание: {russian.counted(by[Verdict.LOOK], *SCHOOL)}")
    if little:
        said.append(f"данных мало: {russian.counted(little, *SCHOOL)}")
    return russian.sentence("; ".join(said) or "протоколов нет")


def what_to_do(campaign: CampaignReport) -> list[str]:
    """The next steps, in the order in which they are taken."""
    counts = verdict_counts(campaign)
    steps = []
    if counts[Verdict.VERIFY]:
        works = sum(f.recheck_works or 0 for _, f in campaign.found(Verdict.VERIFY))
        again = f" (всего {russian.counted(works, 'работа', 'работы', 'работ')})" if works else ""
        steps += [
            "Прочитать ниже, что именно выделяется, и спросить школу о причинах: признак — "
            "повод для проверки, а не вывод о людях.",
            f"Назначить повторную проверку работ другой комиссией{again}; имена проверявших "
            "и первые баллы ей не показывают.",
        ]
    if counts[Verdict.LOOK]:
        steps.append(
            "Там, где стоит обратить внимание, посмотреть на результаты другого предмета и "
            "следующего года; отдельных мер не требуется."
        )
    if counts[Verdict.INSUFFICIENT]:
        steps.append(
            "Где данных мало, вывод не делается: показатели маленькой группы случайны, "
            "смотреть надо на сами работы."
        )
    if campaign.works:
        steps.append(
            "Передать школам адресные рекомендации (папка recommendations); все таблицы — "
            "в файле tables.xlsx."
        )
    return steps


def expected_false(campaign: CampaignReport) -> str:
    """How many honest protocols stand among those to verify, on average."""
    expected = sum(work.findings.expected_false for work in campaign.works if work.findings)
    if not verdict_counts(campaign)[Verdict.VERIFY]:
        return ""
    return (
        "Метод ошибается: среди протоколов «требует проверки» в среднем ожидается честных — "
        f"{russian.quantity(expected, 2)}. Поэтому сначала проверяют."
    )


def chance(finding: Finding) -> str:
    """Both probabilities of a finding in words."""
    if finding.p_value is None:
        return "Вероятность не вычислялась: данных мало."
    said = f"Вероятность такого результата в честной школе: {russian.probability(finding.p_value)}"
    if finding.q_value is not None:
        said += f"; с учётом числа проверенных школ (q): {russian.probability(finding.q_value)}"
    return said + "."


def _written(work: WorkReport) -> int:
    """Pupils who wrote the work, counted by schools (or by what there is)."""
    rows = work.reports.scores.rows
    schools = [row.n for row in rows if row.unit.level == "school"]
    return sum(schools) if schools else max((row.n for row in rows), default=0)


def _needs(n: int) -> str:
    return russian.plural(n, "требует", "требуют", "требуют")


def _in_all(n: int) -> str:
    return "" if n == 1 else f" ни в одном из {russian.counted(n, *OF_PROTOCOLS)}"
