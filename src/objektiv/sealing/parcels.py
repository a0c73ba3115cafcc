"""A parcel: for each named recipient an envelope that needs two keys, in one file.

An envelope is `age(release, age(recipient, files))`: without the release key nobody can begin,
with it only the recipient gets on. The manifest lists the envelopes with their digests and is
bound to the release key (HMAC-SHA256), so until the time nobody but the keeper of that key can
change a parcel unnoticed. docs/sealed.md says who can do what.

    OBJEKTIV-SEALED-1\\n
    {"envelopes":[[1,3120],…],"manifest":911,"seal":"…"}\\n     one line of JSON
    manifest, envelopes                                        as many bytes as said

A parcel may carry some of its envelopes only: what one school takes along on a stick.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from objektiv.sealing.errors import Altered, NotOpened, WrongKey
from objektiv.sealing.keys import Key, control_number

_MAGIC = b"OBJEKTIV-SEALED-1\n"
_LONGEST_HEADER = 100_000
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom an envelope is addressed: the public key and who that is, in words."""

    public: str
    label: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """A line of the manifest."""

    recipient: Recipient
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """A sealed parcel; `carried` holds the envelopes that are here, by number from one."""

    id: str
    edition: int
    title: str
    sender: str
    sealed_at: datetime
    opens: datetime  # as planned when it was sealed; who keeps the release key decides
    release: str  # public
    envelopes: tuple[Envelope, ...]
    seal: str
    carried: Mapping[int, bytes] = field(repr=False)

    @property
    def control(self) -> str:
        """What sender and recipient compare by telephone."""
        return control_number(_manifest(self))


def seal(
    *,
    title: str,
    sender: str,
    opens: datetime,
    now: datetime,
    release: Key,
    contents: Iterable[tuple[Recipient, Files]],
) -> Parcel:
    """Seal what each recipient gets; the same person gets one envelope."""
    parcel = Parcel(secrets.token_hex(8), 1, title, sender, now, opens, release.public, (), "", {})
    for recipient, files in contents:
        parcel = _with(parcel, recipient, files)
    if not parcel.envelopes:
        raise NotOpened("Некому запечатывать: нет ни одного получателя с ключом.")
    return _sealed(parcel, release)


def resealed(parcel: Parcel, contents: Iterable[tuple[Recipient, Files]], release: Key) -> Parcel:
    """The next edition, with envelopes for more recipients: a new key, a new person.

    Envelopes that are there stay as they are, and so does the release key.
    """
    _require_whole(parcel, release)
    for recipient, files in contents:
        parcel = _with(parcel, recipient, files)
    return _sealed(replace(parcel, edition=parcel.edition + 1), release)


def open_parcel(parcel: Parcel, own: Key, release: Key) -> dict[str, bytes]:
    """The files addressed to the key. Raises `WrongKey`, `Altered`, `NotOpened`."""
    import pyrage

    _require_whole(parcel, release)
    number = number_of(parcel, own.public)
    if number is None:
        raise WrongKey("Эта посылка запечатана не для вашего ключа.")
    if number not in parcel.carried:
        raise NotOpened("В этом файле нет вашего конверта: возьмите файл для вашей школы.")
    try:
        outer = pyrage.decrypt(parcel.carried[number], [_identity(release)])
        inner = pyrage.decrypt(outer, [_identity(own)])
    except pyrage.DecryptError:
        raise Altered("Конверт повреждён: запросите посылку ещё раз.") from None
    return _unpacked(inner)


def number_of(parcel: Parcel, public: str) -> int | None:
    """Which envelope is addressed to a public key; the latest where there are several."""
    numbers = [n for n, one in enumerate(parcel.envelopes, 1) if one.recipient.public == public]
    return numbers[-1] if numbers else None


def only(parcel: Parcel, publics: Iterable[str]) -> Parcel:
    """The parcel with the envelopes of these recipients alone."""
    wanted = {number_of(parcel, one) for one in publics}
    return replace(parcel, carried={n: b for n, b in parcel.carried.items() if n in wanted})


def is_genuine(parcel: Parcel, release: Key) -> bool:
    """Was the manifest made by who kept the release key? Asked from the time on."""
    return parcel.release == release.public and hmac.compare_digest(
        parcel.seal, _mac(parcel, release)
    )


def write_parcel(parcel: Parcel) -> bytes:
    """The parcel as one file."""
    manifest = _manifest(parcel)
    carried = sorted(parcel.carried.items())
    header = {
        "envelopes": [[number, len(content)] for number, content in carried],
        "manifest": len(manifest),
        "seal": parcel.seal,
    }
    return b"".join((_MAGIC, _plain(header), b"\n", manifest, *(one for _, one in carried)))


def read_parcel(content: bytes) -> Parcel:
    """The parcel of a file; every envelope that is here is as the manifest says.

    Raises `Altered`. That the manifest itself is genuine is known once the release key is
    there (`is_genuine`); until then compare `Parcel.control`.
    """
    try:
        return _read(content)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Altered(
            "Файл повреждён или это не запечатанная посылка: запросите его ещё раз."
        ) from None


