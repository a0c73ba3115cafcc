"""All files of a work become one table: schools matched, pupils unique, rows sorted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from objektiv.protocols.complaints import NAMED_CELLS, Complaint, Place, address
from objektiv.protocols.schools import Named, Question, resolve
from objektiv.protocols.tables import Vocabularies
from objektiv.russian import counted
from objektiv.schema import COLUMNS, School, Sittings, Work, item_column

if TYPE_CHECKING:
    import polars as pl

_NAMED = ("region", "municipality", "login", "school")


@dataclass(frozen=True)
class Batch:
    """Checked rows of one table of one file, texts still as numbers of the vocabularies."""

    file: int
    place: Place
    columns: dict[str, int]
    work: Work
    frame: pl.DataFrame


@dataclass(frozen=True)
class Content:
    """What one file holds of one work."""

    file: int
    work: Work
    schools: int
    classes: int
    sittings: int
    participants: int


@dataclass(frozen=True)
class Merged:
    sittings: tuple[Sittings, ...]
    complaints: list[Complaint]
    questions: tuple[Question, ...]
    contents: tuple[Content, ...]


def merged(batches: Sequence[Batch], words: Vocabularies, decisions: Mapping[str, str]) -> Merged:
    """One `Sittings` per work, with complaints about schools and doubled pupils."""
    import polars as pl

    complaints: list[Complaint] = []
    batches = [batch for batch in batches if batch.frame.height]
    if not batches:
        return Merged((), complaints, (), ())
    combinations = pl.concat([batch.frame.select(_NAMED).unique() for batch in batches]).unique(
        maintain_order=True
    )
    texts = {name: getattr(words, name).texts for name in _NAMED}
    named = [
        Named(*(texts[name][number] for name, number in zip(_NAMED, row, strict=True)))
        for row in combinations.iter_rows()
    ]
    complaints += _nameless(batches, combinations, named)
    schools, questions = resolve(named, decisions)
    ranks = _ranks(schools)
    combinations = combinations.with_columns(
        rank=pl.Series([ranks[school.id] for school in schools], dtype=pl.UInt32)
    )
    complaints += _asked(batches, combinations, schools, questions)
    class_ranks = _sorted_ranks(words.class_.texts)

    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, batch in enumerate(batches):
        groups[batch.work.key].append(i)
    ordered = sorted(
        {school.id: school for school in schools}.values(), key=lambda one: ranks[one.id]
    )
    sittings, contents = [], []
    for members in groups.values():
        frames = []
        for i in members:
            frame = (
                batches[i]
                .frame.join(combinations, on=list(_NAMED), how="left", maintain_order="left")
                .drop(_NAMED)
            )
            frames.append(
                frame.with_columns(
                    pl.col("class").replace_strict(
                        list(range(len(class_ranks))), class_ranks, return_dtype=pl.UInt32
                    ),
                    batch=pl.lit(i, pl.UInt32),
                )
            )
        whole = pl.concat(frames).sort("rank", "class", "pupil", "batch", "row")
        del frames
        complaints += _doubled(whole, batches)
        work = batches[members[0]].work
        contents += _contents(whole, [(batches[i].file, i) for i in members], work)
        sittings.append(_sittings(whole, work, ordered, words))
    sittings.sort(key=lambda one: one.work.key)
    contents.sort(key=lambda one: (one.file, one.work.key))
    return Merged(tuple(sittings), complaints, tuple(questions), tuple(contents))


def _ranks(schools: Sequence[School]) -> dict[str, int]:
    order = sorted({(one.region, one.municipality, one.id) for one in schools})
    return {identifier: rank for rank, (_, _, identifier) in enumerate(order)}


def _sorted_ranks(texts: list[str]) -> list[int]:
    position = {text: rank for rank, text in enumerate(sorted(texts))}
    return [position[text] for text in texts]


def _nameless(
    batches: Sequence[Batch], combinations: pl.DataFrame, named: list[Named]
) -> list[Complaint]:
    """Rows that belong to no school."""
    import polars as pl

    bad = pl.Series([not (one.login or one.school) for one in named])
    if not bad.any():
        return []
    nobody = combinations.filter(bad)
    complaints = []
    for batch in batches:
        rows = batch.frame.join(nobody, on=list(_NAMED), how="semi")["row"].to_list()
        complaints += batch.place.cells(
            batch.place.refuse("").severity,
            "школа не указана. Впишите её логин или название.",
            rows,
            batch.columns.get("school", batch.columns.get("login")),
        )
    return complaints


def _asked(
    batches: Sequence[Batch],
    combinations: pl.DataFrame,
    schools: list[School],
    questions: list[Question],
) -> list[Complaint]:
    """Each question at the first cell that raises it."""
    import polars as pl

    complaints = []
    for question in questions:
        mine = combinations.filter(pl.Series([one.name == question.name for one in schools]))
        for batch in batches:
            rows = batch.frame.join(mine, on=list(_NAMED), how="semi")["row"]
            if rows.len():
                column = batch.columns.get("school", batch.columns.get("login"))
                complaints.append(batch.place.ask(question.text, rows.min(), column))  # type: ignore[arg-type]
                break
    return complaints


def _doubled(frame: pl.DataFrame, batches: Sequence[Batch]) -> list[Complaint]:
    """Rows of a pupil who is already there; the frame is sorted, so they are neighbours."""
    import polars as pl

    key = ("rank", "class", "pupil")
    again = pl.all_horizontal(pl.col(one) == pl.col(one).shift(1) for one in key)
    found = frame.select(
        "batch",
        "row",
        "pupil",
        again=again.fill_null(False),
        first_batch=pl.col("batch").shift(1),
        first_row=pl.col("row").shift(1),
    ).filter(pl.col("again") & (pl.col("pupil") != ""))
    complaints = []
    for batch, row, pupil, _, first_batch, first_row in found.head(NAMED_CELLS).iter_rows():
        here, there = batches[batch], batches[first_batch]
        where = address(first_row, there.columns["pupil"])
        if there.place != here.place:
            where = f"{there.place.file}, {where}"
        complaints.append(
            here.place.refuse(
                f"участник {pupil} уже есть в этом классе ({where}). Оставьте одну строку.",
                row,
                here.columns["pupil"],
            )
        )
    if (rest := found.height - NAMED_CELLS) > 0:
        again_in = counted(rest, "строке", "строках", "строках")
        last = batches[found["batch"][-1]]
        complaints.append(last.place.refuse(f"повторы участников есть ещё в {again_in}."))
    return complaints


def _contents(frame: pl.DataFrame, files: list[tuple[int, int]], work: Work) -> list[Content]:
    import polars as pl

    file_of = {batch: file for file, batch in files}
    counts = (
        frame.with_columns(
            file=pl.col("batch").replace_strict(
                list(file_of), list(file_of.values()), return_dtype=pl.UInt32
            )
        )
        .group_by("file")
        .agg(
            pl.col("rank").n_unique().alias("schools"),
            pl.struct("rank", "class").n_unique().alias("classes"),
            pl.len().alias("sittings"),
            pl.col("participated").sum().alias("participants"),
        )
        .sort("file")
    )
    return [Content(file, work, *rest) for file, *rest in counts.iter_rows()]


def _sittings(
    frame: pl.DataFrame, work: Work, schools: list[School], words: Vocabularies
) -> Sittings:
    import polars as pl

    def named(column: str, texts: list[str]) -> pl.Series:
        return pl.Series(column, texts, dtype=pl.String).gather(frame[column])

    def of_school(column: str, texts: list[str]) -> pl.Series:
        return pl.Series(column, texts, dtype=pl.String).gather(frame["rank"])

    table = pl.DataFrame(
        {
            "region": of_school("region", [one.region for one in schools]),
            "municipality": of_school("municipality", [one.municipality for one in schools]),
            "school": of_school("school", [one.id for one in schools]),
            "class": named("class", sorted(words.class_.texts)),
            "pupil": frame["pupil"],
            "variant": named("variant", words.variant.texts),
            "sex": named("sex", words.sex.texts),
            "participated": frame["participated"],
            "score": frame["score"],
            "mark": frame["mark"],
            "journal_mark": frame["journal_mark"],
            "prior_score": frame["prior_score"],
            **{item_column(code): frame[item_column(code)] for code in work.codes},
        }
    )
    assert tuple(table.columns[: len(COLUMNS)]) == tuple(COLUMNS)  # noqa: S101
    present = set(frame["rank"].unique().to_list())
    return Sittings(
        work, table, {one.id: one for rank, one in enumerate(schools) if rank in present}
    )
