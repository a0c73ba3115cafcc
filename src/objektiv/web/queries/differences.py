"""What replacing would change: pupils added, removed, and with other results, by class."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from objektiv.web.models import Protocol, Upload
from objektiv.web.queries.uploads import replaced_by

_ELSEWHERE = ("region", "municipality", "school", "class", "pupil")


@dataclass(frozen=True)
class Difference:
    """One class of one work: the accepted protocol against the one that would replace it."""

    protocol: Protocol
    added: int
    removed: int
    changed: int
    same: int

    @property
    def nothing(self) -> bool:
        return not (self.added or self.removed or self.changed)


def differences(upload: Upload, replaced: list[Protocol] | None = None) -> list[Difference]:
    """Class by class, by work and name of the school; pupils are told by their codes."""
    import polars as pl

    from objektiv import store

    replaced = replaced_by(upload) if replaced is None else replaced
    if not replaced:
        return []
    places = {one["id"]: one["organisation"] for one in upload.understood["schools"]}
    frames: dict[str, pl.DataFrame] = {}

    def rows(path: str) -> pl.DataFrame:
        if path not in frames:
            frames[path] = store.read(settings.STORE / path).frame
        return frames[path]

    paths = {tuple(part["key"]): part["path"] for part in upload.understood["works"]}
    found = []
    for protocol in replaced:
        work = protocol.work
        key = (work.procedure, work.year, work.subject, work.grade, work.variant_of)
        names = [name for name, pk in places.items() if pk == protocol.school_id]
        new = rows(paths[key]).filter(
            pl.col("school").is_in(names), pl.col("class") == protocol.class_name
        )
        old = rows(protocol.store_path).filter(
            pl.col("school") == protocol.source_school, pl.col("class") == protocol.class_name
        )
        found.append(Difference(protocol, *_compare(old, new)))
    return sorted(found, key=_place)


def _place(one: Difference) -> tuple[str, str, str]:
    protocol = one.protocol
    return (protocol.work.title, protocol.school.title, protocol.class_name)


def _compare(old, new) -> tuple[int, int, int, int]:
    """Added, removed, changed, same. Pupils without a code are compared as whole rows."""
    results = [name for name in new.columns if name in old.columns and name not in _ELSEWHERE]
    before, after = (
        {
            pupil or str(number): row
            for number, (pupil, row) in enumerate(
                zip(frame["pupil"].to_list(), frame.select(results).iter_rows(), strict=True)
            )
        }
        for frame in (old, new)
    )
    both = before.keys() & after.keys()
    changed = sum(before[pupil] != after[pupil] for pupil in both)
    return len(after) - len(both), len(before) - len(both), changed, len(both) - changed