def _read(content: bytes) -> Parcel:
    line_end = content.find(b"\n", len(_MAGIC), len(_MAGIC) + _LONGEST_HEADER)
    if not content.startswith(_MAGIC) or line_end < 0:
        raise ValueError("not a parcel")
    header = json.loads(content[len(_MAGIC) : line_end])
    start = line_end + 1
    manifest = content[start : start + header["manifest"]]
    about = json.loads(manifest)
    parcel = Parcel(
        id=about["id"],
        edition=about["edition"],
        title=about["title"],
        sender=about["sender"],
        sealed_at=datetime.fromisoformat(about["sealed_at"]),
        opens=datetime.fromisoformat(about["opens"]),
        release=about["release"],
        envelopes=tuple(
            Envelope(Recipient(one["key"], one["label"]), one["sha256"], one["size"])
            for one in about["envelopes"]
        ),
        seal=header["seal"],
        carried={},
    )
    start += header["manifest"]
    carried = {}
    for number, size in header["envelopes"]:
        piece = content[start : start + size]
        if not 1 <= number <= len(parcel.envelopes):
            raise ValueError("an envelope that the manifest does not name")
        known = parcel.envelopes[number - 1]
        if (known.size, known.sha256) != (len(piece), _digest(piece)):
            raise ValueError("an envelope is not what the manifest says")
        carried[number] = piece
        start += size
    parcel = replace(parcel, carried=carried)
    # Nothing between the pieces, nothing after them, no other spelling of the same JSON.
    if write_parcel(parcel) != content:
        raise ValueError("not as it was written")
    return parcel


def lock_files(files: Files, public: str) -> bytes:
    """Files for the holder of one key, without a time: what is inside an envelope.

    >>> from objektiv.sealing.keys import key_from_bytes
    >>> key = key_from_bytes(bytes(32))
    >>> unlock_files(lock_files({"a.txt": b"text"}, key.public), key)
    {'a.txt': b'text'}
    """
    return _encrypted(_packed(files), public)


def unlock_files(content: bytes, own: Key) -> dict[str, bytes]:
    """What `lock_files` locked. Raises `Altered`, also for another key."""
    import pyrage

    try:
        return _unpacked(pyrage.decrypt(content, [_identity(own)]))
    except pyrage.DecryptError:
        raise Altered("Файлы повреждены или зашифрованы другим ключом.") from None


def _encrypted(content: bytes, public: str) -> bytes:
    import pyrage

    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(public)]))


def _with(parcel: Parcel, recipient: Recipient, files: Files) -> Parcel:
    outer = _encrypted(lock_files(files, recipient.public), parcel.release)
    line = Envelope(recipient, _digest(outer), len(outer))
    number = len(parcel.envelopes) + 1
    return replace(
        parcel,
        envelopes=(*parcel.envelopes, line),
        carried={**parcel.carried, number: outer},
    )


def _sealed(parcel: Parcel, release: Key) -> Parcel:
    return replace(parcel, seal=_mac(parcel, release))


def _require_whole(parcel: Parcel, release: Key) -> None:
    if parcel.release != release.public:
        raise WrongKey("Это ключ выпуска другой посылки.")
    if not is_genuine(parcel, release):
        raise Altered("Опись посылки изменена после запечатывания: вскрывать её нельзя.")


def _mac(parcel: Parcel, release: Key) -> str:
    secret = hashlib.sha256(b"objektiv manifest 1" + release.secret.encode()).digest()
    return hmac.new(secret, _manifest(parcel), hashlib.sha256).hexdigest()


def _manifest(parcel: Parcel) -> bytes:
    return _plain(
        {
            "id": parcel.id,
            "edition": parcel.edition,
            "title": parcel.title,
            "sender": parcel.sender,
            "sealed_at": parcel.sealed_at.isoformat(),
            "opens": parcel.opens.isoformat(),
            "release": parcel.release,
            "envelopes": [
                {
                    "key": one.recipient.public,
                    "label": one.recipient.label,
                    "sha256": one.sha256,
                    "size": one.size,
                }
                for one in parcel.envelopes
            ],
        }
    )


def _packed(files: Files) -> bytes:
    lines: Sequence[tuple[str, int]] = [(name, len(content)) for name, content in files.items()]
    return b"\n".join((_plain(lines), b"".join(files.values())))


def _unpacked(content: bytes) -> dict[str, bytes]:
    line, _, rest = content.partition(b"\n")
    files, start = {}, 0
    for name, size in json.loads(line):
        files[safe_name(name)] = rest[start : start + size]
        start += size
    return files


def safe_name(name: str) -> str:
    """A file name without a folder and without what a disk would not take.

    >>> safe_name("../../etc/вариант 1.pdf"), safe_name("..")
    ('вариант 1.pdf', 'файл')
    """
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(one for one in bare if one.isprintable() and one not in '<>:"|?*')
    return kept.strip(" .")[:150] or "файл"


def _identity(key: Key) -> Any:
    import pyrage

    return pyrage.x25519.Identity.from_str(key.secret)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _plain(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
