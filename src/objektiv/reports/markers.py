"""Published markers that schools know, as a labelled column beside; never the verdict.

They are computed as retold in the press and in open code (Рособрнадзор 2016–2018, ФИОКО
2026), with their known weaknesses: no account of last year's level, of the difference
between honest schools, or of the number of comparisons. So an honest strong school often
shows one. The evidence method decides; these stand beside it because people ask for them.
"""

from __future__ import annotations

from fractions import Fraction

from objektiv.profiles import Profile, Threshold
from objektiv.reports.units import border, compared_with, minimum, natural
from objektiv.russian import counted, enumeration, interval, number, signed
from objektiv.schema import (
    GroupRow,
    ItemCell,
    ItemRow,
    JournalRow,
    Level,
    Marker,
    Reports,
    ScoreRow,
    Unit,
)

PUPILS = ("ученика", "учеников", "учеников")


def markers(reports: Reports, profile: Profile) -> dict[Unit, tuple[Marker, ...]]:
    """Markers of every school of the reports (levels region and school must be in them)."""
    regions = {row.unit.region: row for row in reports.scores.rows if row.unit.level == "region"}
    journals = {row.unit: row for row in reports.journal.rows}
    items = {row.unit: row for row in reports.items.rows}
    groups = {row.unit: row for row in reports.groups.rows}
    found: dict[Unit, tuple[Marker, ...]] = {}
    for row in reports.scores.rows:
        if row.unit.level != "school":
            continue
        found[row.unit] = (
            _level(row, regions.get(row.unit.region), profile),
            _peaks(row, profile),
            _journal(journals[row.unit], profile),
            _inversion(items[row.unit], profile),
            _crossing(groups[row.unit], profile),
        )
    return found


def _level(row: ScoreRow, region: ScoreRow | None, profile: Profile) -> Marker:
    """Lower bound of the school's mean above the upper bound of the region's: m ± t·s/√n."""
    code, title = "level", "Средний балл выше региона"
    known = profile.thresholds["markers.level.confidence"]
    few = "Не вычисляется: мало данных для сравнения."
    if row.mean is None or row.sd is None or region is None or region.n <= row.n:
        return _marker(known, code, title, None, few)
    own = _mean_interval(row, known.value)
    base = _mean_interval(region, known.value)
    if own is None or base is None:
        return _marker(known, code, title, None, few)
    text = (
        f"Средний балл {number(row.mean)} (интервал {interval(*own)}), "
        f"{compared_with(row.unit.region)} {interval(*base)}."
    )
    return _marker(known, code, title, own[0] > base[1], text)


def _mean_interval(row: ScoreRow, confidence: float) -> tuple[float, float] | None:
    from scipy.special import stdtrit

    if row.mean is None or row.sd is None or row.n < 2:
        return None
    half = float(stdtrit(row.n - 1, (1 + confidence) / 2)) * row.sd / row.n**0.5
    return row.mean - half, row.mean + half


def _peaks(row: ScoreRow, profile: Profile) -> Marker:
    code, title = "peaks", "Пики у границ отметок"
    known = profile.thresholds["peaks.alpha"]
    if not row.peaks:
        text = f"Не вычисляется: {row.unavailable.removeprefix('недоступно: ')}."
        return _marker(known, code, title, None, text)
    notable = [peak for peak in row.peaks if peak.notable]
    text = "Пики у границ отметок не выделяются."
    if notable:
        text = "; ".join(
            f"у границы «{peak.mark}» {peak.observed} из {counted(peak.around, *PUPILS)}, "
            f"ожидалось {interval(*peak.interval)}"
            for peak in notable
        )
        text = text[0].upper() + text[1:] + "."
    return _marker(known, code, title, bool(notable), text)


def _journal(row: JournalRow, profile: Profile) -> Marker:
    code, title = "journal", "Расхождение с журналом"
    known = profile.thresholds["journal.gap"]
    if row.n < minimum(profile) or not row.covered:
        text = "Не вычисляется: обе отметки есть у малого числа участников."
        return _marker(known, code, title, None, text)
    gap = int(known.value)
    text = f"Расхождение на {gap} и более отметки — у {row.far} из {counted(row.n, *PUPILS)}."
    return _marker(known, code, title, row.far > 0, text)


def _inversion(row: ItemRow, profile: Profile) -> Marker:
    """Easy items worse than the region while hard ones are better, by mean completion."""
    code, title = "inversion", "Трудные задания лучше лёгких"
    known = profile.thresholds["markers.inversion.gap"]
    easy = [cell for cell in row.cells if cell.level is Level.BASE]
    hard = [cell for cell in row.cells if cell.level in (Level.ADVANCED, Level.HIGH)]
    least = profile.value("markers.inversion.items")
    if len(easy) < least or len(hard) < least:
        text = "Не вычисляется: мало заданий с указанным уровнем сложности."
        return _marker(known, code, title, None, text)
    easy_gap, hard_gap = _gap(easy), _gap(hard)
    if easy_gap is None or hard_gap is None:
        return _marker(known, code, title, None, "Не вычисляется: мало данных.")
    easier, harder = signed(float(easy_gap)), signed(float(hard_gap))
    text = (
        f"Отличие от среднего {compared_with(row.unit.region)}: "
        f"задания Б {easier} п. п., задания П и В {harder} п. п."
    )
    apart = border(profile, known.name)
    return _marker(known, code, title, easy_gap <= -apart and hard_gap >= apart, text)


def _crossing(row: GroupRow, profile: Profile) -> Marker:
    known = profile.thresholds["groups.anomaly"]
    code, title = "crossing", "Пересечение групп по отметкам"
    if not any(sum(part is not None for part in cell.completion) > 1 for cell in row.cells):
        return _marker(known, code, title, None, "Не вычисляется: мало данных в группах.")
    crossed = sorted({one.item for one in row.anomalies}, key=natural)
    text = "Группы с более низкой отметкой не опережают группы с более высокой."
    if crossed:
        text = f"Группа с более низкой отметкой лучше выполнила: {enumeration(crossed)}."
    return _marker(known, code, title, bool(crossed), text)


def _gap(cells: list[ItemCell]) -> Fraction | None:
    """Mean completion minus the region's in percentage points, exact."""
    total = Fraction(0)
    for cell in cells:
        if cell.completion is None or cell.region is None:
            return None
        total += cell.completion.exact - cell.region.exact
    return 100 * total / len(cells)


def _marker(known: Threshold, code: str, title: str, fired: bool | None, text: str) -> Marker:
    return Marker(code, title, fired, text, known.source, known.status)
