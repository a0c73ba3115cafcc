"""`objektiv marks`: accumulation of marks and weighted means, in a table and in words.

The words name what to look at together with the teacher; they never judge a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from objektiv.analysis.refusal import Refused
from objektiv.profiles import Profile, load_profile
from objektiv.russian import counted, integer
from objektiv.schema import MARKS, SchoolYear
from objektiv.schema.journal import Journal, MarkNorms

if TYPE_CHECKING:
    import polars as pl

    from objektiv.protocols.pupil_codes import PupilCodes
    from objektiv.stats.accumulation import Accumulation

COLUMNS = (
    "school", "class", "pupil", "subject", "period", "required", "actual", "missing",
    "weighted_mean", "final_mark", "flags",
)  # fmt: skip
MEAN_DIGITS = 4  # enough for the mean never to look like a border it does not reach


@dataclass(frozen=True)
class MarksReport:
    """What the marks of a school say."""

    accumulation: Accumulation
    table: pl.DataFrame  # COLUMNS
    sentences: tuple[str, ...]  # Russian: the answer first
    remarks: tuple[str, ...] = ()  # Russian: what to know about the files


def marks_file(
    files: Sequence[Path],
    norms: Path,
    out: Path,
    *,
    codes: Path | None = None,
    groups: Path | None = None,
    school: str = "",
    profile: Profile | None = None,
) -> MarksReport:
    """Read marks and norms, count, and write the table; nothing is written when it is refused.

    codes: table of names and their codes, read when it is there and completed.
    groups: table of the spread of marks by groups of pupils, where it is wanted.
    school: of files that do not name it.
    """
    from objektiv import protocols
    from objektiv.analysis.output import whole_file
    from objektiv.protocols.marks import read_marks
    from objektiv.protocols.norms import read_norms
    from objektiv.protocols.pupil_codes import read_codes, write_codes
    from objektiv.stats.mark_groups import mark_groups

    told: list[str] = []
    act, unread = None, False
    try:
        act, complaints = read_norms(norms)
        told += map(str, complaints)
    except protocols.Refused as refusal:
        told.append(str(refusal))
    known: PupilCodes = {}
    if codes is not None and codes.exists():
        try:
            known = read_codes(codes)
        except protocols.Refused as refusal:
            told.append(str(refusal))
            unread = True
    first = min((one.start for one in act.periods), default=None) if act else None
    reading = read_marks(
        files,
        act.marks if act else MARKS,
        codes=known,
        year=SchoolYear.of(first) if first else None,
        school=school,
    )
    told += map(str, reading.complaints)
    if act is None or reading.journal is None or unread:
        raise Refused("\n".join(told))
    report = marks_report(reading.journal, act, profile)
    if reading.codes and codes is None:
        told.append(
            "Имена учеников заменены кодами по алфавиту класса. Чтобы знать, кто есть кто, и чтобы "
            "коды не менялись, укажите --codes ФАЙЛ: он остаётся только у вас."
        )
    with whole_file(out) as draft:
        report.table.write_csv(draft)
    if groups is not None:
        minimum = int((profile or load_profile()).value("group.minimum"))
        with whole_file(groups) as draft:
            mark_groups(reading.journal.events, minimum).write_csv(draft, float_precision=3)
    if codes is not None:
        with whole_file(codes, mode=0o600) as draft:
            write_codes(draft, reading.codes)
    return MarksReport(report.accumulation, report.table, report.sentences, tuple(told))


def marks_report(journal: Journal, norms: MarkNorms, profile: Profile | None = None) -> MarksReport:
    """Count marks against the norms and say what was found."""
    from objektiv.stats.accumulation import accumulate

    profile = profile or load_profile()
    found = accumulate(journal, norms, last_days=int(profile.value("marks.last_days")))
    table = as_table(found, profile)
    return MarksReport(found, table, explain_accumulation(found, profile))


def as_table(found: Accumulation, profile: Profile) -> pl.DataFrame:
    """The table of the contract: means with a point and four decimals, flags in words."""
    import polars as pl

    scale = 10**MEAN_DIGITS
    points, weight = pl.col("points"), pl.col("weight")
    # Half up in integers: what a person gets with a pencil.
    mean = (2 * points * scale + weight) // (2 * weight) / scale
    return found.rows.with_columns(
        weighted_mean=pl.when(weight > 0).then(mean),
        final_mark=pl.when(pl.col("final") > 0).then(pl.col("final")),
        flags=flags(profile),
    ).select(COLUMNS)


def flags(profile: Profile) -> pl.Expr:
    """What to look at in a row, joined by «; »."""
    import polars as pl

    def said(condition: pl.Expr, words: str, number: pl.Expr | None = None) -> pl.Expr:
        text = pl.lit(words) if number is None else pl.format(words + ": {}", number)
        return pl.when(condition).then(text)

    col = pl.col
    gap, least = int(profile.value("marks.gap")), int(profile.value("marks.last_least"))
    days = int(profile.value("marks.last_days"))
    last = f"последние {counted(days, 'день', 'дня', 'дней')}"
    parts = [
        said(col("missing") > 0, "не хватает отметок", col("missing")),
        said(col("required").is_null(), "недельные часы предмета не указаны в нормах"),
        said(col("required") < col("whole"), "норма периода уменьшена с", col("whole")),
        said(col("streak") > gap, "уроков подряд без отметки", col("streak")),
        said(
            (col("late") == col("actual")) & (col("actual") >= least),
            f"все отметки за {last} периода",
        ),
        said(
            (col("late") > 0) & (col("final_before") > 0) & (col("final") > col("final_before")),
            f"без отметок за {last} было бы",
            col("final_before"),
        ),
        said(col("corrected") > 0, "исправленных отметок", col("corrected")),
        said(col("awaited") > 0, "точек без отметки", col("awaited")),
        said(col("both") > 0, "дней с отметкой и пропуском вместе", col("both")),
    ]
    return pl.concat_str(parts, separator="; ", ignore_nulls=True)


def explain_accumulation(found: Accumulation, profile: Profile) -> tuple[str, ...]:
    """The answer in words: how many rows lack marks, what else to look at."""
    import polars as pl

    rows = found.rows
    lacking = rows.filter(pl.col("missing") > 0)
    pupils = rows.select("school", "class", "pupil").n_unique()
    first = (
        f"Отметок хватает у всех: {counted(pupils, 'ученик', 'ученика', 'учеников')}."
        if not lacking.height
        else f"Отметок не хватает в {counted(lacking.height, 'строке', 'строках', 'строках')} из "
        f"{integer(rows.height)} (строка — ученик, предмет и период); всего недостаёт "
        f"{counted(int(lacking['missing'].sum()), 'отметки', 'отметок', 'отметок')}."
    )
    sentences = [first]
    if unknown := rows.filter(pl.col("required").is_null())["subject"].unique().sort().to_list():
        sentences.append(
            "Норма не посчитана, потому что в нормах нет недельных часов: "
            f"{', '.join(unknown)}. Впишите их в hours."
        )
    up = rows.filter((pl.col("final_before") > 0) & (pl.col("final") > pl.col("final_before")))
    down = rows.filter((pl.col("final") > 0) & (pl.col("final") < pl.col("final_before")))
    if up.height + down.height:
        days = counted(int(profile.value("marks.last_days")), "день", "дня", "дней")
        sentences.append(
            f"За последние {days} периода отметка за период стала выше в "
            f"{counted(up.height, 'строке', 'строках', 'строках')}, ниже в "
            f"{counted(down.height, 'строке', 'строках', 'строках')}."
        )
    if found.outside:
        sentences.append(
            f"{counted(found.outside, 'отметка', 'отметки', 'отметок')} вне периодов из норм: они "
            "не посчитаны."
        )
    return tuple(sentences)
