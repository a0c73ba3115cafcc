"""Sealed parcels as files: pack, look into, open. No server is needed for any of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from objektiv.analysis.output import whole_file, whole_folder
from objektiv.analysis.refusal import Refused
from objektiv.documents.marking import Markable, NotMarked, markable_pdf, marked_pdf
from objektiv.sealing import (
    NotOpened,
    Parcel,
    Recipient,
    is_genuine,
    key_of,
    new_phrase,
    only,
    open_parcel,
    public_key,
    read_parcel,
    safe_name,
    seal,
    write_parcel,
)

SUFFIX = ".sealed"


@dataclass(frozen=True, slots=True)
class Packed:
    """What was written, and the key nobody may have before the time."""

    parcel: Parcel
    files: tuple[Path, ...]
    release: str


def markable(files: Mapping[str, bytes]) -> dict[str, bytes | Markable]:
    """The files, every PDF read once for all the copies of it.

    Raises `NotMarked`, naming the file.
    """
    read: dict[str, bytes | Markable] = {}
    for name, content in files.items():
        try:
            read[name] = markable_pdf(content) if name.lower().endswith(".pdf") else content
        except NotMarked as refusal:
            raise NotMarked(f"«{name}»: {refusal}") from None
    return read


def copies(
    files: Mapping[str, bytes | Markable], recipient: Recipient, parcel_title: str
) -> dict[str, bytes]:
    """The files of one recipient: every PDF bears the recipient's label."""
    line = f"Экземпляр: {recipient.label} · {parcel_title}"
    return {
        name: marked_pdf(one, recipient.label, line) if isinstance(one, Markable) else one
        for name, one in files.items()
    }


def pack_files(
    paths: Sequence[Path],
    recipients: Path,
    *,
    opens: datetime,
    title: str,
    sender: str,
    out: Path,
) -> Packed:
    """Seal files into the folder `out`: one parcel for all, one file for each recipient.

    The release key is returned and written nowhere. Raises `Refused`.
    """
    now = datetime.now(UTC).astimezone()
    opens = opens if opens.tzinfo else opens.astimezone()
    if opens <= now:
        raise Refused("Время вскрытия уже прошло: укажите будущее.")
    named = _recipients(recipients)
    files = {safe_name(path.name): path.read_bytes() for path in paths}
    if len(files) != len(paths):
        raise Refused("Имена файлов повторяются: переименуйте их.")
    phrase = new_phrase()
    try:
        read = markable(files)
        parcel = seal(
            title=title,
            sender=sender,
            opens=opens,
            now=now,
            release=key_of(phrase, "release"),
            contents=((one, copies(read, one, title)) for one in named),
        )
    except (NotMarked, NotOpened) as refusal:
        raise Refused(str(refusal)) from None
    written = []
    names = {f"{n:02} {safe_name(one.label)}{SUFFIX}": one for n, one in enumerate(named, 1)}
    with whole_folder(out, ours=frozenset({f"всем{SUFFIX}", *names})) as folder:
        (folder / f"всем{SUFFIX}").write_bytes(write_parcel(parcel))
        for name, one in names.items():
            (folder / name).write_bytes(write_parcel(only(parcel, [one.public])))
            written.append(out / name)
    return Packed(parcel, (out / f"всем{SUFFIX}", *written), phrase)


def parcel_file(path: Path) -> Parcel:
    """A parcel from a file. Raises `Refused`."""
    try:
        return read_parcel(path.read_bytes())
    except NotOpened as refusal:
        raise Refused(f"{path.name}: {refusal}") from None


def verify_file(path: Path, release: str = "") -> list[str]:
    """What a parcel says of itself and, with the release key, whether it is genuine."""
    parcel = parcel_file(path)
    said = [
        f"«{parcel.title}», отправитель: {parcel.sender}.",
        f"Запечатано {parcel.sealed_at:%d.%m.%Y %H:%M}, "
        f"вскрытие намечено на {parcel.opens:%d.%m.%Y %H:%M} (время отправителя).",
        f"Получателей в описи: {len(parcel.envelopes)}, конвертов в файле: {len(parcel.carried)}.",
        f"Контрольное число: {parcel.control}. Сверьте его с отправителем.",
        "Ни один байт конвертов не изменён.",
    ]
    if release:
        try:
            genuine = is_genuine(parcel, key_of(release, "release"))
        except NotOpened as refusal:
            raise Refused(str(refusal)) from None
        if not genuine:
            raise Refused("Опись не подтверждена ключом выпуска: посылка чужая или изменена.")
        said.append("Опись подтверждена ключом выпуска.")
    return said


def open_file(path: Path, *, own: str, release: str, out: Path) -> list[Path]:
    """Open the own envelope into the folder `out`, whole or not at all. Raises `Refused`."""
    parcel = parcel_file(path)
    try:
        files = open_parcel(parcel, key_of(own, "person"), key_of(release, "release"))
    except NotOpened as refusal:
        raise Refused(str(refusal)) from None
    with whole_folder(out, ours=frozenset(files)) as folder:
        for name, content in files.items():
            (folder / name).write_bytes(content)
    return [out / name for name in files]


def new_key_file(path: Path) -> tuple[str, str]:
    """A new personal key: its phrase, and the public half written into a file to give away."""
    phrase = new_phrase()
    public = key_of(phrase, "person").public
    with whole_file(path) as draft:
        Path(draft).write_text(f"{public}\n", encoding="ascii")
    return phrase, public


def _recipients(path: Path) -> list[Recipient]:
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["recipients"]
        found = [Recipient(public_key(str(one["key"])), str(one["label"])) for one in rows]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError):
        raise Refused(
            f"{path.name}: нужны строки [[recipients]] с label и key у каждого получателя."
        ) from None
    except NotOpened as refusal:
        raise Refused(f"{path.name}: {refusal}") from None
    if not found:
        raise Refused(f"{path.name}: в списке нет ни одного получателя.")
    if len({one.public for one in found}) < len(found):
        raise Refused(f"{path.name}: один и тот же ключ указан у двух получателей.")
    return found
