"""Reports 1–4 as tables for people; 5–7 are in `item_tables`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from objektiv.profiles import Profile
from objektiv.reports.units import LEVEL_NAMES, mention
from objektiv.russian import (
    counted,
    enumeration,
    few,
    interval,
    number,
    probability,
    quantity,
    sentence,
    share,
)
from objektiv.schema import (
    MARKS,
    Cell,
    Column,
    Few,
    IndividualResults,
    JournalComparison,
    JournalRow,
    MarkRow,
    MarkStatistics,
    Peak,
    ScoreDistribution,
    ScoreRow,
    Share,
    Table,
    Unit,
    Zoned,
)

Keep = Callable[[Unit], bool]  # which units a table shows

STATUS_NAMES = {
    "official": "официальный источник",
    "secondary": "вторичный источник",
    "house": "решение разработчиков",
}
STATE_NAMES = {
    "informative": "информативно",
    "rough": "грубая оценка",
    "limited": "ограниченная выборка",
}
TREND_NAMES = {"negative": "отрицательная", "neutral": "нейтральная", "positive": "положительная"}
PUPILS = ("ученик", "ученика", "учеников")
SCHOOLS = ("школа", "школы", "школ")
UNIT_COLUMNS = (Column("level", "Уровень"), Column("unit", "Название"))


def everything(_: Unit) -> bool:
    """Keep every unit."""
    return True


def labels(units: Iterable[Unit]) -> dict[Unit, str]:
    """What a row is called; a class together with its school."""
    known = list(units)
    schools = {unit.path: unit.name for unit in known if unit.level == "school"}

    def label(unit: Unit) -> str:
        if unit.level != "class":
            return unit.name
        return f"{schools.get((*unit.path[:3], ''), unit.school)}, {unit.name}"

    return {unit: label(unit) for unit in known}


def notes(profile: Profile, *names: str) -> tuple[str, ...]:
    """Thresholds in words: what, the number, where it comes from and how sure that is."""
    said = []
    for name in names:
        threshold = profile.thresholds[name]
        said.append(
            f"{threshold.note}. Порог: {quantity(threshold.value, 3)}. "
            f"{sentence(threshold.source)} Статус: {STATUS_NAMES[threshold.status]}."
        )
    return tuple(said)


def individual_table(report: IndividualResults, profile: Profile, keep: Keep) -> Table:
    """One row per pupil, by code."""
    rows: list[tuple[Cell, ...]] = []
    for row in report.rows:
        unit = Unit("class", row.class_, row.region, row.municipality, row.school, row.class_)
        if not keep(unit):
            continue
        points = [part.value if part else None for part in (row.base, row.advanced, row.high)]
        rows.append(
            (row.school, row.class_, row.pupil, row.score, row.mark, row.journal_mark, *points)
        )
    wrote = sum(row[3] is not None for row in rows)
    return Table(
        code="individual",
        title="Индивидуальные результаты",
        answer=f"{report.work.title}: работу написали {counted(wrote, *PUPILS)}.",
        columns=(
            Column("school", "Школа"),
            Column("class", "Класс"),
            Column("pupil", "Код участника"),
            Column("score", "Первичный балл", "int", f"из {report.work.max_score}"),
            Column("mark", "Отметка", "int"),
            Column("journal", "Отметка по журналу", "int"),
            Column("base", "Задания Б", "share", "Доля баллов за задания базового уровня"),
            Column("advanced", "Задания П", "share", "Доля баллов за задания повышенного уровня"),
            Column("high", "Задания В", "share", "Доля баллов за задания высокого уровня"),
        ),
        rows=tuple(rows),
        notes=("X (не приступал) считается как 0 баллов; N (не изучалось) и пустые не считаются.",),
    )


def marks_table(report: MarkStatistics, profile: Profile, keep: Keep) -> Table:
    """Pupils and shares by mark, the share of «2» over the years and its last change."""
    years = [year for year, _ in report.rows[0].history] if report.rows else []
    shown = [row for row in report.rows if keep(row.unit)]
    names = labels(row.unit for row in report.rows)
    return Table(
        code="marks",
        title="Статистика по отметкам",
        answer=_marks_answer(report, shown, names),
        columns=(
            *UNIT_COLUMNS,
            Column("n", "Участников с отметкой", "int"),
            *(Column(f"n{mark}", f"«{mark}», чел.", "int") for mark in MARKS),
            *(Column(f"share{mark}", f"«{mark}», %", "share") for mark in MARKS),
            *(Column(f"failing{year}", f"«2» в {year} году, %", "share") for year in years),
            Column("change", "Изменение доли «2», п. п.", "number"),
            Column("trend", "Динамика"),
        ),
        rows=tuple(
            (
                LEVEL_NAMES[row.unit.level],
                names[row.unit],
                row.n,
                *row.counts,
                *_shares(row.shares, 4, row.n),
                *(part.value if part else None for _, part in row.history),
                None
                if row.change is None
                else Zoned(row.change, "watch" if row.trend == "negative" else ""),
                TREND_NAMES.get(row.trend),
            )
            for row in shown
        ),
        notes=notes(profile, "group.minimum", "marks.failing.negative"),
    )


def _marks_answer(report: MarkStatistics, shown: Sequence[MarkRow], names: dict[Unit, str]) -> str:
    if not shown:
        return f"{report.work.title}: данных нет."
    top = shown[0]
    if top.shares is None:
        return f"{report.work.title}: {few(top.n)}, доли отметок не приводятся."
    two, _, four, five = top.shares
    good = share((four.part + five.part) / top.n)
    text = (
        f"{report.work.title}, {mention(top.unit, names[top.unit])}: «4» и «5» получили {good} "
        f"участников, «2» — {share(two.value)} (всего {counted(top.n, *PUPILS)})"
    )
    worse = [
        names[row.unit] for row in shown if row.trend == "negative" and row.unit.level == "school"
    ]
    if worse:
        text += "; доля «2» заметно выросла: " + enumeration(worse, 3, SCHOOLS)
    return text + "."


def journal_table(report: JournalComparison, profile: Profile, keep: Keep) -> Table:
    """Lowered, confirmed, raised, and the pupils whose marks lie far apart."""
    shown = [row for row in report.rows if keep(row.unit)]
    names = labels(row.unit for row in report.rows)
    gap = int(profile.value("journal.gap"))
    return Table(
        code="journal",
        title="Сравнение отметок с отметками по журналу",
        answer=_journal_answer(report, shown, names, gap),
        columns=(
            *UNIT_COLUMNS,
            Column("n", "Всего, чел.", "int", "Участники, у которых есть обе отметки"),
            Column("lowered", "Понизили, чел.", "int", "Отметка ниже отметки по журналу"),
            Column("confirmed", "Подтвердили, чел.", "int"),
            Column("raised", "Повысили, чел.", "int", "Отметка выше отметки по журналу"),
            Column("lowered_share", "Понизили, %", "share"),
            Column("confirmed_share", "Подтвердили, %", "share"),
            Column("raised_share", "Повысили, %", "share"),
            Column("far", f"Расхождение на {gap} и более, чел.", "int"),
            Column("coverage", "Есть обе отметки, %", "share"),
        ),
        rows=tuple(
            (
                LEVEL_NAMES[row.unit.level],
                names[row.unit],
                row.n,
                row.lowered,
                row.confirmed,
                row.raised,
                *_shares(row.shares, 3, row.n),
                row.far,
                None
                if row.coverage is None
                else Zoned(row.coverage.value, "" if row.covered else "note"),
            )
            for row in shown
        ),
        notes=notes(profile, "group.minimum", "journal.gap", "journal.coverage"),
    )


def _journal_answer(
    report: JournalComparison, shown: Sequence[JournalRow], names: dict[Unit, str], gap: int
) -> str:
    title = report.work.title
    if not shown or shown[0].n == 0:
        return f"{title}: отметок по журналу нет, сравнение недоступно."
    top = shown[0]
    far = (
        f"расхождение на {gap} и более отметки — у {top.far} из {top.n}"
        if top.far
        else f"расхождений на {gap} и более отметки нет"
    )
    if top.shares is None:
        return f"{title}: {few(top.n)}; {far}."
    lowered, confirmed, raised = (share(part.value) for part in top.shares)
    return (
        f"{title}, {mention(top.unit, names[top.unit])}: "
        f"подтвердили отметку {confirmed} участников, понизили {lowered}, повысили {raised}; {far}."
    )


def scores_table(report: ScoreDistribution, profile: Profile, keep: Keep) -> Table:
    """Mean, spread, state of the sample, peaks at the cuts, and the histogram itself."""
    shown = [row for row in report.rows if keep(row.unit)]
    names = labels(row.unit for row in report.rows)
    scale = (_scale_note(report),) if report.cuts else ()
    return Table(
        code="scores",
        title="Распределение первичных баллов",
        answer=_scores_answer(report, shown, profile),
        columns=(
            *UNIT_COLUMNS,
            Column("n", "Участников", "int"),
            Column("mean", "Средний балл", "number"),
            Column("sd", "Стандартное отклонение", "number"),
            Column("state", "Выборка"),
            *(
                Column(f"cut{mark}", f"У границы «{mark}» ({cut} б.)", hint=PEAK_HINT)
                for mark, cut in report.cuts
            ),
            Column("peaks", "Пики у границ"),
            *(Column(f"score{at}", str(at), "int") for at in range(report.work.max_score + 1)),
        ),
        rows=tuple(_scores_row(row, report, names[row.unit]) for row in shown),
        notes=(
            "Пик у границы отметки — только повод для проверки: он не доказывает вмешательства. "
            "Пики оцениваются точным тестом и только по загруженной шкале.",
            *scale,
            *notes(profile, "scores.informative", "scores.rough", "peaks.window", "peaks.alpha"),
        ),
    )


def _scale_note(report: ScoreDistribution) -> str:
    """Where the cuts are from; a scale of status `house` can only have come with the work."""
    origin = report.scale_source or "загружены с работой"
    if report.scale_status == "house":
        return f"Границы отметок: {origin}."
    return f"Границы отметок: {origin}. Статус: {STATUS_NAMES[report.scale_status]}."


PEAK_HINT = (
    "Сколько учеников у границы набрали балл не ниже неё; ожидаемое число — 95 % интервал; "
    "в скобках — вероятность получить столько или больше случайно"
)


def _scores_row(row: ScoreRow, report: ScoreDistribution, name: str) -> tuple[Cell, ...]:
    by_mark = {peak.mark: peak for peak in row.peaks}
    notable = [f"«{peak.mark}»" for peak in row.peaks if peak.notable]
    summary = row.unavailable or ("не выделяются" if not notable else "")
    if notable:
        summary = "требует дополнительного анализа: " + enumeration(notable)
    return (
        LEVEL_NAMES[row.unit.level],
        name,
        row.n,
        Few(row.n) if row.mean is None else row.mean,
        Few(row.n) if row.mean is None else row.sd,
        STATE_NAMES[row.state],
        *(peak_text(by_mark[mark]) if mark in by_mark else None for mark, _ in report.cuts),
        summary,
        *row.histogram,
    )


def peak_text(peak: Peak) -> str:
    """«9 из 12, ожидалось 3–6 (0,4 %)»."""
    return (
        f"{peak.observed} из {peak.around}, ожидалось {interval(*peak.interval)} "
        f"({probability(peak.p_value)})"
    )


def _scores_answer(report: ScoreDistribution, shown: Sequence[ScoreRow], profile: Profile) -> str:
    title = report.work.title
    if not shown:
        return f"{title}: данных нет."
    top = shown[0]
    text = title + ": "
    if top.mean is not None:
        text += f"средний балл {number(top.mean)} из {report.work.max_score}; "
    if not report.cuts:
        return text + "пики у границ отметок не оценивались: не загружена шкала."
    judged = [row for row in shown if row.peaks]
    if not judged:
        return text + "пики у границ отметок не оценивались: мало данных."
    notable = sum(any(peak.notable for peak in row.peaks) for row in judged)
    of_all = f"в {notable} из {len(judged)} проверенных распределений"
    by_chance = number(len(judged) * profile.value("peaks.alpha"))
    if not notable:
        return text + "пики у границ отметок не выделяются."
    return (
        text + f"пик у границы отметки требует дополнительного анализа {of_all} "
        f"(случайно ожидалось бы не более {by_chance})."
    )


def _shares(shares: Sequence[Share] | None, width: int, n: int) -> tuple[Cell, ...]:
    if shares is None:
        return (Few(n),) * width
    return tuple(part.value for part in shares)
