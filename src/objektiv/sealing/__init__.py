"""What must not be read by others, or not yet: sealed parcels, participant codes, name vaults."""

from objektiv.sealing.codes import CodeError, new_codes, printed_code, read_code
from objektiv.sealing.digits import check_digit, is_checked
from objektiv.sealing.errors import Altered, NotOpened, TooEarly, WrongKey, WrongPhrase
from objektiv.sealing.keys import (
    Key,
    control_number,
    key_from_bytes,
    key_of,
    new_phrase,
    public_key,
    read_phrase,
)
from objektiv.sealing.parcels import (
    Envelope,
    Parcel,
    Recipient,
    is_genuine,
    lock_files,
    number_of,
    only,
    open_parcel,
    read_parcel,
    resealed,
    safe_name,
    seal,
    unlock_files,
    write_parcel,
)
from objektiv.sealing.release import Release, moved, released
from objektiv.sealing.vault import NameRow, lock_names, unlock_names

__all__ = [
    "Altered",
    "CodeError",
    "Envelope",
    "Key",
    "NameRow",
    "NotOpened",
    "Parcel",
    "Recipient",
    "Release",
    "TooEarly",
    "WrongKey",
    "WrongPhrase",
    "check_digit",
    "control_number",
    "is_checked",
    "is_genuine",
    "key_from_bytes",
    "key_of",
    "lock_files",
    "lock_names",
    "moved",
    "new_codes",
    "new_phrase",
    "number_of",
    "only",
    "open_parcel",
    "printed_code",
    "public_key",
    "read_code",
    "read_parcel",
    "read_phrase",
    "released",
    "resealed",
    "safe_name",
    "seal",
    "unlock_files",
    "unlock_names",
    "write_parcel",
]
