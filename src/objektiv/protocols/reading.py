"""Files in, checked sittings out: everything or nothing, with all complaints at once."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from objektiv.profiles import load_profile
from objektiv.protocols.agreement import agreed
from objektiv.protocols.complaints import Complaint, Place, Refused, Severity
from objektiv.protocols.f1 import F1, is_f1, read_f1
from objektiv.protocols.files import open_sheets
from objektiv.protocols.merging import Batch, merged
from objektiv.protocols.rows import scored
from objektiv.protocols.schools import Question
from objektiv.protocols.sheets import Part, Sheet
from objektiv.protocols.tables import Table, Vocabularies, coded
from objektiv.protocols.wide import described, find_header, locate, read_part, refuse_unreadable
from objektiv.schema import Sittings, Work

if TYPE_CHECKING:
    import polars as pl

_F1_ROWS = 500_000  # more come as a wide table, which is read in parts


@dataclass(frozen=True, slots=True)
class Understood:
    """What one file turned out to be."""

    file: str
    sha256: str
    layout: str  # «Ф1» or «широкая таблица»
    work: str  # title of the work
    schools: int
    classes: int
    sittings: int
    participants: int
    items: int
    ignored: tuple[str, ...] = ()  # columns that are not read


@dataclass(frozen=True)
class Reading:
    """The outcome of reading: sittings are empty when anything was refused or is in doubt."""

    sittings: tuple[Sittings, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    understood: tuple[Understood, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def refused(self) -> bool:
        return any(one.severity is not Severity.WARN for one in self.complaints)


@dataclass
class _Gathered:
    """What has been read so far."""

    words: Vocabularies = field(default_factory=Vocabularies)
    complaints: list[Complaint] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    f1: list[tuple[int, F1]] = field(default_factory=list)
    ignored: dict[int, tuple[str, ...]] = field(default_factory=dict)


def read_results(
    paths: Iterable[str | Path],
    work: Work | Sequence[Work] | None = None,
    decisions: Mapping[str, str] | None = None,
) -> Reading:
    """Read files of results of any known format.

    `work` describes wide tables and corrects the work of Ф1 files of the same procedure,
    year, subject and grade; of several, a wide table takes the one whose items it has.
    `decisions` answers the questions of an earlier reading:
    {name of the school in question: id of the school it is, or the name itself}.
    Never raises for what a file holds: that becomes complaints.
    """
    gathered = _Gathered()
    given = (work,) if isinstance(work, Work) else tuple(work or ())
    works = tuple(map(_with_scale, given))
    names = _names([Path(path) for path in paths])
    hashes: dict[int, str] = {}
    seen: dict[str, str] = {}
    for number, (path, name) in enumerate(names):
        place = Place(name)
        digest = _sha256(path)
        hashes[number] = digest
        if digest and digest in seen:
            gathered.complaints.append(
                place.refuse(f"это тот же файл, что и {seen[digest]}. Уберите один из них.")
            )
            continue
        seen[digest] = name
        _read_file(path, place, number, works, gathered)
    tables = agreed([one for _, one in gathered.f1], works, _with_scale, gathered.complaints)
    for (number, _), table in zip(gathered.f1, tables, strict=True):
        if table is not None:
            _take(table, number, gathered)
    return _finished(names, hashes, gathered, decisions or {})


def _finished(
    names: list[tuple[Path, str]],
    hashes: dict[int, str],
    gathered: _Gathered,
    decisions: Mapping[str, str],
) -> Reading:
    complaints = gathered.complaints
    outcome = merged(gathered.batches, gathered.words, decisions)
    complaints += outcome.complaints
    f1 = {number for number, _ in gathered.f1}
    understood = tuple(
        Understood(
            names[one.file][1],
            hashes[one.file],
            "Ф1" if one.file in f1 else "широкая таблица",
            one.work.title,
            one.schools,
            one.classes,
            one.sittings,
            one.participants,
            len(one.work.items),
            gathered.ignored.get(one.file, ()),
        )
        for one in outcome.contents
    )
    order = {name: number for number, (_, name) in enumerate(names)}
    complaints.sort(key=lambda one: order.get(one.file, len(order)))
    unsure = any(one.severity is not Severity.WARN for one in complaints)
    if not unsure and not outcome.sittings:
        complaints.append(Place("").refuse("результатов не найдено: ни одной строки участника."))
    return Reading(
        () if unsure else outcome.sittings,
        tuple(dict.fromkeys(complaints)),
        understood,
        outcome.questions,
    )


def _with_scale(work: Work) -> Work:
    """The profile's scale where the work has none and the maximum fits."""
    if work.scale is not None or not work.year:
        return work
    try:
        scale = load_profile(work.year).scale(work)
    except FileNotFoundError:
        return work
    if scale is None or scale.bands[-1][1] != work.max_score:
        return work
    return replace(work, scale=scale)


