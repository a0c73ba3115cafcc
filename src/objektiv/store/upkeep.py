"""Looking after the store: is every byte as it was, and are there too many small files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from objektiv.schema import SORT, School, Sittings, Work
from objektiv.store.files import StoredFile, fingerprint, put, read
from objektiv.store.manifest import NAME, Manifest


@dataclass(frozen=True, slots=True)
class Damage:
    """One file that is not as it was."""

    path: Path
    problem: str  # Russian


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found; orphans are files that no entry needs, left by a crash: harmless."""

    checked: int
    damaged: tuple[Damage, ...]
    orphans: tuple[Path, ...]


def verify(folder: Path | str) -> Verification:
    """Recompute the hash of every file and see that what the manifest names is there."""
    folder = Path(folder)
    damaged, present = [], set()
    for path in sorted([*folder.glob("results/*/*"), *folder.glob("originals/*/*")]):
        present.add(path)
        if fingerprint(path) != path.stem:
            damaged.append(Damage(path, "содержимое изменилось: восстановите из резервной копии"))
    journals = sorted(folder.glob("journals/*/*"))
    damaged += [
        Damage(path, "содержимое изменилось: восстановите из резервной копии")
        for path in journals
        if fingerprint(path) != path.stem
    ]
    known: set[Path] = set()
    if (folder / NAME).exists():
        with Manifest(folder) as manifest:
            known = set(manifest.files().values())
            if not manifest.intact():
                damaged.append(Damage(folder / NAME, "база учёта файлов повреждена"))
    damaged += [Damage(path, "файл пропал") for path in sorted(known - present)]
    litter = folder.glob("incoming/*")
    return Verification(
        len(present) + len(journals), tuple(damaged), (*sorted(present - known), *sorted(litter))
    )


def sittings(manifest: Manifest, work: Work, region: str | None = None) -> Sittings:
    """All sittings that count for a work (of one region), in memory, sorted.

    Raises KeyError when there are none.
    """
    import polars as pl

    chosen = manifest.counting(work, region)
    if not chosen.paths:
        raise KeyError(f"{work.title}: принятых результатов нет.")
    frames: list[pl.DataFrame] = []
    schools: dict[str, School] = {}
    for path in chosen.paths:
        found = read(path)
        gone = chosen.without.get(str(path), frozenset())
        left_out = pl.DataFrame(list(gone), {"school": pl.String, "class": pl.String}, orient="row")
        frames.append(found.frame.join(left_out, on=["school", "class"], how="anti"))
        schools |= found.schools
        work = found.work
    return Sittings(work, pl.concat(frames).sort(SORT), schools)


def compact(manifest: Manifest, work: Work, region: str | None = None) -> StoredFile | None:
    """Merge the files that count for a work (of one region) into one.

    The old files stay for history. Returns None when there was nothing to merge or when
    results were replaced meanwhile: the next run will do it.
    """
    if len(manifest.counting(work, region).paths) < 2:
        return None
    counting = [  # read first: `move` then proves that just these counted all the while
        entry
        for entry in manifest.entries(work)
        if entry.ended is None and (region is None or entry.region == region)
    ]
    stored = put(manifest.folder, sittings(manifest, work, region))
    held = {(school, class_) for _, _, school, class_, _ in stored.classes}
    if held != {(entry.school, entry.class_) for entry in counting}:
        return None
    return stored if manifest.move(counting, stored) else None
