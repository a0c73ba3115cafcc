"""Counting: sorted sittings in, integer counts and sums per class out; the kernel is one.

`count` for sittings in memory, `count_files` for Parquet files, `count_to` for as many of
them as there are, with the result on disk, `read_counts` to read it, `roll_up` for schools
and above. Slow libraries are imported on the first call, not with the package.
"""

from objektiv.engines.counting import count, count_files, count_to, read_counts, warm_up
from objektiv.engines.rollup import roll_up

__all__ = ["count", "count_files", "count_to", "read_counts", "roll_up", "warm_up"]