def _names(paths: list[Path]) -> list[tuple[Path, str]]:
    """Each path with the shortest ending that tells it from the others.

    >>> [name for _, name in _names([Path("x/a/1.xlsx"), Path("x/b/1.xlsx"), Path("x/b/2.xlsx")])]
    ['a/1.xlsx', 'b/1.xlsx', '2.xlsx']
    """
    names = [path.name for path in paths]
    for depth in range(2, max((len(path.parts) for path in paths), default=0) + 1):
        counts = Counter(names)
        names = [
            str(Path(*path.parts[-depth:])) if counts[name] > 1 else name
            for path, name in zip(paths, names, strict=True)
        ]
    return list(zip(paths, names, strict=True))


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _read_file(
    path: Path, place: Place, number: int, works: Sequence[Work], gathered: _Gathered
) -> None:
    try:
        sheets = open_sheets(path, place)
    except Refused as refused:
        gathered.complaints += refused.complaints
        return
    read, unreadable = False, []
    for sheet in sheets:
        try:
            reason = _read_sheet(sheet, number, works, gathered)
        except Refused as refused:
            gathered.complaints += refused.complaints
            read = True
            continue
        if reason is None:
            read = True
        elif reason is not _BLANK:
            unreadable.append(reason)
    if read:
        unreadable = [
            Place(one.file, one.sheet).warn("лист не похож на таблицу результатов и пропущен.")
            if one.severity is Severity.REFUSE
            else one
            for one in unreadable
        ]
    elif not any(one.severity is Severity.REFUSE for one in unreadable):
        unreadable.append(place.refuse("в файле нет ни одной таблицы результатов."))
    gathered.complaints += unreadable


_BLANK = Complaint("", "", "", Severity.WARN, "")


def _read_sheet(
    sheet: Sheet, number: int, works: Sequence[Work], gathered: _Gathered
) -> Complaint | None:
    """Reads a sheet into `gathered`; answers why it could not, when it is no table at all."""
    parts = iter(sheet.parts)
    first = next(parts, None)
    if first is None or not first.frame.height or not first.frame.width:
        return _BLANK
    found_f1 = is_f1(first.frame)
    row = None if found_f1 else find_header(first.frame)
    if sheet.hidden:
        if found_f1 or row is not None:
            return sheet.place.warn("скрытый лист с таблицей не прочитан. Нужен — покажите его.")
        return _BLANK
    if found_f1:
        frame = _whole(sheet, first, parts)
        tables, complaints = read_f1(sheet, frame)
        gathered.complaints += complaints
        for one in tables:
            gathered.f1.append((number, one))
            gathered.ignored[number] = one.ignored
        return None
    if row is None or not works:
        return refuse_unreadable(sheet, first.frame, works)
    work = described(sheet, first.frame, row, works)
    header = locate(sheet, first.frame, row, work)
    gathered.ignored[number] = header.ignored
    part: Part | None = first
    del first
    while part is not None:
        table, complaints = read_part(sheet, part, header, work)
        gathered.complaints += complaints
        _take(table, number, gathered)
        part = None  # let the text of a part go before the next one comes
        part = next(parts, None)
    return None


def _whole(sheet: Sheet, first: Part, rest: Iterable[Part]) -> pl.DataFrame:
    import polars as pl

    frames, height = [first.frame], first.frame.height
    for part in rest:
        frames.append(part.frame)
        height += part.frame.height
        if height > _F1_ROWS:
            raise Refused(sheet.place.refuse(f"больше {_F1_ROWS} строк. Разделите файл."))
    return pl.concat(frames) if len(frames) > 1 else frames[0]


def _take(table: Table, file: int, gathered: _Gathered) -> None:
    if not table.frame.height:
        return
    frame, complaints = coded(table, gathered.words)
    gathered.complaints += complaints
    frame, complaints = scored(table, frame)
    gathered.complaints += complaints
    gathered.batches.append(Batch(file, table.place, table.columns, table.work, frame))
