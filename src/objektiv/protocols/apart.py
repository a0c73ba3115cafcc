"""Opens one workbook in this process with bounded memory and time; JSON on standard output.

`python -m objektiv.protocols.apart FILE` is how `workbooks.read_apart` calls it: a hostile
XLS or ODS file can then only end this process, not the caller's.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from objektiv.protocols import limits
from objektiv.protocols.complaints import Place, Refused
from objektiv.protocols.workbooks import check_size, open_workbook

MEMORY = 3 * 2**30


def limit_this_process() -> None:
    """Bounded memory and processor time from here on."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit of the caller remains
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.SECONDS, limits.SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    limit_this_process()
    answer = open_workbook(Path(sys.argv[1]))
    if isinstance(answer, str):
        answer = "password" if "assword" in answer else ""
    else:
        try:
            for sheet in answer:
                rows = len(sheet["columns"][0]) if sheet["columns"] else 0
                check_size(rows, sheet["first_column"] + len(sheet["columns"]), Place(""))
        except Refused as refused:
            answer = refused.complaints[0].text
    json.dump(answer, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
