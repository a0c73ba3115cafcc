"""What a command pays before it counts: nothing slow is imported until something is counted."""

from __future__ import annotations

import subprocess
import sys


def test_importing_the_engines_imports_nothing_slow():
    program = (
        "import sys, objektiv.engines, objektiv.store;"
        "slow = {'numba', 'polars', 'pyarrow', 'pyspark', 'pandas', 'scipy'};"
        "print(sorted(slow & set(sys.modules)))"
    )

    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert shown.stdout.strip() == "[]"


def test_counting_does_not_import_pandas(tmp_path):
    """Where pandas is installed (Spark brings it) its import costs more than the count."""
    program = (
        "import sys, polars as pl;"
        "from objektiv.schema import *;"
        "from objektiv.engines import count;"
        "work = Work('ВПР', 2026, 5, 'Математика', (Item('1', 1),));"
        "dtypes = {n: getattr(pl, k) for n, k in COLUMNS.items()} | {'item:1': pl.UInt8};"
        "row = dict.fromkeys((*SORT, 'variant'), 'x');"
        "row |= dict(sex='', participated=True, score=1, mark=5, journal_mark=0);"
        "row |= {'prior_score': None, 'item:1': 1};"
        "frame = pl.DataFrame([row], schema=dtypes);"
        "print(count(Sittings(work, frame)).n.tolist(), 'pandas' in sys.modules)"
    )

    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert shown.stdout.strip() == "[1] False"
