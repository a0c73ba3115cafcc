"""How long sealing takes: 25 schools, two people each, a PDF of twenty pages with their labels.

Run: python benchmarks/sealing.py. Medians of three; processor time, for the machine is shared.
"""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from objektiv.analysis.sealed_files import copies, markable
from objektiv.documents.code_sheets import code_sheets
from objektiv.sealing import (
    Recipient,
    key_from_bytes,
    key_of,
    new_codes,
    new_phrase,
    open_parcel,
    printed_code,
    read_parcel,
    seal,
    write_parcel,
)


def timed(act: Any) -> tuple[float, Any]:
    """Median of processor seconds, and what came out last."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        result = act()
        spent.append(time.process_time() - start)
    return statistics.median(spent), result


def main() -> None:
    now = datetime.now(UTC)
    classes = {
        f"5{letter}": [printed_code(one) for one in new_codes(30)] for letter in "АБВГДЕЖЗИК"
    }
    paper = code_sheets("protocol", classes, title="ВПР", school="Школа", place="Школа")
    files = {"вариант.pdf": paper}
    keys = [key_from_bytes(bytes([n] * 32)) for n in range(1, 51)]
    named = [Recipient(one.public, f"Школа № {n}") for n, one in enumerate(keys, 1)]
    phrase = new_phrase()

    def contents() -> Any:
        read = markable(files)
        return ((one, copies(read, one, "ВПР")) for one in named)

    derived, release = timed(lambda: key_of(phrase, "release"))
    looked, read_once = timed(lambda: markable(files))
    marked, _ = timed(lambda: [copies(read_once, one, "ВПР") for one in named])
    sealed, parcel = timed(
        lambda: seal(
            title="ВПР", sender="Район", opens=now + timedelta(days=1), now=now, release=release,
            contents=contents(),
        )
    )  # fmt: skip
    content = write_parcel(parcel)
    read, parcel = timed(lambda: read_parcel(content))
    opened, _ = timed(lambda: open_parcel(parcel, keys[0], release))
    drawn, _ = timed(lambda: new_codes(90_000))
    print(f"PDF: {len(paper) / 1e6:.2f} MB; parcel of {len(keys)}: {len(content) / 1e6:.1f} MB")
    for what, seconds in (
        ("key of a phrase", derived),
        ("read the PDF once", looked),
        ("50 labelled copies", marked),
        ("seal, all together", sealed),
        ("read and check", read),
        ("open an envelope", opened),
        ("draw 90,000 codes", drawn),
    ):
        print(f"{what:<20} {seconds * 1000:8.0f} ms processor")


if __name__ == "__main__":
    main()
