"""With whom it is worth talking early, and why: reasons in words, never a label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from objektiv.profiles.attention import AttentionRule, attention_rules
from objektiv.russian import quantity
from objektiv.schema.journal import Journal, MarkNorms

if TYPE_CHECKING:
    import polars as pl

RECENT = 5  # marks that are «the last ones»; attention.toml says so too


@dataclass(frozen=True)
class Attention:
    """A pupil in a subject, with every reason that holds."""

    pupil: str
    class_name: str
    subject: str
    reasons: tuple[str, ...]  # Russian
    codes: tuple[str, ...]  # of the rules


def attention(
    journal: Journal,
    norms: MarkNorms,
    period: str,
    *,
    low_works: Mapping[tuple[str, str, str], int] | None = None,
    rules: Sequence[AttentionRule] | None = None,
) -> tuple[Attention, ...]:
    """Pupils with a reason in a period, by class, subject and code: never by how many reasons.

    low_works: (class, pupil, subject) → works of the year with the mark 2.
    """
    found = []
    for row in facts(journal, norms, period).iter_rows(named=True):
        key = (row["class"], row["pupil"], row["subject"])
        known = {**row, "low_works": (low_works or {}).get(key, 0)}
        said = [(one, known[one.fact]) for one in rules or attention_rules() if one.holds(known)]
        if said:
            reasons = tuple(one.text.format(value=quantity(float(v), 2)) for one, v in said)
            found.append(
                Attention(row["pupil"], row["class"], row["subject"], reasons,
                          tuple(one.code for one, _ in said))
            )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.class_name, one.subject, one.pupil)))


def facts(journal: Journal, norms: MarkNorms, period: str) -> pl.DataFrame:
    """A row per pupil and subject of a period: the facts that rules of attention compare.

    drop: mean of the marks before the last five minus the mean of those five, both unweighted.
    absent: percent of the lessons seen that were missed without an exemption.
    """
    import polars as pl

    from objektiv.stats.accumulation import accumulate

    key = ["class", "pupil", "subject"]
    col = pl.col
    rows = accumulate(journal, norms).rows.filter(col("period") == period)
    chosen = next(one for one in norms.periods if one.name == period)
    marks = (
        journal.events.filter((col("mark") > 0) & col("date").is_between(chosen.start, chosen.end))
        .sort("date", maintain_order=True)
        .group_by(key, maintain_order=True)
        .agg(
            # The last mark that is not «2» stands so many marks before the end.
            low_streak=(col("mark").reverse() <= 2).cum_prod().sum().cast(pl.Int64),
            drop=col("mark").head((pl.len().cast(pl.Int64) - RECENT).clip(0)).mean()
            - col("mark").tail(RECENT).mean(),
        )
    )
    return (
        rows.select(
            *key,
            marks="actual",
            mean=pl.when(col("weight") > 0).then(col("points") / col("weight")),
            missing=col("missing"),
            lessons="lessons",
            absent=pl.when(col("lessons") > 0).then(100 * col("absent") / col("lessons")),
        )
        .join(marks, on=key, how="left")
        .sort(key)
    )
